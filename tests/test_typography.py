from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from digest.build import build
from digest.compose import views
from digest.content.theme import read_theme
from digest.render.filters import name
from digest.render.html import Renderer
from digest.render.typesetting import typeset
from digest.render.typography import kept_together, typeset_text
from tests.builders import SETTINGS, entry_file, write
from tests.example_site import INFO, entry, french, issue, line, page, prose

REPOSITORY = Path(__file__).resolve().parent.parent
# In the tables a narrow no-break space is written ~, a no-break space _.
PLAIN = (
    ("Quoi ?", "Quoi~?"),
    ("Quoi?", "Quoi~?"),
    ("Vite  !", "Vite~!"),
    ("Oui ; non;", "Oui~; non~;"),
    ("Sora : un essai", "Sora_: un essai"),
    ("Sora: un essai", "Sora_: un essai"),
    ("d’un coup\n: rien", "d’un coup_: rien"),
    ("un espace fin\u2009!", "un espace fin~!"),
    ("« Sora »", "«_Sora_»"),
    ("«Sora»", "«_Sora_»"),
    ("«Quoi?»", "«_Quoi~?_»"),
    ("« « Sora » » !", "«_«_Sora_»_»~!"),
    ("Quoi ?!", "Quoi~?!"),
    ("Quoi?! Non!!!", "Quoi~?! Non~!!!"),
    ("Quoi…?", "Quoi…~?"),
    ("(vraiment?)", "(vraiment~?)"),
    ("Il dit: « oui »", "Il dit_: «_oui_»"),
    ('Il dit : "oui"', 'Il dit_: "oui"'),
    ("50 %: la moitié", "50 %_: la moitié"),
)
UNTOUCHED = (
    "rien à faire, rien du tout.",
    "à 9:30, en 16:9",
    "std::move et a :: b",
    "un :slug: ici",
    "bien :) ou ;-) ou :D",
    "(?) [!] (! non)",
    "! en tête",
    "?",
    "https://example.org/a?b=c! mailto:a@example.org",
    "voir page?id=3",
    "Yahoo!Finance",
    "insécable_! et_? et_: et~;",
    "«_Sora_» et «~Sora~»",
    "«»",
    "a != b",
)
MARKED_UP = (
    ("<p><em>Sora</em> !</p>", "<p><em>Sora</em>~!</p>"),
    ("<p><em>Sora</em>!</p>", "<p><em>Sora</em>~!</p>"),
    ("<p><em>Sora </em>!</p>", "<p><em>Sora~</em>!</p>"),
    ("<p>Sora <b>?</b></p>", "<p>Sora~<b>?</b></p>"),
    ("<p>« <em>Sora</em> »</p>", "<p>«_<em>Sora</em>_»</p>"),
    ("<p>«<a href='x'> Sora</a>»</p>", "<p>«<a href='x'>_Sora</a>_»</p>"),
    ("<p>Quoi<sup>1</sup>?</p>", "<p>Quoi<sup>1</sup>~?</p>"),
    ("<p><!-- a ? --> non ?</p>", "<p><!-- a ? --> non~?</p>"),
    ("<p>Tom &amp; &#39;Jerry&#39; ; oui</p>", "<p>Tom &amp; &#39;Jerry&#39;~; oui</p>"),
    ("<p>Sora&nbsp;: « &amp; »</p>", "<p>Sora&nbsp;: «_&amp;_»</p>"),
    ("<p><code>a ? b : c</code> ?</p>", "<p><code>a ? b : c</code>~?</p>"),
    ('<img alt="Qui ?" src="/a?b : c">', '<img alt="Qui~?" src="/a?b : c">'),
    ('<a href="x ? y" title="Qui ?">là</a>', '<a href="x ? y" title="Qui~?">là</a>'),
    ('<meta name="description" content="Qui ?">', '<meta name="description" content="Qui~?">'),
    ('<p lang="en">What ? <i lang="fr">Quoi ?</i> So ?</p>', '<p lang="en">What ? <i lang="fr">Quoi~?</i> So ?</p>'),
    ("<p>Lu <i lang='en'>What ?</i> ?</p>", "<p>Lu <i lang='en'>What ?</i>~?</p>"),
    ('<ul><li lang="en">What ?<li>Quoi ?</ul>Qui ?', '<ul><li lang="en">What ?<li>Quoi ?</ul>Qui~?'),
    ("<p lang=fr-CA>Quoi ?</p>", "<p lang=fr-CA>Quoi~?</p>"),
)
LEFT_ALONE = (
    "<pre>a ?</pre>",
    "<p><code>a ?</code></p>",
    "<kbd>!</kbd>",
    "<p>Fin</p> <p>! début</p>",
    "<p>a<br>? b</p>",
    '<p>a <a href="https://x.example/?a">https://x.example/?a!b</a></p>',
    '<meta name="viewport" content="a : b">',
    '<p lang="en">What ? <code lang="fr">Quoi ?</code></p>',
    "<p>Yahoo&#33;</p>",
    "<style>a : b</style>",
)
PIECES = ("Sora", " ", "\n", "\u00a0", "\u202f", "\u2009", *';:!?«»()"', "://", "a:b", ":a:", "…", "9:30")
TAGS = (
    "<em>",
    "</em>",
    "<p>",
    "</p>",
    '<i lang="en">',
    "</i>",
    "<code>",
    "</code>",
    "<br>",
    "&amp;",
    "&nbsp;",
    "&#33;",
)


def spaces(text: str) -> str:
    """The notation of the tables."""
    return text.replace("~", "\u202f").replace("_", "\u00a0")


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(("typed", "shown"), PLAIN)
def test_french_text_gets_its_spaces(typed, shown):
    assert typeset_text(typed, "fr") == spaces(shown)
    assert typeset(f"<p>{typed}</p>", "fr") == spaces(f"<p>{shown}</p>")


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_mark_of_a_sentence_stays(text):
    assert typeset_text(spaces(text), "fr") == spaces(text)
    assert typeset(f"<p>{spaces(text)}</p>", "fr") == f"<p>{spaces(text)}</p>"


@pytest.mark.parametrize(("html", "shown"), MARKED_UP)
def test_the_rules_read_across_inline_tags_and_stop_at_other_languages_and_code(html, shown):
    assert typeset(html, "fr") == spaces(shown)


@pytest.mark.parametrize("html", LEFT_ALONE)
def test_code_addresses_and_the_edges_of_blocks_stay(html):
    assert typeset(html, "fr") == html


@pytest.mark.parametrize("typed", [typed for typed, _ in (*PLAIN, *MARKED_UP) if "lang" not in typed])
def test_text_in_another_language_stays(typed):
    assert typeset_text(typed, "en") == typed
    assert typeset(typed, "en") == typed
    assert typeset(f'<div lang="en-GB">{typed}</div>', "fr") == f'<div lang="en-GB">{typed}</div>'


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_text_set_twice_is_text_set_once_and_nothing_but_spaces_changes(text):
    once = typeset_text(text, "fr")
    assert typeset_text(once, "fr") == once
    assert without_spaces(once) == without_spaces(text)


@given(st.lists(st.sampled_from((*PIECES, *TAGS))).map("".join))
def test_html_set_twice_is_html_set_once_and_nothing_but_spaces_changes(html):
    once = typeset(html, "fr")
    assert typeset(once, "fr") == once
    assert without_spaces(once) == without_spaces(html)


@given(st.text())
def test_any_text_at_all_is_borne(text):
    assert without_spaces(typeset(text, "fr")) == without_spaces(text)


@pytest.mark.parametrize("word", ["!", " ", " !", "« ", ":a", "<b></b>", "!<b></b>", "&a", "://"])
def test_a_long_row_of_marks_takes_no_long_time(word):
    """What grows with the square of this takes an hour."""
    text = f"<p>{word * (600_000 // len(word))}a</p>"
    assert without_spaces(typeset(text, "fr")) == without_spaces(text)


def test_a_name_gets_no_space_but_those_it_has_do_not_break():
    assert kept_together("Yahoo! Vivre : un film") == spaces("Yahoo! Vivre_: un film")
    shown = name("Mission: <Impossible> !", around="fr")
    assert shown == spaces("Mission&#58; &lt;Impossible&gt;~&#33;")
    assert typeset(shown, "fr") == shown
    assert name("Yahoo! <a>", around="en") == "Yahoo! <a>"


def french_page(shown: views.EntryView) -> str:
    info = replace(INFO, language="fr", title="Le cinéma : la semaine")
    site = Renderer(read_theme(REPOSITORY), info)
    opened = replace(
        issue(),
        line=line(title="What now ?", language="en"),
        letter=prose("Is it art ? `a ? b`", "en"),
        lead=shown,
        sections=(),
    )
    return site.page(page("/issues/2024-W12/", views.IssuePage(issue=opened)))


def test_on_a_french_page_the_interface_and_french_notes_are_set_and_english_words_are_not():
    source = views.SourceRef(slug="yahoo", title="Yahoo!", path="/sources/yahoo/")
    html = french_page(french(headline="Sora: qui paie ?", note=prose("*Sora*!", "fr"), source=source))
    soup: Any = BeautifulSoup(html, "html.parser")
    assert soup.select_one(".masthead-title").text == spaces("Le cinéma_: la semaine")
    assert soup.select_one("h1").text == "What now ?"
    assert soup.title.text.startswith("What now ?")
    assert soup.title["lang"] == "en"
    assert soup.select_one(".letter").text.strip() == "Is it art ? a ? b"
    assert soup.select_one(".headline-link").text == spaces("Sora_: qui paie~?")
    assert soup.select_one(".entry .prose").text.strip() == spaces("Sora~!")
    assert soup.select_one(".credit-source").text == "Yahoo!"


def test_on_an_english_page_only_what_says_that_it_is_french_is_set():
    site = Renderer(read_theme(REPOSITORY), INFO)
    shown = replace(issue(), lead=entry(headline="What ?"), sections=(views.SectionView(
        id="a", title="Tools ?", about="", entries=(french(headline="Quoi ?", quotation=prose("> Non !", "fr")),)
    ),))  # fmt: skip
    html = site.page(page("/issues/2024-W12/", views.IssuePage(issue=shown)))
    assert ">What ?</a>" in html
    assert ">Tools ?</a></h2>" in html
    assert spaces("Quoi~?</bdi>") in html
    assert spaces("Non~!</bdi>") in html


def publication(root: Path, language: str, title: str) -> Path:
    letter = (
        f"---\ntitle: {title}\ndate: 2026-11-23\nstatus: published\nnumber: 1\nlanguage: {language}\n---\n\n« Et ? »\n"
    )
    files = {
        "digest.yaml": SETTINGS + f"language: {language}\n",
        "content/issues/2026-W47.md": letter,
        "content/entries/2026-W47/sora.md": entry_file("Qui paie ?", note="`a ? b` !", language=language, slug="sora"),
    }
    return write(root, files)


def built(root: Path) -> dict[str, str]:
    build(root, output=root / "build")
    suffixes = {".html", ".xml", ".json"}
    return {
        path.relative_to(root / "build").as_posix(): path.read_text(encoding="utf-8")
        for path in (root / "build").rglob("*")
        if path.suffix in suffixes and path.name != ".digest.json"
    }


def test_pages_and_feeds_of_a_french_publication_are_set_and_its_files_are_not_changed(tmp_path):
    root = publication(tmp_path, "fr", "Et maintenant ?")
    before = {path: path.read_bytes() for path in (root / "content").rglob("*.md")}
    files = built(root)
    assert {path: path.read_bytes() for path in before} == before
    for path in ("issues/2026-W47/index.html", "feed.xml", "atom.xml", "feed.json"):
        assert spaces("Et maintenant~?") in files[path]
        assert spaces("«_Et~?_»") in files[path]
    for path in ("issues/2026-W47/index.html", "feed.xml", "atom.xml", "feed.json", "entries.xml"):
        assert spaces("Qui paie~?") in files[path]
        assert "Qui paie ?" not in files[path]
        assert "a ? b" in files[path]


def test_an_english_publication_has_no_french_space(tmp_path):
    files = built(publication(tmp_path, "en", "And now ?"))
    assert not [path for path, text in files.items() if "\u202f" in text or "\u00a0" in text or "&nbsp;" in text]
    assert "And now ?" in files["issues/2026-W47/index.html"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Quoi ?<sup>1</sup>", "Quoi\u202f?<sup>1</sup>"),
        ("Bon ;<sup>2</sup> b", "Bon\u202f;<sup>2</sup> b"),
        ("Oui :<a href='x'>non</a>", "Oui\u00a0:<a href='x'>non</a>"),
        ("On tape :<code>ls</code>", "On tape\u00a0:<code>ls</code>"),
        ("x?<wbr>y=1 et 9:<b>30</b>", "x?<wbr>y=1 et 9:<b>30</b>"),
    ],
)
def test_a_mark_behind_a_space_is_set_also_before_a_note_or_a_link(typed, shown):
    assert typeset(typed, "fr") == shown
    assert typeset(shown, "fr") == shown
