"""The publication's memory: lines of content/seen and records of content/published, to types and back. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from digest.errors import Problem
from digest.model import IssueHeader, PublishedEntry, PublishedIssue, Seen
from digest.places import PUBLISHED_FOLDER, SEEN_FOLDER
from digest.text import bytes_digest, clean_line

_COLUMNS = ("id", "aliases", "link", "title", "source", "day", "fate", "why", "language")
_EMPTY = [""] * len(_COLUMNS)
_ID = re.compile(r"[0-9a-f]{16}")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})", re.MULTILINE)
_MARKS = ("<<<<<<<", "=======", ">>>>>>>")
_TWICE = "conflict markers that git left: two people published this issue, each on a branch"
_CHOOSE = (
    "choose one of the two: git checkout --ours {0}, or --theirs; the same for the issue and its entries;\n"
    "digest check then shows what differs from the record"
)
_SIDES = (
    "choose one of the two: git checkout --ours {0}, or --theirs; the same side for the issue and its record,\n"
    "or, to keep the lines of both, delete those with <<<<<<<, ======= and >>>>>>>"
)
_HINT = "restore the file with git; each line is " + ", ".join(_COLUMNS) + " with tabs between"


def parse_seen(text: str, path: str, issue: str, problems: list[Problem]) -> tuple[Seen, ...]:
    """The lines of one file. A line that is none is a problem and is passed over; markers of a conflict are one."""
    rows = []
    # Sought as plain texts first: the pattern is tried on every line.
    marked = any(mark in text for mark in _MARKS)
    conflict = _CONFLICT.search(text) if marked else None
    if conflict:
        first = 1 + text.count("\n", 0, conflict.start())
        what = "conflict markers that git left"
        problems.append(Problem(path=path, line=first, code="SEEN001", what=what, hint=_SIDES.format(path)))
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or (number == 1 and line.startswith("id\t")) or (marked and _CONFLICT.match(line)):
            continue
        row = _row(line, issue)
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
    return bytes_digest(text.encode("utf-8"))


def format_record(record: PublishedIssue) -> str:
    entries = [{"slug": entry.slug, "digest": entry.digest, "text": entry.text} for entry in record.entries]
    whole = {
        "issue": record.issue,
        "number": record.number,
        "digest": record.digest,
        "text": record.text,
        "entries": entries,
    }
    return _json_text(whole)


def with_entry(record: str, slug: str, text: str) -> str:
    """The text of a record in which this is what an entry says; one that is new there comes last."""
    whole = json.loads(record)
    new = {"slug": slug, "digest": text_digest(text), "text": text}
    rows = [{**row, **new} if row["slug"] == slug else row for row in whole["entries"]]
    whole["entries"] = rows if any(row["slug"] == slug for row in rows) else [*rows, new]
    return _json_text(whole)


def with_header(record: str, header: IssueHeader, text: str) -> str:
    """The text of a record in which this is what the file of the issue says."""
    number = {} if header.number is None else {"number": header.number}
    return _json_text({**json.loads(record), **number, "digest": text_digest(text), "text": text})


def parse_record(text: str, path: str, problems: list[Problem]) -> PublishedIssue | None:
    if conflict := _CONFLICT.search(text):
        line = 1 + text.count("\n", 0, conflict.start())
        problems.append(Problem(path=path, line=line, code="SEEN002", what=_TWICE, hint=_CHOOSE.format(path)))
        return None
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


def _json_text(whole: Any) -> str:
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cells(row: Seen) -> tuple[str, ...]:
    texts = (row.link, clean_line(row.title), row.source, row.day.isoformat(), row.fate, clean_line(row.why))
    return (row.id, " ".join(row.aliases), *texts, row.language or "")


def _row(line: str, issue: str) -> Seen | None:
    """None for what is no line. A column that is not there is empty, one too many is nothing."""
    cells = line.split("\t")
    if len(cells) != len(_COLUMNS):
        cells = (cells + _EMPTY)[: len(_COLUMNS)]
    name, others, link, title, source, written, fate, why, language = cells
    aliases = tuple(others.split())
    if not (_ID.fullmatch(name) and fate and (not aliases or all(map(_ID.fullmatch, aliases)))):
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return Seen(name, day, fate, aliases, link, title, source, why, language or None, issue)
