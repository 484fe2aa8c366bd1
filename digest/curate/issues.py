"""Which issue a command is about: the one that was named, or the oldest draft. Pure."""

from __future__ import annotations

import difflib

from digest.errors import UsageError
from digest.model import SHELF, IssueHeader, Publication


def oldest_draft(publication: Publication) -> IssueHeader | None:
    """The open issue; None when every issue is settled."""
    return next((issue for issue in publication.issues if issue.status == "draft"), None)


def issue_named(publication: Publication, name: str) -> IssueHeader:
    """Raises UsageError, with the nearest id, when no file has this name."""
    for issue in publication.issues:
        if issue.id.lower() == name.lower():
            return issue
    count = sum(entry.issue == name for entry in publication.entries)
    if count:
        noun = "entry names" if count == 1 else "entries name"
        raise UsageError(f"{count} {noun} {name}, but it has no file", f"make it: digest issue new {name}")
    near = difflib.get_close_matches(name.upper(), [issue.id for issue in publication.issues], n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    raise UsageError(f"no issue '{name}'", f"{hint}to make one: digest issue new 2026-W47")


def target(publication: Publication, name: str | None) -> str:
    """The id of the issue a command is about, SHELF included. Raises UsageError."""
    if name == SHELF:
        return SHELF
    if name is not None:
        return issue_named(publication, name).id
    draft = oldest_draft(publication)
    if draft is None:
        raise UsageError("no issue is in draft", "make one: digest issue new, or name one")
    return draft.id
