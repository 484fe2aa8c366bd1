"""A feed that was found, or a list of them, to new items of feeds.yaml. Pure.

What this module alone knows: when a feed is followed already, which slug a new one gets, which folder means a section.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, count

from digest.collect.keys import canonical_or_empty
from digest.collect.opml import Subscription
from digest.collect.shape import language_of, link_of, shortened
from digest.model import Feed, Publication, Section
from digest.text import SLUG_LENGTH, canonical_link, clean_line, host_of, is_slug, slugify
from digest.values import dataclass
from digest.yamledit import Value

_SLUG_LENGTH = 40
"""Of a slug that is made from a title: it is typed and stands in front of every line."""
_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A subscription that was not taken."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    rows: tuple[Mapping[str, Value], ...] = ()
    """Items for feeds.yaml."""
    left_out: tuple[LeftOut, ...] = ()
    strange_folders: tuple[str, ...] = ()
    """Folders that are no section, once for each feed in them."""


def web_address(text: str) -> str:
    """An address as people and programs write it, as a whole one: `feed://x.org/rss` and `x.org/rss` too.

    Raises ValueError when it is none.
    """
    bare = "".join(text.split())
    if match := re.match(r"feed:(?://)?", bare, re.IGNORECASE):
        rest = bare[match.end() :]
        bare = rest if re.match(r"https?:", rest, re.IGNORECASE) else f"http://{rest}"
    if re.match(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?]|$)", bare, re.IGNORECASE):
        bare = f"https://{bare}"
    canonical_link(bare)
    return bare.partition("#")[0]


def feed_key(address: str) -> str:
    """One for the same feed, whether by http or https."""
    return canonical_or_empty(address).partition("://")[2]


def followed(feeds: Iterable[Feed], *addresses: str) -> Feed | None:
    """The feed that is at one of these addresses already."""
    keys = {key for address in addresses if (key := feed_key(address))}
    return next((feed for feed in feeds if feed_key(feed.feed) in keys), None)


def taken_slugs(feeds: Iterable[Feed]) -> frozenset[str]:
    return frozenset(slug for feed in feeds for slug in (feed.slug, *feed.was))


def free_slug(title: str, address: str, taken: Collection[str]) -> str:
    """From the title, else the host; a number tells namesakes apart."""
    host = slugify(host_of(address), _SLUG_LENGTH)
    first = slugify(title, _SLUG_LENGTH) or host or "feed"
    with_host = first if host in first else f"{first}-{host}"[:SLUG_LENGTH].rstrip("-")
    candidates = chain((first, with_host), (f"{first}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in taken)


def new_row(
    *,
    slug: str,
    title: str,
    feed: str,
    site: str = "",
    section: str | None = None,
    language: str | None = None,
    private: bool = False,
) -> Mapping[str, Value]:
    """In the order of keys that people write; what nobody said is left out."""
    site = link_of(site, feed) if site else ""
    row: dict[str, Value] = {"slug": slug, "title": shortened(clean_line(title), _TITLE_LENGTH) or slug, "feed": feed}
    row |= {key: value for key, value in (("site", site), ("section", section), ("language", language)) if value}
    return row | ({"private": True} if private else {})


def rows_of(subscriptions: Iterable[Subscription], publication: Publication, section: str | None) -> Import:
    """`section` is for those whose folders mean none."""
    known: dict[str, str] = {feed_key(feed.feed): f"followed already as '{feed.slug}'" for feed in publication.feeds}
    taken = set(taken_slugs(publication.feeds))
    rows: list[Mapping[str, Value]] = []
    left_out: list[LeftOut] = []
    strange: list[str] = []
    for one in subscriptions:
        address, reason = _checked(one, known)
        if reason:
            left_out.append(LeftOut(line=one.line, title=one.title or one.feed, reason=reason))
            continue
        known[feed_key(address)] = f"the same feed as on line {one.line}"
        own = section_of(one.folders, publication.settings.sections)
        if own is None and one.folders:
            strange.append(one.folders[-1])
        slug = one.slug if is_slug(one.slug) and one.slug not in taken else free_slug(one.title, address, taken)
        taken.add(slug)
        title = one.title or host_of(address)
        language = language_of(one.language)
        row = new_row(slug=slug, title=title, feed=address, site=one.site, section=own or section, language=language)
        rows.append(row)
    return Import(rows=tuple(rows), left_out=tuple(left_out), strange_folders=tuple(strange))


def section_of(folders: tuple[str, ...], sections: Iterable[Section]) -> str | None:
    """The section of the innermost folder that is called like one, by its id or title."""
    open_sections = [section for section in sections if not section.retired]
    names = {slugify(section.title): section.id for section in open_sections}
    names |= {section.id: section.id for section in open_sections}
    return next((names[slugify(folder)] for folder in reversed(folders) if slugify(folder) in names), None)


def _checked(one: Subscription, known: Mapping[str, str]) -> tuple[str, str]:
    """The address, or why there is none."""
    try:
        address = web_address(one.feed)
    except ValueError as error:
        return "", f"'{shortened(clean_line(one.feed), _TITLE_LENGTH)}': {error}"
    return address, known.get(feed_key(address), "")
