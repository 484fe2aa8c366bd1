"""digest status: the open issue on one screen of 80 columns, and as JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.curate.progress import next_steps, progress_of
from digest.curate.sheet import width
from digest.model import Section
from tests.builders import entry, entry_file, issue, publication, settings, write

SETTINGS = """\
id: tag:example.org,2026:digest
title: The Weekly
base_url: https://example.org/weekly/
sections:
  - {id: tools, title: Tools, limit: 3}
  - {id: law, title: Law and contracts, limit: 1}
  - {id: watch, title: On screen}
  - {id: old, title: Old, retired: true}
"""
FEEDS = """\
- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}
- {slug: moved, title: Moved, feed: 'https://moved.example/new'}
- {slug: paused, title: Paused, feed: 'https://paused.example/feed', paused: true}
"""


def kept(name, **keys):
    return entry_file(link=f"https://news.example/{name}", **keys)


@pytest.fixture
def week(tmp_path):
    folder = "content/entries/2026-W49"
    failing = '{"feed": "https://%s.example/feed", "failures": 3, "reason": "HTTP 500"}'
    return write(
        tmp_path,
        {
            "digest.yaml": SETTINGS,
            "content/feeds.yaml": FEEDS,
            "content/state/variety.json": failing % "variety",
            "content/state/moved.json": failing % "moved",
            "content/state/paused.json": failing % "paused",
            "content/issues/2026-W48.md": "---\ntitle: Settled\nstatus: frozen\n---\n",
            "content/issues/2026-W49.md": "---\ntitle: The week of the vote\n---\n",
            f"{folder}/a.md": kept("a", section="law", rank="1"),
            f"{folder}/b.md": kept("b", section="law", note="> Words."),
            f"{folder}/c.md": kept("c", section="tools"),
            f"{folder}/d.md": kept("d"),
            f"{folder}/e.md": kept("e", status="new"),
            f"{folder}/f.md": kept("f", status="skip"),
            "content/entries/none/g.md": kept("g", status="new"),
        },
    )


def run(root, *arguments):
    result = CliRunner().invoke(
        cli, ["-C", str(root), "status", *arguments], catch_exceptions=False, standalone_mode=False
    )
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.stdout, result.stderr


def test_the_whole_screen(week):
    assert run(week) == (
        0,
        "2026-W49  draft  30 November to 6 December 2026\n"
        "The week of the vote\n"
        "\n"
        "  1 to decide   4 kept   1 skipped   1 on the shelf\n"
        "\n"
        "  Tools                    1 of 3   ■··\n"
        "  Law and contracts        2 of 1   ■■  1 too many\n"
        "  On screen                0\n"
        "\n"
        "  Missing                 letter, lead (content/issues/2026-W49.md)\n"
        "  Without a section       1\n"
        "    d\n"
        "  Without your words      1\n"
        "    b\n"
        "\n"
        "Feeds in trouble\n"
        "  variety                 failed 3 times: HTTP 500\n"
        "\n"
        "Next\n"
        "  digest issue publish 2026-W48  it is frozen\n"
        "  digest triage                  1 to decide\n"
        "  digest serve --drafts          shows the page while you write\n",
        "",
    )


def test_no_line_is_wider_than_a_terminal(week):
    (week / "content/issues/2026-W49.md").write_text(f"---\ntitle: {'電影 ' * 80}\n---\n")
    (week / "content/state/variety.json").write_text(
        json.dumps({"feed": "https://variety.example/feed", "failures": 1, "reason": "\x1b[31m" + "x" * 300})
    )
    for number in range(9):
        (week / f"content/entries/2026-W49/{'long-' * 14}{number}.md").write_text(kept(f"l{number}", note="> x"))
    out = run(week)[1]
    assert max(width(line) for line in out.splitlines()) <= 80
    assert "\x1b" not in out
    assert "and 6 more" in out


def test_json_says_the_same(week):
    assert json.loads(run(week, "--json")[1]) == {
        "issue": "2026-W49",
        "path": "content/issues/2026-W49.md",
        "candidates": 1,
        "kept": 4,
        "skipped": 1,
        "sections": [
            {"id": "tools", "kept": 1, "limit": 3},
            {"id": "law", "kept": 2, "limit": 1},
            {"id": "watch", "kept": 0, "limit": None},
        ],
        "missing": ["letter", "lead"],
        "without_section": ["d"],
        "without_note": ["b"],
        "shelf": 1,
        "feeds_in_trouble": [
            {
                "slug": "variety",
                "failures": 3,
                "reason": "HTTP 500",
                "gone": False,
                "quarantined": False,
                "last_read_days": None,
            }
        ],
        "next": [
            {"command": "digest issue publish 2026-W48", "why": "it is frozen"},
            {"command": "digest triage", "why": "1 to decide"},
            {"command": "digest serve --drafts", "why": "shows the page while you write"},
        ],
    }


def test_without_a_draft_it_says_how_to_make_one(tmp_path):
    out = run(write(tmp_path, {}))[1]
    assert out == "No issue is in draft.\n\nNext\n  digest issue new        opens the next issue\n"
    assert json.loads(run(tmp_path, "--json")[1])["issue"] is None


def test_state_that_is_garbage_is_no_trouble(week):
    (week / "content/state/variety.json").write_bytes(b"<<<<<<< HEAD\n\xff")
    status, out, _ = run(week)
    assert status == 0
    assert "Feeds in trouble" not in out


def test_problems_are_told_below_and_the_screen_is_shown_all_the_same(week):
    (week / "content/entries/2026-W49/z.md").write_text("---\ntitle: x\n---\n")
    status, out, err = run(week)
    assert (status, "The week of the vote" in out, "FM004" in err) == (1, True, True)


def commands(*entries, **changes):
    header = issue(status="draft", **changes)
    given = publication(
        settings=settings(sections=(Section(id="law", title="Law"),)), issues=(header,), entries=entries
    )
    return [step.command for step in next_steps(given, progress_of(given, header))]


@pytest.mark.parametrize(
    ("entries", "changes", "expected"),
    [
        ((), {}, ["digest fetch"]),
        ((entry(status="new"),), {}, ["digest triage"]),
        ((entry(),), {}, ["digest serve --drafts"]),
        ((entry(body="Mine."),), {"letter": "Dear", "lead": "sora"}, ["digest check", "digest issue publish"]),
        (
            (entry(body="Mine."), entry("b", status="new")),
            {"letter": "Dear", "lead": "sora"},
            ["digest triage", "digest check"],
        ),
    ],
)
def test_the_next_step_follows_from_what_is_there(entries, changes, expected):
    assert commands(*entries, **changes) == expected


def test_a_retired_section_shows_only_when_something_is_in_it():
    header = issue(status="draft")
    given = publication(
        settings=settings(sections=(Section(id="old", title="Old", retired=True),)), issues=(header,), entries=()
    )
    assert progress_of(given, header).sections == ()
    with_one = publication(settings=given.settings, issues=(header,), entries=(entry(section="old"),))
    assert [count.kept for count in progress_of(with_one, header).sections] == [1]
