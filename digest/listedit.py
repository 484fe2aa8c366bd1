"""A YAML list, a file or one key of it: items put behind the last or taken out, every other byte as it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from digest.errors import DigestError, Problem
from digest.yamledit import Value, content_of, edit, format_flow, format_pairs
from digest.yamlnodes import Listing, Node, Scalar, Table
from digest.yamltext import parse

_LIMIT = 10**9
_BLANK_END = re.compile(r"(?:\A|\n)[ \t]*\r?\n\Z")
_BLANK_LINE = re.compile(r"[ \t]*\r?\n")
_SILENT = re.compile(r"(?:[ \t\r]*(?:#[^\n]*)?(?:\n|\Z))*")
"""Lines that say nothing: blank ones and comments."""


def append_items(text: str, rows: Sequence[Mapping[str, Value]], *, path: str) -> str:
    """The text with new items at its end, set apart as its items are. Raises DigestError when it is no list."""
    if not rows:
        return text
    bare = text.removeprefix("\ufeff")
    listing = _listing(bare, path)
    after = _in_flow(bare, listing, rows) if listing and listing.flow else _in_block(bare, listing, rows)
    _verify(after, [*_contents(listing), *map(_plain, rows)], path)
    return text[: len(text) - len(bare)] + after


def append_under(text: str, key: str, row: Mapping[str, Value], order: Sequence[str], *, path: str) -> str:
    """The text with a new item at the end of the list under `key`, in the list's own form; a new key goes by `order`.

    Raises DigestError where that would touch anything else.
    """
    bare = text.removeprefix("\ufeff")
    listing = _under(bare, key, path)
    if not isinstance(listing, Listing):
        return edit(text, {key: [row]}, order, path=path)
    after = _in_flow(bare, listing, [row]) if listing.flow else _behind_last(bare, listing, row)
    wanted = {**_values(bare, path), key: [*_contents(listing), _plain(row)]}
    _verify_values(after, wanted, path)
    return text[: len(text) - len(bare)] + after


def remove_item(text: str, key: str, value: str, *, path: str) -> str:
    """The text without its first item whose `key` is `value`; the same text when there is none.

    What stands inside the item goes with it; comments above and below it stay. Raises DigestError when the item
    cannot be taken out so.
    """
    bare = text.removeprefix("\ufeff")
    listing = _listing(bare, path)
    found = (number for number, item in enumerate(listing.items if listing else ()) if _says(item, key, value))
    index = next(found, None)
    if listing is None or index is None:
        return text
    after = _cut_from_flow(bare, listing, index) if listing.flow else _cut_block(bare, listing, index)
    contents = _contents(listing)
    _verify(after, contents[:index] + contents[index + 1 :], path)
    return text[: len(text) - len(bare)] + after


def _listing(text: str, path: str) -> Listing | None:
    """The list; None for a file that says nothing yet."""
    root = parse(text, path=path, max_bytes=_LIMIT)
    if root is None or (isinstance(root, Scalar) and not root.text and not root.style):
        return None
    if not isinstance(root, Listing):
        hint = "begin each item with `- `, and its other keys two spaces further in"
        raise DigestError(Problem(path=path, line=root.line, code="FM003", what="not a list", hint=hint))
    return root


def _in_block(text: str, listing: Listing | None, rows: Sequence[Mapping[str, Value]]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = " " * _column(text, listing.start) if listing else ""
    gap = newline if listing is None or _is_airy(text, listing) else ""
    blocks = (newline.join(_block_lines(row, indent)) for row in rows)
    at = _end_of_items(text, listing)
    before, rest = text[:at], text[at:]
    last = "" if before and not before.endswith("\n") else newline
    if before and not last:
        before += newline
    if before and not _BLANK_END.search(before):
        before += gap
    return before + (newline + gap).join(blocks) + last + rest


def _under(text: str, key: str, path: str) -> Node | None:
    root = parse(text, path=path, max_bytes=_LIMIT)
    return root.get(key) if isinstance(root, Table) else None


def _behind_last(text: str, listing: Listing, row: Mapping[str, Value]) -> str:
    """Right below the last item, before comments that may belong to the next key."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = newline.join(_block_lines(row, " " * _column(text, listing.start)))
    at = _end_of_line(text, listing.items[-1].end)
    before = text[:at] if text[:at].endswith("\n") else text[:at] + newline
    return before + lines + newline + text[at:]


def _block_lines(row: Mapping[str, Value], indent: str) -> list[str]:
    first, *others = format_pairs(row).splitlines()
    return [f"{indent}- {first}", *(f"{indent}  {line}" for line in others)]


def _end_of_items(text: str, listing: Listing | None) -> int:
    """The end of the text, unless more than comments stands behind the last item."""
    end = _end_of_line(text, listing.items[-1].end) if listing and listing.items else 0
    return len(text) if listing is None or _SILENT.fullmatch(text, end) else end


def _is_airy(text: str, listing: Listing) -> bool:
    """Whether a blank line parts the items; so it shall be where one item shows no habit."""
    if len(listing.items) < 2:
        return True
    between = text[listing.items[-2].end : listing.items[-1].start]
    return re.search(r"\n[ \t]*\r?\n", between) is not None


def _in_flow(text: str, listing: Listing, rows: Sequence[Mapping[str, Value]]) -> str:
    new = ", ".join(format_flow(row) for row in rows)
    if not listing.items:
        return f"{text[: listing.start + 1]}{new}{text[listing.start + 1 :]}"
    at = listing.items[-1].end
    return f"{text[:at]}, {new}{text[at:]}"


def _cut_from_flow(text: str, listing: Listing, index: int) -> str:
    """With the comma behind the item, or before the last one."""
    items = listing.items
    if index + 1 < len(items):
        return text[: items[index].start] + text[items[index + 1].start :]
    start = items[index - 1].end if index else items[index].start
    return text[:start] + text[items[index].end :]


def _cut_block(text: str, listing: Listing, index: int) -> str:
    start = _start_of_block(text, listing, index)
    end = _end_of_block(text, listing, index)
    before, after = text[:start], text[end:]
    if not after:
        # One blank line parted it from what stood above.
        before = re.sub(r"(\n|\A)[ \t]*\r?\n\Z", r"\1", before)
        return before if text.endswith("\n") else re.sub(r"\r?\n\Z", "", before)
    if not before or _BLANK_END.search(before):
        after = _BLANK_LINE.sub("", after, count=1) if _BLANK_LINE.match(after) else after
    return before + after


def _start_of_block(text: str, listing: Listing, index: int) -> int:
    """The beginning of the line of the item's dash."""
    since = listing.items[index - 1].end if index else text.rfind("\n", 0, listing.start) + 1
    dash = re.compile(rf"^ {{{_column(text, listing.start)}}}-(?=\s)", re.MULTILINE).search(text, since)
    return dash.start() if dash else listing.items[index].start


def _end_of_block(text: str, listing: Listing, index: int) -> int:
    """Behind the item's last line, and the comments right under it that are set in as its keys are."""
    end = _end_of_line(text, listing.items[index].end)
    inside = re.compile(rf"(?: {{{_column(text, listing.start) + 1},}}#[^\n]*(?:\n|\Z))*").match(text, end)
    return inside.end() if inside else end


def _column(text: str, offset: int) -> int:
    return offset - text.rfind("\n", 0, offset) - 1


def _end_of_line(text: str, offset: int) -> int:
    """Behind the line break of the line that holds `offset`."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def _says(item: Node, key: str, value: str) -> bool:
    node = item.get(key) if isinstance(item, Table) else None
    return isinstance(node, Scalar) and node.text.strip() == value


def _contents(listing: Listing | None) -> list[object]:
    return [content_of(item) for item in listing.items] if listing else []


def _plain(value: Value) -> object:
    """What `content_of` reads where the value was written."""
    root = parse(f"- {format_flow(value)}\n", path="", max_bytes=_LIMIT)
    return content_of(root.items[0]) if isinstance(root, Listing) else None


def _values(text: str, path: str) -> dict[str, object]:
    root = parse(text, path=path, max_bytes=_LIMIT)
    return {key.text: content_of(value) for key, value in root.pairs} if isinstance(root, Table) else {}


def _verify_values(after: str, wanted: dict[str, object], path: str) -> None:
    """As `_verify`, for a list that is one key among others."""
    try:
        found = _values(after, path)
    except DigestError:
        found = {}
    if found != wanted:
        what, hint = "this list cannot be added to without touching other keys", "change the file by hand"
        raise DigestError(Problem(path=path, line=1, code="YAML001", what=what, hint=hint))


def _verify(after: str, wanted: list[object], path: str) -> None:
    """An edit that would change anything else is an error of ours and is not written."""
    try:
        found = _contents(_listing(after, path))
    except DigestError:
        found = None
    if found != wanted:
        what = "this list cannot be changed without touching its other items"
        raise DigestError(Problem(path=path, line=1, code="YAML001", what=what, hint="change the file by hand"))
