"""Hints for the next poll of a feed: content/state/<slug>.json to FeedState and back. Pure.

What this module alone knows: the names in that file, and that a file it cannot read means "never polled".
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from digest.collect.reply import Validators
from digest.places import STATE_FOLDER
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    feed: str = ""
    """The address that all this is about: another one in feeds.yaml starts anew."""
    etag: str = ""
    modified: str = ""
    polled: datetime | None = None
    next_poll: datetime | None = None
    succeeded: datetime | None = None
    """The last poll that brought the document or the word that it has not changed."""
    cadence_seconds: int = 0
    """What the feed's own rhythm asked for when it was last read; 0 when it never was."""
    failures: int = 0
    """Since the last success."""
    reason: str = ""
    """Of the last failure."""
    is_gone: bool = False
    title: str = ""
    """The feed's own, when it was last read: half of what tells whether it is still the same feed."""
    language: str = ""
    quarantine: str = ""
    """Why nothing is taken from it until the editor says so; empty when all is well."""
    quiet_domain: str = ""
    quiet_until: datetime | None = None
    """Until when that domain, with all its feeds, wants to be left alone."""
    moved_to: str = ""
    moved_days: tuple[date, ...] = ()
    """Days on which only permanent redirects led to `moved_to`."""

    @property
    def validators(self) -> Validators:
        return Validators(etag=self.etag, modified=self.modified)


def state_path(slug: str) -> str:
    return f"{STATE_FOLDER}/{slug}.json"


def parse_state(data: bytes) -> FeedState:
    try:
        raw: Any = json.loads(data)
        known = {field.name for field in fields(FeedState)}
        return FeedState(**{name: _read(name, value) for name, value in raw.items() if name in known})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return FeedState()


def format_state(state: FeedState) -> bytes:
    values = {field.name: getattr(state, field.name) for field in fields(FeedState)}
    written = {name: _write(value) for name, value in values.items() if value not in (None, "", (), 0, False)}
    return (json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "replace")


def _read(name: str, value: Any) -> Any:
    """Raises ValueError or TypeError for a value of another kind."""
    if name in ("polled", "next_poll", "succeeded", "quiet_until"):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment without its offset")
        return moment
    if name == "moved_days":
        return tuple(date.fromisoformat(day) for day in value)
    if name in ("failures", "cadence_seconds"):
        return int(value)
    if name == "is_gone":
        return bool(value)
    if not isinstance(value, str) or not value.isprintable():
        # A line break in a validator would end the header that it goes back in.
        raise TypeError("no line of text")
    return value


def _write(value: Any) -> Any:
    if isinstance(value, tuple):
        return [day.isoformat() for day in value]
    return value.isoformat() if isinstance(value, datetime) else value
