"""The sitemap, the file for robots, the list of sources, and the marks for GitHub Pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

from digest.compose.views import NotFoundPage, Page, Site, SiteInfo, SourceLine, SourceRef, SourcesPage
from digest.model import OUTPUTS
from digest.render import discovery
from digest.render.discovery import discovery_artifacts

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
INFO = SiteInfo(
    id="tag:weekly.example,2024-03-22:digest",
    title="AI & Film \x08Weekly",
    tagline="",
    base_url="https://host.example/repo/",
    base_path="/repo",
    language="en",
    editors=(),
    licence="",
    contact="",
    repository="",
    subscribe="",
    pages=(),
    outputs=frozenset(OUTPUTS),
    theme=(),
    style_version="",
)


def source(slug, title, feed="https://{}.example/rss", site="", language=None):
    ref = SourceRef(slug=slug, title=title)
    return SourceLine(source=ref, site=site, feed=feed.format(slug), language=language, entries=1)


SITE = Site(
    info=INFO,
    pages=(
        Page(path="/404.html", context=NotFoundPage(recent=()), source="a", indexed=False),
        Page(
            path="/sources/",
            context=SourcesPage(followed=(), others=(), opml="/sources/feeds.opml"),
            source="b",
            modified=date(2026, 11, 22),
        ),
        Page(path="/", context=NotFoundPage(recent=()), source="c"),
    ),
    feed_issues=(),
    feed_entries=(),
    topic_feeds=(),
    sources=(
        source("variety", "variety"),
        source("monde", 'Le "Monde" & <fils>', site="https://monde.example/", language="fr"),
        source("hand", "By hand", feed=""),
    ),
    cname="digest.example",
)


def tree(data):
    return ElementTree.fromstring(data)


def files(site=SITE):
    return {artifact.path: artifact.data for artifact in discovery_artifacts(site)}


def test_everything_is_written_by_default():
    assert sorted(files()) == [".nojekyll", "CNAME", "robots.txt", "sitemap.xml", "sources/feeds.opml"]


def test_the_sitemap_lists_the_pages_that_may_be_found_and_no_other():
    urls = tree(files()["sitemap.xml"]).findall(f"{NAMESPACE}url")
    assert [[child.text for child in url] for url in urls] == [
        ["https://host.example/repo/"],
        ["https://host.example/repo/sources/", "2026-11-22"],
    ]


def test_a_site_too_large_for_one_sitemap_has_a_list_of_several(monkeypatch):
    monkeypatch.setattr(discovery, "MOST_IN_A_SITEMAP", 1)
    written = files()
    listed = tree(written["sitemap.xml"]).findall(f"{NAMESPACE}sitemap")
    assert [[child.text for child in row] for row in listed] == [
        ["https://host.example/repo/sitemap-1.xml"],
        ["https://host.example/repo/sitemap-2.xml", "2026-11-22"],
    ]
    locs = [tree(written[f"sitemap-{number}.xml"]).findtext(f"{NAMESPACE}url/{NAMESPACE}loc") for number in (1, 2)]
    assert locs == ["https://host.example/repo/", "https://host.example/repo/sources/"]


def test_robots_are_told_where_the_sitemap_lies():
    assert files()["robots.txt"].decode() == (
        "User-agent: *\nAllow: /\n\nSitemap: https://host.example/repo/sitemap.xml\n"
    )


def test_the_list_of_sources_has_every_public_feed_with_its_title():
    root = tree(files()["sources/feeds.opml"])
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "AI & Film Weekly"
    assert [outline.attrib for outline in root.findall("body/outline")] == [
        {
            "type": "rss",
            "text": 'Le "Monde" & <fils>',
            "title": 'Le "Monde" & <fils>',
            "xmlUrl": "https://monde.example/rss",
            "htmlUrl": "https://monde.example/",
            "language": "fr",
        },
        {"type": "rss", "text": "variety", "title": "variety", "xmlUrl": "https://variety.example/rss"},
    ]


def test_the_marks_for_github_pages():
    assert files()[".nojekyll"] == b""
    assert files()["CNAME"] == b"digest.example\n"
    assert "CNAME" not in files(replace(SITE, cname=""))


def test_outputs_leave_out_the_sitemap_and_the_sources():
    bare = files(replace(SITE, info=replace(INFO, outputs=frozenset({"issues"}))))
    assert sorted(bare) == [".nojekyll", "CNAME", "robots.txt"]
    assert b"Sitemap" not in bare["robots.txt"]


def test_the_order_of_pages_and_feeds_changes_nothing():
    turned = replace(SITE, pages=SITE.pages[::-1], sources=SITE.sources[::-1])
    assert files(turned) == files()
