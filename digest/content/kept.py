"""What makes the next build fast, kept under `.cache/`: whole values, and many small results in packs.

Everything is held against a digest of its own when it is read. What was deleted, cut off, damaged or made by another
program is not there: a build is slower then, and never wrong.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, BinaryIO, Concatenate, ParamSpec, TypeVar

from digest.content.cache import DRAFT, FOLDER, put_in_place
from digest.content.files import Stamp, stamp_of

_SIZE = 16
"""Bytes of a digest that guards a record."""
_NUMBER = 8
_FEW = 20
"""One in so many may have changed before the whole is kept anew."""
_MOST_PACKS = 12
"""From so many on they are made one."""


_here: dict[str, tuple[bytes, Stamp | None, bytes, Any]] = {}
"""What this process has loaded or saved, with the stamp of the file then: one that serves a site reads it once. Values
are never changed by whoever has them."""


class Snapshot:
    """One value of tuples, maps, texts, bytes and numbers, of one `program`: another one knows nothing of it."""

    def __init__(self, root: Path, name: str, program: bytes) -> None:
        self._place = root / FOLDER / "kept" / name
        self._program = program
        self.mark = b""
        """What tells the value that was loaded or saved last from every other; empty without one."""

    def load(self) -> Any:
        """None when there is none that can be trusted."""
        known = _here.get(str(self._place))
        if known is not None and known[:2] == (self._program, stamp_of(self._place)):
            self.mark = known[2]
            return known[3]
        try:
            stamp = stamp_of(self._place)
            data = self._place.read_bytes()
        except OSError:
            return None
        body = memoryview(data)[_SIZE:]
        guard = _guard(self._program, body)
        if guard != data[:_SIZE]:
            return None
        self.mark = guard
        value = marshal.loads(body)
        _here[str(self._place)] = (self._program, stamp, guard, value)
        return value

    def save(self, value: Any) -> None:
        """A disk that is full or refuses keeps nothing."""
        body = marshal.dumps(value, 2)
        self.mark = _guard(self._program, body)
        if put_in_place(self._place, self.mark + body):
            _here[str(self._place)] = (self._program, stamp_of(self._place), self.mark, value)


class Table:
    """Many values by name, of which few change from build to build: what has changed is kept beside the whole."""

    def __init__(self, root: Path, name: str, program: bytes) -> None:
        self._root, self._name = root, name
        self._whole = Snapshot(root, name, program)
        self._base: dict[str, Any] = {}

    def load(self) -> dict[str, Any]:
        self._base = self._whole.load() or {}
        changed, gone = self._changes().load() or ({}, ())
        found = {**self._base, **changed}
        for name in gone:
            found.pop(name, None)
        return found

    def save(self, values: Mapping[str, Any]) -> None:
        base = self._base
        changed = {name: value for name, value in values.items() if base.get(name) is not value}
        gone = tuple(name for name in base if name not in values)
        if self._whole.mark and (len(changed) + len(gone)) * _FEW < len(values):
            self._changes().save((changed, gone))
            return
        self._base = dict(values)
        self._whole.save(self._base)

    def _changes(self) -> Snapshot:
        return Snapshot(self._root, f"{self._name}-changes", self._whole.mark)


Given = ParamSpec("Given")
Result = TypeVar("Result")


def _one_at_a_time(
    method: Callable[Concatenate[Packs, Given], Result],
) -> Callable[Concatenate[Packs, Given], Result]:
    @wraps(method)
    def locked(packs: Packs, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        with packs.lock:
            return method(packs, *args, **kwargs)

    return locked


class Packs:
    """Results by their keys, many to a file. Each process writes a file of its own, and reads all.

    A file is records, then where each of them lies, then where that list begins: one that was never finished, or was
    cut off, counts as none. Any thread may ask.
    """

    def __init__(self, root: Path, kind: str) -> None:
        self.root = root
        self.folder = root / FOLDER / kind
        self._places: dict[bytes, tuple[int, int, int]] = {}
        """Key to file, offset and length."""
        self._open: dict[str, int] = {}
        self._draft: BinaryIO | None = None
        self._mine: dict[bytes, tuple[int, int]] = {}
        self._refused = False
        self.lock = RLock()
        self.refresh()

    def get(self, key: bytes) -> bytes | None:
        with self.lock:
            place = self._places.get(key)
            if place is None:
                return None
            handle, offset, length = place
            try:
                if self._draft is not None and handle == self._draft.fileno():
                    self._draft.flush()
                record = os.pread(handle, length, offset)
            except OSError:
                return None
        data = record[_SIZE:]
        return data if _guard_of(key, data) == record[:_SIZE] else None

    def put(self, key: bytes, data: bytes) -> None:
        """On a disk that is full or refuses nothing is kept, from then on."""
        with self.lock:
            if not self._refused:
                self._put(key, data)

    def _put(self, key: bytes, data: bytes) -> None:
        try:
            if self._draft is None:
                self._draft = self._begun()
            offset = self._draft.tell()
            self._draft.write(_guard_of(key, data) + data)
        except OSError:
            self._drop()
            return
        self._mine[key] = (offset, _SIZE + len(data))
        self._places[key] = (self._draft.fileno(), *self._mine[key])

    @_one_at_a_time
    def finish(self, least: int = 1) -> None:
        """Give what was put a name, so that other processes find it; fewer than `least` results are not worth one."""
        if self._draft is None or len(self._mine) < least:
            return
        draft = self._draft
        listed = marshal.dumps(self._mine, 2)
        try:
            start = draft.tell()
            draft.write(listed + _guard(b"", listed) + start.to_bytes(_NUMBER, "big"))
            draft.flush()
            found = os.fstat(draft.fileno())
            name = f"{os.getpid()}-{found.st_mtime_ns}-{found.st_ino}.pack"
            os.rename(draft.name, self.folder / name)
            self._open[name] = os.dup(draft.fileno())
        except OSError:
            self._drop()
            return
        self._places |= {key: (self._open[name], *place) for key, place in self._mine.items()}
        self._draft, self._mine = None, {}
        draft.close()

    @_one_at_a_time
    def refresh(self) -> None:
        """Find what others have finished meanwhile."""
        with suppress(OSError):
            for name in sorted(os.listdir(self.folder)):
                if name.endswith(".pack") and name not in self._open:
                    self._read(name)

    @_one_at_a_time
    def tidy(self, most: int) -> None:
        """Make one file of many; with more than `most` results begin anew. For one process, when no other reads."""
        names = tuple(self._open)
        if len(self._places) > most:
            self._places.clear()
        elif len(names) <= _MOST_PACKS:
            return
        for key in tuple(self._places):
            if (data := self.get(key)) is not None:
                self.put(key, data)
        self.finish()
        self._forget(names)

    @_one_at_a_time
    def close(self) -> None:
        self.finish()
        for handle in self._open.values():
            os.close(handle)
        self._open = {}
        self._places = {}

    def _forget(self, names: tuple[str, ...]) -> None:
        for name in names:
            os.close(self._open.pop(name))
            with suppress(OSError):
                (self.folder / name).unlink()

    def _begun(self) -> BinaryIO:
        self.folder.mkdir(parents=True, exist_ok=True)
        return (self.folder / f"{os.getpid()}{DRAFT}").open("w+b")

    def _drop(self) -> None:
        """Forget what was put and cannot be kept."""
        draft, self._draft, self._refused = self._draft, None, True
        for key in self._mine:
            self._places.pop(key, None)
        self._mine = {}
        if draft is not None:
            with suppress(OSError):
                os.unlink(draft.name)
            with suppress(OSError):
                # It tries once more to write.
                draft.close()

    def _read(self, name: str) -> None:
        handle = os.open(self.folder / name, os.O_RDONLY | os.O_CLOEXEC)
        self._open[name] = handle
        size = os.fstat(handle).st_size
        start = int.from_bytes(os.pread(handle, _NUMBER, max(0, size - _NUMBER)), "big")
        end = size - _NUMBER - _SIZE
        if start > end:
            return
        listed = os.pread(handle, end - start, start)
        if os.pread(handle, _SIZE, end) == _guard(b"", listed):
            self._places |= {key: (handle, *place) for key, place in marshal.loads(listed).items()}


def sweep(root: Path, kind: str) -> None:
    """Remove what processes left unfinished that are no more; one that is taken from a living one is no loss."""
    with suppress(OSError):
        for name in os.listdir(root / FOLDER / kind):
            if name.endswith(DRAFT) and not _lives(name.removesuffix(DRAFT).rpartition(".")[2]):
                os.unlink(root / FOLDER / kind / name)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def has_many_files(root: Path, kind: str) -> bool:
    """Whether packs of this kind should be made one."""
    try:
        return len(os.listdir(root / FOLDER / kind)) > _MOST_PACKS
    except OSError:
        return False


def _guard_of(key: bytes, data: bytes) -> bytes:
    """The same of a little."""
    return sha256(key + data).digest()[:_SIZE]


def _guard(key: bytes, data: bytes | memoryview) -> bytes:
    """SHA-256, since there are processors that do it twice as fast as any other."""
    digest = sha256(key)
    digest.update(data)
    return digest.digest()[:_SIZE]
