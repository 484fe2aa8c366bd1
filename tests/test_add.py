"""Entries by hand: from a real page on loopback, without one, and never twice."""

from __future__ import annotations

import pytest

from digest.collect.source import source_feed
from digest.content.memory import format_seen
from digest.text import identity
from digest.yamledit import scalar
from tests.builders import entry_file, feed, seen, write
from tests.commands import digest, tree
from tests.servers import Answer, serving

WEEK = "2026-W47"
PAGE = b"""<!doctype html><html lang="en"><title>Sora returns</title><meta name=author content="Ada Example">
<meta property="article:published_time" content="2026-11-20T09:30:00+01:00">"""
HTML = (("Content-Type", "text/html; charset=utf-8"),)


@pytest.fixture
def root(tmp_path):
    return write(tmp_path, {f"content/issues/{WEEK}.md": "---\nstatus: draft\n---\n"})


def test_a_page_becomes_a_kept_entry(root):
    with serving() as web:
        web["/sora"] = Answer(headers=HTML, body=PAGE)
        link = web.link("/sora")
        ran = digest(root, "add", f"{link}?utm_source=mail#top", "--private", "--section", "law", "--note", "Read it.")
    assert ran.status == 0
    assert (root / ran.out.strip()).read_text(encoding="utf-8") == (
        f"---\nlink: {link}\ntitle: Sora returns\nstatus: keep\nissue: {WEEK}\nsection: law\nsource: '127.0.0.1'\n"
        "authors: [Ada Example]\npublished: 2026-11-20T09:30:00+01:00\ncollected: 2026-11-22\nlanguage: en\n"
        f"id: {scalar(identity(link))}\n---\n\nRead it.\n"
    )
    assert ran.out == f"content/entries/{WEEK}/sora-returns-{identity(link)[:6]}.md\n"


def test_description_of_the_page_stands_as_a_quotation_before_the_editors_sentence(root):
    said = b'<title>Making of</title><meta property="og:type" content="video">'
    words = b'<meta property="video:duration" content="65">'
    words += b'<meta name="description" content="# How *the* shot was made, and by whom.">'
    with serving() as web:
        web["/film"] = Answer(headers=HTML, body=said + words)
        ran = digest(root, "add", web.link("/film"), "--private", "--note", "Watch it.")
    text = (root / ran.out.strip()).read_text(encoding="utf-8")
    assert text.endswith("---\n\n> \\# How \\*the\\* shot was made, and by whom.\n\nWatch it.\n")
    assert "medium: video\nduration: '1:05'\n" in text
    assert digest(root, "check").status == 0


def test_page_that_is_too_large_is_refused_as_a_feed_is(root):
    before = tree(root)
    with serving() as web:
        web["/big"] = Answer(headers=HTML, body=b"<title>x</title>" + b" " * 11_000_000)
        ran = digest(root, "add", web.link("/big"), "--private")
    assert (ran.status, tree(root)) == (1, before)


def test_date_from_the_future_is_left_out(root):
    with serving() as web:
        web["/x"] = Answer(headers=HTML, body=b'<title>x</title><meta name="date" content="2031-01-01">')
        ran = digest(root, "add", web.link("/x"), "--private")
    assert "published:" not in (root / ran.out.strip()).read_text(encoding="utf-8")


def test_what_the_editor_says_goes_before_what_the_page_says(root):
    with serving() as web:
        web["/sora"] = Answer(headers=HTML, body=PAGE)
        words = ["--title", "No", "--headline", "Sora, again", "--language", "fr", "--issue", "2026-W48"]
        ran = digest(root, "add", web.link("/sora"), "--private", *words)
    text = (root / ran.out.strip()).read_text(encoding="utf-8")
    assert "title: 'No'\nheadline: Sora, again\n" in text
    assert "language: fr\n" in text
    assert (root / "content/issues/2026-W48.md").read_text(encoding="utf-8") == "---\nstatus: draft\n---\n"


def test_without_the_page_nothing_is_asked(root):
    ran = digest(root, "add", "https://nowhere.invalid/x", "--no-fetch", "--headline", "Written by hand")
    assert ran.out == f"content/entries/{WEEK}/written-by-hand-{identity('https://nowhere.invalid/x')[:6]}.md\n"
    assert digest(root, "check").status == 0


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=404), "no such document"),
        (Answer(headers=(("Content-Type", "application/pdf"),), body=b"%PDF"), "no web page but application/pdf"),
        (Answer(headers=HTML, body=b"<p>nothing"), "says no title"),
        (Answer(status=302, headers=(("Location", "file:///etc/passwd"),)), "file: is not followed"),
    ],
)
def test_a_page_that_gives_nothing_is_told_and_nothing_is_written(root, answer, reason):
    before = tree(root)
    with serving() as web:
        web["/x"] = answer
        ran = digest(root, "add", web.link("/x"), "--private")
    assert (ran.status, tree(root)) == (1, before)
    assert reason in ran.err
    assert "--no-fetch --title" in ran.err


def test_a_private_address_is_refused(root):
    with serving() as web:
        ran = digest(root, "add", web.link("/x"))
        assert (ran.status, web.requests) == (1, [])
        assert "--private allows it" in ran.err
    assert digest(root, "add", "http://127.0.0.1/x").status == 1


@pytest.mark.parametrize(
    "words",
    [
        ["ftp://x.example/"],
        ["sora"],
        ["https://x.example/", "--section", "tool"],
        ["https://x.example/", "--language", "French!"],
        ["https://x.example/", "--issue", "47"],
        ["https://x.example/", "--no-fetch"],
    ],
)
def test_wrong_words_are_told_before_anything_is_asked(root, words):
    before = tree(root)
    ran = digest(root, "add", *words)
    assert (ran.status, tree(root)) == (2, before)


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("https://news.example/kept", f"content/entries/{WEEK}/kept.md, kept in {WEEK}"),
        ("https://news.example/also", f"stands under 'also' in content/entries/{WEEK}/kept.md"),
        ("https://news.example/old", "was met on 2026-11-20 (skip: dull)"),
        ("https://news.example/later", "came on 2026-11-20 as other coverage of"),
    ],
)
def test_a_known_link_is_refused_with_its_place(root, link, told):
    also = "\n  - link: https://news.example/also"
    rows = [
        seen("1" * 16, "skip", link="https://news.example/old", why="dull"),
        seen("2" * 16, "also " + "3" * 16, link="https://news.example/later"),
    ]
    write(root, {
        f"content/entries/{WEEK}/kept.md": entry_file("Kept", "https://news.example/kept?utm_source=x", also=also),
        f"content/seen/{WEEK}.tsv": format_seen(rows),
    })  # fmt: skip
    before = tree(root)
    ran = digest(root, "add", f"{link}?fbclid=1#x", "--no-fetch", "--title", "X")
    assert (ran.status, tree(root)) == (1, before)
    assert told in ran.err


def test_a_deleted_entry_stays_known(root):
    words = ["add", "https://news.example/x", "--no-fetch", "--title", "X"]
    (root / digest(root, *words).out.strip()).unlink()
    ran = digest(root, *words)
    assert (ran.status, "digest restore" in ran.err) == (1, True)


def test_without_a_draft_it_goes_where_collected_items_go(tmp_path):
    write(tmp_path, {f"content/issues/{WEEK}.md": "---\nstatus: frozen\n---\n"})
    ran = digest(tmp_path, "add", "https://news.example/x", "--no-fetch", "--title", "X")
    assert ran.out.startswith("content/entries/2026-W48/")
    assert (tmp_path / "content/issues/2026-W48.md").exists()
    words = ["add", "https://news.example/y", "--no-fetch", "--title", "Y", "--issue", WEEK]
    assert digest(tmp_path, *words).status == 2


def test_a_feed_is_the_source_of_what_lies_on_its_site():
    feeds = (
        feed("cinema", site="https://www.lemonde.example/cinema/"),
        feed("pixels", site="https://www.lemonde.example/pixels/"),
        feed("variety", site="https://variety.example/"),
        feed("stories", site="https://medium.com/"),
        feed("tube", site="https://www.youtube.com/@channel"),
    )

    def slug(link: str) -> str | None:
        found = source_feed(link, feeds)
        return found.slug if found else None

    assert slug("https://variety.example/2026/sora") == "variety"
    assert slug("https://lemonde.example/pixels/article/x") == "pixels"
    assert slug("https://lemonde.example/sport/x") is None
    assert slug("https://www.youtube.com/watch?v=1") is None
    assert slug("https://medium.com/@someone/x") is None
    assert slug("https://www.youtube.com/@channel/videos") == "tube"
    assert slug("https://elsewhere.example/") is None
