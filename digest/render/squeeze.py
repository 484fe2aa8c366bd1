"""A style sheet to the same one without comments and layout. Pure.

Alone knows which white space of CSS says nothing. Strings, addresses, escapes and comments that begin with `/*!` stay
as they are; of a sheet that is not well formed every byte does, since how a browser recovers may hang on its lines.
"""

from __future__ import annotations

import re

_COMMENT = r"/\*(?!!)(?s:.*?)\*/"
_GAP = rf"(?:\s++|{_COMMENT})"
_STRING = r""" "(?:[^"\\\n]|\\(?s:.))*" | '(?:[^'\\\n]|\\(?s:.))*' """
_PARTS = re.compile(
    rf"""
      (?P<kept> {_STRING} | (?i:url)\( (?:[^"'()\\]|\\.)* \) | /\*!(?s:.*?)\*/ | \\[0-9a-fA-F]{{1,6}}\s? | \\.)
    | {_GAP}*+ (?:; {_GAP}*+)*+ (?P<end> \}} ) {_GAP}*+
    | {_GAP}*+ (?P<mark> [{{;,] ) {_GAP}*+
    | (?P<colon> : ) {_GAP}++
    | (?P<gap> {_GAP}++ )
    | (?P<stray> ["'\\] | /\* )
    """,
    re.VERBOSE,
)


def squeeze(css: str) -> str:
    """The same style sheet in fewer bytes."""
    if any(part["stray"] for part in _PARTS.finditer(css)):
        return css
    return _PARTS.sub(_short, css).strip() + "\n"


def _short(part: re.Match[str]) -> str:
    if part["gap"]:
        # A comment with nothing around it keeps two words apart; a space there would mean a descendant.
        return " " if re.sub(_COMMENT, "", part["gap"]) else "/**/"
    return part["kept"] or part["end"] or part["mark"] or part["colon"]
