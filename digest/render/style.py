"""The theme's style sheet and the publication's tokens to the style sheet that is served, squeezed. Pure.

This module alone knows what a token may hold: colours, lengths, lists of fonts; nothing that could end a
declaration or name an address.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from digest.content.theme import Theme
from digest.errors import DigestError, Problem, did_you_mean
from digest.render.squeeze import squeeze

STYLE_SHEET = "assets/style.css"
FEED_SHEET = "assets/feed.css"
OF_SEARCH = ("assets/search.css", "assets/search.js")
_SETTINGS = "digest.yaml"
_DECLARED = re.compile(r"--([a-z][a-z0-9-]*)\s*:")
_VALUE = re.compile(r"""(?:[#.\w%+*/(), -]|'[\w .-]+'|"[\w .-]+")+""", re.ASCII)
_FUNCTION = re.compile(r"(?<![\w-])([\w-]*+)\(", re.ASCII)
_FUNCTIONS = frozenset(
    ("calc", "clamp", "max", "min", "rgb", "rgba", "hsl", "hsla", "oklch", "oklab", "color-mix", "light-dark", "var")
)


def style_sheet(theme: Theme, tokens: Mapping[str, str]) -> bytes:
    """The theme's style sheet and the publication's tokens after it. DigestError names every wrong token.

    A sheet that is not UTF-8 keeps its bytes.
    """
    css = theme.assets.get(STYLE_SHEET, b"")
    known = frozenset(_DECLARED.findall(css.decode("utf-8", "replace")))
    problems = [problem for name, value in tokens.items() for problem in _problems(name, value, known)]
    if problems:
        raise DigestError(*problems)
    return _squeezed(css) + _own(":root", tokens)


def feed_sheet(theme: Theme, tokens: Mapping[str, str]) -> bytes:
    """What browsers show feeds with, and those of the tokens that it knows after it; `style_sheet` has checked them."""
    css = theme.assets.get(FEED_SHEET, b"")
    known = frozenset(_DECLARED.findall(css.decode("utf-8", "replace")))
    # The root of a feed is no element of HTML.
    return css + _own("*|*:root", {name: value for name, value in tokens.items() if name in known})


def _own(selector: str, tokens: Mapping[str, str]) -> bytes:
    declarations = ";".join(f"--{name}:{value.strip()}" for name, value in tokens.items())
    return f"{selector}{{{declarations}}}\n".encode() if declarations else b""


def _squeezed(css: bytes) -> bytes:
    try:
        return squeeze(css.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return css


def _problems(name: str, value: str, known: frozenset[str]) -> list[Problem]:
    if name not in known:
        return [_problem(f"unknown theme token '{name}'", did_you_mean(name, known))]
    if not _is_safe(value):
        hint = "a token holds a colour, a length, or a list of fonts: #7a4300, 38rem, Georgia, serif"
        return [_problem(f"theme token '{name}' cannot be '{value}'", hint)]
    return []


def _is_safe(value: str) -> bool:
    """Whether the value is one that stays inside its declaration and fetches nothing."""
    functions = set(_FUNCTION.findall(value)) - {""}
    is_plain = _VALUE.fullmatch(value) is not None and "/*" not in value and "*/" not in value
    return is_plain and _is_balanced(value) and functions <= _FUNCTIONS


def _is_balanced(value: str) -> bool:
    depth = 0
    for char in value:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def _problem(what: str, hint: str) -> Problem:
    return Problem(path=_SETTINGS, code="TPL007", what=what, hint=hint)


def served_assets(theme: Theme, outputs: Container[str]) -> dict[str, bytes]:
    """Those of the theme without the ones that only the page of search needs, when there is none."""
    has_search = "search" in outputs
    return {name: data for name, data in theme.assets.items() if has_search or name not in OF_SEARCH}
