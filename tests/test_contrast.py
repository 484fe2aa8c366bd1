from __future__ import annotations

import pytest

from digest.content.theme import Theme, read_theme
from digest.render.contrast import LEAST, contrast, contrast_problems
from digest.render.style import STYLE_SHEET
from tests.builders import SETTINGS, write
from tests.commands import digest

CSS = b":root{--paper:light-dark(#fff, #000);--ink:#777;--quiet:light-dark(#000,rgb(255 255 255));--accent:red}"
THEME = Theme(templates={}, assets={STYLE_SHEET: CSS}, origins={})


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000", "#fff", 21.0),
        ("white", "black", 21.0),
        ("#777777", "#FFF", 4.48),
        ("rgb(0 0 255)", "rgb(255, 255, 255)", 8.59),
        ("#123", "#123", 1.0),
        ("oklch(50% 0 0)", "#fff", None),
        ("#0008", "#fff", None),
        ("rgb(0 0 0 / 50%)", "#fff", None),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    found = contrast(one, other)
    assert found is None if ratio is None else round(found or 0, 2) == ratio


def test_what_would_be_hard_to_read_is_told_with_its_figure_by_day_and_by_night():
    told = [problem.what for problem in contrast_problems(THEME, {"accent": "light-dark(#222, #333)"})]
    assert told == [
        "theme token 'ink' on 'paper' has a contrast of 4.5 to 1 by day",
        "theme token 'accent' on 'paper' has a contrast of 1.7 to 1 by night",
    ]


def test_a_new_paper_is_measured_against_all_words():
    told = [problem.what for problem in contrast_problems(THEME, {"paper": "#888", "ink": "#000"})]
    assert [what.split("'")[1] for what in told] == ["quiet"]


def test_the_tokens_of_the_theme_have_room_to_spare():
    assert list(contrast_problems(read_theme(None), {"gap": "1rem"})) == []
    assert contrast("#625b51", "#fbf9f5") >= LEAST + 1.5  # type: ignore[operator]


def test_check_warns_of_it_and_builds_all_the_same(tmp_path):
    root = write(tmp_path, {"digest.yaml": SETTINGS + 'theme: {accent: "#fc0"}\n'})
    ran = digest(root, "check")
    assert "digest.yaml: TPL009: theme token 'accent' on 'paper' has a contrast of 1.4 to 1 by day" in ran.out
    assert digest(root, "build").status == 0
