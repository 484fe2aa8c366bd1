"""Rules on feeds: there, read, not failing for long, not paused and forgotten, not at a standstill. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta

from digest.collect.state import FeedState
from digest.model import Feed
from digest.publish.doctor.facts import Case, Finding, Rule, good, note, plural, some, wrong
from digest.text import clean_line
from digest.weeks import as_instant

PAUSED_DAYS = 60
FAILING_DAYS = 7
_MANY_FAILURES = 5
_MOST_ROWS = 5


def there_are_feeds(case: Case) -> Iterator[Finding]:
    feeds = case.publication.feeds
    active = _active(case)
    if not feeds:
        mend = "Follow some, by their address or that of any page that announces one:"
        yield wrong("FEED001", "no feed is followed", mend, "digest feeds add https://site.example/")
    elif not active:
        mend = "Take `paused: true` out of content/feeds.yaml where you want to read on."
        yield wrong("FEED001", f"{'the only feed is' if len(feeds) == 1 else 'all feeds are'} paused", mend)
    else:
        paused = len(feeds) - len(active)
        yield good("FEED001", f"{plural(len(active), 'feed')}" + (f", and {paused} paused" if paused else ""))


def feeds_were_read(case: Case) -> Iterator[Finding]:
    active = _active(case)
    if active and _is_unread(case):
        yield wrong("FEED002", "no feed was ever read", "Read them:", "digest fetch")
        return
    never = [feed.slug for feed in active if not _state(case, feed).polled]
    if active and len(never) < len(active):
        newest = max(state.succeeded for state in case.states.values() if state.succeeded) if _any_read(case) else None
        when = f", the last time on {newest:%Y-%m-%d}" if newest else ""
        yield good("FEED002", f"{len(active) - len(never)} of {plural(len(active), 'feed')} were read{when}")
    if never:
        yield note("FEED002", f"nothing is known of a poll of {some(never)}", "To read what is due:", "digest fetch")


def feeds_answer(case: Case) -> Iterator[Finding]:
    active = _active(case)
    failing = [feed for feed in active if _is_failing(_state(case, feed))]
    if failing and len(failing) == len(active) > 1:
        reason = clean_line(_state(case, failing[0]).reason)
        mend = "Is there a network? Then see what each answers:"
        what = f"all {len(active)} feeds fail, {failing[0].slug} with: {reason}"
        yield wrong("FEED003", what, mend, "digest fetch", "digest status")
        return
    for feed in failing[:_MOST_ROWS]:
        yield _failure(feed, _state(case, feed), case.now)
    if len(failing) > _MOST_ROWS:
        yield wrong("FEED004", f"{plural(len(failing) - _MOST_ROWS, 'more feed')} fail", "To see all:", "digest status")
    if active and not failing and any(_state(case, feed).polled for feed in active):
        yield good("FEED004", "no feed failed the last time")


def _failure(feed: Feed, state: FeedState, now: datetime) -> Finding:
    slug, reason = shlex.quote(feed.slug), clean_line(state.reason or state.quarantine)
    days = _days_since(state.succeeded, now)
    since = f", last read {plural(days, 'day')} ago" if days else ""
    if state.quarantine:
        mend = "If its address has a new owner take it out, if all is well say so:"
        commands = (f"digest feeds remove {slug}", f"digest fetch --accept {slug}")
        return wrong("FEED005", f"{feed.slug} is quarantined: {clean_line(state.quarantine)}", mend, *commands)
    if state.is_gone:
        mend = "Look for its new address, or let it go:"
        return wrong("FEED004", f"{feed.slug} is gone{since}", mend, f"digest feeds remove {slug}")
    what = f"{feed.slug} failed {plural(max(state.failures, 1), 'time')}{since}: {reason}"
    if days < FAILING_DAYS and state.failures < _MANY_FAILURES:
        return note("FEED004", what, "It is asked again by itself.")
    return wrong("FEED004", what, "See whether the site has another feed:", f"digest feeds add {_home(feed)}")


def _home(feed: Feed) -> str:
    return shlex.quote(feed.site or "/".join(feed.feed.split("/")[:3]) + "/")


def no_pause_was_forgotten(case: Case) -> Iterator[Finding]:
    for feed in case.publication.feeds:
        days = _days_since(_state(case, feed).polled, case.now)
        if feed.paused and days >= PAUSED_DAYS:
            mend = "Take `paused: true` out of content/feeds.yaml, or let it go:"
            what = f"{feed.slug} has been paused for {days} days"
            yield wrong("FEED006", what, mend, f"digest feeds remove {shlex.quote(feed.slug)}")


def something_moves(case: Case) -> Iterator[Finding]:
    found = case.movement
    if found.last is None or _is_unread(case):
        return
    if found.is_stalled:
        what = f"nothing new for {plural(found.idle_days, 'day')}; {plural(found.limit_days, 'day')} would be usual"
        yield wrong("FEED007", what, "Does the workflow that collects still run? Here and now:", "digest fetch")
    elif found.feeds:
        yield good("FEED007", f"something new came {plural(found.idle_days, 'day')} ago")


def hints_can_be_read(case: Case) -> Iterator[Finding]:
    if case.damaged:
        mend = "Those feeds are asked anew, and nothing is lost. The next fetch mends the files, or:"
        commands = (f"rm {' '.join(map(shlex.quote, case.damaged[:3]))}",)
        yield wrong("FEED008", f"hints for polling cannot be read: {some(case.damaged)}", mend, *commands)


def _active(case: Case) -> list[Feed]:
    return [feed for feed in case.publication.feeds if not feed.paused]


def _state(case: Case, feed: Feed) -> FeedState:
    return case.states.get(feed.slug, FeedState())


def _is_unread(case: Case) -> bool:
    """Neither hints nor memory know of a poll: then entries were written by hand, or came with an example."""
    return not case.publication.seen and not any(state.polled for state in case.states.values())


def _any_read(case: Case) -> bool:
    return any(state.succeeded for state in case.states.values())


def _is_failing(state: FeedState) -> bool:
    return bool(state.failures or state.is_gone or state.quarantine)


def _days_since(moment: datetime | None, now: datetime) -> int:
    """0 for a moment that nobody knows, or that is still to come."""
    return 0 if moment is None else max((now - as_instant(moment)) // timedelta(days=1), 0)


RULES: tuple[Rule, ...] = (
    there_are_feeds,
    feeds_were_read,
    feeds_answer,
    no_pause_was_forgotten,
    something_moves,
    hints_can_be_read,
)
"""Asked only where digest.yaml and feeds.yaml can be read."""
