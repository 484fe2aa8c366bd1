"""YAML text to nodes with their lines and offsets; no implicit types, aliases, tags or double keys.

The one importer of yaml. Every scalar stays the text that was written; `digest.fields` reads types out of it. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from digest.errors import DigestError, Problem
from digest.plainyaml import MAX_OPEN_BRACKETS, read_plain
from digest.yamlnodes import Listing, Node, Scalar, Table

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 64 * 1024
_NESTED_MARKS = re.compile(r"^(?:[ \t]*[-?:](?=[ \t])){40}", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}\r?$", re.MULTILINE)
_LINE = re.compile(r"(?P<head>[ \t]*(?:- )?[A-Za-z_][\w-]*:[ \t]+)(?P<value>\S.*?)[ \t]*\r?")
_STRING_TAG = "tag:yaml.org,2002:str"
_NUMBER = re.compile(r"[\d.+-][\d._eExXoOaAbBcCdDfF+:-]*")
_COMMENT = re.compile(r"[ \t]+#")
_PLAIN = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*", re.UNICODE)


def parse(text: str, *, path: str, first_line: int = 1, max_bytes: int = MAX_BYTES) -> Node | None:
    """The root node, or None for a text without one.

    `text` has no byte order mark; `first_line` is its first line's number in the file. Raises DigestError.
    """
    short = read_plain(text, first_line, max_bytes)
    if short is not None:
        return short
    return parse_fully(text, path=path, first_line=first_line, max_bytes=max_bytes)


def parse_fully(text: str, *, path: str, first_line: int = 1, max_bytes: int = MAX_BYTES) -> Node | None:
    """What `parse` does, by libyaml alone."""
    _refuse_dangerous(text, path, first_line, max_bytes)
    try:
        root = _compose(text)
    except _library().YAMLError as error:
        raise DigestError(*_explain(error, text, path, first_line)) from None
    if root is None:
        return None
    walker = _Walker(text, path, first_line)
    node = walker.node(root)
    if walker.problems:
        raise DigestError(*walker.problems)
    return node


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether any YAML reader takes the text, written without quotes, for exactly this text."""
    if not _PLAIN.fullmatch(text) or text != text.strip() or text.endswith(":") or ": " in text or " #" in text:
        return False
    if _NUMBER.fullmatch(text) or (flow and re.search(r"[,\[\]{}]", text)):
        return False
    return bool(_resolver().resolve(_library().ScalarNode, text, (True, False)) == _STRING_TAG)  # type: ignore[no-untyped-call]


def _library() -> ModuleType:
    """PyYAML, asked for by what the short way cannot read."""
    import yaml

    return yaml


@cache
def _resolver() -> yaml.resolver.Resolver:
    resolver: yaml.resolver.Resolver = _library().resolver.Resolver()
    return resolver


def quoted(text: str) -> str:
    """The text as a quoted scalar on one line."""
    if _is_printable(text):
        return "'" + text.replace("'", "''") + "'" if "'" not in text or '"' in text or "\\" in text else f'"{text}"'
    escaped = (char if _is_printable(char) and char not in '"\\' else _escape(char) for char in text)
    return '"' + "".join(escaped) + '"'


def suggestion(text: str, start: int) -> str:
    """The line that holds offset `start`, with the value of its key in quotes; empty when it has no such form."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    match = _LINE.fullmatch(text[begin:] if end < 0 else text[begin:end])
    return match["head"].lstrip() + quoted(match["value"]) if match else ""


def _is_printable(text: str) -> bool:
    return all(char.isprintable() or char in "\u00a0\u202f\u2009" for char in text) and "\ufeff" not in text


def _escape(char: str) -> str:
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}.get(char)
    if short:
        return short
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _compose(text: str) -> yaml.Node | None:
    root: yaml.Node | None = _library().compose(text, Loader=_loader())
    return root


def _loader() -> type[yaml.SafeLoader]:
    """In C where it was built."""
    library = _library()
    loader: type[yaml.SafeLoader] = getattr(library, "CSafeLoader", library.SafeLoader)
    return loader


def _refuse_dangerous(text: str, path: str, first_line: int, max_bytes: int) -> None:
    """What libyaml cannot survive or a merge left behind is named before libyaml sees it."""
    if len(text) > max_bytes or len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        what = f"{len(text):,} characters of YAML, more than {max_bytes // 1024} KB"
        hint = "put long text below the second ---" if max_bytes == MAX_BYTES else "split the file"
        raise DigestError(Problem(path=path, line=first_line, code="YAML004", what=what, hint=hint))
    if _is_too_deep(text) or _NESTED_MARKS.search(text):
        what = f"more than {MAX_OPEN_BRACKETS} lists or maps inside each other"
        raise DigestError(Problem(path=path, line=first_line, code="YAML004", what=what, hint="write it flatter"))
    if conflict := _CONFLICT.search(text):
        line = first_line + text.count("\n", 0, conflict.start())
        what = f"a conflict marker that git left: {conflict[0].strip()!r}"
        hint = "choose one of the two versions and delete the marker lines"
        raise DigestError(Problem(path=path, line=line, code="YAML005", what=what, hint=hint))


def _is_too_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= MAX_OPEN_BRACKETS:
        return False
    depth = 0
    for match in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > MAX_OPEN_BRACKETS:
            return True
    return False


def _explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> list[Problem]:
    """The lines whose quoting mends the text, each with the line to paste; else what libyaml said."""
    lines = text.split("\n")
    mended = {number: better for number, line in enumerate(lines) if (better := _mended(line)) is not None}
    if mended and _is_valid("\n".join(mended.get(number, line) for number, line in enumerate(lines))):
        return [
            Problem(
                path=path,
                line=first_line + number,
                code="YAML006",
                what=f"this text needs quotes: {lines[number].strip()}",
                hint=f"write: {better.strip()}",
                fix=better.strip(),
            )
            for number, better in mended.items()
        ]
    mark = getattr(error, "problem_mark", None)
    line = first_line + text.count("\n", 0, mark.index) if mark is not None else first_line
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    hint = "look at the quotes, colons and indentation on this line and the one above"
    return [Problem(path=path, line=line, code="YAML001", what=f"not valid YAML: {what}", hint=hint)]


def _mended(line: str) -> str | None:
    """The line with its value in quotes when the value cannot stand alone without them."""
    match = _LINE.fullmatch(line)
    if match is None or _is_valid(f"k: {match['value']}") or match["value"] in ("|", ">", "|-", ">-"):
        return None
    return match["head"] + quoted(match["value"])


def _is_valid(text: str) -> bool:
    try:
        _compose(text)
    except _library().YAMLError:
        return False
    return True


def _alias_offsets(text: str) -> Iterator[int]:
    """Where aliases stand, in order; nothing is parsed until the first is asked for."""
    library = _library()
    for event in library.parse(text, Loader=_loader()):
        if isinstance(event, library.AliasEvent) and event.start_mark is not None:
            yield event.start_mark.index


class _Walker:
    """Composed nodes to ours; collects what is refused."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self._library = _library()
        self.text = text
        self.path = path
        self.first_line = first_line
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.visited: set[int] = set()
        self.aliases = _alias_offsets(text)
        self.problems: list[Problem] = []

    def node(self, node: yaml.Node) -> Node:
        start = node.start_mark.index
        if id(node) in self.visited:
            start = next(self.aliases, start)
            self._problem(start, "YAML003", "an alias (*name) repeats another value", "write the value out again")
            return self._scalar_at(start)
        self.visited.add(id(node))
        if self.text[start : start + 1] in ("&", "!"):
            what = f"an anchor or a tag: {self.text[start:].split(maxsplit=1)[0]}"
            better = suggestion(self.text, start)
            self._problem(
                start,
                "YAML003",
                what,
                f"write: {better}" if better else "write it in quotes, or leave it out",
                fix=better,
            )
        if isinstance(node, self._library.MappingNode):
            return self._table(node)
        if isinstance(node, self._library.SequenceNode):
            items = tuple(self.node(item) for item in node.value)
            end = node.end_mark.index if node.flow_style or not items else items[-1].end
            return Listing(items=items, flow=bool(node.flow_style), line=self._line(start), start=start, end=end)
        return self._scalar(node) if isinstance(node, self._library.ScalarNode) else self._scalar_at(start)

    def _table(self, node: yaml.MappingNode) -> Table:
        pairs: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, value = self.node(key_node), self._value(key_node, value_node)
            if not isinstance(key, Scalar):
                self._problem(key.start, "YAML001", "a key that is a list or a map", "put quotes around the text")
                continue
            if key.text in lines:
                hint = f"it stands on line {lines[key.text]} already; keep one of the two"
                self._problem(key.start, "YAML002", f"the key '{key.text}' a second time", hint)
            lines.setdefault(key.text, key.line)
            pairs.append((key, value))
        start = node.start_mark.index
        end = node.end_mark.index if node.flow_style or not pairs else pairs[-1][1].end
        return Table(pairs=tuple(pairs), flow=bool(node.flow_style), line=self._line(start), start=start, end=end)

    def _value(self, key: yaml.Node, value: yaml.Node) -> Node:
        if (
            isinstance(value, self._library.ScalarNode)
            and value.start_mark.index == value.end_mark.index
            and not value.style
        ):
            colon = self.text.find(":", key.end_mark.index)
            return self._scalar_at(colon + 1 if colon >= 0 else key.end_mark.index)
        return self.node(value)

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        start, end, style = node.start_mark.index, node.end_mark.index, node.style or ""
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        cut = not style and _COMMENT.match(self.text, end) is not None
        return Scalar(text=node.value, style=style, line=self._line(start), start=start, end=end, cut=cut)

    def _scalar_at(self, offset: int) -> Scalar:
        cut = _COMMENT.match(self.text, offset) is not None
        return Scalar(text="", style="", line=self._line(offset), start=offset, end=offset, cut=cut)

    def _line(self, offset: int) -> int:
        return self.first_line + bisect_right(self.breaks, offset - 1)

    def _problem(self, offset: int, code: str, what: str, hint: str, fix: str = "") -> None:
        line = self._line(offset)
        self.problems.append(Problem(path=self.path, line=line, code=code, what=what, hint=hint, fix=fix))
