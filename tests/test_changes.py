"""What a reader would notice between what went out and what is: words count, how they are written does not."""

from __future__ import annotations

from datetime import date

import pytest

from digest.curate.changes import change, is_declared, recorded_entry, sentences, words_before
from digest.model import Correction, Coverage, Image, PublishedEntry
from tests.builders import entry, issue

BODY = "> Their words.\n\nTen stages were built. *Ilya* said so.\n\n- one\n- two\n"
ROW = Correction(date=date(2026, 11, 20), now="Twelve.")


def recorded(text: str):
    return recorded_entry(PublishedEntry(slug="sora", digest="", text=text), "2026-W46")


@pytest.mark.parametrize(
    "text",
    [
        "---\nlink: \"https://news.example/sora\"\ntitle: 'Sora' # a film\nauthors:\n  - Ada\n---\n\nOne. Two.\n",
        "---\r\ntitle: Sora\r\nlink: https://news.example/sora\r\nauthors: [Ada]\r\n---\r\nOne. Two.\r\n",
        "---\ntitle: Sora\nlink: https://news.example/sora\nauthors: [Ada]\nslug: sora\n---\n\n\nOne.\nTwo.\n\n",
        "---\nlink: https://news.example/sora\ntitle: Sora\nauthors: [Ada]\nwhy: no\nmedium: article\n---\nOne. Two.",
    ],
)
def test_quotes_comments_order_line_ends_and_breaks_of_lines_are_no_change(text):
    before = recorded("---\nlink: https://news.example/sora\ntitle: Sora\nauthors: [Ada]\n---\n\nOne. Two.\n")
    assert change(before, recorded(text)) is None


@pytest.mark.parametrize(
    ("changes", "key", "is_of_words"),
    [
        ({"title": "No"}, "title", True),
        ({"headline": "Non"}, "headline", True),
        ({"link": "https://news.example/other"}, "link", True),
        ({"section": "law"}, "section", True),
        ({"rank": 3.0}, "rank", True),
        ({"source": "variety"}, "source", True),
        ({"authors": ("Ada",)}, "authors", True),
        ({"published": date(2026, 11, 1)}, "published", True),
        ({"language": "fr"}, "language", True),
        ({"medium": "video"}, "medium", True),
        ({"duration": "4:10"}, "duration", True),
        ({"also": (Coverage(source="b", link="https://b.example/"),)}, "also", True),
        ({"image": Image(file="a.png", alt="A")}, "image", True),
        ({"corrections": (ROW,)}, "corrections", True),
        ({"body": BODY.replace("Ten", "Two")}, "text", True),
        ({"body": BODY.replace("Their", "Other")}, "text", True),
        ({"body": BODY.replace("- two", "  two")}, "text", True),
        ({"status": "withdrawn", "why": "A hoax"}, "status", True),
        ({"tags": ("law",)}, "tags", False),
        ({"storylines": ("sora",)}, "storylines", False),
        ({"archived": "https://archive.example/1"}, "archived", False),
        ({"extra": (("mood", "good"),)}, "other keys", False),
    ],
)
def test_whatever_a_reader_sees_is_a_change_of_words_and_where_it_is_filed_is_one_of_another_kind(
    changes, key, is_of_words
):
    found = change(entry(body=BODY), entry(**{"body": BODY} | changes))
    assert found is not None
    assert found.keys[0] == key
    assert found.is_of_words is is_of_words
    assert change(entry(**{"body": BODY} | changes), entry(**{"body": BODY} | changes)) is None


@pytest.mark.parametrize(
    "changes", [{"title": "N"}, {"number": 2}, {"lead": "veo"}, {"letter": "Dear."}, {"date": ROW.date}]
)
def test_a_letter_and_what_stands_above_it_are_compared(changes):
    assert change(issue(lead="sora"), issue(**{"lead": "sora"} | changes)) is not None


def test_a_diff_shows_the_sentence_that_changed_and_its_neighbours_at_its_line():
    was = entry(body="One. Two.\nThree. Four.\nFive.", body_line=9)
    now = entry(body="One. Two.\nThird. Four.\nFive.", body_line=9)
    found = change(was, now)
    assert found is not None
    assert found.diff == " Two.\n-Three.\n+Third.\n Four."
    assert found.line == 10


def test_parts_of_a_diff_that_do_not_touch_are_set_apart():
    found = change(
        entry(title="A", body="One. Two. Three. Four. Five."), entry(title="B", body="Uno. Two. Three. Four. Six.")
    )
    assert found is not None
    assert found.diff.split("\n") == [
        "-title: A", "+title: B", "…", "-One.", "+Uno.", " Two.", "…", " Four.", "-Five.", "+Six."
    ]  # fmt: skip


def test_of_two_withdrawn_versions_only_the_reason_counts():
    was = entry(status="withdrawn", why="A hoax", body="Words.")
    assert change(was, entry(status="withdrawn", why="A hoax", body="", title="Gone")) is None
    assert change(was, entry(status="withdrawn", why="A mistake", body="Words.")) is not None


def test_code_and_lists_stay_line_by_line():
    text = "A b.\n*C* d.\n\n```\nOne. Two.\n```\n1. First. Second.\n> Q. R."
    assert list(sentences(text)) == ["A b.", "*C* d.", "```", "One. Two.", "```", "1. First. Second.", "> Q. R."]


def test_a_change_is_declared_by_one_correction_more_or_by_a_withdrawal():
    was = entry(corrections=(ROW,))
    more = Correction(date=date(2026, 11, 22), now="Thirteen.")
    assert is_declared(was, entry(corrections=(ROW, more), title="B"))
    assert is_declared(was, entry(status="withdrawn"))
    assert not is_declared(was, entry(corrections=(ROW,), title="B"))
    assert not is_declared(was, entry(corrections=(more,), title="B"))
    assert not is_declared(was, entry(corrections=(more, more), title="B"))
    assert not is_declared(entry(status="withdrawn"), entry(status="keep"))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ({"title": "Ten"}, {"title": "Two"}, "Ten"),
        ({"title": "Ten"}, {"title": "Ten", "headline": "Dix"}, "Ten"),
        ({"title": "Ten", "headline": "Dix"}, {"title": "Two", "headline": "Dix"}, ""),
        ({"body": "A [b](https://b.example/) *c* d_e_f. G."}, {"body": "X. G."}, "A b c d_e_f."),
        ({"body": "> Theirs. Old."}, {"body": "> Theirs. New."}, "Theirs. Old."),
        ({"body": "A."}, {"body": "A. B."}, ""),
        ({"body": "A.", "title": "T"}, {"body": "B.", "title": "U"}, ""),
        ({"body": "A.", "tags": ("law",)}, {"body": "B."}, "A."),
        ({"body": f"{'word ' * 80}."}, {"body": "B."}, ""),
        ({"link": "https://a.example/"}, {"link": "https://b.example/"}, ""),
    ],
)
def test_what_it_used_to_say_is_read_off_where_that_is_short_and_plain(was, now, said):
    assert words_before(entry(**was), entry(**now)) == said
