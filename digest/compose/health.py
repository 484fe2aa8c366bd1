"""How a publication does, for readers and monitors: when feeds were last read, when an issue last came out. Pure.

Knows no clock: what it says follows from the hints of the last polls, from memory, and from the published issues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from digest.compose.outline import Outline
from digest.compose.views import FeedCounts, Health, IssueView
from digest.content.ground import Ground
from digest.model import Feed, Moment, TextPage
from digest.values import dataclass
from digest.weeks import as_instant, local_day

_ABOUT = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What is known of the last polls of one feed."""

    succeeded: datetime | None = None
    """The last poll that brought the document or the word that it has not changed."""
    is_failing: bool = False
    """Nothing was taken from it the last time."""


def health(ground: Ground, pulses: Mapping[str, Pulse], issues: Iterable[IssueView[Outline]]) -> Health:
    """`pulses` are by slug and may be lost; `issues` are newest first, drafts among them."""
    last_read = _last_read(ground, pulses)
    zone = ground.settings.timezone
    return Health(
        last_read=last_read,
        last_read_day=_day(last_read, zone) if isinstance(last_read, datetime) else last_read,
        feeds=_counts(ground.feeds, pulses),
        last_issue=next((issue.line for issue in issues if not issue.line.draft), None),
    )


def about_page(ground: Ground) -> TextPage | None:
    """The page that tells readers about the publication, also when it was renamed."""
    found = {page.name: page for page in ground.pages if _ABOUT in page.was}
    found |= {page.name: page for page in ground.pages if page.name == _ABOUT}
    return found.get(_ABOUT) or next(iter(found.values()), None)


def _last_read(ground: Ground, pulses: Mapping[str, Pulse]) -> Moment | None:
    """A moment when a hint says it; the day of the newest line of memory where the hints are lost or older."""
    moments = [as_instant(pulse.succeeded) for pulse in pulses.values() if pulse.succeeded]
    names = {name for feed in ground.feeds for name in (*feed.was, feed.slug)}
    days = (ground.met[name] for name in names if name in ground.met)
    moment, day = max(moments, default=None), max(days, default=None)
    if moment is None or day is None:
        return moment or day
    return day if day > _day(moment, ground.settings.timezone) else moment


def _day(moment: datetime, zone: str) -> date:
    """A damaged hint may name the first or last day of the calendar, which an offset leads out of."""
    try:
        return local_day(moment, zone)
    except OverflowError:
        return moment.date()


def _counts(feeds: Iterable[Feed], pulses: Mapping[str, Pulse]) -> FeedCounts:
    kinds = [_kind(feed, pulses.get(feed.slug, Pulse())) for feed in feeds]
    return FeedCounts(
        healthy=kinds.count("healthy"),
        failing=kinds.count("failing"),
        paused=kinds.count("paused"),
        unread=kinds.count("unread"),
    )


def _kind(feed: Feed, pulse: Pulse) -> str:
    if feed.paused:
        return "paused"
    if pulse.is_failing:
        return "failing"
    return "unread" if pulse.succeeded is None else "healthy"
