"""A web page to what it says of itself: title, authors, date, language, site. Pure.

What this module alone knows: where publishers put these (JSON-LD, Open Graph, meta, plain HTML) and whom to believe.
Whatever a page says is plain text here, cleaned and bounded, and a date only what parses whole.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.filter import SoupStrainer

from digest.collect.dates import parse_date
from digest.collect.encoding import decode
from digest.collect.fragment import plain_text
from digest.model import Moment
from digest.text import clean_line, host_of

_READ_CHARACTERS = 2_000_000
"""More is never a page's own account of itself."""
_LONGEST_TITLE, _LONGEST_NAME, _MOST_AUTHORS = 400, 100, 10
_STRAINER = SoupStrainer(["html", "meta", "title", "script", "h1", "time"])
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_ARTICLES = re.compile(
    r"(?:\w*Article|\w*Posting|Report|Review|\w*Review|VideoObject|Movie|CreativeWork|PodcastEpisode)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
_WITHOUT_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "citation_title")
_AUTHOR_KEYS = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "sailthru.author")
_DATE_KEYS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "date",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """What could be read; empty or None where the page does not say."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    language: str | None = None
    site: str = ""


def parse_webpage(body: bytes, link: str, content_type: str = "") -> WebPage:
    """`link` and `content_type` are those of the answer. Anything that is no page gives an empty one."""
    page = _Page(_soup(_text(body, content_type)))
    site = _first(page.meta("og:site_name"), *page.publishers(), limit=_LONGEST_NAME)
    return WebPage(
        title=_title(page, (site, host_of(link))),
        authors=_authors(page),
        published=_published(page),
        language=_language(page),
        site=site,
    )


class _Page:
    """The places of a page where it speaks of itself."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._soup = soup
        self._metas: dict[str, list[str]] = {}
        for tag in soup.find_all("meta"):
            name = str(tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
            if name and tag.get("content"):
                self._metas.setdefault(name, []).append(str(tag["content"]))
        self._articles = tuple(node for node in _nodes(soup) if _is_article(node))

    def meta(self, *names: str) -> str:
        return next(iter(self.metas(*names)), "")

    def metas(self, *names: str) -> list[str]:
        """All values under the first of these names that has any."""
        return next((self._metas[name] for name in names if name in self._metas), [])

    def linked(self, key: str) -> Iterator[Any]:
        """Values that JSON-LD gives for an article."""
        yield from (value for node in self._articles if (value := node.get(key)))

    def publishers(self) -> Iterator[str]:
        yield from (name for value in self.linked("publisher") for name in _names(value))

    def texts(self, name: str) -> Iterator[str]:
        yield from (tag.get_text(" ") for tag in self._soup.find_all(name))

    def attribute(self, tag_name: str, *names: str) -> str:
        tag = self._soup.find(tag_name)
        return next((str(tag[name]) for name in names if tag.get(name)), "") if isinstance(tag, Tag) else ""


def _text(body: bytes, content_type: str) -> str:
    """A page may name its encoding in itself; the answer's own word goes first."""
    declared = _CHARSET.search(body, 0, 4096)
    if declared and "charset" not in content_type.lower():
        content_type = f"{content_type}; charset={declared[1].decode('ascii')}"
    return decode(body, content_type)[:_READ_CHARACTERS]


def _soup(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "html.parser", parse_only=_STRAINER)


def _nodes(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """The objects of all JSON-LD scripts, those of a @graph included."""
    for script in soup.find_all("script"):
        if "ld+json" not in str(script.get("type", "")).lower():
            continue
        try:
            document = json.loads(script.get_text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in document if isinstance(document, list) else [document]:
            graph = node.get("@graph") if isinstance(node, dict) else None
            for inner in graph if isinstance(graph, list) else [node]:
                if isinstance(inner, dict):
                    yield inner


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(_ARTICLES.fullmatch(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _names(value: Any) -> Iterator[str]:
    """Names of people or organisations in the ways in which JSON-LD writes them."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        yield from (text for text in (name if isinstance(name, list) else [name]) if isinstance(text, str))


def _title(page: _Page, endings: tuple[str, ...]) -> str:
    headlines = (value for value in page.linked("headline") if isinstance(value, str))
    title = _first(page.meta(*_TITLE_KEYS), *headlines, *page.texts("title"), *page.texts("h1"), limit=_LONGEST_TITLE)
    for ending in filter(None, endings):
        shorter = re.sub(rf"\s+[-–—|·•:]\s+{re.escape(ending)}$", "", title, flags=re.IGNORECASE)
        title = shorter or title
    return title


def _authors(page: _Page) -> tuple[str, ...]:
    linked = [name for value in page.linked("author") for name in _names(value)]
    found = (_clean(name, _LONGEST_NAME) for name in linked or page.metas(*_AUTHOR_KEYS))
    people = (re.sub(r"^(?:by|par)\s+", "", name, flags=re.IGNORECASE) for name in found)
    # Some write the address of a profile where a name belongs.
    names = (name for name in people if name and "://" not in name and not name.startswith("@"))
    return tuple(dict.fromkeys(names))[:_MOST_AUTHORS]


def _published(page: _Page) -> Moment | None:
    """The first that parses; without an offset only its day is known, and none is invented."""
    linked = (value for value in page.linked("datePublished") if isinstance(value, str))
    for text in (*linked, page.meta(*_DATE_KEYS), page.attribute("time", "datetime")):
        moment = parse_date(text) if isinstance(text, str) else None
        if moment is not None:
            return _day(moment) if _WITHOUT_OFFSET.fullmatch(text.strip()) else moment
    return None


def _day(moment: datetime) -> date:
    return moment.date()


def _language(page: _Page) -> str | None:
    linked = (value for value in page.linked("inLanguage") if isinstance(value, str))
    said = (page.attribute("html", "lang", "xml:lang"), *linked, page.meta("og:locale", "content-language"))
    codes = (text.strip().replace("_", "-") for text in said)
    return next((code for code in codes if _LANGUAGE.fullmatch(code) and code.lower() not in ("und", "mul")), None)


def _first(*texts: str, limit: int) -> str:
    return next((text for text in (_clean(text, limit) for text in texts) if text), "")


def _clean(text: str, limit: int) -> str:
    """Plain text; what publishers escape twice is read twice."""
    line = clean_line(plain_text(text) if "&" in text or "<" in text else text)
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"
