"""Rules on words: placeholders, notes that repeat, links that say nothing, headings, languages; and what is none."""

from __future__ import annotations

from datetime import date
from time import process_time
from typing import Any

import pytest

from digest.content.publication import Reading
from digest.model import Correction, Image, Section, TextPage
from digest.publish.checks import run_checks
from digest.publish.checks.trackers import is_shortened, without_tracking
from tests.builders import entry, issue, publication, settings, storyline

TODAY = date(2026, 11, 22)


def told(*families: str, **parts: Any) -> list[str]:
    problems = run_checks(Reading(publication=publication(**parts), problems=()), (), today=TODAY)
    return [f"{problem.line} {problem.code}" for problem in problems if problem.code.startswith(families)]


def in_page(text: str, *families: str) -> list[str]:
    page = TextPage(name="about", title="About", body=text, path="content/pages/about.md", body_line=4)
    return told(*families, pages=(page,))


def kept(slug: str = "sora", **changes: Any) -> Any:
    return entry(slug, **{"body": "> Theirs.\n\nOurs.", "body_line": 6, "section": "tools"} | changes)


@pytest.mark.parametrize(
    "text",
    [
        "The figure is TK.",
        "TODO: ask Anna",
        "[TODO] ask",
        "**TODO** ask",
        "It cost XXXX dollars.",
        "TKTK",
        "FIXME",
        "Who said it (TBD)?",
        "À compléter : TK",
        "Lorem ipsum dolor",
        "Cost: ???",
        "- TK",
        "[TK](https://a.example/)",
        "_TODO_ ask Anna",
        "__TK__",
        "Cost (???)",
        "Le nom du film (À COMPLÉTER)",
        "Le film [à compléter] sort mardi",
    ],
)
def test_a_placeholder_is_told_wherever_the_editor_wrote_it(text):
    assert in_page(text, "TEXT001") == ["4 TEXT001"]
    draft = issue(status="draft", letter=text, body_line=7)
    assert told("TEXT001", issues=(draft,)) == ["7 TEXT001"]
    assert told("TEXT001", entries=(kept(body=f"> Theirs.\n\n{text}"),)) == ["8 TEXT001"]


@pytest.mark.parametrize(
    "text",
    [
        "A todo list, y todo lo demás, the Todos, MASTODON and KITKAT",
        "TK-421, do you copy? An XXX-rated film, xXx and XX",
        "`TODO` and\n\n```\nXXX\n```\n\n    TK in code",
        "> TODO, said the feed\n\nIt meant it.",
        'The film “XXX”, « TODO » and "TK"',
        "<!-- TODO ask Anna -->",
        "[a page](https://a.example/TODO/TK), <https://a.example/XXX>",
        "What?? Really!?",
        "#TODO is a tag, @TK a person",
        "MY_TODO and TK_421, un formulaire à compléter",
    ],
)
def test_what_only_looks_like_a_placeholder_is_left_alone(text):
    assert in_page(text, "TEXT") == [] or "<https" in text
    assert in_page(text, "TEXT001") == []


def test_a_placeholder_in_front_matter_is_told_at_its_key():
    lines = {"headline": 3, "image": 4, "corrections": 6}
    picture = Image(file="a.jpg", alt="TODO", credit="TK")
    row = Correction(date=TODAY, now="It was XXX.")
    owner = kept(headline="TK", image=picture, corrections=(row,), lines=lines)
    assert told("TEXT001", entries=(owner,)) == ["3 TEXT001", "4 TEXT001", "4 TEXT001", "6 TEXT001"]
    assert told("TEXT001", issues=(issue(title="TODO", status="draft", lines={"title": 2}),)) == ["2 TEXT001"]


def test_a_placeholder_in_what_readers_see_of_the_data_files_is_told():
    rows = (Section(id="tools", title="Tools", about="TODO"), Section(id="law", title="TK", retired=True))
    of_data = {"settings": settings(tagline="TK", sections=rows), "storylines": (storyline(about="Made in XXXX."),)}
    assert told("TEXT001", **of_data) == ["None TEXT001"] * 3
    assert told("TEXT001", settings=settings(), storylines=(storyline(about="Said in “XXX”, `TK`."),)) == []
    draft = issue(status="draft", editors=("Ana", "TBD"), lines={"editors": 5})
    assert told("TEXT001", issues=(draft,)) == ["5 TEXT001"]


def test_a_title_of_the_source_may_mean_what_it_says_and_a_headline_hides_it():
    assert told("TEXT", entries=(kept(title="XXX returns"),)) == ["1 TEXT002"]
    assert told("TEXT", entries=(kept(title="XXX returns", headline="Vin Diesel returns"),)) == []


def test_candidates_and_the_shelf_are_left_alone():
    entries = (
        kept(status="new", body="TODO"),
        kept("b", status="skip", body="TODO"),
        kept("c", issue="none", body="TK"),
    )
    assert told("TEXT", "LINK005", entries=entries) == []


@pytest.mark.parametrize(
    ("title", "note"),
    [
        ("Sora arrives", "Sora arrives"),
        ("Sora arrives", "“SORA” arrives!"),
        ("Sora « arrive » à Paris", "Sora arrive a Paris."),
        ("L’actrice qui n’existe pas", "L'actrice qui n'existe pas"),
        ("Sora goes to Hollywood", "[Sora goes to Hollywood](https://a.example/)."),
        ("Sora goes to Hollywood", "Sora goes to Holywood"),
        ("Sora goes to Hollywood", "**Sora goes to Hollywood.** And then some more words of ours."),
        ("Œuvre et élève", "OEUVRE ET ELEVE"),
    ],
)
def test_a_note_that_repeats_the_title_is_told(title, note):
    assert told("NOTE", entries=(kept(title=title, body=f"> Theirs.\n\n{note}"),)) == ["8 NOTE002"]
    assert told("NOTE", entries=(kept(headline=title, title="Other", body=note),)) == ["6 NOTE002"]


@pytest.mark.parametrize(
    ("title", "note"),
    [
        ("Sora", "Sora goes to Hollywood."),
        ("Sora goes to Hollywood", "The studios were asked, and said no."),
        ("Sora goes to Hollywood", "Hollywood goes to Sora, and asks."),
        ("Sora 2", "Sora 3"),
        ("2001", "1917"),
    ],
)
def test_a_note_that_says_something_else_is_not_told(title, note):
    assert told("NOTE", entries=(kept(title=title, body=note),)) == []


def test_a_note_of_a_comment_alone_is_none():
    assert told("NOTE", entries=(kept(body="> Theirs.\n\n<!-- later -->"),)) == ["6 NOTE001"]


@pytest.mark.parametrize(
    "text",
    [
        "[here](https://a.example/)",
        "[Click here!](https://a.example/)",
        "[**here**](https://a.example/a_(b))",
        "[ici](/about/)",
        "[Cliquez ici](https://a.example/)",
        "[Lire la suite →](https://a.example/)",
        "[En savoir plus…](https://a.example/)",
        '[this link](https://a.example/ "Title")',
        "[à lire](https://a.example/)",
        "[here][1]\n\n[1]: https://a.example/",
        "[here][]\n\n[here]: https://a.example/",
        "[here]\n\n[here]: https://a.example/",
        '<a href="https://a.example/">here</a>',
        "<https://a.example/>",
        "[https://a.example/](https://a.example/)",
        "[www.a.example](https://a.example/)",
        "[](https://a.example/)",
        "[a.example/2026/film](https://a.example/2026/film)",
        "[read&nbsp;more](https://a.example/)",
        "[l’article](https://a.example/)",
        "[here](https://a.example/Here_(film))",
        "<a href=https://a.example/>here</a>",
    ],
)
def test_a_link_whose_words_say_nothing_is_told(text):
    assert in_page(f"See {text}", "TEXT003") == ["4 TEXT003"]


@pytest.mark.parametrize(
    "text",
    [
        "[the union’s answer](https://a.example/)",
        "[here is why](https://a.example/)",
        "[a.example](https://a.example/)",
        "<mailto:a@b.example> and <a@b.example>",
        "![here](/images/a.jpg)",
        "[![The poster](/images/a.jpg)](https://a.example/)",
        "`[here](https://a.example/)`",
        "> [here](https://a.example/)\n\nTheirs.",
        "a note[^here]\n\n[^here]: Of ours.",
        "an array[here] and \\[here](no link)",
        "Tom Hanks in [*Here*](https://a.example/), then [_It_](https://b.example/) and [*Ça*](https://c.example/)",
        '<a href="https://a.example/"><cite>More</cite></a>',
    ],
)
def test_a_link_whose_words_say_something_is_not_told(text):
    assert in_page(text, "TEXT003") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n\nx", ["4 HEAD001"]),
        ("One\n===\n\nx", ["4 HEAD001"]),
        ("#Alive is a film\n\nx", ["4 HEAD001"]),
        ("<h1>One</h1>\n\nx", ["4 HEAD001"]),
        ("## Two\n\nx\n\n#### Four\n\nx", ["8 HEAD002"]),
        ("## Two\n\nx\n\n##\n\nx", ["8 HEAD003"]),
        ("## Two\n\n## Two more\n\nx", ["4 HEAD004"]),
        ("x\n\n## The end", ["6 HEAD004"]),
        ("## Two\n\n### Three\n\nx\n\n## Two\n\nx", []),
        ("### Three\n\nx\n\n## Two\n\nx", []),
        ("Two\n---\n\nx", []),
        ("x\n\n---\n\ny", []),
        ("```\n# a comment\n```\n\n    # code\n\n> # theirs", []),
        ("## `code`\n\nx", []),
        ("## Picture\n\n![a](/images/a.jpg)", []),
        ("| a |\n|---|\n| b |", []),
        ("We are #1, and \\# is no heading", []),
    ],
)
def test_headings_are_in_step_and_over_something(text, expected):
    assert in_page(text, "HEAD") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![](/images/a.jpg)", ["4 PIC001"]),
        ("![ ](/images/a.jpg)", ["4 PIC001"]),
        ("![][1]\n\n[1]: /images/a.jpg", ["4 PIC001"]),
        ('<img src="/images/a.jpg">', ["4 PIC001"]),
        ('<img src="/images/a.jpg" alt="">', ["4 PIC001"]),
        ("![A still](/images/a.jpg)", []),
        ('<img src="/images/a.jpg" alt="A still">', []),
        ("`![](/images/a.jpg)`", []),
    ],
)
def test_a_picture_has_words(text, expected):
    assert in_page(text, "PIC") == expected


def test_a_picture_of_a_front_matter_has_a_credit():
    picture = Image(file="a.jpg", alt="A still")
    named = Image(file="a.jpg", alt="A still", credit="A studio")
    assert told("PIC", entries=(kept(image=picture, lines={"image": 9}),)) == ["9 PIC002"]
    assert told("PIC", issues=(issue(status="draft", image=picture),)) == ["1 PIC002"]
    assert told("PIC", entries=(kept(image=named),), issues=(issue(status="draft", image=named),)) == []


def test_a_language_is_missed_only_where_there_are_several():
    unmarked, french = kept(language=None), kept("b", language="fr")
    assert told("LANG001", entries=(unmarked,)) == []
    assert told("LANG001", entries=(unmarked, french)) == ["1 LANG001"]
    assert told("LANG001", entries=(kept(language="en-GB"), kept("b", language="en"))) == []


def test_a_language_is_doubted_only_when_that_is_sure():
    french = "Les studios demandent au gouvernement une loi contre les doubles numériques des acteurs"
    long = kept(title=french, body=f"> {french}.\n\nOurs.", language="en", lines={"language": 5})
    assert told("LANG002", entries=(long,)) == ["5 LANG002"]
    assert told("LANG002", entries=(kept(title="Sora, mon amour", language="en"),)) == []
    letter = issue(status="draft", letter=f"{french}. {french}.")
    assert told("LANG002", issues=(letter,)) == ["1 LANG002"]
    assert told("LANG002", issues=(issue(status="draft", language="fr", letter=f"{french}. {french}."),)) == []


def sources(*names: str) -> Any:
    entries = tuple(kept(f"e{number}", source=name, language="en") for number, name in enumerate(names))
    return told("BAL", entries=entries, issues=(issue(status="draft"),))


def test_a_source_with_too_large_a_share_is_told():
    assert sources("a", "a", "a", "b") == ["1 BAL001"]
    assert sources("a", "a", "a", "b", "c", "d", "e", "f") == []
    assert sources("a", "a", "b", "b") == []
    assert sources("a", "a", "a") == []


@pytest.mark.parametrize(
    ("link", "clean"),
    [
        ("https://a.example/?utm_source=x", "https://a.example/"),
        ("https://a.example/?a=1&utm_source=x&b=2#part", "https://a.example/?a=1&b=2#part"),
        ("https://a.example/?utm_source=x&amp;a=1", "https://a.example/?a=1"),
        ("https://a.example/#xtor=RSS-3208", "https://a.example/"),
        ("https://a.example/?UTM_Source=x&fbclid=y", "https://a.example/"),
        ("https://A.example/%C3%A9?b&a=utm_source", "https://A.example/%C3%A9?b&a=utm_source"),
        ("https://a.example/#t=30", "https://a.example/#t=30"),
        ("https://[bad/?utm_source=x", "https://[bad/?utm_source=x"),
    ],
)
def test_only_what_tells_where_readers_came_from_is_taken_out(link, clean):
    assert without_tracking(link) == clean


@pytest.mark.parametrize(("link", "expected"), [
    ("https://bit.ly/abc", True),
    ("https://www.t.co/abc", True),
    ("https://news.google.com/rss/articles/abc", True),
    ("https://news.google.com/", False),
    ("https://bit.ly/", False),
    ("https://orbit.ly/abc", False),
    ("https://youtu.be/abc", False),
])  # fmt: skip
def test_a_shortener_is_known_by_its_host(link, expected):
    assert is_shortened(link) is expected


def test_links_of_texts_and_of_other_coverage_are_looked_at_and_archived_copies_left():
    archived = kept(archived="https://archive.example/https://a.example/?utm_source=x", lines={"archived": 9})
    assert told("LINK005", entries=(archived,)) == []
    assert in_page("[a page](https://a.example/?utm_source=x)", "LINK005") == ["4 LINK005"]
    assert in_page("[a film](https://a.example/Her_(film)?utm_source=x)", "LINK005") == ["4 LINK005"]
    assert in_page("<A HREF=https://a.example/?utm_source=x>a page</A>", "LINK005") == ["4 LINK005"]
    assert in_page("> [theirs](https://a.example/?utm_source=x)\n\nx", "LINK005") == ["4 LINK005"]


OPENERS = '[ [a ![ ]( [x]( <img <h1> <h1 “ " ` <!-- ** TK http:// & ( [^a]'.split()


@pytest.mark.parametrize("piece", [*OPENERS, "<a href ", "<a href='x'>", "\n[", "\n> ", "\n#", "x\n=\n\n", "\n    "])
def test_a_text_of_nothing_but_openers_costs_little(piece):
    text = (piece * (60_000 // len(piece)))[:60_000]
    started = process_time()
    in_page(text, "TEXT", "HEAD", "PIC", "LINK")
    assert process_time() - started < 8
