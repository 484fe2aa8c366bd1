"""What a rule of `digest check` is: a code, and a function that finds where the publication breaks it. Pure.

A rule's level, meaning and cure stand in digest.diagnostics under its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date

from digest.compose.pictures import Picture
from digest.compose.views import Site
from digest.diagnostics import DIAGNOSTICS
from digest.errors import Problem, did_you_mean
from digest.model import SHELF, Entry, IssueHeader, Publication, PublishedIssue, TextPage
from digest.publish.checks.answers import Answer
from digest.publish.checks.tree import Tree
from digest.text import canonical_link, clean_line
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is checked."""

    publication: Publication
    records: tuple[PublishedIssue, ...] = ()
    today: date
    """Where the publication is."""
    site: Site | None = None
    """The plan of the site with its drafts; None when files have errors that must be mended first."""
    tree: Tree | None = None
    """The built site, when there is one."""
    unread: tuple[str, ...] = ()
    """Files that could not be read: what they hold is not known to be missing."""
    pictures: Mapping[str, int] = field(default_factory=dict)
    """Files below content/images, and their bytes."""
    gallery: Mapping[str, Picture] = field(default_factory=dict)
    """What is known of each."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """What the network said of links; empty when it was not asked."""

    @property
    def kept(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.publication.entries if entry.status == "keep")

    @property
    def published(self) -> frozenset[str]:
        """Ids of issues that went out."""
        return frozenset(issue.id for issue in self.publication.issues if issue.status == "published")

    @property
    def open(self) -> tuple[Entry, ...]:
        """The kept entries of issues that did not go out yet; what lies on the shelf is bound for none."""
        settled = self.published | {SHELF}
        return tuple(entry for entry in self.kept if entry.issue not in settled)

    @property
    def bound(self) -> tuple[Entry, ...]:
        """The kept entries of all issues, those on the shelf left out."""
        return tuple(entry for entry in self.kept if entry.issue != SHELF)

    def kept_in(self, issue: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.kept if entry.issue == issue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    path: str
    line: int | None
    what: str
    hint: str
    diff: str = ""
    """Lines that went and came, where that is what is wrong."""
    was: str = ""
    """The address that `fix` would stand for, when the rule knows a better one."""
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    code: str
    find: Callable[[Subject], Iterable[Finding]]

    def problems(self, subject: Subject) -> Iterator[Problem]:
        level = DIAGNOSTICS[self.code].level
        for found in self.find(subject):
            yield Problem(
                path=found.path,
                line=found.line,
                code=self.code,
                what=clean_line(found.what),
                hint=found.hint,
                level=level,
                diff=found.diff,
                was=found.was,
                fix=found.fix,
            )


def at(
    owner: Entry | IssueHeader | TextPage, key: str, what: str, hint: str, *, was: str = "", fix: str = ""
) -> Finding:
    """A finding at the line of a key of the front matter, at the first line when it has no such key."""
    return Finding(path=owner.path, line=owner.lines.get(key, 1), what=what, hint=hint, was=was, fix=fix)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word alone, where all of them would fill the screen; empty when none is near."""
    hint = did_you_mean(word, known)
    return hint.partition(" known:")[0] if hint.startswith("did you mean") else ""


def canonical(link: str) -> str:
    """The form in which links are compared; a link that has none, which is a problem of its own, stays."""
    try:
        return canonical_link(link)
    except ValueError:
        return link
