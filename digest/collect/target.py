"""The issue that newly collected items go to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from digest.errors import UsageError
from digest.model import SHELF, IssueHeader
from digest.weeks import is_week, next_week, week_of


def target_issue(issues: Iterable[IssueHeader], day: date, wanted: str = "") -> str:
    """`wanted`, or the week of `day`, or the first later one whose contents are not settled. Raises UsageError."""
    settled = {issue.id: issue.status for issue in issues if issue.status != "draft"}
    if not wanted:
        week = week_of(day)
        while week in settled:
            week = next_week(week)
        return week
    if wanted != SHELF and not is_week(wanted):
        raise UsageError(f"'{wanted}' is no issue", f"write an ISO week like {week_of(day)}, or {SHELF}")
    if wanted in settled:
        raise UsageError(f"issue {wanted} is {settled[wanted]}: nothing new goes into it", "name another with --issue")
    return wanted
