"""What is made of documents, point by point: P1 to P10 (P4 has a file of its own)."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from digest.collect.candidate import Terms
from digest.collect.document import Wanted
from digest.collect.encoding import decode
from digest.collect.gist import grasped
from digest.collect.parse import parse_feed
from digest.collect.reply import Failure
from digest.collect.shape import MOST_ITEMS
from digest.collect.triage import Batch, Intents, triage
from digest.content.documents import format_entry, parse_entry
from digest.model import ParsedFeed
from tests.builders import feed, publication
from tests.corpus import CORPUS, OWN_FEEDS, feed_files
from tests.outside import NOW
from tests.servers import Answer

LINK = "https://host.example/dir/feed.xml"
FEED = "http://news.example/feed"
TERMS = Terms(issue="2026-W47", day=date(2026, 11, 20), now=NOW, since=NOW - timedelta(days=20_000), words=30)
SECONDS = 5


def ids(paths: list[Path]) -> list[str]:
    return ["/".join(path.parts[-3:]) for path in paths]


def read(data: bytes) -> ParsedFeed:
    parsed = parse_feed(data, link=LINK)
    assert isinstance(parsed, ParsedFeed), parsed
    return parsed


def rss(items: str, attributes: str = "") -> bytes:
    return f"<rss version='2.0'{attributes}><channel><title>T</title>{items}</channel></rss>".encode()


def atom(entries: str, attributes: str = "") -> bytes:
    namespaces = "xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'"
    return f"<feed {namespaces} {attributes}><title>T</title>{entries}</feed>".encode()


def entries_of(parsed: ParsedFeed) -> Intents:
    """Every entry is written and read back the same, without a problem."""
    read = grasped(parsed, Wanted(feed=feed("f"), words=TERMS.words, since=TERMS.since))
    made = triage([Batch(feed=feed("f"), parsed=read)], publication(), TERMS)
    for entry in made.entries:
        problems: list[object] = []
        again = parse_entry(format_entry(entry).encode("utf-8"), entry.path, problems)  # type: ignore[arg-type]
        assert problems == []
        assert again == entry
    return made


@pytest.mark.parametrize("path", feed_files("real"), ids=ids(feed_files("real")))
def test_p01_captured_feed_ends_in_entries_or_in_a_named_failure(path):
    began = time.process_time()
    parsed = parse_feed(path.read_bytes(), link=LINK)
    if isinstance(parsed, Failure):
        assert parsed.reason
    else:
        entries_of(parsed)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("folder", ["conformance", "attacks"])
def test_p01_made_up_document_ends_in_entries_or_in_a_named_failure(folder):
    for path in feed_files(folder):
        began = time.process_time()
        parsed = parse_feed(path.read_bytes(), link=LINK)
        if isinstance(parsed, Failure):
            assert parsed.reason.isprintable(), path
        else:
            entries_of(parsed)
        assert time.process_time() - began < SECONDS, path


def counted(data: bytes) -> int:
    """Items, by expat alone, or by the json module; by a pattern where a document is neither."""
    text = decode(data, "")
    if text.lstrip().startswith("{"):
        return len(json.loads(text)["items"])
    try:
        tags = (node.tag.rpartition("}")[2] for node in ElementTree.fromstring(data).iter())
        return sum(tag in ("item", "entry") for tag in tags)
    except (ElementTree.ParseError, ValueError):
        bare = re.sub(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", "", text, flags=re.DOTALL)
        return len(re.findall(r"<(?:\w+:)?(?:item|entry)[\s>]", bare))


@cache
def parsed_file(path: Path) -> ParsedFeed | Failure:
    return parse_feed(path.read_bytes(), link=LINK)


def test_p02_item_counts_agree_with_an_independent_parser_within_two_per_cent():
    ours = theirs = feeds = 0
    for path in feed_files("real"):
        parsed = parsed_file(path)
        if isinstance(parsed, ParsedFeed):
            expected = counted(path.read_bytes())
            assert abs(len(parsed.items) - expected) <= max(1, expected // 50), path
            feeds, ours, theirs = feeds + 1, ours + len(parsed.items), theirs + expected
    assert feeds >= (170 if CORPUS.is_dir() else 10)
    assert abs(ours - theirs) <= theirs * 0.02


def test_p02_no_feed_that_has_items_is_refused():
    """What is refused has none, by the same count, but for feeds of ours that are cut or broken on purpose."""
    for path in feed_files("real"):
        if path.parent == OWN_FEEDS or not path.suffix.startswith((".xml", ".rss", ".rdf", ".atom")):
            continue
        assert isinstance(parsed_file(path), ParsedFeed) or counted(path.read_bytes()) == 0, path


@pytest.mark.parametrize("byte", [b"\xff", b"\x80", b"\xe9", b"\0", b"\x0c", b"\xef\xbf\xbf", b"&#0;", b"&nbsp;", b"&"])
def test_p03_bad_byte_keeps_the_text(byte):
    head = b"<?xml version='1.0' encoding='utf-8'?>"
    item = "<item><title>L’été ".encode() + byte + "à l’écran</title></item><item><title>Été</title></item>".encode()
    first, second = read(head + rss("").replace(b"</channel>", item + b"</channel>")).items
    assert first.title.startswith("L’été")
    assert first.title.endswith("à l’écran")
    assert second.title == "Été"


def test_p05_json_feed_in_both_versions():
    row = {"id": 7, "url": "/7", "title": "Seven", "content_text": "One\n\ntwo <b>", "tags": ["AI"], "language": "fr"}
    row |= {"date_published": "2026-11-20T09:30:00+01:00", "date_modified": "2026-11-20T10:00:00Z"}
    sound = {"url": "https://cdn.example/a.mp3", "mime_type": "audio/mpeg", "duration_in_seconds": 75}
    for version, authors in (("1", {"author": {"name": "Ada"}}), ("1.1", {"authors": [{"name": "Ada"}]})):
        whole = {
            "version": f"https://jsonfeed.org/version/{version}",
            "title": "F",
            "home_page_url": "https://x.example/",
        }
        parsed = read(
            json.dumps(whole | {"items": [row | authors | {"attachments": [sound]}, {"id": "https://x/8"}]}).encode()
        )
        seven, eight = parsed.items
        assert (seven.guid, seven.link, seven.title) == ("7", "https://host.example/7", "Seven")
        assert (seven.summary, seven.authors, seven.categories) == ("<p>One</p><p>two &lt;b&gt;</p>", ("Ada",), ("AI",))
        assert str(seven.published) == "2026-11-20 09:30:00+01:00"
        assert (seven.language, seven.enclosures[0].seconds) == ("fr", 75)
        assert eight.link == "https://x/8"


@pytest.mark.parametrize(
    "data",
    [b"{", b"{}", b'{"version": 1}', b'{"version": "https://jsonfeed.org/version/1", "items": 7}', b'{"a":' * 50_000],
)
def test_p05_json_that_is_no_feed_is_an_empty_one_or_a_named_failure(data):
    parsed = parse_feed(data, link=LINK)
    assert parsed.reason if isinstance(parsed, Failure) else parsed.items == ()


def test_p06_duplicate_missing_and_changed_guids(world):
    def item(guid, name, title=None):
        tag = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
        return f"<item><title>{title or name}</title><link>https://news.example/{name}</link>{tag}</item>"

    documents = [
        # One guid for two things; an item without any; one of which the next two change guid, then host.
        item("same", "first") + item("same", "second") + item("", "third") + item("g4", "fourth"),
        item("same", "first") + item("same", "second") + item("", "third", "Third, later") + item("new", "fourth"),
        (item("same", "first") + item("newer", "fourth")).replace("https://news.example", "http://www.news.example"),
        item("", "first") + item("g5", "fourth", "A part two, that goes on where the first left off"),
    ]
    world.follow(FEED)
    world.plain["/feed"] = [Answer(body=rss(document)) for document in documents]
    counts = [len(world.run(NOW + n * timedelta(days=1)).entries) for n in range(4)]
    assert counts == [4, 0, 0, 1]


@pytest.mark.parametrize(
    ("data", "link", "inside"),
    [
        (rss("<item><title>A</title><link>../a?x=1&amp;y=2</link></item>"), "https://host.example/a?x=1&y=2", ""),
        (rss("<item><title>A</title><link>//cdn.example/a</link></item>"), "https://cdn.example/a", ""),
        (
            rss(
                "<item><title>A</title><link>/b/a</link><description>&lt;a href='c'&gt;x&lt;/a&gt;</description></item>"
            ),
            "https://host.example/b/a",
            "https://host.example/dir/c",
        ),
        (
            atom(
                "<entry xml:base='deep/'><title>A</title><link href='a'/></entry>", "xml:base='https://base.example/x/'"
            ),
            "https://base.example/x/deep/a",
            "",
        ),
        (
            atom(
                "<entry><title>A</title><link href='/a'/><content type='xhtml' xml:base='/c/'>"
                "<div xmlns='http://www.w3.org/1999/xhtml'><a href='d'>x</a></div></content></entry>",
                "xml:base='https://base.example/'",
            ),
            "https://base.example/a",
            "https://base.example/c/d",
        ),
    ],
)
def test_p07_relative_links_are_resolved_against_the_nearest_base(data, link, inside):
    (item,) = read(data).items
    assert item.link == link
    assert re.findall(r'href="([^"]*)"', item.summary) == ([inside] if inside else [])


def test_p08_enclosures_media_and_youtube_tell_medium_and_length(world):
    itunes = " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:media='http://search.yahoo.com/mrss/'"
    podcast = rss(
        "<item><title>Talk</title><enclosure url='/a.mp3' type='audio/mpeg' length='9'/>"
        "<itunes:duration>1:02:03</itunes:duration></item>"
        "<item><title>Clip</title><link>https://news.example/clip</link>"
        "<media:content url='/c.mp4' medium='video' duration='65'/></item>"
        "<item><title>Text</title><link>https://news.example/t</link><enclosure url='/a.jpg' type='image/jpeg'/>"
        "<media:thumbnail url='/b.jpg'/></item>",
        itunes,
    )
    video = atom(
        "<entry xmlns:yt='http://www.youtube.com/xml/schemas/2015'><yt:videoId>abcdefghijk</yt:videoId><title>Film</title>"
        "<link rel='alternate' href='https://www.youtube.com/watch?v=abcdefghijk'/>"
        "<media:group><media:description>How it was shot.</media:description></media:group></entry>"
    )
    world.follow(FEED, "http://video.example/film")
    world.plain["/feed"], world.plain["/film"] = Answer(body=podcast), Answer(body=video)
    made = {entry.title: entry for entry in world.run().entries}
    told = {title: (entry.medium, entry.duration) for title, entry in made.items()}
    assert told == {
        "Talk": ("audio", "1:02:03"),
        "Clip": ("video", "1:05"),
        "Text": ("article", ""),
        "Film": ("video", ""),
    }
    assert made["Talk"].link == "http://news.example/a.mp3"
    assert "How it was shot" in made["Film"].body
    assert len(world.plain.requests) == 2


ITEM = "<item><title>Still here</title><link>https://x.example/1</link></item>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (rss(ITEM * 9)[:-40], "ends in the middle"),
        (rss(ITEM).partition(b"</item>")[0], "ends in the middle"),
        (atom("<entry><title>A</title></entry>")[:-10], "ends in the middle"),
        (b"hello", "not a feed"),
        (b"\x89PNG\r\n\x1a\n", "not a feed"),
        (b"<opml version='2.0'><body/></opml>", "not a feed: an XML document of <opml>"),
        (b"<!doctype html><title>x</title>", "a web page, not a feed"),
    ],
)
def test_p09_cut_or_empty_document_is_a_named_failure(data, words):
    parsed = parse_feed(data, link=LINK)
    assert isinstance(parsed, Failure)
    assert words in parsed.reason


@pytest.mark.parametrize(
    "junk",
    [
        b"\r\n\r\n",
        b"<br />\n<b>Warning</b>: headers already sent\n",
        b"\xef\xbb\xbf\xef\xbb\xbf",
        b"junk ",
        b"<!-- x -->",
    ],
)
def test_p09_junk_before_the_prolog_is_passed_over(junk):
    data = junk + b"<?xml version='1.0' encoding='utf-8'?>\n" + rss(ITEM)
    assert [item.title for item in read(data).items] == ["Still here"]


def test_p09_every_name_with_a_prefix_that_nobody_declared():
    parsed = read((OWN_FEEDS / "prefixed.rss").read_bytes())
    assert [item.title for item in parsed.items] == ["A first day", "A second day"]
    assert parsed.items[0].published == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "author",
    [
        "(" * 20_000,
        "a@" * 20_000,
        "<" * 20_000,
        "x" * 200_000,
        "a@b.c (" * 5_000,
        "\u202e" * 20_000,
        " " * 100_000 + "@",
    ],
    ids=["brackets", "at", "less", "long", "mail", "bidi", "space"],
)
def test_p10_hostile_author_costs_no_more_than_seconds(author):
    escaped = author.replace("<", "&lt;")
    began = time.process_time()
    parsed = parse_feed(rss(f"<item><title>A</title><author>{escaped}</author></item>{ITEM}"), link=LINK)
    assert time.process_time() - began < SECONDS
    assert isinstance(parsed, Failure) or all(len(name) <= 120 for item in parsed.items for name in item.authors)


def test_p10_ten_thousand_items_are_refused_and_two_thousand_are_read():
    began = time.process_time()
    parsed = parse_feed(rss("<item><title>x</title></item>" * 10_000), link=LINK)
    assert isinstance(parsed, Failure)
    assert parsed.reason == f"10,000 items, more than {MOST_ITEMS:,}"
    assert len(read(rss("<item><title>x</title></item>" * MOST_ITEMS)).items) == MOST_ITEMS
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("markup", ["word ", "<b>word</b> ", "<div>", "<a href='/x'>w</a>", "&amp;amp;", "[^a", "*"])
def test_p10_body_of_two_megabytes_is_a_short_entry_within_seconds(markup):
    body = (markup * (2_400_000 // len(markup))).replace("&", "&amp;").replace("<", "&lt;")
    began = time.process_time()
    parsed = read(rss(f"<item><title>A</title><link>/a</link><description>{body}</description></item>{ITEM}"))
    for entry in entries_of(parsed).entries:
        assert len(format_entry(entry)) < 4000
    assert time.process_time() - began < SECONDS
