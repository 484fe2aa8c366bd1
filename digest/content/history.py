"""What git holds of a publication: files that are gone, and which files it does not hold. Asks the git program.

Without git, or outside a repository, it holds nothing. Paths are relative to the publication's root.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_COMMIT = "commit:"
_AT_ONCE = 256
"""Files that are read together: most who ask for one find it among the newest."""


def unsaved_files(root: Path, folder: str) -> frozenset[str] | None:
    """Files that are not in the last commit as they are now; None when there is no repository."""
    prefix = _ask(root, "rev-parse", "--show-prefix")
    if prefix is None:
        return None
    answer = _ask(root, "status", "--porcelain=v1", "-z", "--no-renames", "-uall", "--ignored=matching", "--", folder)
    start = os.fsdecode(prefix.rstrip(b"\n"))
    paths = (os.fsdecode(line[3:]).removeprefix(start) for line in (answer or b"").split(b"\0") if line)
    return frozenset(paths)


def lost_files(root: Path, folder: str) -> Iterator[tuple[str, bytes]]:
    """Files below a folder that git holds and that were deleted, committed or not, the newest loss first."""
    lost = _lost_names(root, folder)
    while some := tuple(islice(lost, _AT_ONCE)):
        names = "".join(f"{revision}:./{path}\n" for revision, path in some)
        answer = _ask(root, "cat-file", "--batch", told=os.fsencode(names))
        for (_, path), data in zip(some, _blobs(answer or b""), strict=False):
            if data is not None:
                yield path, data


def _lost_names(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    """A revision in which the file still was, and its path."""
    yield from (("", path) for path in _names(root, "ls-files", "--deleted", "-z", "--", folder))
    gone = ("--no-renames", "--diff-filter=D", "--name-only", "-z", "--relative")
    yield from (("HEAD", path) for path in _names(root, "diff", *gone, "HEAD", "--", folder))
    commit = ""
    for name in _names(root, "log", "--all", f"--format={_COMMIT}%H", *gone, "--", folder):
        if name.startswith(_COMMIT):
            commit = name.removeprefix(_COMMIT)
        else:
            yield f"{commit}^", name


def _names(root: Path, *arguments: str) -> Iterator[str]:
    answer = _ask(root, *arguments)
    names = (os.fsdecode(name).strip("\n") for name in (answer or b"").split(b"\0"))
    # A name with a line break cannot be asked for in a batch; no entry that we wrote has one.
    return (name for name in names if name and "\n" not in name)


def _blobs(answer: bytes) -> Iterator[bytes | None]:
    """What `git cat-file --batch` says: a line with type and size and then the bytes, or a line that there is none."""
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        words = answer[at:end].split(b" ")
        at = end + 1
        if len(words) == 3 and words[1] == b"blob":
            size = int(words[2])
            yield answer[at : at + size]
            at += size + 1
        else:
            yield None


def _ask(root: Path, *arguments: str, told: bytes = b"") -> bytes | None:
    """What git answers; None when it cannot."""
    command = ("git", "--no-optional-locks", "--literal-pathspecs", *arguments)
    try:
        done = subprocess.run(command, cwd=root, input=told, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
