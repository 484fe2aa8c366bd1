"""Making and settling issues, and the turn of the year."""

from __future__ import annotations

from datetime import date

import pytest

from digest.curate.opening import first_free_week
from tests.builders import issue, publication, write
from tests.commands import digest, tree

WEEK = "2026-W47"
HEADER = '---\ntitle: "9:30"  # a film\nstatus: draft # soon\nmood: good\n---\n\nDear reader,\n'


def test_a_new_issue_is_a_draft_of_this_week(tmp_path):
    write(tmp_path, {})
    ran = digest(tmp_path, "issue", "new")
    assert (ran.status, ran.out) == (0, f"content/issues/{WEEK}.md\n")
    assert (tmp_path / ran.out.strip()).read_bytes() == b"---\nstatus: draft\n---\n"
    assert digest(tmp_path, "check").status == 0


@pytest.mark.parametrize(
    ("now", "weeks"),
    [
        ("2026-12-31T12:00:00+00:00", ["2026-W53", "2027-W01", "2027-W02"]),
        ("2027-01-03T12:00:00+00:00", ["2026-W53", "2027-W01", "2027-W02"]),
        ("2027-01-03T23:30:00+00:00", ["2027-W01", "2027-W02", "2027-W03"]),
        ("2024-12-30T12:00:00+00:00", ["2025-W01", "2025-W02", "2025-W03"]),
    ],
)
def test_weeks_are_taken_in_turn_also_over_the_turn_of_the_year(tmp_path, now, weeks):
    """The zone is Paris, where the last Sunday evening of 2026-W53 in London is a Monday."""
    write(tmp_path, {})
    made = [digest(tmp_path, "issue", "new", now=now).out for _ in weeks]
    assert made == [f"content/issues/{week}.md\n" for week in weeks]


def test_a_gap_between_issues_is_not_gone_back_to():
    taken = publication(issues=(issue("2026-W46"), issue("2026-W47", status="draft"), issue("2026-W49")))
    assert first_free_week(taken, date(2026, 11, 18)) == "2026-W48"


def test_an_issue_published_over_the_turn_of_the_year_keeps_its_week(tmp_path):
    write(tmp_path, {})
    now = "2027-01-03T12:00:00+01:00"
    digest(tmp_path, "issue", "new", now=now)
    digest(tmp_path, "add", "https://news.example/x", "--no-fetch", "--title", "X", now=now)
    assert digest(tmp_path, "issue", "publish", now="2027-01-05T12:00:00+01:00").status == 0
    text = (tmp_path / "content/issues/2026-W53.md").read_text(encoding="utf-8")
    assert "date: 2027-01-05\n" in text
    assert (tmp_path / "content/published/2026-W53.json").exists()


@pytest.mark.parametrize("week", [WEEK, "2026-W54", "2025-W53", "47", "2026-w48", "../x"])
def test_a_week_that_exists_or_does_not_exist_is_refused(tmp_path, week):
    write(tmp_path, {f"content/issues/{WEEK}.md": HEADER})
    before = tree(tmp_path)
    ran = digest(tmp_path, "issue", "new", week)
    assert (ran.status, tree(tmp_path)) == (2, before)
    assert f"{week}" in ran.err


def test_freezing_changes_one_word(tmp_path):
    write(tmp_path, {f"content/issues/{WEEK}.md": HEADER.replace("\n", "\r\n"), "content/issues/2026-W48.md": HEADER})
    assert digest(tmp_path, "issue", "freeze").status == 0
    data = (tmp_path / f"content/issues/{WEEK}.md").read_bytes().decode("utf-8")
    assert data == HEADER.replace("status: draft", "status: frozen").replace("\n", "\r\n")
    assert (tmp_path / "content/issues/2026-W48.md").read_text(encoding="utf-8") == HEADER


def test_freezing_again_is_said_and_done(tmp_path):
    write(tmp_path, {f"content/issues/{WEEK}.md": HEADER})
    digest(tmp_path, "issue", "freeze", WEEK)
    before = tree(tmp_path)
    ran = digest(tmp_path, "issue", "freeze", WEEK)
    assert (ran.status, tree(tmp_path)) == (0, before)
    assert "frozen already" in ran.err


def test_what_is_published_or_not_there_is_not_frozen(tmp_path):
    write(tmp_path, {f"content/issues/{WEEK}.md": HEADER.replace("draft", "published")})
    assert digest(tmp_path, "issue", "freeze", WEEK).status == 2
    assert digest(tmp_path, "issue", "freeze").status == 2
    assert "did you mean '2026-W47'" in digest(tmp_path, "issue", "freeze", "2026-W74").err
