"""The one order in which entries are listed everywhere. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest.model import Entry
from digest.weeks import as_instant

Key = tuple[bool, float, bool, timedelta, str, str]
_ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)


def reading_order(entry: Entry) -> Key:
    """A key for sorting: rank, low first and without one last; newest first; slug; path, so that no two are equal.

    An entry is as new as its `published`, else the day it was collected; one with neither is the oldest.
    """
    moment = entry.published or entry.collected
    age = timedelta(0) if moment is None else _ORIGIN - as_instant(moment)
    return (entry.rank is None, entry.rank or 0.0, moment is None, age, entry.slug, entry.path)
