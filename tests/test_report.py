"""What a run found, as Markdown: a stranger's words stay words, and the whole stays small enough for GitHub."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from digest.publish.report import candidates_report, headline, plain
from tests.builders import entry

ODD = [
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "[click](javascript:x)",
    "![x](https://a.example/track.png)",
    "*bold* _it_ ~~gone~~ `code`",
    "# no heading",
    "- no list",
    "1. no list",
    "12. no list",
    "a | table | row",
    "& &amp; &lt;b&gt;",
    "$math$",
    "::error::mine",
    "-->",
    "\\",
]


@pytest.mark.parametrize("text", ODD)
def test_a_title_is_shown_as_it_is_written(text):
    html = MarkdownIt("gfm-like", {"linkify": False}).render(f"- {plain(text)} (x)")
    body = html.replace("\u2060", "").removeprefix("<ul>\n<li>").removesuffix(" (x)</li>\n</ul>\n")
    assert unescaped(body) == text
    assert "<" not in body


def unescaped(html: str) -> str:
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        html = html.replace(name, char)
    return html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@octocat and @org/team", "@\u2060octocat and @\u2060org/team"),
        ("see #12, o/r#7", "see #\u206012, o/r#\u20607"),
        ("GH-12", "GH-\u206012"),
        ("https://a.example www.b.example", "https\u2060://a.example www\u2060.b.example"),
        ("mail me@a.example", "mail me@\u2060a.example"),
    ],
)
def test_nobody_is_mentioned_and_nothing_is_linked(text, shown):
    assert plain(text).replace("\\", "") == shown


def test_lines_and_controls_are_one_line():
    assert plain("a\n\n## b\x1b[31m\u202e") == "a \\#\u2060\\#\u2060 b\\[31m"


def test_a_long_title_is_cut():
    assert len(plain("x" * 1000)) < 130


def test_it_counts_by_source_under_the_name_of_the_feed():
    entries = [entry("a", source="own"), entry("b", source="own"), entry("c", source="else")]
    report = candidates_report(entries, {"own": "Own *Feed*"})
    assert report.startswith("3 new candidates for 2026-W47 from 2 sources\n")
    assert "**Own \\*Feed\\*** (2)" in report
    assert "**else** (1)" in report
    assert headline(entries[:1]) == "1 new candidate for 2026-W47 from 1 source"


def test_a_run_that_only_found_what_is_too_old_says_so():
    assert candidates_report([], {}).strip() == headline([])
    assert headline([]).startswith("No new candidate")


def test_two_thousand_candidates_fit_into_a_pull_request():
    entries = [entry(f"e{number}", source=f"s{number % 90}", title="*" * 400) for number in range(2000)]
    report = candidates_report(entries, {f"s{number}": "#" * 400 for number in range(90)})
    assert len(report) < 65_000
    assert "more." in report
