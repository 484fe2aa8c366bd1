"""Where this program was installed from, as the requirement that installs exactly it again. Reads the installation."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

DISTRIBUTION = "slatepress"
UNKNOWN = "git+https://github.com/OWNER/REPOSITORY@COMMIT"
"""Stands where nobody can know; `init` says that it has to be filled in."""


def requirement() -> str:
    """`slatepress @ git+ADDRESS@COMMIT`, from pip's own record or from the checkout that is installed."""
    return f"{DISTRIBUTION} @ {_from_record(_record()) or UNKNOWN}"


def is_known(wanted: str) -> bool:
    return UNKNOWN not in wanted


def _record() -> dict[str, object]:
    """What pip wrote down (PEP 610): the repository and commit, or the folder."""
    try:
        text = distribution(DISTRIBUTION).read_text("direct_url.json") or "{}"
        found = json.loads(text)
    except (PackageNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _from_record(record: dict[str, object]) -> str:
    link, repository = str(record.get("url", "")), record.get("vcs_info")
    parts = urlsplit(link)
    folder = Path(unquote(parts.path)) if parts.scheme == "file" else None
    if isinstance(repository, dict) and repository.get("vcs") == "git":
        address = _origin(folder) if folder else _address(link)
        return _pinned(address, str(repository.get("commit_id", "")))
    return _from_checkout(folder) if folder else ""


def _from_checkout(folder: Path) -> str:
    """Of a folder under git whose `origin` others can reach, and whose commit was pushed as far as it knows."""
    is_ours_alone = _git(folder, "branch", "--remotes") and not _git(
        folder, "branch", "--remotes", "--contains", "HEAD"
    )
    return "" if is_ours_alone else _pinned(_origin(folder), _git(folder, "rev-parse", "HEAD"))


def _origin(folder: Path) -> str:
    """As it was written, else as a rewriting rule of this machine's git has it (`url.*.insteadOf`)."""
    written = _address(_git(folder, "config", "--get", "remote.origin.url"))
    return written or _address(_git(folder, "remote", "get-url", "origin"))


def _pinned(address: str, commit: str) -> str:
    return f"git+{address}@{commit}" if commit and address else ""


def _address(remote: str) -> str:
    """The https address of a remote, without whoever's name and password stand in it; empty for one on this machine."""
    if match := re.fullmatch(r"(?:ssh://)?git@([\w.-]+)[:/]([\w./-]+)", remote):
        return f"https://{match[1]}/{match[2]}"
    parts = urlsplit(remote)
    host = parts.netloc.rpartition("@")[2]
    return f"https://{host}{parts.path}" if parts.scheme == "https" and host else ""


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
