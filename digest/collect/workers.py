"""Parsing in child processes: a document that is too much for one of them costs that document and nothing else.

The children live as long as the run. One that takes too long is killed and replaced; one that needs too much memory
says so, or dies.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import queue
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from digest.collect.reply import Failure
from digest.model import ParsedFeed

SECONDS = 20.0
MEMORY_BYTES = 1_500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    data: bytes
    link: str
    content_type: str = ""
    whole: bool = False


class Workers:
    """A few children, made when first needed. Use as a context."""

    def __init__(self, count: int | None = None, *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        self._count = count or min(4, os.cpu_count() or 1)
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="parse")

    def __enter__(self) -> Self:
        for _ in range(self._count):
            self._idle.put(_Worker(self._memory_bytes))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=kind is None, cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().end()

    async def parse(self, document: Document) -> ParsedFeed | Failure:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._parse, document)

    def _parse(self, document: Document) -> ParsedFeed | Failure:
        worker = self._idle.get()
        try:
            return worker.ask(document, self._seconds)
        finally:
            self._idle.put(worker)


class _Worker:
    """One child, and its successor when it had to be killed."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def ask(self, document: Document, seconds: float) -> ParsedFeed | Failure:
        pipe = self._started()
        try:
            pipe.send(document)
            if not pipe.poll(seconds):
                self.end()
                return Failure(reason=f"it could not be read within {seconds:g} seconds")
            answer = pipe.recv()
        except (EOFError, OSError):
            self.end()
            return Failure(reason="reading it took down the process that read it")
        return answer if isinstance(answer, ParsedFeed) else Failure(reason=str(getattr(answer, "reason", answer)))

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
        process = context.Process(target=_serve, args=(theirs, self._memory_bytes), daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        # The time limit of the first document must not pay for the start of the child.
        with suppress(EOFError, OSError):
            ours.recv()
        return ours


def _serve(pipe: Connection, memory_bytes: int) -> None:
    """The life of a child: documents in, feeds or failures out, until the pipe closes."""
    # Ctrl-C reaches the whole group; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(memory_bytes)
    from digest.collect.parse import parse_feed

    pipe.send("ready")
    while True:
        try:
            document = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: ParsedFeed | Failure = parse_feed(
                document.data, link=document.link, content_type=document.content_type, whole=document.whole
            )
        except MemoryError:
            answer = Failure(reason="it needs more memory than a feed may have")
        except Exception as error:
            answer = Failure(reason=f"it cannot be read ({type(error).__name__}: {str(error)[:100]})")
        pipe.send(answer)


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
