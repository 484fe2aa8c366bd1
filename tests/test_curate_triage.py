"""The text that came back: choices, ranks, mistakes, and their marks."""

from __future__ import annotations

import pytest

from digest.curate.sheet import format_sheet
from digest.curate.triage import MARK, first_mark, is_empty, marked, read_choices
from digest.model import Section
from tests.builders import entry, issue, publication, settings

A, B, C, K, L = (letter * 16 for letter in "abcde")
WEEK = publication(
    settings=settings(
        sections=(
            Section(id="tools", title="Tools"),
            Section(id="law", title="Law"),
            Section(id="old", title="Old", retired=True),
        )
    ),
    issues=(issue("2026-W47", status="draft"),),
    entries=(
        entry("a", id=A, status="new", section="law"),
        entry("b", id=B, status="new"),
        entry("c", id=C, status="new", section="old"),
        entry("k", id=K, rank=15.0),
        entry("l", id=L, rank=35.0),
        entry("s", id="9" * 16, status="skip", why="old"),
        entry("w48", id="8" * 16, issue="2026-W48", status="new"),
    ),
)


def choices(text):
    problems = []
    found = read_choices(text, WEEK, "2026-W47", path="week.txt", problems=problems)
    assert problems == []
    return {choice.was.slug: choice.now for choice in found}


def mistakes(text):
    problems = []
    read_choices(text, WEEK, "2026-W47", path="week.txt", problems=problems)
    return [(problem.line, problem.what, problem.hint) for problem in problems]


def test_the_text_as_it_is_offered_changes_nothing():
    assert choices(format_sheet(WEEK, "2026-W47")) == {}


@pytest.mark.parametrize(("word", "status"), [("keep", "keep"), ("k", "keep"), ("skip", "skip"), ("S", "skip")])
def test_the_first_word_decides(word, status):
    assert choices(f"{word} law x {A}")["a"].status == status


def test_a_kept_entry_may_become_a_candidate_again():
    assert choices(f"n - x {K}")["k"].status == "new"


def test_a_deleted_line_stays_as_it_was():
    assert set(choices(f"keep - x {B}\n")) == {"b"}


def test_the_order_of_kept_lines_becomes_the_rank():
    found = choices(f"keep - x {L}\nskip - x {B}\nkeep law x {A}\nkeep - x {K}\n")
    assert [(slug, found[slug].rank) for slug in "lak"] == [("l", 10.0), ("a", 20.0), ("k", 30.0)]
    assert found["b"].rank is None


def test_ranks_written_by_hand_stay_when_nothing_joined_or_moved():
    assert choices(f"keep - x {K}\nkeep - x {L}\nskip law x {A}\n").keys() == {"a"}
    assert choices(f"keep - x {K}\nskip - x {L}\n").keys() == {"l"}


def test_the_section_may_change_whatever_the_first_word():
    found = choices(f"new tools x {A}\nkeep - x {C}\n")
    assert (found["a"].section, found["a"].status) == ("tools", "new")
    assert found["c"].section is None


def test_an_entry_may_stay_in_its_retired_section():
    assert choices(f"keep old x {C}")["c"].section == "old"


def test_a_reason_stands_behind_the_id_of_a_skip():
    assert choices(f"skip law x {A}  # same as {B}: #old")["a"].why == f"same as {B}: #old"
    assert choices(f"skip law x {A} #")["a"].why == ""


def test_tabs_carriage_returns_a_byte_order_mark_and_no_last_line_end_are_fine():
    found = choices(f"\ufeffskip\tlaw\tx\t{A}\r\n\r\n   # aside\r\nkeep - x {B}")
    assert (found["a"].status, found["b"].status) == ("skip", "keep")


def test_new_leaves_what_was_skipped_while_the_text_lay_and_keep_takes_it_back():
    assert choices(f"new - x {'9' * 16}") == {}
    back = choices(f"keep - x {'9' * 16}")["s"]
    assert (back.status, back.why) == ("keep", "")


def test_every_mistake_is_told_at_once_with_its_line_and_what_to_do():
    text = (
        f"keeep law x {A}\n"
        f"keep lwa x {B}\n"
        f"keep old x {K}\n"
        "keep law x\n"
        f"skip law x {'7' * 16}\n"
        f"skip law x {A}\n"
        f"keep - x {C} # why\n"
        f"skip old x {C} keep - y {L}\n"
        f"keep - x {'8' * 16}\n"
        "https://a.line/that/was/wrapped\n"
    )
    found = mistakes(text)
    assert [(line, what) for line, what, _ in found] == [
        (1, "unknown word 'keeep'"),
        (2, "unknown section 'lwa'"),
        (3, "section 'old' is retired"),
        (4, "this line has lost its id"),
        (5, f"no entry has the id {'7' * 16}"),
        (6, "the same entry as on line 1"),
        (7, "only a skip has a reason"),
        (8, "the same entry as on line 7"),
        (9, "'w48' belongs to 2026-W48, not to 2026-W47"),
        (10, "unknown word 'https://a.line/that/was/wrapped'"),
    ]
    assert found[0][2].startswith("did you mean 'keep'?")
    assert found[1][2].startswith("did you mean 'law'?")
    assert all(hint for _, _, hint in found)


def test_two_lines_that_were_joined_are_a_mistake():
    assert mistakes(f"skip law x {A} keep - y {L}\n")[0][1].startswith("what does 'keep - y")


def test_marks_stand_above_their_lines_and_do_not_pile_up():
    text = f"# head\nkep law x {A}\nkeep - x {B}\nkeep lwa x {C}\n"
    once = marked(text, problems_of(text))
    assert once.splitlines() == [
        f"{MARK}2 mistakes are marked with !! above the line. Mend and save, or leave it so and nothing is changed.",
        "# head",
        f"{MARK}unknown word 'kep': did you mean 'keep'? known: keep, new, skip",
        f"kep law x {A}",
        f"keep - x {B}",
        f"{MARK}unknown section 'lwa': did you mean 'law'? known: law, tools",
        f"keep lwa x {C}",
    ]
    assert first_mark(once) == 3
    assert marked(once, problems_of(once)) == once
    half = once.replace("kep", "keep")
    assert marked(half, problems_of(half)).count(MARK) == 2


def problems_of(text):
    problems = []
    read_choices(text, WEEK, "2026-W47", path="week.txt", problems=problems)
    return problems


def test_a_text_of_comments_is_empty():
    assert is_empty("# one\n\n  # two\n")
    assert not is_empty("x")
