"""The repository around a publication to facts. Asks the git program, changes nothing, and never the network."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from digest.publish.doctor.facts import KEPT, PROBES, Repository, Tracked
from digest.text import clean_line

WORKFLOWS_FOLDER = ".github/workflows"
_LONGEST_WORKFLOW = 200_000
_SECONDS = 30


def look_at_repository(root: Path) -> Repository:
    status, top, complaint = ask(root, "rev-parse", "--show-toplevel")
    if status:
        return Repository(problem=clean_line(complaint.partition("\n")[0]).removeprefix("fatal: ") or "git failed")
    remote = _remote(root)
    upstream = _line(root, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
    return Repository(
        top=top.strip("\n"),
        below=_line(root, "rev-parse", "--show-prefix"),
        branch=_line(root, "symbolic-ref", "--quiet", "--short", "HEAD"),
        branches=frozenset(_branches(root)),
        last_commit=_last_commit(root),
        remote=remote,
        address=without_password(_line(root, "remote", "get-url", remote)) if remote else "",
        upstream=upstream,
        unpushed=int(_line(root, "rev-list", "--count", f"{upstream}..HEAD") or 0) if upstream else 0,
        is_shallow=_line(root, "rev-parse", "--is-shallow-repository") == "true",
        unmerged=tuple(dict.fromkeys(_rows(root, "diff", "--name-only", "--diff-filter=U", "-z"))),
        tracked=tuple(_tracked(root)),
        ignored=frozenset(_line(root, "check-ignore", "--no-index", "--", *PROBES).splitlines()),
        merges_hints=_attribute(root, "merge", KEPT[-1]) == "union",
        turns_line_ends=_turns_line_ends(root),
        has_identity=bool(_line(root, "var", "GIT_AUTHOR_IDENT")),
        workflows=dict(_workflows(Path(top.strip("\n")))),
    )


def ask(root: Path, *words: str, seconds: float = _SECONDS, **environment: str) -> tuple[int, str, str]:
    """Status, output and complaint. Without a git that runs, status 127 and no complaint."""
    command = ("git", "--no-optional-locks", *words)
    env = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **environment}
    try:
        done = subprocess.run(
            command, cwd=root, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return 124, "", f"no answer within {seconds:.0f} seconds"
    except OSError:
        return 127, "", "there is no git"
    return done.returncode, os.fsdecode(done.stdout), done.stderr.decode("utf-8", "replace")


def without_password(address: str) -> str:
    return re.sub(r"(?<=://)[^@/]*@", "", address)


def _line(root: Path, *words: str) -> str:
    status, out, _ = ask(root, *words)
    return "" if status else out.strip("\n")


def _rows(root: Path, *words: str) -> Iterator[str]:
    status, out, _ = ask(root, *words)
    yield from (row for row in out.split("\0") if row and not status)


def _remote(root: Path) -> str:
    """`origin` when there is one, else the first."""
    names = _line(root, "remote").splitlines()
    return "origin" if "origin" in names else next(iter(names), "")


def _branches(root: Path) -> Iterator[str]:
    for name in _line(root, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").splitlines():
        kind, _, rest = name.removeprefix("refs/").partition("/")
        yield rest if kind == "heads" else rest.partition("/")[2]


def _last_commit(root: Path) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(_line(root, "log", "-1", "--format=%cI"))
    return None


def _tracked(root: Path) -> Iterator[Tracked]:
    for row in _rows(root, "ls-tree", "-r", "-l", "-z", "--full-tree", "HEAD"):
        about, _, path = row.partition("\t")
        size = about.split()[-1]
        yield Tracked(path=path, size=int(size) if size.isdigit() else 0)


def _attribute(root: Path, name: str, path: str) -> str:
    return _line(root, "check-attr", name, "--", path).rpartition(": ")[2]


def _turns_line_ends(root: Path) -> bool:
    """Whether a checkout gives files of content other bytes than were committed."""
    if _line(root, "config", "--get", "core.autocrlf").lower() not in ("true", "yes", "on", "1"):
        return False
    told = {_attribute(root, "eol", KEPT[0]), _attribute(root, "text", KEPT[0])}
    return not told & {"lf", "unset"}


def _workflows(top: Path) -> Iterator[tuple[str, str]]:
    for place in sorted((top / WORKFLOWS_FOLDER).glob("*.y*ml")):
        with suppress(OSError), place.open("rb") as file:
            yield place.name, file.read(_LONGEST_WORKFLOW).decode("utf-8", "replace")
