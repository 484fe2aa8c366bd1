"""The plan of the last site, kept: enough to make again what shows words, where nothing but words is another.

Light to import: a build after such an edit knows nothing of entries and pages but what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from digest.places import has_words

_DIGEST = 64
"""Characters of a SHA-256."""


Source = tuple[str, str]
"""A file that words come from: its path, and the digest that it has now."""


class Place(NamedTuple):
    """A file with words, an entry or an issue, as the plan has it."""

    path: str
    digest: str
    """Of the file."""
    front: str
    """Of its front matter: as long as it is this one, the plan is that of any words."""


class Blueprint(NamedTuple):
    """All files with words, in columns, since ten thousand rows would be slow to load, and what shows them."""

    others: str
    """The digest of everything that the plan was made from beside these files."""
    paths: tuple[str, ...]
    digests: str
    """One behind the other, as are the next."""
    fronts: str
    sketches: Mapping[str, tuple[bytes, tuple[int, ...], tuple[int, ...]]]
    """By the name of the part: what `digest.build.sketch` made of it, and the numbers of its entries and letters."""
    stock: bytes
    """What else is needed to make any of them; see `digest.build.rewriting`."""

    @classmethod
    def of(
        cls,
        others: str,
        places: Iterable[Place],
        sketches: Mapping[str, tuple[bytes, Iterable[str], Iterable[str]]],
        stock: bytes,
    ) -> Blueprint:
        """`sketches` name the files of their entries and letters."""
        rows = tuple(places)
        numbers = {place.path: number for number, place in enumerate(rows)}
        return cls(
            others=others,
            paths=tuple(place.path for place in rows),
            digests="".join(place.digest for place in rows),
            fronts="".join(place.front for place in rows),
            sketches={
                name: (plain, tuple([numbers[path] for path in entries]), tuple([numbers[path] for path in letters]))
                for name, (plain, entries, letters) in sketches.items()
            },
            stock=stock,
        )

    def plain(self) -> tuple[Any, ...]:
        """As `marshal` takes it."""
        return self.others, self.paths, self.digests, self.fronts, dict(self.sketches), self.stock

    def changed(self, digests: Mapping[str, str]) -> tuple[int, ...] | None:
        """Numbers of the files that have other digests now; None where one is gone, new, or no file."""
        if sum(map(has_words, digests)) != len(self.paths):
            return None
        now = [digests.get(path, "") for path in self.paths]
        if "".join(now) == self.digests:
            return ()
        if any(len(digest) != _DIGEST for digest in now):
            return None
        return tuple(number for number, digest in enumerate(now) if digest != self._at(self.digests, number))

    def place(self, number: int) -> Place:
        return Place(self.paths[number], self._at(self.digests, number), self._at(self.fronts, number))

    def showing(self, numbers: Iterable[int]) -> Iterator[str]:
        """Names of the parts that show words of any of these files."""
        wanted = frozenset(numbers)
        for name, (_, entries, letters) in self.sketches.items():
            if not (wanted.isdisjoint(entries) and wanted.isdisjoint(letters)):
                yield name

    @staticmethod
    def _at(column: str, number: int) -> str:
        return column[number * _DIGEST : (number + 1) * _DIGEST]
