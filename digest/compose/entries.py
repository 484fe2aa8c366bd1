"""An entry, bare, and its outline to what a template sees of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from digest.compose.outline import Outline, withdrawal
from digest.compose.pictures import picture_view
from digest.compose.views import CorrectionView, CoverageView, EntryView, Prose, SourceRef
from digest.content.bare import Bare, bare_of
from digest.model import Coverage, Entry
from digest.text import canonical_link, host_of, unmistakable
from digest.weeks import as_instant, last_day


def viewer_of(entries: Iterable[Entry]) -> Callable[[Outline], EntryView]:
    """For entries that were read whole."""
    bare = {entry.path: bare_of(entry) for entry in entries}
    return lambda outline: entry_view(bare[outline.brief.path], outline)


def entry_view(bare: Bare, outline: Outline) -> EntryView:
    """Sees nothing but what the seal of the outline covers, and `bare` is made from the file that it names."""
    if outline.withdrawn:
        return _withdrawn(outline)
    frame, named, slug = outline.frame, outline.named, outline.slug
    headline_language = outline.headline_language
    pictures = {named.picture.file: named.picture} if named.picture else {}
    return EntryView(
        slug=slug,
        path=outline.path,
        issue=frame.issue,
        headline=outline.headline,
        headline_language=headline_language,
        original_title=bare.title if bare.headline and bare.title != bare.headline else "",
        link=bare.address,
        host=bare.host,
        source=named.source,
        section=named.section,
        authors=bare.authors,
        date=bare.date,
        language=bare.language,
        foreign=is_foreign(bare.language, frame.home) or is_foreign(bare.language, headline_language),
        medium=bare.medium,
        duration=bare.duration,
        note=Prose(text=bare.note, language=frame.language, prefix=slug),
        quotation=Prose(
            text=bare.quotation if outline.shows_quotation else "",
            language=bare.language or frame.home,
            prefix=f"{slug}-q",
        ),
        tags=named.tags,
        storylines=named.storylines,
        also=tuple(_coverage(bare, outline)) if named.also or named.later else (),
        image=picture_view(outline.brief.image, pictures, leads=named.leads) if outline.brief.picture else None,
        archived=bare.archived,
        copied=None if named.is_private or bare.archived else (bare.link, bare.day or _last_day(frame.issue)),
        edit=frame.forge.edit_page(outline.brief.path) if frame.forge else "",
        earlier=outline.earlier,
        corrections=outline.corrections,
        withdrawn=False,
        why="",
        draft=frame.is_draft,
        extra=bare.extra,
    )


def _withdrawn(outline: Outline) -> EntryView:
    """Slug, section, source, tags and the reason are left: no template can show the rest."""
    frame, named, brief = outline.frame, outline.named, outline.brief
    return EntryView(
        slug=outline.slug,
        path=outline.path,
        issue=frame.issue,
        headline="",
        headline_language=outline.headline_language,
        original_title="",
        link="",
        host="",
        source=named.source,
        section=named.section,
        authors=(),
        date=None,
        language=None,
        foreign=False,
        medium="article",
        duration="",
        note=Prose(text="", language=frame.language, prefix=outline.slug),
        quotation=Prose(text="", language=frame.home, prefix=f"{outline.slug}-q"),
        tags=named.tags,
        storylines=named.storylines,
        also=(),
        image=None,
        archived="",
        earlier=outline.earlier,
        corrections=outline.corrections,
        withdrawn=True,
        why=withdrawal(brief.why, brief.corrected).now,
        draft=frame.is_draft,
        extra=(),
    )


def _last_day(issue: str) -> str:
    """Of an entry without a day of its own, a copy is of that of its issue."""
    return last_day(issue).isoformat()


def _coverage(bare: Bare, outline: Outline) -> Iterator[CoverageView]:
    """What the file says, then, until publishing writes it there, what came later; each source and link once."""
    written = (Coverage(source=row[0], title=row[1], link=row[2], language=row[3]) for row in bare.also)
    known = {(bare.source, _canonical(bare.link))}
    for row, source in (*zip(written, outline.named.also, strict=True), *outline.named.later):
        key = (row.source, _canonical(row.link))
        if key not in known:
            known.add(key)
            yield _coverage_view(row, source)


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
    if language is None or language == home:
        return False
    return language.partition("-")[0].lower() != home.partition("-")[0].lower()


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
