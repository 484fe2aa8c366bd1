"""`digest check` as it is run: exit status, formats for people and programs, --fix."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.errors import Problem
from digest.publish.checks.annotations import github_lines
from tests.builders import entry_file, write

NOW = "2026-11-22T12:00:00+01:00"
ISSUE = "---\ntitle: One\nlead: sora\n---\n\nDear reader.\n"


def run(root, *words):
    return CliRunner().invoke(cli, ["-C", str(root), "--now", NOW, "check", *words])


def sound(root, **files):
    entry = entry_file(section="tools")
    return write(root, {"content/issues/2026-W47.md": ISSUE, "content/entries/2026-W47/sora.md": entry, **files})


def test_a_sound_publication_ends_with_0_and_says_so_with_the_time(tmp_path):
    result = run(sound(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("no problems in ")


def test_warnings_alone_end_with_0_and_errors_with_1(tmp_path):
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": entry_file(section="tools", note="")})
    result = run(tmp_path)
    assert (result.exit_code, result.stdout.splitlines()[0].split(": ")[1]) == (0, "NOTE001")
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": entry_file(section="nope")})
    result = run(tmp_path)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "content/entries/2026-W47/sora.md:4: REF001: unknown section 'nope'",
        "    known: law, tools",
    ]
    assert result.stderr.startswith("1 error, 0 warnings in ")


def test_more_than_ten_warnings_of_one_kind_are_counted_and_v_shows_them_all(tmp_path):
    names = [f"n{number}" for number in range(12)]
    files = {
        f"content/entries/2026-W47/{name}.md": entry_file(section="tools", link=f"https://a.example/{name}", note="")
        for name in names
    }
    sound(tmp_path, **files)
    assert run(tmp_path).stdout.splitlines()[-1] == "NOTE001: and 2 more; digest -v check shows them all"
    everything = CliRunner().invoke(cli, ["-v", "-C", str(tmp_path), "--now", NOW, "check"])
    assert everything.stdout.count("NOTE001") == 12


def test_json_is_one_document_with_every_problem(tmp_path):
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": entry_file(section="nope")})
    assert json.loads(run(tmp_path, "--format", "json").stdout) == {
        "problems": [
            {
                "path": "content/entries/2026-W47/sora.md",
                "line": 4,
                "code": "REF001",
                "level": "error",
                "message": "unknown section 'nope'",
                "hint": "known: law, tools",
            }
        ]
    }
    assert json.loads(run(sound(tmp_path), "--format", "json").stdout) == {"problems": []}


def test_an_annotation_cannot_be_broken_out_of():
    problem = Problem(path="a,b:c.md", line=3, code="X1", what="100%\n::error::no", hint="a\rb")
    assert list(github_lines([problem])) == ["::error file=a%2Cb%3Ac.md,line=3,title=X1::100%25%0A::error::no%0Aa%0Db"]


def test_beyond_what_github_shows_there_are_plain_lines_and_a_count():
    problems = [Problem(path="a.md", line=line, code="X1", what="?", level="warning") for line in range(1, 13)]
    lines = list(github_lines([*problems, Problem(path="b.md", code="X2", what="!")]))
    assert lines[0] == "::error file=b.md,title=X2::!"
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert lines[-2:] == ["- a.md:12: X1: ?", "2 more warnings stand in the log above, without annotations"]


def test_one_issue_can_be_named_and_one_that_is_not_there_is_wrong_usage(tmp_path):
    sound(tmp_path, **{"content/issues/2026-W48.md": "---\nnumber: x\n---\n"})
    assert run(tmp_path).exit_code == 1
    assert run(tmp_path, "2026-W47").exit_code == 0
    result = run(tmp_path, "2026-W49")
    assert (type(result.exception).__name__, result.exception.exit_status) == ("UsageError", 2)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fix_writes_the_corrected_lines_and_leaves_every_other_byte(tmp_path, end):
    typed = f"---{end}link: https://a.example/{end}title: Sora: a title # not a comment{end}# mine{end}"
    typed += f"why: @home{end}section:   tools{end}---{end}{end}Ours."
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": typed})
    assert run(tmp_path).exit_code == 1
    result = run(tmp_path, "--fix")
    written = (tmp_path / "content/entries/2026-W47/sora.md").read_bytes().decode()
    expected = typed.replace("Sora: a title # not a comment", "'Sora: a title # not a comment'")
    assert written == expected.replace("@home", "'@home'")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (0, "2 lines corrected")


def test_fix_leaves_alone_what_it_cannot_correct(tmp_path):
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": "---\ntitle: x\n  y: z\n---\n"})
    result = run(tmp_path, "--fix")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "0 lines corrected")
    assert (tmp_path / "content/entries/2026-W47/sora.md").read_text() == "---\ntitle: x\n  y: z\n---\n"


def test_a_record_that_cannot_be_read_is_a_problem(tmp_path):
    result = run(sound(tmp_path, **{"content/published/2026-W01.json": "{"}))
    assert (result.exit_code, result.stdout.split(": ")[1]) == (1, "SEEN002")
