from __future__ import annotations

import re

import pytest

from digest.content.theme import Theme, read_theme
from digest.errors import DigestError
from digest.render.style import FEED_SHEET, STYLE_SHEET, feed_sheet, style_sheet

THEME = Theme(templates={}, assets={STYLE_SHEET: b":root{--accent:red;--measure:1rem}\n"}, origins={})


def refused(**tokens: str) -> list[str]:
    with pytest.raises(DigestError) as raised:
        style_sheet(THEME, tokens)
    return [str(problem) for problem in raised.value.problems]


def test_without_tokens_the_style_sheet_is_the_theme_s():
    assert style_sheet(THEME, {}) == THEME.assets[STYLE_SHEET]


def test_the_style_sheet_is_served_without_its_layout_and_one_that_is_not_utf8_as_it_is():
    theme = Theme(templates={}, assets={STYLE_SHEET: b"a {\n  b: c;\n}\n"}, origins={})
    assert style_sheet(theme, {}) == b"a{b:c}\n"
    latin = Theme(templates={}, assets={STYLE_SHEET: b'a { content: "\xe9" }\n'}, origins={})
    assert style_sheet(latin, {}) == latin.assets[STYLE_SHEET]


def test_tokens_come_after_the_theme_and_outside_its_layers():
    css = style_sheet(THEME, {"accent": "#7a4300", "measure": "38rem"}).decode()
    assert css.endswith("\n:root{--accent:#7a4300;--measure:38rem}\n")


def test_feeds_in_a_browser_have_the_colours_of_the_publication_as_far_as_they_know_them():
    theme = Theme(templates={}, assets={FEED_SHEET: b":root{--accent:red}\n"}, origins={})
    assert feed_sheet(theme, {}) == theme.assets[FEED_SHEET]
    css = feed_sheet(theme, {"accent": "#7a4300", "measure": "38rem"})
    assert css == b":root{--accent:red}\n*|*:root{--accent:#7a4300}\n"
    assert b"--accent" in feed_sheet(read_theme(None), {})


@pytest.mark.parametrize(
    "value",
    [
        "#7a4300",
        "light-dark(#fff, rgb(0 0 0 / 50%))",
        "clamp(1rem, 2vw + 1rem, 3rem)",
        "\"Iowan Old Style\", 'Gill Sans', serif",
        "-0.5em",
        "var(--measure)",
    ],
)
def test_colours_lengths_and_fonts_are_taken(value):
    assert f"--accent:{value}" in style_sheet(THEME, {"accent": value}).decode()


@pytest.mark.parametrize(
    "value",
    [
        "red; } body { display: none",
        "url(https://evil.example/x)",
        "URL(x)",
        "image-set(x)",
        "red /* ",
        "red */ x",
        "rgb(0 0 0",
        "rgb)0(",
        "'unclosed",
        "\\75rl(x)",
        "red\n}",
        "@import x",
        "<style>",
        "",
    ],
)
def test_whatever_could_leave_its_declaration_or_fetch_something_is_refused(value):
    (problem,) = refused(accent=value)
    assert "digest.yaml: TPL007: theme token 'accent' cannot be" in problem


def test_an_unknown_token_gets_a_hint_and_all_are_told_at_once():
    first, second = refused(acent="red", measure="url(x)")
    assert "theme token 'measure'" in first
    assert "unknown theme token 'acent'" in second
    assert "did you mean 'accent'?" in second


def test_a_long_hostile_value_is_refused_at_once():
    assert refused(accent="a" * 50_000 + ";")


def test_the_style_sheet_of_the_theme_is_small_and_fetches_nothing():
    served = style_sheet(read_theme(None), {})
    assert len(served) <= 8192
    css = served.decode()
    assert "url(" not in css
    assert "@import" not in css
    assert "@font-face" not in css


def test_colours_stand_in_the_tokens_only():
    css = read_theme(None).assets[STYLE_SHEET].decode()
    rules = css.partition("@layer base {")[2].partition("@layer print {")[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|gradient|shadow", rules) == []


def test_every_class_of_the_templates_that_is_styled_exists_in_a_template():
    theme = read_theme(None)
    styled = set(re.findall(r"\.([a-z][a-z-]*)", re.sub(r"\d?\.\d+", "", theme.assets[STYLE_SHEET].decode())))
    written = " ".join(theme.templates.values())
    of_prose = {"align-right", "align-center", "footnote"}
    assert {name for name in styled - of_prose if not re.search(rf"\b{name}\b", written)} == set()
