"""A folder read whole: every problem of every file at once, each with its place and what to do."""

from __future__ import annotations

import os

import pytest

from digest.content.publication import read_publication
from digest.content.root import find_root
from digest.errors import UsageError
from tests.builders import SETTINGS, entry_file, write

BROKEN_SETTINGS = """\
id: tag:example.org,2026:x
title: X
base_url: htp://x
timezone: Mars/Olympus
titel: Y
quote: many
"""
BROKEN_FEEDS = """\
- slug: Variety!
  feed: variety.example
  colour: red
- slug: a
  feed: https://a.example/
  include: ['(']
"""
BROKEN_STORYLINES = """\
- id: sora
  title: Sora
  kind: modle
- id: sora
  title: Again
  kind: film
"""


def told(root) -> list[str]:
    return [f"{problem.where} {problem.code}" for problem in read_publication(root).problems]


def test_a_sound_publication_has_no_problem(tmp_path):
    write(tmp_path, {
        "content/feeds.yaml": "- slug: variety\n  feed: https://variety.example/feed\n  section: tools\n",
        "content/storylines.yaml": "- id: sora\n  title: Sora\n  kind: model\n",
        "content/issues/2026-W47.md": "---\nlead: sora\n---\n",
        "content/entries/2026-W47/sora.md": entry_file(section="tools", storylines="[sora]"),
        "content/pages/about.md": "---\ntitle: About\n---\n",
    })  # fmt: skip
    reading = read_publication(tmp_path)
    assert reading.problems == ()
    publication = reading.sound()
    assert [entry.path for entry in publication.entries] == ["content/entries/2026-W47/sora.md"]
    assert (publication.feeds[0].title, publication.issues[0].lead) == ("variety", "sora")


def test_an_empty_publication_is_sound(tmp_path):
    assert told(write(tmp_path, {})) == []


def test_every_problem_of_every_file_is_told_at_once(tmp_path):
    write(tmp_path, {
        "digest.yaml": BROKEN_SETTINGS,
        "content/feeds.yaml": BROKEN_FEEDS,
        "content/storylines.yaml": BROKEN_STORYLINES,
        "content/entries/2026-W47/a.md": entry_file(section="tool", storylines="[sorra]", link="https://x.example/a"),
        "content/entries/2026-W47/b.md": "no front matter",
        "content/issues/2026-W47.md": "---\nstatus: publishd\nlead: nobody\n---\n",
    })  # fmt: skip
    assert told(tmp_path) == [
        "content/entries/2026-W47/a.md:4 REF001",
        "content/entries/2026-W47/a.md:5 REF003",
        "content/entries/2026-W47/b.md:1 FILE006",
        "content/feeds.yaml:1 FM008",
        "content/feeds.yaml:2 FM007",
        "content/feeds.yaml:3 FM001",
        "content/feeds.yaml:6 FM003",
        "content/issues/2026-W47.md:2 FM005",
        "content/issues/2026-W47.md:3 REF004",
        "content/storylines.yaml:3 FM005",
        "content/storylines.yaml:4 ID002",
        "digest.yaml:3 FM007",
        "digest.yaml:4 FM005",
        "digest.yaml:5 FM001",
        "digest.yaml:6 FM003",
    ]
    assert all(problem.hint for problem in read_publication(tmp_path).problems)


def test_an_unknown_word_comes_with_what_was_meant(tmp_path):
    write(tmp_path, {"content/entries/2026-W47/a.md": entry_file(section="tool")})
    assert [p.hint for p in read_publication(tmp_path).problems] == ["did you mean 'tools'? known: law, tools"]


def test_tags_are_free_until_digest_yaml_lists_them(tmp_path):
    write(tmp_path, {"content/entries/2026-W47/a.md": entry_file(tags="[lawsuit]")})
    assert told(tmp_path) == []
    settings = (tmp_path / "digest.yaml").read_text() + "tags: {lawsuits: Lawsuits}\n"
    (tmp_path / "digest.yaml").write_text(settings)
    assert told(tmp_path) == ["content/entries/2026-W47/a.md:4 REF002"]


def test_a_tag_that_was_renamed_may_be_carried_under_its_former_slug(tmp_path):
    write(tmp_path, {
        "digest.yaml": SETTINGS + "tags:\n  video: Video\n  law: {title: Law, was: [lawsuit]}\n",
        "content/entries/2026-W47/a.md": entry_file(tags="[lawsuit, video]"),
        "content/feeds.yaml": "- {slug: a, feed: https://a.example/, tags: [lawsuit]}\n",
    })  # fmt: skip
    reading = read_publication(tmp_path)
    assert reading.problems == ()
    found = reading.publication.settings
    assert (found.tags, found.former_tags) == ({"video": "Video", "law": "Law"}, {"lawsuit": "law"})


@pytest.mark.parametrize(
    ("tag", "code", "hint"),
    [
        ("{titel: Law, was: [x]}", "FM001", "did you mean 'title'"),
        ("{title: Law, was: [video]}", "ID002", "line 9"),
        ("{title: Law, was: [law]}", "ID002", "line 10"),
        ("{title: Law, was: [a, B c]}", "FM008", "b-c"),
        ("{title: Law, was: {a: b}}", "FM003", "[one, two]"),
        ("{Law}", "YAML006", "'{Law}'"),
        ("[Law]", "YAML006", "'[Law]'"),
    ],
)
def test_a_tag_is_a_title_or_a_map_of_it_and_its_former_slugs(tmp_path, tag, code, hint):
    write(tmp_path, {"digest.yaml": SETTINGS + f"tags:\n  video: Video\n  law: {tag}\n"})
    (problem,) = read_publication(tmp_path).problems
    assert (problem.where, problem.code) == ("digest.yaml:10", code)
    assert hint in problem.hint


def test_an_entry_may_name_a_storyline_by_a_former_id(tmp_path):
    write(tmp_path, {
        "content/entries/2026-W47/a.md": entry_file(storylines="[veo]"),
        "content/storylines.yaml": "- {id: sora, title: Sora, kind: model, was: [veo]}\n",
    })  # fmt: skip
    assert told(tmp_path) == []


def test_two_files_with_one_id_are_an_error_that_names_both(tmp_path):
    write(tmp_path, {
        "content/entries/2026-W47/a.md": entry_file(id="00000000000000aa"),
        "content/entries/2026-W48/b.md": entry_file(id="00000000000000aa", link="https://x.example/b"),
    })  # fmt: skip
    (problem,) = read_publication(tmp_path).problems
    assert (problem.where, problem.code) == ("content/entries/2026-W48/b.md:4", "ID001")
    assert "content/entries/2026-W47/a.md" in problem.what


def test_two_kept_entries_with_one_slug_are_an_error_and_two_candidates_are_not(tmp_path):
    files = {
        "content/entries/2026-W47/a.md": entry_file(link="https://x.example/1"),
        "content/entries/2026-W48/A.md": entry_file(link="https://x.example/2"),
    }
    write(tmp_path, files)
    assert told(tmp_path) == ["content/entries/2026-W48/A.md:1 ID003"] or told(tmp_path) == [
        "content/entries/2026-W47/a.md:1 ID003"
    ]
    write(tmp_path, {path: text.replace("---\n\n", "status: new\n---\n\n") for path, text in files.items()})
    assert told(tmp_path) == []


def test_two_issues_with_one_number_are_an_error(tmp_path):
    write(tmp_path, {
        "content/issues/2026-W47.md": "---\nnumber: 1\n---\n",
        "content/issues/2026-W48.md": "---\nnumber: 1\n---\n",
    })  # fmt: skip
    assert told(tmp_path) == ["content/issues/2026-W48.md:2 ID004"]


def test_two_files_for_one_week_are_an_error_that_names_both(tmp_path):
    write(tmp_path, {"content/issues/2026-W47.md": "---\n---\n", "content/issues/2026/2026-W47.md": "---\n---\n"})
    (problem,) = read_publication(tmp_path).problems
    assert (problem.path, problem.code) == ("content/issues/2026/2026-W47.md", "ID006")
    assert "content/issues/2026-W47.md" in problem.what


@pytest.mark.parametrize("text", ["tagline: Foo: bar\n", b"title: caf\xe9\n", "id: a\nid: b\n"])
def test_a_settings_file_that_cannot_be_read_is_told_alone(tmp_path, text):
    write(tmp_path, {
        "digest.yaml": text,
        "content/entries/2026-W47/a.md": entry_file(section="tools"),
        "content/feeds.yaml": "- {slug: a, feed: 'https://a.example/', section: tools}\n",
    })  # fmt: skip
    assert [problem.path for problem in read_publication(tmp_path).problems] == ["digest.yaml"]


def test_a_linked_content_folder_is_not_followed(tmp_path):
    real = write(tmp_path / "real", {"content/entries/2026-W47/a.md": entry_file()})
    root = write(tmp_path / "p", {})
    (root / "content").symlink_to(real / "content")
    reading = read_publication(root)
    assert reading.publication.entries == ()
    assert {(problem.path, problem.code) for problem in reading.problems} == {("content", "FILE003")}


@pytest.mark.parametrize("name", ["UP.MD", "a-studio-signs"])
def test_a_file_that_is_nearly_markdown_is_not_passed_over_in_silence(tmp_path, name):
    write(tmp_path, {f"content/entries/2026-W47/{name}": entry_file()})
    (problem,) = read_publication(tmp_path).problems
    assert (problem.code, problem.level) == ("FILE009", "warning")


def test_a_settings_file_that_is_none_is_told_and_no_other_is_taken(tmp_path):
    inner = write(tmp_path / "outer", {}) / "inner"
    (inner / "digest.yaml").mkdir(parents=True)
    assert find_root(inner) == inner
    assert [problem.code for problem in read_publication(inner).problems] == ["FILE004"]


def test_links_folders_and_unreadable_files_are_told(tmp_path):
    write(tmp_path, {"content/entries/2026-W47/a.md": entry_file(), "content/entries/2026-W47/d.md/x.txt": "x"})
    (tmp_path / "content/entries/2026-W47/link.md").symlink_to(tmp_path / "digest.yaml")
    (tmp_path / "content/entries/linked").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "content/entries/2026-W47/pipe.md")
    assert told(tmp_path) == [
        "content/entries/2026-W47/d.md FILE002",
        "content/entries/2026-W47/link.md FILE003",
        "content/entries/2026-W47/pipe.md FILE002",
        "content/entries/linked FILE003",
    ]


def test_an_unreadable_file_is_told(tmp_path):
    """Also for a test run by root, whom no mode keeps out: a folder in the place of a data file cannot be read."""
    write(tmp_path, {"content/feeds.yaml/x": ""})
    assert told(tmp_path) == ["content/feeds.yaml FILE004"]


def test_an_image_that_is_not_there_is_told(tmp_path):
    image = "image: {file: a.jpg, alt: A}\n"
    write(tmp_path, {"content/entries/2026-W47/a.md": entry_file().replace("---\n\n", f"{image}---\n\n")})
    assert told(tmp_path) == ["content/entries/2026-W47/a.md:4 REF005"]
    write(tmp_path, {"content/images/a.jpg": b"x"})
    assert told(tmp_path) == []


def test_hidden_files_and_others_are_passed_over(tmp_path):
    write(tmp_path, {"content/entries/2026-W47/.#a.md": "x", "content/entries/2026-W47/a.md~": "x"})
    assert told(tmp_path) == []


def test_a_silenced_code_does_not_stop(tmp_path):
    write(tmp_path, {"content/entries/2026-W47/a.md": entry_file(section="tool")})
    assert len(read_publication(tmp_path).errors) == 1
    (tmp_path / "digest.yaml").write_text((tmp_path / "digest.yaml").read_text() + "silence: [REF001]\n")
    assert read_publication(tmp_path).errors == ()


def test_the_root_is_found_from_below_and_its_absence_is_told(tmp_path):
    root = write(tmp_path / "p", {"content/entries/2026-W47/a.md": entry_file()})
    assert find_root(root / "content/entries") == root
    with pytest.raises(UsageError, match="no publication in"):
        find_root(tmp_path)
