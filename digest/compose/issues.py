"""Issue headers and entries to issues as they are read, newest first, each knowing its neighbours. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from digest.compose.lookup import Lookup
from digest.compose.outline import Outline, Outliner, correction_views
from digest.compose.pictures import picture_view
from digest.compose.views import Amendment, CorrectionView, E, EntryView, IssueLine, IssueView, Prose, SectionView
from digest.content.brief import SHOWN, Brief
from digest.content.ground import Ground
from digest.model import SHELF, IssueHeader
from digest.places import ENTRIES_FOLDER
from digest.text import says_something
from digest.weeks import as_day, first_day, last_day

AnyEntry = TypeVar("AnyEntry", EntryView, Outline)
WORDS_A_MINUTE = 220
LETTER = "the_letter"
"""Its id on the page; no slug holds such a mark."""


def compose_issues(ground: Ground, lookup: Lookup, *, drafts: bool) -> tuple[IssueView[Outline], ...]:
    """Published issues, and with `drafts` the others too, newest first."""
    shown = [issue for issue in ground.issues if drafts or issue.status == "published"]
    shown.sort(key=lambda issue: issue.id, reverse=True)
    entries = _by_issue(ground.briefs)
    outliner = Outliner(lookup)
    outlines = [outliner.outlines(entries.get(issue.id, ()), issue) for issue in shown]
    lines = [_line(issue, found, lookup) for issue, found in zip(shown, outlines, strict=True)]
    newest = next((line for line in lines if not line.draft), None)
    open_week = min((issue.id for issue in ground.issues if issue.status == "draft"), default=SHELF)
    return tuple(
        _issue_view(
            issue,
            lines[number],
            outlines[number],
            lookup,
            # Whoever reads an old issue fills the shelf: its page need not change whenever a week is opened.
            week=open_week if lines[number] is newest or lines[number].draft else SHELF,
            previous=lines[number + 1] if number + 1 < len(lines) else None,
            following=lines[number - 1] if number else None,
        )
        for number, issue in enumerate(shown)
    )


def newest_day(issue: IssueView[AnyEntry]) -> date:
    """When the issue last changed in a way that readers see."""
    came_out = as_day(issue.line.date) if issue.line.date is not None else issue.line.last_day
    return max([came_out, *(row.date for row in corrections_of(issue) if row.date)])


def corrections_of(issue: IssueView[AnyEntry]) -> tuple[CorrectionView, ...]:
    """Those of the letter, then those of the entries in reading order."""
    return (*issue.corrections, *(row for entry in entries_of(issue) for row in entry.corrections))


def entries_of(issue: IssueView[E]) -> tuple[E, ...]:
    """All entries in reading order, the lead first."""
    lead = (issue.lead,) if issue.lead else ()
    return tuple(chain(lead, *[section.entries for section in issue.sections]))


def letter_of(issue: IssueHeader) -> str:
    """What readers see of it; nothing of one that says nothing."""
    return issue.letter if says_something(issue.letter) else ""


def minutes_to_read(issue: IssueView[Outline]) -> int:
    """How long its letter and all its entries take."""
    words = len(issue.letter.text.split()) + sum(entry.words for entry in entries_of(issue))
    return max(1, -(-words // WORDS_A_MINUTE))


def _by_issue(briefs: Iterable[Brief]) -> dict[str, list[Brief]]:
    """Those that readers see, in reading order."""
    found: defaultdict[str, list[Brief]] = defaultdict(list)
    for brief in briefs:
        if brief.status in SHOWN:
            found[brief.issue].append(brief)
    for entries in found.values():
        entries.sort(key=attrgetter("order"))
    return found


def _line(issue: IssueHeader, entries: Iterable[Outline], lookup: Lookup) -> IssueLine:
    return IssueLine(
        id=issue.id,
        number=issue.number,
        title=issue.title or issue.id,
        path=f"/issues/{issue.id}/",
        language=issue.language or lookup.settings.language,
        date=issue.date,
        first_day=first_day(issue.id),
        last_day=last_day(issue.id),
        entries=sum(not entry.withdrawn for entry in entries),
        draft=issue.status != "published",
    )


def _issue_view(
    issue: IssueHeader,
    line: IssueLine,
    entries: tuple[Outline, ...],
    lookup: Lookup,
    *,
    week: str,
    previous: IssueLine | None,
    following: IssueLine | None,
) -> IssueView[Outline]:
    # A lead that was withdrawn has nothing to lead with; its place is kept in its section.
    lead = next((entry for entry in entries if entry.slug == issue.lead and not entry.withdrawn), None)
    rest = tuple([entry for entry in entries if entry is not lead]) if lead else entries
    shown = [entry for entry in entries if not entry.withdrawn]
    sections = _sections(rest, lookup)
    return IssueView(
        line=line,
        editors=issue.editors or lookup.settings.editors,
        letter=Prose(text=letter_of(issue), language=line.language, prefix="letter"),
        image=picture_view(issue.image, lookup.pictures, leads=True),
        lead=lead,
        sections=sections,
        entries=len(shown),
        sources=len({entry.named.source.slug for entry in shown}),
        # Counted where a page is made: the plan hangs on no words.
        reading_minutes=0,
        corrections=correction_views(issue.corrections, line.language, line.path, line.title, line.language),
        amendments=tuple(_amendments(issue, lead, sections)),
        edit=lookup.forge.edit_page(issue.path) if lookup.forge else "",
        suggest=lookup.forge.new_page(f"{ENTRIES_FOLDER}/{week}") if lookup.forge else "",
        previous=previous,
        next=following,
        extra=issue.extra,
    )


def _amendments(
    issue: IssueHeader, lead: Outline | None, sections: tuple[SectionView[Outline], ...]
) -> Iterator[Amendment]:
    if issue.corrections:
        yield Amendment(anchor=LETTER, title="", language="")
    for entry in (*((lead,) if lead else ()), *(entry for section in sections for entry in section.entries)):
        if entry.withdrawn or entry.corrections:
            yield Amendment(
                anchor=entry.slug,
                title=entry.headline,
                language=entry.headline_language,
                is_withdrawal=entry.withdrawn,
            )


def _sections(entries: tuple[Outline, ...], lookup: Lookup) -> tuple[SectionView[Outline], ...]:
    """In the order of digest.yaml; entries without a section come last."""
    found: dict[str, list[Outline]] = {}
    for entry in entries:
        section = entry.named.section
        found.setdefault(section.id if section else "", []).append(entry)
    sections = [
        SectionView(id=section.id, title=section.title, about=section.about, entries=tuple(found[section.id]))
        for section in lookup.settings.sections
        if section.id in found
    ]
    if "" in found:
        sections.append(SectionView(id="", title="", about="", entries=tuple(found[""])))
    return tuple(sections)
