"""An issue that is to be published, to the files that publishing writes, in order. Pure.

The issue's own file comes last: until it has its new status nothing is published, and whoever is interrupted before
that runs the command again, which finds what is written already and does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from digest.content.documents import ENTRY_KEYS, ISSUE_KEYS, also_value, default_slug, edit_document
from digest.content.memory import format_record, record_path, text_digest
from digest.model import Coverage, Entry, IssueHeader, Publication, PublishedEntry, PublishedIssue, Seen
from digest.order import reading_order
from digest.text import canonical_link
from digest.values import dataclass
from digest.yamledit import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A file that gets new bytes."""

    path: str
    data: bytes
    was: bytes | None
    """The bytes it replaces; None for a new file."""


def kept_entries(publication: Publication, issue: str) -> tuple[Entry, ...]:
    """In reading order."""
    kept = (entry for entry in publication.entries if entry.issue == issue and entry.status == "keep")
    return tuple(sorted(kept, key=reading_order))


def published_paths(publication: Publication, header: IssueHeader) -> tuple[str, ...]:
    """The files whose bytes `publishing_writes` must be given, as far as they exist."""
    return (*(entry.path for entry in kept_entries(publication, header.id)), record_path(header.id), header.path)


def publishing_writes(
    publication: Publication,
    header: IssueHeader,
    records: Iterable[PublishedIssue],
    files: Mapping[str, bytes],
    today: date,
) -> tuple[Write, ...]:
    """What is still to be written, in this order; nothing for an issue that is published and has its record.

    `files` are the bytes of `published_paths`. A record of a published issue is never made anew: it says what went out.
    """
    records = tuple(records)
    own = next((record for record in records if record.issue == header.id), None)
    if header.status == "published" and own is not None:
        issue = _issue_data(header, header.number or own.number, files, today)
        return changed_files({header.path: issue}, files)
    number = header.number or next_number(publication.issues, records, header.id)
    issue = _issue_data(header, number, files, today)
    kept = kept_entries(publication, header.id)
    entries = {entry.path: _entry_data(entry, publication.seen, files[entry.path]) for entry in kept}
    record = format_record(_record(header.id, number, issue, [(entry.slug, entries[entry.path]) for entry in kept]))
    return changed_files({**entries, record_path(header.id): record.encode("utf-8"), header.path: issue}, files)


def next_number(issues: Iterable[IssueHeader], records: Iterable[PublishedIssue], issue: str) -> int:
    """One more than the highest that another issue has, or had when it went out."""
    given = [header.number or 0 for header in issues if header.id != issue]
    return max([*given, *(record.number for record in records if record.issue != issue)], default=0) + 1


def merged_coverage(entry: Entry, seen: Iterable[Seen]) -> tuple[Coverage, ...]:
    """The rows of the file, then what came later, no link twice.

    The entry's own link may stand there, since two feeds can offer one link, but for each other source once.
    """
    own = _canonical(entry.link)
    later = (row for row in seen if row.fate == f"also {entry.id}" and row.link)
    rows = list(entry.also)
    met = {(own, entry.source), *(_key(row, own) for row in entry.also)}
    for line in later:
        row = Coverage(source=line.source, title=line.title, link=line.link, language=line.language)
        if _key(row, own) not in met:
            met.add(_key(row, own))
            rows.append(row)
    return tuple(rows)


def changed_files(wanted: Mapping[str, bytes], files: Mapping[str, bytes]) -> tuple[Write, ...]:
    """What is not there yet as it is wanted, in the same order."""
    changed = ((path, data, files.get(path)) for path, data in wanted.items())
    return tuple(Write(path=path, data=data, was=was) for path, data, was in changed if data != was)


def _entry_data(entry: Entry, seen: Iterable[Seen], data: bytes) -> bytes:
    changes: dict[str, Value | None] = {}
    if "slug" not in entry.lines or entry.slug == default_slug(entry.path):
        changes["slug"] = entry.slug
    also = merged_coverage(entry, seen)
    if also != entry.also:
        changes["also"] = also_value(also)
    return edit_document(data, changes, ENTRY_KEYS, path=entry.path) if changes else data


def _issue_data(header: IssueHeader, number: int, files: Mapping[str, bytes], today: date) -> bytes:
    changes: dict[str, Value | None] = {}
    if header.status != "published":
        changes["status"] = "published"
    if header.date is None:
        changes["date"] = today
    if header.number is None:
        changes["number"] = number
    data = files[header.path]
    return edit_document(data, changes, ISSUE_KEYS, path=header.path) if changes else data


def _record(issue: str, number: int, data: bytes, entries: Iterable[tuple[str, bytes]]) -> PublishedIssue:
    text = data.decode("utf-8")
    rows = ((slug, entry.decode("utf-8")) for slug, entry in entries)
    return PublishedIssue(
        issue=issue,
        number=number,
        digest=text_digest(text),
        text=text,
        entries=tuple(PublishedEntry(slug=slug, digest=text_digest(entry), text=entry) for slug, entry in rows),
    )


def _key(row: Coverage, own: str) -> tuple[str, str]:
    link = _canonical(row.link)
    return (link, row.source if link == own else "")


def _canonical(link: str) -> str:
    try:
        return canonical_link(link)
    except ValueError:
        return link
