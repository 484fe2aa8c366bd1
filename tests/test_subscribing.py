"""Addresses as people write them, slugs that nobody has, folders that mean a section."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.subscribing import followed, free_slug, new_row, section_of, web_address
from digest.model import Section
from digest.text import is_slug
from tests.builders import feed

SECTIONS = (
    Section(id="law", title="Law and contracts"),
    Section(id="watch", title="À l’écran"),
    Section(id="old", title="Old", retired=True),
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://x.example/a b ", "https://x.example/ab"),
        ("x.example", "https://x.example"),
        ("x.example:8080/rss", "https://x.example:8080/rss"),
        ("feed://x.example/rss", "http://x.example/rss"),
        ("feed:https://x.example/rss", "https://x.example/rss"),
        ("FEED:x.example/rss", "http://x.example/rss"),
        ("https://x.example/rss?at_medium=1#top", "https://x.example/rss?at_medium=1"),
    ],
)
def test_an_address_is_made_whole(text, address):
    assert web_address(text) == address


@pytest.mark.parametrize("text", ["", "x", "/rss", "mailto:a@x.example", "javascript:1", "feed:", "https://", "a b"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="address"):
        web_address(text)


def test_a_feed_is_known_by_either_scheme_and_in_any_spelling():
    known = feed("x", feed="http://x.example:80/rss?a=1")
    assert followed((known,), "https://X.example/rss?a=1&utm_source=y") is known
    assert followed((known,), "https://x.example/rss?a=2") is None
    assert followed((feed("y", feed="https://y.example/"),), "") is None


def test_namesakes_get_the_host_then_a_number():
    taken = {"le-film"}
    assert free_slug("Le Film", "https://www.x.example/", taken) == "le-film-x-example"
    taken |= {"le-film-x-example"}
    assert free_slug("Le Film", "https://www.x.example/", taken) == "le-film-2"
    assert free_slug("電影", "https://www.x.example/", ()) == "x-example"
    assert free_slug("", "", ()) == "feed"


@given(st.text(), st.text("abé.-", max_size=100), st.integers(0, 4))
def test_a_slug_is_one_and_free(title, host, taken):
    found: set[str] = set()
    for _ in range(taken + 1):
        slug = free_slug(title, f"https://{host}/", found)
        assert is_slug(slug)
        assert slug not in found
        found.add(slug)


@pytest.mark.parametrize(
    ("folders", "section"),
    [
        (("Law",), "law"),
        (("LAW AND CONTRACTS",), "law"),
        (("a l'ecran",), "watch"),
        (("Law", "Misc"), "law"),
        (("Law", "Watch"), "watch"),
        (("Old",), None),
        (("電影",), None),
        ((), None),
    ],
)
def test_the_innermost_folder_that_is_called_like_a_section_decides(folders, section):
    assert section_of(folders, SECTIONS) == section


def test_a_title_is_one_bounded_line_and_a_site_that_is_none_is_left_out():
    row = new_row(slug="x", title="a\n\u202eb " * 100, feed="https://x.example/rss", site="javascript:1")
    assert list(row) == ["slug", "title", "feed"]
    assert len(str(row["title"])) <= 121
    assert str(row["title"]).isprintable()
    assert new_row(slug="x", title="", feed="https://x.example/rss", site="/")["site"] == "https://x.example/"
