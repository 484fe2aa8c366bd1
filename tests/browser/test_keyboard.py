"""Every page by keys alone: the first leads past the menu, and each stop on the way is seen."""

from __future__ import annotations

import pytest

from tests.browser.sites import SHOWN, visit

pytestmark = pytest.mark.browser
WATCH = """() => {
  const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const shade = colour => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map(part => part / 255)
      .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b + .05;
  };
  const paper = shade(getComputedStyle(document.body).backgroundColor);
  window.stops = [];
  addEventListener("focusin", event => {
    const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(event.target);
    const ring = outlineStyle == "none" ? 0 : parseFloat(outlineWidth);
    const ink = shade(outlineColor);
    const box = event.target.getBoundingClientRect();
    const shown = box.width > 0 && box.right > 0 && box.bottom > 0;
    window.stops.push([ring, Math.max(ink, paper) / Math.min(ink, paper), shown, event.target.outerHTML.slice(0, 120)]);
  });
}"""
"""Notes of each stop: pixels of its ring, its contrast with the paper, whether it is on the page, and what it is."""
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(element => element.checkVisibility({visibilityProperty: true}) && !element.disabled && element.tabIndex >= 0)
  .length"""


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_the_first_key_leads_past_the_menu(tab, sites, note, shown):
    visit(tab, sites, shown)
    tab.keyboard.press("Tab")
    first = tab.evaluate("document.activeElement.className")
    box = tab.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    tab.keyboard.press("Enter")
    assert first == "skip"
    assert box["left"] >= 0
    assert box["top"] >= 0
    assert tab.evaluate("document.activeElement.tagName") == "MAIN"
    tab.keyboard.press("Tab")
    assert tab.evaluate("!document.activeElement.closest('.masthead')")
    note("keyboard, pages whose first key skips the menu", 1)


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_every_stop_of_the_keyboard_is_seen(tab, sites, note, shown):
    visit(tab, sites, shown)
    stops = walked(tab)
    assert len(stops) == tab.evaluate(STOPS)
    rings = [ring for ring, *_ in stops]
    note("keyboard, stops on a page", len(stops))
    note("keyboard, thinnest focus ring in pixels", min(rings))
    note("keyboard, least contrast of a focus ring", round(min(contrast for _, contrast, *_ in stops), 1))
    assert [stop for stop in stops if stop[0] < 2 or stop[1] < 3 or not stop[2]] == []


def walked(tab):
    """Every stop from the first to the last."""
    tab.evaluate(WATCH)
    # One of them is known to be the last; a key more would leave the page.
    for _ in range(tab.evaluate(STOPS)):
        tab.keyboard.press("Tab")
    return tab.evaluate("window.stops")


@pytest.mark.parametrize("fault", ["outline: none", "outline-width: 1px", "outline-color: #eee"])
def test_a_stop_that_is_hard_to_see_is_noticed(tab, sites, fault):
    tab.goto(sites["real"].address + "404.html")
    dress = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"
    tab.evaluate(dress, f".menu-link:focus-visible {{ {fault} !important }}")
    assert [stop for stop in walked(tab) if stop[0] < 2 or stop[1] < 3]
