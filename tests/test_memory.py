"""Lines of content/seen and records of content/published."""

from __future__ import annotations

from datetime import date

from digest.content.memory import (
    fold_path,
    format_record,
    format_seen,
    parse_record,
    parse_seen,
    run_path,
    text_digest,
)
from digest.errors import Problem
from digest.model import PublishedEntry, PublishedIssue, Seen

ROW = Seen(
    id="0" * 16,
    aliases=("1" * 16, "2" * 16),
    link="https://x.example/",
    title="Sora: no\ttabs",
    source="variety",
    day=date(2026, 11, 22),
    fate="also 3333333333333333",
    why="x",
    language="fr",
    issue="2026-W47",
)


def test_lines_that_were_written_are_read():
    problems: list[Problem] = []
    plain = Seen(id="a" * 16, day=date(2026, 1, 1), fate="old", issue="2026-W47")
    assert parse_seen(format_seen([ROW, plain]), "x.tsv", "2026-W47", problems) == (
        ROW._replace(title="Sora: no tabs"),
        plain,
    )
    assert problems == []


def test_a_line_that_is_none_is_told_and_the_others_are_read():
    problems: list[Problem] = []
    text = format_seen([ROW]) + "garbage\n" + f"{'b' * 16}\t\t\t\t\t2026-99-99\told\n"
    assert len(parse_seen(text, "x.tsv", "2026-W47", problems)) == 1
    assert [(problem.line, problem.code) for problem in problems] == [(3, "SEEN001"), (4, "SEEN001")]


def test_columns_that_are_not_there_are_empty_and_one_too_many_is_nothing():
    problems: list[Problem] = []
    cells = ("a" * 16, "", "", "", "", "2026-01-01", "old")
    text = "\n".join("\t".join(row) for row in (cells, (*cells, "x"), (*cells, "x", "fr", "more")))
    rows = parse_seen(text, "x.tsv", "2026-W47", problems)
    assert [(row.why, row.language) for row in rows] == [("", None), ("x", None), ("x", "fr")]
    assert problems == []


def test_markers_of_a_conflict_are_named_as_such_once_and_the_lines_of_both_sides_are_read():
    problems: list[Problem] = []
    head, line = format_seen([ROW]).splitlines()
    other = line.replace(ROW.id, "c" * 16)
    text = "\n".join((head, "<<<<<<< HEAD", line, "=======", other, ">>>>>>> 4cf62a0", ""))
    assert [row.id for row in parse_seen(text, "x.tsv", "2026-W47", problems)] == [ROW.id, "c" * 16]
    (problem,) = problems
    assert (problem.line, problem.code, problem.what) == (2, "SEEN001", "conflict markers that git left")
    assert "git checkout --ours x.tsv" in problem.hint


def test_the_same_lines_of_the_same_day_have_the_same_name():
    text = format_seen([ROW])
    assert run_path("2026-W47", date(2026, 11, 22), text) == run_path("2026-W47", date(2026, 11, 22), text)
    assert run_path("2026-W47", date(2026, 11, 22), text) != run_path("2026-W47", date(2026, 11, 22), text + "x")
    assert run_path("2026-W47", date(2026, 11, 22), text).startswith("content/seen/2026-W47/20261122-")
    assert fold_path("2026-W47") == "content/seen/2026-W47.tsv"


def test_a_record_that_was_written_is_read():
    problems: list[Problem] = []
    row = PublishedEntry(slug="sora", digest=text_digest("é\n"), text="é\n")
    record = PublishedIssue(issue="2026-W47", number=3, digest=text_digest("x"), text="x", entries=(row,))
    assert parse_record(format_record(record), "x.json", problems) == record
    assert parse_record("<<<<<<<", "x.json", problems) is None
    assert parse_record('{"issue": "x"}', "x.json", problems) is None
    assert [problem.code for problem in problems] == ["SEEN002", "SEEN002"]
