"""Who reads entries while this process gets ready to plan. Light to import, so that they begin at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from digest.build import desk
from digest.build.crew import UNTIL_ASKED, Crew, rest, shares, start_method
from digest.content.memo import Parsed, Wanted

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
    "digest.build.workshop",
)
"""What reading and rendering need, in that order."""


def first_crew(jobs: int, *, is_new: bool) -> Crew:
    """Who gets ready while we look, where starting a process costs nothing: one beside this, and of a publication of
    which nothing is known two, for reading first."""
    if jobs < 2 or start_method() != "fork":
        return Crew(0)
    reading, *rendering = _LIKELY
    return Crew(2, likely=(reading, UNTIL_ASKED, *rendering)) if is_new else Crew(1, likely=_LIKELY)


def are_many(look: Look) -> bool:
    """Whether so many files are to be read that every process is worth its start."""
    return len(look.files.unknown) >= MANY and look.order.jobs > 1


def enlarge(crew: Crew, look: Look) -> None:
    if are_many(look):
        crew.grow(look.order.jobs)


class Helpers:
    """The crew, asked to read entries."""

    def __init__(self, look: Look, crew: Crew) -> None:
        self._crew = crew
        self._place = (look.order.root, look.program_alone, are_many(look))
        self._answers: SimpleQueue[list[tuple[Any, ...]] | None] = SimpleQueue()
        self._errors: list[BaseException] = []

    def parse(self, wanted: list[Wanted]) -> Iterator[Parsed]:
        """Others begin when this is called, and are listened to meanwhile; alone, each is read when it is asked for."""
        if not wanted:
            return iter(())
        found = shares(len(wanted), 4 * self._crew.size, least=_LEAST_AT_ONCE, most=_MOST_AT_ONCE)
        answers = self._crew.each(
            partial(parse, *self._place), (tuple(wanted[place] for place in share) for share in found)
        )
        if not self._crew.is_many:
            return map(Parsed._make, chain.from_iterable(answers))
        listener = Thread(target=self._listen, args=(answers,), daemon=True)
        listener.start()
        return map(Parsed._make, self._heard(listener))

    def _listen(self, answers: Iterator[list[tuple[Any, ...]]]) -> None:
        try:
            for answer in answers:
                self._answers.put(answer)
        except BaseException as error:
            self._errors.append(error)
        self._answers.put(None)

    def _heard(self, listener: Thread) -> Iterator[tuple[Any, ...]]:
        while (answer := self._answers.get()) is not None:
            yield from answer
        listener.join()
        if self._errors:
            raise self._errors[0]


def parse(root: Path, program: bytes, is_large: bool, wanted: tuple[Wanted, ...]) -> list[tuple[Any, ...]]:
    """Plain, since tuples with names take twice as long from process to process."""
    from digest.content.known import parse_briefs

    if is_large:
        # What is made of them is made by others, forked when all is planned.
        rest()

    return list(map(tuple, parse_briefs(root, program, wanted, desk.kept(root))))
