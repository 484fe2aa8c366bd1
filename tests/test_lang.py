"""Every run of text says its language by the `lang` nearest to it, and every link that of the page it leads to.

Each text of a mixed publication holds a word that begins with its language: `zqfr` and the name of its field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from digest.build import build
from tests.builders import write
from tests.difficult import picture

WORD = re.compile(r"zq([a-z]{2})(\w+)")
LEADING = re.compile(r"zq([a-z]{2})(title|page|headline|theirs|also|again)")
ATTRIBUTES = ("alt", "title", "aria-label", "content", "value", "placeholder")
FIELDS = set(
    "tagline section about title letter correction was headline theirs note quoted also again why picture cover "
    "page body storyline".split()
)


def mixed_publication(root: Path, home: str, other: str) -> None:
    """A site in one language with an issue and a page in another, and entries in two more."""
    write(
        root,
        {
            "digest.yaml": f"""\
id: tag:mixed.example,2026:digest
title: Mixed
tagline: a zq{home}tagline
base_url: https://mixed.example/weekly/
language: {home}
timezone: Europe/Paris
quotation: always
sections: [{{id: law, title: zq{home}section, about: zq{home}about}}]
""",
            "content/feeds.yaml": "- {slug: blatt, title: Blatt, feed: 'https://blatt.example/feed', "
            "site: 'https://blatt.example/', language: de}\n",
            "content/storylines.yaml": f"- {{id: sora, title: Sora, kind: model, about: zq{home}storyline}}\n",
            "content/images/a.jpg": picture(1600, 900, "JPEG"),
            "content/pages/about.md": f"---\ntitle: zq{other}page\nlanguage: {other}\n---\n\nzq{other}body\n",
            **dict(_issue("2026-W45", 1, home)),
            **dict(_issue("2026-W46", 2, other)),
        },
    )


def _issue(week: str, number: int, language: str) -> Iterator[tuple[str, str]]:
    def image(field: str) -> str:
        return f"image: {{file: a.jpg, alt: zq{language}{field}, credit: Somebody}}"

    day = f"2026-11-{9 + 7 * (number - 1):02d}"
    corrected = f"corrections: [{{date: {day}, now: zq{language}correction, was: zq{language}was}}]\n"
    yield (
        f"content/issues/{week}.md",
        f"---\ntitle: zq{language}title {number}\nnumber: {number}\nstatus: published\ndate: {day}\n"
        f"language: {language}\n{image('cover')}\n{corrected}"
        f"---\n\nzq{language}letter\n",
    )
    entries = {
        "translated": f"title: zqdetheirs\nheadline: zq{language}headline\nlanguage: de\nstatus: keep\nsource: blatt\n"
        f"section: law\nstorylines: [sora]\ntags: [voice]\n{image('picture')}\narchived: https://archive.example/1\n"
        f"{corrected}also: [{{source: c.example, title: zqitalso, link: 'https://c.example/1', language: it}}, "
        "{source: d.example, title: zqdeagain, link: 'https://d.example/1', language: de}]\n"
        f"---\n\n> zqdequoted\n\nzq{language}note\n",
        "original": f"title: zqittheirs\nlanguage: it\nstatus: keep\nsource: b.example\ntags: [voice]\n"
        f"---\n\n> zqitquoted\n\nzq{language}note\n",
        "taken": f"title: zqittheirs\nlanguage: it\nstatus: withdrawn\nwhy: zq{language}why\n---\n\n",
    }
    for name, text in entries.items():
        slug = f"{name}-{number}"
        yield f"content/entries/{week}/{slug}.md", f"---\nlink: https://b.example/{slug}\nslug: {slug}\n{text}"


@pytest.fixture(scope="module", params=[("en", "fr"), ("fr", "en"), ("en", "ja")])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("mixed")
    mixed_publication(root, *request.param)
    build(root, output=root / "build")
    return root / "build", request.param[0]


def pages(folder: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted(folder.rglob("*.html")):
        yield str(path.relative_to(folder)), BeautifulSoup(path.read_text("utf-8"), "lxml")


def items(folder: Path) -> Iterator[tuple[str, Any]]:
    for item in json.loads((folder / "feed.json").read_text("utf-8"))["items"]:
        yield "feed.json", BeautifulSoup(item["content_html"], "html.parser")
    for path in ("entries.xml", "feed.xml", "tags/voice/feed.xml"):
        feed = BeautifulSoup((folder / path).read_text("utf-8"), "xml")
        for body in feed.find_all("encoded"):
            yield path, BeautifulSoup(body.get_text(), "html.parser")


def runs(soup: Any) -> Iterator[tuple[str, str, str]]:
    """The language a word says it is in, that of the nearest `lang`, and its field."""
    for text in soup.find_all(string=WORD):
        if text.parent.name != "script":
            yield from _told(str(text), text.parent)
    for tag in soup.find_all(True):
        for name in ATTRIBUTES:
            yield from _told(str(tag.get(name) or ""), tag)


def _told(text: str, tag: Any) -> Iterator[tuple[str, str, str]]:
    around = tag if tag.has_attr("lang") else tag.find_parent(lang=True)
    for language, field in WORD.findall(text):
        yield language, around["lang"].partition("-")[0] if around else "", field


def test_every_run_of_text_is_in_the_language_of_the_nearest_lang(site):
    folder, _ = site
    met = set()
    for path, soup in pages(folder):
        for language, told, field in runs(soup):
            assert language == told, (path, field)
            met.add(field)
    assert met == FIELDS


def test_in_feeds_too_every_run_of_text_says_its_language(site):
    folder, _ = site
    met = set()
    for path, soup in items(folder):
        for language, told, field in runs(soup):
            assert language == told, (path, field)
            met.add(field)
    assert met >= {"letter", "headline", "theirs", "note", "quoted", "also", "correction", "why", "picture"}


def test_a_link_to_a_page_in_another_language_says_so_to_machines_and_to_eyes(site):
    folder, home = site
    met = set()
    for path, soup in pages(folder):
        for link in soup.body.find_all("a", href=re.compile("^[^#]")):
            seen = "".join(text for text in link.strings if not text.find_parent(class_="unseen"))
            for language, field in LEADING.findall(seen):
                # Our headline leads to a page in German, but for that of a correction, which leads to ours.
                there = "de" if field == "headline" and link["href"].startswith("https:") else language
                if there != home:
                    assert link.get("hreflang") == there, (path, link)
                    assert f"({there.upper()})" in link.parent.get_text(), (path, link)
                    met.add(field)
    assert met == {"title", "page", "headline", "theirs", "also", "again"}


def test_a_link_to_a_page_in_our_language_is_not_marked(site):
    folder, home = site
    for path, soup in pages(folder):
        assert not soup.body.find_all(hreflang=home), path
        assert f"({home.upper()})" not in soup.body.get_text(), path
