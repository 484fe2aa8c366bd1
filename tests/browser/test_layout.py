"""Every page on the narrowest screen, with large and with loose text, and while its pictures are still on their way."""

from __future__ import annotations

import pytest

from tests.browser.sites import SHOWN, visit

pytestmark = pytest.mark.browser
LARGE = "html { font-size: 200% }"
LOOSE = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
"""WCAG 1.4.12."""
DRESS = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"
"""A style of ours that no policy of the page forbids."""
OVERFLOW = """() => {
  const root = document.documentElement;
  const unseen = element => element.closest(".unseen, .skip");
  const cut = [...document.querySelectorAll("body *")].filter(element => {
    const kind = getComputedStyle(element).overflowX;
    return (kind == "hidden" || kind == "clip") && !unseen(element) && element.scrollWidth > element.clientWidth + 1;
  });
  return [root.scrollWidth - root.clientWidth, cut.map(element => element.outerHTML.slice(0, 200))];
}"""
"""Pixels by which the page is too wide, and what is cut off instead."""
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const shift of list.getEntries()) sum += shift.value; })
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 0)));
})"""


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_nothing_overflows_the_narrowest_screen(tab, sites, note, shown):
    tab.set_viewport_size({"width": 320, "height": 800})
    visit(tab, sites, shown)
    for name, css in (("plain", ""), ("200 % text", LARGE), ("WCAG 1.4.12 spacing", LOOSE)):
        tab.evaluate(DRESS, css)
        excess, cut = tab.evaluate(OVERFLOW)
        note(f"layout, pixels of overflow at 320, {name}", excess)
        assert (excess, cut) == (0, []), name


def test_an_overflow_is_seen(tab, sites):
    tab.set_viewport_size({"width": 320, "height": 800})
    tab.goto(sites["real"].address)
    tab.evaluate(DRESS, ".title { white-space: nowrap }")
    assert tab.evaluate(OVERFLOW)[0] > 0
    tab.evaluate(DRESS, ".main { overflow: hidden } .title { white-space: nowrap }")
    assert tab.evaluate(OVERFLOW)[1]


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_nothing_moves_when_pictures_arrive_late(tab, sites, note, shown):
    assert moved(tab, sites, shown, note) == 0


def moved(tab, sites, shown, note=lambda row, figure: None, css=""):
    """The sum of all shifts, when no picture comes before the page has been painted without it."""
    held = []
    tab.route(lambda url: url.endswith((".avif", ".webp", ".jpg", ".png")), lambda route: held.append(route))
    # The end of loading waits for the pictures.
    address = sites[shown.site].address + shown.path
    if shown.kind == "moved":
        visit(tab, sites, shown)
    else:
        tab.goto(address, wait_until="domcontentloaded")
    tab.evaluate(DRESS, css)
    tab.evaluate("for (const image of document.images) image.loading = 'eager'")
    tab.evaluate(SHIFTS)
    pictures = tab.evaluate("document.images.length")
    while held or not tab.evaluate("[...document.images].every(image => image.complete)"):
        for route in held[:]:
            held.remove(route)
            route.continue_()
        tab.evaluate("new Promise(done => requestAnimationFrame(done))")
    shifts = tab.evaluate(SHIFTS)
    note("layout, CLS" if not pictures else "layout, CLS with late pictures", shifts)
    return shifts


def test_a_picture_without_a_size_would_move_the_page(tab, sites):
    home = next(shown for shown in SHOWN if (shown.site, shown.kind) == ("difficult", "home"))
    unsized = "img { aspect-ratio: auto !important; height: auto !important; width: auto !important; max-width: none }"
    tab.route(
        sites["difficult"].address, lambda route: route.fulfill(body=without_sizes(route), content_type="text/html")
    )
    assert moved(tab, sites, home, css=unsized) > 0


def without_sizes(route):
    return route.fetch().text().replace(' width="', ' data-width="').replace(' height="', ' data-height="')
