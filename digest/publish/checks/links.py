"""Rules on links that stand twice, within an issue and across all of them. Pure.

Links are compared in their canonical form. What is only a candidate, or was skipped, does not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.model import SHELF, Entry
from digest.publish.checks.rules import Finding, Rule, Subject, at, canonical


def _has_link(entry: Entry) -> bool:
    """False for a file whose link is told as wrong already."""
    return bool(entry.link)


def link_twice_in_an_issue(subject: Subject) -> Iterator[Finding]:
    first: dict[tuple[str, str], Entry] = {}
    for entry in filter(_has_link, subject.kept):
        other = first.setdefault((entry.issue, canonical(entry.link)), entry)
        if other is not entry:
            what = f"{entry.link} is the link of {other.path} too"
            yield at(entry, "link", what, f"keep one of the two: digest skip {entry.slug}")


def link_published_before(subject: Subject) -> Iterator[Finding]:
    went_out = (entry for entry in subject.publication.entries if entry.status in ("keep", "withdrawn"))
    published = {canonical(entry.link): entry for entry in went_out if entry.issue in subject.published}
    for entry in filter(_has_link, subject.open):
        other = published.get(canonical(entry.link))
        if other is not None:
            what = f"{entry.link} was published in {other.issue} already ({other.path})"
            yield at(entry, "link", what, f"digest skip {entry.slug}")


def link_in_two_issues(subject: Subject) -> Iterator[Finding]:
    """Of two issues that both went out, or both did not."""
    first: dict[tuple[bool, str], Entry] = {}
    issued = [entry for entry in subject.kept if entry.issue != SHELF and entry.link]
    for entry in sorted(issued, key=lambda entry: (entry.issue, entry.path)):
        other = first.setdefault((entry.issue in subject.published, canonical(entry.link)), entry)
        if other.issue != entry.issue:
            what = f"{entry.link} stands in {other.issue} too ({other.path})"
            yield at(entry, "link", what, f"keep one of the two: digest skip {entry.slug}")


def coverage_that_stands_elsewhere(subject: Subject) -> Iterator[Finding]:
    """Other coverage that is an entry of its own, or other coverage, of the same issue, or was published before."""
    entries = {(entry.issue, canonical(entry.link)): entry for entry in subject.kept}
    published = {canonical(entry.link): entry for entry in subject.kept if entry.issue in subject.published}
    rows: dict[tuple[str, str], Entry] = {}
    for entry in subject.open:
        for row in entry.also:
            key = (entry.issue, canonical(row.link))
            other = entries.get(key) or published.get(key[1]) or rows.get(key)
            rows.setdefault(key, entry)
            if other is not None:
                where = "this entry itself" if other is entry else other.path
                yield at(entry, "also", f"{row.link} stands in {where} already", "remove the row from `also`")


RULES = (
    Rule(code="LINK001", find=link_twice_in_an_issue),
    Rule(code="LINK002", find=link_published_before),
    Rule(code="LINK003", find=link_in_two_issues),
    Rule(code="LINK004", find=coverage_that_stands_elsewhere),
)
