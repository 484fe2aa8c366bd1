"""JSON Feed 1.0 and 1.1, as text, to a ParsedFeed or a failure. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from digest.collect.dates import parse_date
from digest.collect.fragment import html_of
from digest.collect.media import seconds_of
from digest.collect.reply import Failure
from digest.collect.shape import MOST_ITEMS, language_of, link_of, longest_text, names_of, summary_of, title_of
from digest.model import Enclosure, Item, ParsedFeed

_HALF = re.compile("[\ud800-\udfff]")


def is_json(text: str) -> bool:
    return text.lstrip()[:1] == "{"


def parse_json_feed(text: str, *, link: str, words: int = 0, whole: bool = False) -> ParsedFeed | Failure:
    """`link` is the address of the document; `words` is how many of an item will be quoted, `whole` keeps them all."""
    try:
        root: Any = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        return Failure(reason=f"JSON that cannot be read: {error}")
    if not isinstance(root, dict) or "jsonfeed.org/version" not in str(root.get("version", "")):
        return Failure(reason="a JSON document, but no JSON Feed: its version does not say so")
    rows = [row for row in _list(root.get("items")) if isinstance(row, dict)]
    if len(rows) > MOST_ITEMS:
        return Failure(reason=f"{len(rows):,} items, more than {MOST_ITEMS:,}")
    language = language_of(root.get("language"))
    longest = longest_text(words, whole=whole)
    return ParsedFeed(
        title=title_of(_text(root, "title")),
        site=link_of(_text(root, "home_page_url"), link),
        language=language,
        items=tuple(_item(row, root, link, whole, longest) for row in rows),
    )


def _item(row: Mapping[str, Any], root: Mapping[str, Any], base: str, whole: bool, longest: int) -> Item:
    address = link_of(_text(row, "url"), base) or link_of(_text(row, "external_url"), base)
    return Item(
        guid=_text(row, "id").strip(),
        link=address or (link_of(_text(row, "id"), "")),
        title=title_of(_text(row, "title")),
        summary=summary_of(_html(row, whole), address or base, longest),
        authors=names_of(_authors(row) or _authors(root)),
        categories=names_of(tag for tag in _list(row.get("tags")) if isinstance(tag, str)),
        published=parse_date(_text(row, "date_published")),
        updated=parse_date(_text(row, "date_modified")),
        language=language_of(row.get("language")),
        enclosures=tuple(
            Enclosure(
                link=link_of(_text(part, "url"), base),
                media_type=_text(part, "mime_type").lower(),
                seconds=seconds_of(part.get("duration_in_seconds")),
            )
            for part in _list(row.get("attachments"))
            if isinstance(part, dict) and link_of(_text(part, "url"), base)
        ),
    )


def _html(row: Mapping[str, Any], whole: bool) -> str:
    """The author's own summary, else the text; the other way round when the whole text is wanted."""
    content = _text(row, "content_html") or html_of(_text(row, "content_text"))
    summary = html_of(_text(row, "summary"))
    return (content or summary) if whole else (summary or content)


def _authors(row: Mapping[str, Any]) -> list[str]:
    """`authors` of version 1.1, else `author` of 1.0."""
    people = _list(row.get("authors")) or [row.get("author")]
    return [_text(person, "name") for person in people if isinstance(person, dict)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(row: Mapping[str, Any], key: str) -> str:
    """Text, or a number as text: version 1.0 says that readers must take an id of either kind."""
    value = row.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    # Half a surrogate pair is valid JSON when it is escaped, and no character that could be written anywhere.
    return _HALF.sub("\ufffd", value) if isinstance(value, str) else ""
