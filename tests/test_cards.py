"""Cards: what they say, that they fit, that they are the same everywhere, and that pages name them."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from digest.build import build
from digest.compose.views import CardView
from digest.content.theme import read_theme
from digest.render.cards import card_of, palette_of
from digest.render.drawing import HEIGHT, WIDTH, Card, colour, draw, fit, is_drawable
from tests.builders import SETTINGS, entry_file, write
from tests.commands import REPOSITORY
from tests.example_site import INFO, line

SLATE = (("Issue", "3"), ("Week", "2026-W47"), ("Dates", "29 September – 5 October 2026"))
STYLE = read_theme(None).assets["assets/style.css"].decode()
PALETTE = palette_of(STYLE, {})
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnung"
ISSUE = "---\ntitle: A week of voices\nstatus: published\nnumber: 1\ndate: 2026-11-23\n---\n\nDear reader.\n"


def card(title: str = "A week of voices", signature: str = "Reels & Models") -> Card:
    return Card(slate=SLATE, title=title, signature=signature)


def of_issue(title: str, language: str = "en", **changes: Any) -> CardView:
    return CardView(path="/cards/a.png", alt="", issue=line(title=title, language=language, **changes))


@pytest.fixture
def root(tmp_path):
    files = {"digest.yaml": SETTINGS, "content/issues/2026-W47.md": ISSUE}
    return write(tmp_path, {**files, "content/entries/2026-W47/sora.md": entry_file()})


@pytest.mark.parametrize("title", ["", "A", WORD * 4, "The machine and the actor " * 30, "l’œuvre « sans voix »"])
def test_a_card_has_the_size_that_is_announced_and_is_small(title):
    data = draw(card(title, "A very long name of a publication, with all that it is about, " * 3), PALETTE)
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT)) == ("PNG", (1200, 630))
    assert len(data) < 100_000


@pytest.mark.parametrize("title", [WORD * 4, "The machine and the actor " * 30, "A " * 300, "Sora goes to Hollywood"])
def test_nothing_of_a_card_reaches_its_edges(title):
    with Image.open(BytesIO(draw(card(title, title), PALETTE))) as image:
        seen = image.convert("RGB")
    for margin in ((0, 0, 60, HEIGHT), (WIDTH - 60, 0, WIDTH, HEIGHT), (0, 0, WIDTH, 50), (0, 605, WIDTH, HEIGHT)):
        assert seen.crop(margin).getcolors() == [(seen.crop(margin).width * seen.crop(margin).height, PALETTE.paper)]


@pytest.mark.parametrize(
    "title",
    ["Sora goes to Hollywood", "Jigging pygmies, queens of gypsy polo, by the quay of Jyväskylä", "gjpqy " * 40],
)
def test_no_letter_of_a_title_comes_near_the_slate_or_the_rule(title):
    drawn = Image.open(BytesIO(draw(card(title), palette_of("", {})))).convert("L")
    paper = drawn.getpixel((WIDTH - 1, 0))
    above, below = drawn.crop((80, 180, WIDTH, 214)), drawn.crop((0, 508, WIDTH, 534))
    assert above.getextrema() == below.getextrema() == (paper, paper)


def test_a_title_is_as_large_as_it_can_be_and_never_longer_than_four_lines():
    sizes = [fit("The machine and the actor " * count)[0] for count in (1, 2, 4, 8, 16)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 90
    assert len(fit("The machine and the actor " * 16)[1]) == 4


def test_a_title_that_is_cut_ends_in_an_ellipsis_behind_a_whole_word():
    assert re.search("(?:machine|actor|The|and|the)…$", fit("The machine and the actor " * 30)[1][-1])
    assert fit(WORD)[1][0].endswith("…")


def test_no_word_of_a_title_is_lost_when_it_is_not_cut():
    title = "Lionsgate opens its vaults, actors close their contracts and a festival says no to the machine"
    assert " ".join(fit(title)[1]) == title


def test_a_french_title_has_its_spaces_and_none_of_them_ends_a_line():
    drawn = card_of(of_issue("Sora : Hollywood s’inquiète ?", "fr"), replace(INFO, language="fr"))
    assert drawn.title == "Sora\u00a0: Hollywood s’inquiète\u00a0?"
    assert dict(drawn.slate)["Dates"] == "18–24 mars 2024"


@pytest.mark.parametrize("title", ["هوليوود تخشى الذكاء", "映画とAI", "फ़िल्म"])
def test_a_title_without_letters_in_the_font_gives_way_to_the_publication(title):
    drawn = card_of(of_issue(title), INFO)
    assert (drawn.title, drawn.signature) == ("Reels & Models", "")
    assert ("Week", "2024-W12") in drawn.slate


def test_a_publication_without_letters_in_the_font_gives_way_to_the_week():
    info = replace(INFO, title="映画週報")
    assert card_of(of_issue("映画とAI"), info).title == "2024-W12"
    assert card_of(CardView(path="/cards/site.png", alt=""), info).title == "example.org/repo"


@pytest.mark.parametrize(("title", "shown"), [("🎬 Action!", "Action!"), ("Сталкер", "Сталкер"), ("Ελλάδα", "Ελλάδα")])
def test_signs_that_are_no_letters_are_left_out_and_other_alphabets_stay(title, shown):
    assert card_of(of_issue(title), INFO).title == shown


def test_the_font_is_known_to_lack_what_it_lacks():
    assert [is_drawable(text) for text in ("Œuvre, « voix » – 1", "映", "ه", "🎬")] == [True, False, False, False]


def test_a_draft_says_so():
    assert card_of(of_issue("Soon", draft=True, number=None), INFO).slate[0] == ("Issue", "Draft")


def test_colours_are_those_of_the_theme_by_day():
    assert PALETTE.paper == colour("#fbf9f5")
    changed = palette_of(STYLE, {"accent": "light-dark(rgb(1, 2, 3), #fff)", "paper": "#000"})
    assert (changed.accent, changed.paper, changed.ink) == ((1, 2, 3), (0, 0, 0), PALETTE.ink)


def test_a_colour_that_no_drawing_understands_is_the_style_sheets():
    assert palette_of(STYLE, {"accent": "oklch(0.5 0.1 50)"}).accent == PALETTE.accent


def test_another_process_draws_the_same_bytes():
    code = (
        "import sys, hashlib; from tests.test_cards import PALETTE, card, draw;"
        "sys.stdout.write(hashlib.sha256(draw(card(), PALETTE)).hexdigest())"
    )
    environment = {"PYTHONHASHSEED": "7", "HOME": "/nonexistent", "LANG": "C"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert ran.stdout == hashlib.sha256(draw(card(), PALETTE)).hexdigest(), ran.stderr


def test_every_page_names_a_card_that_is_there(root, tmp_path):
    build(root, output=tmp_path / "site")
    pages = {path.relative_to(tmp_path / "site").as_posix(): path for path in (tmp_path / "site").rglob("*.html")}
    cards = {name: _card(path.read_text(encoding="utf-8")) for name, path in pages.items()}
    assert cards["issues/2026-W47/index.html"] == "https://example.org/weekly/cards/2026-W47.png"
    assert {address for name, address in cards.items() if "W47" not in name} == {
        "https://example.org/weekly/cards/site.png"
    }
    assert {path.name for path in (tmp_path / "site" / "cards").iterdir()} == {"2026-W47.png", "site.png"}


def test_a_site_without_pictures_has_no_cards_and_names_none(root, tmp_path):
    write(root, {"digest.yaml": SETTINGS + "outputs: [home, issues]\n"})
    build(root, output=tmp_path / "site")
    assert not (tmp_path / "site" / "cards").exists()
    assert "og:image" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_a_card_is_drawn_once_and_another_title_draws_another(root, tmp_path):
    build(root, output=tmp_path / "site")
    kept = {path.name for path in (root / ".cache" / "cards").iterdir()}
    first = (tmp_path / "site" / "cards" / "2026-W47.png").read_bytes()
    build(root, output=tmp_path / "site")
    assert {path.name for path in (root / ".cache" / "cards").iterdir()} == kept
    write(root, {"content/issues/2026-W47.md": ISSUE.replace("voices", "faces")})
    build(root, output=tmp_path / "site")
    assert (tmp_path / "site" / "cards" / "2026-W47.png").read_bytes() != first
    assert len(kept) == len(list((root / ".cache" / "cards").iterdir())) == 2


def _card(html: str) -> str:
    [address] = re.findall(r'property="og:image" content="([^"]*)"', html)
    return str(address)
