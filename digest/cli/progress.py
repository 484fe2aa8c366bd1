"""Long work as one line on a terminal that counts what is done, once the work has lasted a little. Silent in a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.cli.context import Context, is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

QUIET_SECONDS = 0.25
"""Work that is over sooner shows no progress: a flicker tells nobody anything."""

Show = Callable[[int, int, str], None]
"""Hears how many are done, of how many, and a few plain words."""


@contextmanager
def counting(context: Context, verb: str) -> Iterator[Show]:
    if context.quiet or not is_terminal():
        yield lambda done, total, words: None
        return
    # Here, since a run that nobody watches is a third of its time in imports when nothing has changed.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(verb), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Line(progress).show


class _Line:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._began = time.monotonic()

    def show(self, done: int, total: int, words: str) -> None:
        from rich.markup import escape

        if self._task is None and time.monotonic() - self._began > QUIET_SECONDS:
            self._task = self._progress.add_task("")
        if self._task is not None:
            # The words may be a stranger's, and no markup.
            self._progress.update(self._task, total=total, completed=done, description=escape(words))
