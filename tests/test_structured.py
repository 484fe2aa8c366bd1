"""What pages say of themselves as JSON-LD."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from digest.compose import views
from digest.render.structured import structured
from tests.example_site import HOSTILE, INFO, contexts, difficult_issue, entry, french, issue, line, page

BASE = "https://example.org/repo/"
PATH = "/issues/2024-W12/"


def said(path: str, context: views.Context | None = None, info: views.SiteInfo = INFO) -> Any:
    block = BeautifulSoup(structured(page(path, context), info=info), "html.parser").script
    return json.loads(str(block.string)) if block else None


def said_of_issue(shown: views.IssueView, info: views.SiteInfo = INFO) -> Any:
    return said(PATH, views.IssuePage(issue=shown), info)


def test_an_issue_is_a_numbered_part_of_a_periodical():
    data = said_of_issue(issue())
    assert (data["@context"], data["@type"]) == ("https://schema.org", "PublicationIssue")
    assert {key: data[key] for key in ("url", "name", "issueNumber", "datePublished", "inLanguage")} == {
        "url": f"{BASE}issues/2024-W12/",
        "name": "A week of voices",
        "issueNumber": 3,
        "datePublished": "2024-03-25",
        "inLanguage": "en",
    }
    periodical = data["isPartOf"]
    assert (periodical["@type"], periodical["name"], periodical["url"]) == ("Periodical", "Reels & Models", BASE)
    assert data["editor"] == [{"@type": "Person", "name": "Ada Example"}]


def test_what_an_issue_points_to_is_named_with_its_own_source_date_and_language():
    (part,) = said_of_issue(issue(french(authors=("Léa Exemple",))))["hasPart"]
    assert part == {
        "@type": "CreativeWork",
        "name": "Pourquoi les doubleurs redoutent leurs répliques numériques",
        "url": "https://gazette.example/doublage?a=1&b=2",
        "inLanguage": "fr",
        "datePublished": "2024-03-22",
        "publisher": {"@type": "Organization", "name": "The Gazette"},
    }


def test_the_work_of_others_keeps_their_title_and_gets_no_author():
    (part,) = said_of_issue(issue(entry(headline="Ours", original_title="Theirs", date=None)))["hasPart"]
    assert part["name"] == "Theirs"
    assert part.keys() == {"@type", "name", "url", "inLanguage", "publisher"}


def test_the_lead_comes_first_and_what_was_withdrawn_is_no_part():
    names = [part["url"].rpartition("/")[2].partition("?")[0] for part in said_of_issue(difficult_issue())["hasPart"]]
    assert names == ["lead", "many", "doublage", "rtl", "long", "hostile"]


def test_nothing_is_said_that_is_empty_or_not_known():
    def values(node: Any) -> list[Any]:
        children = node.values() if isinstance(node, dict) else node
        return [
            value
            for child in children
            for value in ((values(child) if child else [child]) if isinstance(child, (dict, list)) else [child])
        ]

    for path in contexts():
        assert all(values(said(path) or {}))
    draft = said_of_issue(difficult_issue())
    assert not {"issueNumber", "datePublished", "dateModified"} & draft.keys()


def test_hostile_words_neither_end_the_block_nor_act_on_a_page():
    title = f"{HOSTILE}<!--<script>\u2028\u202e\x08]]>"
    block = str(structured(page(PATH, views.IssuePage(issue=issue(line=line(title=title)))), info=INFO))
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u202e\x08") & set(inside)
    assert json.loads(inside)["name"].startswith('</title><script>alert("1")</script> & {{ 7 * 7 }}<!--')


def test_the_home_is_the_periodical_with_its_newest_issues_and_a_site_that_can_be_searched():
    periodical, website = said("/", info=replace(INFO, outputs=INFO.outputs | {"search"}))["@graph"]
    assert (periodical["@type"], periodical["name"], periodical["url"]) == ("Periodical", "Reels & Models", BASE)
    assert [part["url"] for part in periodical["hasPart"]] == [f"{BASE}issues/2024-W12/", f"{BASE}issues/2024-W11/"]
    assert website["potentialAction"]["target"]["urlTemplate"] == f"{BASE}search/?q={{search_term_string}}"
    assert "potentialAction" not in said("/")["@graph"][1]


def test_one_issue_has_one_identity_wherever_it_is_named():
    assert said("/")["@graph"][0]["hasPart"][0]["@id"] == said(PATH)["@id"]


@pytest.mark.parametrize(
    ("path", "kind", "about"),
    [
        ("/issues/", "CollectionPage", None),
        ("/tags/voice/", "CollectionPage", "DefinedTerm"),
        ("/storylines/dubbing/", "CollectionPage", "Thing"),
        ("/sources/gazette/", "CollectionPage", "Organization"),
        ("/about/", "AboutPage", None),
        ("/subscribe/", "WebPage", None),
    ],
)
def test_every_other_page_says_what_it_is_and_about_what(path, kind, about):
    data = said(path)
    assert (data["@type"], data["url"], data["isPartOf"]["url"]) == (kind, BASE.rstrip("/") + path, BASE)
    assert data.get("about", {}).get("@type") == about


@pytest.mark.parametrize("path", ["/404.html", "/old/"])
def test_a_page_that_is_about_nothing_says_nothing(path):
    assert said(path) is None


def test_the_way_from_home_leads_over_pages_that_are_made():
    def steps(info: views.SiteInfo) -> list[tuple[str, str]]:
        trail = said("/tags/voice/", info=info)["breadcrumb"]["itemListElement"]
        assert [step["position"] for step in trail] == list(range(1, len(trail) + 1))
        return [(step["name"], step["item"]) for step in trail]

    leaf = ("Voice", f"{BASE}tags/voice/")
    assert steps(INFO) == [("Reels & Models", BASE), ("Tags", f"{BASE}tags/"), leaf]
    assert steps(replace(INFO, outputs=frozenset({"tags"}), language="fr")) == [("Étiquettes", f"{BASE}tags/"), leaf]


def test_french_names_are_set_as_on_the_page():
    data = said_of_issue(issue(line=line(title="Sora : la suite ?", language="fr")))
    assert data["name"] == "Sora\u00a0: la suite\u202f?"
