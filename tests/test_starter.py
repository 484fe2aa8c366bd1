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


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_mark_is_left_anywhere(language):
    assert [path for path, data in starter(language=language).items() if re.search(rb"@@[A-Z]", data)] == []


def test_a_french_publication_has_no_english_sentence_in_what_its_editor_reads():
    english, french = starter(), starter(language="fr")
    read = [path for path in french if path.endswith((".md", ".yaml"))]
    assert len(read) == 6
    for path in read:
        for line in set(english[path].decode().splitlines()) & set(french[path].decode().splitlines()):
            assert not re.search(r"\b(the|The|and|what|which)\b", line), f"{path}: {line}"


@pytest.mark.parametrize(("language", "spoken"), [("en", {"en"}), ("fr", {"fr"})])
def test_the_three_feeds_speak_the_language_of_the_publication_and_are_filed_under_its_sections(
    tmp_path, language, spoken
):
    publication = read_publication(write(tmp_path, {**starter(language=language)})).sound()
    assert {feed.language for feed in publication.feeds} == spoken
    assert {feed.section for feed in publication.feeds} <= {section.id for section in publication.settings.sections}
    assert sum(1 for feed in publication.feeds if feed.include) == 1


def test_what_is_known_of_the_place_stands_in_the_settings_and_the_rest_as_an_example(tmp_path):
    choices = Choices(
        title="x",
        base_url="https://weekly.example/",
        repository="jane/weekly",
        language="en",
        timezone="Europe/Paris",
        editor="Jane: the editor",
        tool=TOOL,
    )
    settings = read_publication(write(tmp_path, {**starter_files(choices, TODAY)})).sound().settings
    assert (settings.cname, settings.repository) == ("weekly.example", "https://github.com/jane/weekly")
    assert settings.contact == "https://github.com/jane/weekly/issues"
    assert (settings.timezone, settings.editors) == ("Europe/Paris", ("Jane: the editor",))
    assert "# cname: " in starter()["digest.yaml"].decode()
    assert "# repository: " in starter()["digest.yaml"].decode()


def test_the_readme_names_the_switch_with_its_full_address():
    choices = Choices(title="x", base_url="https://jane.github.io/w/", repository="jane/w", language="fr", tool=TOOL)
    assert b"https://github.com/jane/w/settings/pages" in starter_files(choices, TODAY)["README.md"]


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
    assert publication_id("https://été.example/", TODAY) == "tag:xn--t-9fab.example,2027-01-03:digest"


@pytest.mark.parametrize(
    ("name", "title", "address"),
    [
        ("my-weekly", "My weekly", "https://example.github.io/my-weekly/"),
        ("Été_2026", "Été 2026", "https://example.github.io/ete-2026/"),
        ("...", "A weekly digest", "https://example.github.io/digest/"),
        ("Cine\u0301  d\u2019e\u0301te\u0301", "Ciné d’été", "https://example.github.io/cine-d-ete/"),
    ],
)
def test_what_is_likely_follows_from_the_name_of_the_folder(name, title, address):
    assert (default_title(Path(name)), default_address(Path(name))) == (title, address)
