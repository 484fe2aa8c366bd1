"""From feeds on a real server to a published issue that a browser shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

import pytest

from tests.journey import BASE, ISSUE, KEPT, LATER, Journey, digest, travelled
from tests.test_build import broken_links, digests

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SUB_PATH = urlsplit(BASE).path


@pytest.fixture(scope="module")
def journey() -> Journey:
    return travelled()


def test_every_feed_is_polled_and_the_bad_ones_stop_nothing(journey):
    told = journey.fetched
    assert told["feeds"] == told["fetched"] + len(told["failed"])
    assert told["entries"] >= 36
    assert all(row["reason"] for row in told["failed"])
    assert "Traceback" not in journey.messages


def test_the_issue_shows_its_entries_in_the_order_the_editor_gave(journey):
    page = (journey.site / f"issues/{ISSUE}/index.html").read_text(encoding="utf-8")
    assert len(journey.slugs) == KEPT
    assert [name for name in re.findall(r' id="([^"]+)"', page) if name in journey.slugs] == list(journey.slugs)
    assert (journey.site / "index.html").read_text(encoding="utf-8").count("Worth your time: reason") == KEPT


def test_no_candidate_is_left_and_none_is_forgotten(journey):
    rows = json.loads(digest(journey.root, "list", "--issue", ISSUE, "--json").stdout)
    assert sorted(row["slug"] for row in rows) == sorted(journey.slugs)
    folded = (journey.root / f"content/seen/{ISSUE}.tsv").read_text(encoding="utf-8").splitlines()
    assert len(folded) - 1 == journey.fetched["entries"] - KEPT


def test_the_record_holds_what_went_out(journey):
    record = json.loads((journey.root / f"content/published/{ISSUE}.json").read_text(encoding="utf-8"))
    assert (record["number"], sorted(row["slug"] for row in record["entries"])) == (1, sorted(journey.slugs))
    texts = {row["text"] for row in record["entries"]}
    assert texts == {path.read_text(encoding="utf-8") for path in (journey.root / "content/entries").rglob("*.md")}


def test_every_internal_link_of_the_built_site_works(journey):
    assert broken_links(journey.site, BASE) == []


def test_the_next_build_writes_nothing_and_the_checks_find_no_error(journey):
    before = digests(journey.site)
    assert json.loads(digest(journey.root, "build", "--json").stdout)["written"] == 0
    assert digests(journey.site) == before
    digest(journey.root, "check", now=LATER)


@pytest.fixture(scope="module")
def address(journey) -> Iterator[str]:
    """The built site under its sub-path, as GitHub Pages serves it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(journey.site))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}{SUB_PATH}"
    server.shutdown()
    server.server_close()


def _handler(folder: Path) -> type[SimpleHTTPRequestHandler]:
    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            clean = path.partition("?")[0]
            inside = clean.removeprefix(SUB_PATH) if clean.startswith(SUB_PATH) else "outside-of-the-site"
            return str(folder / inside)

        def log_message(self, format: str, *args: object) -> None:
            return None

    return Handler


@pytest.mark.browser
def test_a_browser_shows_the_issue_without_a_word_on_the_console(journey, address, browser: Browser):
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    page.goto(f"{address}issues/{ISSUE}/")
    anchors = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert [anchor for anchor in anchors if anchor in journey.slugs] == list(journey.slugs)
    assert page.locator("h1").inner_text() == "The whole way"
    assert said == []
    page.close()


@pytest.mark.browser
def test_a_browser_finds_every_page_that_a_link_leads_to(address, browser: Browser):
    page = browser.new_page()
    waiting, visited, broken = [address], set[str](), []
    while waiting:
        link = waiting.pop()
        if link in visited:
            continue
        visited.add(link)
        answer = page.request.get(link)
        if answer.status != 200:
            broken.append(link)
        elif "text/html" in answer.headers.get("content-type", ""):
            page.goto(link)
            found = page.evaluate("[...document.querySelectorAll('[href],[src]')].map(e => e.href || e.src)")
            canonical = [str(item).replace(BASE, address) for item in found]
            waiting += [urldefrag(item).url for item in canonical if item.startswith(address)]
    page.close()
    assert broken == []
    assert len(visited) > 15
