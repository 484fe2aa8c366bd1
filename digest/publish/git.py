"""Runs git where it writes: objects into the repository, a commit onto a branch of a remote, never by force.

Knows alone how git refuses, and turns that into words that say what to do. Hooks, signing, line endings and languages
that somebody has set up for work of their own do not count here. Adds nothing to the work tree, the index or a branch.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from digest.errors import DigestError, Problem, UsageError, did_you_mean
from digest.text import clean_line
from digest.values import dataclass

_SETTINGS = {
    "core.hooksPath": "/dev/null",
    "commit.gpgSign": "false",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "color.ui": "false",
    "color.remote": "false",
    "color.transport": "false",
    "color.push": "false",
}
_PLAIN = (
    "--no-optional-locks",
    "--literal-pathspecs",
    *(word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")),
)
_MOST_LINES = 8
"""Of what git or a hook said, the last ones: the reason stands at the end."""
_NOISE = re.compile(r"^(?:To |hint:|error: failed to push some refs|\s*$)")
_PROGRESS = re.compile(r"^(?:remote: )?[A-Z][A-Za-z ]+: +\d+%|^(?:Enumerating|Total|Delta compression)\b")
_MOVED = re.compile(
    r"\((?:fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref.*|incorrect old value.*"
    r"|reference already exists)\)"
)
_NOBODY = re.compile(r"tell me who you are|unable to auto-detect email|empty ident name|no email was given", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where git runs, and how."""

    folder: Path
    """The publication, which may lie below the top of its repository, or in a linked worktree."""
    may_ask: bool = False
    """Whether there is a person whom git may ask for a name and a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a run of git ended."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What it complained of, without progress, advice and control characters."""
        raw = (re.split(r"[\r]", line)[-1] for line in self.err.splitlines())
        said = (line for line in raw if not _NOISE.match(line) and not _PROGRESS.match(line))
        return tuple(clean_line(line) for line in said)[-_MOST_LINES:]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    code: str
    told_by: re.Pattern[str]
    what: str
    hint: str


def _refusal(code: str, told_by: str, what: str, hint: str) -> _Refusal:
    return _Refusal(code=code, told_by=re.compile(told_by, re.IGNORECASE), what=what, hint=hint)


_REFUSALS = (
    _refusal(
        "PUSH002",
        r"permission to .* denied|permission denied|error: 40[13]\b|authentication failed|could not read username"
        r"|could not read password|terminal prompts disabled|write access .* not granted|insufficient permission"
        r"|unable to create temporary|not authorized|invalid username or (?:password|token)|read-only file system"
        r"|host key verification failed",
        "no right to write to {remote} ({address})",
        "use a key or a token that may write there (on GitHub: Contents, read and write); nothing was changed there",
    ),
    _refusal(
        "PUSH003",
        r"is currently checked out|refusing to update checked out branch",
        "{branch} is checked out in the repository that {remote} leads to ({address})",
        "push to a bare repository, or let another branch be checked out there; nothing was changed there",
    ),
    _refusal(
        "PUSH003",
        r"exists; cannot create",
        "{remote} ({address}) has a branch whose name stands in the way of {branch}",
        "rename or delete the one that git names below; nothing was changed there",
    ),
    _refusal(
        "PUSH003",
        r"protected branch|GH006|GH013|rule violations|hook declined|pre-receive|\[remote rejected\]",
        "{remote} ({address}) does not take the commit for {branch}",
        "see its rules for {branch} (on GitHub: Settings > Rules and Settings > Branches), or take another --branch; "
        "nothing was changed there",
    ),
    _refusal(
        "PUSH001",
        r"could not resolve|unable to access|could not read from remote|connection (?:refused|reset)|timed out"
        r"|unreachable|does not appear to be a git repository|repository .*not found|does not exist|hung up",
        "{remote} ({address}) cannot be reached, or is no repository that you may see",
        "look at the address (git remote -v) and at the network; nothing was changed there",
    ),
)
"""The first that fits. GitHub says "not found" of what one may not see."""


def open_repository(folder: Path, *, may_ask: bool = False) -> Repository:
    """Raises UsageError when there is no git, or no repository."""
    repository = Repository(folder=folder, may_ask=may_ask)
    said = run(repository, "rev-parse", "--git-dir")
    if said.status == 0:
        return repository
    if "not a git repository" in said.err:
        hint = "make it one: git init && git add . && git commit -m Begin, then git remote add origin ADDRESS"
        raise UsageError(f"{folder} lies in no git repository", hint)
    raise UsageError("git does not open this repository", "\n".join(said.lines))


def run(repository: Repository, *words: str, told: str = "", given: Mapping[str, str] | None = None) -> Said:
    """Raises UsageError when there is no git program. `given` are further variables of its environment."""
    command, environment = _command(words), _environment(repository, given)
    try:
        done = subprocess.run(
            command, cwd=repository.folder, env=environment, input=os.fsencode(told), capture_output=True, check=False
        )
    except FileNotFoundError:
        raise UsageError("git is not installed, or not found", "install it: https://git-scm.com/downloads") from None
    return Said(status=done.returncode, out=os.fsdecode(done.stdout), err=done.stderr.decode("utf-8", "replace"))


def answer(repository: Repository, *words: str, told: str = "", given: Mapping[str, str] | None = None) -> str:
    """What it prints. Raises DigestError when it refuses."""
    said = run(repository, *words, told=told, given=given)
    if said.status:
        raise DigestError(_local_refusal(words[0], said))
    return said.out.rstrip("\n")


def refuse_unknown_remote(repository: Repository, remote: str) -> str:
    """The address that a push to it goes to. Raises UsageError."""
    remotes = answer(repository, "remote").splitlines()
    if not remotes:
        raise UsageError("this repository has no remote to push to", "name one: git remote add origin ADDRESS")
    if remote not in remotes:
        raise UsageError(f"no remote '{remote}'", f"{did_you_mean(remote, remotes)}; take another with --remote")
    return without_password(answer(repository, "remote", "get-url", "--push", remote).partition("\n")[0])


def without_password(address: str) -> str:
    """`https://name:token@host/x` may be shown without what stands before the host."""
    return re.sub(r"^(https?://)[^/@]*@", r"\1", address)


def remote_tip(repository: Repository, remote: str, branch: str) -> str:
    """The commit that the branch holds there; empty when there is no such branch. Raises DigestError."""
    name = f"refs/heads/{branch}"
    said = run(repository, "ls-remote", remote, name)
    if said.status:
        raise DigestError(refused(repository, remote, branch, said))
    rows = (line.partition("\t") for line in said.out.splitlines())
    return next((commit for commit, _, found in rows if found == name), "")


def fetch_commit(repository: Repository, remote: str, branch: str, commit: str) -> bool:
    """Have a commit that the branch holds there. False when it holds it no more. Raises DigestError."""
    quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--recurse-submodules=no")
    said = run(repository, "fetch", *quiet, remote, commit)
    if said.status and re.search(r"not our ref|unadvertised object", said.err):
        return False
    if said.status:
        raise DigestError(refused(repository, remote, branch, said))
    return True


def push(
    repository: Repository, remote: str, commit: str, branch: str, show: Callable[[str], None] | None = None
) -> bool:
    """Put a commit on a branch there, never by force. False when the branch has moved meanwhile.

    `show` is told the lines of progress. Raises DigestError when the remote refuses.
    """
    mirrors = ("-c", f"remote.{remote}.mirror=false")
    quiet = ("--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no")
    words = (*mirrors, "push", "--porcelain", *quiet, "--progress" if show else "--no-progress")
    said = _watched(repository, (*words, remote, f"{commit}:refs/heads/{branch}"), show)
    if said.status and _MOVED.search(said.out) and "exists; cannot create" not in said.err:
        return False
    if said.status:
        raise DigestError(refused(repository, remote, branch, said, is_push=True))
    return True


def refused(repository: Repository, remote: str, branch: str, said: Said, *, is_push: bool = False) -> Problem:
    """Why a remote did not do what it was asked, with what it said itself below."""
    words = f"{said.out}\n{said.err}"
    found = next((known for known in _REFUSALS if known.told_by.search(words)), None)
    place = ("--push", remote) if is_push else (remote,)
    address = without_password(run(repository, "remote", "get-url", *place).out.partition("\n")[0])
    names = {"remote": remote, "branch": branch, "address": address}
    own = "\n".join(f"git: {line}" for line in said.lines)
    if found is None:
        return Problem(path="", code="PUSH005", what=f"git did not get through with {remote} ({address})", hint=own)
    hint = f"{found.hint.format(**names)}\n{own}".rstrip()
    return Problem(path="", code=found.code, what=found.what.format(**names), hint=hint)


def overtaken(remote: str, branch: str) -> Problem:
    """Said when a push has lost the race to others again and again."""
    what = f"others pushed to {branch} on {remote} each time, just before we could"
    return Problem(path="", code="PUSH004", what=what, hint="run the command again; nothing was lost")


def _local_refusal(word: str, said: Said) -> Problem:
    if _NOBODY.search(said.err):
        hint = 'git config user.name "Your name" && git config user.email you@example.org'
        return Problem(path="", code="GIT001", what="git does not know who makes the commit", hint=hint)
    hint = "\n".join(f"git: {line}" for line in said.lines)
    return Problem(path="", code="GIT001", what=f"git {word} failed; nothing was changed", hint=hint)


def _watched(repository: Repository, words: tuple[str, ...], show: Callable[[str], None] | None) -> Said:
    """As `run`, while `show` is told what git writes for people."""
    err: list[str] = []
    with subprocess.Popen(
        _command(words),
        cwd=repository.folder,
        env=_environment(repository, None),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        if process.stdout is None or process.stderr is None:
            raise RuntimeError("git was started without pipes")
        # In universal newlines a carriage return ends a line too: each step of the progress is one.
        for line in process.stderr:
            err.append(line)
            if show is not None and _PROGRESS.match(line):
                show(clean_line(line))
        out = process.stdout.read()
    return Said(status=process.returncode, out=out, err="".join(err))


def _command(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("git", *_PLAIN, *words)


def _environment(repository: Repository, given: Mapping[str, str] | None) -> dict[str, str]:
    """English, since its words are read; no question where nobody could answer."""
    ours = {"LC_ALL": "C", "LANGUAGE": "", "GIT_TERMINAL_PROMPT": "1" if repository.may_ask else "0"}
    return {**os.environ, **ours, **(given or {})}
