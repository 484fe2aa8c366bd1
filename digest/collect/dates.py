"""Date strings of feeds to aware datetimes. What this module alone knows: which spellings are dates. Pure.

A date that does not parse whole, does not exist or lies before the web is none: better no date than an invented one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_LONGEST = 80
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {"": 0, "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6}
_ZONES |= {"pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1, "wet": 0, "west": 1, "eet": 2, "eest": 3, "jst": 9}
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:(?:[T_]|\s+)(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?P<fraction>[.,]\d{1,12})?)?\s*(?P<zone>\S*))?",
    re.ASCII | re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?:[a-z]{3,9}\.?(?:,\s*|\s+))?(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3,9})\.?[\s-]+(?P<year>\d{4}|\d\d)"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<fraction>\.\d{1,9})?)?"
    r"\s*(?P<zone>[a-z]{0,4}\s?(?:[+-]\d\d?:?(?:\d\d)?)?(?:\s?\([^()]*\)|\s[a-z]{3,4})?))?",
    re.ASCII | re.IGNORECASE,
)
_UNIX = re.compile(
    r"[a-z]{3,9},?\s+(?P<month>[a-z]{3,9})\s+(?P<day>\d{1,2}),?(?:\s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<fraction>)"
    r"\s*(?P<zone>[a-z]{0,4}(?:[+-]\d{4})?))?\s+(?P<year>\d{4})",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s?(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?", re.ASCII)


def parse_date(text: str) -> datetime | None:
    """The moment with the offset that the text gives; UTC when it gives none.

    Understood: RFC 822 and its relatives of mail and news, RFC 3339 and ISO 8601, asctime. Week days are not believed.
    """
    folded = " ".join(text.split())
    if not folded or len(folded) > _LONGEST:
        return None
    for pattern in (_ISO, _MAIL, _UNIX):
        if match := pattern.fullmatch(folded):
            return _moment(match)
    return None


def _moment(match: re.Match[str]) -> datetime | None:
    zone = _zone(match["zone"] or "")
    month = _MONTHS.get(match["month"].lower()) or (int(match["month"]) if match["month"].isdigit() else 0)
    if zone is None:
        return None
    try:
        moment = datetime(_year(match["year"]), month, int(match["day"]), *_time(match), tzinfo=zone)
        instant = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _FIRST_YEAR <= instant.year <= _LAST_YEAR else None


def _year(digits: str) -> int:
    """Two digits as RFC 2822 reads them."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 50 else 1900)


def _time(match: re.Match[str]) -> tuple[int, int, int]:
    """Hour, minute, second; fractions are of no use to a weekly; a leap second is the one before."""
    if match["hour"] is None:
        return (0, 0, 0)
    second = int(match["second"] or 0)
    return (int(match["hour"]), int(match["minute"]), 59 if second == 60 else second)


def _zone(text: str) -> timezone | None:
    # A name after the offset, "-0500 (EST)" or "-0500 EST", repeats it.
    name = re.sub(r"\s?\([^()]*\)$|(?<=\d)\s[a-z]{3,4}$", "", text.lower()).strip()
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    match = _OFFSET.fullmatch(name) or _OFFSET.fullmatch(re.sub(r"^[a-z]{3,4}\s?(?=[+-])", "", name))
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if offset > timedelta(hours=14) or int(match["minutes"] or 0) > 59:
        return None
    return timezone(-offset if match["sign"] == "-" else offset)
