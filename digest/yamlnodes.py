"""What YAML is made of: texts, lists and tables with the lines and offsets at which they stand. Pure.

Tuples with names and not dataclasses, as elsewhere: a front matter is thirty of them, and a frozen dataclass takes four
times as long to make.
"""

from __future__ import annotations

from typing import NamedTuple


class Scalar(NamedTuple):
    text: str
    style: str
    """Empty for plain, else the quote or block character."""
    line: int
    start: int
    end: int
    """Offsets into the text, end exclusive, without a comment behind it."""
    cut: bool = False
    """Whether a plain value is followed by ` #` on its line, which a writer may have meant as text."""


class Listing(NamedTuple):
    items: tuple[Node, ...]
    flow: bool
    line: int
    start: int
    end: int


class Table(NamedTuple):
    pairs: tuple[tuple[Scalar, Node], ...]
    flow: bool
    line: int
    start: int
    end: int

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.pairs if name.text == key), None)


Node = Scalar | Listing | Table
