"""An entry in brief: what the rest of a site must know of it, without its words. Pure.

Ten thousand of them are read at every build, so a brief is a tuple of plain values, as `marshal` keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from digest.content.body import Body, split_body
from digest.model import Correction, Entry, Image

if TYPE_CHECKING:
    from digest.order import Key

SHOWN = ("keep", "withdrawn")
"""What stands in an issue, with its words or as withdrawn."""
_MICROSECOND = timedelta(microseconds=1)


class Brief(NamedTuple):
    """Named as in Entry, where it is the same."""

    path: str
    digest: str
    """SHA-256 of the file, hexadecimal."""
    front_digest: str
    """The same of its front matter: of all that is here, and of all that readers see, but note and quotation."""
    id: str
    slug: str
    issue: str
    status: str
    section: str | None
    source: str
    tags: tuple[str, ...]
    storylines: tuple[str, ...]
    picture: tuple[str, str, str, str] | None
    """File below content/images, alternative text, credit and licence."""
    language: str | None
    headline: str
    """What a reader sees; empty when both title and headline are."""
    is_reworded: bool
    """Whether the headline is the editor's."""
    also: tuple[str, ...]
    """Sources of other coverage, in its order."""
    has_note: bool
    """Whether the editor wrote anything."""
    words: tuple[int, int]
    """Of the note and of the quotation."""
    corrections: tuple[tuple[str, str, str], ...]
    """Day, what is right, what was wrong."""
    why: str
    collected: str
    """ISO day; empty when nobody said."""
    order: tuple[bool, float, bool, int, str, str]
    """Sorts as readers see a list; the age is in microseconds."""

    @property
    def is_shown(self) -> bool:
        return self.status in SHOWN

    @property
    def lines(self) -> Mapping[str, int]:
        """Of no key: whoever tells of a problem reads the whole file."""
        return {}

    @property
    def image(self) -> Image | None:
        if self.picture is None:
            return None
        file, alt, credit, licence = self.picture
        return Image(file=file, alt=alt, credit=credit, licence=licence)

    @property
    def corrected(self) -> tuple[Correction, ...]:
        return tuple(Correction(date=date.fromisoformat(day), now=now, was=was) for day, now, was in self.corrections)


def brief_of(entry: Entry, body: Body | None = None) -> Brief:
    """`body` is the entry's, if it was split already."""
    body = body or split_body(entry.body)
    return Brief(
        entry.path,
        entry.digest,
        entry.front_digest,
        entry.id,
        entry.slug,
        entry.issue,
        entry.status,
        entry.section,
        entry.source,
        entry.tags,
        entry.storylines,
        _picture(entry.image),
        entry.language,
        entry.shown_title,
        bool(entry.headline),
        tuple([row.source for row in entry.also]),
        bool(body.note),
        (len(body.note.split()), len(body.quotation.split())),
        tuple([(row.date.isoformat(), row.now, row.was) for row in entry.corrections]),
        entry.why,
        entry.collected.isoformat() if entry.collected else "",
        _plain_order(entry),
    )


def _picture(image: Image | None) -> tuple[str, str, str, str] | None:
    return None if image is None else (image.file, image.alt, image.credit, image.licence)


def _plain_order(entry: Entry) -> tuple[bool, float, bool, int, str, str]:
    is_unranked, rank, is_undated, age, slug, path = _reading_order()(entry)
    return is_unranked, rank, is_undated, age // _MICROSECOND, slug, path


@cache
def _reading_order() -> Callable[[Entry], Key]:
    """Here, since who takes briefs from what is kept needs none of it."""
    from digest.order import reading_order

    return reading_order
