"""What templates may call: addresses, prose, dates, numbers, languages. Pure.

`href` and `prose` write addresses for one base: the path of the site for pages, its whole address for feeds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from urllib.parse import quote

from markupsafe import Markup, escape

from digest.collect.media import seconds_of
from digest.compose.views import Prose, SiteInfo
from digest.model import MarkdownWay, Moment
from digest.render import language, markup, typography
from digest.render.illustrate import srcset
from digest.text import host_of

Filters = Mapping[str, Callable[..., object]]
_MARKS = re.compile("([;:!?«»])")
SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 50, 160
"""Characters that engines of search show, and want."""
_SAFE_IN_ADDRESS = "/#?=&%:@!$'()*+,;~"
_is_safe = re.compile(rf"[\w.{re.escape(_SAFE_IN_ADDRESS)}-]*", re.ASCII).fullmatch
_NOTHING = Markup()


def filters(info: SiteInfo, *, absolute: bool) -> Filters:
    """By name; with `absolute` every address is a whole one, for readers who are not on our site."""
    root = info.base_url.rstrip("/")
    base = root if absolute else info.base_path
    return {
        "href": partial(_known_address, base=base),
        "absolute": partial(_known_address, base=root),
        "prose": partial(prose, base=base, way=info.markdown),
        "quoted": partial(quoted, base=base, way=info.markdown),
        "plain": partial(plain, way=info.markdown),
        "filled": partial(filled, tagline=info.tagline),
        "srcset": partial(srcset, base=base),
        "reach": reach,
        "host": host_of,
        "tag": tag,
        "iso": language.iso,
        "territory": language.territory,
        "runs_right_to_left": language.runs_right_to_left,
        "turns": language.turns,
        **_filters_of_language(info.language),
    }


def _filters_of_language(code: str) -> Filters:
    """Those that speak to the reader, in the language of the interface."""

    def day(moment: Moment) -> str:
        return language.day(moment, code)

    def period(first: date, last: date) -> str:
        return language.period(first, last, code)

    def short_period(first: date, last: date) -> str:
        return language.short_period(first, last, code)

    def months(first: date, last: date) -> str:
        return language.months(first, last, code)

    def quarter(part: int) -> str:
        return language.quarter(part, code)

    def number(value: int) -> str:
        return language.number(value, code)

    def length_of(duration: str) -> str:
        seconds = seconds_of(duration)
        return language.length(seconds, code) if seconds else duration

    def language_name(tag: str) -> str:
        return language.language_name(tag, code)

    return {
        "day": day,
        "period": period,
        "short_period": short_period,
        "months": months,
        "quarter": quarter,
        "number": number,
        "length_of": length_of,
        "language_name": language_name,
        "lang": partial(attributes, around=code),
        "name": partial(name, around=code),
    }


def address(path: str, *, base: str) -> str:
    """An address of ours, from the root of the site, under the base."""
    return base + (path if type(path) is str and _is_safe(path) else quote(path, safe=_SAFE_IN_ADDRESS))


_known_address = lru_cache(maxsize=4096, typed=True)(address)
"""The same: those of tags and sources stand in every page."""


def prose(text: Prose, heading: int = markup.HEADING, *, base: str, way: MarkdownWay) -> Markup:
    """HTML that markup made and sanitised; the only text that a template does not escape."""
    return Markup(markup.render(text, base=base, heading=heading, way=way))


def quoted(text: Prose, *, base: str, way: MarkdownWay) -> Markup:
    """The HTML of a stranger's words: whatever direction a paragraph runs in, it begins and ends there."""
    return Markup(isolated(markup.render(text, base=base, way=way)))


def isolated(html: str) -> str:
    """With a `bdi` in each paragraph."""
    parts: list[str] = []
    at = 0
    while (start := html.find("<p>", at)) >= 0 and (end := html.find("</p>", start)) >= 0:
        parts += (html[at:start], "<p><bdi>", html[start + len("<p>") : end], "</bdi></p>")
        at = end + len("</p>")
    return "".join((*parts, html[at:]))


@lru_cache(maxsize=64, typed=True)
def plain(text: Prose, length: int, *, way: MarkdownWay) -> str:
    """The words of a prose, cut between two of them, for a description."""
    return plain_text(markup.plain(text, way=way), length)


def plain_text(text: str, length: int) -> str:
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    return words[:length].rpartition(" ")[0].rstrip(",;:.–— ") + "…"


def filled(words: Markup, around: str, *, tagline: str) -> Markup:
    """A description that says little, with the tagline after it; not where it is in another language than ours."""
    if around or len(words.unescape()) >= SHORTEST_DESCRIPTION or tagline in words.unescape():
        return words
    room = LONGEST_DESCRIPTION - len(words.unescape()) - 1
    return Markup("{} {}").format(words, plain_text(tagline, room)) if tagline else words


def attributes(tag: str | None, text: str = "", *, around: str) -> Markup:
    """` lang="fr"` for text in another language than the one around it, ` dir="rtl"` when it runs so."""
    said = _language_said(tag, around) if tag else _NOTHING
    return said + Markup(' dir="rtl"') if language.runs_right_to_left(text) else said


@lru_cache(maxsize=1024, typed=True)
def _language_said(tag: str, around: str) -> Markup:
    return _NOTHING if language.is_same_language(tag, around) else Markup(' lang="{}"').format(tag)


def name(text: str, *, around: str) -> str:
    """A name in who knows what language, spelt as it is in a French text too: no space is added before its marks.

    Marks written as references are none to `render.typography`, which sets the spaces of the finished page.
    """
    if not typography.is_french(around) or not _MARKS.search(text):
        return text
    parts = _MARKS.split(typography.kept_together(text))
    return Markup("").join(Markup(f"&#{ord(part)};") if _MARKS.fullmatch(part) else escape(part) for part in parts)


def tag(code: str) -> str:
    """The mark of a language: `FR`."""
    return code.partition("-")[0].upper()


def reach(contact: str) -> str:
    """Where a contact leads: an address as it is, a mail address as a link."""
    return contact if "://" in contact or "@" not in contact else f"mailto:{contact}"
