"""What a site is planned from: everything that a publication says, its entries in brief. Pure.

It is made from a whole publication, or from what is kept of files that have not changed; both give the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date

from digest.content.brief import Brief, brief_of
from digest.model import Coverage, Feed, IssueHeader, Publication, Seen, Settings, Storyline, TextPage
from digest.values import dataclass

Met = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str, str, str, str | None], ...]]
"""Of a file of memory: source and the last day on which something of it was met; later coverage as entry's id, source,
title, link and language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    settings: Settings
    feeds: tuple[Feed, ...] = ()
    storylines: tuple[Storyline, ...] = ()
    briefs: tuple[Brief, ...] = ()
    """Ordered by path."""
    issues: tuple[IssueHeader, ...] = ()
    """Ordered by id."""
    pages: tuple[TextPage, ...] = ()
    """Ordered by name."""
    later: Mapping[str, tuple[Coverage, ...]] = field(default_factory=dict)
    """Coverage that came after an entry was written, by the entry's id."""
    met: Mapping[str, date] = field(default_factory=dict)
    """The last day on which something of a source was met."""


def ground_of(publication: Publication) -> Ground:
    briefs = tuple(map(brief_of, publication.entries))
    return Ground(
        settings=publication.settings,
        feeds=publication.feeds,
        storylines=publication.storylines,
        briefs=briefs,
        issues=publication.issues,
        pages=publication.pages,
        later=later_coverage((met_of(publication.seen),)),
        met=days_met((met_of(publication.seen),), briefs),
    )


def met_of(rows: Iterable[Seen]) -> Met:
    days: dict[str, str] = {}
    later = []
    for row in rows:
        day = row.day.isoformat()
        if day > days.get(row.source, ""):
            days[row.source] = day
        fate, _, entry_id = row.fate.partition(" ")
        if fate == "also" and row.link:
            later.append((entry_id, row.source, row.title, row.link, row.language))
    return tuple(sorted(days.items())), tuple(later)


def later_coverage(memory: Iterable[Met]) -> dict[str, tuple[Coverage, ...]]:
    """By the id of the entry, in the order of memory."""
    found: defaultdict[str, list[Coverage]] = defaultdict(list)
    for _, later in memory:
        for entry_id, source, title, link, language in later:
            found[entry_id].append(Coverage(source=source, title=title, link=link, language=language))
    return {entry_id: tuple(rows) for entry_id, rows in found.items()}


def days_met(memory: Iterable[Met], briefs: Iterable[Brief]) -> dict[str, date]:
    days: dict[str, str] = {}
    rows = (row for met, _ in memory for row in met)
    for source, day in (*rows, *((brief.source, brief.collected) for brief in briefs)):
        if day > days.get(source, ""):
            days[source] = day
    return {source: date.fromisoformat(day) for source, day in days.items()}
