"""The short way from a front matter to an entry gives the entry that the long way gives, or leaves it to that."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.content import documents
from digest.content.documents import ENTRY_KEYS, parse_entry
from digest.errors import Problem
from digest.plainfields import DoubtError, PlainFields
from tests.test_plainyaml import CHANGES, FRONTS, VALUES, mutated

PATH = "content/entries/2026-W47/sora.md"
WHOLE = """\
link: https://x.example/a?b=c
title: "Sora: a film"
headline: 'Of "Sora"'
status: keep
issue: 2026-W47
section: law
rank: 10
source: variety
authors: [Ada Example, 'Zoé', l'Autre]
published: 2026-11-16T09:30:00+01:00
updated: 2026-11-17
collected: 2026-11-18
language: fr
medium: video
duration: 1:30
tags: [film, ai, film]
storylines: sora
archived: https://web.archive.org/web/2026/https://x.example/a
why: rights
id: 0123456789abcdef
slug: sora
"""
MORE = [
    *("keep", "new", "article", "audio", "2026-W47", "2026-W99", "shelf", "fr", "10", "-1", "1.5", "law", "no slug"),
    *("2026-11-16", "2026-02-30", "2026-11-16T09:30:00Z", "2026-11-16T25:30:00Z", "[film, 'ai']", "[film, 'a, b']"),
    *("~", "null", "'null'", '"~"', "''", "[~, null]", "[null, '']", "' a '", "x" * 70, "0123456789abcdef", "[a, a]"),
    *("https://x.example/", "https://x.example/?utm_source=a", "ftp://x.example/", "'https://x.example/ '"),
]
LINES = st.tuples(
    st.sampled_from(ENTRY_KEYS),
    st.sampled_from((": ", ": ", ": ", ": ", ":", ":  ", " : ", ": \xa0", ":\t")),
    st.sampled_from((*VALUES, *MORE)),
    st.sampled_from(("\n", "\n", "\n", "\n", "\r\n", " \n", "\n\n", "\u2028\n")),
).map("".join)
BODIES = ("", "\n> Said.\n\nA note.\n", "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n", "A\r\n\r\nB\r")


def told(front: str, body: str) -> tuple[Any, ...]:
    """Every field of the entry, also those in which equal entries may differ, and the problems."""
    problems: list[Problem] = []
    found = parse_entry(f"---\n{front}---\n{body}".encode("utf-8", "surrogatepass"), PATH, problems)
    return (found and [getattr(found, field.name) for field in fields(found)], problems)


def assert_same(front: str, body: str = "") -> None:
    with patch.object(documents, "PlainFields", side_effect=DoubtError):
        long = told(front, body)
    assert told(front, body) == long


def is_short(front: str) -> bool:
    try:
        documents._entry(
            PlainFields(front, frozenset(ENTRY_KEYS), path=PATH, line=2),
            documents.Document(head="---\n", front=front, fence="---\n", body="", body_line=1),
            b"",
        )
    except DoubtError:
        return False
    return True


@settings(max_examples=1500)
@given(st.lists(LINES, max_size=6).map("".join), st.sampled_from(BODIES))
@example("link: https://x.example/\ntitle: a\ntitle: b\n", "")
@example("link: https://x.example/\nheadline: a\nissue: [2026-W47]\n", "")
def test_lines_of_any_kind_make_the_entry_that_yaml_makes(front, body):
    assert_same(front, body)
    assert_same(f"link: https://x.example/\ntitle: Sora\n{front}", body)


@settings(max_examples=1500)
@given(st.sampled_from([*FRONTS, WHOLE]), CHANGES, st.sampled_from(BODIES))
def test_an_entry_with_anything_put_in_or_taken_out_is_the_one_that_yaml_makes(front, changes, body):
    assert_same(mutated(front, changes), body)


@pytest.mark.parametrize("key", ENTRY_KEYS)
def test_every_value_of_every_key_means_what_it_means_to_yaml(key):
    others = "".join(row + "\n" for row in WHOLE.splitlines() if not row.startswith(f"{key}:"))
    for value in (*VALUES, *MORE):
        assert_same(f"{others}{key}: {value}\n")


def test_an_entry_with_a_value_for_every_key_that_takes_one_line_goes_the_short_way():
    assert is_short(WHOLE)
    assert_same(WHOLE, "\n\n> Said.\n\nA note.\n")
    assert sum(map(is_short, FRONTS)) > len(FRONTS) // 2


@pytest.mark.parametrize(
    "row",
    [
        "title: a # b",
        "title: a: b",
        "title: 'null'",
        "title:",
        "title: a\xa0b",
        "mood: dark",
        "also:\n  - link: https://y.example/",
        "rank: many",
        "tags: [A b]",
        "tags: {a: b}",
        "published: yesterday",
        "status: kept",
        "medium: [video]",
        "id: 12",
        "corrections: none",
    ],
)
def test_what_is_in_doubt_or_wrong_is_left_to_who_can_tell_where(row):
    assert not is_short(f"link: https://x.example/\nheadline: Sora\nissue: 2026-W47\n{row}\n")


def test_a_conflict_that_git_left_is_told_at_its_line():
    problems = told("link: https://x.example/\ntitle: Sora\n", f"\n\nA.\n{BODIES[2]}")[1]
    assert [(problem.line, problem.code) for problem in problems] == [(8, "YAML005")]
