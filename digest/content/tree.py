"""The writer of a built site: only files that changed, and out go only files that we wrote.

`.digest.json` in the folder lists what is ours. It names every file before the first of them appears and until the last
of them is gone, so that a build killed at any point is mended by the next.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from digest.content.store import explained
from digest.errors import DigestError, Problem, UsageError

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


def write_tree(folder: Path, files: Mapping[str, bytes], *, clean: bool = False) -> Changes:
    """Make the folder hold exactly these files beside what was never ours. With `clean` all are written again.

    Raises UsageError for a folder that holds somebody else's files, DigestError when the disk refuses.
    """
    with explained(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    with alone(folder), explained(str(folder)):
        ours = manifest(folder)
        _refuse_foreign(folder, ours, files)
        changed = {path: data for path, data in files.items() if clean or _bytes(folder / path) != data}
        try:
            removed = _swap(folder, files, changed, ours)
        finally:
            # Also on a full disk, where the room is wanted.
            shutil.rmtree(folder / STAGING, ignore_errors=True)
    unchanged = tuple(sorted(path for path in files if path not in changed))
    return Changes(written=tuple(sorted(changed)), unchanged=unchanged, removed=removed, files=_digests(files))


def _swap(
    folder: Path, files: Mapping[str, bytes], changed: Mapping[str, bytes], ours: Mapping[str, str]
) -> tuple[str, ...]:
    """Put what changed into its place and take away what is stale; the paths that went."""
    _stage(folder, changed)
    _write_manifest(folder, {**ours, **_digests(files)})
    stale = sorted(path for path in ours if path not in files)
    removed = tuple(path for path in stale if _remove(folder, path))
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder / STAGING / path, folder / path)
    _write_manifest(folder, _digests(files))
    return removed


def is_ours(folder: Path) -> bool:
    """Whether a build of ours has written to the folder."""
    return (folder / MANIFEST).is_file()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One build at a time in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another build is writing to {folder}", "wait until it has ended") from None
        yield
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


def _refuse_foreign(folder: Path, ours: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    """A folder without our manifest must be empty; with it, no file that we did not write is overwritten."""
    if not is_ours(folder):
        found = sorted(item.name for item in folder.iterdir() if item.name not in (*LEFT_ALONE, STAGING))
        if found:
            what = f"{folder} holds files that no build of ours wrote: {', '.join(found[:3])}"
            raise UsageError(what, "name another folder with --output, or empty this one yourself")
    what = "a file that no build of ours wrote stands where one of ours goes"
    hint = "move it away; pictures belong in content/images, assets of a theme in templates/assets"
    problems = [
        Problem(path=str(folder / path), code="OUT002", what=what, hint=hint)
        for path, data in files.items()
        if path not in ours and _is_taken(folder, path, data)
    ]
    if problems:
        raise DigestError(*problems)


def _is_taken(folder: Path, path: str, data: bytes) -> bool:
    place = folder / path
    return place.is_symlink() or (place.is_file() and place.read_bytes() != data)


def _stage(folder: Path, files: Mapping[str, bytes]) -> None:
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    for path, data in files.items():
        draft = staging / path
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)


def _write_manifest(folder: Path, digests: Mapping[str, str]) -> None:
    text = json.dumps({"version": 1, "files": dict(sorted(digests.items()))}, indent=0) + "\n"
    if _bytes(folder / MANIFEST) == text.encode("utf-8"):
        return
    draft = folder / STAGING / MANIFEST
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, folder / MANIFEST)


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def _bytes(place: Path) -> bytes | None:
    try:
        return None if place.is_symlink() else place.read_bytes()
    except OSError:
        return None


def _remove(folder: Path, path: str) -> bool:
    """Take a file of ours away, and the folders that it leaves empty."""
    place = folder / path
    try:
        place.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    for parent in place.parents:
        if parent == folder:
            break
        with suppress(OSError):
            parent.rmdir()
    return True
