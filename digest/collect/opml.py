"""OPML to subscriptions and feeds to OPML. Pure.

What this module alone knows: how other programs write their lists of feeds. Nothing that a document declares is
expanded and nothing is fetched for it; what is no XML for a stray ampersand is mended first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.entities import html5
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.parsers import expat

from digest.collect.encoding import decode
from digest.errors import DigestError, Problem
from digest.model import Feed, Section
from digest.text import clean_line
from digest.values import dataclass

MAX_BYTES = 5_000_000
_MOST_FEEDS = 5_000
_DEEPEST = 10
_NAMESPACE = "tag:slatepress,2026:feeds"
_OURS = "digest:slug"
"""The slug is how entries name their source: without it a feed that moves house would lose its memory."""
_REFERENCE = re.compile(r"&(?:(?P<number>#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{0,40};))?")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HINT = "export it anew from the program that wrote it; to follow one feed: digest feeds add ADDRESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An outline that names a feed, as its file says it."""

    title: str
    feed: str
    """As written: it may be no address at all."""
    site: str = ""
    language: str = ""
    slug: str = ""
    folders: tuple[str, ...] = ()
    """The innermost ten, the one that holds it last."""
    line: int


def parse_opml(data: bytes, path: str) -> tuple[Subscription, ...]:
    """In the order of the file. Raises DigestError when it cannot be read to its end."""
    if len(data) > MAX_BYTES:
        raise _error(path, None, f"more than {MAX_BYTES:,} bytes")
    text = _mended(decode(data))
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, said: reader.begin(name, said, parser.CurrentLineNumber)
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise _error(path, error.lineno, f"not XML: {expat.ErrorString(error.code)}") from None
    except ValueError as error:
        raise _error(path, parser.CurrentLineNumber, str(error)) from None
    return tuple(reader.found)


def format_opml(title: str, feeds: Iterable[Feed], sections: Iterable[Section]) -> bytes:
    """OPML 2.0: a folder a section in their order, feeds without one behind them."""
    root = Element("opml", {"version": "2.0", "xmlns:digest": _NAMESPACE})
    SubElement(SubElement(root, "head"), "title").text = clean_line(title)
    body = SubElement(root, "body")
    feeds = tuple(feeds)
    for section in sections:
        inside = [feed for feed in feeds if feed.section == section.id]
        if inside:
            name = clean_line(section.title) or section.id
            folder = SubElement(body, "outline", {"text": name, "title": name})
            for feed in inside:
                SubElement(folder, "outline", _outline(feed))
    for feed in feeds:
        if feed.section is None:
            SubElement(body, "outline", _outline(feed))
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


class _Reader:
    """Hears elements; keeps the folders that are open."""

    def __init__(self) -> None:
        self.found: list[Subscription] = []
        self._open: list[str] = []
        self._is_opml = False

    def begin(self, name: str, said: dict[str, str], line: int) -> None:
        local = name.rpartition(":")[2].lower()
        if not self._is_opml and local != "opml":
            raise ValueError(f"no OPML but an XML document of <{name[:40]}>")
        self._is_opml = True
        if local != "outline":
            return
        values = {key.lower(): value for key, value in said.items()}
        title = clean_line(values.get("title") or values.get("text") or "")
        if address := _address(values):
            if len(self.found) == _MOST_FEEDS:
                raise ValueError(f"more than {_MOST_FEEDS:,} feeds")
            self.found.append(self._subscription(values, title, address, line))
        self._open.append(title)

    def end(self, name: str) -> None:
        if name.rpartition(":")[2].lower() == "outline":
            self._open.pop()

    def _subscription(self, values: dict[str, str], title: str, address: str, line: int) -> Subscription:
        folders = tuple(folder for folder in self._open[-_DEEPEST:] if folder) or _categories(
            values.get("category", "")
        )
        return Subscription(
            title=title,
            feed=address,
            site=values.get("htmlurl", "").strip(),
            language=values.get("language", "").strip(),
            slug=values.get(_OURS, "").strip(),
            folders=folders,
            line=line,
        )


def _address(values: dict[str, str]) -> str:
    """Of a feed; some write `url`, which is a feed only where the type says so."""
    is_feed = values.get("type", "").lower() in ("rss", "atom", "feed", "json")
    return (values.get("xmlurl", "") or (values.get("url", "") if is_feed else "")).strip()


def _categories(text: str) -> tuple[str, ...]:
    """`/Film/Trades, AI` of OPML 2.0."""
    return tuple(name for part in text.split(",") for piece in part.split("/") if (name := clean_line(piece)))


def _outline(feed: Feed) -> dict[str, str]:
    said = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": feed.feed, "htmlUrl": feed.site}
    said |= {"language": feed.language or "", _OURS: feed.slug}
    return {key: clean_line(value) for key, value in said.items() if value}


def _mended(text: str) -> str:
    return _REFERENCE.sub(_reference, _FORBIDDEN.sub("", text).lstrip("\ufeff \t\r\n"))


def _reference(match: re.Match[str]) -> str:
    """A reference that any XML parser knows; a lone ampersand, and one that HTML alone knows, as text."""
    number, name = match["number"], match["name"]
    if number:
        return html.escape(_FORBIDDEN.sub("", html.unescape(f"&{number};")))
    if not name or name in _XML_NAMES:
        return match[0] if name else "&amp;"
    return html.escape(html5[name]) if name in html5 else f"&amp;{name}"


def _refuse_entity(*declared: object) -> None:
    raise ValueError(f"it declares an entity ({str(declared[0])[:40]}), which no list of feeds needs")


def _error(path: str, line: int | None, what: str) -> DigestError:
    return DigestError(Problem(path=path, line=line, code="OPML001", what=what, hint=_HINT))
