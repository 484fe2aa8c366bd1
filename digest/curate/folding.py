"""What was skipped or left undecided in an issue, to lines of memory and the files that go. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from digest.content.memory import fold_path, format_seen, parse_seen
from digest.curate.publishing import Write, changed_files
from digest.model import Entry, Publication, Seen
from digest.text import canonical_link, clean_line
from digest.values import dataclass
from digest.weeks import as_day, first_day

COPIES_FOLDER = ".cache/folded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A file that goes, if it still holds these bytes."""

    path: str
    was: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The memory is written before the first file goes, so that an interruption loses nothing."""

    writes: tuple[Write, ...]
    removals: tuple[Removal, ...]


def folded_entries(publication: Publication, issue: str) -> tuple[Entry, ...]:
    """What publishing leaves behind, ordered by path."""
    return tuple(entry for entry in publication.entries if entry.issue == issue and entry.status in ("new", "skip"))


def copy_path(path: str) -> str:
    """Where the bytes of a folded file stay when git does not hold them. May be lost, as all of .cache."""
    return f"{COPIES_FOLDER}/{path}"


def fold(
    publication: Publication,
    issue: str,
    entries: Collection[Entry],
    files: Mapping[str, bytes],
    unsaved: Collection[str],
) -> Fold:
    """How these entries leave the issue.

    `files` are their bytes, and those of the issue's fold and of their copies when there are any. `unsaved` are the
    paths of which a copy is made.
    """
    path = fold_path(issue)
    rows = {row.id: row for row in parse_seen(files.get(path, b"").decode("utf-8", "replace"), path, issue, [])}
    aliases = _aliases(publication.seen, {entry.id for entry in entries})
    rows |= {entry.id: _row(entry, aliases.get(entry.id, ()), issue) for entry in entries}
    wanted = {path: format_seen(rows.values()).encode("utf-8")} if entries else {}
    wanted |= {copy_path(entry.path): files[entry.path] for entry in entries if entry.path in unsaved}
    return Fold(
        writes=changed_files(wanted, files),
        removals=tuple(Removal(path=entry.path, was=files[entry.path]) for entry in entries),
    )


def _aliases(seen: Iterable[Seen], ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Other identities that earlier lines give, so that the fold alone is memory enough."""
    found: dict[str, dict[str, None]] = {}
    for row in seen:
        if row.id in ids:
            found.setdefault(row.id, {}).update(dict.fromkeys(row.aliases))
    return {id: tuple(aliases) for id, aliases in found.items()}


def _row(entry: Entry, aliases: tuple[str, ...], issue: str) -> Seen:
    return Seen(
        id=entry.id,
        aliases=aliases,
        # A link as a person typed it may hold a tab, which would cut the line in two.
        link=canonical_link(entry.link),
        title=entry.title or entry.headline,
        source=clean_line(entry.source),
        day=_day(entry, issue),
        fate="skip" if entry.status == "skip" else "undecided",
        why=entry.why,
        language=entry.language,
        issue=issue,
    )


def _day(entry: Entry, issue: str) -> date:
    """When it was first seen, or the best that its file says; never the present, so that a fold can be repeated."""
    if entry.collected is not None:
        return entry.collected
    return as_day(entry.published) if entry.published is not None else first_day(issue)
