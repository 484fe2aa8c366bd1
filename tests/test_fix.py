"""Corrected lines: the line of the problem changes, every other byte stays, and a guess that does not hold goes."""

from __future__ import annotations

import pytest

from digest.content.documents import parse_entry
from digest.errors import Problem
from digest.publish.checks.fix import fixed

PATH = "content/entries/2026-W47/sora.md"


def mend(data: bytes) -> bytes | None:
    problems: list[Problem] = []
    parse_entry(data, PATH, problems)
    return fixed(data, PATH, problems)


def file(title: str, end: str = "\n") -> bytes:
    lines = ("---", "# mine", "link: https://a.example/", title, "status:   keep # yes", "---", "", "Ours.")
    return end.join(lines).encode("utf-8")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("typed", "written", "title"),
    [
        ("title: Sora : Hollywood s'inquiète", 'title: "Sora : Hollywood s\'inquiète"', "Sora : Hollywood s'inquiète"),
        ('title: "Sora" arrive', "title: '\"Sora\" arrive'", '"Sora" arrive'),
        ("title: [FR] x", "title: '[FR] x'", "[FR] x"),
        ("title: [REC]", "title: '[REC]'", "[REC]"),
        ("title: {Proof}", "title: '{Proof}'", "{Proof}"),
        ("title: @home", "title: '@home'", "@home"),
        ("title: *batteries not included", "title: '*batteries not included'", "*batteries not included"),
        ("title: Day #1 #Alive", "title: 'Day #1 #Alive'", "Day #1 #Alive"),
    ],
)
def test_a_text_that_needs_quotes_gets_them_and_nothing_else_changes(typed, written, title, end):
    mended = mend(file(typed, end))
    assert mended == file(written, end)
    problems: list[Problem] = []
    entry = parse_entry(mended, PATH, problems)
    assert entry is not None
    assert (entry.title, problems) == (title, [])


def test_what_needs_no_correction_is_left_alone():
    assert mend(file("title: 2001, a title")) is None


def test_a_line_in_a_list_keeps_its_dash_and_its_indentation():
    data = file("title: x\nalso:\n  - title: A: B\n    link: https://b.example/")
    mended = mend(data)
    assert mended is not None
    assert b"\n  - title: 'A: B'\n    link" in mended


def test_a_correction_that_would_not_be_readable_is_not_written():
    problem = Problem(path=PATH, line=4, code="YAML006", what="?", fix="title: 'half")
    assert fixed(file("title: x"), PATH, [problem]) is None


def test_a_byte_order_mark_stays():
    data = "\ufeff".encode() + b"title: A: B\nid: x\n"
    problem = Problem(path="digest.yaml", line=1, code="YAML006", what="?", fix="title: 'A: B'")
    assert fixed(data, "digest.yaml", [problem]) == "\ufeff".encode() + b"title: 'A: B'\nid: x\n"


@pytest.mark.parametrize("written", ["[a film]({})", "<a href={}>a film</a>", '<A HREF="{}">a film</A>'])
def test_a_link_with_brackets_or_without_quotes_is_cleaned_where_it_stands(written):
    link, clean = "https://a.example/Her_(film)?utm_source=x", "https://a.example/Her_(film)"
    front = "---\nlink: https://a.example/\ntitle: Her\n---\n\n"
    inside = f"See https://b.example/?from={link} and "
    problem = Problem(path=PATH, line=6, code="LINK005", what="", was=link, fix=clean)
    mended = fixed(f"{front}{inside}{written.format(link)}.\n".encode(), PATH, (problem,))
    assert mended == f"{front}{inside}{written.format(clean)}.\n".encode()
