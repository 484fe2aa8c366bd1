"""A branch to a draft pull request on GitHub, by the program `gh`; where that is forbidden, to the link that opens one.

Knows alone how `gh` is called. Nothing that is passed to it as an argument comes from a feed.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

from digest.text import clean_line
from digest.values import dataclass

_FORBIDDEN = re.compile(r"not permitted to create|resource not accessible|403|must have .*permission", re.IGNORECASE)
_NO_DRAFTS = re.compile(r"draft pull requests are not supported", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    link: str = ""
    """Of the pull request; empty when there is none."""
    is_new: bool = False
    reason: str = ""
    """Why there is none."""


def open_draft(folder: Path, *, branch: str, base: str, title: str, body: str) -> Pull:
    """The one that is open for the branch, or a new one."""
    about = ("--head", branch, "--base", base)
    found = _gh(folder, "pr", "list", *about, "--state", "open", "--json", "url", "--jq", ".[0].url // empty")
    if found is None:
        return Pull(reason="there is no program `gh` here")
    if found.returncode == 0 and found.stdout.strip():
        return Pull(link=_address(found.stdout))
    words = ("pr", "create", *about, "--title", title, "--body-file", "-")
    made = _gh(folder, *words, "--draft", told=body)
    if made is not None and made.returncode and _NO_DRAFTS.search(made.stderr):
        made = _gh(folder, *words, told=body)
    if made is None or made.returncode:
        return Pull(reason=_reason(made.stderr if made else ""))
    return Pull(link=_address(made.stdout), is_new=True)


def compare_link(server: str, repository: str, base: str, branch: str) -> str:
    """The page on which a person opens a pull request with one press."""
    return f"{server.rstrip('/')}/{repository}/compare/{quote(base)}...{quote(branch)}?expand=1"


def _reason(said: str) -> str:
    if _FORBIDDEN.search(said):
        return "this repository does not let workflows open pull requests"
    lines = [clean_line(line) for line in said.splitlines() if line.strip()]
    return f"`gh` said: {lines[-1]}" if lines else "`gh` failed"


def _address(out: str) -> str:
    lines = [line.strip() for line in out.splitlines() if line.strip().startswith("http")]
    return lines[-1] if lines else ""


def _gh(folder: Path, *words: str, told: str = "") -> subprocess.CompletedProcess[str] | None:
    """None when the program is not there."""
    quiet = {**os.environ, "GH_PROMPT_DISABLED": "1", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(
            ["gh", *words], cwd=folder, input=told, env=quiet, capture_output=True, encoding="utf-8", errors="replace"
        )
    except OSError:
        return None
