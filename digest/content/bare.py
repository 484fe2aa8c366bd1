"""What readers see of an entry that its file alone decides, as `marshal` keeps it. Pure.

It is made where a file is parsed, once for its bytes, and taken up where a page shows the entry, without the file.
"""

from __future__ import annotations

import marshal
from datetime import date, datetime
from typing import NamedTuple

from digest.content.body import Body, split_body
from digest.model import Entry, Medium, Moment, Plain
from digest.text import host_of, unmistakable
from digest.weeks import as_day

_OF_PROGRAM, _OF_FILE = 8, 16
"""Bytes of digests."""
_new = tuple.__new__
"""Makes a tuple with names in half the time."""


class Bare(NamedTuple):
    """Named as in Entry and EntryView, where it is the same."""

    title: str
    headline: str
    link: str
    """As the file has it."""
    address: str
    """The link as a page may hold it."""
    host: str
    source: str
    authors: tuple[str, ...]
    when: str
    """ISO date or moment; empty when nobody said."""
    language: str | None
    medium: Medium
    duration: str
    note: str
    quotation: str
    also: tuple[tuple[str, str, str, str | None], ...]
    """Source, title, link and language of each, in the order of the file."""
    archived: str
    day: str
    """ISO day on which the article came out, else on which we met it; empty when nobody said."""
    extra: tuple[tuple[str, Plain], ...]

    @property
    def date(self) -> Moment | None:
        if not self.when:
            return None
        return datetime.fromisoformat(self.when) if "T" in self.when else date.fromisoformat(self.when)


def bare_of(entry: Entry, body: Body | None = None) -> Bare:
    """`body` is the entry's, if it was split already."""
    note, quotation = body or split_body(entry.body)
    day = as_day(entry.published) if entry.published else entry.collected
    return Bare(
        entry.title,
        entry.headline,
        entry.link,
        unmistakable(entry.link),
        host_of(entry.link),
        entry.source,
        entry.authors,
        entry.published.isoformat() if entry.published else "",
        entry.language,
        entry.medium,
        entry.duration,
        note,
        quotation,
        tuple([(row.source, row.title, row.link, row.language) for row in entry.also]),
        unmistakable(entry.archived),
        day.isoformat() if day else "",
        entry.extra,
    )


def dumps(bare: Bare) -> bytes:
    """The plain form that packs keep."""
    return marshal.dumps(tuple(bare), 2)


def loads(data: bytes) -> Bare:
    return _new(Bare, marshal.loads(data))


def key_of_bare(program: bytes, digest: str) -> bytes:
    """Under which this program keeps what it made of a file with that digest.

    As much of both as tells them apart: nobody chooses the program, and who chooses files gains nothing.
    """
    return program[:_OF_PROGRAM] + bytes.fromhex(digest)[:_OF_FILE]
