"""Work to several processes, each with a memory of its own, and what comes of it in the order of the work.

Who works is forked where that is safe, before anything heavy is imported, and started anew elsewhere; one process alone
works here, in turn. A process lives as long as the one that asks it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, TypeVar

from digest.errors import DigestError, Problem

Given = TypeVar("Given")
Made = TypeVar("Made")
Queue = Sequence[Given]


def start_method() -> str:
    """Forking is many times faster, and safe only where no other thread runs; macOS has some of its own."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


class Crew:
    """So many processes; with none of them all work is done here."""

    def __init__(self, hands: int) -> None:
        self._hands: list[tuple[BaseProcess, Connection]] = []
        self.grow(hands)

    def grow(self, hands: int) -> None:
        """To so many processes."""
        context: Any = get_context(start_method())
        for _ in range(len(self._hands), hands):
            ours, theirs = context.Pipe()
            others = [connection for _, connection in self._hands] + [ours]
            process = context.Process(target=_work, args=(theirs, others), daemon=True)
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

    def tell(self, job: Callable[[Given], object], given: Given) -> None:
        """Every process does this before anything that it is asked later."""
        if not self._hands:
            job(given)
        for _, connection in self._hands:
            connection.send((job, given, False))

    def each(self, job: Callable[[Given], Made], queues: Sequence[Queue[Given]]) -> Iterator[tuple[int, Made]]:
        """What `job` makes of each, with the number of who made it, as it comes.

        Each process has a queue, and takes from the longest of the others when its own is done. Raises DigestError
        with the problems of all.
        """
        if not self._hands:
            for given in (given for queue in queues for given in queue):
                yield 0, job(given)
            return
        waiting = [deque(queue) for queue in queues]
        problems: dict[Problem, None] = {}
        for number, made in self._answers(job, waiting):
            if isinstance(made, _Failed):
                problems |= dict.fromkeys(made.problems)
            else:
                yield number, made
        if problems:
            raise DigestError(*problems)

    def _answers(self, job: Callable[[Any], Any], waiting: list[deque[Any]]) -> Iterator[tuple[int, Any]]:
        numbers = {connection: number for number, (_, connection) in enumerate(self._hands)}
        busy = [connection for connection, number in numbers.items() if self._ask(job, waiting, number)]
        while busy:
            for ready in wait(busy):
                connection = next(one for one in busy if one is ready)
                made = _received(connection)
                # Asked before the answer is looked at, so that nobody waits for us.
                if not self._ask(job, waiting, numbers[connection]):
                    busy.remove(connection)
                yield numbers[connection], made

    def _ask(self, job: Callable[[Any], Any], waiting: list[deque[Any]], number: int) -> bool:
        own = waiting[number] if number < len(waiting) else deque[Any]()
        queue = own or max(waiting, key=len, default=own)
        if not queue:
            return False
        self._hands[number][1].send((job, queue.popleft(), True))
        return True


class _Failed:
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems


def _received(connection: Connection) -> Any:
    try:
        made = connection.recv()
    except EOFError:
        raise RuntimeError(
            "a process that renders has died; with less memory in use, or --jobs 1, it may not"
        ) from None
    if isinstance(made, BaseException):
        raise made
    return made


def _work(asked: Connection, others: list[Connection]) -> None:
    """Until nobody asks any more. Ctrl-C is for who asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for connection in others:
        # A copy of theirs would keep us from hearing that they have gone.
        connection.close()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            job, given, is_answered = asked.recv()
            made = _done(job, given)
            if is_answered or isinstance(made, BaseException | _Failed):
                asked.send(made)
    # Nothing of the one who asks may run at our end.
    os._exit(0)


def _done(job: Callable[[Any], Any], given: Any) -> Any:
    try:
        return job(given)
    except DigestError as error:
        return _Failed(error.problems)
    except Exception as error:
        error.add_note(f"in a process that renders: {type(error).__name__}")
        return error
