"""An entry to what a template sees of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from digest.compose.lookup import Lookup
from digest.compose.pictures import picture_view
from digest.compose.views import CorrectionView, CoverageView, EntryView, Prose
from digest.compose.wayback import wayback_link
from digest.content.documents import split_body
from digest.model import Correction, Coverage, Entry, IssueHeader
from digest.text import canonical_link, host_of, unmistakable
from digest.weeks import as_day, as_instant, last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    now: str
    """The reason; empty when the file gives none."""
    date: date | None


def entry_view(entry: Entry, issue: IssueHeader, lookup: Lookup) -> EntryView:
    """Of a withdrawn entry slug, section, source, tags and reason are left: no template can show the rest."""
    entry, written = (_without_words(entry), entry) if entry.status == "withdrawn" else (entry, entry)
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
        link=unmistakable(entry.link),
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
        tags=tuple(dict.fromkeys(lookup.tag(tag) for tag in entry.tags)),
        storylines=tuple(dict.fromkeys(storyline for storyline in storylines if storyline is not None)),
        also=tuple(_coverage_view(row, lookup) for row in coverage_of(entry, issue, lookup)),
        image=picture_view(entry.image, lookup.pictures, leads=entry.slug == issue.lead),
        archived=unmistakable(entry.archived),
        wayback=_wayback(entry, issue, lookup),
        edit=lookup.forge.edit_page(entry.path) if lookup.forge and entry.status != "withdrawn" else "",
        corrections=_corrections(written, issue, language, path, headline_language),
        withdrawn=entry.status == "withdrawn",
        why=withdrawal(written).now if entry.status == "withdrawn" else "",
        draft=issue.status != "published",
        extra=entry.extra,
    )


def _wayback(entry: Entry, issue: IssueHeader, lookup: Lookup) -> str:
    """Nothing where the editor names a copy, and nothing of what a feed of a private network carries."""
    feed = lookup.feeds.get(entry.source)
    if entry.archived or (feed and feed.private):
        return ""
    day = as_day(entry.published) if entry.published else entry.collected
    return wayback_link(entry.link, day or last_day(issue.id))


def withdrawal(entry: Entry) -> Withdrawal:
    """Why and when a withdrawn entry was taken back, as far as its file says.

    The reason is `why`, else the last correction; the day is that of the correction that gives the reason.
    """
    reason = entry.why or (entry.corrections[-1].now if entry.corrections else "")
    days = [row.date for row in entry.corrections if row.now == reason]
    return Withdrawal(now=reason, date=max(days, default=None))


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
    corrections: tuple[Correction, ...], language: str, path: str, title: str, title_language: str
) -> tuple[CorrectionView, ...]:
    return tuple(
        CorrectionView(
            date=row.date,
            now=row.now,
            was=row.was,
            language=language,
            path=path,
            title=title,
            title_language=title_language,
        )
        for row in corrections
    )


def _corrections(
    entry: Entry, issue: IssueHeader, language: str, path: str, headline_language: str
) -> tuple[CorrectionView, ...]:
    """Those of a withdrawn entry end with its withdrawal, and repeat nothing of what was taken back."""
    if entry.status != "withdrawn":
        return correction_views(entry.corrections, language, path, entry.shown_title, headline_language)
    end = withdrawal(entry)
    title = issue.title or issue.id
    rows = entry.corrections
    place = max((number for number, row in enumerate(rows) if _is_of(end, row)), default=len(rows))
    others = (
        # Of one day, what stands above the withdrawal was said before it.
        replace(row, was="", now=row.now if end.date and (row.date, number) > (end.date, place) else "")
        for number, row in enumerate(rows)
        if not _is_of(end, row)
    )
    last = CorrectionView(
        date=end.date,
        now=end.now,
        was="",
        language=language,
        path=path,
        title=title,
        title_language=language,
        withdrawal=True,
    )
    return (*correction_views(tuple(others), language, path, title, language), last)


def _is_of(end: Withdrawal, row: Correction) -> bool:
    return (row.now, row.date) == (end.now, end.date)


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


def _coverage_view(row: Coverage, lookup: Lookup) -> CoverageView:
    return CoverageView(
        source=lookup.source(row.source),
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
