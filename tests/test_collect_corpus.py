"""Captured feeds, conformance files and attacks that nobody here wrote, when they lie beside the repository."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digest.collect.candidate import Terms
from digest.collect.guard import is_public
from digest.collect.parse import parse_feed
from digest.collect.reply import Failure
from digest.collect.triage import Batch, triage
from digest.content.documents import format_entry, parse_entry
from digest.model import Item, ParsedFeed
from tests.builders import feed, publication

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TERMS = Terms(issue="2026-W47", day=date(2026, 11, 20), now=NOW, since=NOW - timedelta(days=20_000), words=30)
SECONDS = 5


def files(folder):
    """Those of a folder of the corpus, and always our own."""
    own = sorted((Path(__file__).parent / "feeds").iterdir())
    found = sorted(path for path in (CORPUS / folder).rglob("*") if path.is_file())
    return [pytest.param(path, id="/".join(path.parts[-3:])) for path in (*own, *found)]


def strings():
    """Every attack of the corpus, one by one; one of our own when it is not there."""
    found = ["<script>alert(1)</script>"]
    for name in ("owasp-xss.json", "naughty-strings.json"):
        if (CORPUS / "attacks" / name).is_file():
            found += json.loads((CORPUS / "attacks" / name).read_text("utf-8"))
    vectors = CORPUS / "attacks" / "h5sc-vectors.txt"
    return found + (vectors.read_text("utf-8").splitlines() if vectors.is_file() else [])


def assert_entries_are_sound(parsed):
    """Every entry is written and read back the same, without a problem."""
    made = triage([Batch(feed=feed("f"), parsed=parsed)], publication(), TERMS)
    for entry in made.entries:
        problems: list[object] = []
        again = parse_entry(format_entry(entry).encode("utf-8"), entry.path, problems)  # type: ignore[arg-type]
        assert problems == []
        assert again == entry
    return made


@pytest.mark.parametrize("path", files("real"))
def test_captured_feed_ends_in_entries_or_in_a_named_failure(path):
    began = time.monotonic()
    parsed = parse_feed(path.read_bytes(), link="https://host.example/feed.xml")
    assert time.monotonic() - began < SECONDS
    if isinstance(parsed, Failure):
        assert parsed.reason
    else:
        assert_entries_are_sound(parsed)


@pytest.mark.parametrize("folder", ["conformance", "attacks"])
def test_made_up_document_ends_in_a_feed_or_in_a_named_failure(folder):
    for param in files(folder):
        parsed = parse_feed(param.values[0].read_bytes(), link="https://host.example/feed.xml")
        assert isinstance(parsed, ParsedFeed) or parsed.reason


def test_attack_in_every_field_of_an_item_leaves_a_sound_entry():
    for number, text in enumerate(strings()):
        escaped = text.encode("utf-8", "ignore").decode().replace("&", "&amp;").replace("<", "&lt;")
        document = (
            f"<rss version='2.0'><channel><title>{escaped}</title><item><title>{escaped}</title>"
            f"<link>https://x.example/{number}</link><guid isPermaLink='false'>{escaped}</guid>"
            f"<author>{escaped}</author>"
            f"<category>{escaped}</category><description>{escaped}</description><pubDate>{escaped}</pubDate></item>"
            "</channel></rss>"
        )
        parsed = parse_feed(document.encode("utf-8"), link="https://host.example/feed.xml")
        assert isinstance(parsed, ParsedFeed), (text, parsed)
        for entry in assert_entries_are_sound(parsed).entries:
            assert all(line.startswith(">") for line in entry.body.splitlines()), text


def test_item_that_says_the_same_in_every_field_is_sound():
    for text in strings():
        item = Item(guid=text, link="https://x.example/1", title=" ".join(text.split()), summary=text, authors=(text,))
        assert triage([Batch(feed=feed("f"), parsed=ParsedFeed(items=(item,)))], publication(), TERMS).seen


@pytest.mark.parametrize(("name", "expected"), [("private.txt", False), ("public.txt", True)])
def test_listed_addresses_are_told_apart(name, expected):
    path = CORPUS / "attacks" / "addresses" / name
    lines = path.read_text("utf-8").split() if path.is_file() else []
    assert [line for line in lines if is_public(line) is not expected] == []
