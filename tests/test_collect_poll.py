"""Polling many feeds: whose turn it is, who is spared, and that the order of answers does not matter."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from digest.collect.document import Wanted
from digest.collect.manners import Manners, domain_of
from digest.collect.poll import poll
from digest.collect.reply import Failure, RefusedError, Response
from digest.collect.state import FeedState
from digest.model import ParsedFeed
from tests.builders import feed


class FakeWeb:
    """Answers by address, with text for a redirect; counts how many requests are under way at once."""

    def __init__(self, answers=()):
        self.answers = dict(answers)
        self.asked: list[str] = []
        self.under_way: list[str] = []
        self.most: dict[str, int] = {}

    async def get(self, link, validators, *, private=False, turn):
        try:
            while isinstance(answer := await self.answer(link, private, turn), str):
                link = answer
        except RefusedError as refusal:
            return refusal.failure
        return answer

    async def answer(self, link, private, turn):
        domain = domain_of(link, private=private)
        async with turn(link):
            self.asked.append(link)
            self.under_way.append(domain)
            self.most[domain] = max(self.most.get(domain, 0), self.under_way.count(domain))
            self.most["all"] = max(self.most.get("all", 0), len(self.under_way))
            for _ in range(5):
                await asyncio.sleep(0)
            self.under_way.remove(domain)
            answer = self.answers.get(link, Response(link=link, body=b"x"))
            if isinstance(answer, Failure):
                raise RefusedError(answer)
            return answer


class FakeParser:
    async def parse(self, document):
        return ParsedFeed(title=document.link)


def wanted(feed):
    return Wanted(feed=feed, words=30, since=datetime(2026, 11, 6, tzinfo=UTC))


def run(feeds, web, pause=0.0, events=None):
    due = [(row, FeedState()) for row in feeds]
    heard = events if events is not None else []
    polled = poll(due, web, FakeParser(), Manners(pause), wanted, lambda *event: heard.append(event), 4)
    return asyncio.run(asyncio.wait_for(polled, 30))


def test_results_stand_in_the_order_of_the_feeds():
    feeds = [feed(f"f{number}") for number in range(20)]
    web = FakeWeb()
    assert [row.feed.slug for row in run(feeds, web)] == [row.slug for row in feeds]
    assert web.asked != [row.feed for row in feeds]


def test_one_request_at_a_time_goes_to_a_domain_and_few_in_all():
    feeds = [feed(f"a{n}", feed=f"https://a{n}.one.example/") for n in range(5)]
    feeds += [feed(f"b{n}", feed=f"https://b{n}.example/") for n in range(9)]
    web = FakeWeb()
    run(feeds, web)
    assert web.most["one.example"] == 1
    assert web.most["all"] == 4


def test_domain_is_left_alone_for_a_moment_between_two_requests():
    async def timed():
        moments = []
        manners = Manners(0.05)
        for number in range(2):
            async with manners.turn(f"https://a{number}.one.example/"):
                moments.append(asyncio.get_running_loop().time())
        async with manners.turn("https://other.example/"):
            moments.append(asyncio.get_running_loop().time())
        return moments

    first, second, other = asyncio.run(timed())
    assert second - first >= 0.05
    assert other - second < 0.05


@pytest.mark.parametrize("status", [429, 503])
def test_domain_that_asks_for_quiet_gets_no_second_request_in_the_run(status):
    feeds = [feed(f"f{n}", feed=f"https://busy.example/{n}") for n in range(5)]
    wish = Failure(reason="busy", status=status, retry_after="7200")
    web = FakeWeb({row.feed: wish for row in feeds})
    polled = run(feeds, web, pause=60)
    assert len(web.asked) == 1
    assert [row.failure.is_untold for row in polled if row.failure].count(True) == 4
    assert {row.failure.retry_after for row in polled if row.failure} == {"7200"}


def test_failure_of_one_feed_does_not_touch_the_others():
    feeds = [feed("good"), feed("bad")]
    web = FakeWeb({"https://bad.example/feed": Failure(reason="no")})
    good, bad = run(feeds, web)
    assert (good.parsed, good.failure) == (ParsedFeed(title="https://good.example/feed"), None)
    assert (bad.parsed, bad.failure) == (None, Failure(reason="no"))


def test_unchanged_document_is_not_parsed():
    web = FakeWeb({"https://good.example/feed": Response(link="https://good.example/feed", is_unchanged=True)})
    (good,) = run([feed("good")], web)
    assert good.parsed is None
    assert good.failure is None


def test_every_feed_is_heard_to_start_and_to_end():
    events: list[tuple[str, object]] = []
    run([feed("a"), feed("b")], FakeWeb(), events=events)
    assert sorted(what for what, _ in events) == ["due", "due", "read", "read", "start", "start"]


def test_redirects_to_one_domain_wait_for_their_turn_there_and_never_for_each_other():
    feeds = [feed(f"f{n}", feed=f"https://f{n}.example/") for n in range(9)]
    feeds += [feed(f"b{n}", feed=f"https://hub.example/b{n}") for n in range(3)]
    web = FakeWeb({f"https://f{n}.example/": f"https://hub.example/{n}" for n in range(9)})
    polled = run(feeds, web)
    assert web.most["hub.example"] == 1
    assert web.most["all"] <= 4
    assert all(row.parsed for row in polled)


def test_quiet_that_was_asked_for_at_the_end_of_a_redirect_counts_for_that_domain():
    feeds = [feed(f"f{n}", feed=f"https://f{n}.example/") for n in range(3)]
    answers = {row.feed: f"https://hub.example/{row.slug}" for row in feeds}
    busy = Failure(reason="busy", status=429, retry_after="60")
    web = FakeWeb(answers | dict.fromkeys(answers.values(), busy))
    polled = run(feeds, web)
    assert sum("hub.example" in link for link in web.asked) == 1
    assert sorted(row.failure.domain for row in polled if row.failure) == ["", "", "hub.example"]


def test_private_feeds_are_told_apart_by_host_and_port():
    assert domain_of("http://127.0.0.1:8001/a", private=True) == "127.0.0.1:8001"
