"""Pages that need no gathering: home, archive, corrections, text; and no address is shared. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from digest.compose.issues import corrections_of, newest_day
from digest.compose.outline import Outline
from digest.compose.views import (
    ArchivePage,
    CorrectionsPage,
    E,
    Health,
    HomePage,
    IssueView,
    Page,
    Prose,
    ProsePage,
    Year,
)
from digest.content.ground import Ground
from digest.errors import DigestError, Problem
from digest.model import TextPage

RECENT_ISSUES = 5


def home(issues: tuple[IssueView[Outline], ...]) -> Iterator[Page[Outline]]:
    """The newest published issue, whole, at two addresses; a draft never stands here."""
    released = tuple(issue for issue in issues if not issue.line.draft)
    newest = released[0] if released else None
    recent = tuple(issue.line for issue in released[1 : 1 + RECENT_ISSUES])
    context = HomePage(issue=newest, recent=recent, canonical="/")
    modified = newest_day(newest) if newest else None
    yield Page(path="/", context=context, source="the newest issue", modified=modified)
    yield Page(path="/latest/", context=context, source="the newest issue", indexed=False)


def archive(issues: tuple[IssueView[Outline], ...]) -> Iterator[Page[Outline]]:
    years = tuple(
        Year(year=int(year), issues=tuple(issue.line for issue in found))
        for year, found in groupby(issues, key=lambda issue: issue.line.id[:4])
    )
    modified = newest_day(issues[0]) if issues else None
    yield Page(path="/issues/", context=ArchivePage(years=years), source="the archive", modified=modified)


def corrections(issues: tuple[IssueView[Outline], ...]) -> Iterator[Page[Outline]]:
    dated = [(row.date or newest_day(issue), row) for issue in issues for row in corrections_of(issue)]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    rows = tuple(row for _, row in dated)
    modified = dated[0][0] if dated else None
    context = CorrectionsPage(corrections=rows)
    yield Page(path="/corrections/", context=context, source="the list of corrections", modified=modified)


def text_pages(ground: Ground) -> tuple[TextPage, ...]:
    """Pages of content/pages by `order`, those without one last, then by name."""
    return tuple(
        sorted(ground.pages, key=lambda page: (page.order is None, page.order if page.order else 0.0, page.name))
    )


def prose_page(page: TextPage, language: str, health: Health | None) -> ProsePage:
    language = page.language or language
    body = Prose(text=page.body, language=language, prefix="")
    return ProsePage(title=page.title, language=language, body=body, extra=page.extra, health=health)


def refuse_shared_addresses(pages: Iterable[Page[E]]) -> None:
    """Raises DigestError for two pages on one address, also when they differ in case only."""
    first: dict[str, Page[E]] = {}
    problems = []
    for page in pages:
        other = first.setdefault(page.path.lower(), page)
        if other is not page:
            what = f"two pages have the address {page.path}: {other.source} and {page.source}"
            path = page.source if page.source.startswith("content/") else ""
            hint = "rename one of the two; `was:` keeps an old address"
            problems.append(Problem(path=path.partition(",")[0], code="OUT001", what=what, hint=hint))
    if problems:
        raise DigestError(*problems)
