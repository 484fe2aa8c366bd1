"""Files to git's objects: blobs, trees, a commit. Adds to the object store of the repository and to nothing else.

No index is used, not even one of our own: trees are made from their rows, the deepest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from digest.publish.git import Repository, answer

PLAIN_FILE = "100644"
_Rows = dict[str, dict[str, str]]
"""Folder to name to mode, type and object."""


def store_files(repository: Repository, folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """Path to blob. Bytes go in as they are, whatever line endings or filters the repository has for its work tree."""
    names = sorted(paths)
    told = "".join(f"{_quoted(str((folder / name).resolve()))}\n" for name in names)
    blobs = answer(repository, "hash-object", "-w", "--no-filters", "--stdin-paths", told=told).splitlines()
    return dict(zip(names, blobs, strict=True))


def write_tree(repository: Repository, blobs: Mapping[str, str]) -> str:
    """The tree that holds these files. The same files make the same tree, on every machine."""
    folders = _folders(blobs)
    for depth in sorted({_depth(folder) for folder in folders}, reverse=True):
        level = [folder for folder in folders if _depth(folder) == depth]
        told = "".join(_told(folders[folder]) for folder in level)
        # A clone that was made without files of the past may lack the one that is kept; the remote has it.
        trees = answer(repository, "mktree", "-z", "--batch", "--missing", told=told).splitlines()
        for folder, tree in zip(level, trees, strict=True):
            if not folder:
                return tree
            parent, _, name = folder.rpartition("/")
            folders[parent][name] = f"040000 tree {tree}"
    raise ValueError("a tree without files")


def make_commit(repository: Repository, tree: str, parent: str, message: str, moment: datetime) -> str:
    """On top of `parent`, or without one when it is empty. Author and committer are those of git's settings."""
    date = f"{int(moment.timestamp())} {moment:%z}"
    given = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    on_top = ("-p", parent) if parent else ()
    return answer(repository, "commit-tree", tree, *on_top, "-F", "-", told=message, given=given)


def read_tree(repository: Repository, commit: str) -> dict[str, str]:
    """Path to mode and blob, of every file below the commit."""
    rows = answer(repository, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
    parted = (row.partition("\t") for row in rows if row)
    return {path: f"{head.split()[0]} {head.split()[2]}" for head, _, path in parted}


def _folders(blobs: Mapping[str, str]) -> _Rows:
    folders: _Rows = {}
    for path, blob in blobs.items():
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, {})[name] = f"{PLAIN_FILE} blob {blob}"
        while folder:
            folder = folder.rpartition("/")[0]
            folders.setdefault(folder, {})
    return folders


def _depth(folder: str) -> int:
    return len(folder.split("/")) if folder else 0


def _told(rows: Mapping[str, str]) -> str:
    return "".join(f"{row}\t{name}\0" for name, row in rows.items()) + "\0"


def _quoted(path: str) -> str:
    """As git reads names line by line: one with a line break, or that begins with a quote, in quotes."""
    if "\n" not in path and not path.startswith('"'):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
