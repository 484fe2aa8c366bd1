"""A page of every kind before Lighthouse: accessibility, best practices and SEO, each without a fault.

Its fourth score, speed, is noise on machines that others use too: bytes decide instead, in tests/test_weight.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.sites import BASE_URL, ONE_OF_EACH, Shown
from tests.conftest import CHROMIUM_NAMES
from tests.crawling import pages

pytestmark = pytest.mark.browser
PROGRAM = Path(__file__).parent / "lighthouse.mjs"
UNLISTED = ("404", "search", "patterns")
"""Kinds that ask search engines to stay away, which Lighthouse takes for a fault in SEO."""
HARD = Shown(site="difficult", kind="issue", path="issues/2026-W43/")
JUDGED = (*(each for each in ONE_OF_EACH if each.kind != "moved"), HARD)
"""Lighthouse follows a page that forwards, and judges the one to which it leads."""
CATEGORIES = ("accessibility", "best-practices", "seo")


def judged(site, *addresses):
    """Of each address what Lighthouse found, and its score of the robots.txt of the site."""
    node = shutil.which("node") or pytest.fail("no Node found; see `make test-browser`")
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), "chromium")
    command = [node, str(PROGRAM), chromium, site, *addresses]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("shown", JUDGED, ids=str)
def test_lighthouse_finds_no_fault(verdicts, sites, note, shown):
    verdict = verdicts["pages"][sites[shown.site].address + shown.path]
    unlisted = {"seo"} if shown.kind in UNLISTED else set()
    for category in CATEGORIES:
        if category not in unlisted:
            note(f"lighthouse, {category}", verdict["scores"][category])
    assert verdict["error"] is None
    assert {name: score for name, score in verdict["scores"].items() if score < 1 and name not in unlisted} == {}, (
        verdict["failed"]
    )


def test_lighthouse_can_read_what_the_site_tells_robots(verdicts, note):
    note("lighthouse, robots.txt", verdicts["robots"])
    assert verdicts["robots"] == 1


@pytest.fixture(scope="module")
def verdicts(sites):
    """Of all pages, from one browser."""
    return judged(sites["real"].address, *(sites[each.site].address + each.path for each in JUDGED))


def test_lighthouse_finds_a_fault_where_there_is_one(sites, tmp_path):
    page = (sites["empty"].folder / "index.html").read_text("utf-8")
    for name in ('name="viewport"', 'name="description"', 'lang="en"'):
        page = page.replace(f" {name}", "")
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "robots.txt").write_text("Follow: nothing\n", encoding="utf-8")
    with pages(tmp_path, BASE_URL) as address:
        found = judged(address, address)
    assert all(found["pages"][address]["scores"][category] < 1 for category in CATEGORIES)
    assert found["robots"] == 0
