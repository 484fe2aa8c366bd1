"""The command line as a person meets it: words in; exit status, output and messages out."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from digest.cli import cli
from digest.errors import DigestError

NOW = "2026-11-22T12:00:00+01:00"
"""The Sunday of 2026-W47."""


REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    status: int
    out: str
    """What a pipe would get."""
    err: str
    """Messages and problems for people."""


def digest(root: Path, *words: str, now: str = NOW) -> Ran:
    result = CliRunner().invoke(cli, ["-C", str(root), "--now", now, *words])
    if isinstance(result.exception, DigestError):
        return Ran(status=result.exception.exit_status, out=result.stdout, err=f"{result.stderr}{result.exception}\n")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(status=result.exit_code, out=result.stdout, err=result.stderr)


def answered(root: Path, *words: str, now: str = NOW, **env: str | None) -> Ran:
    """A run whose status is what the command returned: 1 for what it found, without an exception."""
    line = ["-C", str(root), "--now", now, *words]
    result = CliRunner(env=env).invoke(cli, line, standalone_mode=False)
    if isinstance(result.exception, DigestError):
        return Ran(status=result.exception.exit_status, out=result.stdout, err=f"{result.stderr}{result.exception}\n")
    if result.exception is not None:
        raise result.exception
    return Ran(status=result.return_value or 0, out=result.stdout, err=result.stderr)


def on_a_terminal(command: Iterable[str], answers: bytes = b"", **env: str) -> tuple[int, str]:
    """Status of a program with a terminal of its own, and all that a person saw there who typed these answers."""
    ours, theirs = pty.openpty()
    os.write(ours, answers)
    surroundings = {**os.environ, "TERM": "xterm", **env}
    with subprocess.Popen(
        [*command], stdin=theirs, stdout=theirs, stderr=theirs, cwd=REPOSITORY, env=surroundings
    ) as program:
        os.close(theirs)
        pieces = []
        while select.select([ours], [], [], 30)[0]:
            try:
                pieces.append(os.read(ours, 65536))
            except OSError:
                # How Linux says that the last writer has gone.
                break
        status = program.wait(30)
    os.close(ours)
    return status, b"".join(pieces).decode()


def typed(root: Path, *words: str, now: str = NOW) -> list[str]:
    """A command as a process of its own."""
    return [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(root), "--now", now, *words]


def tree(root: Path) -> dict[str, bytes]:
    """The files of a publication, without what may be lost and without git's own."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    named = ((path.relative_to(root).as_posix(), path) for path in files)
    return {name: path.read_bytes() for name, path in named if not name.startswith((".cache/", ".git/"))}


def commit_all(root: Path, message: str = "Save") -> None:
    """Makes the folder a repository when it is none."""
    if not (root / ".git").exists():
        git(root, "init", "-q")
        (root / ".gitignore").write_text(".cache/\n", encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def git(root: Path, *words: str) -> str:
    who = {"GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_CONFIG_GLOBAL": os.devnull}
    who |= {"GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "t@example.org", "PATH": os.environ["PATH"]}
    return subprocess.run(["git", *words], cwd=root, env=who, check=True, capture_output=True, text=True).stdout
