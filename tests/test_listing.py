"""digest list: filters, order, alignment, JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.errors import UsageError
from tests.builders import entry_file, write


@pytest.fixture
def week(tmp_path):
    return write(
        tmp_path,
        {
            "content/feeds.yaml": "- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}\n",
            "content/issues/2026-W47.md": "---\ntitle: Open\n---\n",
            "content/entries/2026-W47/b.md": entry_file(
                title="Bee", link="https://b.example/", rank="10", section="law", source="variety", id="b" * 16
            ),
            "content/entries/2026-W47/a.md": entry_file(
                title=r'"Ant \u202e # \u009b1m"', link="https://a.example/", status="new", published="2026-11-16"
            ),
            "content/entries/none/c.md": entry_file(title="Cat", link="https://c.example/", status="skip"),
        },
    )


def run(week, *arguments):
    result = CliRunner().invoke(
        cli, ["-C", str(week), "list", *arguments], catch_exceptions=False, standalone_mode=False
    )
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.stdout, result.stderr


def slugs(week, *arguments):
    return [row["slug"] for row in json.loads(run(week, *arguments, "--json")[1])]


def test_a_line_an_entry_aligned_and_in_the_order_of_the_page(week):
    assert run(week) == (
        0,
        "keep  2026-W47  law              variety    b  Bee\n"
        "new   2026-W47  -    2026-11-16  a.example  a  Ant # 1m\n"
        "skip  none      -                c.example  c  Cat\n",
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--status", "new"), ["a"]),
        (("--status", "new", "--status", "skip"), ["a", "c"]),
        (("--issue", "2026-W47"), ["b", "a"]),
        (("--issue", "none"), ["c"]),
        (("--section", "law"), ["b"]),
        (("--section", "-"), ["a", "c"]),
        (("--feed", "variety"), ["b"]),
        (("--feed", "c.example", "--status", "keep"), []),
    ],
)
def test_filters(week, arguments, expected):
    assert slugs(week, *arguments) == expected


def test_nothing_found_is_no_line(week):
    assert run(week, "--status", "withdrawn")[1] == ""


def test_json_has_the_keys_of_the_front_matter(tmp_path):
    front = (
        "link: https://a.example/\ntitle: 2001\nstatus: keep\nissue: 2026-W47\nrank: 2.5\nsource: a\nauthors: [A, B]\n"
        "published: 2026-11-16T09:00:00+01:00\ntags: [film]\nalso:\n  - source: b.example\n    link: https://b.example/\n"
        "corrections:\n  - date: 2026-11-20\n    now: no\nid: aaaaaaaaaaaaaaaa\nmood: {grim: [very]}\n"
    )
    write(tmp_path, {"content/entries/2026-W47/a.md": f"---\n{front}---\n"})
    assert json.loads(run(tmp_path, "--json")[1]) == [
        {
            "link": "https://a.example/",
            "title": "2001",
            "status": "keep",
            "issue": "2026-W47",
            "rank": 2.5,
            "source": "a",
            "authors": ["A", "B"],
            "published": "2026-11-16T09:00:00+01:00",
            "medium": "article",
            "tags": ["film"],
            "also": [{"source": "b.example", "link": "https://b.example/"}],
            "corrections": [{"date": "2026-11-20", "now": "no"}],
            "id": "a" * 16,
            "slug": "a",
            "mood": {"grim": ["very"]},
            "path": "content/entries/2026-W47/a.md",
        }
    ]


def test_what_does_not_exist_is_told_with_the_nearest(week):
    with pytest.raises(UsageError, match="did you mean 'law'"):
        run(week, "--section", "lwa")
    with pytest.raises(UsageError, match="did you mean 'variety'"):
        run(week, "--feed", "varety")
    with pytest.raises(UsageError, match="no issue '2026-W50'"):
        run(week, "--issue", "2026-W50")


def test_a_broken_file_does_not_hide_the_others(week):
    (week / "content/entries/2026-W47/broken.md").write_text("no front matter")
    status, out, err = run(week)
    assert status == 1
    assert len(out.splitlines()) == 3
    assert "broken.md:1: FILE006" in err
