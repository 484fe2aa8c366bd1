from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from digest.content.theme import read_theme
from digest.render.style import STYLE_SHEET
from tests.builders import SETTINGS, write
from tests.commands import digest
from tests.difficult import picture

THEME = read_theme(None)
MACROS = tuple(
    f"{Path(name).stem}-{macro}"
    for name, text in THEME.templates.items()
    if name.startswith("macros/")
    for macro in re.findall(r"{%-? macro (\w+)\(", text)
)
CLASSES = set(re.findall(r"\.([a-z][a-z-]*)", re.sub(r"\d?\.\d+", "", THEME.assets[STYLE_SHEET].decode())))
OF_PROSE = {"align-right", "align-center"}
LEAD = """---
title: Summer
status: published
number: 1
date: 2026-11-16
image: {file: sun.png, alt: The sun, credit: Ada Example}
---

A letter.
"""
FILES: dict[str, str | bytes] = {
    "content/issues/2026-W46.md": LEAD,
    "content/images/sun.png": picture(1600, 900, "PNG"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write(tmp_path_factory.mktemp("patterns"), FILES)
    ran = digest(root, "build", "--drafts")
    assert ran.status == 0, ran.err
    return root / "build"


@pytest.fixture(scope="module")
def page(site: Path) -> Any:
    return BeautifulSoup((site / "patterns/index.html").read_text("utf-8"), "html.parser")


@pytest.mark.parametrize("macro", MACROS)
def test_every_macro_has_its_part_with_its_file_and_something_to_see(page, macro):
    part = page.find(id=macro)
    assert part, f"pages/patterns.html shows no {macro}"
    name, file = (code.get_text() for code in part.header.find_all("code"))
    assert f"{Path(file).stem}-{name}" == macro
    assert file in THEME.templates
    assert part.find(class_="part-body").find(True)
    written = THEME.templates["pages/patterns.html"]
    assert re.search(rf'pattern\("{Path(file).stem}", "{name}"\).*?\.{name}\(', written, re.DOTALL)


def test_every_class_of_the_style_sheet_is_seen(page):
    seen = {name for tag in page.find_all(class_=True) for name in tag["class"]}
    assert CLASSES - OF_PROSE - seen == set()


def test_it_is_for_those_who_see_drafts_and_in_no_sitemap(site, page, tmp_path):
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert "patterns" not in (site / "sitemap.xml").read_text("utf-8")
    public = write(tmp_path, FILES)
    assert digest(public, "build").status == 0
    assert not (public / "build/patterns").exists()


def test_its_headings_skip_no_level_and_its_anchors_are_used_once(page):
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_no_link_of_ours_leads_to_something_that_is_not_there(site, page):
    ids = {tag["id"] for tag in page.find_all(id=True)}
    for link in page.find_all("a", href=re.compile("^(/|#)")):
        path, _, anchor = link["href"].removeprefix("/weekly").partition("#")
        assert not path or (site / path.lstrip("/") / ("index.html" if path.endswith("/") else "")).is_file(), link
        assert path not in ("", "/patterns/") or not anchor or anchor in ids, link


def test_it_follows_what_the_publication_overrides(tmp_path):
    own = {
        "templates/macros/reel.html": '{% macro reel(number) %}<p class="reel">Bed {{ number }}</p>{% endmacro %}\n',
        "digest.yaml": SETTINGS + "language: fr\ntheme: {accent: teal}\n",
    }
    root = write(tmp_path, own)
    assert digest(root, "build", "--drafts").status == 0
    assert '<p class="reel">Bed 1</p>' in (root / "build/patterns/index.html").read_text("utf-8")
    assert "--accent:teal" in (root / "build/assets/style.css").read_text("utf-8")


def test_a_page_of_the_publication_with_its_address_comes_first(tmp_path):
    root = write(tmp_path, {"content/pages/patterns.md": "---\ntitle: Knitting\n---\n\nOurs.\n"})
    assert digest(root, "build", "--drafts").status == 0
    assert "Knitting" in (root / "build/patterns/index.html").read_text("utf-8")
