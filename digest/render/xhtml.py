"""HTML that our templates wrote to elements of XHTML, so that it can stand in a feed as it is. Pure.

Knows which elements end at once, and closes whatever was left open: the result is well-formed for any input.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

NAMESPACE = "http://www.w3.org/1999/xhtml"
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_EMPTY = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


def xhtml(html: str) -> Element:
    """A `div` that holds it."""
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
