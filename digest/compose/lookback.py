"""Issues to the same with what came before: the same week of other years, and earlier entries. Pure.

An issue looks back only, and at published issues only: a new one changes nothing in what is shown of an old one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from digest.compose.issues import entries_of
from digest.compose.outline import Outline
from digest.compose.views import Earlier, EarlierEntry, IssueView, Ref, YearsAgo
from digest.weeks import is_week

YEARS_SHOWN = 3
EARLIER_IN_ISSUE = 8
"""Entries of earlier issues that one issue names: the page of a full week has its weight."""
Past = defaultdict[str, list[EarlierEntry]]
"""What published issues carried, by storyline, newest last."""


def look_back(issues: tuple[IssueView[Outline], ...]) -> tuple[IssueView[Outline], ...]:
    """`issues` newest first, and so the result."""
    past: Past = defaultdict(list)
    before: dict[str, IssueView[Outline]] = {}
    found = []
    for issue in reversed(issues):
        issue = _with_earlier(issue, past)
        years_ago = tuple(_years_ago(issue, before))
        found.append(replace(issue, years_ago=years_ago) if years_ago else issue)
        if not issue.line.draft:
            before[issue.line.id] = issue
            _remember(issue, past)
    return tuple(reversed(found))


def same_week(week: str, years: int) -> str:
    """The id of the week so many years before; of week 53, where a year has none, its last."""
    number = week[4:]
    earlier = f"{int(week[:4]) - years:04d}"
    return earlier + number if is_week(earlier + number) else f"{earlier}-W52"


def _years_ago(issue: IssueView[Outline], before: dict[str, IssueView[Outline]]) -> Iterator[YearsAgo]:
    """`before` holds those that came before it, the oldest first."""
    oldest = int(next(iter(before), issue.line.id)[:4])
    years = range(1, int(issue.line.id[:4]) - oldest + 1)
    weeks = ((number, before.get(same_week(issue.line.id, number))) for number in years)
    for number, then in islice(((number, then) for number, then in weeks if then is not None), YEARS_SHOWN):
        yield YearsAgo(years=number, line=then.line, lead=_beginning(then))


def _beginning(issue: IssueView[Outline]) -> Ref | None:
    """Its lead, else the entry that stands first."""
    first = next((entry for entry in entries_of(issue) if not entry.withdrawn), None)
    return Ref(title=first.headline, path=first.path, language=first.headline_language) if first else None


def _with_earlier(issue: IssueView[Outline], past: Past) -> IssueView[Outline]:
    """Two for each entry, or one where many have something to recall; what one has named no other repeats."""
    if not past:
        return issue
    recalling = sum(any(past.get(line.id) for line in entry.storylines) for entry in entries_of(issue))
    if not recalling:
        return issue
    each = 2 if 2 * recalling <= EARLIER_IN_ISSUE else 1
    taken: set[str] = set()

    def look(entry: Outline) -> Outline:
        most = min(each, EARLIER_IN_ISSUE - len(taken))
        earlier = () if entry.withdrawn else tuple(_earlier(entry, past, taken, most))
        return entry._replace(earlier=earlier) if earlier else entry

    lead = look(issue.lead) if issue.lead else None
    sections = tuple(
        replace(section, entries=tuple(look(entry) for entry in section.entries)) for section in issue.sections
    )
    return replace(issue, lead=lead, sections=sections)


def _earlier(entry: Outline, past: Past, taken: set[str], most: int) -> Iterator[Earlier]:
    """Of its storylines in their order, newest issue first, those of one issue as they stand there."""
    for storyline in entry.storylines:
        fresh = (row for row in reversed(past.get(storyline.id, ())) if row.path not in taken)
        rows = tuple(islice(fresh, most))
        if rows:
            taken.update(row.path for row in rows)
            most -= len(rows)
            yield Earlier(storyline=storyline, entries=rows)


def _remember(issue: IssueView[Outline], past: Past) -> None:
    for entry in reversed(entries_of(issue)):
        if entry.withdrawn or not entry.storylines:
            continue
        row = EarlierEntry(
            headline=entry.headline,
            language=entry.headline_language,
            path=entry.path,
            first_day=issue.line.first_day,
        )
        for storyline in entry.storylines:
            past[storyline.id].append(row)
