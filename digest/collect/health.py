"""What a feed brings and what is kept of it, from memory, entries and the hints for polling. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta

from digest.collect.state import FeedState
from digest.model import Entry, Feed, Publication, Seen
from digest.values import dataclass

LAST = 50
"""Decided entries of a feed that tell how much of it is kept."""
_WINDOW = timedelta(days=28)
_FIRST_REACH = timedelta(days=14)
"""How far back a feed's first reading takes items, unless someone said otherwise."""
_OFFERED = frozenset({"entry", "skip", "undecided"})
_ARCHIVE = frozenset({"old", "undated", "title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    feed: Feed
    succeeded: datetime | None = None
    failures: int = 0
    """Since the last success."""
    reason: str = ""
    is_gone: bool = False
    quarantine: str = ""
    """Why nothing is taken from it."""
    items_a_week: float | None = None
    """None for a feed that never brought anything."""
    kept: int = 0
    decided: int = 0
    """The last entries of the feed that were decided, at most LAST; `kept` are some of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """What one feed brought: ids with the day on which each was met first."""

    items: dict[str, date] = field(default_factory=dict)
    offered: dict[str, date] = field(default_factory=dict)


def health_of(publication: Publication, states: Mapping[str, FeedState], today: date) -> tuple[Health, ...]:
    """In the order of feeds.yaml. `states` are by slug; one about another address says nothing."""
    memories = _memories(publication)
    entries = {entry.id: entry for entry in publication.entries}
    return tuple(
        _health(feed, states.get(feed.slug, FeedState()), memories[feed.slug], entries, today)
        for feed in publication.feeds
    )


def _health(feed: Feed, state: FeedState, memory: _Memory, entries: Mapping[str, Entry], today: date) -> Health:
    if state.feed != feed.feed:
        state = FeedState()
    decided = _decided(memory, entries)
    return Health(
        feed=feed,
        succeeded=state.succeeded,
        failures=state.failures,
        reason=state.reason if state.failures or state.is_gone else "",
        is_gone=state.is_gone,
        quarantine=state.quarantine,
        items_a_week=_items_a_week(memory.items.values(), today),
        kept=sum(decided),
        decided=len(decided),
    )


def _memories(publication: Publication) -> dict[str, _Memory]:
    found = {feed.slug: _Memory() for feed in publication.feeds}
    of = {name: found[feed.slug] for feed in publication.feeds for name in (*feed.was, feed.slug)}
    for row in publication.seen:
        if row.source in of:
            _remember(of[row.source], row)
    for entry in publication.entries:
        if entry.source in of and entry.collected:
            of[entry.source].offered.setdefault(entry.id, entry.collected)
    return found


def _remember(memory: _Memory, row: Seen) -> None:
    kind = row.fate.partition(" ")[0]
    if kind not in _ARCHIVE:
        memory.items[row.id] = min(row.day, memory.items.get(row.id, row.day))
    if kind in _OFFERED:
        memory.offered[row.id] = min(row.day, memory.offered.get(row.id, row.day))


def _decided(memory: _Memory, entries: Mapping[str, Entry]) -> list[bool]:
    """Whether each was kept. A file that is gone was not; a candidate is not decided."""
    by_day = sorted(memory.offered.items(), key=lambda pair: pair[1])
    statuses = (entries[id].status if id in entries else "skip" for id, _ in by_day)
    return [status != "skip" for status in statuses if status != "new"][-LAST:]


def _items_a_week(days: Iterable[date], today: date) -> float | None:
    """Over the last four weeks, or since the feed is followed and the two weeks that its first reading reached."""
    days = sorted(days)
    if not days:
        return None
    since = today - _WINDOW
    if days[0] <= since:
        return sum(day > since for day in days) * 7 / _WINDOW.days
    return len(days) * 7 / (today - days[0] + _FIRST_REACH).days
