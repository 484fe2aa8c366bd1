"""The short way of plain paragraphs beside the library: the very same HTML, or none at all."""

from __future__ import annotations

import random
from functools import partial
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.build import build
from digest.compose.site import compose_site
from digest.compose.views import Prose
from digest.render import markup
from digest.render.converter import _converter as converter_of
from digest.render.filters import filters
from digest.render.paragraphs import paragraphs
from digest.settings import parse_settings
from digest.text import without_controls
from tests import builders, difficult_texts
from tests.bodies import edited, edits, quotations, stock, written_bodies
from tests.commands import tree
from tests.corpus import attacks
from tests.test_inline import PIECES

KEPT = stock()
ALPHABETS: tuple[tuple[str, ...], ...] = (
    tuple("*_`[]()\\&!<>#|-+=:;.\n ~1a\"'"),
    tuple("*_ab  \n"),
    tuple("&#x1a;\\ "),
    tuple("*_[]()`ab \\"),
    tuple("[]()!^:ab&;#\\ "),
    tuple("&;#xX0123aZ\u212a\u017fé ab"),
    (*"*_ `[]()\\ab\n", "**", "__", "](", "[a](b)", "*a*", "**b**", "_c_", "`d`", "\\*", "&amp;", "&#93;", "\n\n"),
    (*"*_ `[]()\\ab.é電\u00a0\u2003\u2028\u3000\u0660", "[é](https://x.example/a_(b)?c=1&d=2)", "**é**", "_電_"),
    (*"*[_a]()", "[", "](", ")", "*a ", " b*", "_a ", " b_", "`c`", "[d](e)", "\n"),
    (
        *"a*|!\\\x02\x03\r\x00\x1f\t\n\n",
        *("\n\n", "\n\n\n", "1. ", "1.2 ", "* ", "- ", "+ ", "> ", "# ", "  \n", "    ", "---", "===", "***", "~~~\n"),
        *("```\n", "[a]: u", "[^1]", "[^1]: n", "[l]", "<b>", "<!--", "&#38", "a | b\n--|--\n"),
    ),
    (
        "a",
        "a",
        "\n",
        "\n",
        "\n\n",
        "  \n",
        "a|b\n-|-\n",
        "=",
        "-",
        "#",
        ">",
        "~~~\n",
        " ",
        "1.",
        "+",
        "* ",
        "|",
        "_",
        "[a]",
        ": b",
    ),
    PIECES,
)
TEXTS = st.one_of([st.lists(st.sampled_from(pieces), max_size=24).map("".join) for pieces in ALPHABETS])


def assert_same_or_none(text):
    """Whether it was taken."""
    short = paragraphs(text)
    assert short is None or short == KEPT.reset().convert(text), text
    return short is not None


@pytest.mark.parametrize(
    "text",
    [
        "Words, “words” — and 3.5 > 2; AT&T, R&D &amp; &nbsp;&#93;&#x5D; {x} @you #1 2+2=4 « été »",
        "*One*, **two**, _three_ and __four__: (*five*), l’*un*’, in*si*de, 電*影*",
        "[words](https://a.example/b_c*d?e=1&f=2#g_(h)) and [*such* `ones`](/about/), *as [in](#here) this*",
        "`x > y` and `a\\`",
        "\\*no\\* \\[no\\](no) \\`no\\` \\_no\\_ \\# 1\\. \\\\ \\>",
        "snake_case, [sic], [*so*]. *[so]*",
        "One line\nand the next *over\nthe end*\n\nThe next\n",
        "\n\n*First* in its line\n\n2 and 2\n\n`code`\n\n[a link](/x)\n\n&amp;\n\n\\- none",
    ],
)
def test_plain_paragraphs_are_taken(text):
    assert assert_same_or_none(text)


@pytest.mark.parametrize(
    "text",
    [
        *("# a", "a\n# b", "a\n===", "a\n---", "---", "***", "* * *", "- a", "+ a", "* a", "1. a", "> a", "    a"),
        *("a\n b", "~~~\na\n~~~", "```\na\n```", "a|b\n-|-\n1|2", "a\n\n\n\nb", "a  \nb", "a\tb", "<b>a</b>", "2 < 3"),
        *("[a]: /b", "x [a]: /b", "[a\\]: /b c](d)", "[^1]", "a[^1]\n\n[^1]: b", "[a][b]", "![a](/b.png)", "![a]"),
        *("*a", "a*", "*a *", "* a*", "**a*", "*a**", "***a***", "_a_b", "a_ b", "_a", "*a _b* c_", "*a [b* c](d)"),
        *("[a](b 'c')", "[a](<b>)", "[a](b", "[a](b(c)", "[a [b](c) d](e)", "[a]()", "``a``", "`a", "`a``", "` a`"),
        *("&#38", "&#;", "&\\#38;", "\\a", "a\\", "a\\\nb", "a\x02b", "", " ", "\n", "\\`a`", "<a@b.example>", "٠. a"),
        *("[a] [b", "5 * 3"),
    ],
)
def test_what_could_be_anything_else_is_left_to_the_library(text):
    assert paragraphs(text) is None


@pytest.mark.parametrize(
    "pieces",
    [
        ("&", "#", "x", "1", ";", "\\", " "),
        ("*", "**", "_", "__", "a", " ", "."),
        ("*", "_", "a", "\\", "\n", "é"),
        ("`", "``", "\\", "a", " ", "*"),
        ("[", "]", "(", ")", "a", "!", "\\", ":"),
        ("[", "](u)", "*", "_", "a", " ", "]"),
        ("\n", "a", " ", "=", "-", "1.", "#"),
        ("\n", "a", "  ", "*", "_", ">", "|"),
        ("\n", "~~~", "```", "a", "[a]", ": b"),
    ],
)
def test_every_short_text_becomes_what_the_library_makes_of_it(pieces):
    for length in range(1, 6):
        for chosen in product(pieces, repeat=length):
            assert_same_or_none("".join(chosen))


@settings(max_examples=2500, deadline=None)
@given(TEXTS)
def test_whatever_is_typed_becomes_what_the_library_makes_of_it(text):
    assert_same_or_none(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_characters_become_what_the_library_makes_of_them(text):
    assert_same_or_none(text)


@settings(max_examples=1000, deadline=None)
@given(edits(written_bodies()))
def test_what_people_write_with_marks_strewn_over_it_becomes_what_the_library_makes_of_it(text):
    assert_same_or_none(text)


def test_the_short_way_is_the_way_of_most_texts():
    """Nothing here would be shown if none were taken."""
    chance = random.Random("short ways")
    written = [assert_same_or_none(text) for text in written_bodies()]
    strewn = [assert_same_or_none(edited(chance, chance.choice(written_bodies()))) for _ in range(3000)]
    typed = [assert_same_or_none("".join(chance.choices(ALPHABETS[5], k=chance.randrange(2, 7)))) for _ in range(6000)]
    assert sum(written) > len(written) * 0.9
    assert sum(strewn) > 1000
    assert sum(typed) > 500


def test_quotations_of_feeds_take_the_short_way_and_attacks_find_none_of_their_own():
    quoted = [assert_same_or_none(text) for text in quotations() if text]
    assert sum(quoted) > len(quoted) * 0.9
    for attack in attacks():
        assert_same_or_none(without_controls(attack))
        assert_same_or_none(f"Before {attack} after")


@pytest.mark.parametrize("text", written_bodies())
def test_both_ways_render_the_same(text):
    prose = Prose(text=text, language="fr", prefix="slug")
    assert markup.render(prose, base="/repo", way="fast") == markup.render(prose, base="/repo", way="stock")
    assert markup.plain(prose, way="fast") == markup.plain(prose, way="stock")


@settings(max_examples=500, deadline=None)
@given(st.one_of(TEXTS, st.sampled_from(attacks()), edits(written_bodies())), st.sampled_from(["", "/repo"]))
def test_whatever_is_typed_is_rendered_alike_on_both_ways(text, base):
    prose = Prose(text=text, language="en", prefix="slug")
    assert markup.render(prose, base=base, way="fast") == markup.render(prose, base=base, way="stock")


def test_a_publication_that_asks_for_the_stock_way_gets_the_same_site(tmp_path):
    chosen = f"{builders.SETTINGS}quotation: always\noutputs: [home, issues, tags, feeds]\n"
    files = {
        f"content/entries/2026-W47/{number}.md": builders.entry_file(
            str(number), f"https://a.example/{number}", text, status="keep", section="tools"
        )
        for number, text in enumerate((*written_bodies()[:40], difficult_texts.MARKDOWN, f"> {difficult_texts.NOTE}"))
    }
    letter = f"---\nstatus: published\ndate: 2026-11-22\n---\n\n{difficult_texts.LETTER}"
    builders.write(tmp_path, {"digest.yaml": chosen, "content/issues/2026-W47.md": letter, **files})
    build(tmp_path, output=tmp_path / "fast")
    (tmp_path / "digest.yaml").write_text(f"{chosen}markdown: stock\n", "utf-8")
    build(tmp_path, output=tmp_path / "stock")
    assert tree(tmp_path / "stock") == tree(tmp_path / "fast")


def test_the_way_that_digest_yaml_names_is_that_of_all_prose():
    publication = builders.publication(settings=builders.settings(markdown="stock"))
    info = compose_site(publication, base_url="https://a.example/", drafts=False, style_version="").info
    asked = [filters(info, absolute=False)[name] for name in ("prose", "quoted", "plain")]
    assert [chosen.keywords["way"] for chosen in asked if isinstance(chosen, partial)] == ["stock"] * 3


def test_another_way_is_told_of():
    problems = []
    assert parse_settings("id: tag:a.example,2026:a\ntitle: A\nmarkdown: slow\n", problems).markdown == "fast"
    assert any("slow" in problem.what and "stock" in problem.hint for problem in problems)


def test_the_stock_way_is_the_library_alone():
    converter, _ = converter_of("", "stock")
    assert type(converter.treeprocessors["inline"]) is type(stock().treeprocessors["inline"])


@pytest.mark.parametrize("begin", ["", "x ", "*x ", "[x "])
@pytest.mark.parametrize(
    "seed",
    [
        *("*", "_", "*a ", "*a*", "_a", "a_", "**a", "[", "[a](", "[a](b(", "[a]", "`a", "`a`", "`a ", "&", "&a", "&1"),
        *("\\*", "*[a](b)", "*[a", "[*a", "[_a_", "*[*a", "a\n", "a\n\n", "  ", "1", "1.", "(", "[a](b&", "*x [y"),
    ],
)
def test_no_text_takes_long_to_refuse(begin, seed):
    """What is quadratic would take seconds here, what is worse would never end."""
    assert paragraphs((begin + seed * 60_000)[:60_000] + "<") is None


def assert_same_as_sanitised(text):
    prose = Prose(text=text, language="en", prefix="x")
    shown = markup.render.__wrapped__(prose, base="/repo")
    with patch.object(markup, "_is_bare", return_value=None):
        assert shown == markup.render.__wrapped__(prose, base="/repo")


@settings(max_examples=1500)
@given(TEXTS)
def test_bare_paragraphs_are_what_the_sanitiser_would_leave(text):
    assert_same_as_sanitised(text)


ADDRESSES = st.lists(
    st.sampled_from(
        (
            *(
                "https://",
                "http://",
                "HTTPS://",
                "//",
                "a.example",
                "xn--a.example",
                "xn--80ak6aa92e.com",
                "-a.b",
                "a_b.example",
            ),
            *(
                "127.0.0.1",
                "1.2",
                "0x7f.1",
                "[::1]",
                "localhost",
                "a.b1",
                "a",
                ".",
                "..",
                "-",
                "--",
                "/",
                "/b",
                ":",
                ":80",
                "@",
            ),
            *(
                "?c=d",
                "#e",
                "&amp;",
                "%20",
                "%",
                "é",
                "電",
                "~",
                "_",
                "(",
                ")",
                "javascript:",
                "mailto:a@b.example",
                "A",
                "\\",
                "+",
            ),
        )
    ),
    max_size=6,
).map("".join)


@settings(max_examples=3000)
@given(ADDRESSES, st.sampled_from(("[a]({})", "*b [a]({}) c*", "[*a* `b`]({}) **[c]({})**", "x\n\n[é]({}).")))
@example("https://a.example/b/../c/./~d_e.html", "[a]({})")
def test_a_bare_link_is_what_the_sanitiser_would_leave(address, around):
    assert_same_as_sanitised(around.replace("{}", address))


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://a.example) **[b](http://c-d.e.example/f/g_h~i.html)**",
        "Words, “so”; 1 > 0 & l’*un* **two** _three_ `a>b`",
        "*a* \\*b\\*\n\nc\nd &amp; R&D",
    ],
)
def test_bare_paragraphs_are_not_sanitised(text):
    with patch.object(markup, "_sanitise", side_effect=AssertionError):
        assert markup.render.__wrapped__(Prose(text=text, language="en"), base="").startswith("<p>")


LINKS = [
    f'<a href="{address}">'
    for address in (
        *(
            "javascript:alert(1)",
            "https://a",
            "https://a.example:80/",
            "https://a.example/?b",
            "https://a.example/#b",
            "/b",
        ),
        *(
            "https://127.0.0.1/",
            "https://xn--a.example/",
            "https://-a.example/",
            "https://a.example/%20",
            "//a.example/",
            "",
        ),
        *(
            "https://u@a.example/",
            "https://A.example/",
            "https://a..example/",
            'https://a.example/" onclick="b',
            "mailto:a@b.c",
        ),
    )
]


@pytest.mark.parametrize(
    "html",
    [
        "<p class=a>",
        "<P>",
        "<b>",
        "<p >",
        "<p/>",
        "<a>",
        "<",
        "&nbsp;",
        "&#38;",
        "&",
        "a\xa0b",
        "<script>",
        "<!-- -->",
        *LINKS,
    ],
)
def test_what_may_be_more_than_bare_goes_to_the_sanitiser(html):
    assert not markup._is_bare(html)


@pytest.mark.parametrize("prefix", ["- ", "* ", "+ ", "> ", ">", "1. ", "23.  ", " ", "\t", "- 1. > ", "\n> "])
def test_what_is_too_deep_is_never_taken_for_paragraphs(prefix):
    for count in (39, 40, 160, 161):
        for text in (prefix * count + "x", "a\n" + prefix * count + "x", "a\n\n" + prefix * count + "x"):
            assert markup.is_bearable(text) or paragraphs(text) is None
