"""What a job without rights collected, to one tar file and back; on the way back nothing of it is believed. Pure.

Only new files of the collector get through: candidates, lines of memory, drafts, hints. Whoever controls the job that
reads feeds cannot bring in a kept entry, a published issue, or a file of any other kind.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from digest.content.documents import parse_entry, parse_issue
from digest.content.memory import parse_seen
from digest.errors import DigestError, Problem
from digest.model import SHELF, Entry
from digest.places import ENTRIES_FOLDER, ISSUES_FOLDER, SEEN_FOLDER, STATE_FOLDER
from digest.values import dataclass

NEW_FOLDERS = (ENTRIES_FOLDER, SEEN_FOLDER, ISSUES_FOLDER)
_MOST_FILES = 50_000
_MOST_BYTES = 256 * 1024 * 1024
_LARGEST = 8 * 1024 * 1024
_HINT = "nothing was taken; collect again, and if it happens again look at what the collecting job ran"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    files: Mapping[str, bytes] = field(default_factory=dict)
    """New files: path in the publication to bytes."""
    hints: Mapping[str, bytes] = field(default_factory=dict)
    """content/state as it is after the run, which may be lost."""
    entries: tuple[Entry, ...] = ()
    """The candidates among the files, in the order of their paths; of a parcel that was unpacked."""

    @property
    def issues(self) -> tuple[str, ...]:
        """The ids of the issues that the candidates are for."""
        return tuple(sorted({entry.issue for entry in self.entries} - {SHELF}))


def packed(parcel: Parcel) -> bytes:
    """A tar file; the same parcel gives the same bytes."""
    bundle = io.BytesIO()
    with tarfile.open(fileobj=bundle, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, data in sorted({**parcel.files, **parcel.hints}.items()):
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(data), 0o644
            tar.addfile(member, io.BytesIO(data))
    return bundle.getvalue()


def unpacked(data: bytes) -> Parcel:
    """Raises DigestError, with everything that no collector makes, and takes nothing then."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            found = dict(_members(tar))
    except (tarfile.TarError, EOFError, ValueError, OSError):
        raise DigestError(_problem("", "this is no parcel of `digest collect gather`")) from None
    problems = [problem for path, body in found.items() for problem in _complaints(path, body)]
    if problems:
        raise DigestError(*problems)
    hints = {path: body for path, body in found.items() if path.startswith(f"{STATE_FOLDER}/")}
    files = {path: body for path, body in found.items() if path not in hints}
    return Parcel(files=files, hints=hints, entries=tuple(_entries(files)))


def _entries(files: Mapping[str, bytes]) -> Iterator[Entry]:
    for path in sorted(files):
        entry = parse_entry(files[path], path, []) if path.startswith(f"{ENTRIES_FOLDER}/") else None
        if entry is not None:
            yield entry


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    total = 0
    for number, member in enumerate(tar):
        total += member.size
        if number >= _MOST_FILES or member.size > _LARGEST or total > _MOST_BYTES:
            raise DigestError(_problem(member.name, "more than a run of the collector can bring"))
        body = tar.extractfile(member) if member.isreg() else None
        if body is None:
            raise DigestError(_problem(member.name, "no plain file"))
        yield member.name, body.read()


def _complaints(path: str, data: bytes) -> Iterator[Problem]:
    for place, look in _KINDS:
        if place.fullmatch(path):
            if what := look(path, data):
                yield _problem(path, what)
            return
    yield _problem(path, "no file that the collector makes")


def _entry(path: str, data: bytes) -> str:
    problems: list[Problem] = []
    entry = parse_entry(data, path, problems)
    if entry is None or any(problem.level == "error" for problem in problems):
        return "an entry that cannot be read"
    if entry.status != "new":
        return f"no candidate: its status is '{entry.status}'"
    return "" if entry.issue == path.split("/")[2] else f"an entry of '{entry.issue}' in the folder of another issue"


def _memory(path: str, data: bytes) -> str:
    problems: list[Problem] = []
    parse_seen(data.decode("utf-8", "replace"), path, path.split("/")[2], problems)
    return "lines that are none of the memory" if problems else ""


def _draft(path: str, data: bytes) -> str:
    problems: list[Problem] = []
    issue = parse_issue(data, path, problems)
    if issue is None or problems or issue.status != "draft" or issue.letter.strip() or issue.number is not None:
        return "no empty draft of an issue"
    return ""


def _hint(path: str, data: bytes) -> str:
    return ""


_WEEK = r"(?:\d{4}-W\d{2}|none)"
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str, bytes], str]], ...] = (
    (re.compile(rf"{ENTRIES_FOLDER}/{_WEEK}/[a-z0-9][a-z0-9._-]*\.md", re.ASCII), _entry),
    (re.compile(rf"{SEEN_FOLDER}/{_WEEK}/\d{{8}}-[0-9a-f]{{12}}\.tsv", re.ASCII), _memory),
    (re.compile(rf"{ISSUES_FOLDER}/\d{{4}}-W\d{{2}}\.md", re.ASCII), _draft),
    (re.compile(rf"{STATE_FOLDER}/[a-z0-9][a-z0-9._-]*\.json", re.ASCII), _hint),
)


def _problem(path: str, what: str) -> Problem:
    return Problem(path=path, code="COLLECT001", what=what, hint=_HINT)
