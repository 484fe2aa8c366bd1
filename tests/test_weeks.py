"""ISO weeks at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from digest.weeks import as_day, as_instant, first_day, is_week, last_day, local_day, next_week, week_of


def test_the_year_of_a_week_is_not_that_of_its_last_days():
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_of(date(2027, 1, 4)) == "2027-W01"
    assert next_week("2026-W53") == "2027-W01"
    assert (first_day("2026-W53"), last_day("2026-W53")) == (date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize("text", ["2027-W53", "2026-W00", "2026-47", "2026-W7", "none", "", "2026-W47x"])
def test_what_is_no_week_is_told_apart(text):
    assert not is_week(text)


def test_the_day_is_that_of_the_publication():
    moment = datetime(2027, 1, 3, 23, 30, tzinfo=UTC)
    assert local_day(moment, "Europe/Paris") == date(2027, 1, 4)
    assert local_day(moment, "America/New_York") == date(2027, 1, 3)


def test_a_plain_date_is_sorted_as_its_midnight_and_shown_as_it_is():
    assert as_instant(date(2026, 11, 22)) == datetime(2026, 11, 22, tzinfo=UTC)
    first = datetime.fromisoformat("0001-01-01T00:00:00+05:00")
    assert as_instant(first) == datetime(1, 1, 1, tzinfo=UTC)
    late = datetime.fromisoformat("2026-11-22T23:30:00-05:00")
    assert as_day(late) == date(2026, 11, 22)
    assert as_instant(late) == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
