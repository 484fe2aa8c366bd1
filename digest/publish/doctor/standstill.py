"""Whether anything has moved: for how long the feeds brought nothing, measured by their own rhythm. Pure.

What this module alone knows: how long feeds may be silent. The rhythm is that of all active feeds together, read off
the days on which memory met something new; a day is the finest that memory knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from digest.model import Publication
from digest.values import dataclass

SHORTEST_DAYS = 2
"""Weekends, and jobs that run late, are no standstill."""
LONGEST_DAYS = 90
"""However rare the feeds are."""
_LAST_GAPS = 40
"""The rhythm is that of late, not of years ago."""
_ENOUGH_GAPS = 5
_USUAL_SHARE = 0.9
"""Of ten silences nine are not longer than the usual one, so that an old standstill does not count as rhythm."""
_PATIENCE = 2
"""Usual silences that are waited for."""
_PATIENCE_OF_A_GUESS = 5
"""Mean intervals that are waited for where the history is short: chance alone goes beyond them once in 150 times."""
_FIRST_REACH_DAYS = 14
"""How far back a feed's first reading takes items."""
_NO_NEWS = frozenset({"old", "undated"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What the active feeds brought, and when."""

    feeds: int
    """Neither paused nor removed."""
    last: date | None = None
    """The last day with something new; None when there never was any."""
    idle_days: int = 0
    usual_days: int = 0
    """The silence that is usual between two days with something new."""
    limit_days: int = 0
    """The longest that is no standstill."""

    @property
    def is_stalled(self) -> bool:
        return bool(self.feeds) and self.last is not None and self.idle_days > self.limit_days


def movement(publication: Publication, today: date) -> Movement:
    active = [feed for feed in publication.feeds if not feed.paused]
    names = {name for feed in active for name in (*feed.was, feed.slug)}
    found = _first_days(publication, names, today)
    if not found:
        return Movement(feeds=len(active))
    days = sorted(set(found))
    gaps = [(later - earlier).days for earlier, later in pairwise(days)][-_LAST_GAPS:]
    usual = _usual(gaps) or math.ceil(_mean_interval(found))
    return Movement(
        feeds=len(active),
        last=days[-1],
        idle_days=max((today - days[-1]).days, 0),
        usual_days=max(usual, 1),
        limit_days=min(max(_limit(gaps, found), SHORTEST_DAYS), LONGEST_DAYS),
    )


def _first_days(publication: Publication, names: set[str], today: date) -> list[date]:
    """Of each item the day on which it was met first. A day that is still to come is a mistake of some clock."""
    first: dict[str, date] = {}
    for row in publication.seen:
        if row.source in names and row.fate.partition(" ")[0] not in _NO_NEWS:
            first[row.id] = min(row.day, first.get(row.id, row.day))
    for entry in publication.entries:
        if entry.source in names and entry.collected:
            first[entry.id] = min(entry.collected, first.get(entry.id, entry.collected))
    return [day for day in first.values() if day <= today + timedelta(days=1)]


def _limit(gaps: list[int], found: list[date]) -> int:
    by_gaps = _PATIENCE * _usual(gaps)
    if len(gaps) >= _ENOUGH_GAPS:
        return by_gaps
    return max(by_gaps, math.ceil(_PATIENCE_OF_A_GUESS * _mean_interval(found)))


def _usual(gaps: Iterable[int]) -> int:
    ordered = sorted(gaps)
    return ordered[math.ceil(_USUAL_SHARE * len(ordered)) - 1] if ordered else 0


def _mean_interval(found: list[date]) -> float:
    """Days between two items; those of a feed's first reading are spread over the time that it reaches back."""
    return ((max(found) - min(found)).days + _FIRST_REACH_DAYS) / len(found)
