"""What every command knows: where it was started, the time, how to speak. Reads the clock and the environment.

Every command imports this first, so what reads a publication is imported only by what asks for one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.content.root import find_root
from digest.errors import Problem

if TYPE_CHECKING:
    from digest.content.publication import Reading
    from digest.content.store import Store
    from digest.model import Publication

_MOST_ALIKE = 10
"""Warnings with one code that are shown before "and N more"."""
_LONGEST_DIFF = 40


@dataclass(kw_only=True)
class Context:
    """The options before the command, and what follows from them."""

    start: Path
    quiet: bool = False
    verbose: bool = False
    now: datetime

    @cached_property
    def root(self) -> Path:
        return find_root(self.start)

    @cached_property
    def reading(self) -> Reading:
        from digest.content.publication import read_publication

        return read_publication(self.root)

    @cached_property
    def plan(self) -> Reading:
        """Settings, feeds and issues, without the ten thousand entries."""
        from digest.content.publication import read_plan

        return read_plan(self.root)

    @cached_property
    def store(self) -> Store:
        from digest.content.store import Store

        return Store(self.root)

    @property
    def publication(self) -> Publication:
        """The publication when it has no error. Raises DigestError."""
        return self.reading.sound()

    @property
    def today(self) -> date:
        """The day it is where the publication is."""
        from digest.weeks import local_day

        return local_day(self.now, self.reading.publication.settings.timezone)

    def say(self, message: str) -> None:
        """A message for people, to standard error; nothing under -q."""
        if not self.quiet:
            click.echo(message, err=True)

    def complain(self, problems: Iterable[Problem]) -> None:
        """Problems to standard error, also under -q; the same warning at most ten times."""
        shown: dict[str, int] = {}
        for problem in problems:
            shown[problem.code] = shown.get(problem.code, 0) + 1
            if problem.level == "error" or shown[problem.code] <= _MOST_ALIKE:
                click.echo(format_problem(problem), err=True)
        for code, count in shown.items():
            if count > _MOST_ALIKE and code != "USAGE":
                self.say(f"{code}: {count} in all")


def format_problem(problem: Problem) -> str:
    """`path:line: code: what` with the hint below, coloured on a terminal."""
    colour = "red" if problem.level == "error" else "yellow"
    head = f"{click.style(problem.where, bold=True)}: " if problem.path else ""
    code = "" if problem.code == "USAGE" else f"{click.style(problem.code, fg=colour)}: "
    hint = "".join(f"\n    {click.style(line, dim=True)}" for line in problem.hint.splitlines())
    label = click.style("error: ", fg="red") if problem.code == "USAGE" else ""
    return f"{head}{label}{code}{problem.what}{hint}{_diff(problem.diff)}"


def diff_lines(diff: str) -> Iterator[str]:
    """A diff as a person reads it on a terminal, a long one cut."""
    from digest.text import clean_line

    lines = diff.splitlines()
    for line in lines[:_LONGEST_DIFF]:
        yield click.style(line[:1] + clean_line(line[1:]), fg={"-": "red", "+": "green"}.get(line[:1]))
    if len(lines) > _LONGEST_DIFF:
        yield click.style(f"and {len(lines) - _LONGEST_DIFF} more lines", dim=True)


def _diff(diff: str) -> str:
    return "".join(f"\n    {line}" for line in diff_lines(diff))


def moment_of(text: str | None) -> datetime:
    """The value of --now, of SOURCE_DATE_EPOCH, or the clock. Raises click.BadParameter."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if text is None:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is no date and time; write 2026-11-22T09:30:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def wants_colour(choice: str) -> bool | None:
    """What click should do: None leaves it to whether the stream is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return False if os.environ.get("TERM") == "dumb" else None


def is_terminal() -> bool:
    """Whether a person is watching: progress and questions only then."""
    return sys.stderr.isatty() and sys.stdin.isatty()


pass_context = click.make_pass_decorator(Context)
