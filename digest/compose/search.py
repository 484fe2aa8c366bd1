"""Issues, storylines and pages to what search finds, and to the filters that its page offers. Pure.

Alone knows what can be found: entries, letters, storylines and pages that readers can open, never a draft and never
what was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digest.compose.issues import entries_of
from digest.compose.outline import Outline
from digest.compose.pages import text_pages
from digest.compose.views import Choice, EntryView, Findable, FindableEntry, IssueView, Prose, SearchPage
from digest.content.ground import Ground
from digest.model import Settings, Storyline
from digest.text import alphabetical
from digest.weeks import as_day

LANGUAGE, SECTION, SOURCE, STORYLINE, YEAR = "language", "section", "source", "storyline", "year"
FILTERS = (LANGUAGE, SECTION, SOURCE, STORYLINE, YEAR)
_LAST_PLACE = 9999


Found = Findable | FindableEntry[Outline]


def findables(ground: Ground, issues: tuple[IssueView[Outline], ...]) -> tuple[Found, ...]:
    """As far as `outputs` makes pages of them; nothing at all without `search`."""
    outputs = ground.settings.outputs
    if "search" not in outputs:
        return ()
    return tuple(_findables(ground, [issue for issue in issues if not issue.line.draft]))


def search_page(settings: Settings, storylines: Iterable[Storyline], found: tuple[Found, ...]) -> SearchPage:
    taken = {(name, value) for item in found for name, values in item.filters for value in values}
    sources = {
        value: _source_of(item) for item in found for name, values in item.filters if name == SOURCE for value in values
    }
    years = sorted((value for name, value in taken if name == YEAR), reverse=True)
    return SearchPage(
        languages=tuple(sorted(value for name, value in taken if name == LANGUAGE)),
        sections=tuple(
            Choice(value=section.id, title=section.title)
            for section in settings.sections
            if (SECTION, section.id) in taken
        ),
        sources=_by_title(Choice(value=slug, title=title) for slug, title in sources.items()),
        storylines=_by_title(
            Choice(value=storyline.id, title=storyline.title)
            for storyline in storylines
            if (STORYLINE, storyline.id) in taken
        ),
        years=tuple(years),
    )


def _by_title(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: (alphabetical(choice.title), choice.value)))


def _source_of(item: Found) -> str:
    return item.source if isinstance(item, Findable) else item.entry.source.title


def _findables(ground: Ground, issues: Iterable[IssueView[Outline]]) -> Iterator[Found]:
    settings = ground.settings
    aliases = {storyline.id: storyline.aliases for storyline in ground.storylines}
    for issue in issues:
        if "issues" in settings.outputs and issue.letter:
            yield _letter(issue)
        for number, entry in enumerate(entries_of(issue)):
            if not entry.withdrawn:
                yield _entry(entry, issue, number, settings, aliases)
    if "storylines" in settings.outputs:
        yield from (_storyline(storyline, settings.language) for storyline in ground.storylines)
    if "pages" in settings.outputs:
        for page in text_pages(ground):
            language = page.language or settings.language
            words = Prose(text=page.body, language=language)
            yield Findable(
                kind="page",
                address=f"/{page.name}/",
                title=page.title,
                language=language,
                words=words,
                filters=_filters(language=language),
            )


def _letter(issue: IssueView[Outline]) -> Findable:
    line = issue.line
    return Findable(
        kind="letter",
        address=line.path,
        title=line.title,
        language=line.language,
        issue=line,
        date=line.date,
        words=issue.letter,
        more=issue.editors,
        filters=_filters(language=line.language, year=line.id[:4]),
        place=_place(issue, 0),
    )


def _entry(
    entry: Outline,
    issue: IssueView[Outline],
    number: int,
    settings: Settings,
    aliases: dict[str, tuple[str, ...]],
) -> FindableEntry[Outline]:
    followed = [storyline.id for storyline in entry.storylines]
    return FindableEntry(
        entry=entry,
        issue=issue.line,
        filters=_filters(
            language=entry.language or "",
            section=entry.section.id if entry.section else "",
            source=entry.source.slug,
            storylines=followed,
            year=issue.line.id[:4],
        ),
        place=_place(issue, number + 1),
        aliases=tuple(alias for storyline in followed for alias in aliases.get(storyline, ())),
        has_page="issues" in settings.outputs,
    )


def as_findable(found: FindableEntry) -> Findable:
    entry = found.entry
    return Findable(
        kind="entry",
        address=entry.path if found.has_page else entry.link,
        title=entry.headline,
        language=entry.headline_language,
        mark=entry.language if entry.foreign and entry.language else "",
        source=entry.source.title,
        issue=found.issue,
        date=entry.date,
        words=entry.note or entry.quotation,
        more=_more(entry, found.aliases),
        filters=found.filters,
        place=found.place,
    )


def _more(entry: EntryView, aliases: tuple[str, ...]) -> tuple[str, ...]:
    return (
        entry.original_title,
        entry.host,
        *entry.authors,
        entry.quotation.text if entry.note else "",
        *(tag.title for tag in entry.tags),
        *(storyline.title for storyline in entry.storylines),
        *aliases,
        *(text for row in entry.also for text in (row.source.title, row.title)),
    )


def _storyline(storyline: Storyline, language: str) -> Findable:
    return Findable(
        kind="storyline",
        address=f"/storylines/{storyline.id}/",
        title=storyline.title,
        language=language,
        words=Prose(text=storyline.about, language=language),
        more=storyline.aliases,
        filters=_filters(language=language, storylines=[storyline.id]),
    )


def _filters(
    *, language: str = "", section: str = "", source: str = "", storylines: Iterable[str] = (), year: str = ""
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Without those that have no value; a language without its region."""
    primary = language.partition("-")[0].lower()
    given = {LANGUAGE: [primary], SECTION: [section], SOURCE: [source], STORYLINE: storylines, YEAR: [year]}
    rows = ((name, tuple(value for value in values if value)) for name, values in given.items())
    return tuple((name, values) for name, values in rows if values)


def _place(issue: IssueView[Outline], number: int) -> str:
    day = as_day(issue.line.date) if issue.line.date else issue.line.last_day
    return f"{day.isoformat()} {max(_LAST_PLACE - number, 0):04}"
