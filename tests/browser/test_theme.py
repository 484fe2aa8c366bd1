"""The theme in a real browser: a page of every kind, served from loopback under a sub-path."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from digest.content.theme import read_theme
from tests.example_site import contexts, page, renderer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PATHS = tuple(path for path in contexts() if path != "/old/")
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("site")
    write_site(root / "repo")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/repo"
    server.shutdown()
    server.server_close()


def write_site(folder: Path) -> None:
    made = renderer()
    files = {
        path.lstrip("/") + ("index.html" if path.endswith("/") else ""): made.page(page(path)).encode()
        for path in PATHS
    }
    for name, data in {**files, **read_theme(None).assets}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def widths(tab: Page) -> tuple[int, int]:
    scroll, client = tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return int(scroll), int(client)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_overflows_a_narrow_screen_also_with_large_or_loose_text(tab, address, path):
    tab.goto(address + path)
    for change in ("", "html { font-size: 200% }", SPACING):
        tab.evaluate(
            "css => document.adoptedStyleSheets = [new CSSStyleSheet()].map(s => (s.replaceSync(css), s))", change
        )
        scroll, client = widths(tab)
        assert scroll <= client, f"{path} with {change!r}"


@pytest.mark.parametrize("path", PATHS)
def test_the_browser_has_nothing_to_complain_of(tab, address, path):
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("requestfailed", lambda request: said.append(request.url))
    tab.on("response", lambda response: said.append(response.url) if response.status >= 400 else None)
    tab.goto(address + path, wait_until="networkidle")
    assert said == []
    assert tab.evaluate("document.styleSheets[0].cssRules.length") > 0


@pytest.mark.parametrize("path", ["/", "/issues/", "/404.html"])
def test_the_first_key_finds_a_way_past_the_menu(tab, address, path):
    tab.goto(address + path)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.tagName") == "MAIN"


def test_the_focus_is_seen(tab, address):
    tab.goto(address + "/issues/2024-W12/")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    width = tab.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert width >= 2


@pytest.mark.parametrize("path", PATHS)
def test_every_link_is_large_enough_or_stands_in_a_sentence(tab, address, path):
    tab.goto(address + path)
    small = tab.evaluate(
        """() => [...document.querySelectorAll("a:not(.skip)")]
            .filter(link => !link.closest("p, h1, h2, h3, dd, .prose, .row, .coverage, .way"))
            .filter(link => link.getBoundingClientRect().height < 24)
            .map(link => link.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_the_paper_by_day_and_by_night(browser, address, scheme):
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    tab.goto(address + "/issues/2024-W12/")
    for selector, least in (("body", 12), (".credit", 5.5), (".trail-storyline", 5.5)):
        assert contrast(tab, selector) >= least, selector
    context.close()


def contrast(tab: Page, selector: str) -> float:
    """By the formula of WCAG, between the colour of an element and the paper."""
    ink = tab.evaluate("name => getComputedStyle(document.querySelector(name)).color", selector)
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_on_paper_there_is_no_menu_and_links_say_where_they_lead(tab, address):
    tab.emulate_media(media="print")
    tab.goto(address + "/issues/2024-W12/")
    assert not tab.locator(".menu").first.is_visible()
    after = tab.evaluate("getComputedStyle(document.querySelector('.headline-link'), '::after').content")
    assert "https://gazette.example/" in after
