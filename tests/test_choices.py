"""A choice into the bytes of a file: its keys and nothing else; what may not be chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.content.documents import parse_entry
from digest.curate.choices import changed_keys, choice_complaint, edited, reason_for, section_complaint
from digest.errors import DigestError
from digest.model import Section
from tests.builders import entry, issue, publication, settings

PATH = "content/entries/2026-W47/sora.md"
ODD = (
    b"\xef\xbb\xbf---\r\n# my comment\r\nlink:   https://news.example/sora  # theirs\r\n"
    b"title: 'L''IA : le film'\r\nstatus: new # undecided\r\nmood: [grim,  odd]\r\n---\r\n\r\n> Words.\r\n\r\nMine"
)


def read(data):
    problems = []
    found = parse_entry(data, PATH, problems)
    assert found is not None, problems
    return found


def test_only_the_chosen_keys_change_and_every_other_byte_stays():
    was = read(ODD)
    new = edited(ODD, was, replace(was, status="keep", rank=10.0, section="law"))
    expected = ODD.replace(b"status: new # undecided\r\n", b"status: keep # undecided\r\nsection: law\r\nrank: 10\r\n")
    assert new == expected


def test_choosing_what_is_there_already_changes_nothing():
    was = read(ODD)
    assert edited(ODD, was, was) == ODD
    assert edited(ODD.replace(b"status: new", b"status: keep"), was, replace(was, status="keep")) == ODD.replace(
        b"status: new", b"status: keep"
    )


def test_a_note_that_was_written_meanwhile_stays():
    was = read(ODD)
    new = edited(ODD + b", longer now", was, replace(was, status="keep"))
    assert new.endswith(b"Mine, longer now")
    assert b"status: keep # undecided" in new


def test_a_decision_that_somebody_else_made_meanwhile_is_not_overwritten():
    was = read(ODD)
    with pytest.raises(DigestError) as caught:
        edited(ODD.replace(b"status: new", b"status: skip"), was, replace(was, status="keep"))
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.code) == (PATH, 5, "FILE008")
    assert problem.what == "somebody wrote status: skip meanwhile; your status: keep was not written"


def test_a_file_that_was_broken_meanwhile_is_left_alone():
    was = read(ODD)
    with pytest.raises(DigestError) as caught:
        edited(ODD.replace(b"status: new", b"status: news"), was, replace(was, status="keep"))
    assert caught.value.problems[0].code == "FM005"


def test_an_emptied_reason_and_section_are_removed():
    was = entry(status="skip", why="old", section="law")
    assert changed_keys(was, replace(was, status="keep", why="", section=None)) == {
        "status": "keep",
        "section": None,
        "why": None,
    }


def test_a_reason_stays_with_a_skip_and_goes_when_it_is_taken_back():
    skipped = entry(status="skip", why="old news")
    assert reason_for(skipped, "skip", "") == "old news"
    assert reason_for(skipped, "skip", "an advert") == "an advert"
    assert reason_for(skipped, "keep", "") == ""


def test_a_section_must_be_open_unless_the_entry_is_in_it_already():
    given = settings(sections=(Section(id="law", title="Law"), Section(id="old", title="Old", retired=True)))
    assert section_complaint(given, "law") is None
    assert section_complaint(given, None) is None
    assert section_complaint(given, "old", entry(section="old")) is None
    assert section_complaint(given, "old") == ("section 'old' is retired", "open ones: law")
    assert section_complaint(given, "laws") == ("unknown section 'laws'", "did you mean 'law'? known: law")


def complaint(was, **changes):
    everything = publication(
        issues=(issue("2026-W46"), issue("2026-W47", status="draft")),
        entries=(entry("taken", issue="2026-W46"), was),
    )
    found = choice_complaint(everything, was, replace(was, **changes))
    return found[0] if found else None


def test_what_went_out_is_not_chosen_again():
    assert complaint(entry(status="keep", issue="2026-W46"), status="skip") == (
        "'sora' belongs to 2026-W46, which is published"
    )
    assert complaint(entry(status="keep", issue="2026-W46"), issue="2026-W47") is not None
    assert complaint(entry(status="new", issue="2026-W47"), status="keep", issue="2026-W46") is not None


def test_what_was_left_undecided_in_a_published_issue_may_move_on():
    assert complaint(entry(status="new", issue="2026-W46"), status="keep", issue="2026-W47") is None


def test_two_kept_entries_cannot_share_a_slug():
    twin = entry("taken", status="new", id="f" * 16, path="content/entries/2026-W47/taken.md")
    assert complaint(twin, status="keep") == "the slug 'taken' belongs to content/entries/2026-W46/taken.md"
    assert complaint(twin, status="skip") is None
