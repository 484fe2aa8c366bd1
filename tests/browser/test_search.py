"""The page of search as a reader uses it: a real server under a sub-path, a real browser, any key but the mouse."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from digest.build import build
from digest.render.folding import fold
from tests.browser.test_accessibility import VIEWS, violations
from tests.builders import SETTINGS, write
from tests.crawling import pages

pytestmark = pytest.mark.browser

BASE_URL = "https://example.org/some/weekly/"
TITLES = {
    "l-auteur": ("L’auteur et sa machine", "fr", "law", "2026-W46", "Rien ne remplace l’idée."),
    "oeuvre": ("Une œuvre sans main", "fr", "tools", "2026-W46", "Le cœur du débat."),
    "ia": ("Ce que l’IA change au cinéma", "fr", "tools", "2026-W47", "D’abord l’argent."),
    "realisateur": ("Un réalisateur parle", "fr", "law", "2026-W47", "Ses ﬁlms, dit-il."),
    "lionsgate": ("Lionsgate’s bet on Runway", "en", "tools", "2025-W47", "A studio, a model, and film-makers."),
    "cinema": ("映画の未来", "ja", "tools", "2025-W47", "From Tokyo."),
    "arabic": ("فيلم جديد", "ar", "tools", "2025-W47", "From Cairo."),
}
LONG = " ".join(["The studios go on and on about it."] * 30 + ["Only here is a zeppelin."] + ["And on."] * 30)


def publication(root: Path) -> Path:
    files: dict[str, str | bytes] = {
        "digest.yaml": SETTINGS.replace("weekly/", "some/weekly/"),
        "content/feeds.yaml": "[]\n",
        "content/storylines.yaml": "- {id: lionsgate, title: Lionsgate, kind: company, about: A studio.}\n",
    }
    for number, week in enumerate(("2025-W47", "2026-W46", "2026-W47", "2024-W01"), 1):
        head = f"title: Number {number}\nstatus: published\nnumber: {number}\ndate: {week[:4]}-11-2{number}\n"
        files[f"content/issues/{week}.md"] = f"---\n{head}---\n\n{LONG if number == 4 else ''}\n"
    for slug, (title, language, section, week, note) in TITLES.items():
        files[f"content/entries/{week}/{slug}.md"] = (
            f"---\nlink: https://{section}.example/{slug}\ntitle: {title}\nlanguage: {language}\nsection: {section}\n"
            f"source: {section}.example\nstorylines: [{'lionsgate' if slug == 'lionsgate' else ''}]\n"
            f"authors: [{'Caron de Beaumarchais' if slug == 'ia' else ''}]\n---\n\n{note}\n"
        )
    for number in range(24):
        files[f"content/entries/2024-W01/many-{number}.md"] = (
            f"---\nlink: https://many.example/{number}\ntitle: A thing of many {number}\nlanguage: en\n---\n"
        )
    return write(root, files)


@contextmanager
def built(root: Path) -> Iterator[str]:
    build(root, output=root / "build")
    with pages(root / "build", BASE_URL) as address:
        yield address


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    root = publication(tmp_path_factory.mktemp("publication"))
    with built(root) as address:
        yield f"{address}search/"


@pytest.fixture
def said(tab):
    """What the browser complains of, and every address it asks for."""
    lines: list[str] = []
    tab.on("console", lambda message: lines.append(message.text))
    tab.on("pageerror", lambda error: lines.append(str(error)))
    return lines


def titles(tab) -> list[str]:
    return [str(text) for text in tab.locator(".found-item h2 bdi").all_text_contents()]


def count(tab):
    return tab.get_by_role("status")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("auteur", "l-auteur"),
        ("l'auteur", "l-auteur"),
        ("l’auteur", "l-auteur"),
        ("AUTEURS", "l-auteur"),
        ("IA", "ia"),
        ("l'ia", "ia"),
        ("oeuvre", "oeuvre"),
        ("œuvre", "oeuvre"),
        ("coeur", "oeuvre"),
        ("realisateur", "realisateur"),
        ("réalisateurs", "realisateur"),
        ("film", "realisateur"),
        ("lionsgate's", "lionsgate"),
        ("runway lionsgate", "lionsgate"),
        ("filmmaker", "lionsgate"),
        ("未来", "cinema"),
        ("فيلم", "arabic"),
    ],
)
def test_what_is_typed_finds_what_is_printed(tab, address, said, typed, slug):
    tab.goto(address)
    tab.get_by_label("Words or names").fill(typed)
    expect(tab.get_by_role("link", name=TITLES[slug][0])).to_be_visible()
    assert said == []


def test_the_index_is_loaded_at_the_first_key_and_from_our_own_site_alone(tab, address):
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(address, wait_until="networkidle")
    assert [url for url in asked if "/index/" in url] == []
    tab.get_by_label("Words or names").press("a")
    expect(count(tab)).to_contain_text("results")
    assert any(url.endswith("/index/filters.json") for url in asked)
    assert {url.partition("/some/")[0] for url in asked} == {address.partition("/some/")[0]}


def test_a_result_is_shown_as_it_was_written_with_what_was_found_marked(tab, address):
    tab.goto(f"{address}?q=oeuvre")
    item = tab.locator(".found-item")
    expect(item.locator("mark")).to_have_text("œuvre")
    expect(item.get_by_role("link")).to_have_text("Une œuvre sans main")
    expect(item.locator("bdi[lang]").first).to_have_attribute("lang", "fr")
    assert "tools.example No. 2 Number 2" in " ".join(item.locator(".credit").inner_text().split())
    item.get_by_role("link").click()
    expect(tab).to_have_url(address.replace("search/", "issues/2026-W46/#oeuvre"))


def test_what_was_found_is_shown_also_where_it_stands_neither_in_title_nor_in_words(tab, address):
    tab.goto(f"{address}?q=beaumarchais")
    expect(tab.locator(".found-more mark")).to_have_text("Beaumarchais")
    tab.goto(f"{address}?q=argent")
    expect(tab.locator(".found-words mark")).to_have_text("argent")
    expect(tab.locator(".found-more")).to_have_count(0)


def test_a_word_that_no_page_holds_is_not_found_by_a_shorter_one(tab, address, said):
    # "au" is a word of the index, and so is "lionsgate".
    for query in ("auxiliaire", "lionsgate+auxiliaire", "lionsgateway"):
        tab.goto(f"{address}?q={query}")
        expect(count(tab)).to_have_text("Nothing found. Try fewer words, or another filter.")
    assert said == []


def test_a_result_without_a_date_says_when_it_was_read(tab, address):
    tab.goto(f"{address}?q=oeuvre")
    expect(tab.locator(".credit")).to_contain_text("9–15 November 2026")


def test_of_a_long_text_the_words_around_what_was_found_are_shown(tab, address):
    tab.goto(f"{address}?q=zeppelin")
    words = tab.locator(".found-words")
    expect(words.locator("mark")).to_have_text("zeppelin")
    text = words.inner_text()
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text.split()) == 42


def test_filters_narrow_down_alone_and_together_and_tell_how_many_there_are(tab, address):
    tab.goto(address)
    tab.get_by_label("Section").select_option("tools")
    expect(count(tab)).to_have_text("5 results")
    assert titles(tab)[0] == "Ce que l’IA change au cinéma"
    tab.get_by_label("Language").select_option("fr")
    expect(count(tab)).to_have_text("2 results")
    assert tab.get_by_label("Section").locator("option").all_text_contents() == ["Any section", "Tools (2)", "Law (2)"]
    assert "English (1)" in tab.get_by_label("Language").locator("option").all_text_contents()
    tab.get_by_label("Words or names").fill("oeuvre")
    expect(count(tab)).to_have_text("1 result")
    tab.get_by_label("Year").select_option("2026")
    expect(tab).to_have_url(f"{address}?q=oeuvre&language=fr&section=tools&year=2026")
    assert tab.get_by_label("Year").locator("option[value='2025']").is_disabled()


def test_an_address_can_be_shared_and_back_and_forward_work(tab, address):
    tab.goto(f"{address}?q=studio&source=tools-example&storyline=lionsgate&year=2025")
    expect(count(tab)).to_have_text("1 result")
    expect(tab.get_by_label("Source")).to_have_value("tools-example")
    tab.get_by_label("Year").select_option("")
    tab.get_by_label("Source").select_option("")
    expect(count(tab)).to_have_text("2 results")
    tab.go_back()
    tab.go_back()
    expect(tab.get_by_label("Year")).to_have_value("2025")
    expect(count(tab)).to_have_text("1 result")
    tab.go_forward()
    expect(tab.get_by_label("Year")).to_have_value("")


def test_everything_works_by_keyboard_alone(tab, address, said):
    tab.goto(address)
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.id") == "search_words":
            break
    tab.keyboard.type("many")
    tab.keyboard.press("Enter")
    expect(count(tab)).to_have_text("24 results")
    for _ in range(7):
        tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Start anew"
    for _ in range(11):
        tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Show more"
    tab.keyboard.press("Enter")
    expect(tab.locator(".found-item")).to_have_count(20)
    assert tab.evaluate("document.activeElement.textContent") == titles(tab)[10]
    tab.get_by_role("button", name="Show more").press("Enter")
    expect(tab.locator(".found-item")).to_have_count(24)
    expect(tab.get_by_role("button", name="Show more")).to_be_hidden()
    tab.get_by_role("button", name="Start anew").press("Enter")
    expect(tab).to_have_url(address)
    expect(tab.get_by_label("Words or names")).to_be_focused()
    assert said == []


def test_newest_first_is_an_order_of_its_own(tab, address):
    tab.goto(f"{address}?q=studio&order=newest")
    expect(count(tab)).to_have_text("3 results")
    assert titles(tab) == ["Lionsgate’s bet on Runway", "Number 4", "Lionsgate"]


def test_results_begin_on_the_first_sheet_of_paper(tab, address):
    tab.goto(f"{address}?q=many")
    tab.get_by_role("button", name="Show more").click()
    expect(tab.locator(".found-item")).to_have_count(20)
    sheets = PdfReader(io.BytesIO(tab.pdf(format="A4", landscape=True))).pages
    assert len(sheets) > 1
    assert "A thing of many" in sheets[0].extract_text()


@pytest.mark.parametrize("query", ["q=xylophone", "q=%21%21", "q=auteur&year=2025", "year=1900&q=xylophone"])
def test_nothing_found_is_said(tab, address, said, query):
    tab.goto(f"{address}?{query}")
    expect(count(tab)).to_have_text("Nothing found. Try fewer words, or another filter.")
    assert said == []


def test_an_index_that_cannot_be_loaded_is_said_and_asked_for_again(tab, address):
    tab.route("**/filters.json", lambda route: route.abort())
    tab.goto(f"{address}?q=auteur")
    expect(count(tab)).to_have_text("The index of the search cannot be loaded. Try again in a while.")
    tab.unroute("**/filters.json")
    tab.get_by_label("Words or names").press("Enter")
    expect(count(tab)).to_have_text("1 result")


def test_what_is_typed_is_never_markup(tab, address):
    tab.goto(f"{address}?q=%3Cimg+src%3Dx%3E&section=%22%3E%3Cb%3E")
    expect(count(tab)).to_have_text("Nothing found. Try fewer words, or another filter.")
    assert tab.locator("main img, main b").count() == 0


def test_without_a_script_the_page_leads_to_the_archive(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    expect(tab.get_by_role("search")).to_have_count(0)
    tab.get_by_role("link", name="Archive").last.click()
    expect(tab).to_have_url(address.replace("search/", "issues/"))
    context.close()


@pytest.mark.parametrize(
    ("query", "text"), [("", ""), ("?q=many", "24 results"), ("?q=xylophone", "Nothing found. Try fewer words")]
)
def test_axe_has_nothing_to_say_of_any_state(tab, address, query, text):
    tab.goto(address + query)
    expect(tab.locator("#found [role=status]")).to_contain_text(text)
    for width, scheme in VIEWS:
        assert violations(tab, width, scheme) == []


def test_the_interface_speaks_french(tab, tmp_path):
    root = publication(tmp_path / "publication")
    settings = root / "digest.yaml"
    settings.write_text(settings.read_text() + "language: fr\n")
    with built(root) as address:
        tab.goto(f"{address}search/?q=lionsgate")
        expect(count(tab)).to_have_text("2 résultats")
        expect(tab.locator(".mark .unseen").first).to_have_text("(en anglais)")
        tab.goto(f"{address}search/?q=xylophone")
        expect(count(tab)).to_have_text("Rien n’a été trouvé. Essayez avec moins de mots, ou un autre filtre.")


def test_an_empty_publication_has_a_page_of_search_too(tab, tmp_path, said):
    with built(write(tmp_path, {"digest.yaml": SETTINGS.replace("weekly/", "some/weekly/")})) as address:
        tab.goto(f"{address}search/?q=anything")
        expect(count(tab)).to_have_text("Nothing found. Try fewer words, or another filter.")
    assert said == []


HARD = (
    *(row[0] for row in TITLES.values()),
    "L'été d’un œuf : « Qu’est-ce ? » aujourd’hui, l`IA, l´auteur, l＇art",
    "ﬁlm ﬂ ŒUVRE Æon ẞtraße İzmir ıŞIK ŁÓDŹ Þór ŉ ſ ĳ",
    "ΟΔΥΣΣΕΥΣ ἐς Σίσυφος Ёлка Й",
    "한국 영화 が ガ ｶﾞ 映画 𠮷野家 กำ हिन्दी தமிழ்",
    "שָׁלוֹם مُحَمَّد ـــ",
    "GPT‑4o C++ R&B 2,5 % ½ x² ① Ⅷ 1980s '90s rock 'n' roll O’Brien’s",
    "co\u00adopé\u200bration a\u2028b\u0085c\tv\u00a0w\ufeffx 👩‍💻 🎬",
    "boss press news films réseaux jeux x' l' qu' ''",
    unicodedata.normalize("NFD", "Réalisatrice çà et là, cœur"),
    "".join(map(chr, range(0x20, 0x250))),
    " ".join(map(chr, range(0x250, 0xD800, 7))),
)


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_the_page_folds_what_is_typed_as_the_index_was_folded(tab, address, text):
    tab.goto(address)
    # What is no letter yet to this Python may be one to a newer browser.
    known = "".join(char for char in text if unicodedata.category(char) != "Cn")
    assert tab.evaluate("text => document.getElementById('search').fold(text)", known) == fold(known)
