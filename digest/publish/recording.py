"""What publishing an issue changed in the work tree to a commit on a remote, for people who only have the web.

Publishing stands on numbers, records and memory: when others have changed those meanwhile nothing is pushed. Whatever
else has moved, the same changes are put on top of it.
"""

from __future__ import annotations

from datetime import datetime

from digest.errors import DigestError, Problem
from digest.places import ENTRIES_FOLDER, ISSUES_FOLDER, PUBLISHED_FOLDER, SEEN_FOLDER
from digest.publish.commits import Signature, commit_on, paths_between
from digest.publish.git import Repository, answer, fetch_commit, push, refuse_unknown_remote, remote_tip, run
from digest.values import dataclass

FAMILY = "publish/"
"""What the names of branches begin with that hold an issue for a main that nobody may push to."""
PUBLISHER = ("digest publish", "41898282+github-actions[bot]@users.noreply.github.com")
_FOLDERS = (ENTRIES_FOLDER, ISSUES_FOLDER, PUBLISHED_FOLDER, SEEN_FOLDER)
_GROUND = (f"{ISSUES_FOLDER}/", f"{PUBLISHED_FOLDER}/")
_TRIES = 5
_MOST_BRANCHES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    branch: str = ""
    """Where the issue is now; empty when nothing had changed."""
    commit: str = ""
    declined: str = ""
    """Why the base did not take it, so that it is on a branch."""


def send(repository: Repository, *, issue: str, remote: str, base: str, now: datetime) -> Sent:
    """Raises DigestError when the remote refuses or others were faster; the remote is as it was then."""
    refuse_unknown_remote(repository, remote)
    changes = _changes(repository)
    if not changes:
        return Sent()
    signature = Signature(name=PUBLISHER[0], mail=PUBLISHER[1], when=now)
    message = f"Publish {issue}\n"
    for _ in range(_TRIES):
        tip = _tip(repository, remote, base)
        _refuse_faster(repository, tip, changes, issue)
        commit = commit_on(repository, tip, changes, message, signature)
        try:
            if push(repository, remote, commit, base):
                return Sent(branch=base, commit=commit)
        except DigestError as error:
            if error.problems[0].code != "PUSH003":
                raise
            branch = _on_a_branch(repository, remote, commit, issue)
            return Sent(branch=branch, commit=commit, declined=error.problems[0].what)
    hint = "nothing was changed there; run it again"
    raise DigestError(Problem(path="", code="PUSH004", what=f"others pushed to {remote} {_TRIES} times", hint=hint))


def take_up(repository: Repository, commit: str) -> bool:
    """Let the branch that is checked out follow, when the commit is its next and the index holds nothing else."""
    parent = answer(repository, "rev-parse", f"{commit}^")
    is_next = run(repository, "rev-parse", "HEAD").out.strip() == parent
    if not is_next or run(repository, "diff", "--cached", "--quiet").status:
        return False
    return run(repository, "reset", "--quiet", "--mixed", commit).status == 0


def _changes(repository: Repository) -> dict[str, bytes | None]:
    """What differs from what is checked out; None for a file that is gone."""
    words = ("status", "--porcelain=v1", "-z", "--no-renames", "-uall", "--", *_FOLDERS)
    start = answer(repository, "rev-parse", "--show-prefix")
    names = (row[3:].removeprefix(start) for row in answer(repository, *words).split("\0") if row)
    places = {name: repository.folder / name for name in names}
    return {name: place.read_bytes() if place.is_file() else None for name, place in places.items()}


def _tip(repository: Repository, remote: str, base: str) -> str:
    for _ in range(_TRIES):
        tip = remote_tip(repository, remote, base)
        if not tip:
            hint = f"push it first: git push {remote} {base}, or name another with --base"
            raise DigestError(Problem(path="", code="PUSH001", what=f"{remote} has no branch '{base}'", hint=hint))
        if run(repository, "cat-file", "-e", f"{tip}^{{tree}}").status == 0:
            return tip
        if fetch_commit(repository, remote, base, tip):
            return tip
    raise DigestError(Problem(path="", code="PUSH004", what=f"{base} moves faster than it can be fetched"))


def _refuse_faster(repository: Repository, tip: str, changes: dict[str, bytes | None], issue: str) -> None:
    theirs = paths_between(repository, "HEAD", tip)
    common = sorted(path for path in theirs if path in changes or path.startswith(_GROUND))
    if common:
        hint = (
            f"nothing was pushed; publish {issue} again on what is there now: git stash -u -- content && git pull,\n"
            f"then digest issue publish {issue} (on GitHub: run the workflow again)"
        )
        what = "was changed by somebody else while the issue was published"
        raise DigestError(*(Problem(path=path, code="PUSH006", what=what, hint=hint) for path in common))


def _on_a_branch(repository: Repository, remote: str, commit: str, issue: str) -> str:
    """A new branch for a pull request; the one that holds the same already."""
    tree = answer(repository, "rev-parse", f"{commit}^{{tree}}")
    for number in range(1, _MOST_BRANCHES + 1):
        name = f"{FAMILY}{issue}" + (f"-{number}" if number > 1 else "")
        there = remote_tip(repository, remote, name)
        if there and fetch_commit(repository, remote, name, there):
            if answer(repository, "rev-parse", f"{there}^{{tree}}") == tree:
                return name
        elif push(repository, remote, commit, name):
            return name
    hint = "merge or delete those that are done with"
    raise DigestError(
        Problem(path="", code="PUSH004", what=f"{FAMILY}{issue} exists {_MOST_BRANCHES} times", hint=hint)
    )
