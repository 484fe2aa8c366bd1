"""Typed, strict reading of a YAML table: every problem is collected with its line, none is raised. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import TypeVar

from digest.errors import Level, Problem, did_you_mean
from digest.model import Moment, Plain
from digest.text import SLUG_LENGTH, canonical_link, is_slug, slugify
from digest.yamlnodes import Listing, Node, Scalar, Table
from digest.yamltext import quoted, suggestion

T = TypeVar("T")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
ABSENT = ("", "~", "null")


class Fields:
    """The values of one table. A value that cannot be read becomes the default and a problem."""

    def __init__(self, table: Table | None, *, text: str, path: str, problems: list[Problem], line: int = 1) -> None:
        self.table = table
        self.source = text
        self.path = path
        self.problems = problems
        self.line = table.line if table else line
        self.nodes: dict[str, Node] = {key.text: value for key, value in table.pairs} if table else {}

    def lines(self) -> dict[str, int]:
        return {key.text: key.line for key, _ in self.table.pairs} if self.table else {}

    def has(self, key: str) -> bool:
        return key in self.nodes

    def problem(
        self, key: str | Node, code: str, what: str, hint: str = "", level: Level = "error", fix: str = ""
    ) -> None:
        node = self.nodes.get(key) if isinstance(key, str) else key
        self.problem_at(node.line if node is not None else self.line, code, what, hint, level, fix)

    def problem_at(
        self, line: int, code: str, what: str, hint: str = "", level: Level = "error", fix: str = ""
    ) -> None:
        self.problems.append(Problem(path=self.path, line=line, code=code, what=what, hint=hint, level=level, fix=fix))

    def text(self, key: str, *, required: bool = False) -> str:
        """Plain text as it was written; empty when absent."""
        node = self.nodes.get(key)
        value = self._text_of(node, key) if node is not None else ""
        if required and not value.strip() and not (node is not None and self._is_refused(node)):
            self.problem(key, "FM004", f"'{key}' is missing", f"add a line: {key}: ...")
        return value

    def word(self, key: str, known: Collection[str], default: str, code: str = "FM005") -> str:
        """One of the known words."""
        value = self._scalar_text(key)
        if value is None:
            return default
        if value not in known:
            self.problem(key, code, f"unknown {key} '{value}'", did_you_mean(value, known))
            return default
        return value

    def link(self, key: str, *, required: bool = False) -> str:
        """An http or https address, as it was written."""
        value = self._scalar_text(key)
        if value is None:
            if required and key not in self.nodes:
                self.problem(key, "FM004", f"'{key}' is missing", f"add a line: {key}: https://...")
            elif required:
                self.problem(key, "FM004", f"'{key}' is empty", f"write: {key}: https://...")
            return ""
        return self.checked(key, value, _checked_link, "FM007", "write the whole address: https://...")

    def slug(self, key: str, *, required: bool = False) -> str:
        value = self._scalar_text(key)
        if value is None:
            if required:
                self.problem(key, "FM004", f"'{key}' is missing", f"add a line: {key}: ...")
            return ""
        return self.checked_slug(self.nodes[key], value)

    def language(self, key: str) -> str | None:
        value = self._scalar_text(key)
        if value is None:
            return None
        if not _LANGUAGE.fullmatch(value):
            self.problem(key, "FM003", f"'{value}' is no language code", "write en, fr, pt-BR, ...")
            return None
        return value

    def day(self, key: str) -> date | None:
        """A plain date."""
        value = self._scalar_text(key)
        return None if value is None else self.checked(key, value, _checked_date, "FM006", "write 2026-11-22")

    def moment(self, key: str) -> Moment | None:
        """A plain date, or a date and time with their offset."""
        value = self._scalar_text(key)
        hint = "write 2026-11-22 or 2026-11-22T09:30:00+01:00"
        return None if value is None else self.checked(key, value, _checked_moment, "FM006", hint)

    def integer(self, key: str, low: int = 0) -> int | None:
        value = self._scalar_text(key)
        if value is None:
            return None
        if not re.fullmatch(r"-?\d{1,15}", value) or int(value) < low:
            self.problem(key, "FM003", f"'{key}' is '{value}', not a whole number from {low}", f"write: {key}: 10")
            return None
        return int(value)

    def number(self, key: str) -> float | None:
        value = self._scalar_text(key)
        if value is None:
            return None
        if not re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", value):
            self.problem(key, "FM003", f"'{key}' is '{value}', not a number", f"write: {key}: 10")
            return None
        return float(value)

    def flag(self, key: str) -> bool:
        return self.word(key, ("true", "false"), "false", "FM003") == "true"

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        return tuple(text for item in self._items(key) if (text := self._text_of(item, key)))

    def slugs(self, key: str) -> tuple[str, ...]:
        """A list of slugs without repeats, in order."""
        found = (self.checked_slug(item, self._text_of(item, key)) for item in self._items(key))
        return tuple(dict.fromkeys(slug for slug in found if slug))

    def table_of(self, key: str) -> Fields | None:
        node = self.nodes.get(key)
        if node is None or _is_absent(node):
            return None
        return self.inside(node, key)

    def tables(self, key: str) -> tuple[Fields, ...]:
        """A list of tables."""
        node = self.nodes.get(key)
        if node is None or _is_absent(node):
            return ()
        if not isinstance(node, Listing):
            self.problem(node, "FM003", f"'{key}' is not a list", f"write:\n{key}:\n  - ...: ...")
            return ()
        found = (self.inside(item, key) for item in node.items)
        return tuple(fields for fields in found if fields is not None)

    def inside(self, node: Node, key: str) -> Fields | None:
        if not isinstance(node, Table):
            self.problem(node, "FM003", f"an item of '{key}' is not a map", "write its keys as `name: value` lines")
            return None
        return Fields(node, text=self.source, path=self.path, problems=self.problems)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """An unknown key is an error here."""
        known = tuple(known)
        for name in self.nodes:
            if name not in known:
                self.problem(name, "FM001", f"unknown key '{name}'", did_you_mean(name, known))

    def extra(self, known: Collection[str]) -> tuple[tuple[str, Plain], ...]:
        """Unknown keys with their values; one that is nearly a known key is a warning."""
        unknown = tuple(name for name in self.nodes if name not in known)
        for name in unknown:
            near, found, _ = did_you_mean(name, known).partition("? ")
            if found:
                self.problem(name, "FM002", f"unknown key '{name}'", f"{near}?", level="warning")
        return tuple((name, _plain(self.nodes[name])) for name in unknown)

    def checked(self, key: str | Node, value: str, read: Callable[[str], T], code: str, hint: str) -> T:
        """What `read` makes of a value, or of nothing when it raises ValueError, which becomes a problem."""
        try:
            return read(value)
        except ValueError as error:
            self.problem(key, code, f"'{value}': {error}", hint)
            return read("")

    def _items(self, key: str) -> tuple[Node, ...]:
        node = self.nodes.get(key)
        if node is None or _is_absent(node):
            return ()
        if isinstance(node, Listing):
            return node.items
        if isinstance(node, Scalar):
            return (node,)
        self.problem(node, "FM003", f"'{key}' is a map, not a list", f"write: {key}: [one, two]")
        return ()

    def _scalar_text(self, key: str) -> str | None:
        """The text of a value that is not prose; None when absent."""
        node = self.nodes.get(key)
        if node is None or _is_absent(node):
            return None
        if not isinstance(node, Scalar):
            kind = "list" if isinstance(node, Listing) else "map"
            self.problem(node, "FM003", f"'{key}' is a {kind}, not a single value", f"write: {key}: ...")
            return None
        return node.text.strip()

    def _text_of(self, node: Node, key: str) -> str:
        if isinstance(node, Scalar):
            if node.cut:
                self._tell_cut(node)
            return node.text
        better = suggestion(self.source, node.start) if node.flow else ""
        if better:
            what = f"this text needs quotes: {self._raw(node)}"
            self.problem(node, "YAML006", what, f"write: {better}", fix=better)
        else:
            kind = "list" if isinstance(node, Listing) else "map"
            self.problem(node, "FM003", f"'{key}' is a {kind}, not a text", f"write: {key}: ...")
        return ""

    def _tell_cut(self, node: Scalar) -> None:
        better = suggestion(self.source, node.start)
        what = f"' #' cuts this text short: {node.text!r} is all that is left"
        hint = f"write: {better}" if better else "put quotes around the text"
        self.problem(node, "YAML007", what, hint, fix=better)

    def _is_refused(self, node: Node) -> bool:
        return not isinstance(node, Scalar) or node.cut

    def _raw(self, node: Node) -> str:
        return self.source[node.start : node.end].split("\n", 1)[0]

    def checked_slug(self, node: Node, value: str) -> str:
        if not value or is_slug(value):
            return value
        better = slugify(value, SLUG_LENGTH)
        hint = f"write: {better}" if better else "use a to z, 0 to 9 and single hyphens"
        self.problem(node, "FM008", f"{quoted(value)} is no slug", hint)
        return ""


def _is_absent(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.style and node.text in ABSENT


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return tuple(_plain(item) for item in node.items)
    return tuple((key.text, _plain(value)) for key, value in node.pairs)


def _checked_link(value: str) -> str:
    if value:
        canonical_link(value)
    return value


def _checked_date(value: str) -> date | None:
    if not value:
        return None
    if not _DATE.fullmatch(value):
        raise ValueError("not a date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("a date that does not exist") from None


def _checked_moment(value: str) -> Moment | None:
    if not _MOMENT.fullmatch(value):
        return _checked_date(value)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("a date or time that does not exist") from None
