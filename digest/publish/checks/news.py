"""Rules on what the memory holds about kept entries since they were written: later coverage, changed titles. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from digest.model import Seen
from digest.publish.checks.rules import Finding, Rule, Subject, at, canonical


def later_coverage(subject: Subject) -> Iterator[Finding]:
    rows = _news(subject, "also")
    for entry in subject.open:
        known = {canonical(entry.link), *(canonical(row.link) for row in entry.also)}
        for row in rows.get(entry.id, ()):
            if canonical(row.link) not in known:
                known.add(canonical(row.link))
                what = f"{row.source} has the story too: {row.title or row.link}"
                yield at(entry, "also", what, f"publishing adds {row.link} to `also`")


def changed_title(subject: Subject) -> Iterator[Finding]:
    """The newest title that the source gave it, when the file has another."""
    rows = _news(subject, "title")
    for entry in subject.open:
        titles = [row.title for row in rows.get(entry.id, ()) if row.title]
        if titles and titles[-1] != entry.title:
            yield at(entry, "title", f"the source calls it now: {titles[-1]}", "correct `title`, or leave it")


def _news(subject: Subject, kind: str) -> dict[str, list[Seen]]:
    """By id of the entry, oldest first."""
    found: dict[str, list[Seen]] = {}
    for row in sorted(subject.publication.seen, key=lambda row: row.day):
        fate, _, entry_id = row.fate.partition(" ")
        if fate == kind:
            found.setdefault(entry_id, []).append(row)
    return found


RULES = (
    Rule(code="NEWS001", find=later_coverage),
    Rule(code="NEWS002", find=changed_title),
)
