"""Bytes of a feed to a ParsedFeed, or to the reason why not. The only module that knows feedparser. Pure.

feedparser is given bytes in a known encoding, with its sanitiser and its resolver of links off: they are most of its
time and no border of safety. Dates, links and markup are read here and in dates, shape and fragment.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import feedparser

from digest.collect.announced import is_page, page_failure
from digest.collect.cut import cut_texts
from digest.collect.dates import parse_date
from digest.collect.encoding import decode
from digest.collect.fragment import html_of, plain_text
from digest.collect.jsonfeed import is_json, parse_json_feed
from digest.collect.media import seconds_of
from digest.collect.reply import Failure
from digest.collect.shape import MOST_ITEMS, language_of, link_of, longest_text, names_of, summary_of, title_of
from digest.model import Enclosure, Item, ParsedFeed

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,300}\?>")
# Characters that XML 1.0 forbids: one of them would send the whole document to the lenient parser.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BEFORE = "\ufeff" + "".join(map(chr, range(0x21)))
_PREFIXED = re.compile(r"<(rss|rdf|atom):(?:item|entry)\b")
_ROOT_END = re.compile(r"</\s*(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_PLAIN = "text/plain"
_HEAD = 20_000
# White space around a text is taken off before it is measured.
_MARGIN = 1000
_LONGEST_AUTHOR = 1000
_VIDEO = re.compile(r"[\w-]{1,40}", re.ASCII)


def _bounded(sync: Callable[..., None]) -> Callable[..., None]:
    def bounded(parser: Any, key: str = "author") -> None:
        context = parser._get_context()
        if len(str(context.get(key) or "")) > _LONGEST_AUTHOR:
            context[key] = str(context[key])[:_LONGEST_AUTHOR]
        sync(parser, key)

    return bounded


# feedparser searches an author for a mail address in a time that grows with the square of its length: 90 s for 200 kB.
_MIXIN = feedparser.mixin._FeedParserMixin
_MIXIN._sync_author_detail = _bounded(_MIXIN._sync_author_detail)
# feedparser puts every text through this table, in which a character that is missing costs three times as much.
_THEMSELVES = {code: code for code in (*range(0x180), *range(0x2000, 0x2070))}
feedparser.mixin._cp1252 = _THEMSELVES | feedparser.mixin._cp1252


def parse_feed(
    data: bytes, *, link: str, content_type: str = "", words: int = 0, whole: bool = False
) -> ParsedFeed | Failure:
    """`link` is the address of the document, against which links are resolved.

    `words` is how many of an item will be quoted; `whole` keeps them all.
    """
    text = decode(data, content_type).lstrip(_BEFORE)
    if not text:
        return Failure(reason="an empty document")
    if is_json(text):
        return parse_json_feed(_FORBIDDEN.sub("", text), link=link, words=words, whole=whole)
    if is_page(_FORBIDDEN.sub("", text[:_HEAD])):
        return page_failure(_FORBIDDEN.sub("", text), link)
    return _parse_xml(text, link, whole, longest_text(words, whole=whole))


def _parse_xml(full: str, link: str, whole: bool, longest: int) -> ParsedFeed | Failure:
    text = _FORBIDDEN.sub("", cut_texts(full, longest + _MARGIN))
    result = _read(text)
    if result["bozo"] and len(text) < len(full):
        # Whatever is wrong with it, the cuts shall not be.
        text = _FORBIDDEN.sub("", full)
        result = _read(text)
    if not result["entries"] and (prefix := _PREFIXED.search(text)):
        # A prefix before every name, and not declared: nothing in it has the name that it seems to have.
        text = re.sub(rf"(</?|\s){prefix[1]}:", r"\1", text)
        result = _read(text)
    if not result["version"] and not result["entries"]:
        return page_failure(text, link) if "<html" in text[:5000].lower() else _unknown(text)
    if result["bozo"] and not _ROOT_END.search(text):
        return Failure(reason="the document ends in the middle; nothing was taken from it")
    if len(result["entries"]) > MOST_ITEMS:
        return Failure(reason=f"{len(result['entries']):,} items, more than {MOST_ITEMS:,}")
    return _feed(result, link, whole, longest)


def _read(text: str) -> Any:
    """The text as feedparser sees it, from its first tag on and under a declaration that is true."""
    start = max(text.find("<"), 0)
    data = b"<?xml version='1.0' encoding='utf-8'?>\n" + _DECLARATION.sub("", text[start:], count=1).encode("utf-8")
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _unknown(text: str) -> Failure:
    match = re.search(r"<([A-Za-z][\w:.-]{0,40})", text[:5000])
    if match is None:
        return Failure(reason=f"not a feed: it begins with {text[:30]!r}")
    return Failure(reason=f"not a feed: an XML document of <{match[1]}>")


def _feed(result: Any, link: str, whole: bool, longest: int) -> ParsedFeed:
    head: Mapping[str, Any] = result["feed"]
    site = link_of(_raw(head, "link"), link)
    # Without a base of its own a feed's relative links are meant from the site; most mean the same by both.
    base = site if site and link_of("/", site) == link_of("/", link) else link
    minutes = _raw(head, "ttl").strip()
    return ParsedFeed(
        title=title_of(_plain(head, "title")),
        site=site,
        language=language_of(head.get("language")),
        ttl_seconds=int(minutes) * 60 if minutes.isascii() and minutes.isdigit() and len(minutes) < 9 else None,
        items=tuple(_item(entry, base, whole, longest) for entry in result["entries"]),
    )


def _item(entry: Mapping[str, Any], base: str, whole: bool, longest: int) -> Item:
    enclosures = tuple(_enclosures(entry, base))
    link = _link(entry, base) or next((enclosure.link for enclosure in enclosures), "")
    detail = _detail(entry, whole)
    return Item(
        guid=" ".join(_raw(entry, "id").split()),
        link=link,
        title=title_of(_plain(entry, "title")),
        summary=summary_of(_html(detail), _base(detail, base), longest),
        authors=names_of(_authors(entry)),
        categories=names_of(_raw(tag, "label") or _raw(tag, "term") for tag in entry.get("tags") or ()),
        published=parse_date(_raw(entry, "published")),
        updated=parse_date(_raw(entry, "updated")),
        language=language_of((entry.get("title_detail") or {}).get("language") or detail.get("language")),
        enclosures=enclosures,
    )


def _raw(row: Mapping[str, Any], key: str) -> str:
    """A value that the feed did give: `get` answers with `published` when asked for `updated`."""
    if key not in row:
        return ""
    value = row[key]
    return value if isinstance(value, str) else ""


def _plain(row: Mapping[str, Any], key: str) -> str:
    """Plain text of a value that may be HTML."""
    value = _raw(row, key)
    detail = row.get(f"{key}_detail") or {}
    return value if detail.get("type", _PLAIN) == _PLAIN else plain_text(value)


def _detail(entry: Mapping[str, Any], whole: bool) -> Mapping[str, Any]:
    """The author's own summary, else the text; the other way round when the whole text is wanted."""
    contents = [part for part in entry.get("content") or () if part.get("value")]
    contents.sort(key=lambda part: "html" not in str(part.get("type")))
    summary = entry.get("summary_detail") or {}
    candidates = (*contents, summary) if whole else (summary, *contents)
    # feedparser copies a text to a summary that is missing, without saying what it is or what it is relative to.
    copied = {"value": _raw(entry, "summary"), "type": "text/html"}
    return next((part for part in (*candidates, copied) if str(part.get("value") or "").strip()), {})


def _html(detail: Mapping[str, Any]) -> str:
    value, kind = str(detail.get("value") or ""), str(detail.get("type") or "text/html")
    if kind == _PLAIN:
        return html_of(value)
    return value if "html" in kind or "xml" in kind else ""


def _base(detail: Mapping[str, Any], base: str) -> str:
    """What relative links in this text are relative to, with the feed's own xml:base."""
    return link_of(str(detail.get("base") or ""), base) or base


def _link(entry: Mapping[str, Any], base: str) -> str:
    """The page of an item: the address before a counting service, its link, an alternate one, a guid that is one."""
    candidates = [_raw(entry, "feedburner_origlink"), _raw(entry, "link")]
    candidates += [_raw(row, "href") for row in entry.get("links") or () if row.get("rel") in ("alternate", "", None)]
    found = (link_of(candidate, base) for candidate in candidates)
    guid = _raw(entry, "id")
    named = (link_of(guid, "") if guid.startswith("http") else "", _video_link(entry))
    return next((link for link in (*found, *named) if link), "")


def _video_link(entry: Mapping[str, Any]) -> str:
    """Where YouTube shows the video that an item names."""
    video = _raw(entry, "yt_videoid")
    return f"https://www.youtube.com/watch?v={video}" if _VIDEO.fullmatch(video) else ""


def _authors(entry: Mapping[str, Any]) -> Iterator[str]:
    people: Iterable[Mapping[str, Any]] = entry.get("authors") or ()
    named = [name for person in people if (name := _raw(person, "name"))]
    # One author is better taken as it stands: feedparser tears mail addresses apart.
    whole = _raw(entry, "author")
    yield from (plain_text(name) for name in (named if len(named) > 1 or not whole else [whole]))


def _enclosures(entry: Mapping[str, Any], base: str) -> Iterator[Enclosure]:
    """Enclosures, and the media of an item that is nothing else, such as a video's."""
    length = _length(entry)
    for row in entry.get("links") or ():
        if row.get("rel") == "enclosure" and (link := link_of(_raw(row, "href"), base)):
            yield Enclosure(link=link, media_type=_raw(row, "type").lower(), seconds=length)
    for row in entry.get("media_content") or ():
        if link := link_of(_raw(row, "url"), base):
            kind, medium = _raw(row, "type").lower(), _raw(row, "medium").lower()
            # A picture of an episode has no length, and its type may be wrong where its medium is not.
            kind = medium if medium in ("audio", "video", "image") else kind
            yield Enclosure(link=link, media_type=kind, seconds=seconds_of(_raw(row, "duration")) or length)
    if video := _video_link(entry):
        yield Enclosure(link=video, media_type="video", seconds=length)


def _length(entry: Mapping[str, Any]) -> int | None:
    """Of the recording, as podcasts and video sites say it for the whole item."""
    row = entry.get("yt_duration")
    said = row.get("seconds") if isinstance(row, Mapping) else row
    return seconds_of(_raw(entry, "itunes_duration")) or seconds_of(said)
