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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pickle import PicklingError
from types import TracebackType
from typing import Any, TypeVar

from digest.errors import DigestError, Problem, UsageError

Given = TypeVar("Given")
Made = TypeVar("Made")


UNTIL_ASKED = ""
"""Among the names of modules: what stands behind it is imported after somebody has asked for something. No module has
this name, and it counts as none."""


def shares(length: int, parts: int, *, least: int, most: int = sys.maxsize) -> Iterator[range]:
    """Of so much work: each a part of what is left, large at first, so that nobody waits, and small at last, so that
    all are done together."""
    at = 0
    while at < length:
        size = min(most, max(least, (length - at) // parts))
        yield range(at, min(at + size, length))
        at += size


def start_method() -> str:
    """Forking is many times faster, and safe only where no other thread runs; macOS has some of its own."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


@contextmanager
def beside(job: Callable[[], object]) -> Iterator[BaseProcess]:
    """A job that a process forked for it does, with all that is known here, while this one goes on. Only where
    `start_method` says `fork`; afterwards its `exitcode` is 0 where the job was done."""
    process = get_context("fork").Process(target=_apart, args=(job,), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.join()


def _apart(job: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        job()
    except DigestError:
        # Whoever has forked us meets it again, and tells.
        sys.exit(1)


class Crew:
    """So many processes; with none of them all work is done here.

    `unwanted` are handles of files that they must not hold open; `likely` names modules that they will need, and
    import as long as nobody asks for anything; what stands behind UNTIL_ASKED waits until somebody has.
    """

    def __init__(self, hands: int, unwanted: tuple[int, ...] = (), likely: tuple[str, ...] = ()) -> None:
        self._hands: list[tuple[BaseProcess, Connection]] = []
        self._unwanted, self._likely = unwanted, likely
        self.grow(hands)

    def grow(self, hands: int) -> None:
        """So many from now on; none goes."""
        context: Any = get_context(start_method())
        for _ in range(hands - len(self._hands)):
            ours, theirs = context.Pipe()
            others = [connection for _, connection in self._hands] + [ours]
            process = context.Process(target=_work, args=(theirs, others, self._unwanted, self._likely), daemon=True)
            process.start()
            theirs.close()
            self._hands.append((process, ours))

    def __enter__(self) -> Crew:
        return self

    def dismiss(self) -> None:
        """Ask nobody any more; they go while we go on, and are waited for at the end."""
        for _, connection in self._hands:
            connection.close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.dismiss()
        for process, _connection in self._hands:
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
            return
        for _, connection in self._hands:
            _ask(connection, (job, given))
        for _, connection in self._hands:
            made = _received(connection)
            if isinstance(made, _Failed):
                raise DigestError(*made.problems)

    def each(self, job: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
        """What `job` makes of each, as it comes; others begin at once.

        Raises DigestError with the problems of the first that failed, in the order of the work: nothing more is begun.
        """
        if not self._hands:
            return map(job, given)
        left = enumerate(given)
        busy: dict[Connection, deque[int]] = {connection: deque() for _, connection in self._hands}
        for connection in (*busy, *busy):
            _give(connection, busy[connection], job, left)
        return _answers(busy, job, left)


def _answers(
    busy: dict[Connection, deque[int]], job: Callable[[Any], Any], left: Iterator[tuple[int, Any]]
) -> Iterator[Any]:
    """Each has something more to do while we look at what it did."""
    failed: dict[int, _Failed] = {}
    while waiting := [connection for connection, numbers in busy.items() if numbers]:
        for ready in wait(waiting):
            connection = next(one for one in waiting if one is ready)
            made, number = _received(connection), busy[connection].popleft()
            if isinstance(made, _Failed):
                failed[number] = made
            if not failed:
                _give(connection, busy[connection], job, left)
                yield made
    if failed:
        # All that comes before it was begun before it.
        raise DigestError(*failed[min(failed)].problems)


def _give(connection: Connection, numbers: deque[int], job: Callable[[Any], Any], left: Iterator[Any]) -> None:
    """One more to do, as long as there is one; each answers in the order in which it was asked."""
    for number, one in left:
        _ask(connection, (job, one))
        numbers.append(number)
        return


class _Failed:
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems


def _ask(connection: Connection, what: object) -> None:
    try:
        connection.send(what)
    except OSError:
        raise _died() from None


def _died() -> UsageError:
    hint = "build again; if memory is short, with --jobs 1"
    return UsageError("a process that renders was ended from outside", hint)


def _received(connection: Connection) -> Any:
    try:
        made = connection.recv()
    except (EOFError, OSError):
        raise _died() from None
    if isinstance(made, BaseException):
        raise made
    return made


_rests = False


def rest() -> None:
    """Import nothing more, here, for being asked: what there is to do needs none of it."""
    global _rests
    _rests = True


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
            while not _rests and not asked.poll() and (name := next(waiting, UNTIL_ASKED)):
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
