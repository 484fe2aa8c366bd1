"""Strangers' words on our pages: isolated from ours, and without a character that could act on them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from digest.build import build
from tests.foreign import FIELDS, foreign_publication, word

ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HEBREW = re.compile("[א-ת]")
ISSUE = "issues/2026-W47/index.html"
ONLY_IN_ATTRIBUTES = "plainly"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("foreign"))


def built(root: Path, settings: str = "") -> Path:
    build(foreign_publication(root, settings), output=root / "build")
    return root / "build"


def bodies(site: Path) -> Iterator[tuple[str, Any]]:
    """Every page as readers see it, and every item of the feeds as their programs do."""
    for path in sorted(site.rglob("*.html")):
        yield str(path.relative_to(site)), BeautifulSoup(path.read_text("utf-8"), "html.parser").body
    for item in json.loads((site / "feed.json").read_text("utf-8"))["items"]:
        yield "feed.json", BeautifulSoup(item["content_html"], "html.parser")


def first_issue(site: Path) -> Any:
    """Not typed: what is not found fails the test by itself."""
    return BeautifulSoup((site / ISSUE).read_text("utf-8"), "html.parser")


def fields_in(text: str) -> list[str]:
    return [field for field in FIELDS if word(field) in text]


def test_every_foreign_run_stands_in_a_bdi_of_its_own(site):
    assert isolated_fields(site) == set(FIELDS) - {ONLY_IN_ATTRIBUTES}


def test_a_foreign_run_stands_in_a_bdi_also_where_it_leads_nowhere(tmp_path):
    site = built(tmp_path, "outputs: [home, corrections, feeds, images]\n")
    assert {"followed", "tag", "storyline", "headline", "was"} <= isolated_fields(site)


def is_isolated(element: Any) -> bool:
    """In feeds an element that says its direction stands for `bdi`, which the validator does not know.

    An option of a choice is a line of its own, and may hold no element.
    """
    return element.name in ("bdi", "option") or (element.name == "span" and "dir" in element.attrs)


def isolated_fields(site: Path) -> set[str]:
    """The fields that the pages show; fails for a run that is not isolated, or not from other runs."""
    found: set[str] = set()
    for name, body in bodies(site):
        for run in body.find_all(string=HEBREW):
            isolated = run.find_parent(is_isolated)
            assert isolated is not None, (name, fields_in(run), run.parent)
            assert len(fields_in(isolated.get_text())) == 1, (name, isolated)
            found.update(fields_in(run))
    return found


def test_a_foreign_run_says_its_language_and_direction(site):
    page = first_issue(site)
    for selector in (".original bdi", ".coverage-title bdi"):
        assert page.select_one(f"#first {selector}").attrs == {"lang": "he", "dir": "rtl"}, selector
    assert page.select_one("#first .headline-link bdi").attrs == {"dir": "rtl"}, "the editor's, in the issue's language"
    assert page.select_one("#first .p-author").attrs == {"class": ["p-author", "h-card"], "dir": "rtl"}
    assert page.select_one("#first .credit > bdi").attrs == {"dir": "ltr"}
    assert page.select_one(".quotation").attrs == {"class": ["quotation"], "lang": "he", "dir": "rtl"}
    assert page.select_one(".quotation bdi").parent.name == "p"


def test_nothing_that_acts_on_text_is_left_in_any_file_of_the_site(site):
    kinds = set()
    for path in sorted(site.rglob("*")):
        # Pictures are not text, and the index of the search is packed.
        if path.is_file() and path.suffix not in (".png", ".avif", ".webp") and "index" not in path.parts:
            text = path.read_text("utf-8")
            assert not ACTIVE.search(text), (path.name, ACTIVE.findall(text))
            kinds.update([path.suffix] if HEBREW.search(text) else [])
    assert kinds == {".html", ".xml", ".json", ".opml"}


def test_no_number_of_a_character_brings_it_back_into_json(site):
    for path in site.glob("*.json"):
        texts = list(texts_of(json.loads(path.read_text("utf-8"))))
        assert texts
        assert not [text for text in texts if ACTIVE.search(text)], path.name


def texts_of(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from (value,) if isinstance(value, str) else ()
    for part in inner:
        yield from texts_of(part)


def test_the_words_of_the_editor_lose_their_controls_and_keep_their_marks(site):
    page = (site / ISSUE).read_text("utf-8")
    assert "<p>A letter with marks.&rlm;</p>" in page


def test_a_link_with_a_mark_of_direction_leads_where_it_led(site):
    page = first_issue(site)
    assert page.select_one("#first .headline-link")["href"].endswith(".example/%E2%80%8Fa")
    assert ".example/%E2%80%8Fa" in (site / "entries.xml").read_text("utf-8")
