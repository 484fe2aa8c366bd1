"""Edits of one key: everything else keeps its bytes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError
from digest.yamledit import edit, format_pairs
from digest.yamlnodes import Listing, Scalar, Table
from digest.yamltext import parse

ORDER = ["link", "title", "status", "section", "rank", "tags", "also", "why"]
TEXT = """\
# about this file
link: https://x.example/y   # where it stands
title: "Sora" # as the source has it
tags:
  - a
  - b # the second

# decided on Monday
status: new
empty:
mine: |
  kept

  as it is
# the end
"""


def change(text: str, **changes: object) -> str:
    return edit(text, changes, ORDER, path="x.md")  # type: ignore[arg-type]


def test_one_word_changes_and_nothing_else():
    assert change(TEXT, status="keep") == TEXT.replace("status: new", "status: keep")


def test_quotes_stay_as_the_editor_likes_them():
    assert change(TEXT, title="Sora: no #1") == TEXT.replace('"Sora"', '"Sora: no #1"')
    assert change("title: 'a'\n", title="it's") == "title: 'it''s'\n"


def test_a_new_key_stands_behind_its_neighbour():
    assert change(TEXT, section="law") == TEXT.replace("status: new\n", "status: new\nsection: law\n")


def test_a_new_first_key_stands_on_top_of_the_keys():
    assert change("title: a\n", link="https://x.example/") == "link: https://x.example/\ntitle: a\n"


def test_an_empty_value_is_filled():
    assert edit(TEXT, {"empty": "full"}, ORDER, path="x.md") == TEXT.replace("empty:\n", "empty: full\n")


def test_a_removed_key_leaves_its_comment():
    assert change(TEXT, title=None) == TEXT.replace('title: "Sora" # as', "# as")
    assert change(TEXT, tags=None) == TEXT.replace("tags:\n  - a\n  - b # the second\n", "# the second\n")


def test_a_list_takes_the_place_of_a_list():
    assert change(TEXT, tags=("c",)) == TEXT.replace("tags:\n  - a\n  - b #", "tags: [c] #")


def test_a_list_of_maps_is_written_in_block_form():
    also = ({"source": "le-monde", "link": "https://lemonde.example/"},)
    assert change("link: x\nwhy: y\n", also=also) == (
        "link: x\nalso:\n  - source: le-monde\n    link: https://lemonde.example/\nwhy: y\n"
    )


def test_windows_line_ends_stay():
    text = TEXT.replace("\n", "\r\n")
    expected = text.replace("status: new", "status: skip").replace("status: skip\r\n", "status: skip\r\nwhy: dull\r\n")
    assert edit(text, {"status": "skip", "why": "dull"}, ["status", "why"], path="x.md") == expected


def test_a_missing_last_line_end_stays_missing():
    assert change("link: x\nstatus: new", status="keep") == "link: x\nstatus: keep"
    assert change("status: new", section="law") == "status: new\nsection: law"


def test_a_byte_order_mark_stays():
    assert change("\ufeffstatus: new\n", status="keep", section="law") == "\ufeffstatus: keep\nsection: law\n"


def test_keys_in_braces_can_be_set_and_are_not_torn():
    assert change("{link: x, status: new}\n", status="keep", section="law") == "{link: x, status: keep, section: law}\n"
    with pytest.raises(DigestError):
        change("{link: x, status: new}\n", status=None)


def test_unknown_keys_and_odd_lines_between_stay():
    text = "zeta:   1  \n\n\n# x\nstatus:    new   # y\t\nweird: [a,\n   b]\n"
    assert change(text, status="keep") == text.replace("new   #", "keep   #")


def test_numbers_and_dates_are_written_plain_and_texts_like_them_in_quotes():
    pairs: dict[str, Any] = {"rank": 10, "half": 1.5, "whole": 2.0, "date": date(2026, 11, 22), "title": "1917"}
    assert format_pairs(pairs) == "rank: 10\nhalf: 1.5\nwhole: 2\ndate: 2026-11-22\ntitle: '1917'\n"


@pytest.mark.parametrize(("number", "text"), [(1e-7, "0.0000001"), (1e15, "1000000000000000"), (-2.50, "-2.5")])
def test_a_number_is_written_without_an_exponent(number, text):
    assert format_pairs({"rank": number}) == f"rank: {text}\n"


def test_yes_and_no_are_written_as_yaml_says_them():
    assert format_pairs({"private": True, "paused": False}) == "private: true\npaused: false\n"


LINES = st.sampled_from(
    [
        "# a comment",
        "",
        "zeta: plain text",
        "eta: 'single'  # c",
        'theta: "double"',
        "iota: [a, b] # c",
        "kappa:\n  - a\n\n  - b # c",
        "lambda: |\n  block\n\n  text",
        "mu: >-\n  folded\n  text",
        "nu:",
        "xi: {a: b}",
        "omicron:\n  pi: 1\n  # inside\n  rho: 2",
        "sigma: a plain text\n  on two lines",
        "status: new # decide",
        "tags:\n  - x\n# after",
    ]
)
VALUES = st.one_of(
    st.none(), st.text(min_size=1, max_size=20), st.integers(0, 99), st.lists(st.text("ab ", min_size=1))
)


@given(st.lists(LINES, unique_by=lambda line: line.partition(":")[0]), st.sampled_from(["\n", "\r\n"]), st.booleans(),
       st.dictionaries(st.sampled_from(ORDER), VALUES, max_size=3))  # fmt: skip
def test_after_any_edit_other_keys_and_all_comments_are_there(lines, newline, ends, changes):
    text = newline.join(line.replace("\n", newline) for line in lines) + (newline if ends else "")
    changes = {key: value for key, value in changes.items() if not _has_surrogate(value)}
    after = edit(text, changes, ORDER, path="x.md")
    old, new = _values(text), _values(after)
    assert {key: new[key] for key in new if key not in changes} == {key: old[key] for key in old if key not in changes}
    assert {key: new.get(key) for key in changes} == {key: _text(value) for key, value in changes.items()}
    assert after.count("#") >= text.count("#")
    assert edit(after, changes, ORDER, path="x.md") == after


def _has_surrogate(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value)


def _text(value: object) -> object:
    return value if value is None or isinstance(value, list) else str(value)


def _values(text: str) -> dict[str, object]:
    root = parse(text, path="x.md")
    return {key.text: _content(node) for key, node in root.pairs} if isinstance(root, Table) else {}


def _content(node: object) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [_content(item) for item in node.items]
    assert isinstance(node, Table)
    return {key.text: _content(value) for key, value in node.pairs}
