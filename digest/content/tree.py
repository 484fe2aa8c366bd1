"""The writer of a built site: only files that changed, and out go only files that we wrote.

`.digest.json` in the folder lists what is ours. It names every file before the first of them appears and until the last
of them is gone, so that a build killed at any point is mended by the next. Files are staged beside the site, by several
processes if need be, and change their places together at the end.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from digest.content.files import Row, file_digest, is_settled, stamp_of
from digest.content.store import explained
from digest.errors import DigestError, Problem, UsageError
from digest.values import dataclass

MANIFEST = ".digest.json"
STAGING = ".digest-staging"
LEFT_ALONE = (".gitignore", ".gitkeep", ".git")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What writing a tree did, as paths relative to it, sorted."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    files: Mapping[str, str]
    """Everything that the tree holds now, path to SHA-256."""


@contextmanager
def standing(folder: Path, rows: Mapping[str, Row] | None = None) -> Iterator[Tree]:
    """The tree in a folder, ours alone until the end; `rows` are what is known of its files.

    Raises UsageError for a folder that holds somebody else's files, DigestError when the disk refuses.
    """
    is_new = not folder.exists()
    with explained(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    with alone(folder) as lock, explained(str(folder)):
        tree = Tree(folder, rows or {}, lock)
        try:
            yield tree
        finally:
            # Also on a full disk, where the room is wanted.
            shutil.rmtree(folder / STAGING, ignore_errors=True)
            if is_new:
                # One that came to hold nothing.
                with suppress(OSError):
                    folder.rmdir()


class Tree:
    """A built site on the disk, and beside it what will take its place."""

    def __init__(self, folder: Path, rows: Mapping[str, Row], lock: int) -> None:
        self.folder = folder
        self.lock = lock
        """The handle that keeps others away as long as it is open."""
        self.ours = manifest(folder)
        self._rows = rows
        self._seen: dict[str, Row] = {}
        self._fresh: frozenset[str] = frozenset()
        """What was just written: of that nothing can be known later without reading it."""
        _refuse_foreign_folder(folder)
        if (folder / STAGING).is_symlink() or (folder / STAGING).is_file():
            raise UsageError(f"{folder / STAGING} is no folder of ours", "remove it: builds need the name")
        shutil.rmtree(folder / STAGING, ignore_errors=True)
        # A build that was killed may have left a process that still writes: into a folder of its own.
        self.staging = folder / STAGING / str(os.getpid())
        self.staging.mkdir(parents=True)

    def digest(self, path: str) -> str:
        """SHA-256 of what stands there; of no file, and of a link, something that no file has."""
        stamp = stamp_of(f"{self.folder}/{path}")
        if stamp is None or not stat.S_ISREG(stamp[0]):
            return "nothing"
        row = self._rows.get(path)
        digest = row[1] if row and row[0] == stamp else file_digest(self.folder / path)
        self._seen[path] = (stamp, digest)
        return digest

    def holds(self, wanted: Mapping[str, str]) -> bool:
        """Whether these files, path to SHA-256, stand there as they are wanted."""
        return all(self.digest(path) == digest for path, digest in wanted.items())

    def standing(self, paths: Iterable[str]) -> dict[str, str]:
        """What stands at these places, as `digest` has it."""
        return {path: self.digest(path) for path in paths}

    def swap(self, wanted: Mapping[str, str]) -> Changes:
        """Make the folder hold the wanted, path to SHA-256; what is staged takes its place, the rest stands already."""
        staged = sorted(_files_below(self.staging))
        for path in staged:
            if path not in wanted:
                (self.staging / path).unlink()
        staged = [path for path in staged if path in wanted]
        _refuse_foreign_files(self, wanted, staged)
        stale = sorted(path for path in self.ours if path not in wanted)
        removed: tuple[str, ...] = ()
        if staged or stale or self.ours != wanted:
            self._write_manifest({**self.ours, **wanted})
            removed = tuple(path for path in stale if _remove(self.folder, path))
            _move(str(self.staging), str(self.folder))
        self._write_manifest(wanted)
        self._fresh = frozenset(staged)
        unchanged = tuple(sorted(path for path in wanted if path not in self._fresh))
        return Changes(written=tuple(staged), unchanged=unchanged, removed=removed, files=dict(wanted))

    def rows(self, wanted: Mapping[str, str]) -> dict[str, Row]:
        """What can be known of the files later without reading them."""
        now = self.staging.stat().st_mtime_ns
        found = {}
        for path, digest in wanted.items():
            if path in self._fresh:
                continue
            stamp, known = self._seen.get(path) or (stamp_of(f"{self.folder}/{path}"), digest)
            if stamp is not None and known == digest and is_settled(stamp, now):
                found[path] = (stamp, digest)
        return found

    def _write_manifest(self, digests: Mapping[str, str]) -> None:
        text = json.dumps({"version": 1, "files": dict(sorted(digests.items()))}, indent=0) + "\n"
        if _bytes(self.folder / MANIFEST) == text.encode("utf-8"):
            return
        draft = self.folder / STAGING / MANIFEST
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, self.folder / MANIFEST)


def stage(staging: Path, path: str, data: bytes) -> None:
    """A file that will take its place when all are there. Any process may do it."""
    draft = f"{staging}/{path}"
    with explained(str(staging.parent)):
        try:
            _write(draft, data)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(draft), exist_ok=True)
            _write(draft, data)


def _write(place: str, data: bytes) -> None:
    with open(place, "wb") as file:
        file.write(data)


def _files_below(folder: Path) -> Iterator[str]:
    """Their paths from there."""
    top = len(f"{folder}/")
    for place, _, names in os.walk(folder):
        start = place[top:]
        yield from (f"{start}/{name}" for name in names) if start else names


def _move(staging: str, folder: str) -> None:
    """What is staged to its place: a folder as a whole where there is none, since they are dear to make one by one."""
    with os.scandir(staging) as listing:
        items = list(listing)
    for item in items:
        place = f"{folder}/{item.name}"
        if item.is_dir(follow_symlinks=False) and os.path.isdir(place):
            _move(item.path, place)
        else:
            os.replace(item.path, place)


def is_ours(folder: Path) -> bool:
    """Whether a build of ours has written to the folder."""
    return (folder / MANIFEST).is_file()


@contextmanager
def alone(folder: Path) -> Iterator[int]:
    """One build at a time in a folder; the handle that says so."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another build is writing to {folder}", "wait until it has ended") from None
        yield handle
    finally:
        os.close(handle)


def manifest(folder: Path) -> dict[str, str]:
    """What the last build wrote, path to SHA-256; a manifest that cannot be read counts as none."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(path): str(digest) for path, digest in found.items() if _is_inside(str(path))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/")


def _refuse_foreign_folder(folder: Path) -> None:
    """A folder without our manifest must be empty."""
    if is_ours(folder):
        return
    found = sorted(item.name for item in folder.iterdir() if item.name not in (*LEFT_ALONE, STAGING))
    if found:
        what = f"{folder} holds files that no build of ours wrote: {', '.join(found[:3])}"
        raise UsageError(what, "name another folder with --output, or empty this one yourself")


def _refuse_foreign_files(tree: Tree, wanted: Mapping[str, str], staged: list[str]) -> None:
    """No file that we did not write is overwritten; one that holds what we would write is taken for ours."""
    what = "a file that no build of ours wrote stands where one of ours goes"
    hint = "move it away; pictures belong in content/images, assets of a theme in templates/assets"
    found = [path for path in staged if os.path.lexists(f"{tree.folder}/{path}")]
    taken = {path for path in found if path not in tree.ours and _is_taken(tree.folder / path, wanted[path])}
    taken |= {path for path in found if _stays_a_folder(tree, wanted, path)}
    taken |= {path for path in _folders_above(staged) if _stays_a_file(tree, wanted, path)}
    problems = [Problem(path=str(tree.folder / path), code="OUT002", what=what, hint=hint) for path in sorted(taken)]
    if problems:
        raise DigestError(*problems)


def _folders_above(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return found


def _is_taken(place: Path, digest: str) -> bool:
    return place.is_symlink() or (place.is_file() and file_digest(place) != digest)


def _stays_a_folder(tree: Tree, wanted: Mapping[str, str], path: str) -> bool:
    """Whether a folder stands there that does not go with files of ours that go."""
    place = tree.folder / path
    if place.is_symlink() or not place.is_dir():
        return False
    going = {PurePosixPath(other) for other in tree.ours if other not in wanted}
    going |= {parent for other in going for parent in other.parents}
    return any(PurePosixPath(item.relative_to(tree.folder)) not in going for item in (place, *place.rglob("*")))


def _stays_a_file(tree: Tree, wanted: Mapping[str, str], path: str) -> bool:
    """Whether a file stands there, where a folder goes, and is not one of ours that goes."""
    place = f"{tree.folder}/{path}"
    is_going = path in tree.ours and path not in wanted
    return not is_going and os.path.lexists(place) and not os.path.isdir(place)


def _bytes(place: Path) -> bytes | None:
    try:
        return None if place.is_symlink() else place.read_bytes()
    except OSError:
        return None


def _remove(folder: Path, path: str) -> bool:
    """Take a file of ours away, and the folders that it leaves empty."""
    place = folder / path
    is_gone = False
    try:
        place.unlink()
    except (FileNotFoundError, NotADirectoryError):
        is_gone = True
    for parent in place.parents:
        if parent == folder:
            break
        with suppress(OSError):
            parent.rmdir()
    return not is_gone
