"""A web page to the feeds that it announces, for an editor who follows a page instead of its feed. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urljoin

from digest.collect.reply import Failure
from digest.collect.shape import shortened
from digest.text import clean_line

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_PAGE = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED_INSIDE = re.compile(r"<(?:rss\b[^>]*\bversion=|feed\b[^>]*\bxmlns=|rdf:RDF\b)", re.IGNORECASE)
_BEGINNING = 5000
_SEARCHED = 300_000
_NAMED = 5
_LONGEST_NAMED = 200


def is_page(text: str) -> bool:
    """Whether the document is HTML and no feed, by its beginning. A feed that is dressed as a page is a feed."""
    return _PAGE.match(text[:_BEGINNING]) is not None and _FEED_INSIDE.search(text[:_BEGINNING]) is None


def page_failure(text: str, link: str) -> Failure:
    """What to tell the editor who follows a page."""
    feeds = announced_feeds(text, link)
    if not feeds:
        return Failure(reason="a web page, not a feed, and it announces none")
    named = clean_line(", ".join(shortened(feed, _LONGEST_NAMED) for feed in feeds[:_NAMED]))
    return Failure(reason=f"a web page, not a feed; it announces {named}")


def announced_feeds(text: str, link: str) -> tuple[str, ...]:
    """Addresses of feeds, in the order of the page, each once."""
    finder = _Finder(link)
    # AssertionError is how Python's parser greets `<![>` and the like; what stood before it has been heard.
    with suppress(AssertionError):
        finder.feed(text[:_SEARCHED])
    return tuple(dict.fromkeys(finder.found))


class _Finder(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag != "link" or "alternate" not in values.get("rel", "").lower().split():
            return
        if values.get("type", "").split(";")[0].strip().lower() in _FEED_TYPES and values.get("href"):
            try:
                self.found.append(urljoin(self._base, values["href"].strip()))
            except ValueError:
                return
