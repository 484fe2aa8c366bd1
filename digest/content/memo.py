"""What is kept from build to build of a publication's files that were sound: what was made of each. Plain.

Light to import: who reads entries begins before anything else is known of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from digest.places import is_entry

Wanted = tuple[str, str]
"""Path, and the digest of the bytes that are known, or nothing."""


class Parsed(NamedTuple):
    """What a worker says of an entry's file."""

    path: str
    digest: str
    brief: tuple[Any, ...] | None
    """None when the file is as it was known, or cannot be read."""
    is_sound: bool


class Memo(NamedTuple):
    briefs: dict[str, tuple[Any, ...]]
    """Of entries, by path; `digest.content.brief.Brief` in plain form."""
    documents: dict[str, tuple[str, Any]]
    """Of the other files: the digest of what they were made from, and what was made, in plain form."""

    def wanted(self, paths: Iterable[str], digests: Mapping[str, str]) -> list[Wanted]:
        """The entries among these, in order, of whose bytes nothing is kept; `digests` are those that are known."""
        known = {path: brief[1] for path, brief in self.briefs.items()}
        found = ((path, known.get(path, "")) for path in sorted(filter(is_entry, paths)))
        return [(path, digest) for path, digest in found if digests.get(path) != digest]


NOTHING = Memo({}, {})
