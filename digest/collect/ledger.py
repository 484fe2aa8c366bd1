"""What the publication remembers of items, while new ones are sorted in. Pure, but for itself: it grows.

An item is remembered by its line in seen, by an entry wherever that file lies now, or by both.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest.collect.face import Face, face_from_memory
from digest.collect.keys import Keys, canonical_or_empty, entry_keys
from digest.model import Entry, Publication, Seen
from digest.text import identity

_HANDLED = frozenset({"entry", "skip", "undecided"})
"""Fates of items that were once offered: the same link at another feed is the same story."""

_MOST_LINES = 6
"""Of one item in memory."""


class Ledger:
    """Grows as rows are remembered; begins with the whole publication."""

    def __init__(self, publication: Publication) -> None:
        self.entries: dict[str, Entry] = {entry.id: entry for entry in publication.entries}
        self._ids: dict[str, str] = {}
        self._recorded: set[str] = set()
        self._lines: dict[str, int] = {}
        self._sources: set[str] = set()
        self._owners: dict[str, str] = {}
        self._feeds_of: dict[str, set[str]] = {}
        self._titles: dict[str, set[str]] = {}
        self._traits: dict[str, list[tuple[str, str | None]]] = {}
        for row in publication.seen:
            self.remember(row)
        for entry in publication.entries:
            self._remember_entry(entry)

    def remember(self, row: Seen) -> None:
        kind, _, of = row.fate.partition(" ")
        self._recorded.add(row.id)
        self._lines[row.id] = self._lines.get(row.id, 0) + 1
        if not _is_by_hand(row):
            self._sources.add(row.source)
            self._traits.setdefault(row.source, []).append((row.link, row.language))
        self._titles.setdefault(of if kind == "title" else row.id, set()).add(row.title)
        for key in (row.id, *row.aliases):
            self._ids.setdefault(key, row.id)
        if row.link and (kind in _HANDLED or kind == "also"):
            self._owners.setdefault(row.link, of or row.id)
        if kind in _HANDLED:
            self._feeds_of.setdefault(row.id, set()).add(row.source)

    def find(self, keys: Iterable[str]) -> str:
        """The id of a known item; empty for a new one."""
        return next((self._ids[key] for key in keys if key in self._ids), "")

    def lacking(self, id: str, keys: Iterable[str]) -> tuple[str, ...]:
        """Of the keys that a known item came with, those under which it would not be known another time.

        None any more for an item that has had several lines for them: there are feeds that make up a guid at each poll.
        """
        if self._lines.get(id, 0) >= _MOST_LINES:
            return ()
        return tuple(key for key in keys if key not in self._ids)

    def is_recorded(self, id: str) -> bool:
        """Whether seen has a line of it, and not only an entry's file tells of it."""
        return id in self._recorded

    def knows_feed(self, slugs: Iterable[str]) -> bool:
        """Whether it was ever read to its end. An entry does not tell: it may be by hand, or of a killed run."""
        return not self._sources.isdisjoint(slugs)

    def face(self, slugs: Iterable[str]) -> Face:
        """What its remembered items tell of a feed."""
        traits = [trait for slug in slugs for trait in self._traits.get(slug, ())]
        return face_from_memory((link for link, _ in traits), (language for _, language in traits))

    def owner_elsewhere(self, keys: Keys, slugs: Iterable[str]) -> str:
        """The id of the entry that another feed, or the editor, made of the same link; empty when there is none."""
        owner = self._owners.get(keys.link, "") if keys.link else ""
        return owner if owner and self._feeds_of.get(owner, set()).isdisjoint(slugs) else ""

    def is_new_title(self, id: str, title: str) -> bool:
        entry = self.entries.get(id)
        return bool(entry and entry.title and title) and title not in self._titles.get(id, set())

    def _remember_entry(self, entry: Entry) -> None:
        self._titles.setdefault(entry.id, set()).add(entry.title)
        for key in entry_keys(entry):
            self._ids.setdefault(key, entry.id)
        self._feeds_of.setdefault(entry.id, set()).add(entry.source)
        for link in (entry.link, *(coverage.link for coverage in entry.also)):
            if canonical := canonical_or_empty(link):
                self._owners[canonical] = entry.id


def _is_by_hand(row: Seen) -> bool:
    """An entry by hand is its link, whatever feed it was filed under."""
    return bool(row.link) and row.id == identity(row.link)
