"""The whole way as an editor goes it, with the real command and a real server: feeds, choice, issue, site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from xml.sax.saxutils import escape

from tests.builders import write
from tests.servers import Answer, serving

REPOSITORY = Path(__file__).resolve().parent.parent
NOW = "2026-11-18T09:00:00+01:00"
LATER = "2026-11-23T08:00:00+01:00"
ISSUE = "2026-W47"
BASE = "https://name.github.io/repository/"
KEPT = 25
SETTINGS = f"""\
id: tag:example.org,2026:digest
title: The Weekly
base_url: {BASE}
timezone: Europe/Paris
sections:
  - {{id: tools, title: Tools}}
  - {{id: law, title: Law}}
"""


@dataclass(frozen=True, kw_only=True)
class Journey:
    root: Path
    fetched: dict[str, Any]
    slugs: tuple[str, ...]
    """Of the kept entries, in the order in which the editor ranked them."""
    messages: str

    @property
    def site(self) -> Path:
        return self.root / "build"


def digest(root: Path, *words: str, now: str = NOW, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    command = [sys.executable, "-c", "from digest.cli import main; main()", "--now", now, "-C", str(root), *words]
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=os.environ | {"TERM": "dumb"}
    )
    assert done.returncode == 0 or not check, done.stderr
    return done


@cache
def travelled() -> Journey:
    """Made once a session: the tests only look."""
    root = Path(mkdtemp(prefix="digest-journey-"))
    captured = {path.name: path.read_bytes() for path in _captured()}
    with serving() as web:
        feeds = []
        for number in range(3):
            web[f"/own/{number}.rss"] = Answer(body=_feed(number).encode())
            feeds.append(f"- {{slug: own-{number}, feed: '{web.link(f'/own/{number}.rss')}', private: true}}\n")
        for number, (name, body) in enumerate(captured.items()):
            web[f"/captured/{number}"] = Answer(body=body)
            feeds.append(
                f"- {{slug: captured-{number}, feed: '{web.link(f'/captured/{number}')}', private: true}} # {name}\n"
            )
        write(root, {"digest.yaml": SETTINGS, "content/feeds.yaml": "".join(feeds)})
        done = digest(root, "fetch", "--json")
    slugs = _curate(root)
    published = digest(root, "issue", "publish", ISSUE, "--yes", now=LATER)
    built = digest(root, "build")
    messages = done.stderr + published.stderr + built.stderr
    return Journey(root=root, fetched=json.loads(done.stdout), slugs=slugs, messages=messages)


def _curate(root: Path) -> tuple[str, ...]:
    """Keep twenty-five of the candidates, write a sentence on each, rank them, write the letter."""
    rows = json.loads(digest(root, "list", "--status", "new", "--json").stdout)
    chosen = sorted(row["slug"] for row in rows if row["source"].startswith("own-"))[:KEPT]
    paths = {path.stem: path for path in (root / "content/entries").rglob("*.md")}
    for rank, slug in enumerate(chosen, start=1):
        with paths[slug].open("a", encoding="utf-8") as file:
            file.write(f"\nWorth your time: reason {rank}.\n")
        section = "tools" if rank <= 13 else "law"
        digest(root, "keep", slug, "--rank", str(rank), "--section", section)
    letter = root / f"content/issues/{ISSUE}.md"
    text = letter.read_text(encoding="utf-8")
    head, fence, _ = text.rpartition("---\n")
    letter.write_text(f"{head}title: The whole way\n{fence}\nDear reader, here are twenty-five.\n", encoding="utf-8")
    return tuple(chosen)


def _captured() -> list[Path]:
    """Odd feeds of our own, and where they are at hand the captured ones."""
    corpus = REPOSITORY.parent / "shared" / "corpus" / "real"
    return sorted((REPOSITORY / "tests/feeds").iterdir()) + sorted(path for path in corpus.rglob("*") if path.is_file())


def _feed(number: int) -> str:
    items = "".join(
        f"<item><title>{escape(f'Film {letter} & machine {number}')}</title><guid>g{number}{letter}</guid>"
        f"<link>https://outlet-{number}.example/{letter.lower()}</link>"
        f"<pubDate>Mon, 16 Nov 2026 {10 + index:02d}:00:00 GMT</pubDate>"
        f"<description>{escape(f'<p>What <b>outlet</b> {number} says of {letter}.</p>')}</description></item>"
        for index, letter in enumerate("ABCDEFGHIJKL")
    )
    return f"<rss version='2.0'><channel><title>Outlet {number}</title><language>en</language>{items}</channel></rss>"
