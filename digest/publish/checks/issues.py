"""Rules on issues as a whole: what publishing would have written, and entries that would be lost. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from digest.content.memory import record_path
from digest.curate.changes import recorded_issue
from digest.curate.publishing import next_number
from digest.model import SHELF, IssueHeader
from digest.places import ISSUES_FOLDER
from digest.publish.checks.rules import Finding, Rule, Subject, at


def published_without_a_number(subject: Subject) -> Iterator[Finding]:
    number = next_number(subject.publication.issues, subject.records, "")
    recorded = {record.issue: record.number for record in subject.records}
    for issue in _published(subject):
        if issue.number is None:
            what = f"{issue.id} is published and has no number"
            yield at(issue, "status", what, f"add a line: number: {recorded.get(issue.id, number)}")
            number += issue.id not in recorded


def published_without_a_date(subject: Subject) -> Iterator[Finding]:
    recorded = {record.issue: recorded_issue(record) for record in subject.records}
    for issue in _published(subject):
        if issue.date is None:
            was = recorded.get(issue.id)
            what = f"{issue.id} is published and has no date"
            yield at(issue, "status", what, f"add a line: date: {was.date if was and was.date else subject.today}")


def published_without_a_record(subject: Subject) -> Iterator[Finding]:
    """A record that is there and cannot be read is told as that: publishing again would not write it."""
    recorded = {record.issue for record in subject.records}
    for issue in _published(subject):
        if issue.id not in recorded and record_path(issue.id) not in subject.unread:
            what = f"no record of what went out in {issue.id}"
            hint = f"digest issue publish {issue.id} writes it; if there was one: restore it with git"
            yield at(issue, "status", what, hint)


def entries_of_no_issue(subject: Subject) -> Iterator[Finding]:
    unread = (PurePosixPath(path).stem for path in subject.unread if path.startswith(f"{ISSUES_FOLDER}/"))
    known = {SHELF, *unread, *(issue.id for issue in subject.publication.issues)}
    recorded = {record.issue for record in subject.records}
    for entry in subject.kept:
        if entry.issue not in known:
            what = f"a kept entry of {entry.issue}, which has no file: no reader will see it"
            went_out = f"that issue went out: restore content/issues/{entry.issue}.md with git"
            yield at(entry, "issue", what, went_out if entry.issue in recorded else f"digest issue new {entry.issue}")


def undecided_candidates(subject: Subject) -> Iterator[Finding]:
    waiting = Counter(entry.issue for entry in subject.publication.entries if entry.status == "new")
    for issue in _published(subject):
        if count := waiting[issue.id]:
            what = (
                f"{count} candidates of {issue.id} that nobody decided on" if count > 1 else "one candidate undecided"
            )
            yield at(issue, "status", what, f"digest list --status new --issue {issue.id}")


def settled_without_entries(subject: Subject) -> Iterator[Finding]:
    withdrawn = {entry.issue for entry in subject.publication.entries if entry.status == "withdrawn"}
    for issue in subject.publication.issues:
        if issue.status != "draft" and issue.id not in withdrawn and not subject.kept_in(issue.id):
            yield at(issue, "status", f"{issue.id} is {issue.status} and has no kept entry", "write: status: draft")


def _published(subject: Subject) -> Iterator[IssueHeader]:
    return (issue for issue in subject.publication.issues if issue.status == "published")


RULES = (
    Rule(code="ISSUE004", find=published_without_a_number),
    Rule(code="ISSUE005", find=published_without_a_date),
    Rule(code="ISSUE006", find=published_without_a_record),
    Rule(code="ISSUE007", find=entries_of_no_issue),
    Rule(code="ISSUE008", find=undecided_candidates),
    Rule(code="ISSUE009", find=settled_without_entries),
)
