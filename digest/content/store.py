"""The one writer: files appear whole or not at all, new ones never over another.

Bytes are written and synced under `.cache/tmp`, then given their name; a crash leaves nothing but files there, which
the next lock sweeps away.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from digest.errors import DigestError, Problem, UsageError

SCRATCH = ".cache/tmp"
_SYNC_TOGETHER = 8
"""From this many files on, one sync of the file system is faster than one of each file."""


class Store:
    """Writes below one folder. Paths are relative to it, with forward slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.scratch = root / SCRATCH

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One writer at a time on this machine; the leftovers of one that was killed are swept. Raises UsageError."""
        with explained(".cache"):
            self.scratch.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root / ".cache" / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                hint = "wait until it has ended, then run this again"
                raise UsageError("another digest command is writing to this publication", hint) from None
            self.sweep()
            yield
        finally:
            os.close(handle)

    def sweep(self) -> None:
        """Remove what a crash left behind."""
        for leftover in self.scratch.glob("*"):
            with suppress(FileNotFoundError):
                leftover.unlink()

    def read(self, path: str) -> bytes:
        with explained(path):
            return self._place(path).read_bytes()

    def create(self, path: str, data: bytes) -> None:
        """A new file. Raises DigestError when the name is taken by other bytes; the same bytes are fine."""
        self.create_all({path: data})

    def create_all(self, files: Mapping[str, bytes]) -> None:
        """New files, all synced before the first of them gets its name."""
        drafts = self._drafts(files)
        folders = self._folders(files)
        for path, draft in drafts.items():
            folder, _, name = path.rpartition("/")
            with explained(path):
                place = f"{folders[folder]}/{name}"
                try:
                    os.link(draft, place)
                except FileExistsError:
                    self._accept_existing(path, Path(place), files[path])
                os.unlink(draft)
        self._sync_folders(files)

    def replace(self, path: str, data: bytes, *, was: bytes | None = None) -> None:
        """New bytes under a name. With `was`, a file that has changed since it was read is not touched: DigestError."""
        with explained(path):
            place = self._place(path)
            if was is not None and place.read_bytes() != was:
                what, hint = (
                    "the file changed while this command ran; it was left as it is",
                    "run the command again",
                )
                raise DigestError(Problem(path=path, code="FILE008", what=what, hint=hint))
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = self._drafts({path: data})[path]
            if place.exists():
                os.chmod(draft, place.stat().st_mode & 0o777)
            os.replace(draft, place)
        self._sync_folders({path: data})

    def replace_hints(self, files: Mapping[str, bytes]) -> None:
        """New bytes under names, for files that may be lost: each is whole for whoever reads it, but none is synced."""
        drafts = self._drafts(files, sync=False)
        folders = self._folders(files)
        for path, draft in drafts.items():
            folder, _, name = path.rpartition("/")
            with explained(path):
                os.replace(draft, f"{folders[folder]}/{name}")

    def remove(self, path: str, *, was: bytes) -> None:
        """Take a file away if it still holds these bytes; its folder goes when nothing is left in it."""
        with explained(path):
            place = self._place(path)
            if place.read_bytes() != was:
                what, hint = (
                    "the file changed while this command ran; it was left where it is",
                    "run the command again",
                )
                raise DigestError(Problem(path=path, code="FILE008", what=what, hint=hint))
            place.unlink()
            with suppress(OSError):
                place.parent.rmdir()

    def _drafts(self, files: Mapping[str, bytes], *, sync: bool = True) -> dict[str, str]:
        with explained(SCRATCH):
            self.scratch.mkdir(parents=True, exist_ok=True)
            together = len(files) >= _SYNC_TOGETHER
            drafts = {}
            for number, (path, data) in enumerate(files.items()):
                drafts[path] = f"{self.scratch}/{os.getpid()}-{number}"
                _write(drafts[path], data, sync=sync and not together)
            if sync and together:
                os.sync()
            return drafts

    def _folders(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Where the folder of each path lies, made where it is missing."""
        found: dict[str, str] = {}
        for path in files:
            folder = path.rpartition("/")[0]
            if folder not in found or ".." in path:
                with explained(path):
                    place = self._place(path).parent
                    place.mkdir(parents=True, exist_ok=True)
                found[folder] = str(place)
        return found

    def _place(self, path: str) -> Path:
        """Where a path lies. Refuses to leave the root, also by way of a symbolic link."""
        parts = PurePosixPath(path).parts
        place = self.root
        for part in parts[:-1]:
            place = place / part
            if place.is_symlink():
                what, hint = "a symbolic link; nothing is written through it", "put a real folder there"
                raise DigestError(Problem(path=path, code="FILE003", what=what, hint=hint))
        if ".." in parts or PurePosixPath(path).is_absolute():
            raise DigestError(Problem(path=path, code="FILE007", what="a path outside the publication"))
        return place / parts[-1]

    def _accept_existing(self, path: str, place: Path, data: bytes) -> None:
        if place.is_symlink() or place.read_bytes() != data:
            what, hint = (
                "a file of that name exists already and was left as it is",
                "rename it, or choose another name",
            )
            raise DigestError(Problem(path=path, code="FILE008", what=what, hint=hint))

    def _sync_folders(self, files: Mapping[str, bytes]) -> None:
        for folder in sorted({path.rpartition("/")[0] for path in files}):
            with explained(folder):
                handle = os.open(self.root / folder, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)


def _write(draft: str, data: bytes, *, sync: bool) -> None:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        if sync:
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def explained(path: str) -> Iterator[None]:
    """What the system refuses, as a problem that says what to do."""
    try:
        yield
    except OSError as error:
        hints = {
            errno.ENOSPC: "make room on the disk and run this again; nothing is half-written",
            errno.EROFS: "the file system is read-only: mount it for writing, or copy the publication elsewhere",
            errno.EACCES: "give yourself the right to write there, and run this again",
            errno.ENOENT: "it was moved or deleted while this command ran; run it again",
        }
        hint = hints.get(error.errno or 0, "see that the path can be read and written, and run this again")
        raise DigestError(Problem(path=path, code="FILE004", what=error.strerror or str(error), hint=hint)) from error
