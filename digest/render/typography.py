"""The spaces of French before ; ! ? : and inside « », in plain text and in runs of text with tags in them. Pure.

Alone knows where they stand: U+202F before ; ! ? and U+00A0 before : and inside « ». Never set in files. What is no
sentence stays: code, addresses, 9:30, a::b, :slug:, :-). Done twice is done once.
"""

from __future__ import annotations

import re
from html import unescape

from digest.render.language import is_same_language

_NO_BREAK = "\u00a0\u202f\u2007\u2060"
# What the rules see in place of an inline tag, of what they do not read, and of what ends in a space that stays:
# noncharacters, since no finished page holds one.
TAG, THING, _SPACE = "\ufdd0", "\ufdd1", "\ufdd2"
_STAND_IN = re.compile(f"[{TAG}{THING}{_SPACE}]")
WORDS = "words"
Piece = tuple[str, str]
"""What it is, words or one of the stand-ins, and how it is written."""
MARKS = ";:!?«»"
REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_STAYING = _NO_BREAK + _SPACE
_ORDINARY = " \t\n\r\u2009"
_TRIGGER = re.compile(f"[{MARKS}]")
_OPENING = "([{«“‘¿¡"
_NEVER_AFTER = _OPENING + "/\\=&#^;:!?"
"""No space is put between these and a mark: brackets, addresses, `::`, `^^;`."""
_RULE = re.compile(
    rf"""
    (?=[{MARKS}{_ORDINARY}{TAG}])                                  # what any of these begins with
    (?: ://[^\s{TAG}«»]*                                              # an address
    | (?<!\w):[\w+-]+:(?!\w)                                       # :slug:
    | (?P<open>«) (?P<inside>[{_ORDINARY}{TAG}]*+) (?=[^\s»{_SPACE}{_NO_BREAK}])
    | (?<![{_ORDINARY}{TAG}]) (?P<gap>[{_ORDINARY}{TAG}]*+)        # behind no other, or a long gap is read many times
      (?P<mark> »
      | (?<![!?]) [!?]++ (?!{TAG}*[\w!?;:=/(\[])
      | [;:] (?={TAG}*(?:[\s"“”«»—–{_SPACE}]|\Z))
      | (?<=[{_ORDINARY}]) (?:[!?]++|[;:]) (?=[{TAG}{THING}]) )  # behind a space, before a note or a link
    )
    """,
    re.VERBOSE,
)


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


def set_run(run: list[Piece]) -> str:
    """A run of text with its inline tags: the rules see the words as if no tag stood between them."""
    if not _TRIGGER.search("".join([text for kind, text in run if kind == WORDS])):
        return "".join([text for _, text in run])
    hidden: list[str] = []
    spaced = _spaced("".join([_seen(kind, text, hidden) for kind, text in run if text]))
    first, *others = _STAND_IN.split(spaced)
    return first + "".join([part for pair in zip(hidden, others, strict=True) for part in pair])


def _seen(kind: str, text: str, hidden: list[str]) -> str:
    """Words with a stand-in for every reference; for anything else one stand-in."""
    if kind != WORDS:
        hidden.append(text)
        return _SPACE if kind == THING and text[-1].isspace() else kind
    if "&" not in text:
        return text
    hidden += REFERENCE.findall(text)
    return REFERENCE.sub(lambda found: _SPACE if unescape(found[0]) in _NO_BREAK else THING, text)


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
    never = _OPENING if mark == "»" or gap.strip(TAG) else _NEVER_AFTER
    if not before or before in never or before in _STAYING or before.isspace():
        return found[0]
    space = "\u00a0" if mark in ":»" else "\u202f"
    return (_joined(gap, space) or gap + (space if adds else "")) + mark


def _joined(gap: str, space: str) -> str:
    """The gap with a no-break space for all its ordinary ones; empty when it has none."""
    first, *others = re.split(f"[{_ORDINARY}]", gap)
    return first + space + "".join(others) if others else ""
