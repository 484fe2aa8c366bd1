"""What the feeds of sections, tags and storylines hold, and where they stand."""

from __future__ import annotations

from digest.compose.site import compose_site
from digest.model import Section
from tests.builders import entry, issue, publication, settings, storyline

SECTIONS = (Section(id="tools", title="Tools"), Section(id="law", title="Law"))


ISSUES = (issue(),)


def site(*entries, storylines=(), drafts=False, issues=ISSUES, **changes):
    parts = publication(
        settings=settings(**{"sections": SECTIONS} | changes), issues=issues, entries=entries, storylines=storylines
    )
    return compose_site(parts, base_url="https://example.org/", drafts=drafts, style_version="0")


def held(a_site):
    """Slugs of each topic's feed, by folder."""
    return {feed.path: [row.view.slug for row in feed.entries] for feed in a_site.topic_feeds}


def test_every_section_has_a_feed_also_before_its_first_entry():
    assert held(site(entry("a", section="law"))) == {"/sections/tools/": [], "/sections/law/": ["a"]}


def test_a_retired_section_keeps_its_feed_while_it_has_entries():
    old = (*SECTIONS, Section(id="gossip", title="Gossip", retired=True))
    assert "/sections/gossip/" not in held(site(sections=old))
    assert held(site(entry("a", section="gossip"), sections=old))["/sections/gossip/"] == ["a"]


def test_a_storyline_has_a_feed_at_each_of_its_addresses():
    found = site(entry("a", storylines=("sora",)), storylines=(storyline("sora", was=("veo",)),))
    (feed,) = (feed for feed in found.topic_feeds if feed.page == "/storylines/sora/")
    assert [row.view.slug for row in feed.entries] == ["a"]
    assert feed.documents == tuple(
        f"/storylines/{name}/{file}" for name in ("sora", "veo") for file in ("feed.xml", "atom.xml", "feed.json")
    )


def test_what_is_not_published_is_in_no_feed():
    parts = {"issues": (issue(status="draft"),), "tags": {"law": "Law"}}
    assert held(site(entry("a", section="law", tags=("law",)), drafts=True, **parts)) == {
        "/sections/tools/": [],
        "/sections/law/": [],
        "/tags/law/": [],
    }


def test_the_feed_of_a_topic_holds_the_newest_entries():
    many = tuple(entry(f"e{n:02}", section="law", rank=float(n)) for n in range(30))
    assert held(site(*many))["/sections/law/"] == [f"e{n:02}" for n in range(20)]


def test_an_entry_that_carries_a_tag_s_former_slug_counts_as_the_tag():
    found = site(entry("a", tags=("clips", "video")), tags={"video": "Video"}, former_tags={"clips": "video"})
    (feed,) = (feed for feed in found.topic_feeds if feed.page == "/tags/video/")
    assert [row.view.slug for row in feed.entries] == ["a"]
    assert feed.was == ("/tags/clips/",)
    assert [ref.path for ref in feed.entries[0].view.tags] == ["/tags/video/"]
    moved = {page.path: page.context for page in found.pages}["/tags/clips/"]
    assert (moved.title, moved.target) == ("Video", "/tags/video/")


def test_without_pages_of_tags_and_storylines_they_have_no_feeds_and_sections_do():
    found = site(entry("a", tags=("law",)), storylines=(storyline(),), outputs=frozenset(("feeds",)))
    assert list(held(found)) == ["/sections/tools/", "/sections/law/"]
    assert list(held(site(entry("a"), outputs=frozenset(("home",))))) == []
