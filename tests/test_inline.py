"""The sparing inline stage beside the library's own: the same HTML for every text, in whatever order texts come."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.inlinepatterns import SimpleTextInlineProcessor

from digest.compose.views import Prose
from digest.render import markup
from digest.render.inline import SparingInline
from tests.bodies import stock
from tests.corpus import attacks, feed_files

PIECES = (
    *"`\\[]()<>!&*_~^@:;\"'#|-+=.\n x1é",
    "  \n",
    "\n\n",
    "![a](/b.png)",
    "[a](https://x.example/?a=1&b=2 'c')",
    "\n\n[a]: https://x.example\n\n",
    "\n\n[b]: https://b.example 'd'\n\n",
    "[a][b]",
    "![a][b]",
    "![b]",
    "[^1]",
    "\n\n[^1]: a note",
    "<https://x.example>",
    "<me@x.example>",
    "https://x.example/a_b_c",
    "**strong *em***",
    "_a_",
    "snake_case_word",
    "&amp; &#38; &nope",
    "<b>x</b>",
    "<!-- y -->",
    "```\ncode *x*\n```",
    "``a ` b``",
    "\\*",
    "\\\\`",
    "> q\n",
    "- a\n- b",
    "1. a\n2. b",
    "a | b\n--- | ---\n`1` | *2*",
    "# head *x*",
    "klzzwxh:0001",
    "\u00a0« à »",
    "עברית",
)


def sparing() -> Markdown:
    converter = stock()
    converter.treeprocessors.register(SparingInline(converter), "inline", 20)
    return converter


KEPT = sparing()


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_becomes_what_the_library_makes_of_it(text):
    expected = stock().convert(text)
    assert sparing().convert(text) == expected
    assert KEPT.reset().convert(text) == expected, "by a converter that has seen other texts"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_characters_become_what_the_library_makes_of_them(text):
    assert KEPT.reset().convert(text) == stock().convert(text)


def test_texts_of_real_feeds_and_attacks_become_what_the_library_makes_of_them():
    texts = [text for feed in feed_files("real") for text in feed.read_text("utf-8", "replace").split("\n\n")[:20]]
    for text in (*attacks(), *texts):
        short = text[:4000]
        if markup.is_bearable(short):
            assert KEPT.reset().convert(short) == stock().convert(short), short


def test_a_pattern_of_a_name_that_is_not_known_is_tried_on_every_text():
    converter = stock()
    converter.inlinePatterns.register(SimpleTextInlineProcessor("(zoom)"), "zoom", 5)
    converter.treeprocessors.register(SparingInline(converter), "inline", 20)
    stash = converter.convert("a zoom")
    assert stash == "<p>a zoom</p>"
    stage = converter.treeprocessors["inline"]
    assert isinstance(stage, SparingInline)
    assert stage.stashed_nodes == {"0000": "zoom"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(PIECES), st.sampled_from(["en", "fr"])), max_size=6))
def test_what_was_rendered_before_makes_no_difference(rows):
    def rendered(texts: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
        markup.render.cache_clear()
        return {
            (text, language): markup.render(Prose(text=text, language=language, prefix="s"), base="")
            for text, language in texts
        }

    texts = [(a + b, language) for a, b, language in rows]
    assert rendered(texts) == rendered(texts[::-1])


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from((*PIECES, *attacks()[:60])), max_size=12).map("".join), st.sampled_from(["", "/repo"]))
def test_a_text_with_nothing_to_mend_is_what_mending_would_leave(text, base):
    if markup.is_bearable(text):
        html = stock().convert(text)
        mended = markup._mend(markup._sanitise(html, "s:"), 3)
        assert markup._safe(html, 3, "s:", base) == markup._sanitise(mended, "s:", base)
