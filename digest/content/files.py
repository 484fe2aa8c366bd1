"""Which files there are, and the digest of each, without reading those that are known: as git does it.

A file is known by size, time of change of its bytes and of its record, and number on the disk, to the nanosecond; one
that was changed too lately for that is read. Names are never trusted, and times alone neither: what cannot be told
apart with certainty is read.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from digest.content.cache import FOLDER

_SECOND = 1_000_000_000
"""In nanoseconds."""
_AT_ONCE = 1 << 16
_DOCUMENTS = (".md", ".tsv")
Stamp = tuple[int, int, int, int, int]
"""Kind and rights, size, time of the bytes, time of the record, number."""
_NOTHING: Stamp = (0, 0, 0, 0, 0)
"""No file has it."""
Row = tuple[Stamp, str]
"""What is known of one file: the stamp of it, and SHA-256, hexadecimal; of what is no file, words for what it is."""


class Files:
    """The files below some folders of `root`.

    `rows` are those of the last build, by path; `now` is the moment before the first look, see `moment`. As soon as one
    file is not known, `begin` is called, once.
    """

    def __init__(
        self, root: Path, rows: Mapping[str, Row], now: int, begin: Callable[[], object] = lambda: None
    ) -> None:
        self._begin = begin
        self.root = root
        self._rows = rows
        self._now = now
        self.stamps: dict[str, Stamp] = {}
        """Of regular files, by path; nothing else may be opened: a pipe would be waited for."""
        self.digests: dict[str, str] = {}
        """By path, of every file whose bytes are known; the others wait in `unknown`."""
        self.unknown: list[str] = []

    def look(self, path: str) -> None:
        """At a file, also at one that is none. What is not there is not there."""
        found = self._found(path)
        if found is not None and stat.S_ISDIR(found.st_mode):
            self.digests[path] = "no file: a folder"
        elif found is not None:
            self._file(path, found)

    def look_below(self, path: str) -> None:
        """At a folder and all that it holds; hidden names are passed over. What is not there is not there."""
        found = self._found(path)
        if found is not None and stat.S_ISDIR(found.st_mode):
            self._folder(path)
        elif found is not None:
            self.digests[path] = "no folder: a file"

    def _found(self, path: str) -> os.stat_result | None:
        for parent in Path(path).parents[:-1]:
            if os.path.islink(self.root / parent):
                self.digests[parent.as_posix()] = "no file: a link"
                return None
        try:
            return os.lstat(self.root / path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self.digests[path] = f"unreadable: {error.errno}"
            return None

    def learn(self, path: str, digest: str) -> None:
        """What the bytes of an unknown file are."""
        self.digests[path] = digest

    def read(self, paths: Iterable[str]) -> None:
        """Learn what these are, if unknown, by reading them."""
        for path in paths:
            if path not in self.digests:
                self.digests[path] = file_digest(self.root / path)

    def is_as_looked_at(self, path: str, data: bytes) -> bool:
        """Whether these bytes, read since, are those that are known; no bytes are those of what cannot be read."""
        known = self.digests.get(path, "")
        return known == hashlib.sha256(data).hexdigest() or (not data and path not in self.stamps)

    def has_news(self) -> bool:
        """Whether any that had to be read is another than at the last build."""
        return any(self._rows.get(path, (_NOTHING, ""))[1] != self.digests.get(path) for path in self.unknown)

    def changed(self) -> tuple[str, ...]:
        """Paths of what is another than at the last build, or gone, or new; sorted."""
        before = {path: digest for path, (_, digest) in self._rows.items()}
        now = self.digests
        return tuple(sorted(path for path in {*before, *now} if before.get(path) != now.get(path)))

    def rows(self) -> dict[str, Row]:
        """For the next build. What was changed too lately to be told apart by a stamp has the stamp of nothing."""
        return dict(self._kept())

    def _kept(self) -> Iterator[tuple[str, Row]]:
        for path, stamp in self.stamps.items():
            digest, known = self.digests.get(path), self._rows.get(path)
            if known is not None and known[0] == stamp and known[1] == digest:
                yield path, known
            elif digest is not None:
                yield path, (stamp if is_settled(stamp, self._now) else _NOTHING, digest)

    def _folder(self, path: str) -> None:
        try:
            with os.scandir(self.root / path) as listing:
                items = [item for item in listing if not item.name.startswith(".")]
        except OSError as error:
            self.digests[path] = f"unreadable: {error.errno}"
            return
        for item in items:
            place = f"{path}/{item.name}"
            try:
                if item.is_dir(follow_symlinks=False):
                    self._folder(place)
                    if place.endswith(_DOCUMENTS):
                        self.digests[place] = "no file: a folder"
                else:
                    self._file(place, item.stat(follow_symlinks=False))
            except FileNotFoundError:
                # It was there for a moment, as what an editor writes before it changes names.
                continue
            except OSError as error:
                self.digests[place] = f"unreadable: {error.errno}"

    def _file(self, path: str, found: os.stat_result) -> None:
        if not stat.S_ISREG(found.st_mode):
            self.digests[path] = f"no file: {stat.S_IFMT(found.st_mode)}"
            return
        stamp = _stamp(found)
        self.stamps[path] = stamp
        row = self._rows.get(path)
        if row is not None and row[0] == stamp:
            self.digests[path] = row[1]
        else:
            if not self.unknown:
                self._begin()
            self.unknown.append(path)


def file_digest(place: Path) -> str:
    """SHA-256, hexadecimal; of what cannot be read, a word for it."""
    try:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"


def moment(root: Path) -> int:
    """Now, by the clock that stamps files here, in nanoseconds; 0 where nothing can be written, and nothing is kept."""
    mark = root / FOLDER / "now"
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_bytes(b"")
        os.utime(mark)
        return mark.stat().st_mtime_ns
    except OSError:
        return 0


def beginning(path: str, most: int) -> bytes:
    """At most so many bytes of a file. Many times as fast as a file object, for the ten thousand of a publication."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        data = os.read(handle, _AT_ONCE)
        if len(data) < _AT_ONCE:
            return data[:most]
        pieces, length = [data], len(data)
        while length < most and (data := os.read(handle, _AT_ONCE)):
            pieces.append(data)
            length += len(data)
    finally:
        os.close(handle)
    return b"".join(pieces)[:most]


def is_settled(stamp: Stamp, now: int) -> bool:
    """Whether a change after `now` would show: the clock that stamps files ticks at least every hundredth of a second.

    Some file systems count whole seconds, or two; on these a file must be older.
    """
    changed = max(stamp[2], stamp[3])
    is_coarse = stamp[2] % _SECOND == 0 or stamp[3] % _SECOND == 0
    return changed < now - (3 * _SECOND if is_coarse else _SECOND // 10)


def stamp_of(place: Path | str) -> Stamp | None:
    """Of one file; None when there is nothing."""
    try:
        found = os.lstat(place)
    except OSError:
        return None
    return _stamp(found)


def _stamp(found: os.stat_result) -> Stamp:
    return (found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
