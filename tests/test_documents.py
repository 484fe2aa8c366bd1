"""Front matter and body to types and back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.content.body import split_body
from digest.content.documents import (
    ENTRY_KEYS,
    edit_document,
    format_entry,
    parse_entry,
    parse_issue,
    parse_page,
    split_document,
)
from digest.errors import Problem
from digest.model import Coverage, Entry
from digest.text import identity
from tests.builders import entry
from tests.test_yamltext import FILMS

PATH = "content/entries/2026-W47/sora.md"


def read(text: str | bytes, path: str = PATH) -> tuple[Entry | None, list[Problem]]:
    problems: list[Problem] = []
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return parse_entry(data, path, problems), problems


def told(text: str | bytes, path: str = PATH) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.code) for problem in read(text, path)[1]]


def test_a_file_with_a_link_and_a_title_is_a_kept_entry_of_its_folder():
    found, problems = read("---\nlink: https://www.news.example/sora?utm_source=x\ntitle: Sora\n---\nA note.\n")
    assert problems == []
    assert found is not None
    assert (found.status, found.issue, found.slug, found.source) == ("keep", "2026-W47", "sora", "news.example")
    assert found.id == identity("https://www.news.example/sora")
    assert (found.body, found.body_line) == ("A note.", 5)


@given(
    title=st.one_of(st.sampled_from(FILMS), st.text("abé:#'\"-[]{}@*&!%|> \u00a0\u202f", min_size=1).filter(str.strip)),
    body=st.text("ab>#-\n é", max_size=40),
    authors=st.lists(st.text("ab, '\"é", min_size=1).filter(str.strip), max_size=3),
    rank=st.one_of(st.none(), st.integers(0, 99).map(float)),
    published=st.one_of(st.none(), st.dates(), st.datetimes(timezones=st.just(UTC))),
)
def test_reading_what_was_written_gives_the_same_entry(title, body, authors, rank, published):
    if isinstance(published, datetime | date) and published.year < 1000:
        return
    published = published.replace(microsecond=0) if isinstance(published, datetime) else published
    body = body.strip("\n")
    also = (Coverage(source="variety", link="https://variety.example/", title=title, language="fr"),)
    written = entry(
        title=title, body=body, authors=tuple(authors), rank=rank, published=published, also=also, tags=("law",)
    )
    found, problems = read(format_entry(written))
    assert problems == []
    assert found == written


@given(
    st.sampled_from(("---\n", "\ufeff--- \t\r\n", "---", "--- x\n", "\n---\n", "")),
    st.lists(st.sampled_from(("---", "...", "\n", "\n", "\r", "a: b", " ", "\t", "\ufeff", "-", "\x85")), max_size=12),
)
def test_a_file_is_cut_at_its_first_two_lines_of_dashes(start, pieces):
    text = start + "".join(pieces)
    lines = text.removeprefix("\ufeff").split("\n")
    fences = [number for number, line in enumerate(lines) if re.fullmatch(r"(---|\.\.\.)[ \t]*\r?", line)]
    document = split_document(text.encode("utf-8"), PATH, [])
    assert (document is not None) == (lines[0][:3] == "---" and len(fences) > 1 and fences[0] == 0)
    if document is not None:
        assert document.head + document.front + document.fence + document.body == text
        assert document.front == "".join(f"{line}\n" for line in lines[1 : fences[1]])
        assert document.body == "\n".join(lines[fences[1] + 1 :])
        assert document.body_line == fences[1] + 2


def test_a_date_that_does_not_exist_and_a_wrong_type_are_told_with_their_lines():
    text = "---\nlink: https://x.example/\ntitle: Sora\npublished: 2026-02-30\nrank: high\nlanguage: français\n---\n"
    assert told(text) == [(5, "FM003"), (4, "FM006"), (6, "FM003")]


def test_a_missing_link_and_title_are_told():
    assert [code for _, code in told("---\nstatus: keep\n---\n")] == ["FM004", "FM004"]


@pytest.mark.parametrize("link", ["news.example/x", "javascript:alert(1)", "ftp://news.example/", "https://"])
def test_a_link_that_is_no_web_address_is_told(link):
    assert told(f"---\nlink: {link}\ntitle: Sora\n---\n") == [(2, "FM007")]


@pytest.mark.parametrize("titles", ["title:", "title: ''", "headline: ' '"])
def test_an_empty_title_is_a_missing_one(titles):
    assert told(f"---\nlink: https://x.example/\n{titles}\n---\n") == [(2, "FM004")]


def test_conflict_markers_in_a_body_are_named_with_their_line():
    text = "---\nlink: https://x.example/\ntitle: a\n---\n\nOne.\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> other\n"
    assert told(text) == [(7, "YAML005")]


def test_a_hash_mark_that_would_cut_a_title_is_never_a_silent_cut():
    _, problems = read("---\nlink: https://x.example/\ntitle: We are #1\n---\n")
    assert [(p.line, p.code, p.hint) for p in problems] == [(3, "YAML007", "write: title: 'We are #1'")]
    _, problems = read("---\nlink: https://x.example/\ntitle: #Alive\n---\n")
    assert [(p.line, p.code, p.hint) for p in problems] == [(3, "YAML007", "write: title: '#Alive'")]


def test_a_comment_behind_a_word_is_a_comment():
    assert told("---\nlink: https://x.example/ # theirs\ntitle: 'Sora' # good\nstatus: keep # yes\n---\n") == []


@pytest.mark.parametrize("title", ["{Proof}", "[REC]"])
def test_a_title_that_yaml_takes_for_a_list_is_told_with_the_line_to_paste(title):
    _, problems = read(f"---\nlink: https://x.example/\ntitle: {title}\n---\n")
    assert [(p.line, p.code, p.hint) for p in problems] == [(3, "YAML006", f"write: title: '{title}'")]


def test_unknown_keys_are_kept_and_near_misses_are_warned_of():
    found, problems = read("---\nlink: https://x.example/\ntitle: a\ntag: [x]\nmood: {a: [b]}\n---\n")
    assert found is not None
    assert found.extra == (("tag", ("x",)), ("mood", (("a", ("b",)),)))
    assert [(p.line, p.code, p.level, p.hint) for p in problems] == [(4, "FM002", "warning", "did you mean 'tags'?")]


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"---\nlink: x\ntitle: caf\xe9\n---\n", 3, "FILE001"),
        (b"no front matter", 1, "FILE006"),
        (b"", 1, "FILE006"),
        (b"---\nlink: x\n", 1, "FILE006"),
        (b"---\nlink: x\n---\n" + b"x" * 5_000_000, 1, "FILE005"),
        (b"---\n- a\n---\n", 2, "FM003"),
        (b"---\n" + b"[" * 30_000 + b"\n---\n", 2, "YAML004"),
        (b"---\n\x00\n---\n", 2, "YAML001"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(data, line, code):
    found, problems = read(data)
    assert found is None
    assert [(p.path, p.line, p.code) for p in problems] == [(PATH, line, code)]
    assert problems[0].hint


def test_an_entry_needs_an_issue_by_key_or_by_folder():
    text = "---\nlink: https://x.example/\ntitle: a\n---\n"
    assert told(text, "content/entries/sora.md") == [(2, "FM004")]
    assert told(text.replace("title", "issue: 2026-W47\ntitle"), "content/entries/sora.md") == []
    assert told(text.replace("title", "issue: 2026-W54\ntitle")) == [(3, "FM005")]


def test_the_key_wins_over_the_folder_and_none_is_the_shelf():
    found, _ = read("---\nlink: https://x.example/\ntitle: a\nissue: none\n---\n")
    assert found is not None
    assert found.issue == "none"


def test_the_quotation_is_the_first_run_of_lines_that_begin_with_a_mark():
    body = split_body("Mine.\n> theirs\n> more\nalso mine\n\n> not the feed's")
    assert (body.quotation, body.note) == ("theirs\nmore", "Mine.\n\nalso mine\n\n> not the feed's")
    assert split_body("> a").note == ""
    assert split_body("plain").quotation == ""


@given(st.lists(st.sampled_from(("> a", ">", ">b", "> > c", " > d", "mine", "", "\r", "a > b", "\x85>")), max_size=8))
def test_the_first_run_of_lines_with_a_mark_is_the_quotation(lines):
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.startswith(">"))]
    first = next((number for number, run in enumerate(runs) if run[0].startswith(">")), None)
    quotation = [line[1:].removeprefix(" ") for line in runs[first]] if first is not None else []
    if first is not None:
        runs[first] = [""]
    note = "\n".join(line for run in runs for line in run)
    assert split_body("\n".join(lines)) == (note.strip("\n"), "\n".join(quotation).strip("\n"))


def test_an_issue_and_a_page_are_read():
    problems: list[Problem] = []
    issue = parse_issue(
        b"---\ntitle: One\nstatus: frozen\nnumber: 3\n---\n\nDear reader\n", "content/issues/2026-W47.md", problems
    )
    page = parse_page(b"---\ntitle: About\norder: 1\n---\nText\n", "content/pages/about.md", problems)
    assert problems == []
    assert issue is not None
    assert (issue.id, issue.status, issue.number, issue.letter) == ("2026-W47", "frozen", 3, "Dear reader")
    assert page is not None
    assert (page.name, page.title, page.order, page.body) == ("about", "About", 1.0, "Text")


def test_an_issue_file_that_is_no_week_and_an_unknown_key_of_a_page_are_told():
    problems: list[Problem] = []
    parse_issue(b"---\ntitle: One\n---\n", "content/issues/march.md", problems)
    parse_page(b"---\ntitle: About\nordr: 1\n---\n", "content/pages/about.md", problems)
    assert [(p.code, p.path) for p in problems] == [
        ("FILE007", "content/issues/march.md"),
        ("FM001", "content/pages/about.md"),
    ]
    assert problems[1].hint.startswith("did you mean 'order'?")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_edit_of_the_front_matter_never_touches_the_body(ending):
    body = "> a  \n\tb\n---\nstatus: new\n\n\n".replace("\n", ending)
    head = f"---{ending}link: https://x.example/{ending}status: new{ending}---{ending}"
    after = edit_document((head + body).encode(), {"status": "keep"}, ENTRY_KEYS, path=PATH)
    assert after.decode() == head.replace("new", "keep") + body


def test_an_edit_keeps_a_front_matter_that_ends_the_file():
    after = edit_document(b"---\nlink: https://x.example/\n---", {"status": "skip"}, ENTRY_KEYS, path=PATH)
    assert after == b"---\nlink: https://x.example/\nstatus: skip\n---"
