"""Every address in a built site leads somewhere, every page can be reached, and the sitemap has all and no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

import pytest

from tests.built import SITES, Built, built

TAG = re.compile(r"<[a-z][^<>]*>")
ATTRIBUTE = re.compile(r'\s(href|src|srcset|id|content)="([^"]*)"')
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, built_site: Callable[[str], Built]) -> Built:
    return built_site(request.param)


@cache
def attributes(html: str) -> tuple[tuple[str, str], ...]:
    """Of all tags; every quotation mark and angle in a value is a reference."""
    return tuple((name, unescape(value)) for tag in TAG.findall(html) for name, value in ATTRIBUTE.findall(tag))


def links_of(site: Built, path: str) -> set[str]:
    """Every whole address of our own that a page names, with its anchor."""
    found = set()
    for name, value in attributes(site.pages[path]):
        values = [each.split()[0] for each in value.split(",")] if name == "srcset" else [value]
        # Open Graph has addresses as its content.
        if name != "id" and not (name == "content" and not value.startswith(site.base_url)):
            found |= {urljoin(site.whole(path), each) for each in values}
    host = "/".join(site.base_url.split("/")[:3])
    return {link for link in found if link.startswith(f"{host}/")}


def target(site: Built, link: str) -> str:
    """The path from the root of the site, without an anchor or a query."""
    return "/" + unquote(urldefrag(link)[0].partition("?")[0].removeprefix(site.base_url))


def is_there(site: Built, path: str) -> bool:
    return path in site.pages or (not path.endswith("/") and (site.folder / path[1:]).is_file())


def broken(site: Built) -> list[str]:
    ids = {path: {value for name, value in attributes(html) if name == "id"} for path, html in site.pages.items()}
    found = []
    for path in site.pages:
        for link in links_of(site, path):
            anchor, place = unquote(urldefrag(link)[1]), target(site, link)
            has_anchor = not anchor or place not in ids or anchor in ids[place]
            if not (link.startswith(site.base_url) and is_there(site, place) and has_anchor):
                found.append(link)
    return found


def test_every_address_of_ours_leads_to_a_page_or_file_and_to_an_anchor_in_it(site):
    assert broken(site) == []


def test_no_id_is_given_twice_on_a_page(site):
    for path, html in site.pages.items():
        twice = [
            value for value, n in Counter(value for name, value in attributes(html) if name == "id").items() if n > 1
        ]
        assert twice == [], path


def test_every_page_can_be_reached_from_the_home_by_links(site):
    met, waiting = {"/"}, ["/"]
    while waiting:
        for link in links_of(site, waiting.pop()):
            place = target(site, link)
            if place in site.pages and place not in met:
                met.add(place)
                waiting.append(place)
    moved = {path for path, html in site.pages.items() if 'http-equiv="refresh"' in html}
    alone = {path for path, html in site.pages.items() if 'content="noindex"' in html}
    # Old addresses are for who has kept them, and nothing leads to what is missing.
    assert site.pages.keys() - met - moved - alone == {"/latest/"}


def test_the_sitemap_lists_every_page_that_may_be_found_and_no_other(site):
    def is_own(path: str) -> bool:
        html = site.pages[path]
        return 'content="noindex"' not in html and f'<link rel="canonical" href="{site.whole(path)}">' in html

    listed = [row.findtext(f"{SITEMAP}loc") for row in rows(site)]
    assert listed == sorted(site.whole(path) for path in site.pages if is_own(path))


def test_every_day_in_the_sitemap_is_one_of_the_content(site):
    known = {text for html in site.pages.values() for text in re.findall(r'datetime="(\d{4}-\d\d-\d\d)', html)}
    for row in rows(site):
        changed = row.findtext(f"{SITEMAP}lastmod")
        if changed is not None:
            assert date.fromisoformat(changed)
            assert changed in known, row.findtext(f"{SITEMAP}loc")


def rows(site: Built) -> list[ElementTree.Element]:
    return ElementTree.parse(site.folder / "sitemap.xml").getroot().findall(f"{SITEMAP}url")


def test_what_hosts_and_robots_look_for_is_there(site):
    assert (site.folder / ".nojekyll").read_bytes() == b""
    assert f"Sitemap: {site.base_url}sitemap.xml" in (site.folder / "robots.txt").read_text("utf-8").splitlines()
    names = (site.folder / "CNAME").read_text("utf-8") if (site.folder / "CNAME").exists() else ""
    assert names == ("reels.example\n" if "difficult" in site.name or site.name == "empty" else "")
    assert 'content="noindex"' in site.pages["/404.html"]


def test_a_link_that_is_broken_is_noticed(tmp_path, repository):
    site = built("bare", tmp_path, repository)
    Path(site.folder / "about.html").write_text('<a href="/a/b/nowhere/">x</a><a href="/a/b/#gone">y</a>')
    assert sorted(broken(site)) == ["https://host.example/a/b/#gone", "https://host.example/a/b/nowhere/"]
