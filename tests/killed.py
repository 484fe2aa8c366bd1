"""Runs a digest command in copies of a folder, killing the n-th of them before its n-th change to a name on disk.

`python -m tests.killed SOURCE TARGET WORD...` makes TARGET/000, TARGET/001, ...; every copy whose command was killed
is laid aside as TARGET/000-killed, ..., and gets the command a second time, undisturbed. The last copy is the one whose
command was never killed. Feeds are read in the process itself, which saves the start of a child each time.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import digest.collect.fetch as collecting
from digest.cli import fetch as fetch  # loaded once, and not in every child
from digest.cli import main as digest
from tests.outside import InProcess

CHANGES = ("link", "replace", "unlink")


def main() -> None:
    source, target, words = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    number = 0
    while True:
        copy = target / f"{number:03d}"
        shutil.copytree(source, copy)
        if not is_killed(copy, words, number):
            return
        shutil.copytree(copy, target / f"{number:03d}-killed")
        if is_killed(copy, words, None):
            raise SystemExit("the second run was killed")
        number += 1


def is_killed(root: Path, words: list[str], at: int | None) -> bool:
    """The command in a child of its own; `at` counts its changes from 0."""
    child = os.fork()
    if child == 0:
        run(root, words, at)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{root}: exit status {os.waitstatus_to_exitcode(status)}")
    return os.WIFSIGNALED(status)


def run(root: Path, words: list[str], at: int | None) -> None:
    left = [at]
    for name in CHANGES if at is not None else ():
        setattr(os, name, deadly(getattr(os, name), left))
    vars(collecting)["Workers"] = lambda: nullcontext(InProcess())
    sys.argv = ["digest", "-q", "-C", str(root), *words]
    try:
        digest()
    except SystemExit as end:
        sys.stderr.flush()
        os._exit(int(end.code or 0))


def deadly(change: Callable[..., Any], left: list[int | None]) -> Callable[..., Any]:
    def counted(*arguments: Any, **options: Any) -> Any:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] = (left[0] or 0) - 1
        return change(*arguments, **options)

    return counted


if __name__ == "__main__":
    main()
