from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.render import typesetting
from digest.render.typesetting import typeset
from digest.render.typography import is_french
from tests.example_site import contexts, page, renderer

WORDS = (
    *("Sora", " ", "\n", "\u00a0", "\u202f", *';:!?«»()"<>&=/', "://", "a:b", ":a:", "9:30", "lang=fr", ' lang="fr"'),
    *("&amp;", "&nbsp;", "&#33;", "&#x3f;", "&lt", "<3", "<!-- a ? -->", '<!-- x > lang="fr" ? -->', "<!-- open"),
)
NAMES = ("p", "div", "span", "bdi", "i", "code", "pre", "svg", "img", "br", "h1", "P", "Em", "custom-x", "meta", "a")
ATTRIBUTES = (
    *("", "", "", ' lang="fr"', ' lang="en"', " lang='fr-CA'", " lang=fr", ' lang=""', ' LANG="fr"', '\nlang="fr"'),
    *(' title="Qui ?"', ' alt="a : b"', ' content="x ?"', ' name="description"', ' aria-label="q !"', ' href="/a?b"'),
    *(' title="a > b" lang="fr"', ' x="a < b"', ' x="p lang=fr ?"', " hidden", "/", ' x="</bdi>"', " y='</span>'"),
)
OPENED = st.builds("<{}{}{}>".format, st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES), st.sampled_from(ATTRIBUTES))
CLOSED = st.builds("</{}{}>".format, st.sampled_from(NAMES), st.sampled_from(("", "", "", " ", "x")))
FEW = (
    "<p>",
    "<div>",
    '<i lang="fr">',
    '<p lang="fr">',
    '<i lang="en">',
    "<i>",
    "<code>",
    " mot ?",
    "</i>",
    "</p>",
    "</div>",
)
FEW_TAGS = st.lists(st.sampled_from(FEW), min_size=6, max_size=14).map("".join)
SOUP = st.lists(st.one_of(st.sampled_from(WORDS), OPENED, CLOSED), max_size=30).map("".join)
NESTED = st.recursive(
    st.lists(st.sampled_from(WORDS[:14]), max_size=4).map("".join),
    lambda inner: st.builds(
        lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
        st.sampled_from(("p", "div", "span", "bdi", "i", "code", "a")),
        st.sampled_from(ATTRIBUTES[:7]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


def every_tag_looked_at(html: str, language: str) -> str:
    around = typesetting._element("", is_french(language), False)
    return "".join(text for text, _ in typesetting._blocks(html, 0, [around], is_whole=True))


@given(st.one_of(FEW_TAGS, SOUP, NESTED), st.sampled_from(("fr", "en", "fr-CA")))
@settings(max_examples=600)
def test_what_is_skipped_would_not_have_changed(html, language):
    assert typeset(html, language) == every_tag_looked_at(html, language)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", contexts())
def test_pages_are_the_same_as_if_each_tag_were_looked_at(path, language):
    typed = renderer().page(page(path)).replace("\u202f", " ").replace("\u00a0", " ")
    assert typeset(typed, language) == every_tag_looked_at(typed, language)


def test_french_words_in_a_foreign_page_are_set_with_what_stands_beside_them():
    html = '<p>See <cite lang="fr">Vivre</cite> <i lang="fr">! oui</i>: <b>so ?</b></p><p lang="fr">Oui ?</p>'
    expected = '<p>See <cite lang="fr">Vivre</cite> <i lang="fr">! oui</i>: <b>so ?</b></p><p lang="fr">Oui\u202f?</p>'
    assert typeset(html, "en") == expected


def test_an_element_that_an_outer_tag_closes_is_french_no_longer():
    html = '<div><p><i lang="fr">Oui ?</p> no ? <i>no ?</i></div> no ?'
    assert typeset(html, "en") == html.replace("Oui ?", "Oui\u202f?")


def test_a_long_page_of_open_elements_takes_no_longer_than_its_length():
    """Quadratic, it would take minutes."""
    html = "".join(f'<a{number} lang="fr">mot <b{number} lang="en">' for number in range(20_000))
    assert typeset(html, "en") == html
    assert typeset(html, "fr") == html
