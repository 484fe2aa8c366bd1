"""The fields of a front matter in which nothing can be wrong: known keys, a line each, a text or a list. Pure.

Nine of ten are such, and where a value stands matters only to who tells what is wrong with it: so no nodes are made. In
any doubt, also whether a value is right, `DoubtError` says that the front matter must be read as YAML.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from digest.errors import Level
from digest.fields import ABSENT, Fields
from digest.plainyaml import FLOW_MARKS, INDICATORS, is_little, unquoted
from digest.text import is_slug
from digest.yamltext import MAX_BYTES

_MARKED = INDICATORS | {"", " "}
"""How a value begins that means something else to YAML than what is written."""
_Value = str | tuple[str, ...]


class DoubtError(Exception):
    """What a reader of YAML must decide, or tell."""


class PlainFields(Fields):
    """Raises DoubtError where Fields would have a problem to tell."""

    def __init__(self, text: str, known: Collection[str], *, path: str, line: int) -> None:
        super().__init__(None, text=text, path=path, problems=[], line=line)
        # Printable is no break of lines but ours, no tab, and nothing that YAML forbids.
        if not text.endswith("\n") or not text.replace("\n", " ").isprintable() or not is_little(text, MAX_BYTES):
            raise DoubtError
        rows = text[:-1].split("\n")
        # Looked for in all rows at once: in most front matter none of it is anywhere.
        is_odd = text.count(": ") > len(rows) or " #" in text or " \n" in text or ":\n" in text
        values: dict[str, _Value] = {}
        for row in rows:
            key, _, written = row.partition(": ")
            if key not in known:
                raise DoubtError
            if written[:1] in _MARKED:
                values[key] = _listing(written) if written[:1] == "[" else _quoted(written)
            elif is_odd and (": " in written or " #" in written or written[-1] in " :"):
                raise DoubtError
            else:
                values[key] = written
        if len(values) < len(rows):
            raise DoubtError
        self._values = values

    def lines(self) -> dict[str, int]:
        return {key: line for line, key in enumerate(self._values, self.line)}

    def has(self, key: str) -> bool:
        return key in self._values

    def problem_at(
        self, line: int, code: str, what: str, hint: str = "", level: Level = "error", fix: str = ""
    ) -> NoReturn:
        raise DoubtError

    def text(self, key: str, *, required: bool = False) -> str:
        value = self._values.get(key, "")
        if isinstance(value, tuple) or (required and not value.strip()):
            raise DoubtError
        return value

    def slug(self, key: str, *, required: bool = False) -> str:
        value = self._scalar_text(key) or ""
        if not is_slug(value) and (value or required):
            raise DoubtError
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(filter(None, self._listed(key)))

    def slugs(self, key: str) -> tuple[str, ...]:
        found = self.texts(key)
        if not all(map(is_slug, found)):
            raise DoubtError
        return tuple(dict.fromkeys(found)) if len(found) > 1 else found

    def table_of(self, key: str) -> None:
        self.tables(key)

    def tables(self, key: str) -> tuple[Fields, ...]:
        if key in self._values:
            raise DoubtError
        return ()

    def extra(self, known: Collection[str]) -> tuple[tuple[str, str], ...]:
        """None: all keys are known."""
        return ()

    def _listed(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key, ())
        return value if isinstance(value, tuple) else () if value in ABSENT else (value,)

    def _scalar_text(self, key: str) -> str | None:
        value = self._values.get(key)
        if value is None or value in ABSENT:
            return None
        if isinstance(value, tuple):
            raise DoubtError
        return value.strip()


def _listing(written: str) -> tuple[str, ...]:
    """A quoted item that holds a comma is cut in two halves here, neither of which can be read."""
    inner = written[1:-1]
    if len(written) < 2 or written[-1] != "]" or FLOW_MARKS.search(inner):
        raise DoubtError
    return tuple([_item(part.strip(" ")) for part in inner.split(",")]) if inner else ()


def _item(written: str) -> str:
    return _quoted(written) if written[:1] in _MARKED else written


def _quoted(written: str) -> str:
    inner = unquoted(written)
    # A word in quotes is there, also one that is absent without them.
    if inner is None or inner in ABSENT:
        raise DoubtError
    return inner
