"""ISO weeks, the ids of issues. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from digest.model import Moment

_LAST_MONDAY = date(9998, 12, 21)
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def week_of(day: date) -> str:
    """`2026-W53` for 2027-01-03: the year is that of the week, not of the day."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def is_week(text: str) -> bool:
    try:
        first_day(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def first_day(week: str) -> date:
    """Its Monday. Raises ValueError when there is no such week."""
    match = _WEEK.fullmatch(week)
    if match is None:
        raise ValueError(f"{week!r} is no ISO week like 2026-W47")
    monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if monday > _LAST_MONDAY:
        raise ValueError(f"{week!r} leads out of the calendar")
    return monday


def last_day(week: str) -> date:
    """Its Sunday."""
    return first_day(week) + timedelta(days=6)


def next_week(week: str) -> str:
    return week_of(first_day(week) + timedelta(days=7))


def local_day(now: datetime, timezone: str) -> date:
    """The day that an aware moment is in an IANA time zone."""
    return now.astimezone(ZoneInfo(timezone)).date()


def is_zone(name: str) -> bool:
    """Whether there is an IANA time zone of that name."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # Of a name that is no path, of a folder of the data base, of a name that is not in it.
        return False
    return True


def as_day(moment: Moment) -> date:
    """The day as its writer wrote it: a datetime keeps its own offset."""
    return moment.date() if isinstance(moment, datetime) else moment


def as_instant(moment: Moment) -> datetime:
    """For sorting: a plain date is its midnight, UTC."""
    if isinstance(moment, datetime):
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            # At the first and last day of the calendar an offset leads out of it.
            return moment.replace(tzinfo=UTC)
    return datetime.combine(moment, time.min, UTC)
