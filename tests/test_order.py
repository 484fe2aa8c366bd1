"""The reading order: rank, newest first, slug, and never a tie."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from digest.order import reading_order
from tests.builders import entry


def slugs(*entries):
    return [found.slug for found in sorted(entries, key=reading_order)]


def test_low_rank_comes_first_and_no_rank_last():
    assert slugs(entry("none"), entry("high", rank=20.0), entry("zero", rank=0.0), entry("low", rank=1.5)) == [
        "zero",
        "low",
        "high",
        "none",
    ]


def test_without_rank_the_newest_comes_first_by_published_else_collected():
    old = entry("old", published=date(2026, 11, 16), collected=date(2026, 11, 22))
    collected = entry("collected", collected=date(2026, 11, 18))
    new = entry("new", published=datetime(2026, 11, 18, 9, tzinfo=UTC))
    assert slugs(old, collected, entry("undated"), new) == ["new", "collected", "old", "undated"]


def test_offsets_are_compared_as_instants():
    paris = entry("paris", published=datetime(2026, 11, 18, 1, tzinfo=timezone(timedelta(hours=1))))
    london = entry("london", published=datetime(2026, 11, 18, 0, 30, tzinfo=UTC))
    assert slugs(paris, london) == ["london", "paris"]


def test_entries_of_before_1970_are_older_still():
    assert slugs(entry("old", published=date(1902, 9, 1)), entry("young", published=date(1971, 1, 1))) == [
        "young",
        "old",
    ]


def test_slug_and_then_path_decide_the_rest():
    twin = entry("b", path="content/entries/2026-W48/b.md")
    assert slugs(entry("b"), entry("a")) == ["a", "b"]
    assert sorted([twin, entry("b")], key=reading_order)[0].path == "content/entries/2026-W47/b.md"


@given(st.permutations([entry("a"), entry("b", rank=1.0), entry("c", collected=date(2026, 1, 1)), entry("d")]))
def test_the_order_does_not_depend_on_the_order_before(entries):
    assert slugs(*entries) == ["b", "c", "a", "d"]
