"""`digest status`: the open issue on one screen, and the feeds that do not answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from digest.cli.context import Context, pass_context
from digest.collect.state import FeedState, parse_state, state_path
from digest.curate.issues import oldest_draft
from digest.curate.progress import Progress, SectionCount, Step, next_steps, on_shelf, progress_of
from digest.curate.sheet import fit
from digest.model import Entry, Publication
from digest.text import clean_line
from digest.values import dataclass
from digest.weeks import first_day, last_day

_COLUMNS = 78
_LABEL = 24
_LONGEST_BAR = 20
_NAMED = 4
"""Entries of one kind that are named before 'and N more'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A feed that did not answer the last time."""

    slug: str
    failures: int
    reason: str
    is_gone: bool
    is_quarantined: bool = False
    last_read: int | None = None
    """Days since its last success; None when it was never read."""


@click.command(short_help="Tell of the oldest draft what waits and what is missing.")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON document.")
@pass_context
def status(context: Context, as_json: bool) -> int:
    """The oldest draft: what waits, what was kept, what is missing, what to do next; and feeds in trouble.

    \b
    Examples:
      digest status
      digest status --json | jq .candidates
    """
    publication = context.reading.publication
    issue = oldest_draft(publication)
    progress = None if issue is None else progress_of(publication, issue)
    steps = next_steps(publication, progress)
    troubles = tuple(_troubles(context, publication))
    if as_json:
        click.echo(json.dumps(_as_json(publication, progress, steps, troubles), ensure_ascii=False, indent=1))
    else:
        blocks = (_head(publication, progress), *_body(progress), _feeds(troubles), _next(steps))
        click.echo("\n\n".join("\n".join(block) for block in blocks if block))
    context.complain(context.reading.errors)
    return 1 if context.reading.errors else 0


def _troubles(context: Context, publication: Publication) -> Iterator[Trouble]:
    for feed in publication.feeds:
        place = context.root / state_path(feed.slug)
        if feed.paused or not place.is_file():
            continue
        state = parse_state(place.read_bytes())
        if state.feed == feed.feed and (state.failures or state.is_gone or state.quarantine):
            yield _trouble(feed.slug, state, context.now)


def _trouble(slug: str, state: FeedState, now: datetime) -> Trouble:
    return Trouble(
        slug=slug,
        failures=state.failures,
        reason=state.quarantine or state.reason,
        is_gone=state.is_gone,
        is_quarantined=bool(state.quarantine),
        last_read=None if state.succeeded is None else max((now - state.succeeded).days, 0),
    )


def _head(publication: Publication, progress: Progress | None) -> list[str]:
    shelf = on_shelf(publication)
    shelved = f"   {shelf} on the shelf" if shelf else ""
    if progress is None:
        return [click.style("No issue is in draft.", bold=True) + shelved]
    id_ = progress.issue.id
    title = clean_line(progress.issue.title) or publication.settings.title
    return [
        f"{click.style(id_, bold=True)}  {click.style('draft', fg='yellow')}  {click.style(_week(id_), dim=True)}",
        click.style(fit(title, _COLUMNS).rstrip(), bold=True),
        "",
        f"  {_number(progress.candidates, 'cyan')} to decide   {_number(len(progress.kept), 'green')} kept   "
        f"{progress.skipped} skipped{shelved}",
    ]


def _body(progress: Progress | None) -> Iterator[list[str]]:
    if progress is None:
        return
    yield [_section(count) for count in progress.sections]
    missing = [_row("Missing", f"{', '.join(progress.missing)} ({progress.issue.path})", "yellow")]
    yield [
        *(missing if progress.missing else ()),
        *_owed("Without a section", progress.without_section),
        *_owed("Without your words", progress.without_note),
    ]


def _section(count: SectionCount) -> str:
    """How full a section is, as a number and as a bar."""
    label = f"  {fit(clean_line(count.section.title), _LABEL)}{count.kept:>2}"
    limit = count.section.limit
    if limit is None:
        return label
    bar = "■" * count.kept + "·" * max(0, limit - count.kept) if max(limit, count.kept) <= _LONGEST_BAR else ""
    excess = f"  {count.excess} too many" if count.excess else ""
    return f"{label} of {limit:<3} {click.style(bar + excess, fg='yellow' if count.excess else 'green')}"


def _owed(label: str, entries: tuple[Entry, ...]) -> list[str]:
    """How many entries, and the first of them, a line each so that a slug can be picked up whole."""
    if not entries:
        return []
    more = f"and {len(entries) - _NAMED} more" if len(entries) > _NAMED else ""
    names = [entry.slug for entry in entries[:_NAMED]] + ([more] if more else [])
    return [_row(label, str(len(entries)), "yellow"), *(f"    {click.style(name, dim=True)}" for name in names)]


def _feeds(troubles: tuple[Trouble, ...]) -> list[str]:
    lines = [click.style("Feeds in trouble", bold=True)] if troubles else []
    for trouble in troubles:
        reason = f": {clean_line(trouble.reason)}" if trouble.reason else ""
        lines.append(_row(trouble.slug, f"{_mark(trouble)}{reason}", "red"))
        if trouble.is_quarantined:
            lines.append(_row("", f"digest fetch --accept {trouble.slug}"))
    return lines


def _mark(trouble: Trouble) -> str:
    """`failed 3 times, last read 5 days ago`."""
    if trouble.is_quarantined:
        return "quarantined"
    times = "once" if trouble.failures == 1 else f"{trouble.failures} times"
    days = trouble.last_read
    since = f", last read {days} {'day' if days == 1 else 'days'} ago" if days else ""
    return f"{'gone' if trouble.is_gone else f'failed {times}'}{since}"


def _next(steps: tuple[Step, ...]) -> list[str]:
    columns = max(_LABEL, *(len(step.command) + 2 for step in steps)) if steps else _LABEL
    return [click.style("Next", bold=True), *(f"  {step.command:<{columns}}{step.why}" for step in steps)]


def _row(label: str, text: str, colour: str | None = None) -> str:
    shown = fit(text, _COLUMNS - _LABEL - 2).rstrip()
    return f"  {click.style(fit(label, _LABEL), fg=colour)}{shown}".rstrip()


def _week(issue: str) -> str:
    """`16 to 22 November 2026`."""
    first, last = first_day(issue), last_day(issue)
    month = "" if first.month == last.month else f" {first:%B}"
    return f"{first.day}{month} to {last.day} {last:%B %Y}"


def _number(count: int, colour: str) -> str:
    return click.style(str(count), fg=colour if count else None, bold=True)


def _as_json(
    publication: Publication, progress: Progress | None, steps: Iterable[Step], troubles: Iterable[Trouble]
) -> dict[str, object]:
    common: dict[str, object] = {
        "shelf": on_shelf(publication),
        "feeds_in_trouble": [
            {
                "slug": row.slug,
                "failures": row.failures,
                "reason": row.reason,
                "gone": row.is_gone,
                "quarantined": row.is_quarantined,
                "last_read_days": row.last_read,
            }
            for row in troubles
        ],
        "next": [{"command": step.command, "why": step.why} for step in steps],
    }
    if progress is None:
        return {"issue": None} | common
    return {
        "issue": progress.issue.id,
        "path": progress.issue.path,
        "candidates": progress.candidates,
        "kept": len(progress.kept),
        "skipped": progress.skipped,
        "sections": [
            {"id": count.section.id, "kept": count.kept, "limit": count.section.limit} for count in progress.sections
        ],
        "missing": list(progress.missing),
        "without_section": [entry.slug for entry in progress.without_section],
        "without_note": [entry.slug for entry in progress.without_note],
    } | common
