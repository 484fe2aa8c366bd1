"""`digest restore`: the file of an entry that was folded or deleted, from git or from memory."""

from __future__ import annotations

import click

from digest.cli.context import Context, pass_context
from digest.cli.work import write_all
from digest.collect.candidate import file_name
from digest.content.documents import parse_entry
from digest.content.history import lost_files
from digest.content.publication import ENTRIES_FOLDER
from digest.curate.publishing import Write
from digest.curate.restoring import is_wanted, minimal, present, remembered, restored
from digest.errors import UsageError
from digest.model import Entry, Seen


@click.command()
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
        writes = {write.path: (write, origin) for write, origin in found}
        write_all(context.store, (write for write, _ in writes.values()))
    for path, (_, origin) in writes.items():
        click.echo(path)
        context.say(f"    a candidate again, {origin}")


def _found(context: Context, word: str) -> tuple[Write, str]:
    """The file to write, and where it comes from. Raises UsageError."""
    entry = present(context.publication, word)
    if entry is not None:
        raise UsageError(f"'{word}' has its file: {entry.path}", f"to choose it: digest keep {entry.slug}")
    row = remembered(context.publication, word, file_name)
    lost = _lost(context, word, row)
    if lost is not None:
        return restored(context.publication, *lost, file_name), "with the bytes that git kept"
    if row is not None:
        return minimal(context.publication, row, file_name), "from memory: git does not hold its file"
    hint = f"look for it: git log --diff-filter=D --name-only -- {ENTRIES_FOLDER}, or grep -r in content/seen"
    raise UsageError(f"nothing that was folded or deleted is called '{word}'", hint)


def _lost(context: Context, word: str, row: Seen | None) -> tuple[Entry, bytes] | None:
    """The newest file of git's that is gone and was what we look for."""
    for path, data in lost_files(context.root, ENTRIES_FOLDER):
        if row is not None and row.id.encode() not in data and b"\nid:" in data:
            continue
        entry = parse_entry(data, path, []) if path.endswith(".md") else None
        if entry is not None and is_wanted(entry, word, row) and not _is_present(context, entry):
            return entry, data
    return None


def _is_present(context: Context, entry: Entry) -> bool:
    """A renamed file is gone under its old name only."""
    return any(other.id == entry.id for other in context.publication.entries)
