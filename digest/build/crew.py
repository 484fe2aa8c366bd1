"""Work to several processes, each with a memory of its own, and what comes of it in the order of the work.

Who works is forked where that is safe, before anything heavy is imported, and started anew elsewhere; one process alone
works here, in turn. A process lives as long as the one that asks it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pickle import PicklingError
from types import TracebackType
from typing import Any, TypeVar

from digest.errors import DigestError, Problem

Given = TypeVar("Given")
Made = TypeVar("Made")


def start_method() -> str:
    """Forking is many times faster, and safe only where no other thread runs; macOS has some of its own."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


class Crew:
    """So many processes; with none of them all work is done here.

    `unwanted` are handles of files that they must not hold open; `likely` names modules that they will need, and
    import as long as nobody asks for anything.
    """

    def __init__(self, hands: int, unwanted: tuple[int, ...] = (), likely: tuple[str, ...] = ()) -> None:
        context: Any = get_context(start_method())
        self._hands: list[tuple[BaseProcess, Connection]] = []
        for _ in range(hands):
            ours, theirs = context.Pipe()
            others = [connection for _, connection in self._hands] + [ours]
            process = context.Process(target=_work, args=(theirs, others, unwanted, likely), daemon=True)
            process.start()
            theirs.close()
            self._hands.append((process, ours))

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        for process, connection in self._hands:
            connection.close()
            if error is not None:
                process.kill()
        for process, _connection in self._hands:
            process.join()

    @property
    def size(self) -> int:
        return max(1, len(self._hands))

    @property
    def is_alone(self) -> bool:
        return not self._hands

    @property
    def is_many(self) -> bool:
        return len(self._hands) > 1

    def all(self, job: Callable[[Given], object], given: Given) -> None:
        """Every process does this; nobody is asked for more before all of them have."""
        if not self._hands:
            job(given)
        for _, connection in self._hands:
            connection.send((job, given))
        for _, connection in self._hands:
            made = _received(connection)
            if isinstance(made, _Failed):
                raise DigestError(*made.problems)

    def each(self, job: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
        """What `job` makes of each, as it comes; others begin at once.

        Raises DigestError with the problems of all, at the end.
        """
        if not self._hands:
            return _sorted_out(_done(job, one) for one in given)
        left = iter(given)
        busy = {connection: 0 for _, connection in self._hands}
        for connection in (*busy, *busy):
            busy[connection] += _asked(connection, job, left)
        return _sorted_out(_answers(busy, job, left))


def _sorted_out(answers: Iterator[Any]) -> Iterator[Any]:
    problems: dict[Problem, None] = {}
    for made in answers:
        if isinstance(made, BaseException):
            raise made
        if isinstance(made, _Failed):
            problems |= dict.fromkeys(made.problems)
        else:
            yield made
    if problems:
        raise DigestError(*problems)


def _answers(busy: dict[Connection, int], job: Callable[[Any], Any], given: Iterator[Any]) -> Iterator[Any]:
    """Each has something more to do while we look at what it did."""
    while waiting := [connection for connection, left in busy.items() if left]:
        for ready in wait(waiting):
            connection = next(one for one in waiting if one is ready)
            made = _received(connection)
            busy[connection] += _asked(connection, job, given) - 1
            yield made


def _asked(connection: Connection, job: Callable[[Any], Any], given: Iterator[Any]) -> int:
    """How many more are asked of it: one, as long as there is one."""
    for one in given:
        connection.send((job, one))
        return 1
    return 0


class _Failed:
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems


def _received(connection: Connection) -> Any:
    try:
        made = connection.recv()
    except EOFError:
        raise RuntimeError("a process that renders has died; try again with --jobs 1") from None
    if isinstance(made, BaseException):
        raise made
    return made


def _work(asked: Connection, others: list[Connection], unwanted: tuple[int, ...], likely: tuple[str, ...]) -> None:
    """Until nobody asks any more. Ctrl-C is for who asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for connection in others:
        # A copy of theirs would keep us from hearing that they have gone.
        connection.close()
    if start_method() == "fork":
        for handle in unwanted:
            os.close(handle)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        waiting = iter(likely)
        while True:
            while not asked.poll() and (name := next(waiting, "")):
                import_module(name)
            job, given = asked.recv()
            _answer(asked, _done(job, given))
    # Nothing of the one who asks may run at our end.
    os._exit(0)


def _answer(asked: Connection, made: Any) -> None:
    try:
        asked.send(made)
    except (TypeError, AttributeError, PicklingError) as error:
        asked.send(RuntimeError(f"what a process made cannot be sent: {error}"))


def _done(job: Callable[[Any], Any], given: Any) -> Any:
    try:
        return job(given)
    except DigestError as error:
        return _Failed(error.problems)
    except Exception as error:
        error.add_note("in a process that renders")
        return error
