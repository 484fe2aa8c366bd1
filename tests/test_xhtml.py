"""HTML to XHTML: whatever stands in it, the result is well-formed."""

from __future__ import annotations

from unittest.mock import patch
from xml.etree.ElementTree import fromstring, tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.render.xhtml import NAMESPACE, _as_html, xhtml


def written(html):
    return tostring(xhtml(html), encoding="unicode")


def test_words_links_and_attributes_stay():
    html = '<p class="a">One &amp; <a href="/b?c=1&amp;d=2">two</a></p>'
    assert written(html) == f'<div xmlns="{NAMESPACE}">{html}</div>'


def test_an_element_that_holds_nothing_ends_at_once():
    assert written("a<br>b") == f'<div xmlns="{NAMESPACE}">a<br />b</div>'


PARTS = [
    *(
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<br>",
        "<br/>",
        "<br />",
        "</br>",
        '<img src="a">',
        "<span/>",
        "<P>",
        "</P>",
        "</div>",
    ),
    *(
        '<a href="/b?c=1&amp;d=2">',
        '<a href="x\ny">',
        '<a href="&#39;&#x27;&lt;">',
        "<a href='b'>",
        "<a href=b>",
        "<a b>",
        "</a>",
    ),
    *(
        '<p class="a" class="b">',
        '<p xmlns="b">',
        '<p xml:lang="fr">',
        '<p a="1"b="2">',
        '<p  a="1">',
        '<p a="<">',
        "<p\n>",
        "< p>",
    ),
    *(
        "<script>",
        "</script>",
        "<title>",
        "</title>",
        "<textarea>",
        "<!-- c -->",
        "<![CDATA[x]]>",
        "<!x>",
        "<?x?>",
        "]]>",
        "<",
        ">",
    ),
    *(
        "&amp;",
        "&lt;",
        "&quot;",
        "&#39;",
        "&#150;",
        "&nbsp;",
        "&ampx",
        "&",
        "\r\n",
        "\n",
        "\t",
        "\0",
        "\x0b",
        "é",
        "\ufffe",
        "😀",
        " x ",
    ),
]


@settings(max_examples=2000)
@given(st.lists(st.sampled_from(PARTS), max_size=7).map("".join))
def test_what_is_read_as_xml_is_what_html_makes_of_it(html):
    assert tostring(xhtml(html), encoding="unicode") == tostring(_as_html(html), encoding="unicode")


def test_what_templates_write_is_read_as_xml():
    with patch("digest.render.xhtml._as_html", side_effect=AssertionError):
        html = '<p class="a">One &amp; <a href="/b?c=1&amp;d=2" hreflang="fr">l&#39;autre</a></p>\n<ul>\n<li></li></ul>'
        assert written(html) == f'<div xmlns="{NAMESPACE}">{html}</div>'.replace("<li></li>", "<li />").replace(
            "&#39;", "'"
        )


@pytest.mark.parametrize(
    "html",
    ["<p><b>open", "</p>closed", "<p>a</b></p>", "a &nbsp; &hellip; b", "<p a=1 b>", '<p "=1>', "<1>", "<!-- c -->"],
)
def test_whatever_is_wrong_with_it_the_result_can_be_read(html):
    assert fromstring(written(html)).tag == f"{{{NAMESPACE}}}div"
