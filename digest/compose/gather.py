"""Entries gathered across issues: by tag, by storyline, by source. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import get_args

from digest.compose.issues import entries_of
from digest.compose.lookup import Lookup
from digest.compose.outline import Outline
from digest.compose.views import (
    E,
    IssueView,
    Moments,
    SourceLine,
    SourceRef,
    StorylineLine,
    TagLine,
)
from digest.model import Feed, Storyline, StorylineKind
from digest.text import alphabetical, unmistakable
from digest.weeks import as_day

Gathered = dict[str, tuple[Moments[Outline], ...]]
"""By name, newest issue first."""
Published = dict[str, tuple[SourceRef, int]]
"""Sources by slug, with the number of their entries; the one that was published last stands first."""


def gather(issues: Iterable[IssueView[Outline]], names_of: Callable[[Outline], Iterable[str]]) -> Gathered:
    """The entries of every name that `names_of` finds in them, each once; withdrawn ones are left out."""
    found: dict[str, list[Moments[Outline]]] = {}
    for issue in issues:
        here: dict[str, list[Outline]] = {}
        for entry in entries_of(issue):
            if entry.withdrawn:
                continue
            for name in names_of(entry):
                if name in here:
                    here[name].append(entry)
                else:
                    here[name] = [entry]
        for name, entries in here.items():
            found.setdefault(name, []).append(Moments(issue=issue.line, entries=tuple(entries)))
    return {name: tuple(moments) for name, moments in found.items()}


def published(issues: Iterable[IssueView[Outline]]) -> Published:
    """The sources of all entries; withdrawn ones are left out."""
    refs: dict[str, SourceRef] = {}
    counts: dict[str, int] = {}
    for issue in issues:
        for entry in entries_of(issue):
            if not entry.withdrawn:
                ref = entry.named.source
                refs.setdefault(ref.slug, ref)
                counts[ref.slug] = counts.get(ref.slug, 0) + 1
    return {slug: (ref, counts[slug]) for slug, ref in refs.items()}


def tags_of(entry: Outline) -> tuple[str, ...]:
    """Slugs."""
    return entry.named.tag_slugs


def sections_of(entry: Outline) -> tuple[str, ...]:
    """Its id; an entry may have none."""
    return (entry.section.id,) if entry.section else ()


def storylines_of(entry: Outline) -> tuple[str, ...]:
    return entry.named.storyline_ids


def newest_change(moments: tuple[Moments[Outline], ...]) -> date | None:
    """The last day on which an entry of these came out or was corrected; None where there is none."""
    came_out = (as_day(moment.issue.date or moment.issue.last_day) for moment in moments)
    corrected = (
        row.date
        for moment in moments
        for entry in moment.entries
        if entry.corrections
        for row in entry.corrections
        if row.date
    )
    return max((*came_out, *corrected), default=None)


def count(moments: tuple[Moments[E], ...]) -> int:
    return sum(len(moment.entries) for moment in moments)


def tag_lines(tagged: Gathered, lookup: Lookup) -> tuple[TagLine, ...]:
    """By title."""
    refs = ((lookup.tag(slug), moments) for slug, moments in tagged.items())
    lines = (TagLine(title=ref.title, path=ref.path, entries=count(moments)) for ref, moments in refs)
    return tuple(sorted(lines, key=lambda line: (alphabetical(line.title), line.path)))


def storyline_line(storyline: Storyline, followed: Gathered) -> StorylineLine:
    moments = followed.get(storyline.id, ())
    return StorylineLine(
        id=storyline.id,
        title=storyline.title,
        path=f"/storylines/{storyline.id}/",
        kind=storyline.kind,
        entries=count(moments),
        issues=len(moments),
        first=moments[-1].issue if moments else None,
        last=moments[0].issue if moments else None,
    )


def by_kind(lines: Iterable[StorylineLine]) -> tuple[tuple[StorylineKind, tuple[StorylineLine, ...]], ...]:
    """Kinds in the order of the model, each with its storylines by title; kinds without any are left out."""
    ordered = sorted(lines, key=lambda line: (alphabetical(line.title), line.id))
    kinds: tuple[StorylineKind, ...] = get_args(StorylineKind)
    found = ((kind, tuple(line for line in ordered if line.kind == kind)) for kind in kinds)
    return tuple((kind, lines) for kind, lines in found if lines)


def source_lines(published: Published, feeds: tuple[Feed, ...], lookup: Lookup) -> dict[str, SourceLine]:
    """Every public feed and every source of an entry, by slug."""
    lines = {feed.slug: _feed_line(feed, published, lookup) for feed in feeds if not feed.private}
    for slug, (source, entries) in published.items():
        if slug not in lines:
            lines[slug] = SourceLine(
                source=source,
                site="" if source.slug in lookup.feeds else f"https://{source.title}/",
                feed="",
                language=None,
                entries=entries,
            )
    return lines


def _feed_line(feed: Feed, published: Published, lookup: Lookup) -> SourceLine:
    source = lookup.source(feed.slug)
    _, entries = published.get(feed.slug, (source, 0))
    path = source.path if entries else None
    return SourceLine(
        source=SourceRef(slug=source.slug, title=source.title, path=path),
        site=unmistakable(feed.site),
        feed=unmistakable(feed.feed),
        language=feed.language,
        entries=entries,
    )
