"""A parcel of candidates to a commit on a remote: on a branch for a pull request, or straight on main.

Only ever adds commits. A branch on which somebody else has committed is theirs: the next one is opened. When a branch
has moved while we worked, everything is looked at anew, and new files are put on top of what is there now.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from digest.content.documents import parse_issue
from digest.errors import DigestError, Problem
from digest.places import ISSUES_FOLDER
from digest.publish.commits import Signature, commit_on, content_of, files_of
from digest.publish.git import Repository, answer, push, refuse_unknown_remote, refused, run
from digest.publish.parcel import NEW_FOLDERS, Parcel
from digest.publish.waiting import COLLECTOR, FAMILY, Waiting, waiting_branches
from digest.values import dataclass

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    remote: str
    base: str
    """The branch that the site is made from."""
    week: str
    """The issue after which a branch is called."""
    is_straight: bool
    """Commit to the base itself."""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    branch: str = ""
    """Where the candidates are now; empty when there was nothing new."""
    commit: str = ""
    paths: tuple[str, ...] = ()
    """New files there."""
    passed_over: tuple[str, ...] = ()
    """Files whose place was taken meanwhile, by others who collected the same."""
    declined: str = ""
    """Why the base did not take them, so that they are on a branch."""


def deliver(repository: Repository, parcel: Parcel, to: Destination) -> Delivered:
    """Raises DigestError when the remote refuses, or UsageError; the remote is as it was then."""
    refuse_unknown_remote(repository, to.remote)
    if not parcel.files:
        return Delivered()
    if not to.is_straight:
        return _repeated(repository, to, lambda base: _onto_branch(repository, parcel, to, base))
    try:
        return _repeated(repository, to, lambda base: _onto_base(repository, parcel, to, base))
    except DigestError as error:
        problem = error.problems[0]
        if problem.code != "PUSH003":
            raise
        found = _repeated(repository, to, lambda base: _onto_branch(repository, parcel, to, base))
        return Delivered(branch=found.branch, commit=found.commit, paths=found.paths, declined=problem.what)


def fetch_branches(repository: Repository, remote: str, base: str) -> str:
    """Have the base and the branches that wait, with their history; the base's commit. Raises DigestError."""
    refs = (f"+refs/heads/{name}:refs/remotes/{remote}/{name}" for name in (base, f"{FAMILY}*"))
    whole = ("--unshallow",) if answer(repository, "rev-parse", "--is-shallow-repository") == "true" else ()
    quiet = ("--quiet", "--prune", "--no-tags", "--no-auto-maintenance", "--recurse-submodules=no", "--refmap=")
    said = run(repository, "fetch", *quiet, *whole, remote, *refs)
    if said.status:
        raise DigestError(_unfetched(repository, remote, base, said.err) or refused(repository, remote, base, said))
    return answer(repository, "rev-parse", "--verify", f"refs/remotes/{remote}/{base}^{{commit}}")


def _unfetched(repository: Repository, remote: str, base: str, said: str) -> Problem | None:
    if f"couldn't find remote ref refs/heads/{base}" not in said:
        return None
    hint = f"push it first: git push {remote} {base}, or name another with --base"
    return Problem(path="", code="PUSH001", what=f"{remote} has no branch '{base}'", hint=hint)


def _repeated(repository: Repository, to: Destination, attempt: Callable[[str], Delivered | None]) -> Delivered:
    """Until nobody was faster."""
    for _ in range(_TRIES):
        if found := attempt(fetch_branches(repository, to.remote, to.base)):
            return found
    hint = "the candidates are still in the parcel: run it again"
    raise DigestError(Problem(path="", code="PUSH004", what=f"others pushed to {to.remote} {_TRIES} times", hint=hint))


def _onto_branch(repository: Repository, parcel: Parcel, to: Destination, base: str) -> Delivered | None:
    waiting = waiting_branches(repository, to.remote, base)
    known = _taken(repository, base, waiting)
    files = {path: data for path, data in parcel.files.items() if path not in known}
    passed_over = tuple(sorted(parcel.files.keys() & known))
    if not any(path for path in files if not path.startswith(f"{ISSUES_FOLDER}/")):
        return Delivered(passed_over=passed_over)
    name, parent = _place(repository, to, base, waiting)
    for settled in (base, parent):
        _refuse_settled(repository, parcel, settled)
    commit = commit_on(repository, parent, files, _message(parcel), _signature(to))
    if not push(repository, to.remote, commit, name):
        return None
    return Delivered(branch=name, commit=commit, paths=tuple(sorted(files)), passed_over=passed_over)


def _onto_base(repository: Repository, parcel: Parcel, to: Destination, base: str) -> Delivered | None:
    known = files_of(repository, base, *NEW_FOLDERS)
    files = {path: data for path, data in parcel.files.items() if path not in known}
    passed_over = tuple(sorted(parcel.files.keys() & known.keys()))
    if not files:
        return Delivered(passed_over=passed_over)
    _refuse_settled(repository, parcel, base)
    # Hints are about the polls of this run; of two versions any will do.
    commit = commit_on(repository, base, {**files, **parcel.hints}, _message(parcel), _signature(to))
    if not push(repository, to.remote, commit, to.base):
        return None
    return Delivered(branch=to.base, commit=commit, paths=tuple(sorted(files)), passed_over=passed_over)


def _taken(repository: Repository, base: str, waiting: tuple[Waiting, ...]) -> frozenset[str]:
    """Places that hold a file on the base or on a branch that waits."""
    commits = (base, *(branch.tip for branch in waiting))
    return frozenset(path for commit in commits for path in files_of(repository, commit, *NEW_FOLDERS))


def _place(repository: Repository, to: Destination, base: str, waiting: tuple[Waiting, ...]) -> tuple[str, str]:
    """The branch to push to, and the commit to put ours on: the first of the week's that is ours, or a new one."""
    known = {branch.name: branch for branch in waiting}
    number = 1
    while True:
        name = f"{FAMILY}{to.week}" + (f"-{number}" if number > 1 else "")
        branch = known.get(name)
        if branch is not None and branch.may_be_continued:
            return name, branch.tip
        is_there = run(repository, "show-ref", "--verify", "--quiet", f"refs/remotes/{to.remote}/{name}").status == 0
        if not is_there:
            return name, base
        number += 1


def _refuse_settled(repository: Repository, parcel: Parcel, parent: str) -> None:
    """Nothing may leak into an issue that was frozen or published while the feeds were read."""
    for issue in parcel.issues:
        path = f"{ISSUES_FOLDER}/{issue}.md"
        header = parse_issue(content_of(repository, parent, path) or b"", path, [])
        if header is not None and header.status != "draft":
            what = f"{issue} was {header.status} while the feeds were read"
            hint = "nothing was delivered; the next run finds the same again, for the next issue"
            raise DigestError(Problem(path=path, code="COLLECT002", what=what, hint=hint))


def _message(parcel: Parcel) -> str:
    """Counts and ids of issues alone: no word of a feed gets into the history."""
    count = len(parcel.entries)
    noun = "candidate" if count == 1 else "candidates"
    issues = f" for {', '.join(parcel.issues)}" if parcel.issues else ""
    return f"Collect {count} {noun}{issues}\n"


def _signature(to: Destination) -> Signature:
    return Signature(name=COLLECTOR[0], mail=COLLECTOR[1], when=to.now)
