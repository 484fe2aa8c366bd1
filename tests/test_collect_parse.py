"""Odd feeds of our own: a comment in each says what it does wrong, and the tests here what must come of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.collect.parse import parse_feed
from digest.collect.reply import Failure
from digest.collect.shape import MOST_ITEMS, language_of
from digest.model import ParsedFeed

FEEDS = Path(__file__).parent / "feeds"
LINK = "https://host.example/dir/feed.xml"


def read(name, **options) -> ParsedFeed:
    parsed = parse_feed((FEEDS / name).read_bytes(), link=LINK, **options)
    assert isinstance(parsed, ParsedFeed), parsed
    return parsed


def failure(data: bytes) -> str:
    parsed = parse_feed(data, link=LINK)
    assert isinstance(parsed, Failure)
    return parsed.reason


def rss(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def test_plain_feed_gives_everything_it_says():
    feed = read("plain.rss")
    item = feed.items[0]
    assert (feed.title, feed.site, feed.language, feed.ttl_seconds) == (
        "Reel Notes",
        "https://reel.example/",
        "en-GB",
        5400,
    )
    assert (item.guid, item.link) == ("reel-1", "https://reel.example/2026/11/studio")
    assert (item.authors, item.categories) == (("Ada Okafor",), ("Industry",))
    assert item.published is not None
    assert item.published.isoformat() == "2026-11-20T09:30:00+01:00"
    assert item.updated is None
    assert item.summary == "<p>The deal covers <em>storyboards</em> only, both sides say.</p>"


def test_relative_links_are_resolved_against_the_nearest_base():
    item = read("relative.atom").items[0]
    assert item.link == "https://camera.example/blog/2026/plan"
    assert 'href="https://camera.example/blog/suite"' in item.summary


def test_link_without_any_base_is_relative_to_the_feed():
    parsed = parse_feed(rss("<item><title>A</title><link>../a?x=1&amp;y=2</link></item>"), link=LINK)
    assert isinstance(parsed, ParsedFeed)
    assert parsed.items[0].link == "https://host.example/a?x=1&y=2"


def test_titles_are_plain_text():
    assert read("relative.atom").title == "Caméra & code"
    assert read("relative.atom").items[0].title == "Un plan & une voix"


def test_updated_is_not_taken_for_published():
    item = read("old.rdf").items[0]
    assert item.published is None
    assert item.updated is not None


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("latin1.rss", ["L’été d’une “caméra”"]),
        ("badbyte.rss", ["Le café � et l’été"]),
        ("junk.rss", ["Still here"]),
        ("control.rss", ["Tabbed and whole"]),
        ("oldest.rss", ["Café"]),
        ("empty.rss", []),
        ("twins.rss", ["First", "Second", "Second"]),
    ],
)
def test_odd_feed_keeps_its_text(name, titles):
    assert [item.title for item in read(name).items] == titles


def test_dates_are_never_invented():
    assert [item.published is not None for item in read("dates.rss").items] == [False, False, False, True]


def test_episode_without_a_page_has_the_address_of_its_sound():
    item = read("podcast.rss").items[0]
    assert item.link == "https://cdn.talkback.example/ep9.mp3"
    assert [(media.media_type, media.seconds) for media in item.enclosures] == [("audio/mpeg", 3723)]


def test_video_has_its_text_and_its_length():
    item = read("video.atom").items[0]
    assert (item.link, item.summary) == ("https://www.youtube.com/watch?v=abc", "How the shot was made.")
    assert item.enclosures[0].seconds == 125


def test_mail_addresses_are_no_names():
    assert [item.authors for item in read("mail-authors.rss").items] == [("Ada Okafor",), ("Ada Okafor",), ()]


def test_hostile_fields_come_out_as_words():
    feed = read("hostile.rss")
    item = feed.items[0]
    assert (feed.title, feed.site) == ("Evil live", "")
    assert item.title == "<script>alert(1)</script> {{7*7}} gnp.exe"
    assert item.authors == ()
    assert item.summary == "<p># Not a heading</p><a>click</a> {{7*7}}"
    assert feed.items[1].link == ""


def test_markup_that_breaks_a_parser_is_only_text_that_is_lost():
    parsed = parse_feed(rss("<item><title>A</title><author>&lt;![&gt; Ada</author></item>"), link=LINK)
    assert isinstance(parsed, ParsedFeed)
    assert parsed.items[0].title == "A"


def test_entities_neither_grow_nor_read_files():
    title = read("bomb.rss").items[0].title
    assert len(title) < 50
    assert (Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "?") not in title


def test_json_feed_in_both_versions():
    seven, eight = read("feed.json").items
    assert (seven.guid, seven.link, seven.authors) == ("7", "https://host.example/7", ("New Form",))
    assert (seven.summary, seven.categories) == ("<p>Short &amp; plain</p>", ("AI",))
    assert (eight.link, eight.summary) == ("https://elsewhere.example/8", "<p>Just text</p>")
    assert eight.enclosures[0].seconds == 75


def test_whole_text_is_taken_only_when_asked_for():
    assert read("feed.json").items[0].summary == "<p>Short &amp; plain</p>"
    assert read("feed.json", whole=True).items[0].summary == "<p>Long <b>text</b>.</p>"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cut.rss", "ends in the middle"),
        ("page.html", "it announces https://host.example/feed.xml, https://page.example/feed.json"),
        ("list.opml", "an XML document of <opml>"),
    ],
)
def test_document_that_is_no_feed_says_what_it_is(name, reason):
    assert reason in failure((FEEDS / name).read_bytes())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><link rel=alternate type=application/rss+xml href=/f><![><p>", "announces https://host.example/f"),
        (b"", "empty"),
        (b" \n", "empty"),
        (b"hello", "begins with 'hello'"),
        (b"{", "JSON that cannot be read"),
        (b'{"a": 1}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1"', "JSON that cannot be read"),
        (b"[" * 100_000, "not a feed"),
        (b'{"a":' * 100_000, "JSON that cannot be read"),
        (rss("<item><title>x</title></item>" * (MOST_ITEMS + 1)), "2,001 items, more than 2,000"),
    ],
)
def test_bad_document_is_a_named_failure(data, reason):
    assert reason in failure(data)


def test_very_long_title_is_cut_at_a_word():
    parsed = parse_feed(rss(f"<item><title>{'word ' * 1000}</title></item>"), link=LINK)
    assert isinstance(parsed, ParsedFeed)
    assert len(parsed.items[0].title) <= 500
    assert parsed.items[0].title.endswith("word…")


@pytest.mark.parametrize(
    "link",
    [
        *("https://x.example:99999/", "https://x.example:abc/", "https://a^b.example/", "https://xn--zzzzzz.example/"),
        *("https://1.2.3.4.5/", "https://[::1/", "http://", "https://x.example/\ud800", "https://😀.😀/"),
    ],
)
def test_address_that_is_none_costs_its_item_no_more_than_the_link(link):
    row = {"id": "1", "url": link, "title": "T \ud800", "content_html": "<p>Words \udfff <a href='/a'>and</a></p>"}
    good = {"id": "2", "url": "https://x.example/2", "title": "Good", "tags": ["\ud800"]}
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "F \ud800", "items": [row, good]}
    atom = (
        f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{link}'><title>T</title><entry><title>Bad</title>"
        "<content type='html'>&lt;p>Words&lt;/p></content></entry>"
        "<entry><title>Good</title><link href='/2'/></entry></feed>"
    )
    for data in (json.dumps(document).encode(), atom.encode("utf-8", "replace")):
        parsed = parse_feed(data, link=LINK)
        assert isinstance(parsed, ParsedFeed), parsed
        assert [item.title for item in parsed.items][1] == "Good"
        assert "Words" in parsed.items[0].summary


def test_space_within_an_address_is_written_as_addresses_do():
    parsed = parse_feed(rss("<item><title>A</title><link> https://x.example/a \n b/c d.html </link></item>"), link=LINK)
    assert isinstance(parsed, ParsedFeed)
    assert parsed.items[0].link == "https://x.example/a%20%20b/c%20d.html"


def test_language_is_no_tag_with_strange_digits():
    assert language_of("es-４１９") == "es"
    assert language_of("es-419") == "es-419"
