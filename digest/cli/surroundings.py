"""What this machine suggests to a new publication: remote, name, time zone. Reads the environment, asks git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from digest.weeks import is_zone


def remote(folder: Path) -> str:
    """Address of `origin`, when the folder is the root of a repository that has one."""
    return _git(folder, "remote", "get-url", "origin") if (folder / ".git").exists() else ""


def branch(folder: Path) -> str:
    """The branch that is checked out; empty where the folder is no root of a repository."""
    return _git(folder, "symbolic-ref", "--short", "HEAD") if (folder / ".git").exists() else ""


def repository_around(folder: Path) -> Path | None:
    """The root of a repository in which the folder lies without being its root."""
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    root = _git(there, "rev-parse", "--show-toplevel")
    return Path(root) if root and not (folder / ".git").exists() else None


def person() -> str:
    """The name with which this person signs commits."""
    return _git(Path.home(), "config", "--get", "user.name")


def account() -> str:
    """The person's name on GitHub, where it was told to git."""
    return _git(Path.home(), "config", "--get", "github.user")


def timezone() -> str:
    """The IANA name of the time zone in which this machine lives; UTC when nobody knows."""
    path = os.path.realpath("/etc/localtime")
    _, _, linked = path.partition("/zoneinfo/")
    names = (os.environ.get("TZ", "").lstrip(":"), linked.removeprefix("posix/").removeprefix("right/"))
    found = next((name for name in names if name and is_zone(name)), "UTC")
    return "UTC" if found in ("Etc/UTC", "Etc/UCT", "Universal", "Zulu", "Etc/Zulu") else found


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
