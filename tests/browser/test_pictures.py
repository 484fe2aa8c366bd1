"""Pictures in a real browser: the smallest sharp version is taken, late ones wait, nothing moves when they arrive."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from digest.build import build
from tests.browser.test_accessibility import violations
from tests.builders import SETTINGS, entry_file, write
from tests.photographs import graphic, photograph

pytestmark = pytest.mark.browser

ISSUE = "---\ntitle: One\nstatus: published\nnumber: 1\ndate: 2026-11-23\nlead: lead\n---\n\n![G](/images/graph.png)\n"
COUNT = """() => {
  window.moved = 0
  const add = list => list.getEntries().forEach(entry => { window.moved += entry.value })
  new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true })
}"""
SEEN = """() => [...document.images].map(image => ({
  file: image.currentSrc.split('/').pop(), width: image.clientWidth, height: image.clientHeight,
  sharp: image.naturalWidth > 0 }))"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def shown(file: str) -> str:
    return f"{{file: {file}, alt: A frame of it, credit: Ada Example, licence: CC BY 4.0}}"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    root: Path = write(
        tmp_path_factory.mktemp("pictures"),
        {
            "digest.yaml": SETTINGS.replace("https://example.org/weekly/", "http://localhost/"),
            "content/issues/2026-W47.md": ISSUE,
            "content/entries/2026-W47/lead.md": entry_file(image=shown("wide.jpg")),
            "content/entries/2026-W47/b.md": entry_file(
                "B", "https://b.example/", "Words. " * 900, image=shown("a.jpg")
            ),
            "content/entries/2026-W47/c.md": entry_file("C", "https://c.example/", image=shown("tall.jpg")),
            "content/images/wide.jpg": photograph(1800, 1200),
            "content/images/a.jpg": photograph(1500, 1000),
            "content/images/tall.jpg": photograph(800, 1200),
            "content/images/graph.png": graphic(),
        },
    )
    build(root, output=root / "build")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root / "build"))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/issues/2026-W47/"
        server.shutdown()


@pytest.mark.parametrize(
    ("width", "density", "lead"),
    [(390, 1, "720.avif"), (390, 3, "1200.avif"), (1280, 1, "720.avif"), (1280, 2, "1200.avif")],
)
def test_a_browser_takes_the_smallest_version_that_is_sharp(browser, address, width, density, lead):
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=density)
    page.goto(address)
    [first] = [row for row in page.evaluate(SEEN) if row["file"].startswith("wide")]
    assert first["file"].endswith(lead)
    assert first["width"] / first["height"] == pytest.approx(2.39, abs=0.02)
    page.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_moves_when_pictures_arrive_and_none_is_wider_than_its_column(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.add_init_script(f"({COUNT})()")
    page.goto(address)
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    assert page.evaluate("window.moved") == 0
    rows = page.evaluate(SEEN)
    assert [row["sharp"] for row in rows] == [True] * 4
    assert all(0 < row["width"] <= width for row in rows)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_picture_far_below_is_not_asked_for_until_it_is_near(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 700})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(address, wait_until="networkidle")
    assert any(name.startswith("wide-") for name in asked)
    assert not any(name.startswith("tall-") for name in asked)
    page.close()


def test_pictures_break_no_rule_of_accessibility(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    assert violations(page, 390, "light") == []
    page.close()
