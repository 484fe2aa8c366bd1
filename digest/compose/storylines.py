"""A storyline as a time line: its moments with the time between them, its quarters, and its neighbours. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from digest.compose.gather import count, storylines_of
from digest.compose.issues import entries_of
from digest.compose.outline import Outline
from digest.compose.views import E, IssueLine, IssueView, Moments, Quarter, StorylineRef, TimelineYear
from digest.text import alphabetical

DAYS_IN_A_MONTH = 30.44
LONG_MONTHS = 2
"""From so many months on, the time since the last moment is worth a word."""
MOMENTS_FOR_A_CHART = 3
MOST_NEIGHBOURS = 8

Shared = Mapping[str, Counter[str]]
"""Of each storyline: how many entries it shares with which others, all by id."""


def time_line(newest_first: tuple[Moments[E], ...]) -> tuple[Moments[E], ...]:
    """Oldest first, each with the months since the one before where they are many."""
    moments = tuple(reversed(newest_first))
    later = (_months_between(a.issue, b.issue) for a, b in pairwise(moments))
    rest = (replace(moment, months_later=months) for moment, months in zip(moments[1:], later, strict=True))
    return (*moments[:1], *rest)


def chart(moments: tuple[Moments[E], ...]) -> tuple[TimelineYear, ...]:
    """A row a year from the first to the last, empty ones too; none for a storyline that is quickly read."""
    if len(moments) < MOMENTS_FOR_A_CHART:
        return ()
    found = {
        place: tuple(rows) for place, rows in groupby(moments, key=lambda moment: _quarter_of(_middle(moment.issue)))
    }
    counts = {place: count(rows) for place, rows in found.items()}
    most = max(counts.values())
    years = range(min(found)[0], max(found)[0] + 1)
    return tuple(
        TimelineYear(
            year=year,
            quarters=tuple(
                _quarter(found.get((year, part), ()), counts.get((year, part), 0), most) for part in range(4)
            ),
        )
        for year in years
    )


def shared_entries(issues: Iterable[IssueView[Outline]]) -> Shared:
    """Withdrawn entries share nothing any more."""
    found: dict[str, Counter[str]] = {}
    for issue in issues:
        for entry in entries_of(issue):
            names = dict.fromkeys(storylines_of(entry)) if not entry.withdrawn else {}
            for name in names:
                found.setdefault(name, Counter()).update(other for other in names if other != name)
    return found


def neighbours(shared: Counter[str], refs: Mapping[str, StorylineRef]) -> tuple[StorylineRef, ...]:
    """Those that share most entries first, then by title."""
    ordered = sorted(shared, key=lambda name: (-shared[name], alphabetical(refs[name].title), name))
    return tuple(refs[name] for name in ordered[:MOST_NEIGHBOURS])


def _quarter(moments: tuple[Moments[E], ...], entries: int, most: int) -> Quarter:
    return Quarter(
        entries=entries,
        share=-(-100 * entries // most),
        issue=moments[0].issue.id if moments else "",
    )


def _quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _middle(line: IssueLine) -> date:
    """Thursday: it lies in the year that gives the week its name."""
    return line.first_day + timedelta(days=3)


def _months_between(earlier: IssueLine, later: IssueLine) -> int:
    """Whole months, rounded; 0 when it was not long."""
    months = round((later.first_day - earlier.first_day).days / DAYS_IN_A_MONTH)
    return months if months >= LONG_MONTHS else 0
