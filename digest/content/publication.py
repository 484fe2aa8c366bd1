"""The folder of a publication to a Publication: every file is read once, every problem of every file is found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from digest.content.documents import MAX_BYTES, parse_entry, parse_issue, parse_page
from digest.content.memory import parse_record, parse_seen
from digest.content.references import names_of, reference_problems
from digest.diagnostics import audible
from digest.errors import DigestError, Problem
from digest.model import Feed, IssueHeader, Publication, PublishedIssue, Seen, Settings
from digest.places import (
    ENTRIES_FOLDER,
    FEEDS_FILE,
    IMAGES_FOLDER,
    ISSUES_FOLDER,
    PAGES_FOLDER,
    PUBLISHED_FOLDER,
    SEEN_FOLDER,
    SETTINGS_FILE,
    STORYLINES_FILE,
)
from digest.settings import MAX_DATA_BYTES, UNREAD, parse_feeds, parse_settings, parse_storylines
from digest.values import dataclass

T = TypeVar("T")
_NEARLY_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What could be read, and everything that is wrong with it."""

    publication: Publication
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        heard = audible(self.problems, self.publication.settings.silence)
        return tuple(problem for problem in heard if problem.level == "error")

    def sound(self) -> Publication:
        """The publication. Raises DigestError with all errors when there are any."""
        if self.errors:
            raise DigestError(*self.errors)
        return self.publication


def read_plan(root: Path) -> Reading:
    """Settings, feeds and issues alone: all that a run needs to know before a feed has brought something new."""
    problems: list[Problem] = []
    settings, feeds = _settings_and_feeds(root, problems)
    publication = Publication(
        settings=settings,
        feeds=feeds,
        issues=_documents(root, ISSUES_FOLDER, parse_issue, problems),
    )
    return Reading(publication=publication, problems=tuple(problems))


def read_publication(root: Path) -> Reading:
    problems: list[Problem] = []
    settings, feeds = _settings_and_feeds(root, problems)
    publication = Publication(
        settings=settings,
        feeds=feeds,
        storylines=parse_storylines(_read_text(root, STORYLINES_FILE, problems), problems),
        entries=_documents(root, ENTRIES_FOLDER, parse_entry, problems),
        issues=_documents(root, ISSUES_FOLDER, parse_issue, problems),
        pages=_documents(root, PAGES_FOLDER, parse_page, problems),
        seen=_seen(root, problems),
    )
    images = frozenset(path.removeprefix(f"{IMAGES_FOLDER}/") for path in walk(root, IMAGES_FOLDER, "", problems))
    if settings is not UNREAD:
        names = names_of(publication.settings, publication.storylines, images)
        problems.extend(reference_problems(publication.entries, publication.issues, names))
    problems.sort(key=lambda problem: problem.sort_key)
    return Reading(publication=publication, problems=tuple(problems))


def _settings_and_feeds(root: Path, problems: list[Problem]) -> tuple[Settings, tuple[Feed, ...]]:
    """A digest.yaml that cannot be read is told alone: without it nothing can be held against feeds.yaml."""
    text = _read_text(root, SETTINGS_FILE, problems)
    settings = UNREAD if problems else parse_settings(text, problems)
    if settings is UNREAD:
        return settings, ()
    return settings, parse_feeds(_read_text(root, FEEDS_FILE, problems), settings, problems)


def read_issues(root: Path) -> tuple[IssueHeader, ...]:
    """The issues alone, as they are now; what is wrong with them was told when everything was read."""
    return _documents(root, ISSUES_FOLDER, parse_issue, [])


def read_records(root: Path, problems: list[Problem]) -> tuple[PublishedIssue, ...]:
    """What went out, by issue."""
    records = (
        parse_record(data.decode("utf-8", "replace"), path, problems)
        for path, data in _files(root, PUBLISHED_FOLDER, ".json", problems, limit=64 * MAX_DATA_BYTES)
    )
    return tuple(record for record in records if record is not None)


def walk(root: Path, folder: str, suffix: str, problems: list[Problem]) -> tuple[str, ...]:
    """Files below a folder, relative to the root, sorted; hidden ones are passed over, links are problems."""
    return tuple(sorted(_walk(root, folder, suffix, problems)))


def _walk(root: Path, folder: str, suffix: str, problems: list[Problem]) -> Iterator[str]:
    if link := next((part for part in (Path(folder), *Path(folder).parents) if os.path.islink(root / part)), None):
        problems.append(_link_problem(link.as_posix()))
        return
    try:
        with os.scandir(root / folder) as listing:
            found = [item for item in listing if not item.name.startswith(".")]
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(_unreadable(folder, error))
        return
    for item in found:
        path = f"{folder}/{item.name}"
        problem = _odd(item, path, suffix)
        if problem:
            problems.append(problem)
        if item.is_dir(follow_symlinks=False):
            yield from _walk(root, path, suffix, problems)
        elif problem is None and item.name.endswith(suffix):
            yield path


def _odd(item: os.DirEntry[str], path: str, suffix: str) -> Problem | None:
    """What is wrong with a name or the thing behind it."""
    if item.is_symlink():
        return _link_problem(path)
    if item.is_dir():
        what = "a folder with the name of a file"
        return Problem(path=path, code="FILE002", what=what, hint="rename it") if _ends(item.name, suffix) else None
    if not item.is_file():
        return Problem(path=path, code="FILE002", what="not a file", hint="remove it")
    if suffix == ".md" and _is_nearly_markdown(item.name):
        what, hint = "a name that does not end in .md; the file is passed over", "rename it"
        return Problem(path=path, code="FILE009", what=what, hint=hint, level="warning")
    return None


def _is_nearly_markdown(name: str) -> bool:
    """Of a name without any ending too: whoever made the file on the web forgot it."""
    return not name.endswith(".md") and (name.lower().endswith(_NEARLY_MARKDOWN) or "." not in name)


def _ends(name: str, suffix: str) -> bool:
    return bool(suffix) and name.endswith(suffix)


def _files(root: Path, folder: str, suffix: str, problems: list[Problem], *, limit: int) -> Iterator[tuple[str, bytes]]:
    for path in walk(root, folder, suffix, problems):
        data = _read(root, path, problems, limit=limit)
        if data is not None:
            yield path, data


def _documents(
    root: Path, folder: str, parse: Callable[[bytes, str, list[Problem]], T | None], problems: list[Problem]
) -> tuple[T, ...]:
    read = (parse(data, path, problems) for path, data in _files(root, folder, ".md", problems, limit=MAX_BYTES + 1))
    return tuple(document for document in read if document is not None)


def _seen(root: Path, problems: list[Problem]) -> tuple[Seen, ...]:
    rows: list[Seen] = []
    for path, data in _files(root, SEEN_FOLDER, ".tsv", problems, limit=64 * MAX_DATA_BYTES):
        issue = path.removeprefix(f"{SEEN_FOLDER}/").partition("/")[0].removesuffix(".tsv")
        rows.extend(parse_seen(data.decode("utf-8", "replace"), path, issue, problems))
    return tuple(rows)


def _read(root: Path, path: str, problems: list[Problem], *, limit: int) -> bytes | None:
    """At most `limit` bytes: whoever parses them says that there are too many."""
    try:
        with (root / path).open("rb") as file:
            return file.read(limit)
    except OSError as error:
        problems.append(_unreadable(path, error))
        return None


def _read_text(root: Path, path: str, problems: list[Problem]) -> str:
    """A data file; empty when it is not there. Problems as for documents."""
    if os.path.islink(root / path):
        problems.append(_link_problem(path))
        return ""
    try:
        os.lstat(root / path)
    except (FileNotFoundError, NotADirectoryError):
        # Who reads the folders tells of one that is none.
        return ""
    except OSError as error:
        problems.append(_unreadable(path, error))
        return ""
    data = _read(root, path, problems, limit=MAX_DATA_BYTES + 1)
    if data is None:
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        what = f"not UTF-8: byte {data[error.start]:#04x}"
        problems.append(Problem(path=path, line=line, code="FILE001", what=what, hint="save the file as UTF-8"))
        return ""


def _link_problem(path: str) -> Problem:
    hint = "put the file or folder itself there"
    return Problem(path=path, code="FILE003", what="a symbolic link; it is not followed", hint=hint)


def _unreadable(path: str, error: OSError) -> Problem:
    hint = "rename the folder" if isinstance(error, IsADirectoryError) else "give yourself the right to read it"
    return Problem(path=path, code="FILE004", what=f"cannot be read: {error.strerror}", hint=hint)
