"""The machine to facts: Python, git, editor, disk, lock, packages. Asks the system; changes nothing."""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from digest.places import SETTINGS_FILE
from digest.publish.doctor.facts import Editor, Holder, Machine, Package

LOCK_FILE = "requirements.lock"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_LAST_RESORT = "vi"


def look_at_machine(root: Path, environment: Mapping[str, str], timezone: str, distribution: str) -> Machine:
    return Machine(
        python=tuple(sys.version_info[:3]),
        git=_said("git", "--version").removeprefix("git version ").partition(" ")[0],
        editor=_editor(environment),
        free_bytes=_free_bytes(root),
        tells_case=not (root / SETTINGS_FILE.upper()).exists(),
        holder=_holder(root / ".cache" / "lock"),
        timezone=timezone,
        packages=tuple(_packages(root, distribution)),
    )


def _editor(environment: Mapping[str, str]) -> Editor:
    """As the commands that open one choose it."""
    for name in ("VISUAL", "EDITOR"):
        if command := environment.get(name, "").strip():
            return Editor(command=command, told_by=f"${name}", is_there=_is_there(command, environment))
    command = _said("git", "var", "GIT_EDITOR") or _LAST_RESORT
    return Editor(command=command, told_by="git", is_there=_is_there(command, environment))


def _is_there(command: str, environment: Mapping[str, str]) -> bool:
    """Of a line for the shell the first word that is no assignment."""
    try:
        words = shlex.split(command)
    except ValueError:
        return False
    program = next((word for word in words if not re.match(r"\w+=", word)), "")
    return bool(program) and shutil.which(os.path.expanduser(program), path=environment.get("PATH")) is not None


def _free_bytes(root: Path) -> int | None:
    try:
        return shutil.disk_usage(root).free
    except OSError:
        return None


def _holder(lock: Path) -> Holder | None:
    """None when the lock is free."""
    try:
        handle = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return Holder(process=_process(os.fstat(handle).st_ino))
    finally:
        os.close(handle)
    return None


def _process(inode: int) -> int | None:
    """Who holds the lock on a file, by the kernel's own list; a process that has ended may still stand in it."""
    try:
        locks = Path("/proc/locks").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for match in re.finditer(rf" FLOCK .* (\d+) [0-9a-f]+:[0-9a-f]+:{inode} ", locks):
        if Path("/proc", match[1]).exists():
            return int(match[1])
    return None


def _packages(root: Path, distribution: str) -> Iterator[Package]:
    """Those of the lock where there is one of ours, else those that the distribution asks for."""
    wanted = _lock(root, distribution) or dict.fromkeys(_required(distribution), ())
    for name, versions in sorted(wanted.items()):
        try:
            found = version(name)
        except PackageNotFoundError:
            found = ""
        yield Package(name=name, wanted=versions, found=found)


def _lock(root: Path, distribution: str) -> dict[str, tuple[str, ...]]:
    """Versions by name: more than one where machines of several kinds have their own."""
    try:
        project = (root / "pyproject.toml").read_text(encoding="utf-8", errors="replace")
        lock = (root / LOCK_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    is_ours = re.search(rf'^name = "{re.escape(distribution)}"$', project, re.MULTILINE)
    found: dict[str, tuple[str, ...]] = {}
    for name, number in _LOCKED.findall(lock) if is_ours else ():
        found[name] = (*found.get(name, ()), number)
    return found


def _required(distribution: str) -> Iterator[str]:
    try:
        lines = requires(distribution) or []
    except PackageNotFoundError:
        return
    for line in lines:
        if ";" not in line and (match := re.match(r"[A-Za-z0-9._-]+", line)):
            yield match[0]


def _said(*words: str) -> str:
    try:
        done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
