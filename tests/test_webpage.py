"""What a page says of itself: each way of saying it once, and the pages that say nonsense."""

from __future__ import annotations

import time
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
    assert (found.language, found.site) == ("fr-FR", "La Revue")


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
        b'<script type="application/ld+json">{"@type": "Article", "author": 3, "headline": {}, "publisher": [[]]}',
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


ARTICLE = '{"@type": "Article", "headline": "By JSON-LD", "author": {"name": "Ada"}, "datePublished": "2026-11-19"}'
MICRODATA = (
    '<article itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">By microdata</h2>'
    '<p itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/bo">'
    '<span itemprop="name">Bo</span></a></p><time itemprop="datePublished" datetime="2026-11-18">yesterday</time>'
    '<meta itemprop="description" content="What microdata says."></article>'
)


VIDEO = '{"@type": "VideoObject", "duration": "PT1M5S"}'


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def og(name: str, said: str) -> str:
    return f'<meta property="{name}" content="{said}">'


def test_ways_of_saying_are_believed_in_their_order():
    places = [
        '<meta property="og:title" content="By Open Graph">',
        script(ARTICLE),
        MICRODATA,
        '<meta name="dc.title" content="By meta">',
        "<title>By title</title>",
        "<h1>By heading</h1>",
    ]
    found = [page("".join(reversed(places[start:]))).title for start in range(len(places))]
    assert found == ["By Open Graph", "By JSON-LD", "By microdata", "By meta", "By title", "By heading"]


def test_microdata_gives_author_date_and_description():
    found = page(MICRODATA)
    assert (found.authors, found.published) == (("Bo",), date(2026, 11, 18))
    assert found.description == "<p>What microdata says.</p>"


def test_broken_script_does_not_take_the_others_with_it():
    broken, sound = (
        '<script type="application/ld+json">{"a": }</script>',
        '<script type="Application/LD+JSON; charset=utf-8">',
    )
    found = page(f"{broken}{sound}{ARTICLE}</script>")
    assert (found.title, found.authors) == ("By JSON-LD", ("Ada",))


def test_of_several_articles_the_one_at_this_address_speaks():
    neighbour = '{"@type": "Article", "headline": "Most read", "url": "https://news.example/other"}'
    own = '{"@type": "Article", "headline": "Sora", "mainEntityOfPage": {"@id": "https://www.news.example/2026/sora/"}}'
    assert linked(f"[{neighbour}, {own}]").title == "Sora"


def test_author_that_json_ld_names_by_reference_is_found():
    found = linked(
        '{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "Article",'
        '"headline": "Sora", "author": {"@id": "#a"}}},'
        '{"@type": "Person", "@id": "#a", "name": "Par Ada Example"}]}'
    )
    assert (found.title, found.authors) == ("Sora", ("Ada Example",))


def test_profile_in_open_graph_gives_way_to_a_name():
    head = '<meta property="article:author" content="https://facebook.example/ada"><meta name="author" content="Ada">'
    assert page(head).authors == ("Ada",)


def test_one_time_in_the_text_is_the_date_and_several_are_nobodys():
    assert page('<time datetime="2026-11-20">').published == date(2026, 11, 20)
    assert page('<time datetime="2026-11-20"><time datetime="2026-11-19">').published is None


def test_description_is_the_pages_words_and_never_its_title_again():
    said = '<meta name="description" content="Two &lt;b&gt;laws&lt;/b&gt; &amp;amp; a strike."><title>Sora</title>'
    assert page(said).description == "<p>Two laws &amp; a strike.</p>"
    assert page('<meta name="description" content="Sora"><title>Sora</title>').description == ""


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (og("og:type", "video.other") + og("og:video:duration", "65"), ("video", "1:05")),
        (og("og:type", "article") + og("og:video:duration", "65"), ("article", "")),
        (og("og:type", "video") + og("video:duration", "soon"), ("video", "")),
        (script(VIDEO), ("video", "1:05")),
        (script('{"@type": "PodcastEpisode", "timeRequired": "PT1H"}'), ("audio", "1:00:00")),
        (script(f"[{ARTICLE}, {VIDEO}]"), ("article", "")),
        (
            '<p itemscope itemtype="http://schema.org/VideoObject"><meta itemprop="duration" content="PT62M3S">',
            ("video", "1:02:03"),
        ),
    ],
)
def test_page_of_a_recording_is_told_from_an_article_that_shows_one(head, found):
    told = page(head)
    assert (told.medium, told.duration) == found


def test_language_of_a_theme_gives_way_to_the_text():
    words = "Les comédiens demandent une loi qui protège leur voix, et un salaire quand une machine l’imite."
    head = f'<title>Le doublage français redoute les machines</title><meta name="description" content="{words}">'
    assert page(head, '<html lang="en-US">').language == "fr"
    assert page(head, '<html lang="fr-CA">').language == "fr-CA"
    assert page("<title>Anora</title>", "<html>").language is None


def test_base_and_pictures_with_titles_lead_nobody_astray():
    head = '<base href="https://evil.example/"><svg><title>Logo</title></svg><title>Sora</title>'
    assert page(head).title == "Sora"


def test_charset_that_the_answer_claims_wrongly_costs_no_letter():
    body = "<title>Le cinéma d’auteur</title>".encode()
    assert parse_webpage(body, LINK, "text/html; charset=us-ascii").title == "Le cinéma d’auteur"
    body = "<title>Le cinéma d’auteur</title>".encode("cp1252")
    assert parse_webpage(body, LINK, "text/html; charset=utf-8").title == "Le cinéma d’auteur"


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--" * 500_000,
        "<?" * 500_000,
        "</" * 500_000,
        "<div>" * 400_000,
        "<svg><title>x</title></svg>" * 50_000,
        "<div itemscope itemprop=a>" * 50_000,
        "<div itemscope>"
        + "<i itemprop=a>x</i>" * 1500
        + "<div itemscope itemprop=c>" * 250
        + "<i itemprop=b>x</i>" * 1200,
        "<div id=x>" + "<i itemprop=a>x</i>" * 900 + "</div>" + f"<div itemscope itemref='{'x ' * 50}'></div>" * 99,
        '<script type="application/ld+json">' + '{"@graph":[' * 100_000,
        '<script type="application/ld+json">' + '{"a":"' + "/*" * 500_000,
        "<title>" + "&amp;lt;" * 200_000,
        "<meta name=author content='" + "&#x202e;" * 200_000 + "'>",
        "&" * 20_000_000,
    ],
    ids=range(13),
)
def test_hostile_page_costs_little_and_hides_nothing_that_was_said_before(hostile):
    began = time.process_time()
    assert page(f'<meta property="og:title" content="Sora">{hostile}').title == "Sora"
    assert time.process_time() - began < 4
