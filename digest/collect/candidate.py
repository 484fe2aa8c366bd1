"""An Item to the Entry that we might publish. Pure.

What this module alone knows: which of the feed's words go into which key. The result depends on feed, item, issue and
day alone, so that two collectors that met the same item write the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from digest.collect.fragment import beginning
from digest.collect.keys import Keys
from digest.collect.language import settled_language
from digest.collect.media import medium_of
from digest.collect.quotation import quotation
from digest.collect.shape import shortened
from digest.content.publication import ENTRIES_FOLDER
from digest.model import Entry, Feed, Item
from digest.text import slugify

FULL_WORDS = 5000
_FUTURE = timedelta(hours=24)
_NAME_LENGTH = 60
_HASH_LENGTH = 6
_TITLE_FROM_TEXT = 80


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
    """`language` is the item's, as `settled` has it."""
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
        body=_body(item, title, feed, terms),
        path=f"{ENTRIES_FOLDER}/{terms.issue}/{name}.md",
    )


def settled(item: Item, feed: Feed, declared: str | None) -> str | None:
    """A person's word in feeds.yaml, else the item's or the whole feed's (`declared`), else the text's."""
    return feed.language or settled_language(item.language or declared, item.title, item.summary)


def title_of(item: Item, link: str) -> str:
    """The source's; without one the first words of the text, else the address."""
    if item.title:
        return item.title
    return shortened(beginning(item.summary), _TITLE_FROM_TEXT) or link.partition("://")[2]


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


def _body(item: Item, title: str, feed: Feed, terms: Terms) -> str:
    """The quotation; none when it would only say the title again."""
    if beginning(item.summary).rstrip(" .…") == title.rstrip(" .…"):
        return ""
    return quotation(item.summary, quoted_words(feed, terms.words))


def quoted_words(feed: Feed | None, words: int) -> int:
    """How many words a quotation may have: by the feed's own policy, else the publication's."""
    if feed is None or feed.quote is None:
        return words
    return FULL_WORDS if feed.quote == "full" else feed.quote
