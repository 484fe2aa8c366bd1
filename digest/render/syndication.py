"""A channel and its items to the bytes of RSS 2.0, Atom and JSON Feed 1.1. Pure.

Alone knows how the three are written, and what the W3C's validator says of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from json import JSONEncoder
from types import MappingProxyType
from xml.etree.ElementTree import tostring

from digest.render.xhtml import xhtml
from digest.text import presentable, without_controls
from digest.values import dataclass

_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:dcterms": "http://purl.org/dc/terms/",
}
_ENDS_OF_LINES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
"""In an attribute they would be read as spaces."""
_MOST_REMEMBERED = 1024
"""Items as they are written: the newest entries stand in many feeds."""
_json_text = JSONEncoder(ensure_ascii=False).encode
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Atom demands a date of a feed that holds nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """Addresses are absolute; `html` is sanitised; everything else is plain text."""

    id: str
    """A tag: URI, never an address."""
    title: str
    link: str
    html: str
    summary: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    language: str
    """Of the title."""
    summary_language: str
    publisher: str = ""
    """Who published what the item points to; empty when it is ours."""
    source: tuple[str, str] | None = None
    """Title and address of the feed that the item points to."""
    place: int | None = None
    """Among the items of one moment, from 0; None for one that is alone in its moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    id: str
    title: str
    about: str
    address: str
    """Of the feed itself."""
    home: str
    """Of the page that the feed belongs to."""
    style: str
    """Of the style sheet that a browser shows the feed with."""
    welcome: str
    """HTML for who opens the feed in a browser; other programs pass over it."""
    language: str
    """Of the welcome, and of what the bodies of items do not say to be in another."""
    publisher: str
    """The publication's title."""
    authors: tuple[str, ...]
    licence: str
    items: tuple[FeedItem, ...]

    @property
    def updated(self) -> datetime | None:
        """Of the newest content, never of the build: the same content gives the same bytes."""
        return max((item.updated for item in self.items), default=None)


def rss(channel: Channel) -> bytes:
    head = [
        _welcome(channel),
        _line("title", channel.title),
        _line("link", channel.home),
        _line("description", channel.about),
        _line("language", channel.language),
    ]
    if channel.licence:
        head.append(_line("copyright", channel.licence))
    if channel.updated:
        head.append(_line("lastBuildDate", _rfc822(channel.updated)))
    head.append(_element("atom:link", "", {"rel": "self", "type": "application/rss+xml", "href": channel.address}))
    body = _nested("channel", {}, (*head, *map(_rss_item, channel.items)), depth=2)
    attributes = {"version": "2.0", "xml:lang": channel.language, **_NAMESPACES}
    return _document(_nested("rss", attributes, (body,), depth=1), channel.style)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _rss_item(item: FeedItem) -> str:
    lines = [
        _line("title", item.title),
        _line("link", item.link),
        _line("guid", item.id, isPermaLink="false"),
        _line("pubDate", _rfc822(item.published)),
    ]
    if item.updated > item.published:
        lines.append(_line("dcterms:modified", _rfc3339(item.updated)))
    lines += (_line("dc:creator", author) for author in item.authors)
    lines += (_line("category", category) for category in item.categories)
    if item.source:
        lines.append(_line("source", item.source[0], url=item.source[1]))
    # A description is read as HTML, and must stand before the content.
    lines.append(_line("description", escape(item.summary, quote=False)))
    lines.append(_element("content:encoded", item.html))
    return _nested("item", {}, lines, depth=3)


def atom(channel: Channel) -> bytes:
    moments = tuple(_moments(channel.items))[::-1]
    head = [
        _welcome(channel),
        _line("id", channel.id),
        _line("title", channel.title),
        _line("subtitle", channel.about),
        _line("updated", _rfc3339(max(moments, default=_NEVER))),
        _element("link", "", {"rel": "self", "type": "application/atom+xml", "href": channel.address}),
        _element("link", "", {"rel": "alternate", "type": "text/html", "href": channel.home}),
        # The feed must name somebody when an entry does not.
        *_atom_authors(channel.authors or (channel.publisher,), depth=2),
    ]
    if channel.licence:
        head.append(_line("rights", channel.licence))
    items = zip(channel.items, moments, strict=True)
    entries = (_atom_entry(item, updated, channel.language) for item, updated in items)
    attributes = {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": channel.language}
    return _document(_nested("feed", attributes, (*head, *entries), depth=1), channel.style)


def _moments(items: tuple[FeedItem, ...]) -> Iterator[datetime]:
    """When each was updated, the last item first, no two at once: the validator wants what readers can sort by.

    What came out at once is told apart by thousandths of its second, what stands first being the newest.
    """
    taken: set[datetime] = set()
    for item in reversed(items):
        moment = item.updated if item.place is None else item.updated + timedelta(milliseconds=max(0, 999 - item.place))
        while moment in taken:
            moment += timedelta(seconds=1)
        taken.add(moment)
        yield moment


@lru_cache(maxsize=_MOST_REMEMBERED)
def _atom_entry(item: FeedItem, updated: datetime, around: str) -> str:
    """Only title and summary say their language: in the body every run does so, against that of the feed."""
    lines = [
        _line("id", item.id),
        _line("title", item.title, **_lang(item.language, around)),
        _line("published", _rfc3339(item.published)),
        _line("updated", _rfc3339(updated)),
        _element("link", "", {"rel": "alternate", "type": "text/html", "href": item.link}),
        *_atom_authors(item.authors or ((item.publisher,) if item.publisher else ()), depth=3),
        *(_element("category", "", {"term": _legible(category)}) for category in item.categories),
        _line("summary", item.summary, type="text", **_lang(item.summary_language, around)),
        _element("content", item.html, {"type": "html"}),
    ]
    return _nested("entry", {}, lines, depth=2)


def _atom_authors(names: tuple[str, ...], *, depth: int) -> Iterator[str]:
    return (_nested("author", {}, (_line("name", name),), depth=depth) for name in names)


def _lang(language: str, around: str) -> dict[str, str]:
    return {} if language == around else {"xml:lang": language}


def json_feed(channel: Channel) -> bytes:
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _legible(channel.title),
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "description": _legible(channel.about),
        "language": channel.language,
        "authors": _people(channel.authors),
    }
    members = [f"{_json_text(name)}: {_json(value)}" for name, value in _said(head).items()]
    members.append(f'"items": {_json_lines("[", map(_json_item, channel.items), "]")}')
    return (presentable(_json_lines("{", members, "}", depth=0)) + "\n").encode()


@lru_cache(maxsize=_MOST_REMEMBERED)
def _json_item(item: FeedItem) -> str:
    return _json(
        _said(
            {
                "id": item.id,
                "url": item.link,
                "title": _legible(item.title),
                "summary": _legible(item.summary),
                "content_html": without_controls(item.html),
                "date_published": _rfc3339(item.published),
                "date_modified": _rfc3339(item.updated),
                "authors": _people(item.authors),
                "tags": [_legible(category) for category in item.categories],
                "language": item.language,
            }
        ),
        depth=2,
    )


def _people(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"name": _legible(name)} for name in names]


def _said(document: Mapping[str, object]) -> dict[str, object]:
    """Without the keys that hold nothing."""
    return {key: value for key, value in document.items() if value}


def _json(value: object, depth: int = 1) -> str:
    """A value `depth` levels deep, a member a line."""
    if isinstance(value, dict):
        members = (f"{_json_text(name)}: {_json(member, depth + 1)}" for name, member in value.items())
        return _json_lines("{", members, "}", depth)
    if isinstance(value, list):
        return _json_lines("[", (_json(member, depth + 1) for member in value), "]", depth)
    return _json_text(value)


def _json_lines(opening: str, members: Iterable[str], closing: str, depth: int = 1) -> str:
    between = "\n" + " " * (depth + 1)
    inside = f",{between}".join(members)
    return f"{opening}{between}{inside}\n{' ' * depth}{closing}" if inside else opening + closing


def _line(tag: str, text: str, **attributes: str) -> str:
    return _element(tag, _legible(text), attributes)


def _element(tag: str, text: str, attributes: Mapping[str, str] = MappingProxyType({})) -> str:
    """An element that holds text alone."""
    if not text:
        return f"<{tag}{_attributes(attributes)} />"
    return f"<{tag}{_attributes(attributes)}>{escape(text, quote=False)}</{tag}>"


def _nested(tag: str, attributes: Mapping[str, str], children: Iterable[str], *, depth: int) -> str:
    """An element that holds others, a child a line."""
    between = "\n" + " " * depth
    return f"<{tag}{_attributes(attributes)}>{between}{between.join(children)}{between[:-1]}</{tag}>"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_attribute(value)}"' for name, value in attributes.items())


def _attribute(value: str) -> str:
    written = escape(value, quote=False).replace('"', "&quot;")
    return written if written.isprintable() else re.sub(r"[\r\n\t]", lambda found: _ENDS_OF_LINES[found[0]], written)


def _welcome(channel: Channel) -> str:
    return tostring(xhtml(channel.welcome), encoding="unicode")


def _legible(text: str) -> str:
    """One line; its no-break spaces stay, since French sets them on purpose."""
    if text.isprintable() and "  " not in text:
        # Most texts; nothing that is removed below is printable.
        return text.strip(" ")
    return re.sub(r"[ \t\r\n]+", " ", without_controls(text)).strip(" ")


def _document(root: str, style: str) -> bytes:
    """One control character would make the whole feed unreadable: the last look is at all of it."""
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href="{escape(style)}"?>\n'
    return (head + presentable(root) + "\n").encode()


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment)


def _rfc3339(moment: datetime) -> str:
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
