"""The text that triage offers: whole screens, treacherous titles, alignment."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from digest.curate.sheet import fit, format_sheet, offered, width
from digest.curate.triage import read_choices
from digest.model import Section
from tests.builders import entry, feed, issue, publication, settings

OPEN = (issue("2026-W47", status="draft"),)


def candidate(slug, **changes):
    return entry(slug, status="new", **changes)


def test_the_whole_text_of_a_small_week():
    week = publication(
        settings=settings(
            sections=(
                Section(id="tools", title="Tools", limit=5),
                Section(id="law", title="Law"),
                Section(id="old", title="Old", retired=True),
            )
        ),
        feeds=(feed("variety", title="Variety"), feed("le-monde", title="Le Monde")),
        issues=OPEN,
        entries=(
            candidate("a", id="a" * 16, title="Blog", source="blog.example", section=None),
            candidate("b", id="b" * 16, title="Été", source="le-monde", published=date(2026, 11, 17)),
            candidate("c", id="c" * 16, title="Old", source="variety", published=date(2026, 10, 2), section="law"),
            candidate("d", id="d" * 16, source="variety", published=datetime(2026, 11, 22, 23, tzinfo=UTC)),
            entry("e", id="e" * 16, title="Kept", rank=10.0, section="tools", collected=date(2026, 11, 16)),
            entry("f", id="f" * 16, status="skip"),
            candidate("g", id="1" * 16, issue="2026-W48"),
        ),
    )
    assert format_sheet(week, "2026-W47") == (
        "# 2026-W47: 4 candidates from 3 sources, 1 kept. Help is at the foot.\n"
        "\n"
        "# Kept, in their order: 1\n"
        "keep  tools  news.example  Mon 16  Kept  https://news.example/e  eeeeeeeeeeeeeeee\n"
        "\n"
        "# Variety: 2\n"
        "new   -      variety       Sun 22  D     https://news.example/d  dddddddddddddddd\n"
        "new   law    variety        2 Oct  Old   https://news.example/c  cccccccccccccccc\n"
        "\n"
        "# Le Monde: 1\n"
        "new   -      le-monde      Tue 17  Été   https://news.example/b  bbbbbbbbbbbbbbbb\n"
        "\n"
        "# blog.example: 1\n"
        "new   -      blog.example          Blog  https://news.example/a  aaaaaaaaaaaaaaaa\n"
        "\n"
        "# Save and close to apply. The first word decides:\n"
        "#   keep, k   into the issue; the order of the kept lines is their order on the page: move them\n"
        "#   skip, s   out; a reason may stand at the very end of the line:  # old news\n"
        "#   new, n    not decided yet\n"
        "# The second word is the section:\n"
        "#   tools  Tools, 1 kept of at most 5\n"
        "#   law    Law, 0 kept\n"
        "#   -      none yet\n"
        "# A line that you delete stays as it was. Source, day, title and link are only for reading.\n"
        "# Close without saving, or delete everything, and nothing changes.\n"
    )


TREACHEROUS = (
    "#MeToo, encore",
    "skip law x 0123456789abcdef # gone",
    "0123456789abcdef",
    "tab\there, line\nbreak, return\rhere, next\x85line, separator\u2028here",
    "escape \x1b[31mred\x1b[0m and bell \x07",
    "\u202eright to left\u202c",
    "السينما والذكاء الاصطناعي",
    "# comment",
    "電影" * 60,
    "x" * 500,
    "",
)


@pytest.mark.parametrize("title", TREACHEROUS)
def test_a_line_is_known_by_its_id_whatever_the_title_holds(title):
    week = publication(entries=(candidate("a", title=title, headline="" if title else "  "), candidate("b")))
    text = format_sheet(week, "2026-W47")
    lines = [line for line in text.splitlines() if line.startswith("new ")]
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
    problems = []
    choices = read_choices(text.replace("\nnew ", "\nskip"), week, "2026-W47", path="t", problems=problems)
    assert problems == []
    assert {choice.was.slug for choice in choices} == {"a", "b"}
    assert {choice.now.why for choice in choices} == {""}


def test_columns_are_aligned_also_behind_wide_and_combined_letters():
    titles = ("plain", "電影", "e\u0301te\u0301", "x" * 100, "電" * 100)
    week = publication(entries=tuple(candidate(f"s{number}", title=title) for number, title in enumerate(titles)))
    lines = [line for line in format_sheet(week, "2026-W47").splitlines() if line.startswith("new ")]
    assert len({width(line[: line.index("https://")]) for line in lines}) == 1
    assert all("…" in line for line in lines if "xxx" in line or "電電電" in line)


@pytest.mark.parametrize(
    ("text", "columns"), [("film", 4), ("電影", 4), ("e\u0301te\u0301", 3), ("…", 1), ("السينما", 7)]
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize("text", ["", "short", "電影電影", "exactly ten", "e\u0301" * 9])
def test_fitted_text_takes_exactly_its_columns(text):
    assert width(fit(text, 7)) == 7


def test_kept_entries_come_in_their_order_and_candidates_in_that_of_the_feeds():
    week = publication(
        feeds=(feed("b"), feed("a")),
        entries=(
            entry("second", rank=20.0),
            entry("first", rank=10.0),
            candidate("x", source="a"),
            candidate("y", source="b"),
            candidate("z", source="0.example"),
        ),
    )
    kept, candidates = offered(week, "2026-W47")
    assert [found.slug for found in kept] == ["first", "second"]
    assert [found.slug for found in candidates] == ["y", "x", "z"]


def test_days_near_the_turn_of_the_year_are_named_by_the_week():
    week = publication(entries=(candidate("a", issue="2026-W53", published=date(2027, 1, 3)),))
    assert " Sun  3 " in format_sheet(week, "2026-W53")


def test_the_shelf_names_months():
    week = publication(entries=(candidate("a", issue="none", published=date(2026, 11, 16)),))
    assert " 16 Nov " in format_sheet(week, "none")


def test_two_thousand_candidates_are_written_and_read_within_seconds():
    week = publication(entries=tuple(candidate(f"slug-{number}", title="word " * 20) for number in range(2000)))
    began = time.process_time()
    text = format_sheet(week, "2026-W47")
    problems = []
    choices = read_choices(text.replace("\nnew ", "\nkeep"), week, "2026-W47", path="t", problems=problems)
    assert (len(choices), problems) == (2000, [])
    assert time.process_time() - began < 10
