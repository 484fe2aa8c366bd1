"""Parsing in child processes: a document that is too much for one of them costs that document and nothing else.

The children live as long as the run. One that takes too long is killed and replaced; one that needs too much memory
says so, or dies.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FrameType, TracebackType
from typing import Self

from digest.collect.document import Document
from digest.collect.reply import Failure
from digest.errors import DigestError, Problem
from digest.model import ParsedFeed

SECONDS = 20.0
MEMORY_BYTES = 1_500_000_000
ANSWER_BYTES = 16_000_000
"""Of what one feed's items hold, where 2,000 long ones need three."""
ROOM_BYTES = 200_000_000
"""Of what all feeds of a run hold together; it takes about three times as much memory."""

_LOOKS_SECONDS = 1.0


class Workers:
    """A few children, made when first needed. Use as a context."""

    def __init__(
        self,
        count: int | None = None,
        *,
        seconds: float = SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        room_bytes: int = ROOM_BYTES,
    ) -> None:
        self._count = count or min(4, os.cpu_count() or 1)
        self._seconds = seconds
        self._room = _Room(room_bytes)
        self._all = tuple(_Worker(memory_bytes) for _ in range(self._count))
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="parse")

    def __enter__(self) -> Self:
        for worker in self._all:
            self._idle.put(worker)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            # Nobody waits for an answer any more, which could take as long as a document may.
            for worker in self._all:
                worker.give_up()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.end()

    async def parse(self, document: Document) -> ParsedFeed | Failure:
        """Raises DigestError when something of ours, and not the document, is at fault."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._parse, document)

    def _parse(self, document: Document) -> ParsedFeed | Failure:
        worker = self._idle.get()
        try:
            return worker.ask(document, self._seconds, self._room)
        finally:
            self._idle.put(worker)


class _Room:
    """What is left of the memory for all that a run's feeds hold."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()

    def takes(self, size: int) -> bool:
        with self._lock:
            has_room = size <= self._left
            self._left -= size if has_room else 0
            return has_room


class _Worker:
    """One child, and its successor when it had to be killed."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._is_given_up = False

    def ask(self, document: Document, seconds: float, room: _Room) -> ParsedFeed | Failure:
        pipe = self._started()
        try:
            pipe.send(document)
            if not pipe.poll(seconds):
                self.end()
                return _too_slow(document, seconds)
            packed = pipe.recv_bytes(ANSWER_BYTES)
        except (EOFError, OSError):
            self.end()
            return Failure(reason="reading it took down the process that read it")
        if not room.takes(len(packed)):
            return Failure(reason="this run has no memory left for what it holds; a later one reads it")
        answer = pickle.loads(packed)
        if isinstance(answer, tuple):
            raise DigestError(*answer)
        return answer if isinstance(answer, ParsedFeed | Failure) else Failure(reason=str(answer))

    def give_up(self) -> None:
        """End the child from another thread; whoever waits for it hears that it is gone."""
        self._is_given_up = True
        process = self._process
        if process is not None:
            # ValueError: that other thread has just closed it.
            with suppress(ValueError):
                process.kill()

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _started(self) -> Connection:
        if self._pipe is not None:
            return self._pipe
        # Spawned, not forked: this process has threads and an event loop, which a fork would copy half.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, os.getpid(), self._memory_bytes), daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        if self._is_given_up:
            process.kill()
        # The time limit of the first document must not pay for the start of the child.
        with suppress(EOFError, OSError):
            ours.recv()
        return ours


def _too_slow(document: Document, seconds: float) -> Failure:
    feed = document.wanted.feed if document.wanted else None
    cause = "; it may be its include and exclude rules" if feed and (feed.include or feed.exclude) else ""
    return Failure(reason=f"it could not be read within {seconds:g} seconds{cause}")


def _serve(pipe: Connection, parent: int, memory_bytes: int) -> None:
    """The life of a child: documents in, feeds or failures out, until the pipe closes."""
    # Ctrl-C reaches the whole group; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent)
    _limit_memory(memory_bytes)
    # The library of numbers that tells languages apart would make room for a thread on each core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from digest.collect.gist import read_document

    with suppress(EOFError, OSError):
        pipe.send("ready")
        while True:
            pipe.send_bytes(_packed(_answer(pipe.recv(), read_document)))


def _answer(
    document: Document, read: Callable[[Document], ParsedFeed | Failure]
) -> ParsedFeed | Failure | tuple[Problem, ...]:
    try:
        return read(document)
    except DigestError as error:
        return error.problems
    except MemoryError:
        return Failure(reason="it needs more memory than a feed may have")
    except Exception as error:
        return Failure(reason=f"it cannot be read ({type(error).__name__}: {str(error)[:100]})")


def _packed(answer: ParsedFeed | Failure | tuple[Problem, ...]) -> bytes:
    packed = pickle.dumps(answer)
    if len(packed) > ANSWER_BYTES:
        return pickle.dumps(Failure(reason=f"its items hold more than {ANSWER_BYTES // 1_000_000} MB of text"))
    return packed


def _end_with(parent: int) -> None:
    """However the parent ends, killed even: an answer that takes for ever to find is not looked for any longer."""
    if sys.platform == "win32":
        return

    def look(number: int, frame: FrameType | None) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOKS_SECONDS, _LOOKS_SECONDS)


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
