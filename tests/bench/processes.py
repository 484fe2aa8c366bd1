"""A command to what it took: seconds, and if wanted memory and how its processes are started. Runs programs.

Memory and the start of processes are looked up in /proc while the program runs, which Linux alone has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TICK_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A process that has ended well."""

    seconds: float
    peak: int = 0
    """Most bytes that one process of the family held at one time, by VmHWM; 0 when it was not watched."""
    start_method: str = ""
    """Of its child processes, in the words of Python's multiprocessing; empty if it had none or was not watched."""


def run(command: Sequence[str], folder: Path, *, watched: bool = False) -> Done:
    """From the start of the process to its end. Ends this program if it fails, with what it said."""
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8") as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        watch = _Watch(process) if watched else None
        status = process.wait()
        seconds = time.perf_counter() - began
        if status:
            errors.seek(0)
            sys.exit(f"{' '.join(command)} ended with {status}:\n{errors.read()}")
    if watch is None:
        return Done(seconds=seconds)
    return Done(seconds=seconds, peak=watch.peak(), start_method=watch.start_method())


class _Watch:
    """Looks at a process and its descendants until it ends."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._peaks: dict[int, int] = {}
        self._commands: dict[int, str] = {}
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def peak(self) -> int:
        self._thread.join()
        return max(self._peaks.values(), default=0)

    def start_method(self) -> str:
        self._thread.join()
        own = self._commands.pop(self._process.pid, "")
        children = set(self._commands.values())
        for method in ("forkserver", "spawn"):
            if any(f"multiprocessing.{method}" in command for command in children):
                return method
        return "fork" if own in children else ""

    def _look(self) -> None:
        while self._process.returncode is None:
            for number in family(self._process.pid):
                self._peaks[number] = max(self._peaks.get(number, 0), _peak(number))
                if command := _command(number):
                    # One that has ended and is not yet asked for has none.
                    self._commands[number] = command
            time.sleep(TICK_SECONDS)


def family(parent: int) -> Iterator[int]:
    """The process and all that it started, as far as they are still alive."""
    yield parent
    for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in _read(tasks).split():
            yield from family(int(child))


def _peak(number: int) -> int:
    status = _read(Path(f"/proc/{number}/status"))
    kilobytes = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
    return int(kilobytes) * 1024


def _command(number: int) -> str:
    return _read(Path(f"/proc/{number}/cmdline")).replace("\0", " ")


def _read(path: Path) -> str:
    """Empty for a process that has just ended."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0))
