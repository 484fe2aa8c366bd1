"""Content to a built site, whole: what appears, what stays, what a failure leaves."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from digest.build import build
from digest.content.tree import MANIFEST
from digest.errors import DigestError, UsageError
from tests.builders import SETTINGS, entry_file, write
from tests.photographs import graphic

ISSUE = """\
---
title: One
status: published
number: 1
date: 2026-11-23
---

Dear [reader](/about/), see [Sora](#sora).
"""
FILES: dict[str, str | bytes] = {
    "content/feeds.yaml": "- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}\n",
    "content/storylines.yaml": "- {id: sora-model, title: Sora, kind: model, about: A *model*.}\n",
    "content/issues/2026-W47.md": ISSUE,
    "content/entries/2026-W47/sora.md": entry_file(section="tools", tags="[law]", storylines="[sora-model]"),
    "content/entries/2026-W47/b.md": entry_file("B", "https://variety.example/b", "", source="variety", language="fr"),
    "content/pages/about.md": "---\ntitle: About\n---\n\n## Why\n\n[Archive](/issues/) ![A](/images/a.png)\n",
    "content/images/a.png": graphic(24, 12),
}


def digests(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


class Links(HTMLParser):
    """Addresses and anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name == "id" and value is not None:
                self.ids.append(value)


def broken_links(folder: Path, base_url: str) -> list[str]:
    """Every address of ours in the built tree that leads to no file or no anchor."""
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    broken = []
    for path, page in pages.items():
        place = path.relative_to(folder).as_posix().removesuffix("index.html")
        for link in page.links:
            address = urlsplit(urljoin(base_url + place, link))
            whole = f"{address.scheme}://{address.netloc}{address.path}"
            if not whole.startswith(base_url):
                if address.netloc == urlsplit(base_url).netloc:
                    broken.append(f"{place}: {link} leaves the site")
                continue
            target = folder / unquote(whole.removeprefix(base_url))
            target = target / "index.html" if whole.endswith("/") else target
            if not target.is_file() or (address.fragment and unquote(address.fragment) not in pages[target].ids):
                broken.append(f"{place}: {link}")
    return broken


@pytest.fixture
def root(tmp_path):
    return write(tmp_path / "publication", FILES)


def test_a_build_makes_every_page_and_artifact_of_the_contract(root):
    report = build(root, output=root / "build")
    assert (report.issues, report.entries) == (1, 2)
    assert {
        "index.html", "latest/index.html", "issues/index.html", "issues/2026-W47/index.html", "subscribe/index.html",
        "storylines/index.html", "storylines/sora-model/index.html", "tags/law/index.html", "tags/law/feed.xml",
        "sources/index.html", "sources/variety/index.html", "sources/feeds.opml", "corrections/index.html",
        "about/index.html", "feed.xml", "entries.xml", "atom.xml", "feed.json", "sitemap.xml", "robots.txt", "404.html",
        ".nojekyll", "assets/style.css", "cards/site.png", "cards/2026-W47.png", MANIFEST,
    } <= digests(root / "build").keys()  # fmt: skip
    assert not (root / "build" / "CNAME").exists()


@pytest.mark.parametrize(
    "base_url", ["https://example.org/weekly/", "https://example.org/", "http://localhost:8000/a/b/"]
)
def test_every_address_of_ours_leads_somewhere_under_any_base(root, base_url):
    build(root, output=root / "build", base_url=base_url)
    assert broken_links(root / "build", base_url) == []


def test_an_address_without_its_last_slash_makes_the_same_site(root):
    build(root, output=root / "a", base_url="https://example.org/weekly")
    build(root, output=root / "b", base_url="https://example.org/weekly/")
    assert digests(root / "a") == digests(root / "b")


def test_an_address_that_no_site_can_have_is_refused(root):
    for address in ("example.org", "ftp://example.org/", "https://", "https://example.org/?x"):
        with pytest.raises(UsageError):
            build(root, output=root / "build", base_url=address)
    assert not (root / "build").exists()


def test_a_second_build_writes_nothing(root):
    build(root, output=root / "build")
    changes = build(root, output=root / "build").changes
    assert (changes.written, changes.removed) == ((), ())


def test_a_deleted_source_takes_its_page_along(root):
    build(root, output=root / "build")
    (root / "content/pages/about.md").unlink()
    (root / "content/issues/2026-W47.md").write_text(ISSUE.replace("/about/", "/issues/"))
    assert "about/index.html" in build(root, output=root / "build").changes.removed
    assert not (root / "build/about").exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/entries/2026-W47/c.md", "---\nlink: nonsense\n---\n"),
        ("content/entries/2026-W47/c.md", entry_file(section="tool")),
        ("digest.yaml", SETTINGS + "titel: X\n"),
        ("templates/pages/issue.html", "{% if %}"),
        ("templates/pages/issue.html", "{{ issue.lien }}"),
        ("content/pages/tags.md", "---\ntitle: Tags\n---\n"),
    ],
)
def test_a_failed_build_leaves_the_last_good_site_as_it_was(root, path, text):
    build(root, output=root / "build")
    before = digests(root / "build")
    write(root, {path: text} if path == "digest.yaml" else {path: text, "digest.yaml": SETTINGS})
    with pytest.raises(DigestError) as caught:
        build(root, output=root / "build")
    assert all(problem.where and problem.hint for problem in caught.value.problems)
    assert digests(root / "build") == before


def test_problems_of_files_and_of_templates_are_told_in_one_run(root):
    write(root, {
        "content/entries/2026-W47/c.md": "---\nlink: nonsense\n---\n",
        "templates/pages/issue.html": "{{ issue.lien }}{% if %}",
        "templates/pages/404.html": "{{ sitte }}",
        "templates/pages/home.html": b"caf\xe9",
    })  # fmt: skip
    with pytest.raises(DigestError) as caught:
        build(root, output=root / "build")
    assert {problem.path for problem in caught.value.problems} == {
        "content/entries/2026-W47/c.md",
        "templates/pages/issue.html",
        "templates/pages/404.html",
        "templates/pages/home.html",
    }


def test_a_single_template_of_the_publication_overrides_the_theme(root):
    write(root, {"templates/pages/404.html": "<!doctype html><title>Lost</title><p>Lost in {{ site.title }}"})
    build(root, output=root / "build")
    assert (root / "build/404.html").read_text() == "<!doctype html><title>Lost</title><p>Lost in The Weekly"
    assert "<main" in (root / "build/index.html").read_text()


def test_pages_rendered_by_several_processes_are_the_same(root, monkeypatch):
    monkeypatch.setattr("digest.build.making.MANY", 1)
    monkeypatch.setattr("digest.build.helpers.MANY", 1)
    build(root, output=root / "one", jobs=1)
    build(root, output=root / "two", jobs=2)
    assert digests(root / "one") == digests(root / "two")


def test_the_same_content_gives_the_same_bytes_elsewhere_at_any_time_in_any_locale(tmp_path):
    """Two copies, built by two processes that differ in folder, time zone, locale, hash seed and umask."""
    assert_same_bytes(lambda folder: write(folder, FILES), tmp_path)


def test_copies_of_this_repository_give_the_same_bytes(repository, tmp_path):
    def copied(folder: Path) -> Path:
        for name in ("content", "templates"):
            shutil.copytree(repository / name, folder / name)
        shutil.copy(repository / "digest.yaml", folder)
        return folder

    assert_same_bytes(copied, tmp_path)


def assert_same_bytes(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    trees = []
    for number, (zone, language) in enumerate([("Pacific/Kiritimati", "C"), ("America/Los_Angeles", "fr_FR.UTF-8")]):
        copy = copied(tmp_path / f"copy-{number}" / ("x" * number * 20) / "p")
        environment = os.environ | {"TZ": zone, "LC_ALL": language, "LANG": language, "PYTHONHASHSEED": str(number + 1)}
        command = [sys.executable, "-c", "from digest.cli import main; main()", "-q", "-C", str(copy), "build"]
        subprocess.run(command, env=environment, check=True, umask=0o077 if number else 0o022)
        trees.append(digests(copy / "build"))
    assert len(trees[0]) > 20
    assert trees[0] == trees[1]


def test_the_output_may_not_be_a_folder_of_sources(root):
    for place in (root, root / "content", root / "content/entries", root.parent):
        with pytest.raises(UsageError):
            build(root, output=place)


def test_an_empty_publication_builds(tmp_path):
    build(write(tmp_path, {}), output=tmp_path / "build")
    assert broken_links(tmp_path / "build", "https://example.org/weekly/") == []


def test_a_domain_with_accents_is_written_as_machines_write_it(root):
    settings = re.sub("(?m)^base_url: .*$", "base_url: https://www.ciné.fr/", SETTINGS)
    write(root, {"digest.yaml": settings + "cname: www.ciné.fr\n"})
    with pytest.raises(DigestError) as told:
        build(root, output=root / "build")
    assert told.value.problems[0].hint == "write: cname: www.xn--cin-dma.fr"
    write(root, {"digest.yaml": settings + "cname: www.xn--cin-dma.fr\n"})
    build(root, output=root / "build")
    assert (root / "build/CNAME").read_text(encoding="utf-8") == "www.xn--cin-dma.fr\n"
    assert "<loc>https://www.xn--cin-dma.fr/</loc>" in (root / "build/sitemap.xml").read_text(encoding="utf-8")


def test_a_host_name_of_our_own_makes_a_cname(root):
    write(root, {"digest.yaml": SETTINGS + "cname: digest.example.org\n"})
    build(root, output=root / "build")
    assert (root / "build/CNAME").read_text() == "digest.example.org\n"


def test_hostile_titles_are_text(root):
    title = '<script>alert(1)</script>{{7*7}} & "quotes" \''
    write(root, {"content/entries/2026-W47/sora.md": entry_file("'" + title.replace("'", "''") + "'")})
    build(root, output=root / "build")
    for page in (root / "build").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        ours = text.count('<script src="/weekly/assets/search.js" defer></script>')
        assert ours == (page.parent.name == "search")
        assert text.count("<script") - ours == text.count('<script type="application/ld+json">{"@context"') <= 1
        assert "49" not in re.sub(r"[\w-]*49[\w-]+|[\w-]+49[\w-]*", "", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in (root / "build/index.html").read_text(encoding="utf-8")
