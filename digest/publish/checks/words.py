"""Rules on what the editor still owes: a sentence on every entry; a title, a letter and a lead for the issue. Pure.

An issue owes nothing before it has a kept entry.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.content.documents import split_body
from digest.model import SHELF, IssueHeader
from digest.publish.checks.rules import Finding, Rule, Subject, at
from digest.text import says_something


def entry_without_a_note(subject: Subject) -> Iterator[Finding]:
    for entry in subject.kept:
        if entry.issue != SHELF and not split_body(entry.body).note:
            what = f"no word of yours on '{entry.shown_title}'"
            hint = "say below the quotation, in a sentence, why one should read it"
            yield Finding(path=entry.path, line=entry.body_line, what=what, hint=hint)


def issue_without_a_title(subject: Subject) -> Iterator[Finding]:
    for issue in _begun(subject):
        if not issue.title:
            yield at(issue, "title", f"{issue.id} has no title", "add a line: title: ...")


def issue_without_a_letter(subject: Subject) -> Iterator[Finding]:
    for issue in _begun(subject):
        if not says_something(issue.letter):
            hint = "write below the front matter what the week adds up to"
            yield Finding(path=issue.path, line=issue.body_line, what=f"{issue.id} has no letter", hint=hint)


def issue_without_a_lead(subject: Subject) -> Iterator[Finding]:
    for issue in _begun(subject):
        if not issue.lead:
            slugs = [entry.slug for entry in subject.kept_in(issue.id)]
            listed = ", ".join(slugs[:5]) + (", ..." if len(slugs) > 5 else "")
            what = f"{issue.id} does not say which entry leads"
            yield at(issue, "lead", what, f"add a line `lead:` with one of {listed}")


def _begun(subject: Subject) -> Iterator[IssueHeader]:
    begun = {entry.issue for entry in subject.kept}
    return (issue for issue in subject.publication.issues if issue.id in begun)


RULES = (
    Rule(code="NOTE001", find=entry_without_a_note),
    Rule(code="ISSUE001", find=issue_without_a_title),
    Rule(code="ISSUE002", find=issue_without_a_letter),
    Rule(code="ISSUE003", find=issue_without_a_lead),
)
