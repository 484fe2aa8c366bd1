"""An Item to the Entry that we might publish. Pure.

What this module alone knows: which of the feed's words go into which key. The result depends on feed, item, issue and
day alone, so that two collectors that met the same item write the same file.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from digest.collect.keys import Keys
from digest.collect.media import medium_of
from digest.collect.shape import title_from
from digest.model import Entry, Feed, Item
from digest.places import ENTRIES_FOLDER
from digest.text import slugify
from digest.values import dataclass

_FUTURE = timedelta(hours=24)
_NAME_LENGTH = 60
_HASH_LENGTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a run decides for all its items."""

    issue: str
    day: date
    now: datetime
    since: datetime
    words: int
    """Of a quotation, where the feed does not say."""


def entry_of(item: Item, keys: Keys, feed: Feed, language: str | None, terms: Terms) -> Entry:
    """`language` is the item's, as its gist has it."""
    title = title_of(item, keys.link)
    name = file_name(title, keys.id, feed.slug)
    medium, duration = medium_of(item.link, item.enclosures)
    published = plausible(item.published, terms.day)
    updated = plausible(item.updated, terms.day)
    return Entry(
        id=keys.id,
        slug=name,
        link=keys.link,
        title=title,
        status="new",
        issue=terms.issue,
        section=feed.section,
        source=feed.slug,
        authors=item.authors,
        published=published,
        updated=updated if updated != published else None,
        collected=terms.day,
        language=language,
        medium=medium,
        duration=duration,
        tags=feed.tags,
        body=item.gist.quotation,
        path=f"{ENTRIES_FOLDER}/{terms.issue}/{name}.md",
    )


def title_of(item: Item, link: str) -> str:
    """The source's; without one the first words of the text, else the address."""
    return item.title or title_from(item.gist.beginning) or link.partition("://")[2]


def file_name(title: str, id: str, feed: str) -> str:
    """ASCII, at most 80, never a name that Windows reserves: the end of the id is always there."""
    return f"{slugify(title, _NAME_LENGTH) or slugify(feed, _NAME_LENGTH)}-{id[:_HASH_LENGTH]}"


def plausible(moment: datetime | None, day: date) -> datetime | None:
    """A date from the future is a mistake or a trick to stay on top.

    Measured from the end of the day, since whoever collects in the morning must write what others write at night.
    """
    if moment is None:
        return None
    end = datetime.combine(day, time.max, UTC)
    return None if moment > end + _FUTURE else moment
