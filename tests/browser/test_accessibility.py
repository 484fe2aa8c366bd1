"""Every page before axe-core: on a telephone by day and by night, on a wide screen, on the narrowest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.sites import SHOWN, visit

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
VIEWS: tuple[tuple[int, Any], ...] = ((390, "light"), (390, "dark"), (1280, "light"), (320, "light"))
JUDGE = """async tags => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags},
    // Off unless asked for.
    rules: {"target-size": {enabled: true}},
    preload: false,
    resultTypes: ["violations"],
  });
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`));
}"""


def violations(tab, width, scheme):
    tab.set_viewport_size({"width": width, "height": 844})
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE.read_text("utf-8"))
    return tab.evaluate(JUDGE, TAGS)


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_axe_has_nothing_to_say(tab, sites, note, shown):
    visit(tab, sites, shown)
    for width, scheme in VIEWS:
        found = violations(tab, width, scheme)
        note(f"axe, violations at {width} {scheme}", len(found))
        assert found == [], f"{width} {scheme}"


FAULTS = {
    "color-contrast": "document.querySelector('.title').style.color = '#aaa'",
    "image-alt": "document.querySelector('.title').append(new Image())",
    "target-size": "for (const e of document.querySelectorAll('nav *')) e.style.cssText = 'font: 5px/1 serif; gap: 0'",
    "heading-order": "document.querySelector('main').append(heading)",
    "html-has-lang": "document.documentElement.lang = ''",
}


@pytest.mark.parametrize(("rule", "fault"), FAULTS.items())
def test_axe_speaks_when_there_is_a_fault(tab, sites, rule, fault):
    tab.goto(sites["real"].address + "issues/2025-W40/")
    deep = "const heading = document.createElement('h6'); heading.append('Deep');"
    tab.evaluate(f"() => {{ {deep} {fault} }}")
    assert rule in {line.partition(":")[0] for line in violations(tab, 390, "light")}
