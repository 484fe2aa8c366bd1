"""Slugs, canonical links, clean lines."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.text import (
    alphabetical,
    canonical_link,
    clean_line,
    host_of,
    identity,
    is_slug,
    presentable,
    slugify,
    unfit_characters,
    unmistakable,
    without_controls,
)


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("HTTPS://News.Example/A?b=1#top", "https://news.example/A?b=1"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://news.example:443/x", "https://news.example/x"),
        ("https://news.example:8443/x", "https://news.example:8443/x"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/x/", "https://news.example/x/"),
        ("https://news.example/x?z=1&utm_source=rss&a=2", "https://news.example/x?z=1&a=2"),
        ("https://news.example/x?fbclid=1", "https://news.example/x"),
        ("https://news.example/x?xtor=RSS-1", "https://news.example/x"),
        ("https://news.example/x?q=a%20b&q=c", "https://news.example/x?q=a%20b&q=c"),
        ("https://Écran.example/é", "https://xn--cran-9oa.example/%C3%A9"),
        ("https://user:secret@news.example/", "https://news.example/"),
        ("https://news.example./x", "https://news.example/x"),
        ("https://[::1]:8080/", "https://[::1]:8080/"),
        (" https://news.example/a b ", "https://news.example/a%20b"),
    ],
)
def test_a_canonical_link_keeps_what_names_the_page_and_drops_the_rest(link, canonical):
    assert canonical_link(link) == canonical


@pytest.mark.parametrize(
    "link",
    ["", "news.example", "ftp://news.example/", "javascript:alert(1)", "https://", "https://a b/", "http://[::1"],
)
def test_what_is_no_web_address_is_refused_with_a_reason(link):
    with pytest.raises(ValueError, match=r"\w"):
        canonical_link(link)


@given(st.from_regex(r"https?://[a-z]{1,8}\.example(:\d{2,4})?/[ -~é]{0,20}", fullmatch=True))
def test_the_canonical_form_of_a_canonical_link_is_itself(link):
    try:
        once = canonical_link(link)
    except ValueError:
        return
    assert canonical_link(once) == once


PIECES = [
    *("https://", "http://", "HTTPS://", "x.example", "X.example", "www.", "..", ".", "é", ":443", ":80", "/", "//"),
    *("?", "?a=b", "?utm_source=x", "&gclid=1", "&", "#", "%20", "%", "[", "]", "|", "^", "@", ";", "a", "=", "+", "~"),
    *("\\", '"', "'", "{", " ", "\t", "\n", "\xa0", "1.2", "_", "-", "\x7f", "²"),
]


@settings(max_examples=1000)
@given(st.sampled_from(("", "https://x.example/", "http://x.example")), st.lists(st.sampled_from(PIECES), max_size=5))
def test_a_link_that_is_canonical_at_a_glance_is_so_on_a_close_look(start, pieces):
    link = start + "".join(pieces)
    assert form_of(link) == form_of(f" {link}")


def form_of(link: str) -> str:
    """The canonical form, or why there is none. A space in front, which does not count, makes it look closely."""
    try:
        return canonical_link(link)
    except ValueError as error:
        return str(error)


def test_an_identity_is_the_beginning_of_the_sha_256_of_its_parts():
    link = "https://news.example/sora"
    assert identity(link) == hashlib.sha256(link.encode()).hexdigest()[:16]
    assert identity("variety", "a") != identity("varietya")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Sora arrive à Hollywood", "sora-arrive-a-hollywood"),
        ("L’œuvre d'art — 8½", "l-oeuvre-d-art-81-2"),
        ("  ", ""),
        ("映画", ""),
        ("Straße", "strasse"),
    ],
)
def test_a_slug_is_made_of_ascii_words(text, slug):
    assert slugify(text) == slug


@given(st.text(), st.integers(1, 80))
def test_every_slug_is_one_or_nothing(text, length):
    slug = slugify(text, length)
    assert slug == "" or (is_slug(slug) and len(slug) <= length)


def test_a_long_slug_is_cut_between_words():
    assert slugify("the quick brown fox", 12) == "the-quick"


def test_a_clean_line_has_no_control_or_bidirectional_characters():
    assert clean_line("a\x00b\u202e\n c\u200b\tdé\ud800") == "ab c dé"


@pytest.mark.parametrize("text", ["\x01 \x02", " \x7f a \ue000 b \ufdd0 "])
def test_a_clean_line_keeps_no_space_around_what_it_loses(text):
    assert clean_line(text) in ("", "a b")


TURNS = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
MARKS = "\u200e\u200f\u061c"


def test_a_text_loses_what_no_page_holds_and_keeps_what_orders_a_line():
    assert without_controls(f"a\x00\x0c\x85{TURNS}\n\tb{MARKS}\r") == f"a\n\tb{MARKS}\r"
    assert unfit_characters(f"a\x07{MARKS}\u202e\x07\n") == ("\x07", "\u202e")


def test_a_finished_document_holds_nothing_that_acts_on_the_direction_of_text():
    assert presentable(f"<p>a{MARKS}{TURNS}\x1b\r\n\t\u200c\u00ad&rlm;</p>") == "<p>a\n\t\u200c\u00ad&rlm;</p>"


def test_a_link_with_characters_that_pages_leave_out_leads_where_it_led():
    assert unmistakable("https://x.example/é\u202ea\u200f?\x07") == "https://x.example/é%E2%80%AEa%E2%80%8F?%07"


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ("https://x.example/a b?q=<y>&r[]=1|2", "https://x.example/a%20b?q=%3Cy%3E&r%5B%5D=1%7C2"),
        ("https://x.example/100%?a=%41%4#b#c", "https://x.example/100%25?a=%41%254#b%23c"),
        ("https://[::1]/a", "https://[::1]/a"),
        ("https://x.example/é/%C3%A9?a=b&c=(d)*!~'", "https://x.example/é/%C3%A9?a=b&c=(d)*!~'"),
        ("mailto:a@b.example?subject=a b", "mailto:a@b.example?subject=a%20b"),
        ("", ""),
    ],
)
def test_a_link_is_written_as_the_standard_of_addresses_wants_it(link, written):
    assert unmistakable(link) == written
    assert unmistakable(written) == written


def test_the_host_of_a_link_is_what_a_reader_knows():
    assert host_of("https://www.lemonde.fr/x") == "lemonde.fr"
    assert host_of("nonsense") == ""


def test_titles_stand_as_readers_look_for_them():
    ordered = ["Écho", "Éclat", "Film 9", "film 10", "Film 010b", "Œuvre", "Žižek", "« Zorro »", "كلمة"]
    assert sorted((*ordered[3:], *ordered[:3]), key=alphabetical) == ordered


@given(st.lists(st.text()))
def test_any_titles_have_an_order(titles):
    keys = sorted(alphabetical(title) for title in titles)
    assert sorted(alphabetical(title) for title in reversed(titles)) == keys


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_loses_the_same_characters_whatever_stands_beside_them(text):
    assert presentable(text) == "".join(map(presentable, text))
    assert without_controls(text) == "".join(map(without_controls, text))
