"""Finished HTML with the spaces of French, in every text that is French by its `lang`. Pure.

Alone knows which tags end a run of text, which hold code, and which parts need not be read: those with nothing to set,
most of any page, are skipped in one go. What is written is the same as if each tag were looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from digest.render.typography import MARKS, REFERENCE, TAG, THING, WORDS, Piece, is_french, set_run
from digest.values import dataclass

_EDGE = "edge"
"""A tag that begins or ends a block, and a run of text with it."""
_MARKUP = re.compile(
    r"""(<!--.*?-->|</?[a-zA-Z][\w-]*[^'">]*+(?:"[^"]*"[^'">]*+|'[^']*'[^'">]*+)*+>|<![^>]*>)""", re.DOTALL
)
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_LANG = re.compile(r""" lang\s*=\s*["']?([A-Za-z0-9-]*)""")
_SAYS_LANGUAGE = re.compile(r" lang\s*=")
_SAYS_FRENCH = re.compile(r""" lang\s*=\s*["']?[fF][rR]""")
_ATTRIBUTE = re.compile(r'( (?:alt|title|aria-label|placeholder)=")([^"]*)')
_META = re.compile(r'( content=")([^"]*)')
_META_OF_WORDS = re.compile(r' (?:name="description"|property="og:(?:title|description|site_name|image:alt)")')
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i img ins kbd mark q s samp small span strong sub sup svg time u var "
    "wbr".split()
)
_CODE = frozenset("code kbd math pre samp script style svg textarea var".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

_END_OF_NAME = r"(?![\w-])"
_INLINE_NAME = rf"(?:a|span|bdi|time|{'|'.join(sorted(_INLINE - _CODE))}){_END_OF_NAME}"
"""The usual ones first."""
_OTHER_NAME = rf"(?!(?:{'|'.join(sorted(_CODE))}){_END_OF_NAME})[a-z][a-z0-9]*+{_END_OF_NAME}"
_ANY_ATTRIBUTES = r"""[^'">]*+(?:"[^"]*+"[^'">]*+|'[^']*+'[^'">]*+)*+"""
_PLAIN_ATTRIBUTES = r"""(?:\s++(?!alt|title|aria-label|placeholder|content)[\w:-]++(?:="[^"<>]*+")?+)*+\s*+"""
_PLAIN_TEXT = rf"(?:[^<&{MARKS}]++|{REFERENCE.pattern})*+"
_LEAF = re.compile(r"[^<]*+</([a-z0-9]+)>")


def _dull(text: str, attributes: str) -> re.Pattern[str]:
    """As much as holds no code and is made of such text and such tags; its group is the last tag that is an edge."""
    return re.compile(rf"{text}(?:<(?:/?{_INLINE_NAME}{attributes}>|(/?{_OTHER_NAME}{attributes}>)){text})*+")


_DULL = _dull("[^<]*+", _ANY_ATTRIBUTES)
_DULL_IN_FRENCH = _dull(_PLAIN_TEXT, _PLAIN_ATTRIBUTES)


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
    is_same_in_french: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """An element that is open, as far as it matters here."""

    name: str
    is_french: bool
    is_code: bool
    is_left: bool


class _AstrayError(Exception):
    """A tag closes what was opened before the passage that it stands in."""


def typeset(html: str, language: str) -> str:
    """`language` is that of the text which no `lang` speaks for."""
    around = _element("", is_french(language), False)
    if not around.is_french and not _says_french(html):
        return html
    try:
        return "".join(_parts(html, around))
    except _AstrayError:
        return "".join(text for text, _ in _blocks(html, 0, [around], is_whole=True))


def _says_french(html: str) -> bool:
    """Anywhere. To look for the word first takes a fifth of the time."""
    at = html.find(" lang")
    while at >= 0 and not _SAYS_FRENCH.match(html, at):
        at = html.find(" lang", at + 1)
    return at >= 0


def _parts(html: str, around: _Element) -> Iterator[str]:
    """What is skipped, and between that the passages with something to set."""
    dull, says = (_DULL_IN_FRENCH, _SAYS_LANGUAGE) if around.is_french else (_DULL, _SAYS_FRENCH)
    written = edge = at = 0
    for stop in (*(found.start() for found in says.finditer(html)), len(html)):
        while at < stop:
            if skipped := dull.match(html, at, stop):
                at, edge = skipped.end(), skipped.end(1) if skipped[1] else edge
            if at >= stop:
                break
            if beyond := _beyond(html, at, edge, around):
                at, edge = beyond
            else:
                yield html[written:edge]
                passage, at = _passage(html, edge, around)
                yield passage
                written = edge = at
    yield html[written:]


def _beyond(html: str, at: int, edge: int, around: _Element) -> tuple[int, int] | None:
    """Where reading goes on, and the last edge before that; None when what stands here has something to set."""
    markup = _MARKUP.match(html, at)
    if not markup:
        return (at + 1, edge) if html[at] in "<&" else None
    tag = _tag(markup[0])
    end = markup.end() if _changes_nothing(tag, around) else _end_of_quiet(tag, html, markup.end(), around)
    return (end, end if tag.kind == _EDGE else edge) if end else None


def _changes_nothing(tag: _Tag, around: _Element) -> bool:
    """Whether text goes on behind the tag as before it."""
    is_same = tag.says_french in (None, around.is_french) and not (tag.is_code and tag.opens)
    return is_same and (tag.is_same_in_french or not around.is_french)


def _end_of_quiet(tag: _Tag, html: str, start: int, around: _Element) -> int:
    """Where the element ends whose tag ends at `start`, if there is plainly nothing to set in it; else 0."""
    if not (tag.opens and tag.is_same_in_french):
        return 0
    if around.is_french:
        leaf = _LEAF.match(html, start)
        return leaf.end() if leaf and leaf[1] == tag.name else 0
    limit = html.find(" lang", start)
    close = _tags_named(tag.name).search(html, start, limit if limit >= 0 else len(html))
    if not close or close[0][1] != "/":
        return 0
    dull = _DULL_IN_FRENCH.match(html, start, close.start())
    return close.end() if dull and dull.end() == close.start() else 0


@lru_cache(maxsize=256)
def _tags_named(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:/{name}>|{name}{_END_OF_NAME})")


def _passage(html: str, start: int, around: _Element) -> tuple[str, int]:
    """From an edge, set, to the next one behind which text goes on as before; and where that is."""
    elements = [around]
    done: list[str] = []
    for text, end in _blocks(html, start, elements, is_whole=False):
        done.append(text)
        if len(elements) == 1:
            return "".join(done), end
    return "".join(done), len(html)


def _blocks(html: str, start: int, elements: list[_Element], *, is_whole: bool) -> Iterator[tuple[str, int]]:
    """Each run of text, set, with the edge behind it, and where that ends."""
    run: list[Piece] = []
    for kind, written, end in _pieces(html, start, elements, is_whole=is_whole):
        if kind == _EDGE:
            yield set_run(run) + written, end
            run = []
        else:
            run.append((kind, written))
    yield set_run(run), len(html)


def _pieces(html: str, start: int, elements: list[_Element], *, is_whole: bool) -> Iterator[tuple[str, str, int]]:
    """Text and tags in order: what each is to the rules, how it is written, where it ends.

    `elements` are those that are open, the first being what surrounds all. Where reading did not begin with the whole
    they are held from the first one that differs from it: what else is open is not known, and makes no difference.
    """
    at = start
    for markup in _MARKUP.finditer(html, start):
        around = elements[-1]
        if markup.start() > at:
            yield THING if around.is_left else WORDS, html[at : markup.start()], markup.start()
        at = markup.end()
        tag = _tag(markup[0])
        if tag.closes:
            if not _close(tag.name, elements) and len(elements) > 1 and not is_whole:
                raise _AstrayError
            element = elements[-1]
        else:
            says_french = around.is_french if tag.says_french is None else tag.says_french
            element = _element(tag.name, says_french, around.is_code or tag.is_code)
            if tag.opens and (is_whole or len(elements) > 1 or not _changes_nothing(tag, around)):
                elements.append(element)
        written = tag.in_french if element.is_french else markup[0]
        yield THING if element.is_left and tag.kind == TAG else tag.kind, written, at
    if at < len(html):
        yield THING if elements[-1].is_left else WORDS, html[at:], len(html)


@lru_cache(maxsize=4096)
def _tag(markup: str) -> _Tag:
    named = _NAME.match(markup)
    name = named[1].lower() if named else ""
    closes = markup.startswith("</")
    language = _LANG.search(markup)
    in_french = markup if closes else _set_attributes(name, markup)
    return _Tag(
        name=name,
        closes=closes,
        opens=bool(name) and not closes and name not in _VOID,
        kind=THING if name == "img" else TAG if not name or name in _INLINE else _EDGE,
        says_french=is_french(language[1]) if language else None,
        is_code=name in _CODE,
        in_french=in_french,
        is_same_in_french=in_french == markup,
    )


@lru_cache(maxsize=4096)
def _element(name: str, is_french: bool, is_code: bool) -> _Element:
    return _Element(name=name, is_french=is_french, is_code=is_code, is_left=is_code or not is_french)


def _close(name: str, elements: list[_Element]) -> bool:
    """Leave the element and all in it that a template forgot to close; False when none of that name is open."""
    for depth in range(len(elements) - 1, 0, -1):
        if elements[depth].name == name:
            del elements[depth:]
            return True
    return False


def _set_attributes(name: str, tag: str) -> str:
    """The attributes that people read or hear; in the head, those of `meta` that others show."""
    if name == "meta" and not _META_OF_WORDS.search(tag):
        return tag
    pattern = _META if name == "meta" else _ATTRIBUTE
    return pattern.sub(lambda found: found[1] + set_run([(WORDS, found[2])]), tag)
