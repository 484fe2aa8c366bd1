"""A link, id, slug or path to all that is known of the items it means. Pure.

What this module alone knows: how lines of memory, files of entries and records of what went out tell one story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from digest.content.documents import default_slug, parse_entry
from digest.model import Entry, Publication, PublishedIssue, Seen
from digest.places import ENTRIES_FOLDER
from digest.text import canonical_link, host_of, identity
from digest.values import dataclass

SHORTEST_ID = 4
"""Digits of an id that a person may shorten it to."""
_ORDER = {"also": 1, "title": 2}
"""Of what was remembered on one day: first it was met."""
_FOLDED = frozenset({"skip", "undecided"})
"""The last word on an item, though the line bears the day on which it was met."""
NameOf = Callable[[str, str, str], str]
"""Title, id and source to the name of an entry's file, as the collector gives names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """An entry in an issue that went out."""

    issue: str
    number: int
    entry: Entry
    """As it was then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One item, from the first feed that brought it to what it is now."""

    id: str
    rows: tuple[Seen, ...] = ()
    """Lines about it, later coverage and new titles included, oldest first."""
    entry: Entry | None = None
    appearances: tuple[Appearance, ...] = ()

    @property
    def title(self) -> str:
        if self.entry is not None:
            return self.entry.shown_title
        titles = [row.title for row in self.rows] + [seen.entry.shown_title for seen in self.appearances]
        return next((title for title in titles if title), "")

    @property
    def link(self) -> str:
        links = [self.entry.link] if self.entry is not None else []
        links += [row.link for row in self.rows] + [seen.entry.link for seen in self.appearances]
        return next((link for link in links if link), "")

    @property
    def last(self) -> Seen | None:
        """The line that says what became of it."""
        return next((row for row in reversed(self.rows) if _subject(row) == row.id), None)


class Archive:
    """A publication and what went out of it, to be asked."""

    def __init__(self, publication: Publication, records: Iterable[PublishedIssue], name_of: NameOf) -> None:
        self._publication = publication
        self._name_of = name_of
        self._appearances = tuple(_appearances(records))

    def by_link(self, link: str) -> tuple[Trace, ...]:
        """`link` is canonical."""
        ids = [entry.id for entry in self._publication.entries if link in _links(entry)]
        ids += [_subject(row) for row in self._publication.seen if row.link == link]
        ids += [seen.entry.id for seen in self._appearances if link in _links(seen.entry)]
        return self._traces(ids)

    def by_name(self, word: str) -> tuple[Trace, ...]:
        """A slug or path, of now or of once, else an id or its beginning."""
        ids = [entry.id for entry in self._publication.entries if word in _names(entry)]
        ids += [seen.entry.id for seen in self._appearances if word in _names(seen.entry)]
        ids += [row.id for row in self._publication.seen if row.title and word == self._name(row)]
        return self._traces(ids or self._by_id(word.lower()))

    def near(self, link: str) -> tuple[str, ...]:
        """Known links that differ from this one in scheme, subdomain, query or last slash alone, each once."""
        known = [entry.link for entry in self._publication.entries] + [row.link for row in self._publication.seen]
        return tuple(dict.fromkeys(other for other in known if _is_alike(link, other)))

    def _by_id(self, beginning: str) -> list[str]:
        if len(beginning) < SHORTEST_ID:
            return []
        rows = self._publication.seen
        ids = [entry.id for entry in self._publication.entries if entry.id.startswith(beginning)]
        ids += [_subject(row) for row in rows if any(id.startswith(beginning) for id in (row.id, *row.aliases))]
        return ids + [seen.entry.id for seen in self._appearances if seen.entry.id.startswith(beginning)]

    def _name(self, row: Seen) -> str:
        return self._name_of(row.title, row.id, row.source)

    def _traces(self, ids: Iterable[str]) -> tuple[Trace, ...]:
        return tuple(self._trace(id) for id in dict.fromkeys(ids))

    def _trace(self, id: str) -> Trace:
        rows = (row for row in self._publication.seen if id in (row.id, _subject(row)))
        return Trace(
            id=id,
            rows=tuple(sorted(rows, key=_order)),
            entry=next((entry for entry in self._publication.entries if entry.id == id), None),
            appearances=tuple(seen for seen in self._appearances if seen.entry.id == id),
        )


def is_by_hand(row: Seen) -> bool:
    """Whether an editor added it: then its link is its identity."""
    return bool(row.link) and row.id == identity(row.link)


def _subject(row: Seen) -> str:
    """The id of the entry that a line is about: later coverage and new titles are about another's."""
    kind, _, of = row.fate.partition(" ")
    return of if kind in ("also", "title") and of else row.id


def _order(row: Seen) -> tuple[bool, date, int]:
    return row.fate in _FOLDED, row.day, _ORDER.get(row.fate.partition(" ")[0], 0)


def _appearances(records: Iterable[PublishedIssue]) -> Iterator[Appearance]:
    for record in records:
        for row in record.entries:
            path = f"{ENTRIES_FOLDER}/{record.issue}/{row.slug}.md"
            entry = parse_entry(row.text.encode("utf-8", "replace"), path, [])
            if entry is not None:
                yield Appearance(issue=record.issue, number=record.number, entry=entry)


def _links(entry: Entry) -> frozenset[str]:
    """Its own and those of its other coverage, canonical."""
    links = (entry.link, *(row.link for row in entry.also))
    return frozenset(canonical for link in links if (canonical := _canonical(link)))


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.slug, default_slug(entry.path), entry.path)


def _is_alike(link: str, other: str) -> bool:
    path = _path(link)
    if not path or path != _path(other):
        return False
    shorter, longer = sorted((host_of(link), host_of(other)), key=len)
    return f".{longer}".endswith(f".{shorter}")


def _path(link: str) -> str:
    rest = link.partition("://")[2].partition("?")[0]
    return rest.partition("/")[2].rstrip("/")


def _canonical(link: str) -> str:
    try:
        return canonical_link(link)
    except ValueError:
        return ""
