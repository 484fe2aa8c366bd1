"""What search engines, readers of microformats and of Open Graph find on every kind of page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import mf2py
import pytest

from tests.built import SITES, Built

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
OPEN_GRAPH = {f"og:{name}" for name in "title description url type site_name locale".split()}
LOADED = ("img", "script", "source", "iframe", "video", "audio", "embed", "object")


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, built_site: Callable[[str], Built]) -> Built:
    return built_site(request.param)


def is_found(soup: Any) -> bool:
    """Whether a page is one that search engines keep, at its own address."""
    return soup.find("meta", attrs={"name": "robots"}) is None


def canonical(soup: Any) -> str:
    (link,) = soup.find_all("link", rel="canonical")
    return str(link["href"])


def unspaced(text: str) -> str:
    return re.sub(r"\s", "", text)


def data_of(soup: Any) -> Any:
    block = soup.find("script", type="application/ld+json")
    return json.loads(block.string) if block else None


def parsed(site: Built, path: str) -> Any:
    return mf2py.parse(doc=site.pages[path], url=site.whole(path))


def entries_of(data: Any) -> list[Any]:
    return [item for item in walk(data["items"]) if "h-entry" in item["type"]]


def walk(items: Any) -> list[Any]:
    """Every microformat of a page, at any depth."""
    found = []
    for item in items:
        if isinstance(item, dict) and "type" in item:
            nested = [value for values in item["properties"].values() for value in values]
            found += [item, *walk(nested), *walk(item.get("children", []))]
    return found


def test_the_policy_stands_first_on_every_page_and_search_has_its_own(site):
    for path, soup in site.sampled():
        first = soup.head.find(True)
        assert first["http-equiv"] == "Content-Security-Policy", path
        if path == "/search/":
            assert "script-src 'self' 'wasm-unsafe-eval'" in first["content"]
            assert "connect-src 'self'" in first["content"]
        else:
            assert first["content"] == POLICY, path


def test_no_page_asks_anybody_else_for_anything(site):
    for path, soup in site.sampled():
        asked = [tag["src"] for name in LOADED for tag in soup.find_all(name, src=True)]
        asked += [tag["href"] for tag in soup.find_all("link", rel=["stylesheet", "icon", "preload", "modulepreload"])]
        asked += [each.split()[0] for tag in soup.find_all(srcset=True) for each in tag["srcset"].split(",")]
        assert all(address.startswith(("/", "data:")) and not address.startswith("//") for address in asked), path


def test_every_page_has_one_canonical_address_its_own_or_that_of_the_page_it_repeats(site):
    for path, soup in site.sampled():
        forwards = soup.find("meta", attrs={"http-equiv": "refresh"})
        if forwards:
            target = forwards["content"].partition("url=")[2]
            assert canonical(soup).endswith(target), path
        else:
            assert canonical(soup) == site.whole("/" if path == "/latest/" else path), path
        assert soup.find("meta", property="og:url")["content"] == canonical(soup), path


def test_issues_may_be_found_at_their_own_addresses(site):
    for path in site.issues():
        assert is_found(site.soup(path))
        assert canonical(site.soup(path)) == site.whole(path)


def test_no_two_pages_share_a_title_and_no_title_is_without_the_publication(site):
    titles = Counter()
    name = unspaced(site.soup("/").find("meta", property="og:site_name")["content"])
    for path, soup in site.sampled():
        if canonical(soup) == site.whole(path):
            titles[soup.title.get_text()] += 1
        assert name in unspaced(soup.title.get_text()), path
    assert [title for title, count in titles.items() if count > 1] == []


def test_descriptions_are_said_differ_and_are_as_long_as_engines_show(site):
    descriptions = Counter()
    for path, soup in site.sampled():
        (tag,) = soup.find_all("meta", attrs={"name": "description"})
        assert 3 < len(tag["content"]) <= 160, (path, tag)
        assert tag["content"] == soup.find("meta", property="og:description")["content"], path
        if is_found(soup) and canonical(soup) == site.whole(path):
            descriptions[tag["content"]] += 1
    # The letters of the difficult ones are alike.
    assert site.name != "real" or set(descriptions.values()) == {1}, descriptions.most_common(3)


def test_open_graph_is_complete_and_said_once_on_every_page(site):
    for path, soup in site.sampled():
        said = Counter(tag["property"] for tag in soup.find_all("meta", property=True))
        assert said.keys() >= OPEN_GRAPH, path
        assert set(said.values()) == {1}, path
        assert all(tag["content"] for tag in soup.find_all("meta", property=True)), path
        assert len(soup.find_all("meta", attrs={"name": "twitter:card"})) == 1, path
        kind = soup.find("meta", property="og:type")["content"]
        assert kind == ("article" if path in site.issues() else "website"), path


def test_an_issue_says_when_it_came_out_and_was_changed(site):
    for path in site.issues():
        times = {
            name: site.soup(path).find("meta", property=f"article:{name}_time") for name in ("published", "modified")
        }
        published, modified = (tag["content"] for tag in times.values())
        assert published[:10] <= modified[:10], path


def test_every_page_announces_three_feeds_of_the_whole(site):
    for path, soup in site.sampled():
        links = {tag["href"]: tag["type"] for tag in soup.find_all("link", rel="alternate")}
        base = site.base_url.partition("//")[2].partition("/")[2].rstrip("/")
        root = f"/{base}" if base else ""
        assert links[f"{root}/feed.xml"] == "application/rss+xml", path
        assert links[f"{root}/atom.xml"] == "application/atom+xml", path
        assert links[f"{root}/feed.json"] == "application/feed+json", path
        assert all(tag["title"] for tag in soup.find_all("link", rel="alternate")), path


def test_an_issue_is_one_h_entry_with_all_that_readers_of_microformats_want(site):
    for path in site.issues():
        (entry,) = entries_of(parsed(site, path))
        said = entry["properties"]
        assert {"name", "url", "published", "author", "summary", "content"} <= said.keys(), path
        assert [len(said[name]) for name in ("name", "url", "published", "summary", "content")] == [1] * 5, path
        assert said["url"] == [site.whole(path)], path
        assert all(author["type"] == ["h-card"] and author["properties"]["name"] for author in said["author"]), path


def test_no_property_of_a_microformat_is_empty(site):
    for path in (*site.issues(), "/", "/latest/"):
        for item in walk(parsed(site, path)["items"]):
            values = [value for values in item["properties"].values() for value in values]
            assert all(value["value"] if isinstance(value, dict) and "value" in value else value for value in values), (
                path,
                item["type"],
            )


def test_entries_are_citations_inside_the_issue_with_their_own_address_and_source(site):
    for path in site.issues():
        (issue,) = entries_of(parsed(site, path))
        citations = [item for item in walk(issue.get("children", [])) if "h-cite" in item["type"]]
        assert len(citations) == len(site.soup(path).select(".h-cite")), path
        for cite in citations:
            said = cite["properties"]
            assert {"name", "url", "publication"} <= said.keys(), path
            assert not said["url"][0].startswith(site.base_url), path


def test_the_home_is_a_feed_with_name_author_and_the_newest_issue(site):
    for path in ("/", "/latest/"):
        (feed,) = [item for item in parsed(site, path)["items"] if "h-feed" in item["type"]]
        said = feed["properties"]
        assert said["name"] == [site.soup("/").find("meta", property="og:site_name")["content"]]
        assert all(author["type"] == ["h-card"] and author["properties"]["name"] for author in said["author"])
        assert said["author"]
        assert len([item for item in feed.get("children", []) if "h-entry" in item["type"]]) == bool(site.issues())


def test_an_issue_is_a_publication_issue_in_a_periodical_and_claims_nothing_of_others(site):
    for path in site.issues():
        data, soup = data_of(site.soup(path)), site.soup(path)
        assert (data["@type"], data["isPartOf"]["@type"], data["url"]) == (
            "PublicationIssue",
            "Periodical",
            site.whole(path),
        )
        shown = [link["href"] for link in soup.select(".h-cite .headline-link")]
        parts = data.get("hasPart", [])
        assert [part["url"] for part in parts] == shown, path
        assert all(part["publisher"]["name"] and not {"author", "editor"} & part.keys() for part in parts), path


def test_every_page_that_may_be_found_has_data_whose_address_is_its_own(site):
    for path, soup in site.sampled():
        data = data_of(soup)
        if data and "@graph" not in data:
            assert data["url"] == canonical(soup), path
        assert (
            data or not is_found(soup) or canonical(soup) != site.whole(path) or path in ("/search/", "/patterns/")
        ), path
