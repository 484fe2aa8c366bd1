"""Changed files to a commit on top of another, past the work tree, the index and every branch. Runs git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from digest.publish.git import Repository, answer, run
from digest.publish.objects import store_files
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who makes a commit, and when."""

    name: str
    mail: str
    when: datetime


def prefix(repository: Repository) -> str:
    """Where the publication lies in its repository: empty, or a folder with its last slash."""
    return answer(repository, "rev-parse", "--show-prefix")


def files_of(repository: Repository, commit: str, *folders: str) -> dict[str, str]:
    """Path in the publication to the name of its content, of the files that a commit holds in these folders."""
    listing = answer(repository, "ls-tree", "-r", "-z", commit, "--", *folders)
    rows = (row.partition("\t") for row in listing.split("\0") if row)
    return {path: head.split(" ")[2] for head, _, path in rows}


def content_of(repository: Repository, commit: str, path: str) -> bytes | None:
    """None when the commit holds no such file."""
    said = run(repository, "cat-file", "blob", f"{commit}:./{path}")
    return os.fsencode(said.out) if said.status == 0 else None


def paths_between(repository: Repository, before: str, after: str) -> frozenset[str]:
    """The files in which two commits differ, as paths in the publication."""
    words = ("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--relative", before, after)
    return frozenset(filter(None, answer(repository, *words).split("\0")))


def commit_on(
    repository: Repository, parent: str, changes: Mapping[str, bytes | None], message: str, signature: Signature
) -> str:
    """The name of the new commit; its parent's when nothing differs. Without bytes, a file is taken away."""
    start = prefix(repository)
    with TemporaryDirectory(prefix="digest-commit-") as scratch:
        index = {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
        answer(repository, "read-tree", parent, given=index)
        blobs = _blobs(repository, Path(scratch), {path: data for path, data in changes.items() if data is not None})
        rows = _rows(start, changes, blobs)
        answer(repository, "update-index", "-z", "--index-info", told="".join(rows), given=index)
        tree = answer(repository, "write-tree", given=index)
    if tree == answer(repository, "rev-parse", f"{parent}^{{tree}}"):
        return parent
    return answer(repository, "commit-tree", tree, "-p", parent, told=message, given=_person(signature))


def _rows(start: str, changes: Mapping[str, bytes | None], blobs: Mapping[str, str]) -> Iterable[str]:
    for path in sorted(changes):
        head = f"100644 {blobs[path]}" if path in blobs else f"0 {'0' * 40}"
        yield f"{head}\t{start}{path}\0"


def _blobs(repository: Repository, scratch: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """One run of git for all."""
    if not files:
        return {}
    drafts = {path: str(number) for number, path in enumerate(files)}
    for path, draft in drafts.items():
        (scratch / draft).write_bytes(files[path])
    blobs = store_files(repository, scratch, drafts.values())
    return {path: blobs[draft] for path, draft in drafts.items()}


def _person(signature: Signature) -> dict[str, str]:
    moment = f"{int(signature.when.timestamp())} +0000"
    return {
        "GIT_AUTHOR_NAME": signature.name,
        "GIT_AUTHOR_EMAIL": signature.mail,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_NAME": signature.name,
        "GIT_COMMITTER_EMAIL": signature.mail,
        "GIT_COMMITTER_DATE": moment,
    }
