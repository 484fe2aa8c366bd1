"""An entry to what a template sees of it. Pure."""

from __future__ import annotations

from digest.compose.lookup import Lookup
from digest.compose.views import CorrectionView, CoverageView, EntryView, Prose
from digest.content.documents import split_body
from digest.model import Correction, Coverage, Entry, IssueHeader
from digest.text import canonical_link, host_of


def entry_view(entry: Entry, issue: IssueHeader, lookup: Lookup) -> EntryView:
    settings = lookup.settings
    language = issue.language or settings.language
    path = f"/issues/{issue.id}/#{entry.slug}"
    body = split_body(entry.body)
    shows_quotation = settings.quotation == "always" or (settings.quotation == "alone" and not body.note)
    headline_language = language if entry.headline else entry.language or settings.language
    storylines = (lookup.storyline(name) for name in entry.storylines)
    return EntryView(
        slug=entry.slug,
        path=path,
        issue=issue.id,
        headline=entry.shown_title,
        headline_language=headline_language,
        original_title=entry.title if entry.headline and entry.title != entry.headline else "",
        link=entry.link,
        host=host_of(entry.link),
        source=lookup.source(entry.source),
        section=lookup.section(entry.section),
        authors=entry.authors,
        date=entry.published,
        language=entry.language,
        foreign=is_foreign(entry.language, settings.language) or is_foreign(entry.language, headline_language),
        medium=entry.medium,
        duration=entry.duration,
        note=Prose(text=body.note, language=language, prefix=entry.slug),
        quotation=Prose(
            text=body.quotation if shows_quotation else "",
            language=entry.language or settings.language,
            prefix=f"{entry.slug}-q",
        ),
        tags=tuple(lookup.tag(tag) for tag in entry.tags),
        storylines=tuple(storyline for storyline in storylines if storyline is not None),
        also=tuple(_coverage_view(row, lookup) for row in coverage_of(entry, issue, lookup)),
        image=entry.image,
        archived=entry.archived,
        corrections=correction_views(entry.corrections, language, path, entry.shown_title),
        withdrawn=entry.status == "withdrawn",
        why=entry.why if entry.status == "withdrawn" else "",
        draft=issue.status != "published",
        extra=entry.extra,
    )


def coverage_of(entry: Entry, issue: IssueHeader, lookup: Lookup) -> tuple[Coverage, ...]:
    """What the file says, then, until publishing writes it there, what came later; each source and link once."""
    later = () if issue.status == "published" else lookup.later.get(entry.id, ())
    known = {(entry.source, _canonical(entry.link))}
    found = []
    for row in (*entry.also, *later):
        key = (row.source, _canonical(row.link))
        if key not in known:
            known.add(key)
            found.append(row)
    return tuple(found)


def correction_views(
    corrections: tuple[Correction, ...], language: str, path: str, title: str
) -> tuple[CorrectionView, ...]:
    return tuple(
        CorrectionView(date=row.date, now=row.now, was=row.was, language=language, path=path, title=title)
        for row in corrections
    )


def is_foreign(language: str | None, home: str) -> bool:
    return language is not None and language.partition("-")[0].lower() != home.partition("-")[0].lower()


def _coverage_view(row: Coverage, lookup: Lookup) -> CoverageView:
    return CoverageView(
        source=lookup.source(row.source),
        title=row.title,
        link=row.link,
        host=host_of(row.link),
        language=row.language,
    )


def _canonical(link: str) -> str:
    try:
        return canonical_link(link)
    except ValueError:
        return link
