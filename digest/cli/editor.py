"""A text file to the editor that a person prefers, and back. Reads the environment, runs the editor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.cli.context import is_terminal
from digest.errors import UsageError

_LONG_AGO = 1_000_000_000
"""A time of change that no editor writes, so that saving shows whatever the clock's resolution."""


def edit_file(path: Path, *, line: int = 1) -> bool:
    """Whether the file was saved, changed or not. Raises UsageError when the editor fails or there is none.

    `line` is where to begin, with an editor that is known to take such a wish.
    """
    command = _editor()
    os.utime(path, (_LONG_AGO, _LONG_AGO))
    before = path.stat()
    with _interrupts_left_to_the_editor():
        # As git does: the shell reads the command, so that EDITOR="code --wait" works.
        words = ["sh", "-c", f'{command} "$@"', command, *_manners(command, line), str(path)]
        ended = subprocess.run(words, check=False)
    if ended.returncode:
        reason = "was not found" if ended.returncode == 127 else f"ended with status {ended.returncode}"
        raise UsageError(f"the editor '{command}' {reason}; nothing was changed", "export EDITOR=nano names another")
    after = path.stat() if path.exists() else None
    return after is not None and (after.st_mtime_ns, after.st_ino) != (before.st_mtime_ns, before.st_ino)


def _editor() -> str:
    """VISUAL, EDITOR, else what git would use, else vi; these last only for a person at a terminal."""
    for name in ("VISUAL", "EDITOR"):
        if command := os.environ.get(name, "").strip():
            return command
    if not is_terminal():
        raise UsageError("no terminal and no EDITOR", "choose with digest keep and digest skip, or triage --apply FILE")
    try:
        asked = subprocess.run(["git", "var", "GIT_EDITOR"], capture_output=True, text=True, check=False)
    except OSError:
        return "vi"
    return asked.stdout.strip() or "vi"


def _manners(command: str, line: int) -> tuple[str, ...]:
    """Arguments by which an editor shows a table well: Vim, under whatever name, would fold its long lines."""
    program = Path(shutil.which(command.split()[0]) or command).resolve().name
    if "vim" in program:
        return ("-c", "set nowrap textwidth=0", "-c", str(line))
    return (f"+{line}",) if program == "nano" else ()


@contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Ctrl-C in an editor is a key of the editor; a handler of ours, unlike SIG_IGN, is not inherited by it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
