"""What the tutorial put on the branch, built as the workflow does and looked at in a browser under its sub-path."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from tests.commands import git
from tests.tutorial import BASE, KEPT, LETTER, NOTE, followed, run

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """Of the site from a clone of the pushed branch, in a folder of the name that the sub-path has."""
    journey = followed()
    folder = tmp_path_factory.mktemp("pages")
    git(folder, "clone", "-q", str(journey.remote), "checkout")
    run(journey, folder / "checkout", f"digest build --base-url {BASE} --output ../site/my-weekly")
    handler = partial(Quiet, directory=str(folder / "site"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/my-weekly/"
    server.shutdown()
    server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return None


def test_a_reader_sees_the_letter_and_the_sentences_of_the_first_issue(browser, address):
    page = browser.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.goto(address)
    text = page.inner_text("body")
    assert LETTER in text
    assert text.count(NOTE) == KEPT
    assert failed == []


def test_every_link_of_the_first_issue_that_stays_on_the_site_leads_somewhere(browser, address):
    page = browser.new_page()
    page.goto(address)
    links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])")
    inside = {link for link in links if link.startswith(address)}
    assert len(inside) > 3
    assert {link for link in inside if page.request.get(link).status != 200} == set()
