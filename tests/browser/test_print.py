"""Every page on paper, as Chromium makes a PDF of it: tagged, titled, with the addresses of others, without a menu."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from pypdf import PdfReader

from tests.browser.sites import SHOWN, visit

pytestmark = pytest.mark.browser
LINKS = """() => [...document.querySelectorAll("main a[href^=http]")]
  .filter(link => link.checkVisibility() && !link.closest("bdi[dir=rtl], [dir=rtl]"))
  .map(link => link.getAttribute("href"))"""
"""Addresses that shall be on the paper. In a line from right to left a PDF has an order of letters of its own."""
PRINTED = tuple(shown for shown in SHOWN if shown.kind != "moved")
ON_PAPER = """() => [...document.querySelectorAll("nav, .skip")]
  .filter(element => element.checkVisibility({visibilityProperty: true})).map(element => element.className)"""


def printed(tab):
    """The PDF, and all its words without spaces."""
    pdf = PdfReader(io.BytesIO(tab.pdf(tagged=True, outline=True)))
    return pdf, squeezed("".join(page.extract_text() for page in pdf.pages))


def squeezed(text):
    # Fonts join letters: a PDF may hold one character for "fi".
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("shown", PRINTED, ids=str)
def test_a_page_can_be_printed(tab, sites, note, shown):
    visit(tab, sites, shown)
    title, language = tab.title(), tab.evaluate("document.documentElement.lang")
    pdf, words = printed(tab)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"].startswith(language)
    assert pdf.metadata.title == title
    tab.emulate_media(media="print")
    links = tab.evaluate(LINKS)
    missing = [link for link in links if squeezed(link) not in words]
    note("print, external addresses on a page", len(links))
    note("print, external addresses that are not on paper", len(missing))
    assert missing == []
    assert tab.evaluate(ON_PAPER) == []


def test_it_is_noticed_what_paper_lacks_and_what_it_should_lack(tab, sites):
    tab.goto(sites["real"].address + "issues/2025-W40/")
    tab.emulate_media(media="print")
    css = ".main a[href^=http]::after { content: none !important } .menu { display: block !important }"
    tab.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", css
    )
    _, words = printed(tab)
    assert [link for link in tab.evaluate(LINKS) if squeezed(link) not in words]
    assert "menu" in tab.evaluate(ON_PAPER)
