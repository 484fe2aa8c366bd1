"""Feeds: what the W3C's validator asks, what a hostile title may not do, and what stays the same for ever."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import feedparser
import pytest
from bs4 import BeautifulSoup

from digest.compose.views import (
    CorrectionView,
    CoverageView,
    EntryView,
    FeedEntry,
    FeedIssue,
    IssueLine,
    IssueView,
    Prose,
    Ref,
    SectionRef,
    SectionView,
    Site,
    SiteInfo,
    SourceLine,
    SourceRef,
    TopicFeed,
)
from digest.content.theme import read_theme
from digest.model import OUTPUTS
from digest.render.feeds import feed_artifacts
from digest.render.html import Renderer

ATOM = "{http://www.w3.org/2005/Atom}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d [+-]\d\d[03]0"
)
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$._!~*'(),%-]+")
FULL_ADDRESS = re.compile(r"https?://[0-9a-zA-Z.-]+/[0-9a-zA-Z;/?:@&=+$._!~*'(),%#-]*")
HOSTILE = "]]>\u202e\u2066\u200f & <script>alert(1)</script> {{7*7}} שלום 🎬 \x00\x08\x1b\ufffe\x85"
ROOT = "https://host.example/repo"

INFO = SiteInfo(
    id="tag:weekly.example,2024-03-22:digest",
    title="AI & Film Weekly",
    tagline="Every Sunday",
    base_url=f"{ROOT}/",
    base_path="/repo",
    language="en",
    editors=("Ada", "Blaise"),
    licence="CC BY 4.0",
    contact="",
    repository="",
    subscribe="",
    pages=(),
    outputs=frozenset(OUTPUTS),
    theme=(),
    style_version="",
)
LINE = IssueLine(
    id="2026-W47",
    number=3,
    title="Sora goes to Hollywood",
    path="/issues/2026-W47/",
    language="en",
    date=date(2026, 11, 22),
    first_day=date(2026, 11, 16),
    last_day=date(2026, 11, 22),
    entries=1,
    draft=False,
)
ENTRY = EntryView(
    slug="sora",
    path="/issues/2026-W47/#sora",
    issue="2026-W47",
    headline="Sora meets the studios",
    headline_language="en",
    original_title="Sora à Hollywood",
    link="https://journal.example/sora?a=1&b=2",
    host="journal.example",
    source=SourceRef(slug="journal", title="Le Journal", path="/sources/journal/"),
    section=SectionRef(id="industry", title="Industry"),
    authors=("Someone Else",),
    date=date(2026, 11, 18),
    language="fr",
    foreign=True,
    medium="article",
    duration="",
    note=Prose(text="See [us](/about/) and a note[^1].\n\n[^1]: Here.", language="en", prefix="sora"),
    quotation=Prose(text="Leurs mots.", language="fr", prefix="sora-q"),
    tags=(Ref(title="Video", path="/tags/video/"),),
    storylines=(),
    also=(
        CoverageView(
            source=SourceRef(slug="", title="Other"),
            title="The same",
            link="https://other.example/1",
            host="other.example",
            language="en",
        ),
    ),
    image=None,
    archived="",
    corrections=(),
    withdrawn=False,
    why="",
    draft=False,
    extra=(),
)
ISSUE = IssueView(
    line=LINE,
    editors=("Ada",),
    letter=Prose(text="A *letter*.", language="en", prefix="letter"),
    image=None,
    lead=None,
    sections=(SectionView(id="industry", title="Industry", about="", entries=(ENTRY,)),),
    entries=1,
    sources=1,
    reading_minutes=1,
    corrections=(),
    previous=None,
    next=None,
    extra=(),
)
JOURNAL = SourceLine(
    source=ENTRY.source, site="https://journal.example/", feed="https://journal.example/rss", language="fr", entries=1
)


DIV = "{http://www.w3.org/1999/xhtml}div"


def topics(entries):
    tag = TopicFeed(path="/tags/video/", title="Video", page="/tags/video/", entries=entries, was=("/tags/clips/",))
    return (tag, TopicFeed(path="/sections/industry/", title="Industry", page=None, entries=entries))


class Plain:
    """The least that can render the body of an item."""

    def fragment(self, template, *, absolute, **context):
        assert absolute
        return f"<p>{template}</p>"


def site(*, entry=ENTRY, issue=ISSUE, info=INFO, updated=LINE.date):
    section = replace(issue.sections[0], entries=(entry,))
    entries = (FeedEntry(view=entry, issue=issue.line),)
    return Site(
        info=info,
        pages=(),
        feed_issues=(FeedIssue(view=replace(issue, sections=(section,)), updated=updated),),
        feed_entries=entries,
        topic_feeds=topics(entries),
        sources=(JOURNAL,),
        cname="",
    )


def feeds(a_site, renderer=None):
    """Each feed by its path, as rendered with the real theme unless told otherwise."""
    artifacts = feed_artifacts(a_site, renderer or Renderer(read_theme(None), a_site.info))
    return {artifact.path: artifact.data for artifact in artifacts}


RSS_PATHS = ("feed.xml", "entries.xml", "tags/video/feed.xml", "sections/industry/feed.xml")
ATOM_PATHS = ("atom.xml", "entries-atom.xml", "tags/video/atom.xml", "sections/industry/atom.xml")
JSON_PATHS = ("feed.json", "entries.json", "tags/video/feed.json", "sections/industry/feed.json")
XML_PATHS = (*RSS_PATHS, *ATOM_PATHS)


@pytest.fixture(scope="module")
def written():
    return feeds(site())


@pytest.fixture(scope="module")
def hostile():
    entry = replace(
        ENTRY,
        headline=HOSTILE,
        original_title=HOSTILE,
        source=SourceRef(slug="journal", title=HOSTILE),
        note=Prose(text=HOSTILE, language="en", prefix="sora"),
        quotation=Prose(text=HOSTILE, language="fr", prefix="sora-q"),
        tags=(Ref(title=HOSTILE, path="/tags/video/"),),
    )
    issue = replace(
        ISSUE,
        line=replace(LINE, title=HOSTILE),
        editors=(HOSTILE,),
        letter=Prose(text=HOSTILE, language="en", prefix="letter"),
    )
    info = replace(INFO, title=HOSTILE, tagline=HOSTILE, editors=(HOSTILE,), licence=HOSTILE)
    return feeds(site(entry=entry, issue=issue, info=info))


def tree(data):
    return ElementTree.fromstring(data)


def rss_items(data):
    return tree(data).findall("channel/item")


def bodies(data):
    """The HTML of every item of any of the feeds."""
    if data.startswith(b"{"):
        return [item["content_html"] for item in json.loads(data)["items"]]
    root = tree(data)
    return [element.text for element in (*root.iter(ENCODED), *root.iter(f"{ATOM}content"))]


def test_every_feed_of_the_contract_is_written(written):
    former = ("tags/clips/feed.xml", "tags/clips/atom.xml", "tags/clips/feed.json")
    assert sorted(written) == sorted((*XML_PATHS, *JSON_PATHS, *former))


def test_a_tag_that_was_renamed_has_its_feeds_at_the_old_address_too_and_they_name_the_new_one(written):
    assert written["tags/clips/feed.xml"] == written["tags/video/feed.xml"]
    assert written["tags/clips/feed.json"] == written["tags/video/feed.json"]


def test_no_feed_is_written_when_the_outputs_leave_them_out():
    assert feeds(site(info=replace(INFO, outputs=INFO.outputs - {"feeds"})), Plain()) == {}


@pytest.mark.parametrize("path", XML_PATHS)
def test_feedparser_finds_nothing_wrong(written, hostile, path):
    for feed in (written, hostile):
        parsed = feedparser.parse(feed[path])
        assert not parsed.bozo
        assert len(parsed.entries) == 1
        assert parsed.version == ("atom10" if path in ATOM_PATHS else "rss20")


@pytest.mark.parametrize("path", RSS_PATHS)
def test_rss_has_what_the_validator_asks_for(written, path):
    channel = tree(written[path]).find("channel")
    assert [child.tag for child in channel] == [
        *(DIV, "title", "link", "description", "language", "copyright", "lastBuildDate", f"{ATOM}link", "item")
    ]
    assert FULL_ADDRESS.fullmatch(channel.findtext("link"))
    assert RFC822.fullmatch(channel.findtext("lastBuildDate"))
    for item in channel.findall("item"):
        tags = [child.tag for child in item]
        assert {"title", "link", "guid", "pubDate", "description", ENCODED} <= set(tags)
        assert tags.index("description") < tags.index(ENCODED)
        assert item.find("guid").attrib == {"isPermaLink": "false"}
        assert TAG_URI.fullmatch(item.findtext("guid"))
        assert FULL_ADDRESS.fullmatch(item.findtext("link"))
        assert RFC822.fullmatch(item.findtext("pubDate"))
        assert "author" not in tags


@pytest.mark.parametrize("path", RSS_PATHS)
def test_rss_names_its_own_address(written, path):
    link = tree(written[path]).find(f"channel/{ATOM}link")
    assert link.attrib == {"rel": "self", "type": "application/rss+xml", "href": f"{ROOT}/{path}"}


def test_atom_has_what_the_validator_asks_for(written):
    root = tree(written["atom.xml"])
    assert root.findtext(f"{ATOM}id") == INFO.id
    assert RFC3339.fullmatch(root.findtext(f"{ATOM}updated"))
    assert [(link.get("rel"), link.get("href")) for link in root.findall(f"{ATOM}link")] == [
        ("self", f"{ROOT}/atom.xml"),
        ("alternate", f"{ROOT}/"),
    ]
    assert [name.text for name in root.findall(f"{ATOM}author/{ATOM}name")] == ["Ada", "Blaise"]
    entry = root.find(f"{ATOM}entry")
    assert TAG_URI.fullmatch(entry.findtext(f"{ATOM}id"))
    assert RFC3339.fullmatch(entry.findtext(f"{ATOM}updated"))
    assert RFC3339.fullmatch(entry.findtext(f"{ATOM}published"))
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert entry.find(f"{ATOM}link").get("href") == f"{ROOT}/issues/2026-W47/"


@pytest.mark.parametrize("path", ATOM_PATHS)
def test_atom_says_its_own_address_and_who_wrote_every_entry(written, path):
    root = tree(written[path])
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"{ROOT}/{path}"
    authors = [name.text for name in root.iterfind(f"{ATOM}entry/{ATOM}author/{ATOM}name")]
    assert authors == (["Ada"] if path == "atom.xml" else ["Le Journal"])


def test_no_two_feeds_have_one_identity(written):
    ids = [tree(written[path]).findtext(f"{ATOM}id") for path in ATOM_PATHS]
    assert len(set(ids)) == len(ids)
    assert all(TAG_URI.fullmatch(name) for name in ids)


def test_title_summary_and_body_each_say_their_own_language():
    info = replace(INFO, language="en")
    entry = replace(ENTRY, headline="Sora à Hollywood", headline_language="fr")
    french = feeds(site(entry=entry, info=info))
    (item,) = tree(french["entries-atom.xml"]).iter(f"{ATOM}entry")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    said = {element.tag.removeprefix(ATOM): element.get(lang) for element in (item, *item)}
    assert (said["entry"], said["title"], said["summary"], said["content"]) == (None, "fr", None, None)
    said = json.loads(french["entries.json"])["items"][0]
    assert said["language"] == "fr"
    assert said["content_html"].startswith('<div lang="en">')


@pytest.mark.parametrize("path", XML_PATHS)
def test_who_opens_a_feed_in_a_browser_reads_what_it_is_and_finds_its_items_as_links(written, path):
    root = tree(written[path])
    welcome = root.find(f".//{DIV}")
    assert welcome in list(root) or welcome in list(root.find("channel"))
    words = "".join(welcome.itertext())
    assert "subscribe" in words
    assert f"{ROOT}/{path}" in words
    links = [link.get("href") for link in welcome.iter(DIV.replace("div", "a"))]
    assert links[0] == f"{ROOT}/subscribe/"
    assert links[2].startswith(f"{ROOT}/issues/2026-W47/")


@pytest.mark.parametrize("path", XML_PATHS)
def test_the_welcome_is_no_item_to_a_reader_of_feeds(written, path):
    parsed = feedparser.parse(written[path])
    assert len(parsed.entries) == 1
    assert parsed.feed.title.startswith("AI & Film Weekly")
    assert parsed.feed.link.startswith(ROOT)


def test_json_feed_has_what_version_1_1_asks_for(written):
    feed = json.loads(written["feed.json"])
    assert {key: feed[key] for key in ("version", "title", "home_page_url", "feed_url", "language")} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "AI & Film Weekly",
        "home_page_url": f"{ROOT}/",
        "feed_url": f"{ROOT}/feed.json",
        "language": "en",
    }
    item = feed["items"][0]
    assert item["id"] == "tag:weekly.example,2024-03-22:digest:issue:2026-W47"
    assert item["url"] == f"{ROOT}/issues/2026-W47/"
    assert item["authors"] == [{"name": "Ada"}]
    assert item["summary"] == "A letter."
    assert item["date_published"] == item["date_modified"] == "2026-11-22T00:00:00Z"


def test_an_empty_publication_has_valid_feeds():
    empty = replace(site(), feed_issues=(), feed_entries=(), topic_feeds=())
    empty = replace(empty, info=replace(INFO, editors=(), tagline="", licence=""))
    written = feeds(empty, Plain())
    for path in ("feed.xml", "entries.xml", "atom.xml", "entries-atom.xml"):
        assert not feedparser.parse(written[path]).bozo
    atom = tree(written["atom.xml"])
    assert atom.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert atom.findtext(f"{ATOM}author/{ATOM}name") == INFO.title
    assert json.loads(written["feed.json"])["items"] == []
    assert tree(written["feed.xml"]).findtext("channel/description") == INFO.title


def test_moving_the_site_changes_addresses_and_no_identity(written):
    moved = feeds(site(info=replace(INFO, base_url="https://new.example/", base_path="")))
    for path in XML_PATHS:
        old, new = feedparser.parse(written[path]), feedparser.parse(moved[path])
        assert [entry.id for entry in old.entries] == [entry.id for entry in new.entries]
        assert b"host.example" not in moved[path]
    assert json.loads(moved["feed.json"])["items"][0]["id"] == json.loads(written["feed.json"])["items"][0]["id"]


def test_an_entry_leads_to_our_page_and_names_the_original_first(written):
    for path in ("entries.xml", "tags/video/feed.xml"):
        item = rss_items(written[path])[0]
        assert item.findtext("guid") == "tag:weekly.example,2024-03-22:digest:entry:sora"
        assert item.findtext("link") == f"{ROOT}/issues/2026-W47/#sora"
        first = BeautifulSoup(item.findtext(ENCODED), "html.parser").find_all("a")[0]
        assert (first["href"], first["hreflang"]) == (ENTRY.link, "fr")


def test_the_editors_sign_their_issues_and_claim_no_article(written):
    assert list(rss_items(written["entries.xml"])[0].iter(CREATOR)) == []
    assert [author.text for author in rss_items(written["feed.xml"])[0].iter(CREATOR)] == ["Ada"]
    assert all(b"Someone Else" not in data for data in written.values())


def test_the_source_of_an_entry_is_named_with_its_feed_when_we_follow_one(written):
    source = rss_items(written["entries.xml"])[0].find("source")
    assert (source.text, source.get("url")) == ("Le Journal", "https://journal.example/rss")
    unknown = replace(ENTRY, source=SourceRef(slug="elsewhere", title="Elsewhere"))
    assert rss_items(feeds(site(entry=unknown), Plain())["entries.xml"])[0].find("source") is None


def test_a_withdrawn_entry_stays_under_its_guid_with_its_reason_alone(written):
    withdrawn = feeds(site(entry=replace(ENTRY, withdrawn=True, why="It was a hoax.")))
    for path in ("entries.xml", "tags/video/feed.xml"):
        (before,), (after,) = feedparser.parse(written[path]).entries, feedparser.parse(withdrawn[path]).entries
        assert (after.id, after.title, after.summary) == (before.id, "Withdrawn", "It was a hoax.")
        assert "source" not in after
    for path in RSS_PATHS:
        body = bodies(withdrawn[path])[0]
        assert "It was a hoax." in body
        assert "Leurs mots" not in body


def test_a_correction_changes_updated_and_makes_no_new_item(written):
    correction = CorrectionView(
        date=date(2026, 12, 1),
        now="Tuesday.",
        was="",
        language="en",
        path=ENTRY.path,
        title=ENTRY.headline,
        title_language="en",
    )
    corrected = feeds(site(entry=replace(ENTRY, corrections=(correction,)), updated=date(2026, 12, 1)))
    for path in XML_PATHS:
        before, after = feedparser.parse(written[path]).entries, feedparser.parse(corrected[path]).entries
        assert [(item.id, item.published) for item in before] == [(item.id, item.published) for item in after]
        assert "Tuesday." in after[0].content[0].value
    assert feedparser.parse(corrected["atom.xml"]).entries[0].updated == "2026-12-01T00:00:00Z"
    channel = tree(corrected["entries.xml"]).find("channel")
    assert channel.findtext("lastBuildDate") == "Tue, 01 Dec 2026 00:00:00 +0000"
    assert "updated" not in feedparser.parse(written["entries.xml"]).entries[0]
    for path in RSS_PATHS:
        assert feedparser.parse(corrected[path]).entries[0].updated == "2026-12-01T00:00:00Z"
    assert json.loads(corrected["feed.json"])["items"][0]["date_modified"] == "2026-12-01T00:00:00Z"


def test_dates_come_from_content_in_utc_and_never_lie_before_the_publication():
    evening = datetime(2026, 11, 22, 20, 30, tzinfo=timezone(timedelta(hours=1)))
    dated = feeds(site(issue=replace(ISSUE, line=replace(LINE, date=evening))), Plain())
    entry = feedparser.parse(dated["atom.xml"]).entries[0]
    assert (entry.published, entry.updated) == ("2026-11-22T19:30:00Z", "2026-11-22T19:30:00Z")
    published = parsedate_to_datetime(rss_items(dated["feed.xml"])[0].findtext("pubDate"))
    assert published == evening.astimezone(UTC)


@pytest.mark.parametrize("path", [*XML_PATHS, "feed.json"])
def test_no_address_in_a_body_is_relative(written, path):
    for body in bodies(written[path]):
        addresses = re.findall(r'(?:href|src)="([^"]*)"', body)
        assert f"{ROOT}/about/" in addresses
        assert f"{ROOT}/issues/2026-W47/#sora:fn:1" in addresses
        assert [address for address in addresses if not address.startswith("https://")] == []


@pytest.mark.parametrize("path", [*XML_PATHS, "feed.json"])
def test_hostile_words_are_words_and_control_characters_are_gone(hostile, path):
    text = hostile[path].decode("utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200f\u202e\u2066\ufffe\uffff]|\\\\u00[01]", text)
    for body in bodies(hostile[path]):
        assert "<script" not in body
        assert {"שלום", "🎬", "{{7*7}}"} <= set(BeautifulSoup(body, "html.parser").get_text().split())


@pytest.mark.parametrize("path", XML_PATHS)
def test_a_hostile_title_is_plain_text(hostile, path):
    root = tree(hostile[path])
    clean = "]]> & <script>alert(1)</script> {{7*7}} שלום 🎬"
    titles = [element.text for element in root.iter() if element.tag in ("title", f"{ATOM}title")]
    assert titles[1] == clean


def test_a_description_is_escaped_since_readers_take_it_for_html():
    note = Prose(text="Shots of 2 &lt; 3 `<b>` & more", language="en", prefix="sora")
    item = rss_items(feeds(site(entry=replace(ENTRY, note=note)), Plain())["entries.xml"])[0]
    assert item.findtext("description") == "Shots of 2 &lt; 3 &lt;b&gt; &amp; more"


def test_an_issue_without_a_letter_is_described_by_its_headlines_but_the_withdrawn():
    silent = replace(ISSUE, letter=Prose(text="", language="en"))
    kept = site(issue=silent, entry=replace(ENTRY, headline="First"))
    gone = site(issue=silent, entry=replace(ENTRY, headline="First", withdrawn=True))
    assert json.loads(feeds(kept, Plain())["feed.json"])["items"][0]["summary"] == "First"
    assert json.loads(feeds(gone, Plain())["feed.json"])["items"][0]["summary"] == LINE.title


@pytest.mark.parametrize("path", [*XML_PATHS, *JSON_PATHS])
def test_bodies_hold_only_what_readers_and_the_validator_accept(written, path):
    for body in bodies(written[path]):
        soup = BeautifulSoup(body, "html.parser")
        assert soup.find(["script", "style", "iframe", "form", "link", "meta", "bdi"]) is None
        attributes = {attribute for element in soup.find_all(True) for attribute in element.attrs}
        assert attributes <= {"href", "hreflang", "lang", "dir", "title", "class", "id", "src", "alt"}


@pytest.mark.parametrize("path", XML_PATHS)
def test_a_browser_finds_the_style_sheet_under_a_sub_path(written, path):
    head = written[path].split(b"\n")[:2]
    assert head == [
        b'<?xml version="1.0" encoding="utf-8"?>',
        b'<?xml-stylesheet type="text/css" href="/repo/assets/feed.css"?>',
    ]
    assert "assets/feed.css" in read_theme(None).assets


def test_titles_of_the_feeds_speak_the_language_of_the_site():
    french = feeds(site(info=replace(INFO, language="fr", title="IA et cinéma")), Plain())
    titles = [tree(french[path]).findtext("channel/title") for path in RSS_PATHS]
    assert titles == [
        *("IA et cinéma", "IA et cinéma\u00a0: chaque article"),
        *("IA et cinéma\u00a0: Video", "IA et cinéma\u00a0: Industry"),
    ]


def test_a_topic_is_spelt_in_the_title_of_its_feed_as_its_owner_spells_it():
    french = site(info=replace(INFO, language="fr"))
    french = replace(french, topic_feeds=(replace(french.topic_feeds[0], title="Yahoo!"),))
    assert tree(feeds(french, Plain())["tags/video/feed.xml"]).findtext("channel/title").endswith(": Yahoo!")


def test_the_same_site_gives_the_same_bytes(written):
    assert feeds(site()) == written
