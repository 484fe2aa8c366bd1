"""YAML without surprises: texts stay texts, and what cannot be read is told with a line to paste."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError
from digest.yamledit import scalar
from digest.yamlnodes import Scalar, Table
from digest.yamltext import parse

FILMS = [
    "2001: A Space Odyssey",
    "1917",
    "No",
    "9:30",
    "#Alive",
    "[REC]",
    "'71",
    "- 8½",
    "{Proof}",
    "*batteries not included",
    "@home",
    "Sora : Hollywood s'inquiète",
    '"Sora" arrive',
    "[FR] x",
    "null",
    "~",
    "1e3",
    "0x1F",
    "yes",
    "2026-11-22",
    "&c.",
    "!Women Art Revolution",
    "% of one",
    "back\\slash",
    'C\'est "vrai" \\o/',
    "Ends with colon:",
    "tab\there",
    "two\nlines",
    "next\x85line",
    "line\u2028separator",
    "\ufeffmark",
    "😀 ok",
    "=",
    "<<",
    "?",
    "-",
    ">",
    "| pipe",
]


def value(text: str) -> str:
    root = parse(text, path="x.md")
    assert isinstance(root, Table)
    node = root.pairs[0][1]
    assert isinstance(node, Scalar)
    return node.text


def problems(text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(DigestError) as caught:
        parse(text, path="x.md", first_line=2)
    return [(problem.line, problem.code, problem.hint) for problem in caught.value.problems]


@pytest.mark.parametrize("title", FILMS)
def test_a_title_survives_being_written_and_read(title):
    assert value(f"title: {scalar(title)}") == title
    assert yaml.safe_load(f"title: {scalar(title)}")["title"] == title


@given(st.text(min_size=1))
def test_every_text_survives_being_written_and_read_also_by_another_reader(text):
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    written = f"k: {scalar(text)}\nl: [{scalar(text, flow=True)}]"
    assert yaml.safe_load(written) == {"k": text, "l": [text]}
    assert value(written) == text


@pytest.mark.parametrize("word", ["no", "12:30", "0123", "2026-02-30", "1.0", "true"])
def test_no_type_is_guessed(word):
    assert value(f"k: {word}") == word


@pytest.mark.parametrize(
    ("line", "better"),
    [
        ("title: 2001: A Space Odyssey", "title: '2001: A Space Odyssey'"),
        ('title: "Sora" arrive', "title: '\"Sora\" arrive'"),
        ("title: Sora : Hollywood s'inquiète", 'title: "Sora : Hollywood s\'inquiète"'),
        ("title: [FR] x", "title: '[FR] x'"),
        ("title: @home", "title: '@home'"),
        ("title: '71", 'title: "\'71"'),
        ("title: - 8½", "title: '- 8½'"),
        ("title: *batteries not included", "title: '*batteries not included'"),
        ("title: % of one", "title: '% of one'"),
    ],
)
def test_a_text_that_needs_quotes_is_told_with_the_line_to_paste(line, better):
    assert problems(f"link: x\n{line}\nstatus: new\n") == [(3, "YAML006", f"write: {better}")]
    assert value(better) == line.partition(": ")[2].strip()


def test_all_lines_that_need_quotes_are_told_at_once():
    assert [row[0] for row in problems("title: a: b\nheadline: @c\nstatus: new\n")] == [2, 3]


def test_a_key_given_twice_is_refused_with_both_lines():
    assert problems("a: 1\nb: 2\na: 3\n") == [(4, "YAML002", "it stands on line 2 already; keep one of the two")]


def test_anchors_aliases_and_tags_are_refused():
    assert [row[1] for row in problems("a: &x 1\nb: *x\n")] == ["YAML003", "YAML003"]
    assert problems("title: !Women Art\n")[0][2] == "write: title: '!Women Art'"


def test_an_alias_is_told_on_its_own_line():
    assert [row[0] for row in problems("title: &a x\nheadline: *a\nwhy: *a\n")] == [2, 3, 4]


@pytest.mark.parametrize("text", ["[" * 30_000, "{" * 30_000, "- " * 30_000, "? " * 30_000, "a: [" * 200])
def test_what_crashes_a_parser_is_refused_before_it_is_parsed(text):
    assert [row[1] for row in problems(text)] == ["YAML004"]


def test_a_front_matter_of_more_than_64_kb_is_refused():
    assert problems("a: " + "x" * 70_000)[0][1] == "YAML004"


def test_a_conflict_marker_is_named_as_such():
    text = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n"
    assert problems(text)[0][:2] == (3, "YAML005")


def test_lines_are_counted_as_an_editor_counts_them():
    root = parse('a: "x\u2028 y"\r\nb: 1\r\n', path="x.md")
    assert isinstance(root, Table)
    assert root.pairs[1][0].line == 2


def test_other_nonsense_says_where_and_what():
    line, code, _ = problems("a: b\n c: d\n")[0]
    assert (line, code) == (3, "YAML001")
