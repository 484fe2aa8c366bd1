"""When a feed is asked again, and what is kept for then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from digest.collect.reply import Failure, Response
from digest.collect.schedule import (
    DAY,
    HOUR,
    LONGEST,
    PROBE_OF_THE_GONE,
    after_answer,
    after_failure,
    is_due,
    proposed_address,
    retry_after,
    rhythm,
)
from digest.collect.state import FeedState, format_state, parse_state
from digest.model import Item, ParsedFeed
from tests.builders import feed

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FEED = feed()
UNPOLLED = FeedState()


def spanning(hours, **changes):
    moments = (NOW, NOW - timedelta(hours=hours))
    return ParsedFeed(items=tuple(Item(published=moment) for moment in moments), **changes)


def answered(headers=(), parsed=None, state=UNPOLLED, feed=FEED, **response):
    found = Response(link=feed.feed, headers=dict(headers), **response)
    return after_answer(feed, state, found, parsed or spanning(2), NOW)


def pause(state):
    return (state.next_poll - NOW).total_seconds()


def test_rhythm_is_half_of_what_the_items_span_between_an_hour_and_a_day():
    assert rhythm(spanning(10)) == 5 * HOUR
    assert rhythm(spanning(0.5)) == HOUR
    assert rhythm(spanning(1000)) == DAY
    assert HOUR <= rhythm(ParsedFeed()) <= DAY


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, HOUR),
        ({"cache-control": "max-age=7200"}, 7200),
        ({"cache-control": "public, max-age=60"}, HOUR),
        ({"cache-control": "max-age=-5"}, HOUR),
        ({"cache-control": "max-age=504921600"}, LONGEST),
        ({"cache-control": "no-cache, max-age=7200"}, HOUR),
        ({"cache-control": "max-age=7200", "expires": "Fri, 20 Nov 2026 22:00:00 GMT"}, 7200),
        ({"expires": "Fri, 20 Nov 2026 22:00:00 GMT"}, 10 * HOUR),
        ({"expires": "Fri, 20 Nov 2020 22:00:00 GMT"}, HOUR),
        ({"expires": "0"}, HOUR),
        ({"expires": "Fri, 20 Nov 2042 22:00:00 GMT"}, LONGEST),
    ],
)
def test_server_may_lengthen_the_pause_up_to_a_week(headers, expected):
    assert pause(answered(headers)) == expected


def test_ttl_counts_when_the_server_says_nothing():
    assert pause(answered(parsed=spanning(2, ttl_seconds=3 * HOUR))) == 3 * HOUR
    assert pause(answered({"cache-control": "max-age=7200"}, parsed=spanning(2, ttl_seconds=3 * HOUR))) == 7200


def test_editors_interval_overrides_all_with_a_floor_but_for_private_feeds():
    lasting = {"cache-control": "max-age=99999"}
    assert pause(answered(lasting, feed=feed(interval=2 * HOUR))) == 2 * HOUR
    assert pause(answered(lasting, feed=feed(interval=60))) == HOUR
    assert pause(answered(lasting, feed=feed(interval=0, private=True))) == 0


def test_feed_is_not_due_before_its_time():
    state = answered()
    assert not is_due(FEED, state, NOW + timedelta(minutes=59))
    assert is_due(FEED, state, NOW + timedelta(minutes=60))


def test_feed_that_was_never_polled_or_has_a_new_address_is_due():
    assert is_due(FEED, FeedState(), NOW)
    assert is_due(feed(feed="https://elsewhere.example/"), answered(), NOW)


def test_clock_that_went_back_does_not_silence_a_feed():
    assert is_due(FEED, answered(), NOW - timedelta(days=400))


def test_state_that_names_a_day_in_ages_does_not_silence_a_feed():
    state = FeedState(feed=FEED.feed, polled=NOW, next_poll=datetime(9999, 1, 1, tzinfo=UTC))
    assert is_due(FEED, state, NOW)


def test_validators_are_replaced_by_a_document_and_merged_by_an_unchanged():
    state = answered({"etag": 'W/"odd"quote"', "last-modified": "yesterday"})
    assert (state.etag, state.modified) == ('W/"odd"quote"', "yesterday")
    unchanged = Response(link=FEED.feed, headers={"etag": '"2"'}, is_unchanged=True)
    merged = after_answer(FEED, state, unchanged, None, NOW)
    assert (merged.etag, merged.modified) == ('"2"', "yesterday")
    assert (answered(state=state).etag, answered(state=state).modified) == ("", "")


def test_unchanged_document_keeps_the_rhythm_it_had():
    state = answered(parsed=spanning(10))
    later = after_answer(FEED, state, Response(link=FEED.feed, is_unchanged=True), None, NOW)
    assert pause(later) == 5 * HOUR


def test_each_failure_in_a_row_doubles_the_pause_up_to_a_week():
    state, pauses = FeedState(), []
    for _ in range(12):
        state = after_failure(FEED, state, Failure(reason="no"), NOW)
        pauses.append(pause(state))
    assert 0.8 * HOUR <= pauses[0] <= 1.2 * HOUR
    assert 1.6 * HOUR <= pauses[1] <= 2.4 * HOUR
    assert pauses[-1] == LONGEST
    assert answered(state=state).failures == 0


def test_failures_of_many_feeds_do_not_come_back_together_but_the_same_on_every_run():
    pauses = [pause(after_failure(feed(f"f{n}"), FeedState(), Failure(reason="no"), NOW)) for n in range(20)]
    assert len(set(pauses)) > 10
    assert pauses == [pause(after_failure(feed(f"f{n}"), FeedState(), Failure(reason="no"), NOW)) for n in range(20)]


def test_failure_keeps_validators_and_the_last_success():
    state = after_failure(FEED, answered({"etag": "x"}), Failure(reason="no"), NOW + timedelta(days=1))
    assert (state.etag, state.succeeded, state.reason) == ("x", NOW, "no")


def test_feed_that_is_gone_is_probed_after_thirty_days():
    state = after_failure(FEED, FeedState(), Failure(reason="gone", status=410, is_gone=True), NOW)
    assert state.is_gone
    assert pause(state) == PROBE_OF_THE_GONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("Fri, 20 Nov 2026 13:00:00 GMT", 3600),
        ("Fri, 20 Nov 2020 13:00:00 GMT", 0),
        ("315360000", LONGEST),
        ("9" * 400, LONGEST),
        ("Fri, 20 Nov 2036 13:00:00 GMT", LONGEST),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("1.5", 0),
        ("²", 0),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(text, expected):
    assert retry_after(text, NOW) == expected


def test_retry_after_lengthens_the_pause_and_never_shortens_it():
    long = after_failure(FEED, FeedState(), Failure(reason="no", status=429, retry_after="86400"), NOW)
    short = after_failure(FEED, FeedState(), Failure(reason="no", status=429, retry_after="1"), NOW)
    assert pause(long) == DAY
    assert pause(short) >= 0.8 * HOUR


def test_feed_that_was_spared_has_not_failed():
    state = after_failure(FEED, FeedState(), Failure(reason="quiet", retry_after="7200", is_untold=True), NOW)
    assert state.failures == 0
    assert pause(state) == 7200


def test_new_address_is_proposed_after_three_days_of_permanent_redirects():
    state = FeedState()
    for day in (0, 0, 1, 2):
        assert proposed_address(state) == ""
        found = Response(link="https://new.example/", moved_to="https://new.example/")
        state = after_answer(FEED, state, found, ParsedFeed(), NOW + timedelta(days=day))
    assert proposed_address(state) == "https://new.example/"
    assert answered(state=state).moved_days == ()


def test_state_comes_back_as_it_was_written():
    state = FeedState(
        feed="https://x.example/é",
        etag='W/"é\\"',
        modified="x",
        polled=NOW,
        next_poll=NOW,
        succeeded=NOW,
        cadence_seconds=5,
        failures=3,
        reason="no",
        is_gone=True,
        moved_to="y",
        moved_days=(date(2026, 11, 20),),
    )
    assert parse_state(format_state(state)) == state
    assert parse_state(format_state(FeedState())) == FeedState()


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"",
            b"\xff\xfe",
            b"null",
            b"[]",
            b"7",
            b"{",
            b'{"polled": 5}',
            b'{"polled": "yesterday"}',
            b'{"failures": "x"}',
            b'{"etag": "a\\r\\nHost: b"}',
            b'{"etag": ["x"]}',
        ),
        b'<<<<<<< ours\n{"etag": "a"}\n=======\n{"etag": "b"}\n>>>>>>> theirs\n',
        b'{"polled": "2026-11-20T12:00:00"}',
        b'{"moved_days": 3}',
        b"[" * 100_000,
    ],
)
def test_garbage_is_no_state(data):
    assert parse_state(data) == FeedState()
