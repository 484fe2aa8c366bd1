from __future__ import annotations

import re
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from digest.render.filters import address, attributes, isolated


@given(st.one_of(st.text(alphabet="aZ9_.-~/#?=&%:@!$'()*+,;<>\"\\ \né\u2009", max_size=12), st.text(max_size=8)))
def test_an_address_is_quoted_where_it_must_be(path):
    try:
        quoted = quote(path, safe="/#?=&%:@!$'()*+,;~")
    except UnicodeEncodeError:
        return
    assert address(path, base="/repo") == "/repo" + quoted


def test_an_address_of_escaped_text_is_no_text_to_escape_again():
    assert address(Markup("/a&amp;b/"), base="/<repo>") == "/<repo>/a&amp;b/"


@given(st.lists(st.sampled_from(("<p>", "</p>", "<p", "a", "<em>", "\n", "<p class='x'>"))).map("".join))
def test_every_paragraph_of_a_quotation_holds_its_direction(html):
    assert isolated(html) == re.sub(r"<p>(.*?)</p>", r"<p><bdi>\1</bdi></p>", html, flags=re.DOTALL)


def test_a_language_is_said_where_it_is_not_the_one_around():
    assert [attributes(tag, around="fr") for tag in ("fr", "fr-CA", "en", None, "")] == ["", "", ' lang="en"', "", ""]
    assert attributes('"<', "שלום", around="fr") == ' lang="&#34;&lt;" dir="rtl"'
