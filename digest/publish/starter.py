"""A title, an address and a language to the files of a new publication, which builds at once.

Reads templates/init, whose files hold marks like @@TITLE@@; the rest is pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from digest.content.theme import default_folder
from digest.settings import base_address
from digest.text import slugify
from digest.weeks import week_of
from digest.yamltext import is_plain, quoted

_FILES = {
    "digest.yaml": "digest.yaml",
    "feeds.yaml": "content/feeds.yaml",
    "storylines.yaml": "content/storylines.yaml",
    "about.@@LANGUAGE@@.md": "content/pages/about.md",
    "letter.@@LANGUAGE@@.md": "content/issues/@@WEEK@@.md",
    "README.md": "README.md",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "build-gitignore": "build/.gitignore",
    "publish.yml": ".github/workflows/publish.yml",
}
"""Name under templates/init to path in the publication."""
_WORDS = {
    "en": {
        "TAGLINE": "A week’s reading, chosen by hand",
        "NEWS": "News",
        "IDEAS": "Ideas",
        "TOOLS": "Tools",
        "EDITORS": "The editors",
    },
    "fr": {
        "TAGLINE": "Les lectures de la semaine, choisies à la main",
        "NEWS": "Actualité",
        "IDEAS": "Idées",
        "TOOLS": "Outils",
        "EDITORS": "La rédaction",
    },
}
_MARK = re.compile(r"@@([A-Z_]+)@@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What only the editor knows."""

    title: str
    base_url: str
    language: str
    """en or fr."""
    tool: str
    """The requirement that installs this version of us: a publication changes when its own files do."""


def starter_files(choices: Choices, today: date) -> dict[str, bytes]:
    """Path to bytes. Raises ValueError when no site can have the address."""
    address = base_address(choices.base_url)
    plain = {
        "LANGUAGE": choices.language,
        "WEEK": week_of(today),
        "TOOL": choices.tool,
        "ID": publication_id(address, today),
        "TITLE": choices.title,
        "BASE_URL": address,
        **_WORDS[choices.language],
    }
    in_yaml = {name: text if is_plain(text) else quoted(text) for name, text in plain.items()}
    files = {}
    for name, path in _FILES.items():
        template = (default_folder() / "init" / _filled(name, plain)).read_text(encoding="utf-8")
        text = _filled(template, in_yaml if name.endswith(".yaml") else plain)
        files[_filled(path, plain)] = text.encode("utf-8")
    return files


def publication_id(base_url: str, today: date) -> str:
    """A tag of the site's host and this day; the path tells two publications on one host apart."""
    parts = urlsplit(base_url)
    return f"tag:{parts.hostname},{today.isoformat()}:{slugify(parts.path) or 'digest'}"


def default_title(folder: Path) -> str:
    """`my-weekly` is "My weekly"."""
    words = re.sub(r"[-_.\s]+", " ", folder.name).strip()
    return words[:1].upper() + words[1:] or "A weekly digest"


def default_address(folder: Path) -> str:
    """Where GitHub Pages would show a repository of that name; the owner is not known."""
    return f"https://example.github.io/{slugify(folder.name) or 'digest'}/"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: values[mark[1]], text)
