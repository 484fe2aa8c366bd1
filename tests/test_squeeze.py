from __future__ import annotations

import pytest

from digest.content.theme import read_theme
from digest.render.squeeze import squeeze
from digest.render.style import STYLE_SHEET


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("a {\n  color: red;\n  margin: 0;\n}\n\nb { top: 0 }\n", "a{color:red;margin:0}b{top:0}\n"),
        ("a, b > c { d : e ; ; }", "a,b > c{d :e}\n"),
        ("/* why */ a { /* what */ b: c /* else */ }", "a{b:c}\n"),
        (
            "@media (min-width: 1px) and (not (print)) { a { b: c } }",
            "@media (min-width:1px) and (not (print)){a{b:c}}\n",
        ),
    ],
)
def test_layout_and_comments_are_left_out(written, served):
    assert squeeze(written) == served


@pytest.mark.parametrize(
    "css",
    [
        ".a :hover{b:c}\n",
        ".a .b{c:d}\n",
        "a{b:calc(1px + 2px - var(--c))}\n",
        'a{content:" ;  /* x */ { "attr(href)"}  \\"; "}\n',
        "a{content:'it\"s  ;  x'}\n",
        "a{b:url(  data:image/svg+xml;x , /*y*/ )}\n",
        "a{b:url(//c/*.png)}b{c:url(*/d)}\n",
        ".a\\66  b,.a\\: b{c:d}\n",
        "a/**/b{c:d}\n",
        "/*! Licence:  MIT */ a{b:c}\n",
        "@supports not (a:b){c{d:e}}\n",
    ],
)
def test_white_space_that_says_something_stays(css):
    assert squeeze(css) == css


@pytest.mark.parametrize("css", ["a { b: c /* open", 'a { b: "open\n } c { d: e }', "a { b: it's }", "a { b: \\\n c }"])
def test_a_sheet_that_is_not_well_formed_is_served_as_it_is(css):
    assert squeeze(css) == css


def test_what_was_squeezed_once_is_not_squeezed_again():
    once = squeeze(read_theme(None).assets[STYLE_SHEET].decode())
    assert squeeze(once) == once


def test_a_long_sheet_takes_no_longer_than_its_length():
    assert squeeze("a { b: c }\n" + " \n" * 100_000 + "/* x */ " * 100_000) == "a{b:c}\n"
