"""A publication on which themes break: long, empty, old, in many scripts; and one without a single issue.

Six years of weeks end with `Week.PICTURE`, which is the home page; the other weeks that a test asks for by name stand
before it. Everything else is a background of small issues that fills archive, time lines and lists.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from tests import difficult_texts as texts
from tests.builders import write

ISSUES = 300
NEWEST = date(2026, 11, 9)
"""Monday of the newest issue."""
KINDS = ("person", "film", "company", "model", "case", "theme")
SECTIONS = ("industry", "craft", "tools", "law", "voices", "old")


class Week(StrEnum):
    """The issues that are worth a look, newest first."""

    PICTURE = "2026-W46"
    SIXTY = "2026-W45"
    ORDINARY = "2026-W44"
    """25 entries as they are in a full week; its bytes are limited."""
    WORDS = "2026-W43"
    """Long words, long titles, lines from right to left, twenty sources on one story."""
    MARKDOWN = "2026-W42"
    FRENCH = "2026-W41"
    EMPTY = "2026-W40"
    LETTER = "2026-W39"
    BARE = "2026-W38"
    """No title, no letter, no number."""


def difficult_publication(root: Path, *, language: str = "en", issues: int = ISSUES) -> None:
    """With the newest `issues` only, where the years behind them do not matter."""
    files: dict[str, str | bytes] = {
        "digest.yaml": _mapping(_settings(language)),
        "content/feeds.yaml": "".join(_item(feed) for feed in _feeds()),
        "content/storylines.yaml": "".join(_item(line) for line in _storylines()),
        "content/pages/about.md": _document({"title": "About", "order": 1, "was": ["who-we-are"]}, texts.MARKDOWN),
        "content/pages/apropos.md": _document({"title": "À propos", "language": "fr"}, texts.FRENCH_NOTE),
        "content/images/wide.jpg": picture(1600, 900, "JPEG"),
        "content/images/tall.png": picture(600, 1400, "PNG"),
    }
    write(root, files | dict(_issues(issues)))


def empty_publication(root: Path) -> None:
    """Settings, and nothing that was ever published."""
    write(root, {"digest.yaml": _mapping({**_settings("en"), "tags": {}, "tagline": ""})})


def picture(width: int, height: int, form: str) -> bytes:
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    ImageDraw.Draw(image).ellipse((width // 3, height // 4, width // 2, height // 2), fill="#d98e3a")
    data = io.BytesIO()
    image.save(data, form)
    return data.getvalue()


def _settings(language: str) -> dict[str, Any]:
    return {
        "id": "tag:reels.example,2021:digest",
        "title": "Reels & Models: la semaine",
        "tagline": "What was written about machines and films, in four languages, every Monday",
        "base_url": "https://reels.example/weekly/",
        "language": language,
        "timezone": "Europe/Paris",
        "sections": [
            {"id": id, "title": id.title(), "about": f"What belongs to {id}.", "retired": id == "old"}
            for id in SECTIONS
        ],
        "tags": {f"tag-{n}": texts.TAGS[n % len(texts.TAGS)] + f" {n}" for n in range(40)},
        "editors": ["Ada Example", texts.HEBREW_NAME, "Zoë Müller"],
        "licence": "CC BY 4.0",
        "contact": "desk@reels.example",
        "repository": "https://github.com/example/weekly",
        "subscribe": "https://lists.example/weekly",
        "cname": "reels.example",
    }


def _feeds() -> Iterator[dict[str, Any]]:
    for n in range(200):
        title = texts.SOURCES[n % len(texts.SOURCES)]
        yield {
            "slug": f"feed-{n}",
            "title": f"{title} {n}",
            "feed": f"https://feed-{n}.example/rss",
            "site": f"https://feed-{n}.example/",
            "section": SECTIONS[n % 5],
            "language": texts.LANGUAGES[n % 4],
        } | ({"was": ["feed-old"]} if n == 0 else {})


def _storylines() -> Iterator[dict[str, Any]]:
    for kind in KINDS:
        for n in range(3):
            about = texts.FRENCH_NOTE if n else texts.NOTE
            yield {
                "id": f"{kind}-{n}",
                "title": f"{texts.STORYLINES[kind]} {n}",
                "kind": kind,
                "aliases": [f"Alias of {kind}", texts.LONG_WORD],
                "about": about,
                "links": [f"https://{kind}-{n}.example/"],
            }
    # Named by an entry of every second issue.
    yield {"id": "endless", "title": "The endless case", "kind": "case", "about": texts.NOTE, "was": ["endless-case"]}
    yield {"id": "untouched", "title": "Nobody wrote of it", "kind": "film"}
    yield {"id": "arabic", "title": texts.ARABIC_NAME, "kind": "person"}


def _issues(count: int) -> Iterator[tuple[str, str]]:
    for age in range(count):
        monday = NEWEST - timedelta(weeks=age)
        week = f"{monday:%G-W%V}"
        entries = dict(_entries(week, age))
        yield f"content/issues/{week}.md", _issue(week, monday, ISSUES - age, next(iter(entries), ""))
        for slug, text in entries.items():
            yield f"content/entries/{week}/{slug}.md", text


def _issue(week: str, monday: date, number: int, first: str) -> str:
    head: dict[str, Any] = {"status": "published", "date": (monday + timedelta(weeks=1)).isoformat()}
    if week == Week.BARE:
        return _document(head)
    head |= {"number": number, "title": texts.TITLES[number % len(texts.TITLES)] + f" ({number})"}
    head |= {"language": "fr"} if number % 7 == 0 or week == Week.FRENCH else {}
    if week == Week.EMPTY:
        return _document(head)
    if week == Week.PICTURE:
        head |= {"image": _image("tall.png")}
    if week == Week.WORDS:
        head |= {"title": f"{texts.LONG_TITLE} {texts.LONG_WORD}"}
        head |= {"corrections": [{"date": "2026-11-03", "now": f"{texts.ARABIC_NAME}.", "was": texts.LONG_TITLE}]}
    letter = texts.FRENCH_NOTE if head.get("language") == "fr" else texts.LETTER
    return _document(head | ({"lead": first} if first and number % 2 == 0 else {}), letter)


def _entries(week: str, age: int) -> Iterator[tuple[str, str]]:
    """Name and text of the files of an issue; the first is the lead where there is one."""
    if week in (Week.EMPTY, Week.LETTER):
        return
    special: Mapping[str, tuple[tuple[dict[str, Any], str], ...]] = {
        Week.PICTURE: _with_picture(),
        Week.WORDS: _with_words(),
        Week.MARKDOWN: tuple(({"headline": f"Markdown {n}"}, texts.MARKDOWN) for n in range(2)),
        Week.FRENCH: tuple(({"language": "fr", "headline": title}, texts.FRENCH_NOTE) for title in texts.FRENCH_TITLES),
    }
    count = {Week.SIXTY.value: 60, Week.ORDINARY.value: 25}.get(week, 1 + age % 3)
    changes = special.get(week) or (({}, ""),) * count
    for n, (head, body) in enumerate(changes):
        yield _ordinary(week, age, n, head, body)


def _ordinary(week: str, age: int, n: int, changes: Mapping[str, Any], body: str) -> tuple[str, str]:
    slug = f"{week.lower()}-{n}"
    mark = age + n
    head = {
        "link": f"https://feed-{mark % 220}.example/{week}/{texts.slug(n)}?page=1",
        "title": texts.ORDINARY[mark % len(texts.ORDINARY)],
        "status": "keep",
        "section": SECTIONS[n % 5],
        "rank": n,
        # Some are no feeds of ours.
        "source": f"feed-{mark % 220}" if mark % 220 < 200 else f"feed-{mark % 220}.example",
        "authors": ["Ada Example"],
        "published": f"{week_day(week, n)}T09:30:00+01:00",
        "language": texts.LANGUAGES[mark % 9] if mark % 9 < 4 else "en",
        "tags": [f"tag-{mark % 40}", f"tag-{(mark * 3 + 1) % 40}"],
        "storylines": [f"{KINDS[mark % 6]}-{mark % 3}"] + (["endless"] if age % 2 == 0 and n == 0 else []),
        "slug": slug,
    }
    usual = f"> {texts.QUOTATION}\n\n{texts.NOTE}" if n % 4 else texts.NOTE
    return slug, _document({**head, **changes}, body or usual)


def week_day(week: str, n: int) -> str:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1 + n % 7).isoformat()


def _with_picture() -> tuple[tuple[dict[str, Any], str], ...]:
    correction = {"date": "2026-11-17", "now": "Twelve stages.", "was": "Ten stages."}
    return (
        ({"image": _image("wide.jpg"), "corrections": [correction, {"date": "2026-11-18", "now": "In May."}]}, ""),
        ({"medium": "video", "duration": "1:02:30", "image": _image("tall.png")}, ""),
        ({"medium": "audio", "duration": "42:10", "language": "fr"}, texts.FRENCH_NOTE),
        ({"medium": "video", "archived": "https://archive.example/1"}, ""),
        ({"status": "withdrawn", "why": "The source took it down.", "corrections": [correction]}, ""),
        ({"title": None, "headline": "A headline of ours and no title of theirs"}, ""),
        ({"headline": "A headline beside the title", "also": _also(3)}, ""),
        ({"authors": None, "published": None, "section": None, "tags": [], "storylines": []}, ""),
    )


def _with_words() -> tuple[tuple[dict[str, Any], str], ...]:
    rtl = {"language": "ar", "title": texts.ARABIC, "headline": None}
    return (
        ({"title": texts.LONG_TITLE, "also": _also(20)}, ""),
        ({"headline": texts.LONG_WORD, "authors": [texts.LONG_WORD, texts.HEBREW_NAME] * 6}, texts.LONG_WORD * 3),
        (rtl | {"storylines": ["arabic"], "image": _image("wide.jpg", texts.ARABIC_NAME)}, f"> {texts.ARABIC}\n"),
        ({"language": "he", "title": texts.HEBREW}, ""),
        ({"language": "ja", "title": texts.JAPANESE}, ""),
        ({"language": "de", "title": texts.GERMAN}, f"> {texts.GERMAN}\n"),
        ({"title": texts.HOSTILE, "link": f"https://feed-1.example/{'a-' * 300}?q=%F0%9F%8E%AC&x=<y>"}, texts.HOSTILE),
        ({"tags": [f"tag-{n}" for n in range(40)], "storylines": [f"{kind}-0" for kind in KINDS]}, ""),
    )


def _also(count: int) -> list[dict[str, str]]:
    rows = (
        {
            "source": f"feed-{n}" if n % 2 else f"paper-{n}.example",
            "title": texts.ALSO[n % len(texts.ALSO)],
            "link": f"https://paper-{n}.example/story",
            "language": texts.ALSO_LANGUAGES[n % len(texts.ALSO)],
        }
        for n in range(count)
    )
    return [{key: value for key, value in row.items() if value} for row in rows]


def _image(file: str, alt: str = "A sun above the horizon") -> dict[str, str]:
    return {"file": file, "alt": alt, "credit": "Zoë Müller", "licence": "CC BY-SA 4.0"}


def _document(head: Mapping[str, Any], body: str = "") -> str:
    return f"---\n{_mapping(head)}---\n\n{body}\n"


def _mapping(values: Mapping[str, Any]) -> str:
    """JSON is YAML too; a list of many maps takes a line an item."""
    return "".join(f"{key}:{_value(value)}\n" for key, value in values.items() if value is not None)


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "".join(f"\n  - {json.dumps(item, ensure_ascii=False)}" for item in value)
    if isinstance(value, dict):
        return "".join(f"\n  {key}: {json.dumps(item, ensure_ascii=False)}" for key, item in value.items()) or " {}"
    # A day is one in YAML only without quotation marks.
    is_day = isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-"
    return f" {value}" if is_day else f" {json.dumps(value, ensure_ascii=False)}"


def _item(values: Mapping[str, Any]) -> str:
    first, *rest = _mapping(values).splitlines()
    return f"- {first}\n" + "".join(f"  {line}\n" for line in rest)
