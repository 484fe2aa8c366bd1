"""A channel and its items to the bytes of RSS 2.0, Atom and JSON Feed 1.1. Pure.

Alone knows how the three are written, and what the W3C's validator says of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from digest.render.xhtml import xhtml
from digest.text import presentable, without_controls

_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:dcterms": "http://purl.org/dc/terms/",
}
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
    root = Element("rss", {"version": "2.0", "xml:lang": channel.language, **_NAMESPACES})
    head = SubElement(root, "channel")
    head.append(xhtml(channel.welcome))
    _line(head, "title", channel.title)
    _line(head, "link", channel.home)
    _line(head, "description", channel.about)
    _line(head, "language", channel.language)
    if channel.licence:
        _line(head, "copyright", channel.licence)
    if channel.updated:
        _line(head, "lastBuildDate", _rfc822(channel.updated))
    SubElement(head, "atom:link", {"rel": "self", "type": "application/rss+xml", "href": channel.address})
    for item in channel.items:
        _rss_item(SubElement(head, "item"), item)
    return _document(root, channel.style)


def _rss_item(element: Element, item: FeedItem) -> None:
    _line(element, "title", item.title)
    _line(element, "link", item.link)
    _line(element, "guid", item.id, isPermaLink="false")
    _line(element, "pubDate", _rfc822(item.published))
    if item.updated > item.published:
        _line(element, "dcterms:modified", _rfc3339(item.updated))
    for author in item.authors:
        _line(element, "dc:creator", author)
    for category in item.categories:
        _line(element, "category", category)
    if item.source:
        _line(element, "source", item.source[0], url=item.source[1])
    # A description is read as HTML, and must stand before the content.
    _line(element, "description", escape(item.summary, quote=False))
    SubElement(element, "content:encoded").text = item.html


def atom(channel: Channel) -> bytes:
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": channel.language})
    root.append(xhtml(channel.welcome))
    _line(root, "id", channel.id)
    _line(root, "title", channel.title)
    _line(root, "subtitle", channel.about)
    moments = tuple(_moments(channel.items))[::-1]
    _line(root, "updated", _rfc3339(max(moments, default=_NEVER)))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": channel.address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": channel.home})
    # The feed must name somebody when an entry does not.
    _atom_authors(root, channel.authors or (channel.publisher,))
    if channel.licence:
        _line(root, "rights", channel.licence)
    for item, updated in zip(channel.items, moments, strict=True):
        _atom_entry(SubElement(root, "entry"), item, updated, channel.language)
    return _document(root, channel.style)


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


def _atom_entry(element: Element, item: FeedItem, updated: datetime, around: str) -> None:
    """Only title and summary say their language: in the body every run does so, against that of the feed."""
    _line(element, "id", item.id)
    _line(element, "title", item.title, **_lang(item.language, around))
    _line(element, "published", _rfc3339(item.published))
    _line(element, "updated", _rfc3339(updated))
    SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": item.link})
    _atom_authors(element, item.authors or ((item.publisher,) if item.publisher else ()))
    for category in item.categories:
        SubElement(element, "category", {"term": _legible(category)})
    _line(element, "summary", item.summary, type="text", **_lang(item.summary_language, around))
    SubElement(element, "content", {"type": "html"}).text = item.html


def _atom_authors(element: Element, names: tuple[str, ...]) -> None:
    for name in names:
        _line(SubElement(element, "author"), "name", name)


def _lang(language: str, around: str) -> dict[str, str]:
    return {} if language == around else {"xml:lang": language}


def json_feed(channel: Channel) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _legible(channel.title),
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "description": _legible(channel.about),
        "language": channel.language,
        "authors": _people(channel.authors),
        "items": [_json_item(item) for item in channel.items],
    }
    return (presentable(json.dumps(_said(document), ensure_ascii=False, indent=1)) + "\n").encode()


def _json_item(item: FeedItem) -> dict[str, object]:
    return _said(
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
    )


def _people(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"name": _legible(name)} for name in names]


def _said(document: Mapping[str, object]) -> dict[str, object]:
    """Without the keys that hold nothing, but for the items."""
    return {key: value for key, value in document.items() if value or key == "items"}


def _line(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = _legible(text)


def _legible(text: str) -> str:
    """One line; its no-break spaces stay, since French sets them on purpose."""
    return re.sub(r"[ \t\r\n]+", " ", without_controls(text)).strip(" ")


def _document(root: Element, style: str) -> bytes:
    """One control character would make the whole feed unreadable: the last look is at all of it."""
    _on_lines(root)
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href="{escape(style)}"?>\n'
    return (head + presentable(tostring(root, encoding="unicode")) + "\n").encode()


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment)


def _rfc3339(moment: datetime) -> str:
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def _on_lines(element: Element, depth: int = 1) -> None:
    """A child a line; what is XHTML keeps its own."""
    if (len(element) and "xmlns" not in element.attrib) or depth == 1:
        element.text = "\n" + " " * depth
        for child in element:
            _on_lines(child, depth + 1)
            child.tail = "\n" + " " * depth
        if len(element):
            element[-1].tail = "\n" + " " * (depth - 1)
