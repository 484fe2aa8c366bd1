"""The folder of a publication to a Publication: every file is read once, every problem of every file is found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from digest.content.documents import MAX_BYTES, parse_entry, parse_issue, parse_page
from digest.content.memory import PUBLISHED_FOLDER, SEEN_FOLDER, parse_record, parse_seen
from digest.content.references import reference_problems
from digest.diagnostics import audible
from digest.errors import DigestError, Problem, UsageError
from digest.model import Publication, PublishedIssue, Seen, Settings
from digest.settings import (
    FEEDS_FILE,
    MAX_DATA_BYTES,
    SETTINGS_FILE,
    STORYLINES_FILE,
    parse_feeds,
    parse_settings,
    parse_storylines,
)

T = TypeVar("T")
ENTRIES_FOLDER = "content/entries"
ISSUES_FOLDER = "content/issues"
PAGES_FOLDER = "content/pages"
IMAGES_FOLDER = "content/images"


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


def find_root(start: Path) -> Path:
    """The nearest folder upwards that holds digest.yaml. Raises UsageError."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    hint = "go to a folder with a digest.yaml, name it with -C, or make one: digest init my-digest"
    raise UsageError(f"no publication in {start} or above it", hint)


def read_plan(root: Path) -> Reading:
    """Settings, feeds and issues alone: all that a run needs to know before a feed has brought something new."""
    problems: list[Problem] = []
    settings = parse_settings(_read_text(root, SETTINGS_FILE, problems), problems)
    publication = Publication(
        settings=settings,
        feeds=parse_feeds(_read_text(root, FEEDS_FILE, problems), settings, problems),
        issues=_documents(root, ISSUES_FOLDER, parse_issue, problems),
    )
    return Reading(publication=publication, problems=tuple(problems))


def read_publication(root: Path) -> Reading:
    problems: list[Problem] = []
    settings = parse_settings(_read_text(root, SETTINGS_FILE, problems), problems)
    publication = Publication(
        settings=settings,
        feeds=parse_feeds(_read_text(root, FEEDS_FILE, problems), settings, problems),
        storylines=parse_storylines(_read_text(root, STORYLINES_FILE, problems), problems),
        entries=_documents(root, ENTRIES_FOLDER, parse_entry, problems),
        issues=_documents(root, ISSUES_FOLDER, parse_issue, problems),
        pages=_documents(root, PAGES_FOLDER, parse_page, problems),
        seen=_seen(root, problems),
    )
    images = frozenset(path.removeprefix(f"{IMAGES_FOLDER}/") for path in walk(root, IMAGES_FOLDER, "", problems))
    problems.extend(reference_problems(publication, images))
    problems.sort(key=lambda problem: problem.sort_key)
    return Reading(publication=publication, problems=tuple(problems))


def read_settings(root: Path) -> Settings:
    """digest.yaml alone. Raises DigestError."""
    problems: list[Problem] = []
    settings = parse_settings(_read_text(root, SETTINGS_FILE, problems), problems)
    if problems:
        raise DigestError(*problems)
    return settings


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
        if item.is_symlink():
            what, hint = "a symbolic link; it is not followed", "put the file itself there"
            problems.append(Problem(path=path, code="FILE003", what=what, hint=hint))
        elif item.is_dir():
            if suffix and item.name.endswith(suffix):
                what, hint = "a folder with the name of a file", "rename it"
                problems.append(Problem(path=path, code="FILE002", what=what, hint=hint))
            yield from _walk(root, path, suffix, problems)
        elif not item.is_file():
            problems.append(Problem(path=path, code="FILE002", what="not a file", hint="remove it"))
        elif item.name.endswith(suffix):
            yield path


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
    if (root / path).is_symlink():
        problems.append(
            Problem(
                path=path,
                code="FILE003",
                what="a symbolic link; it is not followed",
                hint="put the file itself there",
            )
        )
        return ""
    if not (root / path).exists():
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


def _unreadable(path: str, error: OSError) -> Problem:
    hint = "rename the folder" if isinstance(error, IsADirectoryError) else "give yourself the right to read it"
    return Problem(path=path, code="FILE004", what=f"cannot be read: {error.strerror}", hint=hint)
