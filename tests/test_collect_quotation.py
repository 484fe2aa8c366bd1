"""The feed's words in an entry's body: the same words, and nothing but words."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.fragment import clean_html, html_of, paragraphs, plain_text
from digest.collect.quotation import quotation
from digest.compose.views import Prose
from digest.content.body import split_body
from digest.render.markup import render

BITS = [
    *("*", "_", "**", "`", "[", "]", "(", ")", "!", "#", "##", "-", "+", "=", "===", "---", "~~~", "```", ":", "|"),
    *("a | b", "1.", "1)", "&", "&amp;", "&lt;", "<b>", "</b>", "<em>", "</em>", "<strong>", "</strong>", "<code>"),
    *(
        "</code>",
        "<p>",
        "</p>",
        "<br>",
        "<a href='http://x.y/a(b)_c*d?e=1&f=2'>",
        "</a>",
        " ",
        "  ",
        "\n",
        "\\",
        "word",
    ),
    *(
        "foo",
        "é",
        "«\u00a0mot\u00a0»",
        "{: .x}",
        "{{7*7}}",
        "[^1]",
        "[TOC]",
        "*[abbr]: x",
        "http://a_b.c/",
        ">",
        '"',
        "'",
    ),
    *(
        "@",
        "^",
        "!!! note",
        "[x]: http://y",
        "\u2028",
        "\x85",
        "\x0b",
        "<script>",
        "</script>",
        "<h1>",
        "<ul><li>",
        "<img>",
    ),
]


def quoted(html, words=None):
    return quotation(clean_html(html, "https://base.example/"), words)


def shown(body):
    """What a reader gets of it."""
    return render(Prose(text=split_body(body).quotation, language="en"), base="", heading=3)


def words_of(markup):
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def assert_same_words(html):
    clean = clean_html(html, "https://base.example/")
    body = quotation(clean, None)
    markup = shown(body)
    read = " ".join(" ".join("".join(run.text for run in paragraph) for paragraph in paragraphs(clean)).split())
    assert all(line.startswith(">") for line in body.splitlines())
    assert set(re.findall(r"</?([a-z0-9]+)", markup)) <= {"p", "em", "strong", "code", "a"}, (body, markup)
    assert words_of(markup) == read, (body, markup)


@given(st.lists(st.sampled_from(BITS), max_size=14).map("".join))
def test_words_stay_the_same_through_markdown_whatever_markup_they_came_in(html):
    assert_same_words(html)


@given(st.text(alphabet="ab1 *_`[]()!#+-=~:|&;<>\\\"'{}^@\n$%?/", max_size=40))
def test_plain_text_stays_the_same_through_markdown(text):
    assert_same_words(html_of(text))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>It is <em>2001: A Space Odyssey</em>.</p>", "> It is *2001: A Space Odyssey*."),
        ("One<br>two<p>three</p>", "> One\n>\n> two\n>\n> three"),
        ("<ul><li>a</li><li>b</li></ul>", "> a\n>\n> b"),
        ('See <a href="/x?a=1&amp;b=(2)">this</a>', "> See [this](https://base.example/x?a=1&amp;b=%282%29)"),
        ('<a href="javascript:alert(1)">x</a> <a href="ftp://y">z</a>', "> x z"),
        ("# A\n", "> \\# A"),
        ("<p>- a</p><p>1. b</p><p>=== c</p>", "> \\- a\n>\n> 1\\. b\n>\n> &#61;== c"),
        ("{{7*7}} AT&amp;T &amp;copy; 1 &lt; 2", "> \\{\\{7\\*7\\}\\} AT&T &amp;copy; 1 &lt; 2"),
        ("<img src=x><script>bad()</script>", ""),
    ],
)
def test_markup_becomes_clean_markdown(html, expected):
    assert quoted(html) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (3, "> One two, *three*…"),
        (2, "> One two…"),
        (4, "> One two, *three* four. …"),
        (7, "> One two, *three* four.\n>\n> Five six seven."),
        (99, "> One two, *three* four.\n>\n> Five six seven."),
        (0, ""),
    ],
)
def test_quotation_is_cut_at_a_word(words, expected):
    assert quoted("<p>One two, <em>three</em> four.</p><p>Five six seven.</p>", words) == expected


@pytest.mark.parametrize(
    "tail",
    [
        "The post <a href='/x'>On set</a> appeared first on <a href='/'>Reel</a>.",
        "<p>The post On set first appeared on Reel.</p>",
        "<p>This article was originally published on Reel.</p>",
        "<p>L’article Sur le plateau est apparu en premier sur Bobine.</p>",
        "<p>L'article Sur le plateau est apparu en premier sur Bobine.</p>",
        " <a href='/x'>Read more</a>",
        " Continue reading “On set” →",
        "<p>Continue reading...</p>",
        " Lire la suite »",
        " <a>Lire l’article</a>",
        "<p>Read more at Reel</p>",
        "<p>Comments</p>",
    ],
)
def test_what_publishers_add_to_every_item_goes(tail):
    assert quoted(f"<p>The shoot ended early.</p>{tail}") == "> The shoot ended early."


@pytest.mark.parametrize(
    "text",
    [
        "The Post, a film by Spielberg, first appeared on screens in 2017.",
        "This story originally appeared in Variety in 1999, when the studio was sold. It says much of AI.",
        "He said that the story was first published in 1936. Then the war came.",
    ],
)
def test_prose_about_what_was_published_first_stays(text):
    assert quoted(f"<p>{text}</p>") == f"> {text}"


def test_text_without_spaces_is_cut_as_if_it_had_some():
    assert len(quoted("電影" * 1900, 5)) == 2 + 5 * 12 + 1
    assert len(quoted("x" * 3000, 5)) == 2 + 5 * 12 + 1
    assert quoted("<p>Donaudampfschifffahrtsgesellschaft fährt</p>", 2) == "> Donaudampfschifffahrtsgesellschaft fährt"


def test_every_block_is_a_paragraph_of_its_own():
    assert quoted("<table><tr><td>a</td><th>b</th></tr></table><dl><dt>c<dd>d</dl>") == "> a\n>\n> b\n>\n> c\n>\n> d"
    assert quoted("a<section>b</section><hr>c<main>d</main>") == "> a\n>\n> b\n>\n> c\n>\n> d"


def test_emphasis_after_an_apostrophe_stays():
    assert quoted("<p>d’<em>Her</em> à l'<strong>Oscar</strong></p>") == "> d’*Her* à l'**Oscar**"


@pytest.mark.parametrize("inside", ["a]:", "<code>a]:</code>", "a\\]:", "<em>a]</em>:", "]: b"])
def test_link_that_looks_like_a_definition_stays_a_link(inside):
    html = f"<p><a href='https://x.example/'>{inside}</a> b</p>"
    assert_same_words(html)
    assert "<a href" in shown(quoted(html))


def test_reference_without_its_semicolon_stays_what_it_was():
    assert_same_words("<p>&amp;#65 and &amp;#x41 and &amp;lt and &amp;copy</p>")


def test_text_that_the_feed_cut_ends_in_an_ellipsis():
    assert quoted("<p>The shoot ended [&hellip;]</p>") == "> The shoot ended…"
    assert quoted("<p>The shoot ended [...] <a href='/x'>Read more</a></p>") == "> The shoot ended…"


@pytest.mark.parametrize("text", ["He wanted to know more.", "We read on the train.", "Le film se lit sur la suite."])
def test_ordinary_words_that_look_alike_stay(text):
    assert quoted(f"<p>{text}</p>") == f"> {text}"


def test_spaces_that_do_not_break_belong_to_the_words():
    assert quoted("<p>«\u00a0Sora\u00a0»\u202f!</p>") == "> «\u00a0Sora\u00a0»\u202f!"


def test_plain_text_is_one_clean_line():
    assert plain_text("<p>One &amp;\n two</p><p>three\u202e</p>") == "One & two three"
