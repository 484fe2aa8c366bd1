"""The address of a repository to the pages of the web where its files are edited and made."""

from __future__ import annotations

import pytest

from digest.compose.forge import forge_of

FILE = "content/entries/2026-W47/à-lire 1.md"
WRITTEN = "content/entries/2026-W47/%C3%A0-lire%201.md"


@pytest.mark.parametrize(
    ("repository", "edit", "new"),
    [
        ("https://github.com/jane/weekly", "https://github.com/jane/weekly/edit/main/", "/new/main/content?value="),
        ("https://github.com/jane/weekly.git", "https://github.com/jane/weekly/edit/main/", "/new/main/content?value="),
        (
            "https://github.com/jane/weekly/tree/trunk/site/films/",
            "https://github.com/jane/weekly/edit/trunk/site/films/",
            "/new/trunk/site/films/content?value=",
        ),
        (
            "https://github.com/jane/weekly/tree/a%2Fb",
            "https://github.com/jane/weekly/edit/a%2Fb/",
            "/new/a%2Fb/content?value=",
        ),
        (
            "https://gitlab.com/group/sub/weekly",
            "https://gitlab.com/group/sub/weekly/-/edit/main/",
            "/-/new/main/content?content=",
        ),
        (
            "https://gitlab.example/group/weekly/-/tree/trunk/films",
            "https://gitlab.example/group/weekly/-/edit/trunk/films/",
            "/-/new/trunk/films/content?content=",
        ),
        (
            "https://codeberg.org/jane/weekly",
            "https://codeberg.org/jane/weekly/_edit/main/",
            "/_new/main/content?value=",
        ),
        (
            "https://forgejo.example/jane/weekly/src/branch/trunk/films",
            "https://forgejo.example/jane/weekly/_edit/trunk/films/",
            "/_new/trunk/films/content?value=",
        ),
    ],
)
def test_a_known_forge_edits_a_file_and_makes_one(repository, edit, new):
    forge = forge_of(repository)
    assert forge is not None
    assert forge.edit_page(FILE) == edit + WRITTEN
    assert forge.new_page("content").endswith(new)


@pytest.mark.parametrize(
    "repository",
    [
        "",
        "https://github.com/jane",
        "https://github.com/jane/weekly/issues",
        "https://git.example/jane/weekly",
        "https://sr.ht/~jane/weekly",
        "https://mygithub.com/jane/weekly",
        "https://bitbucket.org/jane/weekly",
    ],
)
def test_what_is_no_repository_of_a_known_forge_has_no_pages(repository):
    assert forge_of(repository) is None
