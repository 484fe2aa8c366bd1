"""`digest restore`: the file of an entry that was folded or deleted, from git or from memory."""

from __future__ import annotations

from collections.abc import Iterator

import click

from digest.cli.context import Context, pass_context
from digest.cli.work import remove_all, write_all
from digest.collect.candidate import file_name
from digest.content.documents import parse_entry
from digest.content.history import lost_files
from digest.content.publication import walk
from digest.curate.folding import COPIES_FOLDER, Removal, copy_path
from digest.curate.publishing import Write
from digest.curate.restoring import is_wanted, minimal, present, remembered, restored
from digest.errors import UsageError
from digest.model import Entry, Seen
from digest.places import ENTRIES_FOLDER
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    write: Write
    origin: str
    """Where it comes from, in words."""
    copy: Removal | None = None
    """What is not needed any more when the file is there."""


@click.command(short_help="Bring a folded or deleted entry back, as a candidate.")
@click.argument("words", metavar="ID...", nargs=-1, required=True)
@pass_context
def restore(context: Context, words: tuple[str, ...]) -> None:
    """Make the file of a folded or deleted entry again, as a candidate.

    Git gives back the very bytes when it holds them; otherwise the line in content/seen gives link, title and source.
    It goes to its old issue while that is a draft, else to the open one. ID is an id, its beginning, or a slug.

    \b
    Examples:
      digest restore 3f2a9c01d4e5b678
      digest restore sora-goes-to-hollywood-3f2a9c
    """
    with context.store.lock():
        found = tuple(_found(context, word) for word in dict.fromkeys(words))
        write_all(context.store, (one.write for one in found))
        remove_all(context.store, (one.copy for one in found if one.copy is not None))
    for one in found:
        click.echo(one.write.path)
        context.say(f"    a candidate again, {one.origin}")


def _found(context: Context, word: str) -> _Found:
    """Raises UsageError when there is nothing to restore."""
    publication = context.publication
    entry = present(publication, word)
    if entry is not None:
        raise UsageError(f"'{word}' has its file: {entry.path}", f"to choose it: digest keep {entry.slug}")
    row = remembered(publication, word, file_name)
    for path, data in _copies(context):
        old = _wanted(context, path, data, word, row)
        if old is not None:
            copy = Removal(path=copy_path(path), was=data)
            write = restored(publication, old, data, file_name)
            return _Found(write=write, origin=f"with the bytes of the copy in {COPIES_FOLDER}", copy=copy)
    for path, data in lost_files(context.root, ENTRIES_FOLDER):
        old = _wanted(context, path, data, word, row)
        if old is not None:
            write = restored(publication, old, data, file_name)
            return _Found(write=write, origin="with the bytes that git kept")
    if row is not None:
        write = minimal(publication, row, file_name)
        return _Found(write=write, origin="from memory alone: its file is not in git")
    hint = f"look for it: git log --diff-filter=D --name-only -- {ENTRIES_FOLDER}, or grep -r in content/seen"
    raise UsageError(f"nothing that was folded or deleted is called '{word}'", hint)


def _copies(context: Context) -> Iterator[tuple[str, bytes]]:
    """What folds laid aside because git did not hold it: the path that it had, and its bytes."""
    for path in walk(context.root, COPIES_FOLDER, ".md", []):
        yield path.removeprefix(f"{COPIES_FOLDER}/"), context.store.read(path)


def _wanted(context: Context, path: str, data: bytes, word: str, row: Seen | None) -> Entry | None:
    """The entry in these bytes, when it is the one that was asked for and has no file under another name."""
    if row is not None and row.id.encode() not in data and b"\nid:" in data:
        return None
    entry = parse_entry(data, path, []) if path.endswith(".md") else None
    if entry is None or not is_wanted(entry, word, row):
        return None
    return None if any(other.id == entry.id for other in context.publication.entries) else entry
