"""When to ask a feed again. What this module alone knows: how often is often enough. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from digest.collect.dates import parse_date
from digest.collect.domain import server_domain
from digest.collect.reply import Failure, Response
from digest.collect.state import FeedState
from digest.model import Feed, ParsedFeed

HOUR = 3600
DAY = 24 * HOUR
LONGEST = 7 * DAY
PROBE_OF_THE_GONE = 30 * DAY
_UNKNOWN_RHYTHM = 6 * HOUR
_FLAPPING = frozenset({"youtube.com"})
"""Domains whose servers deny feeds that are there, now and then."""
_SIGHTINGS = 3
"""Days on which a permanent redirect must be met before a new address is believed."""


def is_due(feed: Feed, state: FeedState, now: datetime) -> bool:
    """A state of another address, or from the future because the clock went back, or damaged, says nothing."""
    if state.feed != feed.feed or state.next_poll is None:
        return True
    is_absurd = state.next_poll - now > timedelta(seconds=PROBE_OF_THE_GONE + DAY)
    return is_absurd or _is_from_the_future(state, now) or now >= state.next_poll


def quiet_domains(states: Iterable[FeedState], now: datetime) -> dict[str, str]:
    """Domains that want to be left alone for longer than the run that heard it, with the seconds that are left."""
    quiet: dict[str, str] = {}
    for state in states:
        if state.quiet_until is not None and not _is_from_the_future(state, now):
            seconds = _seconds_until(state.quiet_until, now)
            if seconds > int(quiet.get(state.quiet_domain, 0)):
                quiet[state.quiet_domain] = str(seconds)
    return quiet


def after_answer(
    feed: Feed, state: FeedState, response: Response, parsed: ParsedFeed | None, now: datetime
) -> FeedState:
    """`parsed` is None when the document had not changed.

    A whole document replaces both validators, so that one it came without is cleared; a mere "unchanged" adds to them.
    """
    given = response.validators
    cadence = state.cadence_seconds if parsed is None else rhythm(parsed)
    ttl = None if parsed is None else parsed.ttl_seconds
    kept = state.validators if response.is_unchanged else None
    moved_days = _sightings(state, response.moved_to, now)
    # A feed without items may be a server under repair, under whose title nothing was ever collected.
    face = parsed if parsed is not None and parsed.items else state
    return FeedState(
        feed=feed.feed,
        etag=given.etag or (kept.etag if kept else ""),
        modified=given.modified or (kept.modified if kept else ""),
        polled=now,
        next_poll=now + timedelta(seconds=_pause(feed, cadence, _freshness(response.headers, ttl, now))),
        succeeded=now,
        cadence_seconds=cadence,
        title=face.title,
        language=face.language or "",
        moved_to=response.moved_to,
        moved_days=moved_days,
    )


def after_quarantine(feed: Feed, state: FeedState, parsed: ParsedFeed, why: str, now: datetime) -> FeedState:
    """The face and the last success stay those of the feed that we knew.

    The validators go: an editor who accepts the new face wants the document, and not the word that it is unchanged.
    """
    pause = _pause(feed, rhythm(parsed), 0)
    next_poll = now + timedelta(seconds=pause)
    return replace(
        state, feed=feed.feed, etag="", modified="", polled=now, next_poll=next_poll, failures=0, quarantine=why
    )


def after_failure(feed: Feed, state: FeedState, failure: Failure, now: datetime) -> FeedState:
    """Each failure in a row doubles the pause; the server's own wish is respected, up to a week."""
    is_passing = failure.is_untold or is_flap(feed, state, failure, now)
    failures = state.failures + (0 if is_passing else 1)
    first = HOUR if feed.interval is None else feed.interval if feed.private else max(feed.interval, HOUR)
    pause = first * 2 ** min(max(failures - 1, 0), 12) * _jitter(f"{feed.slug}:{failures}")
    wished = retry_after(failure.retry_after, now)
    seconds = PROBE_OF_THE_GONE if failure.is_gone else min(max(pause, wished), LONGEST)
    quiet_until = now + timedelta(seconds=wished) if failure.domain and wished else None
    return replace(
        state,
        feed=feed.feed,
        polled=now,
        next_poll=now + timedelta(seconds=round(seconds)),
        failures=failures,
        reason=failure.reason,
        is_gone=failure.is_gone,
        quiet_domain=failure.domain if quiet_until else "",
        quiet_until=quiet_until,
    )


def is_flap(feed: Feed, state: FeedState, failure: Failure, now: datetime) -> bool:
    """A 404 that means nothing yet: of a host known for them, and a feed that was read within a week."""
    if failure.status != 404 or server_domain(feed.feed) not in _FLAPPING or state.succeeded is None:
        return False
    return now - state.succeeded < timedelta(seconds=LONGEST)


def retry_after(text: str, now: datetime) -> int:
    """Seconds, from a number or a date; 0 for garbage and for the past; never more than a week."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:12]), LONGEST)
    moment = parse_date(text)
    return 0 if moment is None else _seconds_until(moment, now)


def rhythm(parsed: ParsedFeed) -> int:
    """Half the time that the feed's items span, between an hour and a day: nothing drops out of it unseen."""
    moments = [moment for item in parsed.items if (moment := item.published or item.updated)]
    if len(moments) < 2:
        return _UNKNOWN_RHYTHM
    span = (max(moments) - min(moments)).total_seconds()
    return round(min(max(span / 2, HOUR), DAY))


def proposed_address(state: FeedState) -> str:
    """The address that feeds.yaml should name, when a permanent redirect was met on enough days."""
    return state.moved_to if len(state.moved_days) >= _SIGHTINGS else ""


def _pause(feed: Feed, cadence: int, freshness: int) -> int:
    if feed.interval is not None:
        return feed.interval if feed.private else max(feed.interval, HOUR)
    return min(max(cadence or _UNKNOWN_RHYTHM, freshness, HOUR), LONGEST)


def _freshness(headers: Mapping[str, str], ttl: int | None, now: datetime) -> int:
    """What the server says: max-age, else Expires, else the feed's ttl."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b", control):
        return 0
    if match := re.search(r"\bmax-age\s*=\s*\"?(-?\d+)", control):
        return max(min(int(match[1][:12]), LONGEST), 0)
    if "expires" in headers:
        moment = parse_date(headers["expires"])
        return 0 if moment is None else _seconds_until(moment, now)
    return min(ttl or 0, LONGEST)


def _seconds_until(moment: datetime, now: datetime) -> int:
    return min(max(round((moment - now).total_seconds()), 0), LONGEST)


def _is_from_the_future(state: FeedState, now: datetime) -> bool:
    """The clock went back since: what the state says of times means nothing."""
    return state.polled is not None and state.polled > now + timedelta(minutes=5)


def _sightings(state: FeedState, moved_to: str, now: datetime) -> tuple[date, ...]:
    if not moved_to:
        return ()
    days = state.moved_days if state.moved_to == moved_to else ()
    return tuple(dict.fromkeys((*days, now.date())))[:_SIGHTINGS]


def _jitter(seed: str) -> float:
    """Between 1 and 1.2, the same for the same seed: feeds that failed together do not come back together."""
    return 1 + 0.2 * int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) / 2**32
