"""What is asked of whoever reads a document: light enough for the process that only hands documents on. Pure."""

from __future__ import annotations

from datetime import datetime

from digest.model import Feed
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What becomes of a feed's items, as far as their texts are needed for it."""

    feed: Feed
    words: int
    """Of a quotation, where the feed does not say."""
    since: datetime
    """Of items from before nothing is quoted."""

    @property
    def is_whole(self) -> bool:
        return self.feed.quote == "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    data: bytes
    link: str
    content_type: str = ""
    wanted: Wanted | None = None
    """None: who only wants to know the feed needs nothing of its items' texts."""
