"""A correction, a slip or a withdrawal to the bytes of the file it concerns and of the record of what went out. Pure.

The file comes first and the record last: whoever is interrupted between the two has told readers, and the same
command again finds the correction there and renews the record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from digest.content.documents import ENTRY_KEYS, ISSUE_KEYS, append_to_document, edit_document, parse_entry, parse_issue
from digest.content.memory import record_path, with_entry, with_header
from digest.curate.changes import recorded_entry, recorded_issue
from digest.curate.publishing import Write, changed_files
from digest.errors import UsageError
from digest.model import Correction, Entry, IssueHeader, Publication, PublishedIssue
from digest.values import dataclass
from digest.yamledit import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    date: date
    why: str


Telling = Correction | Withdrawal | None
"""What readers are told; None for a slip, which is recorded alone."""


def one_line(text: str) -> str:
    """White space folded, but for the no-break spaces that French sets on purpose; no control characters."""
    folded = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    return "".join(char for char in folded if char.isprintable() or char in "\u00a0\u202f\u2009")


def issue_of(owner: Entry | IssueHeader) -> str:
    return owner.issue if isinstance(owner, Entry) else owner.id


def went_out(owner: Entry | IssueHeader, record: PublishedIssue | None) -> Entry | IssueHeader | None:
    """What the record holds of it; None where it holds nothing."""
    if record is None:
        return None
    if isinstance(owner, IssueHeader):
        return recorded_issue(record)
    row = next((row for row in record.entries if row.slug == owner.slug), None)
    return recorded_entry(row, record.issue) if row else None


def refuse_unpublished(owner: Entry | IssueHeader, publication: Publication, *, withdraws: bool) -> None:
    """Raises UsageError, which says what to do, for what no reader has seen."""
    issue = next((issue for issue in publication.issues if issue.id == issue_of(owner)), None)
    if issue is None or issue.status != "published":
        place = "the shelf" if issue is None else f"{issue.id}, which is {issue.status}"
        name = owner.slug if isinstance(owner, Entry) else owner.id
        what = f"'{name}' is {issue.status}" if isinstance(owner, IssueHeader) and issue else f"'{name}' is in {place}"
        raise UsageError(f"{what}: no reader has seen it", f"just edit {owner.path}")
    if isinstance(owner, Entry) and owner.status not in ("keep", "withdrawn") and not withdraws:
        hint = "if it was published: write status: keep, or take it back with --withdraw --why TEXT"
        raise UsageError(f"'{owner.slug}' is {owner.status}: it is not in {issue.id}", hint)


def correcting_writes(
    owner: Entry | IssueHeader, telling: Telling, record: PublishedIssue | None, files: Mapping[str, bytes]
) -> tuple[Write, ...]:
    """What is still to be written, in this order. `files` are the bytes of the owner's file and of the record's."""
    told = _told(owner, telling, files[owner.path], went_out(owner, record))
    wanted = {owner.path: told}
    if record is not None:
        path = record_path(record.issue)
        wanted[path] = _renewed(owner, files[path].decode("utf-8"), told).encode("utf-8")
    return changed_files(wanted, files)


def _told(owner: Entry | IssueHeader, telling: Telling, data: bytes, was: Entry | IssueHeader | None) -> bytes:
    keys = ENTRY_KEYS if isinstance(owner, Entry) else ISSUE_KEYS
    if isinstance(telling, Withdrawal):
        data = _withdrawn(owner, telling, data)
        telling = Correction(date=telling.date, now=telling.why)
    if telling is None or _stands_already(owner, telling, was):
        return data
    row: dict[str, Value] = {"date": telling.date, "now": telling.now}
    if telling.was:
        row["was"] = telling.was
    return append_to_document(data, "corrections", row, keys, path=owner.path)


def _withdrawn(owner: Entry | IssueHeader, telling: Withdrawal, data: bytes) -> bytes:
    changes: dict[str, Value | None] = {}
    if not isinstance(owner, Entry) or owner.status != "withdrawn":
        changes["status"] = "withdrawn"
    if not isinstance(owner, Entry) or owner.why != telling.why:
        changes["why"] = telling.why
    return edit_document(data, changes, ENTRY_KEYS, path=owner.path) if changes else data


def _stands_already(owner: Entry | IssueHeader, telling: Correction, was: Entry | IssueHeader | None) -> bool:
    """Whether an interrupted run, or the editor, wrote it: the same words, and not recorded before today."""
    recorded = was.corrections if was else ()
    return any(
        (row.now, row.was) == (telling.now, telling.was) and (row.date == telling.date or row not in recorded)
        for row in owner.corrections
    )


def _renewed(owner: Entry | IssueHeader, record: str, data: bytes) -> str:
    """The record as if this had gone out."""
    text = data.decode("utf-8")
    if isinstance(owner, Entry):
        now = parse_entry(data, owner.path, [])
        return with_entry(record, now.slug if now else owner.slug, text)
    header = parse_issue(data, owner.path, [])
    return with_header(record, header or owner, text)
