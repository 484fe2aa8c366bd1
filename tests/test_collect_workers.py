"""Child processes that parse: what they give back, and what becomes of those that are too slow or too large."""

from __future__ import annotations

import asyncio
from pathlib import Path

from digest.collect.reply import Failure
from digest.collect.workers import Document, Workers
from digest.model import ParsedFeed

PLAIN = Document(data=(Path(__file__).parent / "feeds" / "plain.rss").read_bytes(), link="https://x.example/")
# Thousands of open elements make feedparser's lenient parser slow, and nothing else.
SLOW = Document(data=b"<rss version='2.0'><channel><item>" + b"<a>" * 200_000 + b"&", link="https://x.example/")
HUGE = Document(
    data=b"<rss version='2.0'><channel>" + b"x" * 100_000_000 + b"</channel></rss>", link="https://x.example/"
)


async def parse_all(workers, *documents):
    return [await workers.parse(document) for document in documents]


def test_child_gives_the_feed_and_stays_for_the_next():
    with Workers(1) as workers:
        first, second = asyncio.run(parse_all(workers, PLAIN, PLAIN))
    assert isinstance(first, ParsedFeed)
    assert first == second
    assert first.items[0].guid == "reel-1"


def test_documents_are_read_side_by_side():
    async def both(workers):
        return await asyncio.gather(workers.parse(PLAIN), workers.parse(PLAIN))

    with Workers(2) as workers:
        assert all(isinstance(parsed, ParsedFeed) for parsed in asyncio.run(both(workers)))


def test_document_that_takes_too_long_is_a_failure_and_the_next_is_read():
    with Workers(1, seconds=0.5) as workers:
        slow, plain = asyncio.run(parse_all(workers, SLOW, PLAIN))
    assert isinstance(slow, Failure)
    assert "within 0.5 seconds" in slow.reason
    assert isinstance(plain, ParsedFeed)


def test_document_that_needs_too_much_memory_is_a_failure_and_the_next_is_read():
    with Workers(1, memory_bytes=300_000_000) as workers:
        huge, plain = asyncio.run(parse_all(workers, HUGE, PLAIN))
    assert isinstance(huge, Failure)
    assert isinstance(plain, ParsedFeed)
