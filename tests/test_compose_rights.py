"""Words for a licence to the page that explains it."""

from __future__ import annotations

import pytest

from digest.compose.rights import licence_link


@pytest.mark.parametrize(
    ("licence", "page"),
    [
        ("CC BY 4.0", "licenses/by/4.0/"),
        ("cc-by-sa-3.0", "licenses/by-sa/3.0/"),
        ("CC BY-NC-ND 4.0 International", "licenses/by-nc-nd/4.0/"),
        ("Creative Commons BY-NC-SA 2.5", "licenses/by-nc-sa/2.5/"),
        ("CC  BY-ND 2.0", "licenses/by-nd/2.0/"),
        ("CC0", "publicdomain/zero/1.0/"),
        ("CC0 1.0 Universal", "publicdomain/zero/1.0/"),
        ("CC-Zero", "publicdomain/zero/1.0/"),
    ],
)
def test_a_licence_of_creative_commons_has_a_page(licence, page):
    assert licence_link(licence) == f"https://creativecommons.org/{page}"


def test_an_address_is_its_own_page():
    assert licence_link("https://example.org/licence") == "https://example.org/licence"


@pytest.mark.parametrize(
    "licence", ["", "CC BY", "CC BY 5.0", "CC BY-ND-SA 4.0", "All rights reserved", "MIT", "https://"]
)
def test_of_other_words_nobody_says_what_they_mean(licence):
    assert licence_link(licence) == ""
