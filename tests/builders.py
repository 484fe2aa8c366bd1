"""Small publications and entries that show only what a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from digest.model import Entry, Feed, IssueHeader, Publication, Section, Seen, Settings, Storyline
from digest.text import identity

SETTINGS = """\
id: tag:example.org,2026:digest
title: The Weekly
base_url: https://example.org/weekly/
timezone: Europe/Paris
sections:
  - {id: tools, title: Tools}
  - {id: law, title: Law}
"""


def settings(**changes: Any) -> Settings:
    given: dict[str, Any] = {
        "id": "tag:example.org,2026:digest",
        "title": "The Weekly",
        "base_url": "https://example.org/weekly/",
        "sections": (Section(id="tools", title="Tools"), Section(id="law", title="Law")),
    }
    return Settings(**given | changes)


def entry(slug: str = "sora", **changes: Any) -> Entry:
    issue = changes.get("issue", "2026-W47")
    given: dict[str, Any] = {
        "id": identity(slug),
        "slug": slug,
        "link": f"https://news.example/{slug}",
        "title": slug.title(),
        "issue": issue,
        "source": "news.example",
        "path": f"content/entries/{issue}/{slug}.md",
    }
    return Entry(**given | changes)


def issue(id: str = "2026-W47", **changes: Any) -> IssueHeader:
    given: dict[str, Any] = {
        "id": id,
        "title": f"Issue {id}",
        "status": "published",
        "path": f"content/issues/{id}.md",
    }
    return IssueHeader(**given | changes)


def feed(slug: str = "variety", **changes: Any) -> Feed:
    given: dict[str, Any] = {
        "slug": slug,
        "title": slug.title(),
        "feed": f"https://{slug}.example/feed",
        "site": f"https://{slug}.example/",
    }
    return Feed(**given | changes)


def storyline(id: str = "sora", **changes: Any) -> Storyline:
    given: dict[str, Any] = {"id": id, "title": id.title(), "kind": "model"}
    return Storyline(**given | changes)


def seen(id: str, fate: str = "entry", **changes: Any) -> Seen:
    given: dict[str, Any] = {
        "id": id,
        "link": "https://other.example/a",
        "title": "Elsewhere",
        "source": "other",
        "day": date(2026, 11, 20),
        "fate": fate,
        "language": "fr",
    }
    return Seen(**given | changes)


def publication(**changes: Any) -> Publication:
    return Publication(**{"settings": settings()} | changes)


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """A publication on disk: the usual digest.yaml and these files."""
    for path, text in {"digest.yaml": SETTINGS, **files}.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return root


def entry_file(title: str = "Sora", link: str = "https://news.example/sora", note: str = "A note.", **keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\nlink: {link}\ntitle: {title}\n{lines}---\n\n{note}\n"
