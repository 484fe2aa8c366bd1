"""How heavy pages are as they are sent: bytes decide, since no clock does."""

from __future__ import annotations

import gzip
import re

import pytest

from digest.build import build
from tests.difficult import Week, difficult_publication

PAGE, PACKED, ENTRY, ARCHIVE, STYLE = 60_000, 15_000, 1_500, 100_000, 8192


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("difficult")
    difficult_publication(root)
    build(root, output=root / "build")
    return root / "build"


def size(site, path):
    return (site / path / "index.html").stat().st_size


def test_an_issue_of_25_entries_is_light(site):
    data = (site / "issues" / Week.ORDINARY / "index.html").read_bytes()
    assert len(data) <= PAGE
    assert len(gzip.compress(data, 9)) <= PACKED


def test_an_entry_more_costs_little(site):
    more = size(site, f"issues/{Week.SIXTY}") - size(site, f"issues/{Week.ORDINARY}")
    assert more / (60 - 25) <= ENTRY


def test_the_archive_of_300_issues_fits_one_page(site):
    assert size(site, "issues") <= ARCHIVE
    assert (site / "issues/index.html").read_text("utf-8").count('"row ') >= 300


def test_the_style_sheet_is_small_and_stands_alone(site):
    assert (site / "assets/style.css").stat().st_size <= STYLE
    issue = (site / "issues" / Week.ORDINARY / "index.html").read_text("utf-8")
    assert len(re.findall(r'<link rel="stylesheet"', issue)) == 1


def test_no_page_but_search_has_a_script_and_none_a_font(site):
    pages = (path for path in site.rglob("*.html") if path.parent.name != "search")
    scripts = {kind for path in pages for kind in re.findall(r"<script([^>]*)>", path.read_text("utf-8"))}
    assert scripts <= {' type="application/ld+json"'}
    assert [path.name for path in site.rglob("*") if path.suffix in (".woff", ".woff2", ".ttf", ".otf")] == []
