"""Every feed of every site, under the rules of the W3C's validator: no error and no warning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import feedparser
import pytest

from tests.built import SITES, Built
from tests.difficult_texts import HOSTILE
from tests.feedrules import atom_complaints, json_complaints, opml_complaints, rss_complaints

Rules = Callable[[bytes, str], Iterator[str]]


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, built_site: Callable[[str], Built]) -> Built:
    return built_site(request.param)


def feeds(site: Built) -> Iterator[tuple[str, bytes, Rules]]:
    for file in sorted((*site.folder.rglob("*.xml"), *site.folder.rglob("*.json"))):
        path, data = "/" + file.relative_to(site.folder).as_posix(), file.read_bytes()
        if b"<rss" in data:
            yield path, data, rss_complaints
        elif b"<feed" in data:
            yield path, data, atom_complaints
        elif b"jsonfeed.org" in data:
            yield path, data, json_complaints


def test_no_feed_has_an_error_or_a_warning(site):
    found = {}
    for path, data, rules in feeds(site):
        # A feed of former times names its new address, and is the same there.
        (own,) = re.findall(rb'(?:rel="self"[^>]*href="|"feed_url": ")([^"]*)', data)
        address = own.decode() if (site.folder / path[1:]).read_bytes() == at(own.decode(), site) else site.whole(path)
        # A title that is about tags is taken for HTML by the validator, whatever is done to it.
        if complaints := sorted(each for each in set(rules(data, address)) if HOSTILE not in each):
            found[path] = complaints[:4]
    assert found == {}


def at(address: str, site: Built) -> bytes:
    return (site.folder / address.removeprefix(site.base_url)).read_bytes()


def test_all_kinds_of_feeds_were_read(site):
    paths = {path for path, _, _ in feeds(site)}
    assert {"/feed.xml", "/atom.xml", "/feed.json", "/entries.xml"} <= paths


def test_feedparser_finds_nothing_wrong(site):
    for path, data, rules in feeds(site):
        if rules is not json_complaints:
            assert not feedparser.parse(data).bozo, path


def test_the_list_of_sources_is_sound(site):
    assert list(opml_complaints((site.folder / "sources/feeds.opml").read_bytes())) == []


@pytest.fixture(scope="module")
def sound(built_site: Callable[[str], Built]) -> bytes:
    """A feed without the space between its elements."""
    return re.sub(rb">\s+<", b"><", (built_site("real").folder / "feed.xml").read_bytes())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"</title><link>", b"</title><title>Twice</title><link>"),
        (b"<language>en", b"<language>english"),
        (b" +0000</pubDate>", b" GMT+1</pubDate>"),
        (b'<guid isPermaLink="false">', b"<guid>"),
        (b'rel="self"', b'rel="alternate"'),
        (b"<item>", b"<item><author>Ada</author>"),
        (b'&lt;a href="https://', b'&lt;a href="/'),
        (b"&lt;/div&gt;</content", b"&lt;/div&gt;&lt;script&gt;</content"),
        (b"</channel>", b"<item><title>A</title></item></channel>"),
    ],
)
def test_the_rules_notice_what_is_wrong(sound, before, after):
    assert before in sound
    assert list(rss_complaints(sound, "https://weekly.example/feed.xml")) == []
    assert list(rss_complaints(sound.replace(before, after), "https://weekly.example/feed.xml"))
