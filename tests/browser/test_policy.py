"""What every page may load, and what it does load: its policy, the browser's complaints, the number of requests."""

from __future__ import annotations

import re

import pytest

from tests.browser.sites import SHOWN, visit

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
SEARCH = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
REQUESTS = 5
LISTEN = """addEventListener("securitypolicyviolation", event => console.error(
  `policy: ${event.violatedDirective} forbids ${event.blockedURI}`));"""


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_the_policy_stands_first_in_the_head_and_is_exactly_this(sites, shown):
    text = (sites[shown.site].folder / shown.file).read_text("utf-8")
    head = re.search(r"<head>\s*(<[^>]*>)", text)
    wanted = SEARCH if shown.kind == "search" else POLICY
    assert head
    assert head[1] == f'<meta http-equiv="Content-Security-Policy" content="{wanted}">'
    assert text.count("Content-Security-Policy") == 1


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_the_browser_has_nothing_to_complain_of_and_little_to_fetch(tab, sites, note, shown):
    said, asked = watched(tab)
    visit(tab, sites, shown)
    tab.wait_for_load_state("networkidle")
    inside = [url for url in asked if url.startswith(sites[shown.site].address)]
    note("policy, complaints of the browser", len(said))
    note("weight, requests of a page", len(inside))
    note("weight, scripts and fonts of a page", sum(url.endswith((".js", ".woff2", ".woff", ".ttf")) for url in asked))
    assert said == []
    assert len(inside) == len(asked)
    assert len(inside) <= REQUESTS
    assert shown.kind == "search" or not tab.evaluate("document.scripts.length && document.scripts[0].src")
    assert tab.context.cookies() == []


def watched(tab):
    """What the browser will say, and what it will ask for."""
    said: list[str] = []
    asked: list[str] = []
    tab.add_init_script(LISTEN)
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    # A page that is left behind, or stays open although it forwards, gives up what it had asked for.
    tab.on("requestfailed", lambda request: said.append(request.url) if request.failure != "net::ERR_ABORTED" else None)
    tab.on("response", lambda answer: said.append(answer.url) if answer.status >= 400 else None)
    tab.on("request", lambda request: asked.append(request.url))
    return said, asked


@pytest.mark.parametrize(
    "fault",
    [
        '<script>alert("1")</script>',
        "<p style='color: red'>Red</p>",
        "<img src='https://elsewhere.example/a.png' alt=''>",
        "<img src='/weekly/missing.png' alt=''>",
    ],
)
def test_a_fault_is_heard(tab, sites, fault):
    said, _ = watched(tab)
    address = sites["real"].address
    tab.route(address, lambda route: route.fulfill(body=route.fetch().text() + fault, content_type="text/html"))
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    assert said
