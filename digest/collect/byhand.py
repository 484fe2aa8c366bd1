"""A link that an editor found, and what its page says, to an entry. Pure.

What this module alone knows: when a link is known already.
"""

from __future__ import annotations

from datetime import date, datetime

from digest.collect.candidate import file_name, plausible
from digest.collect.keys import canonical_or_empty
from digest.collect.quotation import quotation
from digest.collect.shape import quoted_words
from digest.collect.source import source_feed
from digest.collect.webpage import WebPage
from digest.model import Entry, Moment, Publication, Seen
from digest.places import ENTRIES_FOLDER
from digest.text import host_of, identity
from digest.values import dataclass

_WORDS = {"new": "a candidate", "keep": "kept", "skip": "skipped", "withdrawn": "withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the editor says; it goes before what the page says."""

    title: str = ""
    headline: str = ""
    section: str | None = None
    language: str | None = None
    note: str = ""


def entry_by_hand(link: str, page: WebPage, wishes: Wishes, issue: str, publication: Publication, day: date) -> Entry:
    """`link` is canonical. A title, of the page or the wishes, or a headline must be there."""
    feed = source_feed(link, publication.feeds)
    source = feed.slug if feed else host_of(link)
    id = identity(link)
    name = file_name(wishes.title or page.title or wishes.headline, id, source)
    return Entry(
        id=id,
        slug=name,
        link=link,
        title=wishes.title or page.title,
        headline=wishes.headline,
        status="keep",
        issue=issue,
        section=wishes.section or (feed.section if feed else None),
        source=source,
        authors=page.authors,
        published=_plausible(page.published, day),
        collected=day,
        language=wishes.language or (feed.language if feed else None) or page.language,
        medium=page.medium,
        duration=page.duration,
        body=_body(page, wishes, quoted_words(feed, publication.settings.quote)),
        path=f"{ENTRIES_FOLDER}/{issue}/{name}.md",
    )


def _body(page: WebPage, wishes: Wishes, words: int) -> str:
    """The page's own description as a quotation, then the editor's sentence."""
    return "\n\n".join(part for part in (quotation(page.description, words), wishes.note.strip()) if part)


def seen_by_hand(entry: Entry, day: date) -> Seen:
    """The line that keeps a link away from feeds when its file is deleted."""
    return Seen(
        id=entry.id,
        link=entry.link,
        title=entry.title or entry.headline,
        source=entry.source,
        day=day,
        fate="entry",
        language=entry.language,
    )


def known_place(link: str, publication: Publication) -> tuple[str, str]:
    """Where a canonical link is known already and what to do about it, in words; two empty ones for a new link."""
    for entry in publication.entries:
        if link == canonical_or_empty(entry.link) or identity(link) == entry.id:
            hint = "open that file" if entry.status == "keep" else f"to choose it: digest keep {entry.slug}"
            return f"it is {entry.path}, {_WORDS[entry.status]} in {entry.issue}", hint
        if any(link == canonical_or_empty(row.link) for row in entry.also):
            return f"it stands under 'also' in {entry.path}", f"take it out there to make an entry of it: {entry.path}"
    own = [row for row in publication.seen if row.link == link and not row.fate.startswith(("title ", "again "))]
    for row in own:
        if row.fate.startswith("also "):
            return f"it came on {row.day} as other coverage of {row.fate[5:]}", f"digest restore {row.fate[5:]}"
    for row in reversed(own):
        return f"it was met on {row.day} ({row.fate}{f': {row.why}' if row.why else ''})", f"digest restore {row.id}"
    return "", ""


def _plausible(moment: Moment | None, day: date) -> Moment | None:
    if moment is None or isinstance(moment, datetime):
        return plausible(moment, day)
    return moment if moment <= day else None
