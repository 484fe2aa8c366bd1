"""How far an issue is: what waits, what was kept, what is missing, what to do next. Pure."""

from __future__ import annotations

from collections import Counter

from digest.content.body import split_body
from digest.model import SHELF, Entry, IssueHeader, Publication, Section
from digest.order import reading_order
from digest.text import says_something
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCount:
    section: Section
    kept: int

    @property
    def excess(self) -> int:
        """Entries beyond the limit."""
        return max(0, self.kept - self.section.limit) if self.section.limit is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do next."""

    command: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    issue: IssueHeader
    candidates: int
    skipped: int
    kept: tuple[Entry, ...]
    """In reading order, as the two below."""
    without_section: tuple[Entry, ...]
    without_note: tuple[Entry, ...]
    sections: tuple[SectionCount, ...]
    """In the order of digest.yaml; a retired one only when something is in it."""
    missing: tuple[str, ...]
    """Of title, letter and lead."""


def progress_of(publication: Publication, issue: IssueHeader) -> Progress:
    here = sorted((entry for entry in publication.entries if entry.issue == issue.id), key=reading_order)
    kept = tuple(entry for entry in here if entry.status == "keep")
    counts = Counter(entry.section for entry in kept)
    sections = publication.settings.sections
    shown = (section for section in sections if counts[section.id] or not section.retired)
    parts = {"title": issue.title, "letter": says_something(issue.letter), "lead": issue.lead}
    return Progress(
        issue=issue,
        candidates=sum(entry.status == "new" for entry in here),
        skipped=sum(entry.status == "skip" for entry in here),
        kept=kept,
        without_section=tuple(entry for entry in kept if sections and entry.section is None),
        without_note=tuple(entry for entry in kept if not split_body(entry.body).note),
        sections=tuple(SectionCount(section=section, kept=counts[section.id]) for section in shown),
        missing=tuple(name for name, value in parts.items() if not value),
    )


def next_steps(publication: Publication, progress: Progress | None) -> tuple[Step, ...]:
    """What an editor can do now, most urgent first; without an open issue, `progress` is None."""
    steps = [
        Step(command=f"digest issue publish {issue.id}", why="it is frozen")
        for issue in publication.issues
        if issue.status == "frozen"
    ]
    if progress is None:
        return (*steps, Step(command="digest issue new", why="opens the next issue"))
    return (*steps, *_steps(progress))


def on_shelf(publication: Publication) -> int:
    """Entries that wait for a thin week."""
    return sum(entry.issue == SHELF and entry.status in ("new", "keep") for entry in publication.entries)


def _steps(progress: Progress) -> tuple[Step, ...]:
    steps = []
    if not progress.candidates and not progress.kept:
        steps.append(Step(command="digest fetch", why="brings candidates"))
    if progress.candidates:
        steps.append(Step(command="digest triage", why=f"{progress.candidates} to decide"))
    if progress.kept and (progress.without_note or progress.missing):
        steps.append(Step(command="digest serve --drafts", why="shows the page while you write"))
    if progress.kept and not progress.without_note and not progress.missing:
        steps.append(Step(command="digest check", why="says what else is wrong"))
        if not progress.candidates:
            steps.append(Step(command="digest issue publish", why="nothing is missing"))
    return tuple(steps)
