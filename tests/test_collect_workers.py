"""Child processes that parse: what they give back, and what becomes of those that are too slow or too large."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.collect.document import Document, Wanted
from digest.collect.gist import read_document
from digest.collect.reply import Failure
from digest.collect.workers import ANSWER_BYTES, Workers
from digest.model import ParsedFeed
from tests.builders import feed

PLAIN = Document(data=(Path(__file__).parent / "feeds" / "plain.rss").read_bytes(), link="https://x.example/")
# Thousands of open elements make feedparser's lenient parser slow, and nothing else.
SLOW = Document(data=b"<rss version='2.0'><channel><item>" + b"<a>" * 200_000 + b"&", link="https://x.example/")
HUGE = Document(
    data=b"<rss version='2.0'><channel>" + (b"<a>" + b"x" * 10_000 + b"</a>") * 10_000 + b"</channel></rss>",
    link="https://x.example/",
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


def wanting(document, **changes):
    since = datetime(2026, 11, 6, tzinfo=UTC)
    return replace(document, wanted=Wanted(feed=feed(**changes), words=30, since=since))


def test_child_gives_only_as_much_of_a_text_as_will_be_used():
    with Workers(1) as workers:
        (parsed,) = asyncio.run(parse_all(workers, wanting(PLAIN)))
    assert [item.summary for item in parsed.items] == [""] * len(parsed.items)
    assert parsed.items[0].gist.quotation.startswith("> ")


@pytest.mark.parametrize("form", ["<p>Kapitänspatent </p>", "<p>\n                    word word\n    </p>"])
@pytest.mark.parametrize("words", [500, 2000])
def test_quotation_has_as_many_words_as_the_feed_allows(form, words):
    text = f"<rss version='2.0'><channel><item><title>1</title><description><![CDATA[{form * 4000}]]></description>"
    document = replace(PLAIN, data=f"{text}</item></channel></rss>".encode())
    parsed = read_document(wanting(document, quote=words))
    assert isinstance(parsed, ParsedFeed)
    assert len(parsed.items[0].gist.quotation.replace(">", "").split()) == words


def test_child_keeps_no_text_for_who_only_wants_to_know_the_feed():
    with Workers(1) as workers:
        (parsed,) = asyncio.run(parse_all(workers, PLAIN))
    assert parsed.items
    assert {item.summary for item in parsed.items} == {""}


FOR_EVER = wanting(replace(PLAIN, data=PLAIN.data.replace(b"<title>", b"<title>" + b"a" * 60)), include=("(a+)+$",))


def test_rule_that_never_ends_costs_its_feed_alone():
    with Workers(1, seconds=5) as workers:
        slow, plain = asyncio.run(parse_all(workers, FOR_EVER, wanting(PLAIN)))
    assert slow == Failure(reason="it could not be read within 5 seconds; it may be its include and exclude rules")
    assert isinstance(plain, ParsedFeed)


def test_who_gives_up_waits_for_no_child():
    async def given_up(workers):
        async with asyncio.timeout(3):
            await workers.parse(FOR_EVER)

    with pytest.raises(TimeoutError), Workers(1, seconds=60) as workers:
        asyncio.run(given_up(workers))
    assert multiprocessing.active_children() == []


ORPHANS = """
import asyncio, os, signal
from digest.collect.workers import Workers
from tests.test_collect_workers import FOR_EVER, PLAIN

async def end(workers):
    await workers.parse(PLAIN)
    asyncio.get_running_loop().call_later(1, os.kill, os.getpid(), signal.{name})
    await workers.parse(FOR_EVER)

if __name__ == "__main__":
    with Workers(1, seconds=600) as workers:
        asyncio.run(end(workers))
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_no_child_outlives_the_run(name, tmp_path):
    program = tmp_path / "run.py"
    program.write_text(ORPHANS.format(name=name))
    # The children write where the run does: as long as one of them lives, its output does not end.
    result = subprocess.run(
        [sys.executable, program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=60,
    )
    assert result.returncode == -signal.Signals[name]
    assert b"Traceback" not in result.stderr


def test_feeds_that_hold_too_much_together_wait_for_another_run():
    with Workers(1, room_bytes=5_000) as workers:
        answers = asyncio.run(parse_all(workers, *[PLAIN] * 30))
    taken = [answer for answer in answers if isinstance(answer, ParsedFeed)]
    assert 0 < len(taken) < 30
    assert all("no memory left" in answer.reason for answer in answers if answer not in taken)


def test_feed_whose_items_hold_too_much_is_a_failure():
    text = "<p>word" + " word" * 3000 + "</p>"
    rows = "".join(
        f"<item><link>https://x.example/{n}</link><description><![CDATA[{text}{n}]]></description></item>"
        for n in range(1900)
    )
    data = f"<rss version='2.0'><channel>{rows}</channel></rss>".encode()
    whole = wanting(replace(PLAIN, data=data), quote="full")
    with Workers(1, seconds=60) as workers:
        (answer,) = asyncio.run(parse_all(workers, whole))
    assert answer == Failure(reason=f"its items hold more than {ANSWER_BYTES // 1_000_000} MB of text")
