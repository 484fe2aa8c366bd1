"""Every run of text in another language says which, on pages of the difficult publication; so do links, by a mark."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests import difficult_texts as texts
from tests.difficult import Week

WRITTEN = {
    texts.ARABIC: "ar",
    texts.JAPANESE: "ja",
    texts.GERMAN: "de",
    texts.HEBREW: "he",
    **dict.fromkeys(texts.FRENCH_TITLES, "fr"),
}
"""Lines that entries hold, each with the language that the file names."""


@pytest.fixture(scope="module")
def soups(difficult_site):
    """By path, the pages that show what is difficult."""
    weeks = (f"issues/{week}" for week in (Week.PICTURE, Week.WORDS, Week.FRENCH))
    places = (*weeks, "storylines/arabic", "sources/feed-3", "issues", "corrections")
    return {place: BeautifulSoup((difficult_site / place / "index.html").read_bytes(), "lxml") for place in places}


def language_of(node):
    return next(str(tag["lang"]) for tag in node.parents if tag.get("lang"))


def flat(text):
    """Without the spaces that are French typography's."""
    return "".join(text.split())


def test_every_run_in_another_language_says_which(soups):
    wanted = {flat(line): language for line, language in WRITTEN.items()}
    found = [
        (wanted[flat(node)], language_of(node), path)
        for path, soup in soups.items()
        for node in soup.body.find_all(string=lambda text: bool(text) and flat(text) in wanted)
    ]
    assert {language for language, _, _ in found} == {"ar", "ja", "de", "he", "fr"}
    assert [row for row in found if row[0] != row[1]] == []


def test_a_link_to_a_page_in_another_language_says_so_to_the_eye_and_to_machines(soups):
    links = soups[f"issues/{Week.WORDS}"].select(".headline-link, .coverage-title")
    assert links
    foreign = [link for link in links if link.get("hreflang")]
    assert {str(link["hreflang"]) for link in foreign} == {"ar", "he", "ja", "de", "fr"}
    for link in foreign:
        mark = link.find_parent(class_=("entry", "coverage-line")).select_one(".mark")
        assert mark
        assert f"({str(link['hreflang']).upper()})" in mark.get_text()


def test_a_page_in_another_language_than_the_site_says_so(soups):
    issue = soups[f"issues/{Week.FRENCH}"]
    assert language_of(issue.select_one(".letter").find(string=True)) == "fr"
    assert language_of(issue.select_one(".title").find(string=True)) == "fr"
