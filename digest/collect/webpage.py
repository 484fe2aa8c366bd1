"""A web page to what it says of itself: title, authors, date, language, site, description, medium. Pure.

What this module alone knows: whom to believe. Open Graph first, then JSON-LD, microdata, meta, and at last the title
that a browser shows. Whatever a page says is plain text here, cleaned and bounded, and a date only what parses whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from digest.collect.dates import parse_date
from digest.collect.encoding import decode
from digest.collect.fragment import html_of, plain_text
from digest.collect.language import settled_language
from digest.collect.media import clock, is_video_place, seconds_of
from digest.collect.shape import language_of, names_of, shortened
from digest.model import Medium, Moment
from digest.text import clean_line, host_of
from digest.values import dataclass

if TYPE_CHECKING:
    from digest.collect.declared import Declared, Node

_READ_CHARACTERS = 2_000_000
"""More is never a page's own account of itself."""
_LONGEST_TITLE, _LONGEST_NAME, _LONGEST_DESCRIPTION, _MOST_AUTHORS = 400, 100, 5000, 10
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_ARTICLES = re.compile(r"(?:\w*Article|\w*Posting|Report|\w*Review|Movie|Book|TVSeries|CreativeWork)")
_VIDEOS = re.compile(r"VideoObject|Clip|TVEpisode|Episode")
_AUDIOS = re.compile(r"AudioObject|PodcastEpisode|RadioEpisode|MusicRecording")
_WITHOUT_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_BY = re.compile(r"^(?:by|par|von|de)\s+(?=[A-ZÀ-Þ])|^(?:By|BY|Par|PAR)\s+")
_OG_DATES = ("article:published_time", "og:article:published_time", "og:published_time", "video:release_date")
_OG_LENGTHS = ("video:duration", "og:video:duration", "music:duration", "og:audio:duration")
_META_TITLES = ("twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title")
_META_AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author")
_META_DATES = (
    "datepublished",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "date",
)
_META_SITES = ("application-name", "apple-mobile-web-app-title", "dc.publisher", "citation_journal_title")
_META_DESCRIPTIONS = ("description", "twitter:description", "dc.description", "dcterms.abstract")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """What could be read; empty or None where the page does not say."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    language: str | None = None
    site: str = ""
    description: str = ""
    """Clean HTML, as an item's summary is."""
    medium: Medium = "article"
    duration: str = ""


def parse_webpage(body: bytes, link: str, content_type: str = "") -> WebPage:
    """`link` and `content_type` are those of the answer. Anything that is no page gives an empty one."""
    # Here, since extruct takes longer to import than all the rest of this room, and `digest add` may ask for no page.
    from digest.collect.declared import parse_declared

    page = _Page(parse_declared(_text(body, content_type)), link)
    site = _first((*page.metas("og:site_name"), *_names(page.values("publisher")), *page.metas(*_META_SITES)))
    title = _title(page, (site, host_of(link)))
    said = _description(page)
    description = html_of(said) if said != title else ""
    medium, duration = _medium(page, link)
    return WebPage(
        title=title,
        authors=_authors(page),
        published=_published(page),
        language=settled_language(_language(page), title, description),
        site=site,
        description=description,
        medium=medium,
        duration=duration,
    )


class _Page:
    """What a page declares, in the order in which it is believed."""

    def __init__(self, declared: Declared, link: str) -> None:
        self.declared = declared
        # References within JSON-LD: many name an author there by nothing but such a mark.
        self._by_id = {str(node["@id"]): node for node in declared.linked if node.get("@id") and node.get("name")}
        nodes = [*_ranked(declared.linked, link), *_ranked(declared.microdata, link)]
        articles = [node for node in nodes if _is(node, _ARTICLES)]
        self.recordings = [] if articles else [node for node in nodes if _is(node, _VIDEOS) or _is(node, _AUDIOS)]
        self._nodes = articles or self.recordings

    def metas(self, *names: str) -> tuple[str, ...]:
        """All values under the first of these names that has any."""
        return next((self.declared.metas[name] for name in names if name in self.declared.metas), ())

    def values(self, *keys: str) -> Iterator[Any]:
        """Of the first node that has them: JSON-LD before microdata, this page's own article before its neighbours."""
        for node in self._nodes:
            found = [value for key in keys if (value := node.get(key))]
            if found:
                yield from (self._resolved(one) for value in found for one in _listed(value))
                return

    def texts(self, *keys: str) -> tuple[str, ...]:
        return tuple(value for value in self.values(*keys) if isinstance(value, str))

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, Mapping) and not value.get("name"):
            return self._by_id.get(str(value.get("@id")), value)
        return value


def _ranked(nodes: Iterable[Node], link: str) -> list[Node]:
    """Those first that say that they are about this address."""
    return sorted(nodes, key=lambda node: not any(_bare(link) == _bare(text) for text in _addresses(node)))


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        for value in _listed(node.get(key)):
            text = value.get("@id") if isinstance(value, Mapping) else value
            if isinstance(text, str):
                yield text


def _bare(link: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/+(?=$|[?#])", "", link)


def _is(node: Node, kinds: re.Pattern[str]) -> bool:
    names = (str(kind).rpartition("/")[2] for kind in _listed(node.get("@type")))
    return any(kinds.fullmatch(name) for name in names)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(values: Iterable[Any]) -> Iterator[str]:
    """Names of people or organisations in the ways in which schema.org is written."""
    for value in values:
        name = value.get("name") if isinstance(value, Mapping) else value
        yield from (text for text in _listed(name) if isinstance(text, str))


def _text(body: bytes, content_type: str) -> str:
    """A page may name its encoding in itself; the answer's own word goes first."""
    declared = _CHARSET.search(body, 0, 4096)
    if declared and "charset" not in content_type.lower():
        content_type = f"{content_type}; charset={declared[1].decode('ascii')}"
    return decode(body, content_type)[:_READ_CHARACTERS]


def _title(page: _Page, endings: tuple[str, ...]) -> str:
    said = (*page.metas("og:title"), *page.texts("headline", "name"), *page.metas(*_META_TITLES))
    title = _first((*said, *page.declared.titles), _LONGEST_TITLE)
    for ending in filter(None, endings):
        shorter = re.sub(rf"\s+[-–—|·•:]\s+{re.escape(ending)}$", "", title, flags=re.IGNORECASE)
        title = shorter or title
    return title


def _authors(page: _Page) -> tuple[str, ...]:
    """Of the first place that names a person. Some write the address of a profile where a name belongs."""
    places = (page.metas("article:author", "og:article:author"), _names(page.values("author", "creator")))
    for place in (*places, page.metas(*_META_AUTHORS)):
        cleaned = (_BY.sub("", _clean(name, _LONGEST_NAME)) for name in place)
        found = names_of(name for name in cleaned if "://" not in name and not name.startswith("@"))
        if found:
            return found[:_MOST_AUTHORS]
    return ()


def _published(page: _Page) -> Moment | None:
    """The first that parses; without an offset only its day is known, and none is invented.

    A time in the text counts where it is the only one: of several nobody knows which is whose.
    """
    times = set(page.declared.times)
    said = (*page.metas(*_OG_DATES), *page.texts("datePublished", "uploadDate"), *page.metas(*_META_DATES))
    for text in (*said, *(times if len(times) == 1 else ())):
        moment = parse_date(text)
        if moment is not None:
            return _day_or(moment, text)
    return None


def _day_or(moment: datetime, text: str) -> Moment:
    return moment.date() if _WITHOUT_OFFSET.fullmatch(text.strip()) else moment


def _language(page: _Page) -> str | None:
    said = (*page.metas("og:locale"), *page.texts("inLanguage"), page.declared.language)
    codes = (language_of(text) for text in (*said, *page.metas("content-language", "language", "dc.language")))
    return next((code for code in codes if code and code not in ("und", "mul", "zxx")), None)


def _description(page: _Page) -> str:
    said = (*page.metas("og:description"), *page.texts("description"), *page.metas(*_META_DESCRIPTIONS))
    return _first(said, _LONGEST_DESCRIPTION)


def _medium(page: _Page, link: str) -> tuple[Medium, str]:
    """An article that shows a film is an article; a page that has nothing but one is not."""
    kind = _first(page.metas("og:type")).lower()
    medium: Medium = "article"
    if kind.startswith("video") or is_video_place(link) or any(_is(node, _VIDEOS) for node in page.recordings[:1]):
        medium = "video"
    elif kind.startswith("music") or any(_is(node, _AUDIOS) for node in page.recordings[:1]):
        medium = "audio"
    if medium == "article":
        return medium, ""
    lengths = map(seconds_of, (*page.metas(*_OG_LENGTHS), *page.texts("duration", "timeRequired")))
    return medium, clock(next((seconds for seconds in lengths if seconds), 0))


def _first(texts: Iterable[str], limit: int = _LONGEST_NAME) -> str:
    return next((text for text in (_clean(text, limit) for text in texts) if text), "")


def _clean(text: str, limit: int) -> str:
    """Plain text; what publishers escape twice is read twice."""
    text = text[: limit * 20]
    return shortened(clean_line(plain_text(text) if "&" in text or "<" in text else text), limit)
