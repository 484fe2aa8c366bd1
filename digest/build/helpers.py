"""Who reads entries and inspects a theme while this process gets ready to plan. Light, so that they begin at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.build import desk
from digest.build.crew import Crew, start_method
from digest.content.known import Parsed, Wanted, parse_briefs

if TYPE_CHECKING:
    from digest.build import Look
    from digest.build.orders import Inspected

MANY = 300
"""From so many files or parts on, every process is worth its start."""
_ENTRIES_AT_ONCE = 250
"""So many that a process has work while we get ready to plan."""
_LIKELY = (
    "digest.content.documents",
    "digest.render.markup",
    "digest.render.language",
    "digest.render.html",
    "digest.render.feeds",
    "digest.build.workshop",
)
"""What reading and rendering need, in that order."""


def crew_for(look: Look) -> Crew:
    """One process beside this where starting it costs nothing: it gets ready while we plan. Many for many files."""
    jobs = look.order.jobs
    is_much = len(look.files.unknown) >= MANY
    if jobs < 2 or (not is_much and start_method() != "fork"):
        return Crew(0)
    return Crew(jobs) if is_much else Crew(1, likely=_LIKELY)


class Helpers:
    """The crew, asked to read entries; where templates may be others, one of it inspects them at last."""

    def __init__(self, look: Look, crew: Crew) -> None:
        self.crew = crew
        self._place = (look.order.root, look.program_alone)
        self._is_new_theme = look.has_new_templates()
        self._answers: Iterator[Any] = iter(())

    def parse(self, wanted: list[Wanted]) -> Iterator[Parsed]:
        """They begin when this is called."""
        jobs: list[Callable[[], Any]] = [
            partial(parse, *self._place, tuple(wanted[start : start + _ENTRIES_AT_ONCE]))
            for start in range(0, len(wanted), _ENTRIES_AT_ONCE)
        ]
        batches = len(jobs)
        if self._is_new_theme:
            jobs.append(partial(inspect, *self._place))
        self._answers = self.crew.each(_called, jobs)
        return self._parsed(batches)

    def inspected(self) -> Inspected:
        from digest.build.orders import Inspected

        found = next((answer for answer in self._answers if isinstance(answer, Inspected)), None)
        return found or next(self.crew.each(_called, [partial(inspect, *self._place)]))

    def settle(self) -> Crew:
        """The crew when it has answered everything."""
        for _ in self._answers:
            pass
        return self.crew

    def _parsed(self, batches: int) -> Iterator[Parsed]:
        ready = iter(_LIKELY if batches > self.crew.size > 1 else ())
        found = []
        for _ in range(batches):
            answer = next(self._answers)
            if not isinstance(answer, list):
                found.append(answer)
                answer = next(self._answers)
            yield from answer
            # What we shall need is imported while others read.
            if name := next(ready, ""):
                import_module(name)
        # The inspection goes on while we plan.
        self._answers = chain(found, self._answers)


def parse(root: Path, program: bytes, wanted: tuple[Wanted, ...]) -> list[Parsed]:
    return parse_briefs(root, program, wanted, desk.kept(root))


def inspect(root: Path, program: bytes) -> Inspected:
    # Here, so that the process that asks imports none of it yet.
    from digest.build.orders import inspect as inspect_theme

    return inspect_theme(root, program)


def _called(job: Callable[[], Any]) -> Any:
    return job()
