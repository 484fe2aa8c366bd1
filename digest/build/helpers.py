"""Who reads entries while this process gets ready to plan. Light to import, so that they begin at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from digest.build import desk
from digest.build.crew import Crew, start_method
from digest.content.known import Parsed, Wanted, parse_briefs

if TYPE_CHECKING:
    from digest.build import Look

MANY = 300
"""From so many files or parts on, every process is worth its start."""
_LEAST_AT_ONCE, _MOST_AT_ONCE = 40, 500
"""Entries."""
_LIKELY = (
    "digest.content.documents",
    "digest.build.rewriting",
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
    """The crew, asked to read entries."""

    def __init__(self, look: Look, crew: Crew) -> None:
        self._crew = crew
        self._place = (look.order.root, look.program_alone)
        self._answers: list[list[Parsed]] = []
        self._errors: list[BaseException] = []

    def parse(self, wanted: list[Wanted]) -> Iterator[Parsed]:
        """Others begin when this is called, and are listened to meanwhile; alone, each is read when it is asked for."""
        answers = self._crew.each(partial(parse, *self._place), map(tuple, _batches(wanted, self._crew.size)))
        if not self._crew.is_many:
            return (parsed for answer in answers for parsed in answer)
        listener = Thread(target=self._listen, args=(answers,), daemon=True)
        listener.start()
        return self._heard(listener)

    def _listen(self, answers: Iterator[list[Parsed]]) -> None:
        try:
            self._answers.extend(answers)
        except BaseException as error:
            self._errors.append(error)

    def _heard(self, listener: Thread) -> Iterator[Parsed]:
        listener.join()
        if self._errors:
            raise self._errors[0]
        for answer in self._answers:
            yield from answer
        self._answers = []


def _batches(wanted: list[Wanted], hands: int) -> Iterator[list[Wanted]]:
    """Large ones at first, so that nobody waits, and small ones at last, so that all are done together."""
    at = 0
    while at < len(wanted):
        size = min(_MOST_AT_ONCE, max(_LEAST_AT_ONCE, (len(wanted) - at) // (4 * hands)))
        yield wanted[at : at + size]
        at += size


def parse(root: Path, program: bytes, wanted: tuple[Wanted, ...]) -> list[Parsed]:
    return parse_briefs(root, program, wanted, desk.kept(root))
