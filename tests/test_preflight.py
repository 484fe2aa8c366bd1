"""One publication with one of each problem: every rule finds its own at its line, with a hint; none hides another."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from digest.content.memory import format_record, format_seen, text_digest
from digest.content.publication import Reading, read_publication, read_records
from digest.diagnostics import DIAGNOSTICS
from digest.errors import Problem
from digest.model import PublishedEntry, PublishedIssue
from digest.publish.checks import RULES, judge
from digest.publish.checks.answers import Answer
from tests.builders import seen, write
from tests.photographs import moving, saved
from tests.trees import write_tree

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETTINGS = """\
id: tag:example.org,2026:digest
title: The Weekly
base_url: https://example.org/weekly/
timezone: Europe/Paris
silence: [NOTE01]
sections:
  - {id: tools, title: Tools, limit: 2}
  - {id: craft, title: Craft}
  - {id: law, title: Law, retired: true}
"""
FEEDS = """\
- {slug: variety, title: Variety, feed: 'https://variety.example/feed', site: 'https://variety.example/', language: fr}
- {slug: retired, title: R, feed: 'https://r.example/feed', section: law}
"""
FRENCH = "Les studios demandent une loi contre les doubles numériques des acteurs"
LETTER = """\
Dear reader, the answer is TK.

# A heading of the page

#### Too deep

##

## Over nothing

## Links

[Here](https://ok.example/), and [nowhere](/nowhere/), [relative](nowhere), [lost](/issues/2026-W47/#nope).

![](/images/heavy-a.jpg) ![b](/images/heavy-b.jpg) ![c](/images/heavy-c.jpg) ![m](/images/moves.gif)
"""


def entry(link: str, *lines: str, title: str = "A title", body: str = "A note.") -> str:
    """Its id comes from the link; its section is `tools`, unless a line says another."""
    given = (*lines, *(() if any(line.startswith("section:") for line in lines) else ("section: tools",)))
    return "\n".join(("---", f"link: {link}", f"title: {title}", *given, "---", "", body, ""))


def issue(*lines: str, letter: str = "Dear reader.") -> str:
    return "\n".join(("---", *lines, "---", "", letter, ""))


W40 = issue("title: Out", "date: 2026-10-05", "number: 1", "status: published", "lead: words")
W42 = issue("title: Out", "date: 2026-10-19", "number: 2", "status: published", "lead: fine")
OUT = {
    name: entry(f"https://out.example/{name}", "language: en")
    for name in ("words", "filed", "why", "day", "told", "vanished")
}
FINE = entry("https://out.example/fine", "language: en")
FILES: dict[str, str | bytes] = {
    "digest.yaml": SETTINGS,
    "content/feeds.yaml": FEEDS,
    "content/issues/2026-W38.md": issue("title: Nothing", "status: frozen"),
    "content/issues/2026-W39.md": issue("title: By hand", "status: published", "lead: by-hand"),
    "content/entries/2026-W39/by-hand.md": entry("https://a.example/by-hand"),
    "content/entries/2026-W39/waits.md": entry("https://a.example/waits", "status: new"),
    "content/issues/2026-W40.md": W40,
    "content/entries/2026-W40/words.md": OUT["words"].replace("A note.", "Another note."),
    "content/entries/2026-W40/told.md": OUT["told"].replace(
        "section:", "corrections: [{date: 2026-10-07, now: Two.}]\nsection:"
    ),
    "content/entries/2026-W40/filed.md": OUT["filed"].replace("section:", "tags: [new]\nsection:"),
    "content/entries/2026-W40/why.md": OUT["why"].replace("section:", "status: withdrawn\nsection:"),
    "content/entries/2026-W40/day.md": OUT["day"].replace("section:", "status: withdrawn\nwhy: Wrong.\nsection:"),
    "content/entries/2026-W40/added.md": entry("https://out.example/added"),
    "content/issues/2026-W41.md": issue("title: Not out any more", "status: draft", "date: 2026-12-24"),
    "content/entries/2026-W41/back.md": entry("https://out.example/back"),
    "content/issues/2026-W42.md": W42,
    "content/entries/2026-W42/fine.md": FINE,
    "content/issues/2026-W47.md": issue("status: draft", letter=""),
    "content/entries/2026-W47/retired.md": entry("https://a.example/retired", "section: law"),
    "content/entries/2026-W47/future.md": entry("https://a.example/future", "published: 2026-12-24"),
    "content/entries/2026-W47/twin.md": entry("https://a.example/future"),
    "content/entries/2026-W47/before.md": entry("https://out.example/words"),
    "content/entries/2026-W47/also.md": entry(
        "https://a.example/also", "also:", "  - link: https://a.example/retired", "id: aaaaaaaaaaaaaaaa"
    ),
    "content/entries/2026-W47/tracked.md": entry("https://a.example/tracked?utm_source=rss"),
    "content/entries/2026-W47/short.md": entry("https://bit.ly/abc"),
    "content/entries/2026-W47/gone.md": entry("https://a.example/404"),
    "content/entries/2026-W47/wall.md": entry("https://a.example/403", body="A note\u202e."),
    "content/entries/2026-W47/moved.md": entry("https://a.example/301"),
    "content/entries/2026-W47/plain.md": entry("http://a.example/http"),
    "content/entries/2026-W47/bare.md": entry("https://a.example/bare", body="> Theirs alone."),
    "content/entries/2026-W47/echo.md": entry(
        "https://a.example/echo", title="Sora « arrive » à Paris", body="Theirs.\n\n*Sora arrive a Paris!*"
    ).replace("Theirs.\n\n", "> Theirs.\n\n"),
    "content/entries/2026-W47/todo.md": entry("https://a.example/todo", title="TODO find the title"),
    "content/entries/2026-W47/french.md": entry(
        "https://a.example/french", "language: en", title=FRENCH, body=f"> {FRENCH}, et d’autres hésitent.\n\nOurs."
    ),
    "content/entries/2026-W47/seen.md": entry(
        "https://a.example/seen", "image:", "  file: heavy-a.jpg", "  alt: A still", "corrections:",
        "  - {date: 2026-12-24, now: Right.}",
    ),
    "content/entries/2026-W47/unread.md": "---\ntitle: x\n  y: z\n---\n",
    "content/entries/2026-W47/nosection.md": "---\nlink: https://a.example/n\ntitle: N\n---\n\nOurs.\n",
    "content/entries/2026-W47/unknown.md": entry("https://a.example/unknown", "section: nope"),
    "content/issues/2026-W48.md": issue("title: Next", "status: draft", "lead: one", letter=LETTER),
    "content/entries/2026-W48/one.md": entry("https://variety.example/1", "source: variety"),
    "content/entries/2026-W48/two.md": entry("https://variety.example/2", "source: variety.example"),
    "content/entries/2026-W48/three.md": entry("https://variety.example/3", "source: variety", "language: fr"),
    "content/entries/2026-W48/four.md": entry("https://a.example/retired"),
    "content/entries/2026-W50/lost.md": entry("https://a.example/lost"),
    "content/images/heavy-a.jpg": b"x" * 600_000,
    "content/images/heavy-b.jpg": b"x" * 400_000,
    "content/images/heavy-c.jpg": b"x" * 501_000,
    "content/images/moves.gif": moving(),
}  # fmt: skip
E = "content/entries/2026-W47"
EXAMPLES = {
    "SET001": ("digest.yaml", ""),
    "SEC001": (f"{E}/retired.md", "section: law"),
    "SEC002": ("content/issues/2026-W47.md", "---"),
    "SEC003": (f"{E}/nosection.md", "---"),
    "SEC004": ("content/feeds.yaml", "slug: retired"),
    "SEC005": ("content/issues/2026-W47.md", "---"),
    "DATE001": ("content/issues/2026-W41.md", "date: 2026-12-24"),
    "DATE002": (f"{E}/future.md", "published: 2026-12-24"),
    "DATE003": (f"{E}/seen.md", "corrections:"),
    "LINK001": (f"{E}/twin.md", "link:"),
    "LINK002": (f"{E}/before.md", "link:"),
    "LINK003": ("content/entries/2026-W48/four.md", "link:"),
    "LINK004": (f"{E}/also.md", "also:"),
    "LINK005": (f"{E}/tracked.md", "link:"),
    "LINK006": (f"{E}/short.md", "link:"),
    "WEB001": (f"{E}/gone.md", "link:"),
    "WEB002": (f"{E}/wall.md", "link:"),
    "WEB003": (f"{E}/moved.md", "link:"),
    "WEB004": (f"{E}/plain.md", "link:"),
    "NOTE001": (f"{E}/bare.md", "> Theirs"),
    "NOTE002": (f"{E}/echo.md", "*Sora"),
    "TEXT001": ("content/issues/2026-W48.md", "TK"),
    "TEXT002": (f"{E}/todo.md", "title: TODO"),
    "TEXT003": ("content/issues/2026-W48.md", "[Here]"),
    "TEXT004": (f"{E}/wall.md", "A note"),
    "HEAD001": ("content/issues/2026-W48.md", "# A heading"),
    "HEAD002": ("content/issues/2026-W48.md", "#### Too deep"),
    "HEAD003": ("content/issues/2026-W48.md", "##\n"),
    "HEAD004": ("content/issues/2026-W48.md", "## Over nothing"),
    "PIC001": ("content/issues/2026-W48.md", "![]"),
    "PIC002": (f"{E}/seen.md", "image:"),
    "PIC003": ("content/images/heavy-a.jpg", ""),
    "PIC004": ("content/issues/2026-W48.md", "---"),
    "PIC005": ("content/images/heavy-b.jpg", ""),
    "PIC006": ("content/images/moves.gif", ""),
    "LANG001": ("content/entries/2026-W48/one.md", "---"),
    "LANG002": (f"{E}/french.md", "language: en"),
    "BAL001": ("content/issues/2026-W48.md", "---"),
    "ISSUE001": ("content/issues/2026-W47.md", "---"),
    "ISSUE002": ("content/issues/2026-W47.md", "status:"),
    "ISSUE003": ("content/issues/2026-W47.md", "---"),
    "ISSUE004": ("content/issues/2026-W39.md", "status:"),
    "ISSUE005": ("content/issues/2026-W39.md", "status:"),
    "ISSUE006": ("content/issues/2026-W39.md", "status:"),
    "ISSUE007": ("content/entries/2026-W50/lost.md", "---"),
    "ISSUE008": ("content/issues/2026-W39.md", "status:"),
    "ISSUE009": ("content/issues/2026-W38.md", "status:"),
    "PUB001": ("content/entries/2026-W40/words.md", "Another note."),
    "PUB002": ("content/entries/2026-W40/filed.md", "tags:"),
    "PUB003": ("content/entries/2026-W40/why.md", "status:"),
    "PUB004": ("content/entries/2026-W40/day.md", "status:"),
    "PUB005": ("content/entries/2026-W40/added.md", "---"),
    "PUB006": ("content/issues/2026-W41.md", "status:"),
    "PUB008": ("content/entries/2026-W40/told.md", "corrections:"),
    "PUB007": ("content/published/2026-W42.json", "{"),
    "ID005": ("content/issues/2026-W40.md", "---"),
    "NEWS001": (f"{E}/also.md", "also:"),
    "NEWS002": (f"{E}/also.md", "title:"),
    "BODY001": ("content/issues/2026-W48.md", "[nowhere]"),
    "BODY002": ("content/issues/2026-W48.md", "[relative]"),
    "BODY003": ("content/issues/2026-W48.md", "[lost]"),
    "SITE001": ("build/index.html", "/weekly/nope/"),
    "SITE002": ("build/index.html", "#nope"),
    "SITE003": ("build/index.html", "/about/"),
    "SITE004": ("build/index.html", ""),
    "REF001": (f"{E}/unknown.md", "section: nope"),
    "YAML001": (f"{E}/unread.md", "y: z"),
}
"""Where each is: a file, and what stands on the line; "" for a file without lines or a line that may be any."""
HOME = """\
<head><link rel="canonical" href="https://example.org/weekly/"></head>
<a href="/weekly/nope/">x</a>
<a href="#nope">x</a>
<a href="/about/">x</a>
"""


def record(week: str, number: int, text: str, entries: dict[str, str], digest: str = "") -> bytes:
    rows = tuple(PublishedEntry(slug=slug, digest=text_digest(row), text=row) for slug, row in entries.items())
    digest = digest or text_digest(text)
    return format_record(PublishedIssue(issue=week, number=number, digest=digest, text=text, entries=rows)).encode()


def answers() -> dict[str, Answer]:
    return {
        "https://a.example/404": Answer(state="gone", asked=NOW, reason="no such page (404)"),
        "https://a.example/403": Answer(state="unclear", asked=NOW, reason="refuses us (403)"),
        "https://a.example/301": Answer(state="there", asked=NOW, leads_to="https://b.example/1", is_moved=True),
        "https://a.example/http": Answer(state="there", asked=NOW, leads_to="https://a.example/http"),
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = write(tmp_path_factory.mktemp("faults"), FILES)
    news = (seen("1" * 16, "also aaaaaaaaaaaaaaaa"), seen("2" * 16, "title aaaaaaaaaaaaaaaa", title="Renamed"))
    write(
        root,
        {
            "digest.yaml": SETTINGS,
            "content/seen/2026-W47/run.tsv": format_seen(news),
            "content/published/2026-W40.json": record("2026-W40", 1, W40, OUT),
            "content/published/2026-W41.json": record("2026-W41", 3, "", {}),
            "content/published/2026-W42.json": record("2026-W42", 2, W42, {"fine": FINE}, digest="0" * 64),
        },
    )
    write_tree(root / "build", {"index.html": f"{HOME}{'x' * 500_000}".encode()})
    return root


@pytest.fixture(scope="module")
def problems(root):
    lost: list[Problem] = []
    records = read_records(root, lost)
    reading = read_publication(root)
    reading = Reading(publication=reading.publication, problems=(*reading.problems, *lost))
    verdict = judge(reading, records, today=TODAY, build=root / "build", root=root, answers=answers())
    return (*verdict.problems, *verdict.known)


def test_every_rule_has_its_example_here():
    assert {rule.code for rule in RULES} <= set(EXAMPLES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_it_is_found_at_its_line_with_a_hint_and_a_level(root, problems, code):
    path, needle = EXAMPLES[code]
    found = [problem for problem in problems if problem.code == code]
    here = [problem for problem in found if problem.path == path and stands_on(root / path, problem.line, needle)]
    assert here, [str(problem) for problem in found]
    assert all(problem.hint and problem.what for problem in found)
    assert {problem.level for problem in found} == {DIAGNOSTICS[code].level}


def stands_on(file: Path, line: int | None, needle: str) -> bool:
    if not needle or line is None:
        return not needle
    return needle in file.read_text(encoding="utf-8").splitlines(keepends=True)[line - 1]


def test_a_photograph_is_weighed_as_readers_load_it_and_a_drawing_as_it_is(tmp_path):
    noise = random.Random(1).randbytes(900 * 700 * 3)
    files = {
        "photograph.png": saved(Image.frombytes("RGB", (900, 700), noise), "PNG"),
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + b" " * 600_000 + b"</svg>",
    }
    root = write(
        tmp_path, {"digest.yaml": SETTINGS, **{f"content/images/{name}": data for name, data in files.items()}}
    )
    assert len(files["photograph.png"]) > 1_800_000
    verdict = judge(read_publication(root), (), today=TODAY, root=root)
    heavy = [problem.path for problem in verdict.problems if problem.code == "PIC003"]
    assert heavy == ["content/images/drawing.svg"]
