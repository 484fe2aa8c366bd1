"""Front matter as most of it is, `key: value` lines, to the nodes that libyaml would give; None for any other. Pure.

Composing with libyaml costs more than all the rest of reading an entry. What is read here is a narrow part of YAML in
which a text can mean one thing only; whatever is not certain is left to `digest.yamltext`, problems included.
"""

from __future__ import annotations

import re

from digest.yamlnodes import Listing, Node, Scalar, Table

MAX_OPEN_BRACKETS = 100
_UNFIT = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufeff\\ufffe\\uffff"
"""Breaks of lines, to YAML or to its readers, tabs, and what YAML forbids."""
_LINE = re.compile(
    rf"^((?:  (?:- |  )?)?)([A-Za-z_][A-Za-z0-9_-]{{0,99}}):(?:( +)([^ {_UNFIT}][^{_UNFIT}]*))?(\r?\n)",
    re.ASCII | re.MULTILINE,
)
INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_DASH = "  - "
FLOW_MARKS = re.compile(r"[\[\]{}:?#]")
_Pair = tuple[Scalar, Node]
_new = tuple.__new__
"""Makes a tuple with names in half the time."""


class _UncertainError(Exception):
    """What a reader of YAML must decide, whether it is right or wrong."""


def read_plain(text: str, first_line: int, max_bytes: int) -> Table | None:
    """The table that the lines make; None when any of them needs a reader of YAML or is wrong."""
    if not is_little(text, max_bytes):
        return None
    try:
        return _table(_pairs(text, first_line))
    except _UncertainError:
        return None


def is_little(text: str, max_bytes: int) -> bool:
    """Whether nobody need ask how long it is, or how deep."""
    return len(text) * 4 <= max_bytes and text.count("[") + text.count("{") <= MAX_OPEN_BRACKETS


def unquoted(written: str) -> str | None:
    """What a text in quotes says; None where that is uncertain, and of any other."""
    quote, inner = written[:1], written[1:-1]
    if len(written) < 2 or written[-1] != quote:
        return None
    if quote == "'":
        return None if "'" in inner.replace("''", "") else inner.replace("''", "'")
    # What `\\` means inside double ones is not known here.
    return inner if quote == '"' and '"' not in inner and "\\" not in inner else None


def _pairs(text: str, first_line: int) -> list[_Pair]:
    pairs: list[_Pair] = []
    below: dict[int, list[tuple[str, _Pair]]] = {}
    line, at = first_line, 0
    # Where a line is no such line findall passes over it, and the lengths do not add up to the whole.
    for indent, key, gap, written, newline in _LINE.findall(text):
        begin = at + len(indent)
        colon = begin + len(key)
        start = colon + 1 + len(gap)
        pair = (_new(Scalar, (key, "", line, begin, colon, False)), _value(written, line, start))
        if not indent:
            pairs.append(pair)
        elif pairs:
            below.setdefault(len(pairs) - 1, []).append((indent, pair))
        else:
            raise _UncertainError
        at = start + len(written) + len(newline)
        line += 1
    if at != len(text):
        raise _UncertainError
    for place, lines in below.items():
        pairs[place] = _with_block(*pairs[place], lines)
    return pairs


def _with_block(key: Scalar, value: Node, lines: list[tuple[str, _Pair]]) -> _Pair:
    """A key with what is set in below it, which is its value only when none stands on its own line."""
    if not isinstance(value, Scalar) or value.text or value.style:
        raise _UncertainError
    if lines[0][0] == _DASH:
        return key, _list_of_tables(lines)
    if any(indent != "  " for indent, _ in lines):
        raise _UncertainError
    return key, _table([pair for _, pair in lines])


def _list_of_tables(lines: list[tuple[str, _Pair]]) -> Listing:
    rows: list[list[_Pair]] = []
    for indent, pair in lines:
        if indent == "  ":
            raise _UncertainError
        if indent == _DASH:
            rows.append([])
        rows[-1].append(pair)
    tables = tuple(_table(row) for row in rows)
    return Listing(tables, False, tables[0].line, tables[0].start - len("- "), tables[-1].end)


def _table(pairs: list[_Pair]) -> Table:
    if not pairs or len({key.text for key, _ in pairs}) < len(pairs):
        raise _UncertainError
    first = pairs[0][0]
    return Table(tuple(pairs), False, first.line, first.start, pairs[-1][1].end)


def _value(written: str, line: int, start: int) -> Node:
    """What stands behind a colon, up to the end of its line."""
    if not written:
        return _new(Scalar, ("", "", line, start, start, False))
    first = written[0]
    if first == "[":
        return _listing(written, line, start)
    if first in INDICATORS:
        return _quoted(written, line, start)
    if ": " in written or " #" in written or written[-1] in " :":
        raise _UncertainError
    return _new(Scalar, (written, "", line, start, start + len(written), False))


def _quoted(written: str, line: int, start: int) -> Scalar:
    inner = unquoted(written)
    if inner is None:
        raise _UncertainError
    return Scalar(inner, written[0], line, start, start + len(written))


def _listing(written: str, line: int, start: int) -> Listing:
    """A list in brackets. A quoted item that holds a comma is cut in two halves here, neither of which can be read."""
    if len(written) < 2 or written[-1] != "]":
        raise _UncertainError
    items: list[Node] = []
    at = start + 1
    for part in written[1:-1].split(",") if written != "[]" else ():
        items.append(_item(part.strip(" "), line, at + len(part) - len(part.lstrip(" "))))
        at += len(part) + 1
    return Listing(tuple(items), True, line, start, start + len(written))


def _item(written: str, line: int, start: int) -> Scalar:
    if not written or FLOW_MARKS.search(written):
        raise _UncertainError
    if written[0] in INDICATORS:
        return _quoted(written, line, start)
    return _new(Scalar, (written, "", line, start, start + len(written), False))
