"""A title, an address and a language to the files of a new publication, which builds at once.

Reads templates/init, whose files hold marks like @@TITLE@@; the rest is pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from digest.content.theme import default_folder
from digest.publish.place import NOBODY, address_of, own_domain, settings_page
from digest.settings import base_address
from digest.text import canonical_link, clean_line, slugify
from digest.values import dataclass
from digest.weeks import week_of
from digest.yamltext import is_plain, quoted

_FILES = {
    "digest.@@LANGUAGE@@.yaml": "digest.yaml",
    "feeds.@@LANGUAGE@@.yaml": "content/feeds.yaml",
    "storylines.@@LANGUAGE@@.yaml": "content/storylines.yaml",
    "about.@@LANGUAGE@@.md": "content/pages/about.md",
    "letter.@@LANGUAGE@@.md": "content/issues/@@WEEK@@.md",
    "README.@@LANGUAGE@@.md": "README.md",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "build-gitignore": "build/.gitignore",
    "check.yml": ".github/workflows/check.yml",
    "collect.yml": ".github/workflows/collect.yml",
    "publish.yml": ".github/workflows/publish.yml",
    "publish-issue.yml": ".github/workflows/publish-issue.yml",
}
"""Name under templates/init to path in the publication."""
_EDITORS = {"en": "The editors", "fr": "La rédaction"}
_MARK = re.compile(r"@@([A-Z_]+)@@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What only the editor knows."""

    title: str
    base_url: str
    language: str
    """en or fr."""
    timezone: str = "UTC"
    editor: str = ""
    """Who signs the letters."""
    repository: str = ""
    """owner/name on GitHub, when it is known."""
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
        "TIMEZONE": choices.timezone,
        "EDITOR": choices.editor or _EDITORS[choices.language],
        "SETTINGS_PAGE": settings_page(choices.repository),
    }
    in_yaml = {name: text if is_plain(text) else quoted(text) for name, text in plain.items()} | _lines(choices)
    files = {}
    for name, path in _FILES.items():
        template = (default_folder() / "init" / _filled(name, plain)).read_text(encoding="utf-8")
        text = _filled(template, in_yaml if path.endswith(".yaml") else plain)
        files[_filled(path, plain)] = text.encode("utf-8")
    return files


def _lines(choices: Choices) -> dict[str, str]:
    """Lines of settings that are an example, behind #, until they are known."""
    domain = own_domain(choices.base_url)
    link = f"https://github.com/{choices.repository}" if choices.repository else ""
    return {
        "REPOSITORY_LINE": f"repository: {link}" if link else "# repository: https://github.com/name/repository",
        "CONTACT_LINE": f"contact: {link}/issues" if link else "# contact: editors@example.org",
        "CNAME_LINE": f"cname: {domain}" if domain else "# cname: www.example.org",
    }


def publication_id(base_url: str, today: date) -> str:
    """A tag of the site's host and this day; the path tells two publications on one host apart."""
    parts = urlsplit(canonical_link(base_url))
    authority = re.sub(r"[^a-z0-9.-]", "-", parts.hostname or "").strip("-")
    return f"tag:{authority},{today.isoformat()}:{slugify(parts.path) or 'digest'}"


def default_title(folder: Path) -> str:
    """`my-weekly` is "My weekly"."""
    words = clean_line(unicodedata.normalize("NFC", re.sub(r"[-_.\s]+", " ", folder.name)))
    return words[:1].upper() + words[1:] or "A weekly digest"


def default_address(folder: Path, account: str = "") -> str:
    """Where GitHub Pages would show a repository of that name; without an account the owner is nobody."""
    name = slugify(folder.name) or "digest"
    return address_of(f"{account}/{name}") if account else f"{NOBODY}{name}/"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: values[mark[1]], text)
