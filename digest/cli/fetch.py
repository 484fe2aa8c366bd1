"""digest fetch: poll the feeds that are due and write what is new."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from digest import __version__
from digest.cli import runner
from digest.cli.completion import feeds, issues
from digest.cli.context import Context, is_terminal
from digest.cli.progress import Show, counting
from digest.curate.sheet import fit
from digest.errors import DigestError, Problem
from digest.model import Feed, Publication, Settings
from digest.places import FEEDS_FILE, ISSUES_FOLDER, SEEN_FOLDER, SETTINGS_FILE
from digest.publish.report import plain
from digest.text import clean_line

if TYPE_CHECKING:
    from digest.collect.fetch import Fetched, Trouble
    from digest.content.publication import Reading

_OUTCOMES = ("read", "unchanged", "failed")
_TITLE_COLUMNS = 24
_MOST_ROWS = 20
_MOST_REPORTED = 100
"""Rows in the summary of a job."""
_UNITS = {"h": 1 / 24, "d": 1, "w": 7}
_VITAL = (SETTINGS_FILE, FEEDS_FILE, f"{SEEN_FOLDER}/", f"{ISSUES_FOLDER}/")


class Age(click.ParamType[timedelta]):
    """`14d`, `2w`, `36h`, or a number of days."""

    name = "age"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = re.fullmatch(r"(\d{1,5})([hdw]?)", str(value).strip())
        if match is None:
            self.fail(f"'{value}' is no age; write 14d, 2w or 36h", param, ctx)
        return timedelta(days=int(match[1]) * _UNITS[match[2] or "d"])


@click.command(short_help="Poll the feeds that are due; write an entry a new item.")
@click.option(
    "--feed", "only", multiple=True, metavar="SLUG", shell_complete=feeds, help="Only this feed; may be given again."
)
@click.option("--since", type=Age(), default="14d", show_default=True, help="Older items are remembered, not offered.")
@click.option(
    "--issue", default="", metavar="ID", shell_complete=issues, help="Where new entries go, instead of the open week."
)
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="SLUG",
    help="Take what this feed has now, though it looks like another one; polls it alone, and at once.",
)
@click.option("--dry-run", is_flag=True, help="Poll and tell, but write nothing.")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON document.")
@click.pass_obj
def fetch(
    context: Context,
    only: tuple[str, ...],
    since: timedelta,
    issue: str,
    accepted: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> int:
    """Poll the feeds that are due and write an entry for each new item.

    A feed that fails is told and never stops the rest. Nothing that was collected before is written again, wherever
    its file is now, also when it was deleted.

    \b
    Examples:
      digest fetch
      digest fetch --feed variety --since 4w --dry-run
      digest fetch --accept variety      its address has a new owner, and that is fine
    """
    with context.store.lock():
        given = {"only": only, "issue": issue, "is_rehearsal": dry_run, "accepted": accepted}
        fetched, seconds = collect_once(context, since=since, **given)
    if as_json:
        click.echo(json.dumps(_summary(fetched, seconds), ensure_ascii=False))
    if dry_run:
        _tell_rehearsal(fetched, as_json=as_json)
    tell(context, fetched, seconds, dry_run)
    return 1 if fetched.is_in_vain else 0


def collect_once(context: Context, **given: Any) -> tuple[Fetched, float]:
    """One run, for who holds the lock, and how many seconds it took. `given` is said to `Order`."""
    # Here, since a shell that completes, and whoever borrows from this module, does not wait for what asks the network.
    from digest.collect.fetch import Order
    from digest.collect.fetch import fetch as run

    began = time.monotonic()
    with counting(context, "fetching") as show:
        refuse_blindness(context.plan)
        publication = context.plan.publication
        order = Order(now=context.now, user_agent=user_agent(publication.settings), **given)
        fetched = run(publication, context.store, order, _Watcher(show).hear, lambda: _remembered(context))
    return fetched, time.monotonic() - began


def user_agent(settings: Settings) -> str:
    """Who asks, where it is explained, whom to write to."""
    where = "; ".join(part for part in (f"+{settings.base_url}", settings.contact) if part)
    return f"slatepress/{__version__} ({' '.join(where.encode('ascii', 'ignore').decode().split())})"


def _remembered(context: Context) -> Publication:
    """Everything, read once something new has come."""
    refuse_blindness(context.reading)
    others = len(context.reading.errors)
    if others:
        context.complain([_elsewhere(others)])
    return context.reading.publication


def refuse_blindness(reading: Reading) -> None:
    """Mistakes in entries can wait; without settings, feeds, memory and what is settled a run would do harm."""
    vital = [problem for problem in reading.errors if problem.path.startswith(_VITAL)]
    if vital:
        raise DigestError(*vital)


def _elsewhere(count: int) -> Problem:
    what = f"{count} {'problem' if count == 1 else 'problems'} in other files of the publication"
    return Problem(path="", code="OTHER", what=what, hint="digest check lists them; fetching goes on", level="warning")


class _Watcher:
    """Counts how the feeds that are done have ended, and shows the one asked last: `12 read, 1 failed  Variety`."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._counts = Counter[str]()
        self._asked = ""

    def hear(self, what: str, feed: Feed) -> None:
        self._counts[what] += 1
        if what == "start":
            self._asked = fit(clean_line(feed.title), _TITLE_COLUMNS).rstrip()
        ended = {outcome: self._counts[outcome] for outcome in _OUTCOMES if self._counts[outcome]}
        counts = ", ".join(f"{count} {outcome}" for outcome, count in ended.items())
        self._show(sum(ended.values()), self._counts["due"], f"{counts}  {self._asked}".strip())


def _summary(fetched: Fetched, seconds: float) -> dict[str, object]:
    return {
        "feeds": fetched.feeds,
        "fetched": fetched.fetched,
        "not_modified": fetched.not_modified,
        "not_due": fetched.not_due,
        "failed": [{"slug": row.slug, "reason": row.reason} for row in fetched.failed],
        "entries": len(fetched.entries),
        "seconds": round(seconds, 2),
    }


def _tell_rehearsal(fetched: Fetched, *, as_json: bool) -> None:
    """What would be written, and why the rest would not: a line each, on standard output unless JSON has it."""
    for entry in fetched.entries:
        click.echo(f"would write  {entry.path}", err=as_json)
    for row in fetched.seen:
        if row.fate != "entry":
            reason = f"{row.fate}: {row.why}" if row.why else row.fate
            click.echo(f"left out     {row.source}  {row.title or row.link}  ({reason})", err=as_json)


def tell(context: Context, fetched: Fetched, seconds: float, is_rehearsal: bool = False) -> None:
    for heading, rows in (("failed", fetched.failed), ("to know", fetched.notes)):
        _tell_troubles(context, heading, rows)
    counts = [
        f"{len(fetched.entries)} new {'entry' if len(fetched.entries) == 1 else 'entries'}"
        + (f" in {fetched.issue}" if fetched.entries else ""),
        f"{fetched.fetched} of {fetched.feeds} feeds read",
        f"{fetched.not_modified} unchanged" if fetched.not_modified else "",
        f"{fetched.not_due} not due yet" if fetched.not_due else "",
        f"{len(fetched.failed)} failed" if fetched.failed else "",
        f"{seconds:.1f} s",
    ]
    line = ("nothing written: " if is_rehearsal else "") + ", ".join(filter(None, counts))
    context.say(line)
    runner.add_summary(fetch_report(line, (("failed", fetched.failed), ("to know", fetched.notes)), context.now))


def fetch_report(line: str, troubles: Iterable[tuple[str, tuple[Trouble, ...]]], now: datetime) -> str:
    """The end of a run, as Markdown for the summary of a job."""
    rows = [f"| {plain(row.slug)} | {what} | {plain(_words(row, now))} |" for what, some in troubles for row in some]
    more = [f"| | | and {len(rows) - _MOST_REPORTED} more |"] if len(rows) > _MOST_REPORTED else []
    table = ["", "| feed | | |", "|---|---|---|", *rows[:_MOST_REPORTED], *more] if rows else []
    return "\n".join([plain(line), *table, ""])


def _tell_troubles(context: Context, heading: str, rows: tuple[Trouble, ...]) -> None:
    """A row a feed. For a person no more than fit a screen, with long reasons folded; whole lines in a pipe."""
    most, columns = (_MOST_ROWS, shutil.get_terminal_size().columns) if is_terminal() else (len(rows), 10_000)
    width = max((len(row.slug) for row in rows[:most]), default=0)
    for row in rows[:most]:
        indent = " " * (len(heading) + width + 4)
        words = clean_line(_words(row, context.now))
        folded = textwrap.fill(words, max(columns - len(indent), 30), break_on_hyphens=False)
        text = folded.replace("\n", f"\n{indent}")
        context.say(f"{click.style(heading, fg='yellow')}  {row.slug:<{width}}  {text}")
    if len(rows) > most:
        context.say(f"{' ' * len(heading)}  and {len(rows) - most} more; digest status shows them all")


def _words(trouble: Trouble, now: datetime) -> str:
    if trouble.failing_since is None:
        return trouble.reason
    days = (now - trouble.failing_since).days
    return f"{trouble.reason}; last read {days} {'day' if days == 1 else 'days'} ago" if days > 0 else trouble.reason
