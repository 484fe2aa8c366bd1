"""A squeezed style sheet says to a real browser what the written one says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from digest.content.theme import read_theme
from digest.render.squeeze import squeeze
from digest.render.style import STYLE_SHEET

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
OWN = r"""
@charset "utf-8"; @layer own { .a\:hover :is(b, i) > s + u ~ em { margin : -1px calc( 1px + -2px ) / * why * / } }
.card { container : card / inline-size; & .x { color : red } > .y, + .z { top : 0 } &:hover :first-child { --x : a  b }
  @media ( 400px <= width <= 700px ) and ( not ( print ) ) { & { inset : 0 } } }
@container card ( width > 400px ) { a:not( .b , .c ) :link::after { content : " ;  { } /* x */ " attr(href) '\'  "' } }
.\31 0  b , .\e9 t\e9  i { background : url( data:image/svg+xml;utf8,%3Csvg/%3E ) , url( "a b; c" ) ; ; }
a/**/b , a/* */b { color : rgb( 1 2 3 / 50% ) ! important ; font : 1rem / 1.5 "A  B" , serif }
@font-face { font-family : X; unicode-range : U+0-7F , U+2?? } @page :first { margin : 0 }
[data-x = "a  ;  b" i] { grid-template : "a  b" 1fr / auto 1fr ; transition : all 1s , top 2s ease-in }
"""


READ = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map(rule => rule.cssText);
}"""


@pytest.mark.parametrize("css", [read_theme(None).assets[STYLE_SHEET].decode(), OWN], ids=["theme", "own"])
def test_every_rule_is_the_same_after_the_squeeze(browser: Browser, css: str) -> None:
    tab = browser.new_page()
    written, served = ([alike(rule) for rule in tab.evaluate(READ, sheet)] for sheet in (css, squeeze(css)))
    tab.close()
    assert len(written) > 5
    assert served == written


def alike(rule: str) -> str:
    """A browser keeps the white space of tokens as it was typed."""
    return re.sub(r"\s*,\s*", ",", " ".join(rule.split()))
