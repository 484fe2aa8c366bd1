"""What the commands that change files share: bytes that fit what was read, writes and removals in order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from digest.content.documents import parse_entry, parse_issue
from digest.content.store import Store
from digest.curate.folding import Removal
from digest.curate.publishing import Write
from digest.errors import DigestError, Problem
from digest.model import Entry, IssueHeader
from digest.places import ISSUES_FOLDER


def bytes_of(store: Store, paths: Iterable[str], known: Iterable[Entry | IssueHeader]) -> dict[str, bytes]:
    """The bytes of those paths that exist.

    Raises DigestError when a file no longer says what was read from it: someone saved it in this moment.
    """
    files = {path: store.read(path) for path in paths if (store.root / path).exists()}
    changed = [owner.path for owner in known if owner.path in files and _read(owner.path, files) != owner]
    if changed:
        what, hint = "the file changed while this command ran; nothing was written", "run the command again"
        raise DigestError(*(Problem(path=path, code="FILE008", what=what, hint=hint) for path in changed))
    return files


def write_all(store: Store, writes: Iterable[Write]) -> None:
    """In their order, each whole on disk before the next begins; new ones in a row are synced together."""
    for is_new, some in groupby(writes, key=lambda write: write.was is None):
        if is_new:
            store.create_all({write.path: write.data for write in some})
        else:
            for write in some:
                store.replace(write.path, write.data, was=write.was)


def remove_all(store: Store, removals: Iterable[Removal]) -> tuple[Problem, ...]:
    """Files that changed meanwhile stay, and are the problems that come back."""
    problems: list[Problem] = []
    for removal in removals:
        try:
            store.remove(removal.path, was=removal.was)
        except DigestError as error:
            problems.extend(error.problems)
    return tuple(problems)


def _read(path: str, files: dict[str, bytes]) -> Entry | IssueHeader | None:
    parse = parse_issue if path.startswith(f"{ISSUES_FOLDER}/") else parse_entry
    return parse(files[path], path, [])
