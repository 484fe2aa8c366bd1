"""What a page says of itself: each way of saying it once, and the pages that say nonsense."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from digest.collect.webpage import WebPage, parse_webpage

LINK = "https://news.example/2026/sora"


def page(head: str, html: str = '<html lang="en">', **more: str) -> WebPage:
    return parse_webpage(f"<!doctype html>{html}<head>{head}</head><body></body>".encode(), LINK, **more)


def linked(text: str) -> WebPage:
    return page(f'<script type="application/ld+json">{text}</script>')


def test_open_graph_goes_before_the_title_element():
    found = page(
        '<title>Sora | The News</title><meta property="og:title" content="Sora &amp; Hollywood">'
        '<meta property="og:site_name" content="The News"><meta name="author" content="By Ada Example">'
        '<meta property="article:published_time" content="2026-11-20T09:30:00+01:00">'
    )
    assert found == WebPage(
        title="Sora & Hollywood",
        authors=("Ada Example",),
        published=datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=1))),
        language="en",
        site="The News",
    )


def test_json_ld_names_several_authors_in_a_graph():
    found = linked(
        '{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"], "headline": "No",'
        '"author": [{"@type": "Person", "name": "Ada"}, {"name": "Bo"}, "Ada"], "inLanguage": "fr-FR",'
        '"datePublished": "2026-11-20", "publisher": {"name": "La Revue"}}]}'
    )
    assert (found.title, found.authors, found.published) == ("No", ("Ada", "Bo"), date(2026, 11, 20))
    assert (found.language, found.site) == ("en", "La Revue")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-20T09:30:00", date(2026, 11, 20)),
        ("2026-11-20T09:30:00Z", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("last Friday", None),
        ("2026-02-30", None),
    ],
)
def test_a_date_is_read_whole_or_not_at_all(said, read):
    found = page(f'<meta property="article:published_time" content="{said}">').published
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Sora - The News", "Sora"),
        ("Sora — news.example", "Sora"),
        ("The News", "The News"),
        ("2001: A Space Odyssey", "2001: A Space Odyssey"),
        ("Sora\n\t returns \u202e", "Sora returns"),
        ("Q&amp;amp;A", "Q&A"),
        ("I &lt;3 film &amp; AT&T", "I <3 film & AT&T"),
    ],
)
def test_a_title_is_one_clean_line_without_the_name_of_the_site(title, clean):
    assert page(f'<meta property="og:site_name" content="The News"><title>{title}</title>').title == clean


def test_the_first_heading_serves_where_nothing_else_does():
    assert parse_webpage(b"<h1>Sora <em>returns</em></h1>", LINK).title == "Sora returns"


def test_addresses_and_handles_are_no_authors():
    found = page('<meta name="author" content="https://x.example/ada"><meta name="author" content="@ada">')
    assert found.authors == ()


@pytest.mark.parametrize("html", ["<html lang='francais!'>", "<html lang=''>", "<html>", "<html lang='und'>"])
def test_a_language_that_is_no_code_gives_way_to_the_locale(html):
    assert page('<meta property="og:locale" content="fr_FR">', html).language == "fr-FR"
    assert page("", html).language is None


def test_the_page_may_name_its_encoding_itself():
    html = '<meta charset="iso-8859-1"><title>Le cinéma d’auteur</title>'.encode("cp1252")
    assert parse_webpage(html, LINK, "text/html").title == "Le cinéma d’auteur"
    assert parse_webpage("<title>été</title>".encode(), LINK, "text/html; charset=utf-8").title == "été"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe\x00",
        b"%PDF-1.7",
        b"<div>" * 50_000,
        b'<script type="application/ld+json">' + b"[" * 100_000,
        b'<script type="application/ld+json">{"@type": "Article", "author": 3, "headline": ["x"], "publisher": [[]]}',
        b'<script type="application/ld+json">"text"</script><script type="application/ld+json">[1, null]</script>',
        b'<?xml version="1.0"?><rss><channel/></rss>',
        b"<meta><meta content=x><meta name=author><html><html lang=en lang=fr>",
    ],
)
def test_nonsense_says_nothing(body):
    found = parse_webpage(body, LINK)
    assert (found.title, found.authors, found.published) == ("", (), None)


def test_a_title_without_an_end_is_cut():
    assert len(page(f"<title>{'word ' * 1000}</title>").title) <= 401
