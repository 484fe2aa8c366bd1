"""Plain paragraphs of Markdown to the HTML that Python-Markdown makes of them, in one pass; None for other texts. Pure.

Alone knows the part of Markdown that can be told for certain: paragraphs with escapes, entities, code, emphasis and
links, of which none is left open or crosses another. In such a text one pass from left to right finds what the stages
of the library find one after the other. A mark that could be anything else, anywhere in a text, leaves all of it to the
library; so there is no list of what is not understood. Bounded: no character is looked at more than a few times.
"""

from __future__ import annotations

import re
from html import escape

Pattern = tuple[str, ...]
"""Regular expressions, in turn of what frames and of what is framed."""

_LINE = r"(?![\s#>=+~-]|\d+\.[ ])"
"""How a line begins that is no heading, item, quotation, rule or fence, and is not indented.

Those of `*`, `_` and backticks need no word here, since such marks are let in as spans alone.
"""
_BREAK = rf"\n(?<!  \n){_LINE}"
"""Within a paragraph. After two spaces it would be an element."""
_WORDS = r"[^\\`*_\[\]<>&|\x00-\x1f]++"
"""Never `|`, which makes tables, nor a tab, which the library replaces."""
_ENTITY = r"&(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z0-9]+);"
_AMPERSAND = r"&(?![#\\]|\w*;)"
"""Of no entity, also when the backslash behind it is gone. A number without its semicolon would get one."""
_UNDERSCORE = r"_(?<=[a-zA-Z0-9]_)(?=[a-zA-Z0-9])"
"""Within a word, where it is no mark."""
_ESCAPE: Pattern = (r"\\", r"[\\`*_{}\[\]()>#+.!-]", "")
_CODE: Pattern = (r"`(?<![\\`]`)", r"[^`<&|\s\x00-\x1f](?:[^`<&|\x00-\x1f]*[^`<&|\s\x00-\x1f])?", "`(?!`)")
_CHARACTER = rf"[^\s\\()'\"`<>\[\]&|\x00-\x1f]++|{_ENTITY}|{_AMPERSAND}"
_ADDRESS = rf"(?:{_CHARACTER}|\((?:{_CHARACTER})*\))+"
"""With brackets in pairs; without quotes, which could begin a title."""


def _joined(pattern: Pattern, group: str = "(?:") -> str:
    return "".join(f"{group}{part})" if place % 2 else part for place, part in enumerate(pattern))


def _any(*patterns: str | Pattern) -> str:
    """No two match at one place: a text that is refused would be tried twice as often with every span."""
    return "|".join(pattern if isinstance(pattern, str) else _joined(pattern) for pattern in patterns)


def _emphases(inside: str) -> tuple[Pattern, ...]:
    return tuple(_emphasis(sign, inside) for sign in ("**", "*", "__", "_"))


def _emphasis(sign: str, inside: str) -> Pattern:
    """No space within its ends and no other mark beside them; beside underscores no letter either."""
    mark, apart = re.escape(sign), r"*_\w" if "_" in sign else "*_"
    return rf"{mark}(?<![\\{apart}]{mark})(?=[^\s*_])", f"(?:{inside})+", rf"{mark}(?<![\s\\*_]{mark})(?![{apart}])"


def _brackets(inside: str) -> Pattern:
    """A link, or words in brackets; no picture, mark of a note or reference."""
    return r"\[(?<!!\[)(?!\^)", f"(?:{inside})*", r"\](?:\(", _ADDRESS, r"\)|(?![\[(:]))"


_PLAIN = (_WORDS, _BREAK, _ENTITY, _AMPERSAND, ">", _UNDERSCORE, _ESCAPE, _CODE)
_IN_EMPHASIS = _any(*_PLAIN, _brackets(_any(*_PLAIN)))
_IN_BRACKETS = _any(*_PLAIN, *_emphases(_any(*_PLAIN)))
_SPANS = (*_emphases(_IN_EMPHASIS), _brackets(_IN_BRACKETS))
_PARAGRAPHS = re.compile(rf"{_LINE}(?:{_any(*_PLAIN, *_SPANS)}|\n\n{_LINE})+")
_WRITTEN = re.compile("|".join((">", _AMPERSAND, *(_joined(pattern, "(") for pattern in (_ESCAPE, _CODE, *_SPANS)))))
"""What is not written as it stands. Each begins with its own character, by which they are searched fast."""


def paragraphs(text: str) -> str | None:
    inside = text.strip("\n")
    # Wherever it stands, it could define a reference or a note.
    if "]:" in inside or not _PARAGRAPHS.fullmatch(inside):
        return None
    return f"<p>{_html(inside)}</p>".replace("\n\n", "</p>\n<p>")


def _html(text: str) -> str:
    return _WRITTEN.sub(_span, text)


def _span(found: re.Match[str]) -> str:
    span, inside = found[0], found[found.lastindex or 0]
    match span[0]:
        case "*" | "_" as mark:
            tag = "strong" if span[1] == mark else "em"
            # Most emphasis is on words without any mark.
            return f"<{tag}>{inside if inside.replace(' ', '').isalnum() else _html(inside)}</{tag}>"
        case "[":
            words, address = found.groups()[-2:]
            return f'<a href="{_address(address)}">{_html(words)}</a>' if address else f"[{_html(words)}]"
        case "`":
            return f"<code>{escape(inside, quote=False)}</code>"
        case _:
            return escape(inside, quote=False)


def _address(written: str) -> str:
    return re.sub(_AMPERSAND, "&amp;", written)
