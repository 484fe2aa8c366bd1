"""What went out is held against the files: a change by hand is told as a diff, one that readers are told is not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.builders import entry_file, write
from tests.commands import commit_all, digest, git, tree

WEEK = "2026-W46"
OUT = "2026-11-16T10:00:00+01:00"
NOW = "2026-11-22T12:00:00+01:00"
LETTER = f"content/issues/{WEEK}.md"
RECORD = f"content/published/{WEEK}.json"
SORA, VEO = (f"content/entries/{WEEK}/{slug}.md" for slug in ("sora", "veo"))
NOTE = "Dix plateaux, dit-il ; c’est « beaucoup ».\nIl l’a dit lundi."


@pytest.fixture
def week(tmp_path: Path) -> Path:
    return published(tmp_path)


def published(root: Path) -> Path:
    write(root, {
        LETTER: "---\ntitle: Week one\nlead: sora\n---\n\nDear reader.\n\nThat was the week.\n",
        SORA: entry_file("Sora", section="tools", language="fr", rank="10", note=NOTE),
        VEO: entry_file("Veo", "https://news.example/veo", section="law", language="fr", rank="20"),
        "content/issues/2026-W47.md": "---\nstatus: draft\n---\n",
    })  # fmt: skip
    assert digest(root, "issue", "publish", WEEK, now=OUT).status == 0
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def told(root: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(digest(root, "check", "--format", "json", now=NOW).out)["problems"]
    return [row for row in rows if row["code"].startswith(("PUB", "ID", "SEEN", "YAML", "REF", "ISSUE00"))]


def places(root: Path) -> list[str]:
    return [f"{row['path']}:{row['line']} {row['code']} {row['level']}" for row in told(root)]


def test_what_publishing_wrote_and_a_hand_took_out_is_told_as_the_record_has_it(week):
    edit(week, LETTER, "number: 1\n", "")
    edit(week, LETTER, "date: 2026-11-16\n", "")
    hints = {row["code"]: row["hint"] for row in told(week)}
    assert hints == {"ISSUE004": "add a line: number: 1", "ISSUE005": "add a line: date: 2026-11-16"}


def test_entries_of_an_issue_that_went_out_and_lost_its_file_ask_for_that_file(week):
    (week / LETTER).unlink()
    hints = {row["hint"] for row in told(week) if row["code"] == "ISSUE007"}
    assert hints == {f"that issue went out: restore {LETTER} with git"}


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "key"),
    [
        (SORA, "Dix plateaux", "Onze plateaux", 10, "text"),
        (SORA, "lundi", "mardi", 11, "text"),
        (SORA, "title: Sora", "title: Sora 2", 3, "title"),
        (SORA, "section: tools", "section: tools\nheadline: Sora, enfin", 5, "headline"),
        (SORA, "news.example/sora", "news.example/sora2", 2, "link"),
        (SORA, "rank: 10", "rank: 30", 7, "rank"),
        (SORA, "section: tools", "section: law", 4, "section"),
        (LETTER, "title: Week one", "title: Week 1", 2, "title"),
        (LETTER, "lead: sora", "lead: veo", 6, "lead"),
        (LETTER, "number: 1", "number: 7", 5, "number"),
        (LETTER, "date: 2026-11-16", "date: 2026-11-17", 3, "date"),
        (LETTER, "That was the week", "So it went", 11, "text"),
    ],
)
def test_a_change_by_hand_is_an_error_at_its_line_with_a_diff_and_what_to_do(week, path, old, new, line, key):
    edit(week, path, old, new)
    (row,) = told(week)
    assert (row["path"], row["line"], row["code"], row["level"]) == (path, line, "PUB001", "error")
    assert row["message"].endswith(f": {key}")
    assert "digest correct " in row["hint"]
    assert {part[0] for part in row["diff"].splitlines()} <= set("-+ …")
    assert any(part.startswith("+") for part in row["diff"].splitlines())
    assert digest(week, "check", now=NOW).status == 1


def test_the_diff_stands_under_the_message_and_in_the_annotation(week):
    edit(week, SORA, "lundi", "mardi")
    ran = digest(week, "check", now=NOW)
    assert f"{SORA}:11: PUB001: 'sora' has changed since {WEEK} went out: text" in ran.out
    assert "\n    -Il l’a dit lundi.\n    +Il l’a dit mardi.\n" in ran.out
    annotation = digest(week, "check", "--format", "github", now=NOW).out
    assert f"::error file={SORA},line=11,title=PUB001::" in annotation
    assert "-Il l’a dit lundi.%0A+Il l’a dit mardi." in annotation


def test_a_long_diff_is_cut_on_a_terminal_and_whole_in_json(week):
    edit(week, SORA, "lundi.", " ".join(f"Phrase {number}." for number in range(90)))
    assert "more lines" in digest(week, "check", now=NOW).out
    assert len(told(week)[0]["diff"].splitlines()) > 80


def test_what_hostile_words_a_diff_holds_they_do_not_reach_the_terminal(week):
    edit(week, SORA, "lundi", "mardi \x1b[31m\u202e")
    out = digest(week, "check", now=NOW).out
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Sora", "# a note\ntitle: 'Sora'"),
        ("\n", "\r\n"),
        (NOTE, NOTE.replace("\n", " ")),
        ("rank: 10", "rank: 10\nwhy: among us\nid: 0123456789abcdef"),
    ],
)
def test_how_a_file_is_written_is_no_change(week, old, new):
    text = (week / SORA).read_text(encoding="utf-8")
    (week / SORA).write_text(text.replace(old, new), encoding="utf-8", newline="")
    assert places(week) == []


def test_every_file_with_the_line_ends_of_another_system_is_no_change(week):
    for path in (week / "content").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert places(week) == []


def test_where_an_entry_is_filed_is_a_warning(week):
    edit(week, SORA, "rank: 10", "rank: 10\ntags: [studios]\narchived: https://archive.example/1")
    assert places(week) == [f"{SORA}:8 PUB002 warning"]
    digest(week, "correct", "sora", "--typo", now=NOW)
    assert places(week) == []


def test_an_entry_that_is_gone_is_told_with_what_it_said(week):
    (week / VEO).unlink()
    (row,) = told(week)
    assert (row["path"], row["line"], row["code"]) == (LETTER, 1, "ID005")
    assert "-link: https://news.example/veo" in row["diff"]
    assert "restore its file with git" in row["hint"]


@pytest.mark.parametrize(
    ("new", "line", "message", "hint"),
    [
        ("issue: 2026-W47", 8, "its issue is 2026-W47 now", f"write: issue: {WEEK}"),
        ("status: skip", 8, "its status is skip now", "write: status: keep"),
        ("status: new", 8, "its status is new now", "write: status: keep"),
    ],
)
def test_an_entry_that_was_moved_or_taken_out_is_told_where_it_is(week, new, line, message, hint):
    edit(week, VEO, "rank: 20", f"rank: 20\n{new}")
    row = next(row for row in told(week) if row["code"] == "ID005")
    assert (row["path"], row["line"]) == (VEO, line)
    assert message in row["message"]
    assert hint in row["hint"]


def test_an_entry_under_another_slug_is_told_once(week):
    edit(week, VEO, "slug: veo", "slug: veo-2")
    (row,) = told(week)
    assert (row["path"], row["line"], row["code"], row["hint"]) == (VEO, 6, "ID005", "write: slug: veo")


def test_a_file_may_move_and_be_renamed(week):
    (week / "content/entries/elsewhere").mkdir()
    edit(week, VEO, "rank: 20", f"rank: 20\nissue: {WEEK}")
    (week / VEO).rename(week / "content/entries/elsewhere/other.md")
    assert places(week) == []


def test_an_entry_that_was_added_is_told_until_readers_are(week):
    path = f"content/entries/{WEEK}/late.md"
    write(week, {path: entry_file("Late", "https://news.example/late", section="law", language="fr")})
    (row,) = told(week)
    assert (row["path"], row["code"], row["level"]) == (path, "PUB005", "error")
    assert "+title: Late" in row["diff"]
    assert digest(week, "correct", "late", "--now", "This one was missing.", now=NOW).status == 0
    assert places(week) == []
    edit(week, path, "A note.", "Another note.")
    assert [row["code"] for row in told(week)] == ["PUB001"]


def test_a_correction_that_is_taken_away_again_or_rewritten_is_told(week):
    digest(week, "correct", "sora", "--now", "Onze.", "--no-was", now=NOW)
    edit(week, SORA, "now: Onze.", "now: Douze.")
    assert [row["message"].rpartition(": ")[2] for row in told(week)] == ["corrections"]


def test_an_issue_that_is_set_back_or_gone_is_told(week):
    edit(week, LETTER, "status: published", "status: draft")
    assert places(week) == [f"{LETTER}:4 PUB006 error"]
    (week / LETTER).unlink()
    assert f"{RECORD}:1 PUB006 error" in places(week)


def test_publishing_that_was_interrupted_before_its_last_file_goes_on(week):
    edit(week, LETTER, "status: published", "status: draft")
    assert digest(week, "issue", "publish", WEEK, now=NOW).status == 0
    assert places(week) == []


def test_a_correction_of_the_future_counts_in_what_went_out_too(week):
    edit(week, SORA, "section: tools", "section: tools\ncorrections: [{date: 2027-01-02, now: Eleven.}]")
    rows = json.loads(digest(week, "check", "--format", "json", now=NOW).out)["problems"]
    assert [row["path"] for row in rows if row["code"] == "DATE003"] == [SORA]


def test_a_number_or_a_date_that_is_missing_is_told_as_such(week):
    edit(week, LETTER, "number: 1\n", "")
    (row,) = told(week)
    assert (row["code"], row["hint"]) == ("ISSUE004", "add a line: number: 1")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"issue": "2026-W46"}', "null", '{"entries": [1]}'])
def test_a_damaged_record_is_an_error_that_names_it(week, damage):
    (week / RECORD).write_text(damage, encoding="utf-8")
    (row,) = (row for row in told(week) if row["code"] == "SEEN002")
    assert (row["path"], row["level"]) == (RECORD, "error")
    assert "ISSUE006" not in [row["code"] for row in told(week)]
    assert digest(week, "build", now=NOW).status == 0


def test_a_record_that_was_changed_to_fit_is_told(week):
    edit(week, SORA, "lundi", "mardi")
    edit(week, RECORD, "lundi", "mardi")
    assert places(week) == [f"{RECORD}:1 PUB007 error"]


def test_a_record_that_is_missing_is_told(week):
    (week / RECORD).unlink()
    assert places(week) == [f"{LETTER}:4 ISSUE006 warning"]


def test_a_record_of_old_without_texts_is_read_and_says_nothing_of_words(week):
    whole = json.loads((week / RECORD).read_text(encoding="utf-8"))
    old = {
        **whole,
        "text": "",
        "digest": "",
        "entries": [{**row, "text": "", "digest": ""} for row in whole["entries"]],
    }
    (week / RECORD).write_text(json.dumps(old), encoding="utf-8")
    edit(week, SORA, "lundi", "mardi")
    assert places(week) == []
    (week / VEO).unlink()
    assert [row["code"] for row in told(week)] == ["ID005"]


def test_an_issue_published_by_hand_has_nothing_to_be_held_against(tmp_path):
    write(
        tmp_path, {LETTER: "---\nstatus: published\nnumber: 1\ndate: 2026-11-16\n---\nA letter.\n", SORA: entry_file()}
    )
    codes = {row["code"] for row in told(tmp_path)}
    assert "ISSUE006" in codes
    assert not [code for code in codes if code.startswith("PUB")]


def test_a_broken_file_is_told_as_broken_and_not_as_gone(week):
    edit(week, VEO, "title: Veo", "title: [Veo")
    assert {row["code"] for row in told(week)} == {"YAML006"}


def test_what_was_changed_in_one_issue_does_not_stop_another(week):
    write(
        week, {"content/entries/2026-W47/x.md": entry_file("X", "https://news.example/x", section="law", language="fr")}
    )
    edit(week, SORA, "lundi", "mardi")
    edit(week, RECORD, "Veo", "Vea")
    assert {"PUB001", "PUB007"} <= {row["code"] for row in told(week)}
    assert digest(week, "issue", "publish", "2026-W47", now=NOW).status == 0


def test_an_issue_published_by_two_people_on_two_branches_is_explained(tmp_path):
    root = write(tmp_path, {
        LETTER: "---\nstatus: draft\n---\n\nDear reader.\n",
        SORA: entry_file("Sora", section="tools", language="fr"),
        VEO: entry_file("Veo", "https://news.example/veo", section="law", language="fr", status="new"),
    })  # fmt: skip
    commit_all(root)
    git(root, "checkout", "-q", "-b", "theirs")
    digest(root, "keep", "veo")
    digest(root, "issue", "publish", WEEK, now=OUT)
    commit_all(root)
    git(root, "checkout", "-q", "-")
    digest(root, "issue", "publish", WEEK, now=NOW)
    commit_all(root)
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "-q", "theirs")
    rows = {(row["path"], row["code"]): row for row in told(root)}
    record = rows[(RECORD, "SEEN002")]
    assert "two people published this issue" in record["message"]
    assert f"git checkout --ours {RECORD}" in record["hint"]
    assert (LETTER, "YAML005") in rows
    before = tree(root)
    assert digest(root, "correct", "sora", "--now", "x", now=NOW).status == 1
    assert tree(root) == before
    git(root, "checkout", "--ours", "--", RECORD, LETTER)
    assert places(root) == [f"{VEO}:1 PUB005 error"]


def test_two_issues_of_one_number_are_told_with_the_way_out(week):
    write(
        week, {"content/entries/2026-W47/x.md": entry_file("X", "https://news.example/x", section="law", language="fr")}
    )
    digest(week, "issue", "publish", "2026-W47", now=NOW)
    second = "content/issues/2026-W47.md"
    edit(week, second, "number: 2", "number: 1")
    record = week / "content/published/2026-W47.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"number": 2', '"number": 1'), encoding="utf-8")
    assert "ID004" in {row["code"] for row in told(week)}
    edit(week, second, "number: 1", "number: 2")
    assert digest(week, "correct", "2026-W47", "--typo", now=NOW).status == 0
    assert places(week) == []
    assert json.loads(record.read_text(encoding="utf-8"))["number"] == 2
