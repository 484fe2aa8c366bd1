"""A feed's HTML to clean HTML, plain text and runs of words. The module that knows which markup is let in. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Literal

import nh3

from digest.text import clean_line
from digest.values import dataclass

Style = Literal["", "em", "strong", "code"]

_STYLES: dict[str, Style] = {"em": "em", "i": "em", "cite": "em", "strong": "strong", "b": "strong", "code": "code"}
_BLOCKS = frozenset(
    "p div br pre blockquote ul ol li dl dt dd table tr td th caption h1 h2 h3 h4 h5 h6 hr section article header "
    "footer main aside nav figure address details summary".split()
)
_SCHEMES = {"http", "https", "mailto"}
# Markup whose text was never meant to be read in the flow of the article.
_DROPPED = {
    *("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "form", "button", "select"),
    *("textarea", "title", "head", "figcaption", "video", "audio", "canvas", "map"),
}
_CLEANER_TAGS = {*_BLOCKS, *_STYLES, "a"}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ue000-\uf8ff]"
)
# Not the spaces that do not break: French sets them before its punctuation, and they belong to the words.
_BREAKABLE = re.compile("[ \t\n\x0b\x0c\r\x85\u2028\u2029]+")
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z0-9]+)(?P<attributes>(?: [a-z-]+="[^"]*")*)>')
_HREF = re.compile(r' href="([^"]*)"')
_BEGINNING = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in one style."""

    text: str
    style: Style = ""
    link: str = ""


Paragraph = tuple[Run, ...]


def clean_html(html: str, base: str = "") -> str:
    """What may be kept of a stranger's HTML: text, emphasis and absolute links."""
    try:
        return _cleaned(html, ("rewrite_with_base", base) if base else "deny")
    except ValueError:
        # Neither what is an address for Python nor half a surrogate pair need be fit for the cleaner.
        return _cleaned(html.encode("utf-8", "replace").decode("utf-8"), "deny")


def _cleaned(html: str, relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> str:
    return nh3.clean(
        html,
        tags=set(_CLEANER_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes={"a": {"href"}},
        url_schemes=set(_SCHEMES),
        url_relative=relative,
        link_rel=None,
    )


def html_of(text: str) -> str:
    """Plain text as HTML; an empty line begins a paragraph."""
    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def plain_text(html: str) -> str:
    """One clean line of text."""
    if "<" not in html and "&" not in html:
        return clean_line(html)
    return clean_line(" ".join("".join(run.text for run in paragraph) for paragraph in paragraphs(html)))


@lru_cache(maxsize=64)
def beginning(html: str) -> str:
    """The first words as one clean line; identity, language and body of an item ask for them one after the other."""
    return plain_text(html[:_BEGINNING])


def paragraphs(html: str, limit: int | None = None) -> tuple[Paragraph, ...]:
    """The words of HTML, in paragraphs of runs; reading stops some way after `limit` words."""
    # A stranger's HTML is only read as the cleaner has written it: a tag is then what the pattern says, nothing else.
    html = clean_html(html)
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(html):
        reader.hear_text(html[at : tag.start()])
        if limit is not None and reader.words > limit:
            break
        link = _HREF.search(tag["attributes"])
        reader.hear_tag(tag["name"], unescape(link[1]) if link else "", is_end=bool(tag["end"]))
        at = tag.end()
    else:
        reader.hear_text(html[at:])
    return reader.result()


class _Reader:
    """Collects runs from clean HTML; knows no nesting beyond the style and link in force."""

    def __init__(self) -> None:
        self.words = 0
        self._done: list[Paragraph] = []
        self._runs: list[Run] = []
        self._styles: list[tuple[str, Style]] = []
        self._link = ""

    def hear_tag(self, name: str, link: str, *, is_end: bool) -> None:
        if name in _BLOCKS:
            self._end_paragraph()
        elif name == "a":
            self._link = link
        elif not is_end:
            self._styles.append((name, _STYLES[name]))
        elif self._styles and self._styles[-1][0] == name:
            self._styles.pop()

    def hear_text(self, html: str) -> None:
        text = unescape(html)
        if not text.isprintable() or "  " in text:
            # What is printable holds nothing invisible and no space but the plain one.
            text = _BREAKABLE.sub(" ", _INVISIBLE.sub("", text))
        if not text:
            return
        # Between words only: what is indented has as many around them.
        self.words += text.strip().count(" ")
        self._runs.append(Run(text=text, style=self._styles[-1][1] if self._styles else "", link=self._link))

    def result(self) -> tuple[Paragraph, ...]:
        self._end_paragraph()
        return tuple(self._done)

    def _end_paragraph(self) -> None:
        if any(run.text.strip() for run in self._runs):
            self._done.append(tuple(self._runs))
        self._runs = []
