"""The sites that are judged: our own, the difficult one in two languages, the empty one; and which pages are looked at.

Each is built once a session and served under its sub-path, as GitHub Pages would.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.build import build
from tests.commands import REPOSITORY
from tests.crawling import pages
from tests.difficult import Week, difficult_publication, empty_publication

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

BASE_URL = "https://reels.example/weekly/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    folder: Path
    address: str
    """With its last slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page that is looked at; `kind` is the name of its template."""

    site: str
    kind: str
    path: str

    def __str__(self) -> str:
        return f"{self.site}/{self.path}"

    @property
    def file(self) -> str:
        return self.path if self.path.endswith(".html") else f"{self.path}index.html"


_REAL = {
    "home": ("",),
    "issue": ("issues/2025-W40/", "issues/2024-W12/"),
    "archive": ("issues/",),
    "storylines": ("storylines/",),
    "storyline": ("storylines/lionsgate/", "storylines/sora/"),
    "tags": ("tags/",),
    "tag": ("tags/voice/",),
    "sources": ("sources/",),
    "source": ("sources/lebigdata/",),
    "corrections": ("corrections/",),
    "search": ("search/",),
    "subscribe": ("subscribe/",),
    "page": ("about/",),
    "404": ("404.html",),
}
_DIFFICULT = {
    "home": ("",),
    "issue": tuple(f"issues/{week}/" for week in Week if week != Week.PICTURE),
    "archive": ("issues/",),
    "storylines": ("storylines/",),
    "storyline": ("storylines/endless/", "storylines/untouched/", "storylines/arabic/"),
    "tags": ("tags/",),
    "tag": ("tags/tag-1/",),
    "sources": ("sources/",),
    "source": ("sources/feed-3/",),
    "corrections": ("corrections/",),
    "search": ("search/",),
    "subscribe": ("subscribe/",),
    "page": ("about/", "apropos/"),
    "404": ("404.html",),
    "moved": ("storylines/endless-case/",),
}
_FRENCH = {
    "home": ("",),
    "issue": (f"issues/{Week.FRENCH}/", f"issues/{Week.WORDS}/"),
    "archive": ("issues/",),
    "storyline": ("storylines/film-1/",),
    "search": ("search/",),
    "subscribe": ("subscribe/",),
}
_EMPTY = {
    "home": ("",),
    "archive": ("issues/",),
    "tags": ("tags/",),
    "sources": ("sources/",),
    "search": ("search/",),
    "patterns": ("patterns/",),
}


def _shown(site: str, kinds: Mapping[str, tuple[str, ...]]) -> tuple[Shown, ...]:
    return tuple(Shown(site=site, kind=kind, path=path) for kind, paths in kinds.items() for path in paths)


SHOWN = (
    *_shown("real", _REAL),
    *_shown("difficult", _DIFFICULT),
    *_shown("french", _FRENCH),
    *_shown("empty", _EMPTY),
)
REAL = tuple(shown for shown in SHOWN if shown.site == "real")
ONE_OF_EACH = tuple({shown.kind: shown for shown in reversed(SHOWN)}.values())
"""A page of every kind, of our own publication where it has one."""


@contextmanager
def built_sites(folder: Path) -> Iterator[dict[str, Site]]:
    """All of them, built below `folder` and served on loopback until the end."""
    for name in ("real", "difficult", "french", "empty"):
        (folder / name).mkdir()
    shutil.copy(REPOSITORY / "digest.yaml", folder / "real")
    shutil.copytree(REPOSITORY / "content", folder / "real" / "content")
    difficult_publication(folder / "difficult")
    difficult_publication(folder / "french", language="fr", issues=20)
    empty_publication(folder / "empty")
    with ExitStack() as servers:
        sites = {}
        for root in sorted(folder.iterdir()):
            # Where drafts are shown there is a page of patterns too.
            build(root, output=root / "build", base_url=BASE_URL, drafts=root.name == "empty")
            address = servers.enter_context(pages(root / "build", BASE_URL))
            sites[root.name] = Site(folder=root / "build", address=address)
        yield sites


def visit(tab: Page, sites: dict[str, Site], shown: Shown) -> None:
    """Opens the page. One that forwards stays where it is, so that it can be looked at."""
    address = sites[shown.site].address + shown.path
    if shown.kind == "moved":
        tab.route("**/*", lambda route: _stay(route, address))
    tab.goto(address)


def _stay(route: Route, address: str) -> None:
    """An answer without content leaves a browser where it is."""
    asked = route.request
    leaves = asked.is_navigation_request() and urlsplit(asked.url).path != urlsplit(address).path
    route.fulfill(status=204) if leaves else route.continue_()
