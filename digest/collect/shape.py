"""Values as feeds give them to values as an Item holds them, whatever the format. Pure.

What this module alone knows: how long a text may be, what counts as a link, a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from digest.collect.cut import text_end
from digest.collect.fragment import clean_html
from digest.model import Feed
from digest.text import canonical_link, clean_line

LONGEST_TITLE = 500
FULL_WORDS = 5000
"""Of a text that may be quoted whole."""
MOST_ITEMS = 2000
_TITLE_FROM_TEXT = 80
_LONGEST_NAME = 120
_LONGEST_HTML = 200_000
_LEAST_TEXT = 4_000
# With the white space that a program sets around its markup.
_WORD_LENGTH = 40
_LONGEST_LINK = 2000
_MOST_NAMES = 20
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_].*)?", re.ASCII)
_BREAK = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
_MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}")


def title_of(text: str) -> str:
    """One clean line, cut at a word when it is longer than any title."""
    return shortened(clean_line(text), LONGEST_TITLE)


def title_from(beginning: str) -> str:
    """For a text without a title, out of its first words."""
    return shortened(beginning, _TITLE_FROM_TEXT)


def quoted_words(feed: Feed | None, words: int) -> int:
    """How many words a quotation may have: by the feed's own policy, else the publication's."""
    if feed is None or feed.quote is None:
        return words
    return FULL_WORDS if feed.quote == "full" else feed.quote


def shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return (text[:length].rpartition(" ")[0] or text[: length - 1]).rstrip(" ,;:–—-") + "…"


def summary_of(html: str, base: str, longest: int) -> str:
    """Clean HTML, with `longest` characters beside its tags."""
    html = html[:_LONGEST_HTML]
    return clean_html(html[: text_end(html, longest)], base)


def longest_text(words: int, *, whole: bool) -> int:
    """How many characters of an item's text are looked at, beside its tags, for a quotation of so many words."""
    return _LONGEST_HTML if whole else min(_LONGEST_HTML, max(_LEAST_TEXT, words * _WORD_LENGTH))


def link_of(text: str, base: str) -> str:
    """An absolute http or https address, else nothing."""
    if not text.strip():
        return ""
    try:
        link = urljoin(base, _BREAK.sub("", text.strip()).replace(" ", "%20"))
        parts = urlsplit(link)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        canonical_link(link)
    except ValueError:
        return ""
    return link if is_web and len(link) <= _LONGEST_LINK else ""


def language_of(text: object) -> str | None:
    """`fr-FR` for `fr_fr`; nothing for what is no BCP 47 tag."""
    match = _LANGUAGE.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    language, script, region = match.groups()
    return "-".join(part for part in (language.lower(), script and script.title(), region and region.upper()) if part)


def names_of(names: Iterable[str]) -> tuple[str, ...]:
    """Names without mail addresses, each once."""
    cleaned = (_name(clean_line(name[:1000])) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:_MOST_NAMES]


def _name(text: str) -> str:
    """`Ada (ada@x.org)`, `ada@x.org (Ada)` and `Ada <ada@x.org>` are Ada; a mere address is nobody."""
    bare = _MAILBOX.sub("", text)
    if bare != text:
        bare = re.sub(r"\(\s*\)|<\s*>|mailto:", "", bare).strip()
        bare = re.sub(r"^\((.*)\)$", r"\1", bare)
    return shortened(bare.strip(" ,;"), _LONGEST_NAME)
