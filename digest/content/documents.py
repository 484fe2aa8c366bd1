"""Markdown files with YAML front matter to entries, issues and pages, and back: exact inverses. Pure.

Every `parse_` function appends what is wrong to `problems` and returns what could be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeVar, get_args

from digest import formats
from digest.errors import DigestError, Problem
from digest.fields import Fields
from digest.listedit import append_under
from digest.model import (
    SHELF,
    Correction,
    Coverage,
    Entry,
    Image,
    IssueHeader,
    IssueStatus,
    Medium,
    Status,
    TextPage,
)
from digest.plainfields import DoubtError, PlainFields
from digest.text import bytes_digest, canonical_link, host_of, identity, is_slug, slugify
from digest.values import dataclass
from digest.weeks import is_week
from digest.yamledit import Value, edit, format_pairs
from digest.yamlnodes import Table
from digest.yamltext import parse

MAX_BYTES = 1024 * 1024
ENTRY_KEYS, ISSUE_KEYS, PAGE_KEYS = formats.ENTRY.names, formats.ISSUE.names, formats.PAGE.names
_OPENING = re.compile(r"\ufeff?---[ \t]*\r?(?:\n|\Z)")
_FENCE = re.compile(r"\n((?:---|\.\.\.)[ \t]*\r?(?:\n|\Z))")
_CONFLICT = re.compile(r"^<{7} .*\n(?:.*\n)*?={7}\n(?:.*\n)*?>{7} ", re.MULTILINE)
_ID = re.compile(r"[0-9a-f]{16}")
_ENTRY_KEYS, _ISSUE_KEYS = frozenset(ENTRY_KEYS), frozenset(ISSUE_KEYS)
_STATUSES: dict[str, Status] = {status: status for status in get_args(Status)}
_MEDIA: dict[str, Medium] = {medium: medium for medium in get_args(Medium)}
D = TypeVar("D")
_HINT = "begin the file with ---, then `key: value` lines, then --- and the text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file cut in three; `head + front + fence + body` is the file."""

    head: str
    front: str
    fence: str
    body: str
    body_line: int


def parse_entry(data: bytes, path: str, problems: list[Problem]) -> Entry | None:
    """None when the file has no readable front matter; then `problems` says why."""
    return _parsed(data, path, problems, _ENTRY_KEYS, _entry)


def _entry(fields: Fields, document: Document, data: bytes) -> Entry:
    path, problems = fields.path, fields.problems
    body, body_line = _body(document, fields)
    link = fields.link("link", required=True)
    before = len(problems)
    title, headline = fields.text("title"), fields.text("headline")
    if not title.strip() and not headline.strip() and len(problems) == before:
        fields.problem("link", "FM004", "neither 'title' nor 'headline'", "add a line: title: ...")
    return Entry(
        id=_id(fields, link, path),
        slug=fields.slug("slug") or default_slug(path),
        link=link,
        title=title,
        headline=headline,
        status=_status(fields),
        issue=_issue_of(fields, path),
        section=fields.slug("section") or None,
        rank=fields.number("rank"),
        source=fields.text("source") or host_of(link),
        authors=fields.texts("authors"),
        published=fields.moment("published"),
        updated=fields.moment("updated"),
        collected=fields.day("collected"),
        language=fields.language("language"),
        medium=_medium(fields),
        duration=fields.text("duration"),
        tags=fields.slugs("tags"),
        storylines=fields.slugs("storylines"),
        also=_also(fields),
        image=_image(fields),
        archived=fields.link("archived"),
        corrections=_corrections(fields),
        why=fields.text("why"),
        extra=fields.extra(_ENTRY_KEYS),
        body=body,
        path=path,
        lines=fields.lines(),
        body_line=body_line,
        digest=bytes_digest(data),
        front_digest=bytes_digest(fields.source.encode("utf-8")),
    )


def parse_issue(data: bytes, path: str, problems: list[Problem]) -> IssueHeader | None:
    return _parsed(data, path, problems, _ISSUE_KEYS, _issue)


def _issue(fields: Fields, document: Document, data: bytes) -> IssueHeader:
    path = fields.path
    letter, body_line = _body(document, fields)
    statuses: dict[str, IssueStatus] = {status: status for status in get_args(IssueStatus)}
    name = PurePosixPath(path).stem
    if not is_week(name):
        fields.problem("", "FILE007", f"'{name}' is no ISO week", "name the file like 2026-W47.md")
    return IssueHeader(
        id=name,
        title=fields.text("title"),
        date=fields.moment("date"),
        status=statuses[fields.word("status", statuses, "draft")],
        number=fields.integer("number", 1),
        language=fields.language("language"),
        editors=fields.texts("editors"),
        lead=fields.slug("lead"),
        image=_image(fields),
        corrections=_corrections(fields),
        extra=fields.extra(_ISSUE_KEYS),
        letter=letter,
        path=path,
        lines=fields.lines(),
        body_line=body_line,
        digest=bytes_digest(data),
        front_digest=bytes_digest(fields.source.encode("utf-8")),
    )


def parse_page(data: bytes, path: str, problems: list[Problem]) -> TextPage | None:
    document = split_document(data, path, problems)
    fields = _fields(document, path, problems) if document else None
    if document is None or fields is None:
        return None
    body, body_line = _body(document, fields)
    fields.refuse_unknown(PAGE_KEYS)
    name = PurePosixPath(path).stem
    if not is_slug(name):
        fields.problem("", "FILE007", f"'{name}' is no slug", f"name the file {slugify(name) or 'about'}.md")
    return TextPage(
        name=name,
        title=fields.text("title", required=True),
        language=fields.language("language"),
        order=fields.number("order"),
        was=fields.slugs("was"),
        body=body,
        path=path,
        lines=fields.lines(),
        body_line=body_line,
    )


def format_entry(entry: Entry) -> str:
    """The file of a new entry. Its id and source are always written; the slug only by publishing."""
    pairs: dict[str, Value | None] = {
        "link": entry.link,
        "title": entry.title,
        "headline": entry.headline,
        "status": entry.status,
        "issue": entry.issue,
        "section": entry.section,
        "rank": entry.rank,
        "source": entry.source,
        "authors": entry.authors,
        "published": entry.published,
        "updated": entry.updated,
        "collected": entry.collected,
        "language": entry.language,
        "medium": None if entry.medium == "article" else entry.medium,
        "duration": entry.duration,
        "tags": entry.tags,
        "storylines": entry.storylines,
        "also": also_value(entry.also),
        "archived": entry.archived,
        "why": entry.why,
        "id": entry.id,
        "slug": None if entry.slug == default_slug(entry.path) else entry.slug,
    }
    return _format(pairs, entry.body)


def format_issue(issue: IssueHeader) -> str:
    """The file of a new issue."""
    pairs: dict[str, Value | None] = {
        "title": issue.title,
        "date": issue.date,
        "status": issue.status,
        "number": issue.number,
        "language": issue.language,
        "editors": issue.editors,
        "lead": issue.lead,
    }
    return _format(pairs, issue.letter)


def edit_document(data: bytes, changes: Mapping[str, Value | None], order: Sequence[str], *, path: str) -> bytes:
    """The file with keys of its front matter set, or removed where None; every other byte as it was."""
    return _with_front(data, path, lambda front: edit(front, changes, order, path=path))


def append_to_document(data: bytes, key: str, row: Mapping[str, Value], order: Sequence[str], *, path: str) -> bytes:
    """The file with an item more in a list of its front matter; every other byte as it was."""
    return _with_front(data, path, lambda front: append_under(front, key, row, order, path=path))


def _with_front(data: bytes, path: str, change: Callable[[str], str]) -> bytes:
    problems: list[Problem] = []
    document = split_document(data, path, problems)
    if document is None:
        raise DigestError(*problems)
    front = change(document.front)
    if front and not front.endswith("\n"):
        front += "\n"
    return (document.head + front + document.fence + document.body).encode("utf-8")


def split_document(data: bytes, path: str, problems: list[Problem]) -> Document | None:
    """The file cut in three; None, and a problem, when it is no text with front matter."""
    text = decode(data, path, problems)
    if text is None:
        return None
    opening = _OPENING.match(text)
    if opening is None:
        problems.append(Problem(path=path, line=1, code="FILE006", what="no front matter", hint=_HINT))
        return None
    start = opening.end()
    close = _FENCE.search(text, start - 1)
    if close is None:
        what = "the front matter that begins here has no end"
        problems.append(Problem(path=path, line=1, code="FILE006", what=what, hint="add a line --- below the last key"))
        return None
    front, body = text[start : close.start() + 1], text[close.end() :]
    return Document(head=opening[0], front=front, fence=close[1], body=body, body_line=3 + front.count("\n"))


def default_slug(path: str) -> str:
    """What an entry's slug is until its file names one."""
    return slugify(PurePosixPath(path).stem) or identity(path)


def also_value(also: tuple[Coverage, ...]) -> list[Value]:
    """`also` as it is written in a front matter."""
    rows = (
        {"source": row.source, "title": row.title, "link": row.link, "language": row.language or ""} for row in also
    )
    return [{key: value for key, value in row.items() if value} for row in rows]


def decode(data: bytes, path: str, problems: list[Problem]) -> str | None:
    """UTF-8 text; None, and a problem with the line, when it is too long or something else."""
    if len(data) > MAX_BYTES:
        what = f"more than {MAX_BYTES // 1024:,} KB"
        problems.append(
            Problem(path=path, line=1, code="FILE005", what=what, hint="shorten it, or link to the long text")
        )
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        what = f"not UTF-8: byte {data[error.start]:#04x}"
        problems.append(Problem(path=path, line=line, code="FILE001", what=what, hint="save the file as UTF-8"))
        return None


def _parsed(
    data: bytes,
    path: str,
    problems: list[Problem],
    keys: frozenset[str],
    read: Callable[[Fields, Document, bytes], D],
) -> D | None:
    """What is right is read without nodes; all else again, by who can tell what is wrong and where."""
    document = split_document(data, path, problems)
    if document is None:
        return None
    try:
        return read(PlainFields(document.front, keys, path=path, line=2), document, data)
    except DoubtError:
        fields = _fields(document, path, problems)
    return read(fields, document, data) if fields else None


def _fields(document: Document, path: str, problems: list[Problem]) -> Fields | None:
    try:
        root = parse(document.front, path=path, first_line=2)
    except DigestError as error:
        problems.extend(error.problems)
        return None
    if root is not None and not isinstance(root, Table):
        problems.append(Problem(path=path, line=2, code="FM003", what="the front matter is no map of keys", hint=_HINT))
        return None
    return Fields(root, text=document.front, path=path, problems=problems, line=2)


def _body(document: Document, fields: Fields) -> tuple[str, int]:
    """The text without the empty lines around it, and the line that it begins at."""
    body = document.body.replace("\r\n", "\n").replace("\r", "\n")
    line = document.body_line + len(body) - len(body.lstrip("\n"))
    body = body.strip("\n")
    # The marker is sought first, which is a hundred times faster than to try the pattern on each line.
    if "<<<<<<<" in body and (conflict := _CONFLICT.search(body)):
        what = "conflict markers that git left, <<<<<<< to >>>>>>>"
        hint = "choose one of the two versions and delete the marker lines"
        fields.problem_at(line + body.count("\n", 0, conflict.start()), "YAML005", what, hint)
    return body, line


def _format(pairs: Mapping[str, Value | None], body: str) -> str:
    front = format_pairs({key: value for key, value in pairs.items() if value not in (None, "", (), [])})
    return f"---\n{front}---\n" + (f"\n{body}\n" if body else "")


def _id(fields: Fields, link: str, path: str) -> str:
    value = fields.text("id")
    if value and not _ID.fullmatch(value):
        hint = "leave the key out: it is derived from the link"
        fields.problem("id", "FM003", f"'{value}' is no id of 16 hexadecimal digits", hint)
        value = ""
    try:
        return value or identity(canonical_link(link))
    except ValueError:
        return identity(path)


def _status(fields: Fields) -> Status:
    return _STATUSES[fields.word("status", _STATUSES, "keep")]


def _medium(fields: Fields) -> Medium:
    return _MEDIA[fields.word("medium", _MEDIA, "article")]


def _issue_of(fields: Fields, path: str) -> str:
    value = fields.text("issue").strip()
    if value and value != SHELF and not is_week(value):
        fields.problem("issue", "FM005", f"'{value}' is no issue", f"write an ISO week like 2026-W47, or {SHELF}")
        return SHELF
    if value:
        return value
    folder = PurePosixPath(path).parent.name
    if is_week(folder) or folder == SHELF:
        return folder
    fields.problem("issue", "FM004", "'issue' is missing", f"add a line: issue: 2026-W47, or issue: {SHELF}")
    return SHELF


def _also(fields: Fields) -> tuple[Coverage, ...]:
    found = []
    for row in fields.tables("also"):
        row.refuse_unknown(("source", "title", "link", "language"))
        link = row.link("link", required=True)
        source = row.text("source") or host_of(link)
        found.append(Coverage(source=source, title=row.text("title"), link=link, language=row.language("language")))
    return tuple(found)


def _image(fields: Fields) -> Image | None:
    row = fields.table_of("image")
    if row is None:
        return None
    row.refuse_unknown(("file", "alt", "credit", "licence"))
    file = row.text("file", required=True)
    if file.startswith("/") or "\\" in file or ".." in PurePosixPath(file).parts:
        row.problem(
            "file",
            "FM003",
            f"'{file}' is not below content/images",
            "write the name of a file in content/images",
        )
    alt = row.text("alt", required=True)
    return Image(file=file, alt=alt, credit=row.text("credit"), licence=row.text("licence"))


def _corrections(fields: Fields) -> tuple[Correction, ...]:
    found = []
    for row in fields.tables("corrections"):
        row.refuse_unknown(("date", "now", "was"))
        day = row.day("date")
        now = row.text("now", required=True)
        if not row.has("date"):
            row.problem("date", "FM004", "'date' is missing", "add a line: date: 2026-11-22")
        if day is not None:
            found.append(Correction(date=day, now=now, was=row.text("was")))
    return tuple(found)
