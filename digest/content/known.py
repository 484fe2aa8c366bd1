"""A publication to its ground, reading only the files that have changed since the last build.

What is kept of a file counts for the bytes that it was made from, and for no others. Wherever anything is wrong, or
odd, everything is read again by `digest.content.publication`, which alone tells of problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from digest.content.body import split_body
from digest.content.brief import Brief
from digest.content.codec import Codec
from digest.content.files import Files, beginning
from digest.content.ground import Ground, Met, days_met, later_coverage, met_of
from digest.content.kept import Packs
from digest.content.memo import Memo, Parsed, Wanted
from digest.errors import Problem
from digest.model import Correction, Coverage, Feed, Image, IssueHeader, Section, Settings, Storyline, TextPage
from digest.places import (
    ENTRIES_FOLDER,
    FEEDS_FILE,
    IMAGES_FOLDER,
    ISSUES_FOLDER,
    PAGES_FOLDER,
    SEEN_FOLDER,
    SETTINGS_FILE,
    STORYLINES_FILE,
    is_entry,
)
from digest.values import dataclass

ENTRIES, ISSUES, PAGES = f"{ENTRIES_FOLDER}/", f"{ISSUES_FOLDER}/", f"{PAGES_FOLDER}/"
IMAGES, SEEN = f"{IMAGES_FOLDER}/", f"{SEEN_FOLDER}/"
_CODEC = Codec((Settings, Section, Feed, Storyline, IssueHeader, TextPage, Image, Correction, Coverage))


_MOST_BYTES = 256 * 1024 * 1024
"""More than a file of any kind may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    ground: Ground
    memo: Memo
    is_sound: bool
    """Whether every file could be read and nothing about any of them is odd."""


def parse_briefs(root: Path, program: bytes, wanted: Iterable[Wanted], kept: Packs) -> list[Parsed]:
    """Read entries and say each in brief; what readers will see of them is `kept`."""
    from digest.content.bare import bare_of, dumps, key_of_bare
    from digest.content.brief import brief_of
    from digest.content.documents import MAX_BYTES, parse_entry

    found = []
    start = f"{root}/"
    for path, known in wanted:
        try:
            data = beginning(start + path, MAX_BYTES + 1)
        except OSError:
            found.append(Parsed(path, "", None, False))
            continue
        if known and sha256(data).hexdigest() == known:
            found.append(Parsed(path, known, None, True))
            continue
        problems: list[Problem] = []
        entry = parse_entry(data, path, problems)
        is_sound = not problems or not any(problem.level == "error" for problem in problems)
        if entry is None:
            found.append(Parsed(path, sha256(data).hexdigest(), None, False))
            continue
        digest = entry.digest
        body = split_body(entry.body)
        brief = brief_of(entry, body)
        if brief.is_shown:
            kept.put(key_of_bare(program, digest), dumps(bare_of(entry, body)))
        found.append(Parsed(path, digest, tuple(brief), is_sound))
    return found


class Reader:
    """Reads what is not known; `parsed` is what others say of the entries that `memo` wants."""

    def __init__(self, files: Files, memo: Memo, parsed: Iterable[Parsed]) -> None:
        self._files = files
        self._memo = memo
        self._documents: dict[str, tuple[str, Any]] = {}
        self._is_sound = not any(map(_is_odd, files.digests.items()))
        self._paths = sorted(files.stamps)
        self._entries = list(filter(is_entry, self._paths))
        self._parsed = parsed

    def settings(self) -> Settings:
        return self._data_files[0]

    def known(self) -> Known:
        """What is read here comes first: meanwhile others read entries."""
        settings, feeds, storylines = self._data_files
        memory = [self._met(path) for path in self._paths if path.startswith(SEEN) and path.endswith(".tsv")]
        issues, pages = self._of(ISSUES, _parse_issue), self._of(PAGES, _parse_page)
        briefs = self._briefs()
        briefed = tuple(map(Brief._make, briefs.values()))
        ground = Ground(
            settings=settings,
            feeds=feeds,
            storylines=storylines,
            briefs=briefed,
            issues=issues,
            pages=pages,
            later=later_coverage(memory),
            met=days_met(memory, briefed),
        )
        # What is wrong must be met again.
        memo = Memo(briefs if self._is_sound else self._memo.briefs, self._documents)
        return Known(ground=ground, memo=memo, is_sound=self._is_sound)

    def _briefs(self) -> dict[str, tuple[Any, ...]]:
        """Of what could be read, in the order of the paths."""
        found = {path: self._memo.briefs.get(path) for path in self._entries}
        for parsed in self._parsed:
            if parsed.digest:
                self._files.learn(parsed.path, parsed.digest)
            self._is_sound = self._is_sound and parsed.is_sound
            if parsed.brief is not None or not parsed.is_sound:
                found[parsed.path] = parsed.brief
        return {path: brief for path, brief in found.items() if brief is not None}

    @cached_property
    def _data_files(self) -> tuple[Settings, tuple[Feed, ...], tuple[Storyline, ...]]:
        entries = frozenset(self._entries)
        self._files.read(path for path in self._files.unknown if path not in entries)
        digests = self._files.digests
        of_settings = digests.get(SETTINGS_FILE, "")
        settings: Settings = self._made(SETTINGS_FILE, of_settings, _parse_settings)
        of_feeds = f"{of_settings} {digests.get(FEEDS_FILE, '')}"
        feeds = self._made(FEEDS_FILE, of_feeds, lambda path, data, problems: _parse_feeds(data, settings, problems))
        return settings, feeds, self._made(STORYLINES_FILE, digests.get(STORYLINES_FILE, ""), _parse_storylines)

    def _of(self, folder: str, parse: _Parse) -> tuple[Any, ...]:
        own = (path for path in self._paths if path.startswith(folder) and path.endswith(".md"))
        made = (self._made(path, self._files.digests[path], parse) for path in own)
        return tuple(document for document in made if document is not None)

    def _met(self, path: str) -> Met:
        met: Met = self._made(path, self._files.digests[path], _parse_met)
        return met

    def _made(self, path: str, digest: str, parse: _Parse) -> Any:
        """What is kept of these bytes, else what `parse` makes of them."""
        kept = self._memo.documents.get(path)
        if kept is not None and kept[0] == digest:
            self._documents[path] = kept
            return _CODEC.whole(kept[1])
        problems: list[Problem] = []
        data, is_known = self._data(path, digest)
        made = parse(path, data, problems)
        if is_known and not any(problem.level == "error" for problem in problems):
            self._documents[path] = (digest, _CODEC.plain(made))
        else:
            self._is_sound = False
        return made

    def _data(self, path: str, digest: str) -> tuple[bytes, bool]:
        """The bytes, none of what is not there or no file, and whether it is these that have the digest."""
        if path not in self._files.stamps:
            return b"", True
        try:
            # Of a longer one the rest is missed, and whoever reads everything tells that it is too long.
            data = beginning(f"{self._files.root}/{path}", _MOST_BYTES)
        except OSError:
            return b"", False
        return data, sha256(data).hexdigest() == digest.rpartition(" ")[2]


_Parse = Callable[[str, bytes, list[Problem]], Any]


def _is_odd(row: tuple[str, str]) -> bool:
    """Of what is no file, or no file that can be read. Templates are looked at by who reads them."""
    return " " in row[1] and not row[0].startswith("templates/")


def _text(data: bytes, problems: list[Problem]) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(path="", code="FILE001", what="not UTF-8"))
        return ""


def _parse_settings(path: str, data: bytes, problems: list[Problem]) -> Settings:
    from digest.settings import parse_settings

    return parse_settings(_text(data, problems), problems)


def _parse_feeds(data: bytes, settings: Settings, problems: list[Problem]) -> tuple[Feed, ...]:
    from digest.settings import parse_feeds

    return parse_feeds(_text(data, problems), settings, problems)


def _parse_storylines(path: str, data: bytes, problems: list[Problem]) -> tuple[Storyline, ...]:
    from digest.settings import parse_storylines

    return parse_storylines(_text(data, problems), problems)


def _parse_issue(path: str, data: bytes, problems: list[Problem]) -> IssueHeader | None:
    from digest.content.documents import parse_issue

    return parse_issue(data, path, problems)


def _parse_page(path: str, data: bytes, problems: list[Problem]) -> TextPage | None:
    from digest.content.documents import parse_page

    return parse_page(data, path, problems)


def _parse_met(path: str, data: bytes, problems: list[Problem]) -> Met:
    from digest.content.memory import parse_seen

    return met_of(parse_seen(data.decode("utf-8", "replace"), path, "", problems))


def pictures_of(paths: Iterable[str]) -> frozenset[str]:
    """Files below content/images by their names there."""
    return frozenset(path.removeprefix(IMAGES) for path in paths if path.startswith(IMAGES))
