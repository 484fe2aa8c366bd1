"""HTML to XHTML: whatever stands in it, the result is well-formed."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring, tostring

import pytest

from digest.render.xhtml import NAMESPACE, xhtml


def written(html):
    return tostring(xhtml(html), encoding="unicode")


def test_words_links_and_attributes_stay():
    html = '<p class="a">One &amp; <a href="/b?c=1&amp;d=2">two</a></p>'
    assert written(html) == f'<div xmlns="{NAMESPACE}">{html}</div>'


def test_an_element_that_holds_nothing_ends_at_once():
    assert written("a<br>b") == f'<div xmlns="{NAMESPACE}">a<br />b</div>'


@pytest.mark.parametrize(
    "html",
    ["<p><b>open", "</p>closed", "<p>a</b></p>", "a &nbsp; &hellip; b", "<p a=1 b>", '<p "=1>', "<1>", "<!-- c -->"],
)
def test_whatever_is_wrong_with_it_the_result_can_be_read(html):
    assert fromstring(written(html)).tag == f"{{{NAMESPACE}}}div"
