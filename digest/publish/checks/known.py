"""Problems to those that count and those that went out long ago, which everybody knows. Pure.

An issue is known once its record lies in content/published, and of its entries those that the record names: whoever
sets `status: published` by hand, or adds an entry to an old issue, is told everything. What keeps a site from being
built, and what contradicts the record, always counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest.errors import Problem
from digest.model import Publication, PublishedIssue

_OF_WORDS = ("BAL", "BODY", "DATE", "HEAD", "LANG", "LINK", "NEWS", "NOTE", "PIC", "SEC", "TEXT", "WEB")
"""Families that judge what readers see, not whether there will be a site."""
_OF_ISSUES = ("ISSUE001", "ISSUE002", "ISSUE003")
_ALWAYS = ("DATE001", "DATE003")


def known_paths(publication: Publication, records: Iterable[PublishedIssue]) -> frozenset[str]:
    """The files whose problems are known."""
    went_out = {record.issue: {row.slug for row in record.entries} for record in records}
    issues = {issue.id: issue.path for issue in publication.issues if issue.status == "published"}
    slugs = {id: went_out[id] for id in issues if id in went_out}
    entries = (entry.path for entry in publication.entries if entry.slug in slugs.get(entry.issue, ()))
    return frozenset((*(issues[id] for id in slugs), *entries))


def is_known(problem: Problem, paths: frozenset[str]) -> bool:
    if problem.path not in paths or problem.code in _ALWAYS:
        return False
    if problem.level == "warning" and problem.code.startswith("FM"):
        return True
    return problem.code in _OF_ISSUES or problem.code.rstrip("0123456789") in _OF_WORDS
