"""The story of a run, from feeds.yaml to new files: poll what is due, sort the items, write entries, memory, hints.

The order of writing is what makes a run safe to kill: first the entries, then the lines that remember them, last the
hints that would keep the next run from asking again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path

from digest.collect.candidate import Terms
from digest.collect.document import Wanted
from digest.collect.face import face_in_state, quarantine_words
from digest.collect.http import Client, Limits, Network
from digest.collect.manners import PAUSE_SECONDS, Manners, domain_of
from digest.collect.poll import Parser, Polled, poll
from digest.collect.schedule import (
    after_answer,
    after_failure,
    after_quarantine,
    is_due,
    is_flap,
    proposed_address,
    quiet_domains,
)
from digest.collect.state import FeedState, format_state, parse_state, state_path
from digest.collect.target import target_issue
from digest.collect.triage import Batch, Intents, triage
from digest.collect.workers import Workers
from digest.content.documents import format_entry, format_issue
from digest.content.memory import format_seen, run_path
from digest.content.store import Store
from digest.errors import UsageError, did_you_mean
from digest.model import SHELF, Entry, Feed, IssueHeader, Publication, Seen
from digest.places import ISSUES_FOLDER
from digest.values import dataclass
from digest.weeks import local_day

SINCE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a run."""

    now: datetime
    user_agent: str
    since: timedelta = SINCE
    only: tuple[str, ...] = ()
    """Slugs of feeds; empty for all."""
    issue: str = ""
    """Where new entries go; empty for the open week."""
    is_rehearsal: bool = False
    """Nothing is written."""
    limits: Limits = field(default_factory=Limits)
    pause_seconds: float = PAUSE_SECONDS
    accepted: tuple[str, ...] = ()
    """Slugs of feeds that are polled now and taken as they are, whatever they look like."""
    network: Network = field(default_factory=Network)
    parser: Parser | None = None
    """Who reads documents; None is child processes that live as long as the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A feed that gave nothing, or whose editor should know something."""

    slug: str
    reason: str
    failing_since: datetime | None = None
    """Its last success, when it has failed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    issue: str
    feeds: int
    fetched: int
    not_modified: int
    not_due: int
    failed: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()
    """Feeds that answered, with something to tell about them."""
    entries: tuple[Entry, ...] = ()
    seen: tuple[Seen, ...] = ()

    @property
    def is_in_vain(self) -> bool:
        """Whether every feed that was polled failed."""
        return bool(self.failed) and not self.fetched and not self.not_modified


def fetch(
    publication: Publication,
    store: Store,
    order: Order,
    on_event: Callable[[str, Feed], None] = lambda what, feed: None,
    remember: Callable[[], Publication] | None = None,
) -> Fetched:
    """One run. Raises DigestError when something cannot be written; what a feed does is told in the result.

    Of `publication` settings, feeds and issues are enough when `remember` gives the whole: ten thousand entries are
    read only if a feed has brought a document.
    """
    feeds = _chosen(publication.feeds, (*order.only, *order.accepted))
    terms = _terms(publication, order)
    states = {feed.slug: _state(store, feed) for feed in publication.feeds}
    quiet = quiet_domains(states.values(), order.now)
    due = tuple((feed, states[feed.slug]) for feed in feeds if _is_asked(feed, states[feed.slug], quiet, order))
    polled = asyncio.run(_poll(due, quiet, order, terms, on_event))
    batches = tuple(_batches(polled, order.accepted))
    whole = remember() if remember and batches else publication
    intents = triage(batches, whole, terms)
    after = {row.feed.slug: _state_after(row, intents, order.now) for row in polled}
    taken = _taken(store, intents)
    if not order.is_rehearsal:
        _write(store, whole, terms, intents, taken)
        if not _is_offline(polled):
            _save(store, states, after)
    return _told(feeds, polled, after, intents, terms, taken)


def _chosen(feeds: Iterable[Feed], only: tuple[str, ...]) -> tuple[Feed, ...]:
    """Those that are followed, in the order of feeds.yaml. Raises UsageError for a slug that is not there."""
    known = {feed.slug: feed for feed in feeds}
    for slug in only:
        if slug not in known:
            raise UsageError(f"no feed '{slug}' in content/feeds.yaml", did_you_mean(slug, known))
    return tuple(feed for feed in known.values() if feed.slug in only or not (only or feed.paused))


def _terms(publication: Publication, order: Order) -> Terms:
    day = local_day(order.now, publication.settings.timezone)
    issue = target_issue(publication.issues, day, order.issue)
    words = publication.settings.quote
    return Terms(issue=issue, day=day, now=order.now, since=order.now - order.since, words=words)


def _state(store: Store, feed: Feed) -> FeedState:
    """A hint about another address, a damaged or a missing one is none."""
    try:
        state = parse_state((store.root / state_path(feed.slug)).read_bytes())
    except OSError:
        return FeedState()
    return state if state.feed == feed.feed else FeedState()


def _is_asked(feed: Feed, state: FeedState, quiet: Mapping[str, str], order: Order) -> bool:
    """A person who accepts a feed does not wait for its time; a server that wants quiet is left alone even so."""
    if domain_of(feed.feed, private=feed.private) in quiet:
        return False
    return feed.slug in order.accepted or is_due(feed, state, order.now)


def _batches(polled: Iterable[Polled], accepted: tuple[str, ...]) -> Iterator[Batch]:
    for row in polled:
        if row.parsed is not None:
            face = face_in_state(row.state.title, row.state.language)
            yield Batch(feed=row.feed, parsed=row.parsed, face=face, is_accepted=row.feed.slug in accepted)


async def _poll(
    due: tuple[tuple[Feed, FeedState], ...],
    quiet: Mapping[str, str],
    order: Order,
    terms: Terms,
    on_event: Callable[[str, Feed], None],
) -> tuple[Polled, ...]:
    if not due:
        return ()

    def wanted(feed: Feed) -> Wanted:
        return Wanted(feed=feed, words=terms.words, since=terms.since)

    with nullcontext(order.parser) if order.parser else Workers() as parser:
        async with Client(order.user_agent, order.limits, order.network) as client:
            manners = Manners(order.pause_seconds, quiet)
            return await poll(due, client, parser, manners, wanted, on_event, order.limits.connections)


def _is_offline(polled: tuple[Polled, ...]) -> bool:
    """Whether no name at all was found: then it is our network, and no feed shall be left alone longer for it."""
    return bool(polled) and all(row.failure is not None and row.failure.is_nameless for row in polled)


def _state_after(row: Polled, intents: Intents, now: datetime) -> FeedState:
    if row.failure is not None:
        return after_failure(row.feed, row.state, row.failure, now)
    if row.parsed is not None and (why := intents.quarantined.get(row.feed.slug)):
        return after_quarantine(row.feed, row.state, row.parsed, why, now)
    if row.response is None:
        return row.state
    return after_answer(row.feed, row.state, row.response, row.parsed, now)


def _taken(store: Store, intents: Intents) -> tuple[Entry, ...]:
    """New entries whose place holds something else: the same item, in a file that cannot be read any more."""
    return tuple(entry for entry in intents.entries if _is_other(store.root / entry.path, entry))


def _is_other(place: Path, entry: Entry) -> bool:
    try:
        return place.read_bytes() != _data(entry)
    except OSError:
        return False


def _data(entry: Entry) -> bytes:
    return format_entry(entry).encode("utf-8")


def _write(store: Store, publication: Publication, terms: Terms, intents: Intents, taken: tuple[Entry, ...]) -> None:
    files = _new_issue(publication, terms) if intents.entries else {}
    files |= {entry.path: _data(entry) for entry in intents.entries if entry not in taken}
    if files:
        store.create_all(files)
    if intents.seen:
        text = format_seen(intents.seen)
        store.create(run_path(terms.issue, terms.day, text), text.encode("utf-8"))


def _new_issue(publication: Publication, terms: Terms) -> dict[str, bytes]:
    """The draft that the first entries need. It is written before them: a later run may find nothing new to write."""
    if terms.issue == SHELF or terms.issue in {issue.id for issue in publication.issues}:
        return {}
    path = f"{ISSUES_FOLDER}/{terms.issue}.md"
    return {path: format_issue(IssueHeader(id=terms.issue, path=path)).encode("utf-8")}


def _save(store: Store, before: dict[str, FeedState], after: dict[str, FeedState]) -> None:
    changed = {state_path(slug): format_state(state) for slug, state in after.items() if state != before[slug]}
    if changed:
        store.replace_hints(changed)


def _told(
    feeds: tuple[Feed, ...],
    polled: tuple[Polled, ...],
    after: dict[str, FeedState],
    intents: Intents,
    terms: Terms,
    taken: tuple[Entry, ...],
) -> Fetched:
    return Fetched(
        issue=terms.issue,
        feeds=len(feeds),
        fetched=sum(row.parsed is not None and row.feed.slug not in intents.quarantined for row in polled),
        not_modified=sum(row.response is not None and row.response.is_unchanged for row in polled),
        not_due=len(feeds) - len(polled),
        failed=tuple(_failures(polled, intents, terms.now)),
        notes=tuple(_notes(after, intents, taken)),
        entries=tuple(entry for entry in intents.entries if entry not in taken),
        seen=intents.seen,
    )


def _failures(polled: tuple[Polled, ...], intents: Intents, now: datetime) -> Iterator[Trouble]:
    """Feeds of which nothing was taken."""
    for row in polled:
        if row.failure is not None:
            often = "; its host says so now and then" if is_flap(row.feed, row.state, row.failure, now) else ""
            reason = f"{row.failure.reason}{often}"
            yield Trouble(slug=row.feed.slug, reason=reason, failing_since=row.state.succeeded)
        elif why := intents.quarantined.get(row.feed.slug):
            yield Trouble(slug=row.feed.slug, reason=quarantine_words(row.feed.slug, why))


def _notes(after: dict[str, FeedState], intents: Intents, taken: tuple[Entry, ...]) -> Iterable[Trouble]:
    for entry in taken:
        reason = f"{entry.path} is there already and was left as it is; digest check says what is wrong with it"
        yield Trouble(slug=entry.source, reason=reason)
    for slug, state in after.items():
        if address := proposed_address(state):
            yield Trouble(slug=slug, reason=f"it has moved for good: write `feed: {address}` in content/feeds.yaml")
    for slug in intents.strangers:
        yield Trouble(slug=slug, reason="none of its items is known from the last poll: some may have been missed")
