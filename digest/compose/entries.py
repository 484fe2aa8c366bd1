"""An entry and its outline to what a template sees of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from digest.compose.outline import Outline, withdrawal
from digest.compose.pictures import picture_view
from digest.compose.views import CorrectionView, CoverageView, EntryView, Prose, SourceRef
from digest.compose.wayback import wayback_link
from digest.content.body import split_body
from digest.model import Coverage, Entry
from digest.text import canonical_link, host_of, unmistakable
from digest.weeks import as_day, as_instant, last_day


def entry_view(entry: Entry, outline: Outline) -> EntryView:
    """Of a withdrawn entry slug, section, source, tags and reason are left: no template can show the rest.

    Sees nothing but what the seal of the outline covers.
    """
    entry = _without_words(entry) if outline.withdrawn else entry
    frame, named = outline.frame, outline.named
    headline_language = outline.headline_language
    body = split_body(entry.body)
    pictures = {named.picture.file: named.picture} if named.picture else {}
    return EntryView(
        slug=outline.slug,
        path=outline.path,
        issue=frame.issue,
        headline=outline.headline,
        headline_language=headline_language,
        original_title=entry.title if entry.headline and entry.title != entry.headline else "",
        link=unmistakable(entry.link),
        host=host_of(entry.link),
        source=named.source,
        section=named.section,
        authors=entry.authors,
        date=entry.published,
        language=entry.language,
        foreign=is_foreign(entry.language, frame.home) or is_foreign(entry.language, headline_language),
        medium=entry.medium,
        duration=entry.duration,
        note=Prose(text=body.note, language=frame.language, prefix=entry.slug),
        quotation=Prose(
            text=body.quotation if outline.shows_quotation else "",
            language=entry.language or frame.home,
            prefix=f"{entry.slug}-q",
        ),
        tags=named.tags,
        storylines=named.storylines,
        also=tuple(_coverage(entry, outline)) if named.also or named.later else (),
        image=picture_view(entry.image, pictures, leads=named.leads),
        archived=unmistakable(entry.archived),
        wayback="" if entry.archived or named.is_private else _wayback(entry, outline),
        edit=frame.forge.edit_page(entry.path) if frame.forge and not outline.withdrawn else "",
        earlier=outline.earlier,
        corrections=outline.corrections,
        withdrawn=outline.withdrawn,
        why=withdrawal(outline.brief.why, outline.brief.corrected).now if outline.withdrawn else "",
        draft=frame.is_draft,
        extra=entry.extra,
    )


def _wayback(entry: Entry, outline: Outline) -> str:
    day = as_day(entry.published) if entry.published else entry.collected
    return wayback_link(entry.link, day or last_day(outline.frame.issue))


def _coverage(entry: Entry, outline: Outline) -> Iterator[CoverageView]:
    """What the file says, then, until publishing writes it there, what came later; each source and link once."""
    if outline.withdrawn:
        return
    known = {(entry.source, _canonical(entry.link))}
    for row, source in (*zip(entry.also, outline.named.also, strict=True), *outline.named.later):
        key = (row.source, _canonical(row.link))
        if key not in known:
            known.add(key)
            yield _coverage_view(row, source)


def _without_words(entry: Entry) -> Entry:
    return replace(
        entry,
        title="",
        headline="",
        link="",
        authors=(),
        published=None,
        language=None,
        medium="article",
        duration="",
        also=(),
        image=None,
        archived="",
        extra=(),
        body="",
    )


def updated_at(published: datetime, corrections: Iterable[CorrectionView]) -> datetime:
    """When readers of feeds should look again: each correction makes it later.

    A correction has a day and no hour: it counts from the first moment of its day, UTC, and each one more makes a
    second, so that the second of a day, and one on the day of publication, are updates too.
    """
    days = [as_instant(row.date) for row in corrections if row.date]
    if not days:
        return published
    seconds = len(days) - (max(days) > published)
    return max(published, *days) + timedelta(seconds=seconds)


def is_foreign(language: str | None, home: str) -> bool:
    return language is not None and language.partition("-")[0].lower() != home.partition("-")[0].lower()


def _coverage_view(row: Coverage, source: SourceRef) -> CoverageView:
    return CoverageView(
        source=source,
        title=row.title,
        link=unmistakable(row.link),
        host=host_of(row.link),
        language=row.language,
    )


def _canonical(link: str) -> str:
    try:
        return canonical_link(link)
    except ValueError:
        return link
