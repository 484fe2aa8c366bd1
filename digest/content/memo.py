"""What is kept from build to build of a publication's files that were sound: what was made of each. Plain."""

from __future__ import annotations

from typing import Any, NamedTuple


class Memo(NamedTuple):
    briefs: dict[str, tuple[Any, ...]]
    """Of entries, by path; `digest.content.brief.Brief` in plain form."""
    documents: dict[str, tuple[str, Any]]
    """Of the other files: the digest of what they were made from, and what was made, in plain form."""


NOTHING = Memo({}, {})
