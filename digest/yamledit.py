"""Writing YAML: values as text, and edits of one key that leave every other byte as it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from digest.errors import DigestError, Problem
from digest.yamlnodes import Node, Scalar, Table
from digest.yamltext import is_plain, parse, quoted

Value = str | int | float | date | Sequence["Value"] | Mapping[str, "Value"]
"""What a key may be set to. Texts that could be taken for something else are quoted; numbers and dates are not."""


def format_pairs(pairs: Mapping[str, Value]) -> str:
    """A block of `key: value` lines, with the last line's end."""
    return "".join(f"{key}:{_after_colon(value)}\n" for key, value in pairs.items())


def edit(text: str, changes: Mapping[str, Value | None], order: Sequence[str], *, path: str) -> str:
    """The YAML text with keys of its outermost table set, or removed where the value is None.

    Everything else stays as it was: comments, order, quoting, line ends, unknown keys. A new key goes behind the
    nearest key that stands before it in `order`. Raises DigestError when the text cannot be edited so.
    """
    bare = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(bare)]
    for key, value in changes.items():
        bare = _edit_one(bare, key, value, order, path)
    _verify(text.removeprefix("\ufeff"), bare, changes, path)
    return mark + bare


def scalar(value: str | float | date, *, flow: bool = False) -> str:
    """A single value as it stands behind a colon."""
    if isinstance(value, str):
        return value if is_plain(value, flow=flow) else quoted(value)
    if isinstance(value, date):
        return value.isoformat()
    # In lower case, since True is an int and YAML says true.
    return str(value).lower() if isinstance(value, int) else f"{Decimal(str(value)).normalize():f}"


def _after_colon(value: Value) -> str:
    if isinstance(value, Mapping):
        return "".join(f"\n  {line}" for line in format_pairs(value).splitlines())
    if isinstance(value, str) or not isinstance(value, Sequence):
        return f" {scalar(value)}"
    if all(isinstance(item, str) and len(item) < 60 for item in value):
        return f" [{', '.join(scalar(item, flow=True) for item in value if isinstance(item, str))}]"
    return "".join(_list_item(item) for item in value)


def _list_item(value: Value) -> str:
    if isinstance(value, Mapping):
        first, *rest = format_pairs(value).splitlines()
        return f"\n  - {first}" + "".join(f"\n    {line}" for line in rest)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return f"\n  - {scalar(value)}"
    raise TypeError("a list inside a list is not written")


def _edit_one(text: str, key: str, value: Value | None, order: Sequence[str], path: str) -> str:
    root = parse(text, path=path, max_bytes=10**9)
    if root is not None and not isinstance(root, Table):
        raise DigestError(
            Problem(path=path, line=1, code="FM003", what="not a map of keys", hint="write `key: value` lines")
        )
    newline = "\r\n" if "\r\n" in text else "\n"
    pair = next((pair for pair in root.pairs if pair[0].text == key), None) if root else None
    if pair is None:
        return text if value is None else _insert(text, root, key, value, order, newline)
    if value is None:
        return _remove(text, root, pair, path, newline)
    return _replace(text, pair[1], value, newline)


def _replace(text: str, node: Node, value: Value, newline: str) -> str:
    new = _after_colon(value).replace("\n", newline)
    if isinstance(node, Scalar) and isinstance(value, str):
        new = " " + _in_style(value, node.style)
    before = text[: node.start]
    bare = before.rstrip(" \t\r\n")
    if bare.endswith(":") and (bare == before or "\n" in before[len(bare) :] or new.startswith(newline)):
        before = bare
    else:
        new = new.removeprefix(" ")
    return before + new + text[node.end :]


def _in_style(value: str, style: str) -> str:
    """The text in the quotes its predecessor had, where they can hold it."""
    if style == "'" and quoted(value).startswith(("'", '"')) and "\n" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style == '"' and value.isprintable() and not re.search(r'["\\]', value):
        return f'"{value}"'
    return scalar(value)


def _insert(text: str, root: Table | None, key: str, value: Value, order: Sequence[str], newline: str) -> str:
    line = f"{key}:{_after_colon(value)}".replace("\n", newline)
    if root is None or not root.pairs:
        gap = newline if text and not text.endswith(("\n", "\r")) else ""
        return text + gap + line + newline
    if root.flow:
        return f"{text[: root.pairs[-1][1].end]}, {key}: {format_flow(value)}{text[root.pairs[-1][1].end :]}"
    before = order[: order.index(key)] if key in order else order
    anchor = next((pair for name in reversed(before) for pair in root.pairs if pair[0].text == name), None)
    if anchor is None and key in order:
        at = root.pairs[0][0].start
        return text[:at] + line + newline + text[at:]
    end = _end_of_line(text, (anchor or root.pairs[-1])[1].end)
    if end and text[end - 1] != "\n":
        return text[:end] + newline + line + text[end:]
    return text[:end] + line + newline + text[end:]


def format_flow(value: Value) -> str:
    """A value on one line, as it stands inside brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {format_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, str) or not isinstance(value, Sequence):
        return scalar(value, flow=True)
    return "[" + ", ".join(format_flow(item) for item in value) + "]"


def _remove(text: str, root: Table | None, pair: tuple[Scalar, Node], path: str, newline: str) -> str:
    if root is None or root.flow:
        hint = f"delete '{pair[0].text}' by hand, or write one key a line"
        raise DigestError(Problem(path=path, line=pair[0].line, code="YAML001", what="keys inside { }", hint=hint))
    end = _end_of_line(text, pair[1].end)
    comment = text[pair[1].end : end].strip()
    kept = comment + newline if comment.startswith("#") else ""
    return text[: pair[0].start] + kept + text[end:]


def _end_of_line(text: str, offset: int) -> int:
    """Behind the line break of the line that holds `offset`."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def _verify(before: str, after: str, changes: Mapping[str, Value | None], path: str) -> None:
    """An edit that would change anything else is an error of ours and is not written."""
    old, new = _values(before, path), _values(after, path)
    others = {key for key in old.keys() | new.keys() if key not in changes and old.get(key) != new.get(key)}
    wrong = {key for key, value in changes.items() if (key in new) != (value is not None)}
    wrong |= {key for key, value in changes.items() if isinstance(value, str) and new.get(key) != value}
    if others or wrong:
        what = f"cannot change {', '.join(sorted(changes))} without touching {', '.join(sorted(others | wrong))}"
        raise DigestError(Problem(path=path, line=1, code="YAML001", what=what, hint="change the file by hand"))


def _values(text: str, path: str) -> dict[str, object]:
    root = parse(text, path=path, max_bytes=10**9)
    return {key.text: content_of(value) for key, value in root.pairs} if isinstance(root, Table) else {}


def content_of(node: Node) -> object:
    """What a node says, whatever its style: texts, lists and maps."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Table):
        return {key.text: content_of(value) for key, value in node.pairs}
    return [content_of(item) for item in node.items]
