"""The spaces of French before ; ! ? : and inside « », wherever a text is French by its `lang`. Pure.

Alone knows where they stand: U+202F before ; ! ? and U+00A0 before : and inside « ». Set in finished HTML and in plain
text, never in files. What is no sentence stays: code, addresses, 9:30, a::b, :slug:, :-). Done twice is done once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from digest.render.language import is_same_language

_NO_BREAK = "\u00a0\u202f\u2007\u2060"
# What the rules see in place of an inline tag, of what they do not read, and of what ends in a space that stays:
# noncharacters, since no finished page holds one.
_TAG, _THING, _SPACE = "\ufdd0", "\ufdd1", "\ufdd2"
_STAND_IN = re.compile(f"[{_TAG}{_THING}{_SPACE}]")
_WORDS, _EDGE = "words", "edge"
_Piece = tuple[str, str]
"""What it is (words, the edge of a block, or one of the stand-ins) and how it is written."""
_STAYING = _NO_BREAK + _SPACE
_ORDINARY = " \t\n\r\u2009"
_TRIGGER = re.compile("[;:!?«»]")
_OPENING = "([{«“‘¿¡"
_NEVER_AFTER = _OPENING + "/\\=&#^;:!?"
"""No space is put between these and a mark: brackets, addresses, `::`, `^^;`."""
_RULE = re.compile(
    rf"""
    ://[^\s{_TAG}«»]*                                              # an address
    | (?<!\w):[\w+-]+:(?!\w)                                       # :slug:
    | (?P<open>«) (?P<inside>[{_ORDINARY}{_TAG}]*+) (?=[^\s»{_SPACE}{_NO_BREAK}])
    | (?<![{_ORDINARY}{_TAG}]) (?P<gap>[{_ORDINARY}{_TAG}]*+)        # behind no other, or a long gap is read many times
      (?P<mark> »
      | (?<![!?]) [!?]++ (?!{_TAG}*[\w!?;:=/(\[])
      | [;:] (?={_TAG}*(?:[\s"“”«»—–{_SPACE}]|\Z))
      | (?<=[{_ORDINARY}]) (?:[!?]++|[;:]) (?=[{_TAG}{_THING}]) )  # behind a space, before a note or a link
    """,
    re.VERBOSE,
)
_MARKUP = re.compile(
    r"""(<!--.*?-->|</?[a-zA-Z][\w-]*[^'">]*+(?:"[^"]*"[^'">]*+|'[^']*'[^'">]*+)*+>|<![^>]*>)""", re.DOTALL
)
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_LANG = re.compile(r""" lang\s*=\s*["']?([A-Za-z0-9-]*)""")
_SAYS_FRENCH = re.compile(r""" lang\s*=\s*["']?fr""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'( (?:alt|title|aria-label|placeholder)=")([^"]*)')
_META = re.compile(r'( content=")([^"]*)')
_META_OF_WORDS = re.compile(r' (?:name="description"|property="og:(?:title|description|site_name|image:alt)")')
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i img ins kbd mark q s samp small span strong sub sup svg time u var "
    "wbr".split()
)
_CODE = frozenset("code kbd math pre samp script style svg textarea var".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    """What there is to know of a tag without its place; of a comment, nothing."""

    name: str
    closes: bool
    opens: bool
    kind: str
    says_french: bool | None
    """By its `lang`; None when it has none."""
    is_code: bool
    in_french: str
    """As it is written where the text is French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """An element that is open, as far as it matters here."""

    name: str
    is_french: bool
    is_code: bool
    is_left: bool


def typeset(html: str, language: str) -> str:
    """Finished HTML with French spaces; `language` is that of the text which no `lang` speaks for."""
    if not is_french(language) and not _SAYS_FRENCH.search(html):
        return html
    done: list[str] = []
    run: list[_Piece] = []
    for piece in _pieces(html, is_french(language)):
        if piece[0] == _EDGE:
            done += (_set_run(run), piece[1])
            run = []
        else:
            run.append(piece)
    return "".join((*done, _set_run(run)))


def typeset_text(text: str, language: str) -> str:
    """Plain text in that language: a title of a feed, a summary."""
    return _spaced(text) if is_french(language) else text


def kept_together(text: str) -> str:
    """A name in a French text, itself in who knows what language: its spaces before marks do not break, none is added.

    `Mission: Impossible` and `Yahoo!` are spelt so, and only French writes `Vivre : un film`.
    """
    return _spaced(text, adds=False)


def is_french(language: str) -> bool:
    return is_same_language(language, "fr")


def _pieces(html: str, is_french_outside: bool) -> Iterator[_Piece]:
    """Text and tags in order, each with what it is to the rules."""
    elements = [_element("", is_french_outside, False)]
    parts = _MARKUP.split(html)
    for text, markup in zip(parts[::2], (*parts[1::2], ""), strict=True):
        around = elements[-1]
        if text:
            yield _THING if around.is_left else _WORDS, text
        if not markup:
            return
        tag = _tag(markup)
        if tag.closes:
            _close(tag.name, elements)
            element = elements[-1]
        else:
            says_french = around.is_french if tag.says_french is None else tag.says_french
            element = _element(tag.name, says_french, around.is_code or tag.is_code)
            if tag.opens:
                elements.append(element)
        written = tag.in_french if element.is_french else markup
        yield _THING if element.is_left and tag.kind == _TAG else tag.kind, written


@lru_cache(maxsize=4096)
def _tag(markup: str) -> _Tag:
    named = _NAME.match(markup)
    name = named[1].lower() if named else ""
    closes = markup.startswith("</")
    language = _LANG.search(markup)
    return _Tag(
        name=name,
        closes=closes,
        opens=bool(name) and not closes and name not in _VOID,
        kind=_THING if name == "img" else _TAG if not name or name in _INLINE else _EDGE,
        says_french=is_french(language[1]) if language else None,
        is_code=name in _CODE,
        in_french=markup if closes else _set_attributes(name, markup),
    )


@lru_cache(maxsize=4096)
def _element(name: str, is_french: bool, is_code: bool) -> _Element:
    return _Element(name=name, is_french=is_french, is_code=is_code, is_left=is_code or not is_french)


def _close(name: str, elements: list[_Element]) -> None:
    """Leave the element and all in it that a template forgot to close."""
    for depth in range(len(elements) - 1, 0, -1):
        if elements[depth].name == name:
            del elements[depth:]
            return


def _set_run(run: list[_Piece]) -> str:
    """A run of text with its inline tags: the rules see the words as if no tag stood between them."""
    if not any(kind == _WORDS and _TRIGGER.search(text) for kind, text in run):
        return "".join(text for _, text in run)
    hidden: list[str] = []
    seen = "".join(_seen(kind, text, hidden) for kind, text in run if text)
    back = iter(hidden)
    return _STAND_IN.sub(lambda _: next(back), _spaced(seen))


def _seen(kind: str, text: str, hidden: list[str]) -> str:
    """Words with a stand-in for every reference; for anything else one stand-in."""

    def hide(reference: re.Match[str]) -> str:
        hidden.append(reference[0])
        return _SPACE if unescape(reference[0]) in _NO_BREAK else _THING

    if kind == _WORDS:
        return _REFERENCE.sub(hide, text)
    hidden.append(text)
    return _SPACE if kind == _THING and text[-1].isspace() else kind


def _set_attributes(name: str, tag: str) -> str:
    """The attributes that people read or hear; in the head, those of `meta` that others show."""
    if name == "meta" and not _META_OF_WORDS.search(tag):
        return tag
    pattern = _META if name == "meta" else _ATTRIBUTE
    return pattern.sub(lambda found: found[1] + _set_run([(_WORDS, found[2])]), tag)


def _spaced(text: str, *, adds: bool = True) -> str:
    if not _TRIGGER.search(text):
        return text
    return _RULE.sub(lambda found: _ruled(found, adds), text)


def _ruled(found: re.Match[str], adds: bool) -> str:
    if found["open"]:
        inside = found["inside"]
        return "«" + (_joined(inside, "\u00a0") or ("\u00a0" if adds else "") + inside)
    if not found["mark"]:
        return found[0]
    gap, mark = found["gap"], found["mark"]
    before = found.string[found.start() - 1 : found.start()]
    never = _OPENING if mark == "»" or gap.strip(_TAG) else _NEVER_AFTER
    if not before or before in never or before in _STAYING or before.isspace():
        return found[0]
    space = "\u00a0" if mark in ":»" else "\u202f"
    return (_joined(gap, space) or gap + (space if adds else "")) + mark


def _joined(gap: str, space: str) -> str:
    """The gap with a no-break space for all its ordinary ones; empty when it has none."""
    first, *others = re.split(f"[{_ORDINARY}]", gap)
    return first + space + "".join(others) if others else ""
