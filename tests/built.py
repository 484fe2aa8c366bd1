"""The sites that are looked at as machines do: the real publication, a difficult one in each language, a bare one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import copytree
from typing import Any

from bs4 import BeautifulSoup

from digest.build import build
from tests.builders import write
from tests.difficult import Week, difficult_publication, empty_publication

SITES = ("real", "difficult", "difficult French", "bare", "empty")
OF_A_KIND = 6
"""So many pages of one folder are read; the pages below it are alike."""


@dataclass(kw_only=True)
class Built:
    name: str
    folder: Path
    base_url: str
    soups: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def pages(self) -> dict[str, str]:
        """The HTML of every page by its address from the root of the site."""
        files = sorted(self.folder.rglob("*.html"))
        return {self._path(file): file.read_text("utf-8") for file in files}

    @cached_property
    def sample(self) -> tuple[str, ...]:
        """Every kind of page: what stands alone, and of many in one folder the first, the last and the hard ones."""
        kinds: dict[str, list[str]] = {}
        for path in self.pages:
            kinds.setdefault(path.rstrip("/").rpartition("/")[0] or path, []).append(path)
        hard = {f"/issues/{week}/" for week in Week}
        return tuple(
            path
            for paths in kinds.values()
            for number, path in enumerate(paths)
            if number < OF_A_KIND or number == len(paths) - 1 or path in hard
        )

    def soup(self, path: str) -> Any:
        """Not typed: what is not found fails the test by itself."""
        if path not in self.soups:
            self.soups[path] = BeautifulSoup(self.pages[path], "lxml")
        return self.soups[path]

    def sampled(self) -> Iterator[tuple[str, Any]]:
        for path in self.sample:
            yield path, self.soup(path)

    def issues(self) -> list[str]:
        return [path for path in self.sample if re.fullmatch(r"/issues/[\w-]+/", path)]

    def whole(self, path: str) -> str:
        return self.base_url.rstrip("/") + path

    def _path(self, file: Path) -> str:
        return "/" + file.relative_to(self.folder).as_posix().removesuffix("index.html")


def built(name: str, root: Path, repository: Path) -> Built:
    """The site of that name, made in `root`."""
    base_url = {"real": "https://weekly.example/", "bare": "https://host.example/a/b/"}.get(name)
    if name == "real":
        copytree(repository / "content", root / "content", ignore=lambda *_: ["state"])
        write(root, {"digest.yaml": (repository / "digest.yaml").read_text("utf-8")})
    elif name == "bare":
        write(root, _bare())
    elif name == "empty":
        empty_publication(root)
    else:
        difficult_publication(root, language="fr" if name.endswith("French") else "en")
    build(root, output=root / "build", base_url=base_url)
    return Built(name=name, folder=root / "build", base_url=base_url or "https://reels.example/weekly/")


def _bare() -> dict[str, str | bytes]:
    """As little as a publication can hold: no tagline, no editor, no letter, no title, no date."""
    entry = "---\nlink: https://a.example/{0}\ntitle: {0}\nstatus: keep\nslug: {0}\n---\n"
    return {
        "digest.yaml": "id: tag:bare.example,2026:digest\ntitle: Bare\nbase_url: https://bare.example/\nlanguage: fr\n"
        "timezone: Europe/Paris\nsections: [{id: a, title: A}]\n",
        "content/feeds.yaml": "[]\n",
        "content/issues/2026-W46.md": "---\nstatus: published\ndate: 2026-11-16\n---\n",
        "content/issues/2026-W45.md": "---\nstatus: published\ndate: 2026-11-09\nnumber: 1\nlanguage: en\n---\n",
        "content/entries/2026-W46/one.md": entry.format("one"),
        "content/entries/2026-W45/two.md": entry.format("two"),
    }
