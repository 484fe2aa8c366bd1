"""A feed that is opened in a browser: what a reader sees of it, in real Chromium."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright")
pytestmark = pytest.mark.browser

FEEDS = ("feed.xml", "atom.xml", "entries.xml", "entries-atom.xml")
TOPICS = ("tags/studios/feed.xml", "sections/law/atom.xml", "storylines/sora/feed.xml")


@pytest.mark.parametrize("path", [*FEEDS, *TOPICS])
def test_a_feed_says_what_it_is_and_shows_nothing_that_is_for_programs(sites, tab, path):
    tab.goto(sites["real"].address + path)
    assert tab.locator("h1").inner_text().startswith("AI & Film Weekly")
    assert "feed readers" in tab.locator("p.what").inner_text()
    assert tab.locator("code").inner_text().endswith(path)
    for name in ("guid", "id", "pubDate", "updated", "item", "entry", "title"):
        assert not any(element.is_visible() for element in tab.locator(name).all()), name


@pytest.mark.parametrize("path", FEEDS)
def test_its_items_are_links_that_lead_to_our_pages(sites, tab, path):
    tab.goto(sites["real"].address + path)
    link = tab.locator("li a").first
    assert re.match(r"https?://[^/]+/.*issues/\d{4}-W\d\d/", link.get_attribute("href"))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')").endswith("/subscribe/")


@pytest.mark.parametrize("path", [*FEEDS, *TOPICS])
def test_it_fits_a_narrow_screen(sites, tab, path):
    tab.set_viewport_size({"width": 320, "height": 600})
    tab.goto(sites["real"].address + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_speaks_the_language_of_the_site(sites, tab):
    tab.goto(sites["french"].address + "feed.xml")
    assert tab.locator("p.what").inner_text().startswith("Ceci est un flux\u00a0:")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_set_in_the_colours_of_the_site_by_day_and_by_night(sites, tab, scheme):
    tab.emulate_media(color_scheme=scheme)
    found = []
    for path in ("issues/", "feed.xml"):
        tab.goto(sites["real"].address + path)
        element = "document.body" if path == "issues/" else "document.documentElement"
        style = f"getComputedStyle({element})"
        found.append(tab.evaluate(f"[{style}.color, {style}.backgroundColor, {style}.fontFamily]"))
    assert found[0] == found[1]
