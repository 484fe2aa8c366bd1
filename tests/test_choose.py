"""digest keep and digest skip: who is meant, what is refused, what is written."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.errors import UsageError
from tests.builders import SETTINGS, entry_file, write

FOLDER = "content/entries/2026-W47"
A, B = "a1b2" * 4, "a1b3" * 4


@pytest.fixture
def week(tmp_path):
    return write(
        tmp_path,
        {
            "digest.yaml": SETTINGS + "  - {id: old, title: Old, retired: true}\n",
            "content/issues/2026-W46.md": "---\ntitle: Out\nstatus: published\nnumber: 1\ndate: 2026-11-15\n---\n",
            "content/issues/2026-W47.md": "---\ntitle: Open\n---\n",
            f"{FOLDER}/sora.md": entry_file(title="Sora", status="new", id=A),
            f"{FOLDER}/runway.md": entry_file(link="https://r.example/", status="skip", why="old news", id=B),
            "content/entries/2026-W46/out.md": entry_file(link="https://o.example/", status="keep"),
            "content/entries/2026-W46/runway.md": entry_file(link="https://p.example/", status="new"),
        },
    )


def run(week, *arguments):
    """What is said. Raises what the command raises."""
    result = CliRunner().invoke(cli, ["-C", str(week), *arguments], catch_exceptions=False, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.stderr


def refused(week, *arguments):
    before = {path: path.read_bytes() for path in week.rglob("*.md")}
    with pytest.raises(UsageError) as caught:
        run(week, *arguments)
    assert {path: path.read_bytes() for path in week.rglob("*.md")} == before
    (problem,) = caught.value.problems
    return problem


def text(week, name):
    return (week / FOLDER / name).read_text()


@pytest.mark.parametrize("word", ["sora", "Sora", A, "a1b2", f"{FOLDER}/sora.md", f"./{FOLDER}/sora.md"])
def test_an_entry_is_meant_by_slug_id_its_beginning_or_path(week, word):
    assert run(week, "keep", word) == "kept sora (2026-W47)\n"
    assert text(week, "sora.md") == entry_file(title="Sora", status="keep", id=A)


def test_a_whole_path_and_a_start_below_the_root_are_fine(week):
    assert run(week, "keep", str(week / FOLDER / "sora.md")) == "kept sora (2026-W47)\n"
    assert run(week / FOLDER, "skip", "sora.md") == "skipped sora (2026-W47)\n"


def test_section_rank_and_issue_are_written_with_the_choice(week):
    said = run(week, "keep", "sora", "--section", "law", "--rank", "15", "--issue", "none")
    assert said == "kept sora (the shelf, law, rank 15)\n"
    keys = entry_file(title="Sora", status="keep", issue="none", section="law", rank="15", id=A)
    assert text(week, "sora.md") == keys
    run(week, "keep", "sora", "--section", "-")
    assert text(week, "sora.md") == keys.replace("section: law\n", "")


def test_a_skip_has_a_reason_and_a_keep_takes_it_away(week):
    run(week, "skip", "sora", "--why", "an advert: no")
    assert "why: 'an advert: no'\n" in text(week, "sora.md")
    run(week, "keep", B)
    assert "why" not in text(week, "runway.md")


def test_choosing_twice_changes_nothing_and_says_so(week):
    run(week, "skip", "sora")
    before = text(week, "sora.md")
    assert run(week, "skip", "sora", "sora") == "sora: skip already\n"
    assert text(week, "sora.md") == before


def test_every_word_that_means_nothing_is_told_and_nothing_changes(week):
    problem = refused(week, "keep", "sora", "sorra", "zzzz")
    assert problem.what == "no entry 'sorra'; no entry 'zzzz'"
    assert "did you mean 'sora'?" in problem.hint


def test_a_word_that_means_several_is_told_with_ids_and_paths(week):
    problem = refused(week, "keep", "runway")
    assert problem.what == "'runway' means 2 entries"
    assert f"{B}  skip  {FOLDER}/runway.md" in problem.hint
    assert refused(week, "keep", "a1b").what == "no entry 'a1b'"
    (week / FOLDER / "twin.md").write_text(entry_file(link="https://t.example/", id="a1b2" + "0" * 12))
    assert refused(week, "keep", "a1b2").what == "'a1b2' means 2 entries"


def test_a_slug_that_looks_like_the_beginning_of_an_id_is_a_slug(week):
    (week / FOLDER / "a1b3.md").write_text(entry_file(link="https://t.example/", status="new"))
    assert run(week, "keep", "a1b3") == "kept a1b3 (2026-W47)\n"
    assert "status: skip" in text(week, "runway.md")


def test_an_unknown_or_retired_section_and_an_unknown_issue_change_nothing(week):
    assert refused(week, "keep", "sora", "--section", "laws").hint == "did you mean 'law'? known: law, tools"
    assert refused(week, "keep", "sora", "--section", "old").what == "section 'old' is retired"
    assert refused(week, "keep", "sora", "--issue", "2026-W99").what == "no issue '2026-W99'"


def test_what_is_published_is_not_changed(week):
    assert refused(week, "skip", "out", "sora").what == "'out' belongs to 2026-W46, which is published"
    assert refused(week, "keep", "sora", "--issue", "2026-W46").what == (
        "'sora' cannot go to 2026-W46, which is published"
    )


def test_what_was_left_over_from_a_published_issue_may_be_kept_for_another(week):
    run(week, "keep", "content/entries/2026-W46/runway.md", "--issue", "2026-W47")
    assert "issue: 2026-W47\n" in (week / "content/entries/2026-W46/runway.md").read_text()


def test_quiet_says_nothing(week):
    assert run(week, "-q", "keep", "sora") == ""
