"""A word for what was folded or deleted, and its bytes when they are known, to the file that comes back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from digest.content.documents import ENTRY_KEYS, default_slug, edit_document, format_entry
from digest.curate.issues import oldest_draft
from digest.curate.publishing import Write
from digest.errors import UsageError
from digest.model import SHELF, Entry, Feed, Publication, Seen
from digest.places import ENTRIES_FOLDER
from digest.yamledit import Value

SHORTEST_ID = 4
"""Digits of an id that a person may shorten it to."""
NameOf = Callable[[str, str, str], str]
"""Title, id and source to the name of an entry's file, as the collector gives names."""


def present(publication: Publication, word: str) -> Entry | None:
    """The entry that a word names and that has its file."""
    named = (entry for entry in publication.entries if word in (entry.slug, entry.path) or _is_id(word, entry.id))
    return next(named, None)


def remembered(publication: Publication, word: str, name_of: NameOf) -> Seen | None:
    """The last line about an item that has no file, by its id or the slug that its title makes. Raises UsageError."""
    present_ids = {entry.id for entry in publication.entries}
    own = (row for row in publication.seen if not row.fate.startswith(("also ", "title ", "again ")))
    named = {row.id: row for row in own if row.id not in present_ids and _is_named(row, word, name_of)}
    if len(named) > 1:
        rows = "\n".join(f"{row.id}  {row.day}  {row.title}" for row in named.values())
        raise UsageError(f"'{word}' may be any of {len(named)} items", f"name one by its id:\n{rows}")
    return next(iter(named.values()), None)


def is_wanted(entry: Entry, word: str, row: Seen | None) -> bool:
    """Whether a file from the history is what was asked for."""
    if row is not None:
        return entry.id == row.id
    return word in (entry.slug, default_slug(entry.path), entry.path) or _is_id(word, entry.id)


def restored(publication: Publication, old: Entry, data: bytes, name_of: NameOf) -> Write:
    """The file from the history, byte for byte but for its status and, when its issue is settled, its issue."""
    issue = _issue(publication, old.issue)
    path = old.path if issue == old.issue else f"{ENTRIES_FOLDER}/{issue}/{PurePosixPath(old.path).name}"
    if any(entry.path == path for entry in publication.entries):
        path = f"{ENTRIES_FOLDER}/{issue}/{name_of(old.shown_title, old.id, old.source)}.md"
    changes: dict[str, Value | None] = {}
    if old.status != "new":
        changes["status"] = "new"
    if issue != old.issue:
        changes["issue"] = issue
    edited = edit_document(data, changes, ENTRY_KEYS, path=path) if changes else data
    return Write(path=path, data=edited, was=None)


def minimal(publication: Publication, row: Seen, name_of: NameOf) -> Write:
    """A file from a line of memory alone. Raises UsageError when the line has no link."""
    if not row.link:
        raise UsageError(f"{row.id} was met without a link, so no entry can be made of it", "look for it in the feed")
    issue = _issue(publication, row.issue)
    title = row.title or row.link
    feed = _feed(publication.feeds, row.source)
    path = f"{ENTRIES_FOLDER}/{issue}/{name_of(title, row.id, row.source)}.md"
    entry = Entry(
        id=row.id,
        slug=default_slug(path),
        link=row.link,
        title=title,
        status="new",
        issue=issue,
        section=feed.section if feed else None,
        source=row.source,
        collected=row.day,
        language=row.language,
        path=path,
    )
    return Write(path=path, data=format_entry(entry).encode("utf-8"), was=None)


def _issue(publication: Publication, old: str) -> str:
    """The old issue while it is open, else the open one. Raises UsageError."""
    is_open = any(issue.id == old and issue.status == "draft" for issue in publication.issues)
    if is_open or old == SHELF:
        return old
    draft = oldest_draft(publication)
    if draft is None:
        raise UsageError("no issue is in draft to restore it to", "make one: digest issue new")
    return draft.id


def _feed(feeds: Iterable[Feed], slug: str) -> Feed | None:
    return next((feed for feed in feeds if slug in (feed.slug, *feed.was)), None)


def _is_named(row: Seen, word: str, name_of: NameOf) -> bool:
    if any(_is_id(word, id) for id in (row.id, *row.aliases)):
        return True
    return bool(row.title) and word == name_of(row.title, row.id, row.source)


def _is_id(word: str, id: str) -> bool:
    return len(word) >= SHORTEST_ID and id.startswith(word)
