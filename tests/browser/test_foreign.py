"""Words from right to left in a real browser: what stands beside them keeps its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from digest.build import build
from tests.foreign import foreign_publication

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.browser
BASE = "https://example.org/weekly/"
ITEM = "item/"
"""Where a test reads what a reader of feeds shows of the issue, without a style of ours."""
BESIDE = """() => {
  const found = [];
  for (const line of document.querySelectorAll("h1, h2, h3, p, li, dd, figcaption")) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let before = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.data.trim() || node.parentElement.closest(".unseen")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter(box => box.width > 0);
      if (!boxes.length) continue;
      if (before && Math.abs(boxes[0].bottom - before.box.bottom) < 8) {
        const words = [before.text, node.data.trim()].join(" | ");
        found.push([line.className || line.tagName, words, boxes[0].left - before.box.right]);
      }
      before = {text: node.data.trim(), box: boxes.at(-1)};
    }
  }
  return found;
}"""
"""Two texts that follow each other in one line, and how far the second begins behind the end of the first."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = foreign_publication(tmp_path_factory.mktemp("foreign"))
    build(root, output=root / "build")
    return root / "build"


@pytest.fixture(params=[390, 1280])
def context(browser: Browser, site: Path, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": request.param, "height": 900})
    opened.route("**/*", lambda route: answer(site, route))
    yield opened
    opened.close()


def answer(site: Path, route: Route) -> None:
    path = route.request.url.removeprefix(BASE).partition("?")[0]
    if path == ITEM:
        item = json.loads((site / "feed.json").read_text("utf-8"))["items"][0]
        return route.fulfill(body=f"<!doctype html>{item['content_html']}", content_type="text/html; charset=utf-8")
    route.fulfill(path=site / (f"{path}index.html" if path.endswith("/") or not path else path))


def beside(tab: Page, site: Path) -> dict[str, list[Any]]:
    """By page."""
    found: dict[str, list[Any]] = {}
    paths = (path.relative_to(site).as_posix().removesuffix("index.html") for path in sorted(site.rglob("index.html")))
    for path in (ITEM, *(path for path in paths if "old-" not in path)):
        tab.goto(BASE + path)
        found[path] = tab.evaluate(BESIDE)
    return found


def test_what_follows_a_foreign_word_stands_to_its_right(context, site):
    shown = beside(context.new_page(), site)
    assert [(path, row) for path, rows in shown.items() for row in rows if row[2] < -1] == []
    lines = {row[0] for rows in shown.values() for row in rows}
    assert {"headline", "credit", "correction", "picture-credit", "opening-line", "withdrawal"} <= lines


def test_words_that_nothing_isolates_would_change_places(context, site):
    tab = context.new_page()
    tab.route("**/issues/2026-W47/", lambda route: route.fulfill(body=bare(site), content_type="text/html"))
    tab.goto(f"{BASE}issues/2026-W47/")
    assert [row for row in tab.evaluate(BESIDE) if row[2] < -1]


def bare(site: Path) -> str:
    """The issue with spans in the place of what isolates."""
    page = (site / "issues/2026-W47/index.html").read_text("utf-8")
    return page.replace("<bdi", "<span").replace("</bdi>", "</span>").replace(' dir="rtl"', "")
