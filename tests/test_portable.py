"""A preview for a disk: every link of a built site leads to a file beside it, wherever the folder lies."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from digest.render.portable import portable_file
from tests.builders import SETTINGS, entry_file, write
from tests.commands import digest

FILES = {
    "content/issues/2026-W47.md": "---\ntitle: The next\n---\n\nSee [about](/about/#us) and [them](https://a.example/x).\n",
    "content/entries/2026-W47/veo.md": entry_file("Veo", "https://news.example/veo", section="law", tags="[film]"),
    "content/pages/about.md": "---\ntitle: About\n---\n\n## Us\n",
}


@pytest.mark.parametrize("base", ["https://name.github.io/repo/", "https://name.github.io/", "https://a.example/x/y/"])
def test_every_link_of_a_preview_leads_to_a_file_beside_it(tmp_path, base):
    write(tmp_path, FILES)
    assert digest(tmp_path, "build", "--drafts", "--portable", "--base-url", base).status == 0
    pages = list((tmp_path / "build").rglob("*.html"))
    assert len(pages) > 8
    inside = [(page, link) for page in pages for link in links(page)]
    assert [(str(page), link) for page, link in inside if not target(page, link).is_file()] == []
    assert any(link == "../../about/index.html#us" for _, link in inside)


def links(page: Path) -> list[str]:
    written = re.findall(r'<[^>]*\s(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8"))
    return [unescape(link) for link in written if not urlsplit(link).scheme and not link.startswith("#")]


def target(page: Path, link: str) -> Path:
    return page.parent / unquote(urlsplit(link).path)


def test_links_to_other_sites_and_words_between_tags_stay(tmp_path):
    page = b'<a href="https://a.example/repo/">x</a> href="/repo/b/" <a href="//c.example/repo/">y</a>'
    files = {"index.html", "b/index.html"}
    assert portable_file(page, "index.html", "https://x.example/repo/", files) == page


def test_what_is_no_page_stays_as_it_is():
    feed = b'<link href="/repo/index.html">'
    assert portable_file(feed, "feed.xml", "https://x.example/repo/", {"feed.xml", "index.html"}) == feed


def test_the_site_for_readers_is_not_touched_by_it(tmp_path):
    write(tmp_path, FILES)
    assert SETTINGS in (tmp_path / "digest.yaml").read_text(encoding="utf-8")
    digest(tmp_path, "build", "--drafts")
    assert 'href="/weekly/issues/"' in (tmp_path / "build/index.html").read_text(encoding="utf-8")
