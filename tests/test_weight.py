"""How heavy pages are as they are sent: bytes decide, since no clock does."""

from __future__ import annotations

import gzip
import re

from tests.difficult import Week

KB = 1024
PAGE, PACKED, ENTRY, ARCHIVE, STYLE = 60 * KB, 15 * KB, 1.5 * KB, 100 * KB, 8 * KB


def size(site, path):
    return (site / path / "index.html").stat().st_size


def test_an_issue_of_25_entries_is_light(difficult_site):
    data = (difficult_site / "issues" / Week.ORDINARY / "index.html").read_bytes()
    assert len(data) <= PAGE
    assert len(gzip.compress(data, 9)) <= PACKED


def test_an_entry_more_costs_little(difficult_site):
    assert size(difficult_site, f"issues/{Week.SIXTY}") <= PAGE + ENTRY * (60 - 25)


def test_the_archive_of_300_issues_fits_one_page(difficult_site):
    assert size(difficult_site, "issues") <= ARCHIVE
    assert (difficult_site / "issues/index.html").read_text("utf-8").count('"row ') >= 300


def test_the_style_sheet_is_small_and_stands_alone(difficult_site):
    assert (difficult_site / "assets/style.css").stat().st_size <= STYLE
    issue = (difficult_site / "issues" / Week.ORDINARY / "index.html").read_text("utf-8")
    assert len(re.findall(r'<link rel="stylesheet"', issue)) == 1


def test_no_page_but_search_has_a_script_and_none_a_font(difficult_site):
    pages = (path for path in difficult_site.rglob("*.html") if path.parent.name != "search")
    scripts = {kind for path in pages for kind in re.findall(r"<script([^>]*)>", path.read_text("utf-8"))}
    assert scripts <= {' type="application/ld+json"'}
    assert [path.name for path in difficult_site.rglob("*") if path.suffix in (".woff", ".woff2", ".ttf", ".otf")] == []
