"""Whether the feeds stand still, by made-up histories: their own rhythm decides, `digest doctor --stalled` tells."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from digest.content.memory import format_seen
from digest.model import Publication, Seen
from digest.publish.doctor.standstill import LONGEST_DAYS, movement
from digest.text import identity
from tests.builders import entry, feed, publication, seen, write
from tests.commands import answered

TODAY = date(2026, 11, 22)
FEED = "- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}\n"


def news(*ago: int, source: str = "variety", fate: str = "entry", each: int = 1) -> list[Seen]:
    """Items that were met so many days ago."""
    return [
        seen(identity(f"{source} {days} {number}"), fate, source=source, day=TODAY - timedelta(days=days))
        for days in ago
        for number in range(each)
    ]


def history(rows: Iterable[Seen], **parts) -> Publication:
    return publication(**{"feeds": (feed(),), "seen": tuple(rows)} | parts)


def is_stalled(rows: Iterable[Seen], **parts) -> bool:
    return movement(history(rows, **parts), TODAY).is_stalled


def weekdays(first: int, last: int) -> list[int]:
    days = range(first, last - 1, -1)
    return [ago for ago in days if (TODAY - timedelta(days=ago)).weekday() < 5]


def test_nine_days_without_news_from_active_feeds_are_a_standstill():
    assert is_stalled(news(*range(60, 8, -1), each=5))


def test_the_same_feeds_did_not_stand_still_before():
    found = movement(history(news(*range(60, 8, -1), each=5)), TODAY - timedelta(days=8))
    assert (found.idle_days, found.usual_days, found.limit_days, found.is_stalled) == (1, 1, 2, False)


@pytest.mark.parametrize(("ago", "stalled"), [(0, False), (1, False), (2, False), (3, True)])
def test_feeds_that_bring_something_every_day_may_be_silent_for_two(ago, stalled):
    assert is_stalled(news(*range(40 + ago, ago - 1, -1))) is stalled


def test_feeds_that_rest_at_weekends_are_not_blamed_for_a_monday():
    rows = news(*weekdays(60, 2))
    assert not movement(history(rows), TODAY + timedelta(days=1)).is_stalled
    assert movement(history(rows), TODAY + timedelta(days=6)).is_stalled


def test_nine_days_without_news_from_feeds_that_rest_at_weekends_are_a_standstill():
    assert is_stalled(news(*weekdays(60, 9)))


def test_a_quiet_publication_of_rare_feeds_does_not_alarm():
    assert not is_stalled(news(150, 128, 97, 80, 55, 38, 20))


def test_a_publication_that_collects_once_a_week_does_not_alarm_between_two_weeks():
    assert not is_stalled(news(*range(79, 8, -7), each=30))
    assert is_stalled(news(*range(85, 14, -7), each=30))


def test_one_long_silence_of_the_past_is_no_rhythm():
    assert is_stalled(news(*range(60, 39, -1), *range(30, 8, -1)))


@pytest.mark.parametrize(("items", "stalled"), [(30, True), (2, False)])
def test_a_single_run_is_history_enough_when_it_brought_much(items, stalled):
    assert is_stalled(news(9, each=items)) is stalled


def test_two_days_are_never_a_standstill():
    assert not is_stalled(news(2, each=200))
    assert is_stalled(news(3, each=200))


def test_after_very_long_even_the_rarest_feeds_stand_still():
    rows = news(LONGEST_DAYS + 401, LONGEST_DAYS + 1)
    assert is_stalled(rows)
    assert not is_stalled(news(LONGEST_DAYS + 400, LONGEST_DAYS))


def test_only_feeds_that_are_active_count():
    rows = [*news(*range(60, 8, -1), each=5), *news(100, 70, 45, 12, source="rare")]
    assert not is_stalled(rows, feeds=(feed("variety", paused=True), feed("rare")))
    assert not is_stalled(rows, feeds=(feed("rare"),))
    assert is_stalled(rows, feeds=(feed("variety"), feed("rare")))


def test_a_feed_is_known_under_its_former_name():
    assert is_stalled(news(*range(60, 8, -1), source="old-name"), feeds=(feed("variety", was=("old-name",)),))


def test_without_feeds_or_without_history_nothing_stands_still():
    assert not is_stalled(news(*range(60, 8, -1)), feeds=())
    assert not is_stalled(())
    assert not is_stalled(news(*range(60, 8, -1)), feeds=(feed("variety", paused=True),))


def test_what_was_old_when_it_was_met_is_no_news():
    assert is_stalled([*news(*range(60, 8, -1)), *news(1, 0, fate="old"), *news(2, fate="undated")])


def test_what_the_rules_of_a_feed_leave_out_shows_that_it_lives():
    assert not is_stalled([*news(*range(60, 8, -1)), *news(1, fate="excluded")])


def test_a_day_of_the_future_hides_no_standstill():
    assert is_stalled([*news(*range(60, 8, -1)), *news(-400)])


def test_entries_count_where_memory_is_lost():
    rows = [entry(f"e{ago}", source="variety", collected=TODAY - timedelta(days=ago)) for ago in range(60, 8, -1)]
    assert is_stalled((), entries=tuple(rows))


def collected(tmp_path, rows, **files):
    return write(tmp_path, {"content/feeds.yaml": FEED, "content/seen/2026-W47/run.tsv": format_seen(rows), **files})


def test_the_command_says_in_plain_words_that_the_feeds_stand_still(tmp_path):
    state = '{"feed": "https://variety.example/feed", "succeeded": "2026-11-14T05:00:00+00:00", "failures": 8}'
    root = collected(tmp_path, news(*range(60, 8, -1)), **{"content/state/variety.json": state})
    ran = answered(root, "doctor", "--stalled")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "Nothing new has come for 9 days, since 13 November 2026.\n"
        "    The one feed usually brings something every day; more than 2 days of silence are a standstill.\n"
        "    1 of 1 feed failed the last time; one was last read with success on 14 November 2026.\n"
        "    digest status names feeds that fail, digest doctor --online looks for other causes.\n"
    )


def test_the_command_is_content_with_feeds_that_move(tmp_path):
    ran = answered(collected(tmp_path, news(*range(60, 0, -1))), "doctor", "--stalled")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith("Something new came on 21 November 2026; the one feed usually brings something every day")


def test_the_command_tells_machines(tmp_path):
    ran = answered(collected(tmp_path, news(*range(60, 8, -1))), "doctor", "--stalled", "--json")
    told = json.loads(ran.out)
    assert ran.status == 1
    assert told.pop("words").startswith("Nothing new has come for 9 days")
    assert told == {
        "stalled": True,
        "feeds": 1,
        "last_new": "2026-11-13",
        "idle_days": 9,
        "usual_days": 1,
        "limit_days": 2,
    }


@pytest.mark.parametrize(
    ("files", "words"),
    [({}, "No feed is active"), ({"content/feeds.yaml": FEED}, "Nothing was collected yet from 1 feed")],
)
def test_the_command_is_content_where_there_is_nothing_to_measure(tmp_path, files, words):
    ran = answered(write(tmp_path, files), "doctor", "--stalled")
    assert ran.status == 0
    assert words in ran.err


@pytest.mark.parametrize("path", ["digest.yaml", "content/feeds.yaml"])
def test_the_command_fails_where_nobody_can_tell(tmp_path, path):
    write(collected(tmp_path, news(0)), {path: "- [broken\n"})
    ran = answered(tmp_path, "doctor", "--stalled")
    assert ran.status == 1
    assert path in ran.err


def test_garbage_in_memory_and_hints_is_passed_over(tmp_path):
    memory = format_seen(news(*range(60, 8, -1))) + "<<<<<<< ours\n\x00\n"
    garbage = {"content/seen/2026-W47/run.tsv": memory, "content/state/variety.json": "<<<<<<<"}
    ran = answered(write(tmp_path, {"content/feeds.yaml": FEED, **garbage}), "doctor", "--stalled")
    assert ran.status == 1
    assert "When a feed was last read is not known." in ran.err
