"""The branches with candidates that nobody has merged yet: which they are, what they hold, which may be continued.

Runs git, and asks no remote: what it knows of one is what was fetched.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.errors import UsageError
from digest.places import ISSUES_FOLDER
from digest.publish.commits import files_of, paths_between
from digest.publish.git import Repository, answer, run
from digest.publish.parcel import NEW_FOLDERS
from digest.values import dataclass

FAMILY = "collect/"
"""What the names of these branches begin with."""
COLLECTOR = ("digest collect", "41898282+github-actions[bot]@users.noreply.github.com")
"""Name and mail under which candidates are committed; any other author on such a branch is an editor."""

_NO_SUCH_OPTION = 129


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    name: str
    tip: str
    may_be_continued: bool
    """Nobody but the collector has committed to it, and it can be merged as it is."""


def base_commit(repository: Repository, remote: str, base: str) -> str:
    """What was last fetched of the branch that the site is made from; where it never was, what is checked out."""
    said = run(repository, "rev-parse", "--verify", "--quiet", f"refs/remotes/{remote}/{base}^{{commit}}")
    return said.out.strip() if said.status == 0 else answer(repository, "rev-parse", "--verify", "HEAD^{commit}")


def waiting_branches(repository: Repository, remote: str, onto: str) -> tuple[Waiting, ...]:
    """In the order of their names. What `onto` holds already, merged or squashed, waits no more."""
    start = f"refs/remotes/{remote}/"
    form = f"--format=%(refname:lstrip={start.count('/')}) %(objectname)"
    listing = answer(repository, "for-each-ref", form, f"{start}{FAMILY}")
    rows = (row.rpartition(" ") for row in listing.splitlines())
    found = (_waiting(repository, onto, name, tip) for name, _, tip in rows)
    return tuple(branch for branch in found if branch is not None)


def _waiting(repository: Repository, onto: str, name: str, tip: str) -> Waiting | None:
    if run(repository, "merge-base", "--is-ancestor", tip, onto).status == 0:
        return None
    merged = run(repository, "merge-tree", "--write-tree", "--no-messages", onto, tip)
    if merged.status == _NO_SUCH_OPTION:
        raise UsageError("this git is too old to tell what a branch adds", "install git 2.38 or newer")
    tree = merged.out.split("\n", 1)[0]
    if merged.status == 0 and tree == answer(repository, "rev-parse", f"{onto}^{{tree}}"):
        return None
    authors = answer(repository, "log", "--format=%an%x00%ae", f"{onto}..{tip}").splitlines()
    is_ours = set(authors) == {"\0".join(COLLECTOR)}
    return Waiting(name=name, tip=tip, may_be_continued=merged.status == 0 and is_ours)


def files_waiting(repository: Repository, branch: Waiting, onto: str) -> Iterator[str]:
    """What the collector has to know: files that `onto` does not hold, and issues that were changed there alone."""
    here = files_of(repository, onto, *NEW_FOLDERS)
    there = files_of(repository, branch.tip, *NEW_FOLDERS)
    fork = run(repository, "merge-base", onto, branch.tip).out.strip()
    moved = paths_between(repository, fork, onto) if fork else frozenset(here)
    for path, content in there.items():
        is_changed_issue = path.startswith(f"{ISSUES_FOLDER}/") and content != here.get(path) and path not in moved
        if path not in here or is_changed_issue:
            yield path


def lay_over(repository: Repository, branch: Waiting, paths: tuple[str, ...]) -> None:
    """Write its files into the work tree, past the index."""
    if paths:
        words = ("restore", f"--source={branch.tip}", "--worktree", "--pathspec-from-file=-", "--pathspec-file-nul")
        answer(repository, *words, told="\0".join(paths))
