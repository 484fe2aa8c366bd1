"""The plan of the last site, kept: enough to make again what shows an entry of which only the words are others.

Light to import: a build after such an edit knows nothing of entries and pages but what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

_DIGEST = 64
"""Characters of a SHA-256."""


class Place(NamedTuple):
    """An entry as the plan has it."""

    path: str
    digest: str
    """Of the file."""
    front: str
    """Of its front matter: as long as it is this one, the plan is that of any words."""


class Blueprint(NamedTuple):
    """All entries, in columns, since ten thousand rows would be slow to load, and what shows them."""

    others: str
    """The digest of everything that the plan was made from beside entries."""
    paths: tuple[str, ...]
    digests: str
    """One behind the other, as are the next."""
    fronts: str
    sketches: Mapping[str, tuple[bytes, tuple[int, ...]]]
    """By the name of the part: what `digest.build.sketch` made of it, and the numbers of its entries in their order."""
    stock: bytes
    """What else is needed to make any of them; see `digest.build.rewriting`."""

    @classmethod
    def of(
        cls, others: str, places: Iterable[Place], sketches: Mapping[str, tuple[bytes, Iterable[str]]], stock: bytes
    ) -> Blueprint:
        """`sketches` name the files of their entries."""
        rows = tuple(places)
        numbers = {place.path: number for number, place in enumerate(rows)}
        return cls(
            others=others,
            paths=tuple(place.path for place in rows),
            digests="".join(place.digest for place in rows),
            fronts="".join(place.front for place in rows),
            sketches={
                name: (plain, tuple([numbers[path] for path in paths])) for name, (plain, paths) in sketches.items()
            },
            stock=stock,
        )

    def plain(self) -> tuple[Any, ...]:
        """As `marshal` takes it."""
        return self.others, self.paths, self.digests, self.fronts, dict(self.sketches), self.stock

    def changed(self, digests: Mapping[str, str]) -> tuple[int, ...] | None:
        """Numbers of the entries whose files have other digests now; None where a file is gone or no file."""
        now = [digests.get(path, "") for path in self.paths]
        if "".join(now) == self.digests:
            return ()
        if any(len(digest) != _DIGEST for digest in now):
            return None
        return tuple(number for number, digest in enumerate(now) if digest != self._at(self.digests, number))

    def place(self, number: int) -> Place:
        return Place(self.paths[number], self._at(self.digests, number), self._at(self.fronts, number))

    def showing(self, numbers: Iterable[int]) -> Iterator[str]:
        """Names of the parts that show any of these entries."""
        wanted = frozenset(numbers)
        return (name for name, (_, of_part) in self.sketches.items() if not wanted.isdisjoint(of_part))

    @staticmethod
    def _at(column: str, number: int) -> str:
        return column[number * _DIGEST : (number + 1) * _DIGEST]
