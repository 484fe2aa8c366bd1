"""What a new publication starts from: sound, whatever its title, and in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from digest.content.publication import read_publication
from digest.publish.checks import run_checks
from digest.publish.starter import Choices, default_address, default_title, publication_id, starter_files
from tests.builders import write

TODAY = date(2027, 1, 3)
TOOL = "slatepress @ git+https://github.com/a/b@c0ffee"


def starter(title: str = "My weekly", language: str = "en") -> dict[str, bytes]:
    choices = Choices(title=title, base_url="https://name.github.io/weekly", language=language, tool=TOOL)
    return starter_files(choices, TODAY)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("title", ["My weekly", "2001: A Space Odyssey", "#Alive", "'71", '"Sora"', "No", "@@TITLE@@"])
def test_a_new_publication_breaks_no_rule_and_keeps_its_title(tmp_path, title, language):
    write(tmp_path, {**starter(title, language)})
    reading = read_publication(tmp_path)
    assert run_checks(reading, (), today=TODAY) == ()
    settings = reading.sound().settings
    assert (settings.title, settings.language) == (title, language)
    assert settings.base_url == "https://name.github.io/weekly/"


def test_it_follows_three_feeds_and_has_a_draft_of_the_week_of_the_day(tmp_path):
    write(tmp_path, {**starter()})
    publication = read_publication(tmp_path).sound()
    assert len(publication.feeds) == 3
    assert [(issue.id, issue.status) for issue in publication.issues] == [("2026-W53", "draft")]
    assert [page.name for page in publication.pages] == ["about"]


def test_no_mark_is_left_anywhere():
    assert [path for path, data in starter().items() if re.search(rb"@@[A-Z]", data)] == []


def test_the_built_site_and_the_caches_stay_out_of_the_repository():
    files = starter()
    assert b"\n*\n!.gitignore\n" in files["build/.gitignore"]
    assert {b"/.cache/", b"/.venv/"} <= set(files[".gitignore"].splitlines())


def test_an_address_that_no_site_can_have_is_refused():
    with pytest.raises(ValueError, match="no address of a site"):
        starter_files(Choices(title="x", base_url="example.org", language="en", tool=TOOL), TODAY)


def test_two_publications_on_one_host_have_different_ids():
    assert publication_id("https://a.example/", TODAY) == "tag:a.example,2027-01-03:digest"
    assert publication_id("https://a.example:8080/x/y/", TODAY) == "tag:a.example,2027-01-03:x-y"


@pytest.mark.parametrize(
    ("name", "title", "address"),
    [
        ("my-weekly", "My weekly", "https://example.github.io/my-weekly/"),
        ("Été_2026", "Été 2026", "https://example.github.io/ete-2026/"),
        ("...", "A weekly digest", "https://example.github.io/digest/"),
    ],
)
def test_what_is_likely_follows_from_the_name_of_the_folder(name, title, address):
    assert (default_title(Path(name)), default_address(Path(name))) == (title, address)
