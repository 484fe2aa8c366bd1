"""How much a feed brings, and how much of it is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from digest.collect.health import LAST, health_of
from digest.collect.state import FeedState
from tests.builders import entry, feed, publication, seen

TODAY = date(2026, 11, 22)


def ids(count, start=0):
    return [f"{number:016x}" for number in range(start, start + count)]


def rows(count, days_ago, fate="entry", source="variety", start=0):
    day = TODAY - timedelta(days=days_ago)
    return tuple(seen(id, fate, source=source, day=day) for id in ids(count, start))


def health(memory=(), entries=(), state=None, **feed_keys):
    known = feed("variety", **feed_keys)
    whole = publication(feeds=(known,), seen=tuple(memory), entries=tuple(entries))
    return health_of(whole, {"variety": state} if state else {}, TODAY)[0]


def test_a_feed_that_never_brought_anything_has_no_rhythm():
    assert health().items_a_week is None
    assert health(rows(9, 1, source="other")).items_a_week is None


def test_over_four_weeks_what_came_in_them_counts():
    assert health(rows(5, 60) + rows(8, 3, start=5)).items_a_week == 2


def test_of_a_young_feed_the_two_weeks_before_its_first_reading_count_too():
    assert health(rows(6, 0)).items_a_week == 3


def test_an_archive_that_was_passed_over_and_new_titles_are_no_items():
    memory = (
        rows(6, 0) + rows(90, 0, "old", start=6) + rows(9, 0, "undated", start=200) + rows(1, 0, f"title {'0' * 16}")
    )
    assert health(memory).items_a_week == 3


def test_a_line_of_a_fold_says_nothing_new_and_left_out_items_count():
    memory = rows(2, 0) + rows(2, 0, "skip") + rows(2, 0, "excluded", start=2) + rows(2, 0, "also 0", start=4)
    assert health(memory).items_a_week == 3


def test_what_came_under_a_former_slug_belongs_to_the_feed():
    assert health(rows(6, 0, source="old-name"), was=("old-name",)).items_a_week == 3


def test_kept_are_those_with_a_file_that_says_so_of_all_that_were_decided():
    statuses = ("keep", "withdrawn", "skip", "new")
    entries = [entry(f"e{id}", id=id, status=status) for id, status in zip(ids(4), statuses, strict=True)]
    found = health(rows(5, 3) + rows(1, 3, "undecided", start=5), entries)
    assert (found.kept, found.decided) == (2, 5)


def test_only_the_last_fifty_count():
    entries = [entry(f"e{id}", id=id) for id in ids(30)]
    found = health(rows(LAST, 1, start=30) + rows(30, 9), entries)
    assert (found.kept, found.decided) == (0, LAST)


def test_an_entry_that_memory_has_no_line_of_counts_by_its_file():
    assert health(entries=[entry(source="variety", collected=TODAY)]).kept == 1


def test_hints_about_another_address_say_nothing():
    told = FeedState(feed="https://variety.example/feed", succeeded=datetime(2026, 11, 22, tzinfo=UTC), failures=2)
    assert health(state=told).failures == 2
    moved = health(state=told, feed="https://variety.example/new")
    assert (moved.failures, moved.succeeded) == (0, None)
