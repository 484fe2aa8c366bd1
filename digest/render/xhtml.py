"""HTML that our templates wrote to elements of XHTML, so that it can stand in a feed as it is. Pure.

Knows which elements end at once, and closes whatever was left open: the result is well-formed for any input. What is
XHTML as it stands, as templates usually write it, is read as XML, ten times as fast.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, fromstring

NAMESPACE = "http://www.w3.org/1999/xhtml"
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_EMPTY = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_RAW = (
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
)
"""Elements in which HTML may take marks for text."""
_REFERENCE = "&(?:amp|lt|gt|quot|#34|#39);"
_means_the_same = re.compile(
    rf"(?:[^<&\r\0\ud800-\udfff]|{_REFERENCE}"
    rf"|</?(?!(?:{'|'.join((*_EMPTY, *_RAW))})\b)[a-z][a-z0-9]*"
    rf'(?: (?!xmlns)[a-z][a-z-]*="(?:[^"<&\t\n\r\0\ud800-\udfff]|{_REFERENCE})*")*>)*+'
).fullmatch
"""Of marks that, where they are well-formed, are the same in HTML and in XML."""


def xhtml(html: str) -> Element:
    """A `div` that holds it."""
    if _means_the_same(html):
        with suppress(ParseError):
            root = fromstring(f"<div>{html}</div>")
            root.set("xmlns", NAMESPACE)
            return root
    return _as_html(html)


def _as_html(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tree = TreeBuilder()
        self._tree.start("div", {"xmlns": NAMESPACE})
        self._open = ["div"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _NAME.fullmatch(tag):
            return
        self._tree.start(tag, {name: value or "" for name, value in attrs if _NAME.fullmatch(name)})
        if tag in _EMPTY:
            self._tree.end(tag)
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open[1:]:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        self._tree.data(data)

    def root(self) -> Element:
        while len(self._open) > 1:
            self._close(self._open[-1])
        self._tree.end("div")
        return self._tree.close()

    def _close(self, tag: str) -> None:
        """It, and whatever is open in it."""
        while True:
            last = self._open.pop()
            self._tree.end(last)
            if last == tag:
                return
