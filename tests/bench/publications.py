"""Made-up publications of any size, the same for `digest`, Hugo and Pelican: content, settings, templates.

The same arguments give the same bytes, on any machine. The templates of the three write the same pages: one an issue,
home, archive, one a tag, and feeds; they lie beside this file in `themes/`.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

THEMES = Path(__file__).resolve().parent / "themes"
NEWEST = date(2026, 11, 16)
"""Monday of the newest published week."""
OPEN_WEEK = "2026-W48"
TAGS = 40
SOURCES = 60
ADDRESS = "https://bench.example/weekly/"
SECTIONS = ("industry", "tools", "craft", "law", "society")
_SYLLABLES = "ba ce di fo gu la me ni po ra se ti vo za mer lin con ter pra dis".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    entries: int
    issues: int
    candidates: int = 0
    """In the open week, undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    slug: str
    title: str
    link: str
    host: str
    source: int
    section: str
    rank: int
    published: str
    language: str
    author: str
    tags: tuple[str, ...]
    quotation: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    id: str
    number: int
    title: str
    date: str
    letter: str
    entries: tuple[Entry, ...]


def issues(size: Size) -> Iterator[Issue]:
    """Newest first."""
    words = _words()
    for age in range(size.issues):
        monday = NEWEST - timedelta(weeks=age)
        count = size.entries // size.issues + (age < size.entries % size.issues)
        chance = random.Random(f"issue {age}")
        week = f"{monday:%G-W%V}"
        yield Issue(
            id=week,
            number=size.issues - age,
            title=_title(chance, words),
            date=f"{monday + timedelta(days=3):%Y-%m-%d}",
            letter="\n\n".join(_prose(chance, words, 45) for _ in range(2)),
            entries=tuple(_entry(week, monday, number, count, words) for number in range(count)),
        )


def candidates(size: Size) -> Iterator[Entry]:
    words = _words()
    monday = NEWEST + timedelta(weeks=1)
    return (_entry(OPEN_WEEK, monday, number, size.candidates, words) for number in range(size.candidates))


def _entry(week: str, monday: date, number: int, count: int, words: tuple[str, ...]) -> Entry:
    """The entry of that number, of so many; by number they stand in the order of the page."""
    chance = random.Random(f"entry {week} {number}")
    title = _title(chance, words)
    slug = "-".join((*title.lower().replace(":", "").split()[:6], f"{chance.getrandbits(32):08x}"))
    source = chance.randrange(SOURCES)
    return Entry(
        slug=slug,
        title=title,
        link=f"https://source-{source}.example/{monday.year}/{slug}",
        host=f"source-{source}.example",
        source=source,
        section=SECTIONS[number * len(SECTIONS) // count],
        rank=number + 1,
        published=f"{monday + timedelta(days=number % 7):%Y-%m-%d}T{chance.randrange(24):02}:30:00+00:00",
        language="fr" if chance.random() < 0.2 else "en",
        author=f"{chance.choice(words).title()} {chance.choice(words).title()}",
        tags=tuple(sorted({f"tag{chance.randrange(TAGS):02}" for _ in range(2)})),
        quotation=_sentence(chance, words, 30),
        note=_prose(chance, words, 55),
    )


def _words() -> tuple[str, ...]:
    chance = random.Random("words")
    return tuple(sorted({"".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3)))) for _ in range(1500)}))


def _title(chance: random.Random, words: tuple[str, ...]) -> str:
    first, *rest = chance.choices(words, k=chance.randrange(5, 10))
    return " ".join((first.title(), *rest))


def _sentence(chance: random.Random, words: tuple[str, ...], count: int) -> str:
    return " ".join(chance.choices(words, k=count)).capitalize() + "."


def _prose(chance: random.Random, words: tuple[str, ...], count: int) -> str:
    """A paragraph as editors write them: some emphasis, a link in every second, a title in quotation marks."""
    parts = [_sentence(chance, words, 12) for _ in range(count // 12)]
    parts.insert(1, f"*{chance.choice(words)}* and **{chance.choice(words)}**, “{chance.choice(words)}”.")
    if chance.random() < 0.5:
        parts.append(f"See [{chance.choice(words)}](https://source-{chance.randrange(SOURCES)}.example/about).")
    return " ".join(parts)


def write_digest(root: Path, size: Size, *, theme: str = "plain") -> None:
    """With the templates beside this file, or with `default` those of the program."""
    settings = [
        "id: tag:bench.example,2026:weekly",
        "title: Bench Weekly",
        "tagline: Films and machines",
        f"base_url: {ADDRESS}",
        "language: en",
        "timezone: UTC",
        "editors: [Ada Example]",
        "outputs: [home, issues, archive, tags, feeds]",
        "quotation: always",
        "sections:",
        *(f"  - {{id: {section}, title: {section.title()}}}" for section in SECTIONS),
    ]
    _write(root / "digest.yaml", "\n".join(settings) + "\n")
    feeds = (
        f"- {{slug: source-{n}, title: Source {n}, feed: 'https://source-{n}.example/feed'}}" for n in range(SOURCES)
    )
    _write(root / "content/feeds.yaml", "\n".join(feeds) + "\n")
    for issue in issues(size):
        head = (f"title: {issue.title}", f"date: {issue.date}", "status: published", f"number: {issue.number}")
        _write(root / f"content/issues/{issue.id}.md", _document(head, issue.letter))
        for entry in issue.entries:
            place = root / f"content/entries/{issue.id}/{entry.slug}.md"
            _write(place, _document(_front(entry, issue.id, "keep"), _body(entry)))
    if size.candidates:
        _write(root / f"content/issues/{OPEN_WEEK}.md", _document(("title: Open", "status: draft")))
    for entry in candidates(size):
        place = root / f"content/entries/{OPEN_WEEK}/{entry.slug}.md"
        _write(place, _document(_front(entry, OPEN_WEEK, "new"), f"> {entry.quotation}"))
    if theme != "default":
        shutil.copytree(THEMES / "digest", root / "templates")


def _front(entry: Entry, week: str, status: str) -> tuple[str, ...]:
    return (
        f"link: {entry.link}",
        f"title: {entry.title}",
        f"status: {status}",
        f"issue: {week}",
        f"section: {entry.section}",
        *((f"rank: {entry.rank}",) if status == "keep" else ()),
        f"source: source-{entry.source}",
        f"authors: [{entry.author}]",
        f"published: {entry.published}",
        f"collected: {entry.published[:10]}",
        f"language: {entry.language}",
        *((f"tags: [{', '.join(entry.tags)}]", f"slug: {entry.slug}") if status == "keep" else ()),
    )


def _body(entry: Entry) -> str:
    return f"> {entry.quotation}\n\n{entry.note}"


def write_hugo(root: Path, size: Size) -> None:
    """An issue is a section, its entries are pages in it that get no address of their own."""
    shutil.copytree(THEMES / "hugo", root)
    for issue in issues(size):
        folder = root / "content/issues" / issue.id
        about = (f'title: "{issue.title}"', f"date: {issue.date}", f"number: {issue.number}", f"issue: {issue.id}")
        _write(folder / "_index.md", _document(about, issue.letter))
        for entry in issue.entries:
            _write(folder / f"{entry.slug}.md", _document(_hugo_front(entry, issue.id), _body(entry)))


def _hugo_front(entry: Entry, week: str) -> tuple[str, ...]:
    return (
        f'link: "{entry.link}"',
        f'title: "{entry.title}"',
        f"section: {entry.section}",
        f"weight: {entry.rank}",
        f"source: Source {entry.source}",
        f"host: {entry.host}",
        f'author: "{entry.author}"',
        f"date: {entry.published}",
        f"language: {entry.language}",
        f"tags: [{', '.join(entry.tags)}]",
        f"anchor: {entry.slug}",
        f"issue: {week}",
    )


def write_pelican(root: Path, size: Size) -> None:
    """An article is an entry, its category an issue; the letter of an issue is a page with the same slug."""
    shutil.copytree(THEMES / "pelican", root)
    for issue in issues(size):
        for entry in issue.entries:
            text = "\n".join(_pelican_front(entry, issue.id)) + f"\n\n{_body(entry)}\n"
            _write(root / f"content/{issue.id}/{entry.slug}.md", text)
        head = (f"title: {issue.title}", f"slug: {issue.id}", f"date: {issue.date}", f"number: {issue.number}")
        _write(root / f"content/pages/{issue.id}.md", "\n".join(head) + f"\n\n{issue.letter}\n")


def _pelican_front(entry: Entry, week: str) -> tuple[str, ...]:
    return (
        f"title: {entry.title}",
        f"date: {entry.published}",
        f"category: {week}",
        f"slug: {entry.slug}",
        f"tags: {', '.join(entry.tags)}",
        f"publisher: Source {entry.source}",
        f"host: {entry.host}",
        f"link: {entry.link}",
        f"section: {entry.section}",
        f"language: {entry.language}",
        f"writer: {entry.author}",
        f"rank: {entry.rank}",
    )


def _document(head: tuple[str, ...], body: str = "") -> str:
    return "---\n" + "\n".join(head) + "\n---\n" + (f"\n{body}\n" if body else "")


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def write(kind: str, root: Path, size: Size) -> None:
    match kind:
        case "digest":
            write_digest(root, size)
        case "digest-default":
            write_digest(root, size, theme="default")
        case "hugo":
            write_hugo(root, size)
        case "pelican":
            write_pelican(root, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("digest", "digest-default", "hugo", "pelican"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--issues", type=int, help="25 entries each, unless this says otherwise")
    parser.add_argument("--candidates", type=int, default=0)
    arguments = parser.parse_args()
    size = Size(
        entries=arguments.entries,
        issues=arguments.issues or max(1, arguments.entries // 25),
        candidates=arguments.candidates,
    )
    write(arguments.kind, arguments.folder, size)


if __name__ == "__main__":
    main()
