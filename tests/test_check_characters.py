"""What `digest check` tells of characters that no page can hold."""

from __future__ import annotations

from datetime import date

import pytest

from digest.content.publication import read_publication
from digest.model import Correction, Image
from digest.publish.checks.characters import RULES
from digest.publish.checks.rules import Subject
from tests.builders import entry, feed, issue, publication, settings, storyline
from tests.foreign import foreign_publication

TURN = "U+202E (right-to-left override)"
BELL = "U+0007 (a control character)"


def told(**parts):
    subject = Subject(publication=publication(**parts), today=date(2026, 11, 22))
    return [(problem.where, problem.what) for rule in RULES for problem in rule.problems(subject)]


def test_a_character_of_a_note_is_told_with_its_line():
    note = entry(body="> Theirs.\n\nOne.\r\nTwo \x07\u202e\x07.\n\tThree.\u200f\n", body_line=6)
    letter = issue(letter="A\x85b", body_line=4)
    assert told(entries=(note,), issues=(letter,)) == [
        ("content/entries/2026-W47/sora.md:9", f"the text holds {BELL}, {TURN}"),
        ("content/issues/2026-W47.md:4", "the text holds U+0085 (a control character)"),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("headline", "a\u202e"),
        ("authors", ("Ada", "\u202eBob")),
        ("image", Image(file="a.png", alt="\u202ea")),
        ("corrections", (Correction(date=date(2026, 11, 24), now="x", was="\u202ey"),)),
        ("extra", (("mood", ("good", "\u202e")),)),
    ],
)
def test_a_character_of_a_front_matter_is_told_at_its_key(key, value):
    found = told(entries=(entry(**{key: value}, lines={"link": 2, key: 3}),))
    assert found == [("content/entries/2026-W47/sora.md:3", f"'{key}' holds {TURN}")]


def test_settings_feeds_and_storylines_are_looked_at_too():
    found = told(
        settings=settings(tags={"voices": "\u202e"}),
        feeds=(feed(title="\u202e", line=7),),
        storylines=(storyline(aliases=("\x07",)),),
    )
    assert found == [
        ("digest.yaml", f"'tags' holds {TURN}"),
        ("content/feeds.yaml:7", f"'title' holds {TURN}"),
        ("content/storylines.yaml", f"'aliases' holds {BELL}"),
    ]


def test_what_no_reader_will_see_is_left_alone():
    assert told(entries=(entry(status="new", title="\x07"), entry("b", status="skip", body="\x07"))) == []


def test_a_character_is_found_in_the_files_where_it_is(tmp_path):
    root = foreign_publication(tmp_path)
    subject = Subject(publication=read_publication(root).sound(), today=date(2026, 11, 22))
    lines = (root / "content/entries/2026-W47/first.md").read_text("utf-8").split("\n")
    here = [row for rule in RULES for row in rule.problems(subject) if row.path.endswith("/first.md")]
    assert [lines[row.line - 1].partition(":")[0] for row in here if row.line and "text" not in row.what] == [
        *("title headline authors duration also image corrections".split()),
    ]
    assert all("delete it" in row.hint for row in here)
