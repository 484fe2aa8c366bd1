"""Rules on what went out: it is there, and says what the record in content/published says, or tells that it does not.

Pure. A change is told when the file has a new correction, or is withdrawn; `digest correct` also renews the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from digest.compose.outline import withdrawal
from digest.content.memory import record_path, text_digest
from digest.curate.changes import Change, change, is_declared, recorded_entry, recorded_issue, whole
from digest.model import Entry, IssueHeader, PublishedEntry, PublishedIssue
from digest.publish.checks.rules import Finding, Rule, Subject, at

_SHOWN = ("keep", "withdrawn")
_TELL = "digest correct {0} tells readers; digest correct {0} --typo records a slip; git restores what it was"
_FILE = "digest correct {0} --typo records it"


def words_changed(subject: Subject) -> Iterator[Finding]:
    for issue, found in _letters_changed(subject):
        yield _changed(issue, found, f"{issue.id} has changed since it went out", _TELL.format(issue.id))
    for entry, found in _entries_changed(subject):
        if found.is_of_words:
            what = f"'{entry.slug}' has changed since {entry.issue} went out"
            yield _changed(entry, found, what, _TELL.format(entry.slug))


def filing_changed(subject: Subject) -> Iterator[Finding]:
    for entry, found in _entries_changed(subject):
        if not found.is_of_words:
            what = f"'{entry.slug}' is filed otherwise than when {entry.issue} went out"
            yield _changed(entry, found, what, _FILE.format(entry.slug))


def told_without_the_record(subject: Subject) -> Iterator[Finding]:
    """A correction by hand, as in a web editor. What is changed after it would pass for corrected."""
    for entry, _ in _entries_changed(subject, told=True):
        if entry.status == "keep":
            yield _unrecorded(entry, entry.slug)
    for issue, _ in _letters_changed(subject, told=True):
        yield _unrecorded(issue, issue.id)


def withdrawn_without_a_reason(subject: Subject) -> Iterator[Finding]:
    for entry in _withdrawn(subject):
        if not withdrawal(entry.why, entry.corrections).now.strip():
            what = f"'{entry.slug}' is withdrawn, and nothing says why"
            yield at(entry, "status", what, "add a line: why: ... ; readers see it where the entry stood")


def withdrawn_without_a_day(subject: Subject) -> Iterator[Finding]:
    for entry in _withdrawn(subject):
        found = withdrawal(entry.why, entry.corrections)
        if found.now.strip() and found.date is None:
            what = f"'{entry.slug}' is withdrawn, and nothing says when: readers of feeds keep its words"
            yield at(entry, "status", what, f"digest correct {entry.slug} --withdraw adds the day")


def entry_added(subject: Subject) -> Iterator[Finding]:
    for issue, record in _out(subject):
        slugs = {row.slug for row in record.entries}
        for entry in subject.kept_in(issue.id):
            if entry.slug not in slugs and not entry.corrections and not _is_renamed(entry, record, subject):
                what = f"'{entry.slug}' was added to {issue.id} after it went out"
                hint = f"digest correct {entry.slug} tells readers; or name an open issue under `issue:`"
                line = entry.lines.get("issue", 1)
                yield Finding(path=entry.path, line=line, what=what, hint=hint, diff=whole(entry, "+"))


def not_published_any_more(subject: Subject) -> Iterator[Finding]:
    issues = {issue.id: issue for issue in subject.publication.issues}
    for record in subject.records:
        issue = issues.get(record.issue)
        if issue is not None and issue.status != "published":
            what = f"{issue.id} went out as number {record.number} and is {issue.status} now"
            hint = f"write: status: published; if publishing it was interrupted: digest issue publish {issue.id}"
            yield at(issue, "status", what, hint)
        elif issue is None and f"content/issues/{record.issue}.md" not in subject.unread:
            what = f"{record.issue} went out as number {record.number}, and content/issues/{record.issue}.md is gone"
            yield Finding(path=record_path(record.issue), line=1, what=what, hint="restore the file with git")


def record_by_hand(subject: Subject) -> Iterator[Finding]:
    for record in subject.records:
        rows = ((row.slug, row.digest, row.text) for row in record.entries)
        for name, digest, text in ((record.issue, record.digest, record.text), *rows):
            if text and digest != text_digest(text):
                what = f"what the record says of '{name}' does not fit its digest"
                hint = "restore the record with git; digest correct is the way to change it"
                yield Finding(path=record_path(record.issue), line=1, what=what, hint=hint)


def published_slug_gone(subject: Subject) -> Iterator[Finding]:
    issues = {issue.id: issue for issue in subject.publication.issues}
    by_slug = _by_slug(subject)
    for record in subject.records:
        for row in record.entries if record.issue in issues else ():
            entry = by_slug.get((record.issue, row.slug))
            if (entry is None or entry.status not in _SHOWN) and not _is_unread(row.slug, subject):
                yield _gone(row, issues[record.issue], entry or _whereabouts(row, record.issue, subject))


def _out(subject: Subject) -> Iterator[tuple[IssueHeader, PublishedIssue]]:
    """Published issues that have a record."""
    records = {record.issue: record for record in subject.records}
    for issue in subject.publication.issues:
        if issue.status == "published" and issue.id in records:
            yield issue, records[issue.id]


def _letters_changed(subject: Subject, *, told: bool = False) -> Iterator[tuple[IssueHeader, Change]]:
    """Issues that say something else than their record, and do not tell so; or those that do."""
    for issue, record in _out(subject):
        was = recorded_issue(record) if issue.digest != record.digest else None
        # That a number or a date is missing is told as such, and publishing again puts it back.
        now = replace(issue, number=issue.number or was.number, date=issue.date or was.date) if was else issue
        found = change(was, now) if was else None
        if was and found and is_declared(was, issue) is told:
            yield issue, found


def _entries_changed(subject: Subject, *, told: bool = False) -> Iterator[tuple[Entry, Change]]:
    """Entries that say something else than their record, and do not tell so; or those that do."""
    by_slug = _by_slug(subject)
    for issue, record in _out(subject):
        for row in record.entries:
            entry = by_slug.get((issue.id, row.slug))
            if entry is None or entry.status not in _SHOWN or entry.digest == row.digest:
                continue
            was = recorded_entry(row, issue.id)
            found = change(was, entry) if was else None
            if was and found and is_declared(was, entry) is told:
                yield entry, found


def _by_slug(subject: Subject) -> Mapping[tuple[str, str], Entry]:
    """Of two entries with one slug, which is a problem of its own, the one that readers see."""
    ordered = sorted(subject.publication.entries, key=lambda entry: entry.status in _SHOWN)
    return {(entry.issue, entry.slug): entry for entry in ordered}


def _withdrawn(subject: Subject) -> Iterator[Entry]:
    return (entry for entry in subject.publication.entries if entry.status == "withdrawn")


def _whereabouts(row: PublishedEntry, issue: str, subject: Subject) -> Entry | None:
    """The entry under another slug or in another issue."""
    was = recorded_entry(row, issue)
    ids = {was.id} if was else set()
    found = (entry for entry in subject.publication.entries if entry.id in ids or entry.slug == row.slug)
    return next(found, None)


def _is_renamed(entry: Entry, record: PublishedIssue, subject: Subject) -> bool:
    """Then its old slug is what is missed."""
    by_slug = _by_slug(subject)
    missed = (row for row in record.entries if (record.issue, row.slug) not in by_slug)
    return any(_whereabouts(row, record.issue, subject) == entry for row in missed)


def _is_unread(slug: str, subject: Subject) -> bool:
    """Whether a file that could not be read may hold it."""
    return any(PurePosixPath(path).stem == slug for path in subject.unread)


def _gone(row: PublishedEntry, issue: IssueHeader, entry: Entry | None) -> Finding:
    what = f"the entry '{row.slug}' was published in {issue.id} and is not there any more"
    back = f"to take it back: digest correct {row.slug} --withdraw --why TEXT"
    if entry is None:
        was = recorded_entry(row, issue.id)
        hint = f"restore its file with git; then, {back}"
        return Finding(path=issue.path, line=1, what=what, hint=hint, diff=whole(was, "-") if was else "")
    if entry.issue != issue.id:
        return at(entry, "issue", f"{what}: its issue is {entry.issue} now", f"write: issue: {issue.id}")
    if entry.slug != row.slug:
        return at(entry, "slug", f"{what}: its slug is '{entry.slug}' now", f"write: slug: {row.slug}")
    return at(entry, "status", f"{what}: its status is {entry.status} now", f"write: status: keep; {back}")


def _unrecorded(owner: Entry | IssueHeader, name: str) -> Finding:
    what = f"'{name}' was corrected by hand, and its record is as before: a change after that would not be noticed"
    return at(owner, "corrections", what, f"digest correct {name} renews the record")


def _changed(owner: Entry | IssueHeader, found: Change, what: str, hint: str) -> Finding:
    keys = ", ".join(found.keys)
    return Finding(path=owner.path, line=found.line, what=f"{what}: {keys}", hint=hint, diff=found.diff)


RULES = (
    Rule(code="PUB001", find=words_changed),
    Rule(code="PUB002", find=filing_changed),
    Rule(code="PUB003", find=withdrawn_without_a_reason),
    Rule(code="PUB004", find=withdrawn_without_a_day),
    Rule(code="PUB005", find=entry_added),
    Rule(code="PUB006", find=not_published_any_more),
    Rule(code="PUB007", find=record_by_hand),
    Rule(code="PUB008", find=told_without_the_record),
    Rule(code="ID005", find=published_slug_gone),
)
