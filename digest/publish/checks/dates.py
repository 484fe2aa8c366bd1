"""Rules on dates: nothing of ours comes from the future. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from digest.model import Entry, IssueHeader
from digest.publish.checks.rules import Finding, Rule, Subject, at
from digest.weeks import as_day

_ABROAD = timedelta(days=1)
"""At a source east of us tomorrow has begun."""


def issue_of_the_future(subject: Subject) -> Iterator[Finding]:
    for issue in subject.publication.issues:
        if issue.date is not None and as_day(issue.date) > subject.today:
            what = f"the date {as_day(issue.date)} lies in the future; today is {subject.today}"
            yield at(issue, "date", what, "correct it, or leave it out: publishing writes it")


def entry_of_the_future(subject: Subject) -> Iterator[Finding]:
    for entry in subject.open:
        if entry.published is not None and as_day(entry.published) > subject.today + _ABROAD:
            what = f"published on {as_day(entry.published)}, which lies in the future; today is {subject.today}"
            yield at(entry, "published", what, "correct it, or remove the line: an entry needs no date")


def correction_of_the_future(subject: Subject) -> Iterator[Finding]:
    owners: tuple[Entry | IssueHeader, ...] = (*subject.publication.issues, *subject.publication.entries)
    for owner in owners:
        for row in owner.corrections:
            if row.date > subject.today:
                what = f"a correction of {row.date}, which lies in the future; today is {subject.today}"
                yield at(owner, "corrections", what, f"write: date: {subject.today}")


RULES = (
    Rule(code="DATE001", find=issue_of_the_future),
    Rule(code="DATE002", find=entry_of_the_future),
    Rule(code="DATE003", find=correction_of_the_future),
)
