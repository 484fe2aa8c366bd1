"""The short way through front matter gives the nodes that libyaml gives, or none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.content.documents import split_document
from digest.plainyaml import read_plain
from digest.yamlnodes import Listing, Node, Scalar, Table
from digest.yamltext import MAX_BYTES, parse, parse_fully
from tests.test_yamltext import FILMS

REPOSITORY = Path(__file__).resolve().parent.parent
FRONTS = [
    document.front
    for path in sorted((REPOSITORY / "content").rglob("*.md"))
    if (document := split_document(path.read_bytes(), path.name, [])) is not None
]
NESTED = """\
link: https://x.example/a?b=c#d
title: 'It''s: a # "film"'
tags: [one, 'two', "three", l'été]
why:
also:
  - source: x
    title: "A: b"
  - link: https://y.example/
image:
  file: a.png
  alt: Été 😀
last: 1
"""
SPECIAL = [
    *" \t\n\r:#[]{},'\"-?&*!|>%@`\\~=<_./aZ0é²",
    *"\0\x1b\x7f\x85\x9f\xa0\u202f\u2028\u2029\u3000\ufeff\ufffe\uffff😀\U0001ffff",
    *(": ", " #", ":\n", "\r\n", "\n\n", "- ", "  ", "  - ", "    ", "---", "...", "''", '""', "\\n", ", ", "],"),
    *("[]", "{}", "[a, b]", "key: x\n", "  - a: b\n    c: d\n", "  k: v\n", "k:\n", "# c\n", " # c", "<<: x\n"),
]
VALUES = [
    *FILMS,
    *("", "a:b", "a :b", "x#y", "x # y", "«ok»", "(x)", 'say "x"', "end:", "end ", "a: b", "https://x.example/?a=b#c"),
    *("'q'", "'it''s'", "'''", "''''", "'a' b", "'a'b", '"q"', '"a\\n"', '"a"b', "'a: b # c'", "''", '""'),
    *("[]", "[ ]", "[a]", "[ a , b ]", "[a,b]", "[a,]", "[,]", "[[a]]", "[a: b]", "[a:b]", "[a #b]", "[a?]", "[- a]"),
    *("['a, b']", "['a','b']", "['a'',''b']", "[''',''']", "['']", "['a]", "[it's]", "[a]b", "[a] ", "[a", "a]"),
    *("x" * 1100, "[" + "ab, " * 400 + "c]", "[[[" * 40),
]
KEYS = ("a", "b", "also", "x-y", "_k", "k" * 100, "k" * 101, "k" * 1030, "0k", "é", "a b", "'q'", "y")
LINES = st.tuples(
    st.sampled_from(("", "", "", "  ", "  - ", "    ", "- ", " ")),
    st.sampled_from(KEYS),
    st.sampled_from((": ", ": ", ": ", ":", ":  ", " : ", ":\t")),
    st.one_of(st.sampled_from(VALUES), st.text("ab é:#,'\"[]{}-?\\\xa0\x85\u2028\ufeff\t", max_size=9)),
    st.sampled_from(("\n", "\n", "\n", "\r\n", "\r", "", "\n\n", " \n")),
).map("".join)


def shape(node: Node) -> object:
    """A node with its kinds: two kinds of tuples that hold the same are equal."""
    if isinstance(node, Scalar):
        return ("scalar", *node)
    if isinstance(node, Listing):
        return ("listing", *map(shape, node.items), *node[1:])
    return ("table", *((shape(key), shape(value)) for key, value in node.pairs), *node[1:])


def assert_same(text: str) -> None:
    short = read_plain(text, 2, MAX_BYTES)
    if short is not None:
        full = parse_fully(text, path="x.md", first_line=2)
        assert full is not None
        assert shape(short) == shape(full)


def mutated(text: str, changes: list[tuple[float, str, int]]) -> str:
    for place, special, length in changes:
        at = int(place * len(text))
        text = text[:at] + (special or text[at : at + 3]) + text[at + length :]
    return text


CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["", *SPECIAL]), st.sampled_from((0, 0, 0, 1, 2, 9))),
    min_size=1,
    max_size=4,
)


@settings(max_examples=1500)
@given(st.lists(LINES, max_size=5).map("".join))
@example("a: 1\nb:\n  c: 2\n")
@example("a: [b]\n  - c: d\n")
@example("  - a: b\n")
@example("a:\n    b: c\n  - d: e\n")
def test_lines_of_any_kind_are_read_as_libyaml_reads_them(text):
    assert_same(text)


@settings(max_examples=1500)
@given(st.sampled_from([*FRONTS, NESTED]), CHANGES)
def test_front_matter_with_anything_put_in_or_taken_out_is_read_as_libyaml_reads_it(text, changes):
    assert_same(mutated(text, changes))


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_the_short_way_is_as_either_reader_of_pyyaml_goes(loader, monkeypatch):
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader))
    for text in [NESTED, *FRONTS, *(f"k: {value}\nl: x\n" for value in VALUES)]:
        assert_same(text)


def test_the_front_matter_of_our_own_entries_goes_the_short_way():
    taken = [text for text in FRONTS if read_plain(text, 2, MAX_BYTES) is not None]
    assert len(taken) == len(FRONTS) > 40


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_texts_lists_and_tables_below_a_key_go_the_short_way(newline):
    root = read_plain(NESTED.replace("\n", newline), 2, MAX_BYTES)
    assert isinstance(root, Table)
    said = {key.text: value for key, value in root.pairs}
    assert isinstance(said["title"], Scalar)
    assert said["title"].text == 'It\'s: a # "film"'
    assert isinstance(said["also"], Listing)
    assert [item.line for item in said["also"].items] == [7, 9]
    assert isinstance(said["image"], Table)
    assert [(key.text, key.line) for key, _ in said["image"].pairs] == [("file", 11), ("alt", 12)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title: Sora : Hollywood\n",
        "title: Sora # cut\n",
        "title: *star\n",
        'title: "a\\tb"\n',
        "title: a\n  b\n",
        "title: a\ntitle: b\n",
        "title: a\tb\n",
        "title: a\x85b\n",
        "- title: a\n",
        "title: a",
        "title: a\n\nrank: 1\n",
        "a: " + "[" * 101 + "\n",
    ],
)
def test_what_may_mean_something_else_is_left_to_libyaml(text):
    assert read_plain(text, 2, MAX_BYTES) is None


def test_front_matter_that_may_be_too_long_is_left_to_the_one_who_tells():
    assert read_plain("a: xxxx\n", 2, 31) is None
    assert read_plain("a: xxxx\n", 2, 32) == parse("a: xxxx\n", path="x.md", first_line=2)
