"""The publication's memory: lines of content/seen and records of content/published, to types and back. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from digest.errors import Problem
from digest.model import PublishedEntry, PublishedIssue, Seen
from digest.text import clean_line

SEEN_FOLDER = "content/seen"
PUBLISHED_FOLDER = "content/published"
_COLUMNS = ("id", "aliases", "link", "title", "source", "day", "fate", "why", "language")
_ID = re.compile(r"[0-9a-f]{16}")
_HINT = "restore the file with git; each line is " + ", ".join(_COLUMNS) + " with tabs between"


def parse_seen(text: str, path: str, issue: str, problems: list[Problem]) -> tuple[Seen, ...]:
    """The lines of one file. A line that is none is a problem and is passed over."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or (number == 1 and line.startswith("id\t")):
            continue
        cells = line.split("\t")
        row = _row(cells, issue)
        if row is None:
            what = f"no line of content/seen: {line[:60]!r}"
            problems.append(Problem(path=path, line=number, code="SEEN001", what=what, hint=_HINT))
        else:
            rows.append(row)
    return tuple(rows)


def format_seen(rows: Iterable[Seen]) -> str:
    """A file of lines, the names of the columns first."""
    lines = ["\t".join(_COLUMNS)]
    lines.extend("\t".join(_cells(row)) for row in rows)
    return "\n".join(lines) + "\n"


def run_path(issue: str, day: date, text: str) -> str:
    """Where a run's lines go: the same lines on the same day have the same name, whoever collected them."""
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
    return f"{SEEN_FOLDER}/{issue}/{day:%Y%m%d}-{digest}.tsv"


def fold_path(issue: str) -> str:
    """Where what was not published of an issue goes."""
    return f"{SEEN_FOLDER}/{issue}.tsv"


def record_path(issue: str) -> str:
    return f"{PUBLISHED_FOLDER}/{issue}.json"


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def format_record(record: PublishedIssue) -> str:
    entries = [{"slug": entry.slug, "digest": entry.digest, "text": entry.text} for entry in record.entries]
    whole = {
        "issue": record.issue,
        "number": record.number,
        "digest": record.digest,
        "text": record.text,
        "entries": entries,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def parse_record(text: str, path: str, problems: list[Problem]) -> PublishedIssue | None:
    hint = "restore the file with git"
    try:
        whole: Any = json.loads(text)
        entries = tuple(
            PublishedEntry(slug=str(row["slug"]), digest=str(row["digest"]), text=str(row["text"]))
            for row in whole["entries"]
        )
        return PublishedIssue(
            issue=str(whole["issue"]),
            number=int(whole["number"]),
            digest=str(whole["digest"]),
            text=str(whole["text"]),
            entries=entries,
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"no record of a published issue: {error}"
        problems.append(Problem(path=path, line=getattr(error, "lineno", 1), code="SEEN002", what=what, hint=hint))
        return None


def _cells(row: Seen) -> tuple[str, ...]:
    texts = (row.link, clean_line(row.title), row.source, row.day.isoformat(), row.fate, clean_line(row.why))
    return (row.id, " ".join(row.aliases), *texts, row.language or "")


def _row(cells: list[str], issue: str) -> Seen | None:
    cells = cells + [""] * (len(_COLUMNS) - len(cells))
    values = dict(zip(_COLUMNS, cells, strict=False))
    aliases = tuple(values["aliases"].split())
    if not all(_ID.fullmatch(value) for value in (values["id"], *aliases)) or not values["fate"]:
        return None
    try:
        day = date.fromisoformat(values["day"])
    except ValueError:
        return None
    return Seen(
        id=values["id"],
        aliases=aliases,
        link=values["link"],
        title=values["title"],
        source=values["source"],
        day=day,
        fate=values["fate"],
        why=values["why"],
        language=values["language"] or None,
        issue=issue,
    )
