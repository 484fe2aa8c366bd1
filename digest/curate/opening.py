"""A day to the issue that a new draft is for, and the file of that draft. Pure."""

from __future__ import annotations

from datetime import date

from digest.content.documents import format_issue
from digest.curate.publishing import Write
from digest.model import IssueHeader, Publication
from digest.places import ISSUES_FOLDER
from digest.weeks import next_week, week_of


def first_free_week(publication: Publication, today: date) -> str:
    """The week of that day, or the first later one that has no file."""
    taken = {issue.id for issue in publication.issues}
    week = week_of(today)
    while week in taken:
        week = next_week(week)
    return week


def draft(week: str) -> Write:
    """The same bytes whoever makes it: a command, or a collector that met the week's first item."""
    header = IssueHeader(id=week, path=f"{ISSUES_FOLDER}/{week}.md")
    return Write(path=header.path, data=format_issue(header).encode("utf-8"), was=None)
