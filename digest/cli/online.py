"""Links to answers for `digest check --online`: what the cache still holds, then the network, watched on a terminal."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from digest.cli.context import Context, is_terminal
from digest.curate.sheet import fit
from digest.errors import DigestError
from digest.model import Publication
from digest.publish.checks.answers import CACHE_FILE, MAX_CACHE_BYTES, Answer, format_answers, parse_answers
from digest.text import clean_line, host_of

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_QUIET_SECONDS = 0.25
"""A run that is over sooner shows no progress."""
_HOST_COLUMNS = 30


def ask(context: Context, publication: Publication, links: tuple[str, ...]) -> dict[str, Answer]:
    """What is known of these links now. What was heard is kept, also when the run is interrupted."""
    # Here, since most runs of the check ask nobody.
    from digest.cli.fetch import user_agent
    from digest.publish.checks.online import Inquiry, ask_all, private_hosts

    inquiry = Inquiry(
        now=context.now,
        user_agent=user_agent(publication.settings),
        private_hosts=private_hosts(publication.feeds),
    )
    known = _remembered(context)
    heard = dict(known)
    try:
        with _progress(context) as on_event:
            asked = ask_all(links, inquiry, known, on_event, heard.__setitem__)
    finally:
        if heard != known:
            _keep(context, heard)
    if asked.is_offline:
        context.say("No name was found: there seems to be no network. Links were not judged.")
    return dict(asked.answers)


def _remembered(context: Context) -> dict[str, Answer]:
    try:
        with (context.root / CACHE_FILE).open("rb") as file:
            return parse_answers(file.read(MAX_CACHE_BYTES), context.now)
    except OSError:
        return {}


def _keep(context: Context, answers: dict[str, Answer]) -> None:
    """It may be lost: a folder that cannot be written is no reason to fail, nor is another command that sweeps."""
    with suppress(DigestError, OSError):
        context.store.replace_hints({CACHE_FILE: format_answers(answers)})


@contextmanager
def _progress(context: Context) -> Iterator[Callable[[str, str], None]]:
    if context.quiet or not is_terminal():
        yield lambda what, link: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("asking"), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Watcher(progress).hear


class _Watcher:
    """What the progress line shows: how many links were answered, and the host asked last."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._counts = Counter[str]()
        self._host = ""
        self._began = time.monotonic()

    def hear(self, what: str, link: str) -> None:
        from rich.markup import escape

        self._counts[what] += 1
        if what == "start":
            self._host = escape(fit(clean_line(host_of(link)), _HOST_COLUMNS).rstrip())
        if self._task is None and time.monotonic() - self._began > _QUIET_SECONDS:
            self._task = self._progress.add_task("")
        if self._task is not None:
            due, done = self._counts["due"], self._counts["done"]
            self._progress.update(self._task, total=due, completed=done, description=self._host)
