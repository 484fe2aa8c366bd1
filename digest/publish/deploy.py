"""A built site to a commit on a branch of a remote, on top of what the branch has, which is never lost or forced.

The story is `deploy`: store the files, look at the branch, refuse or commit, push; again when somebody was faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from digest.content.tree import alone
from digest.errors import DigestError, Problem, UsageError
from digest.places import SETTINGS_FILE
from digest.publish.branch import CNAME, Branch, Mark, is_in_history, read_branch, source_of
from digest.publish.git import Repository, answer, overtaken, push, run
from digest.publish.objects import PLAIN_FILE, make_commit, store_files, write_tree
from digest.publish.stray import stray_files
from digest.text import clean_line
from digest.values import dataclass

_TRIES = 8
_SHOWN = 5
_ISSUE_PAGE = re.compile(r"issues/(\d{4}-W\d\d)/index\.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done."""

    remote: str
    branch: str
    publication: str
    """Its `id`."""
    message: str
    moment: datetime
    adopt: bool = False
    """Take the place of what somebody else put on the branch."""
    remove: bool = False
    """Take issues off line that the branch has and the site has not."""
    rehearse: bool = False
    """Push nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What was done, or would be."""

    commit: str
    """That the branch holds now; empty in a rehearsal of a change."""
    is_nothing: bool
    """The branch has this site already."""
    is_new_branch: bool
    added: int
    changed: int
    removed: int
    domain: str
    """What CNAME says on the branch; empty when there is none."""
    problems: tuple[Problem, ...]


def refuse_branch(repository: Repository, branch: str) -> None:
    """Raises UsageError for a name that cannot be, or that is the branch one works on."""
    if run(repository, "check-ref-format", f"refs/heads/{branch}").status or branch.startswith(("-", "refs/")):
        raise UsageError(f"'{branch}' is no name for a branch", "write --branch gh-pages")
    if run(repository, "symbolic-ref", "--quiet", "HEAD").out.strip() == f"refs/heads/{branch}":
        what = f"{branch} is the branch that you work on; the built site would take the place of its files"
        raise UsageError(what, "name a branch for the site alone: --branch gh-pages")


def refuse_nobody(repository: Repository) -> None:
    """Raises DigestError when git does not know who commits."""
    answer(repository, "var", "GIT_COMMITTER_IDENT")
    answer(repository, "var", "GIT_AUTHOR_IDENT")


def deploy(
    repository: Repository,
    folder: Path,
    files: Mapping[str, str],
    order: Order,
    show: Callable[[str], None] | None = None,
) -> Deployed:
    """Put `files`, path to SHA-256 as a build left them in `folder`, on the branch. Raises DigestError."""
    blobs = _stored(repository, folder, files)
    for _ in range(_TRIES):
        branch = read_branch(repository, order.remote, order.branch)
        if branch is None:
            continue
        _refuse(branch, blobs, order)
        done = _put(repository, branch, blobs, order, show)
        if done is not None:
            return done
    raise DigestError(overtaken(order.remote, order.branch))


def _stored(repository: Repository, folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Path to blob. No other build may write meanwhile: what was looked at is what goes out."""
    with alone(folder):
        strays = stray_files(folder, files)
        if strays:
            raise DigestError(*strays)
        return store_files(repository, folder, files)


def _refuse(branch: Branch, blobs: Mapping[str, str], order: Order) -> None:
    _refuse_foreign(branch, order)
    shown = {match[1] for path in branch.files if (match := _ISSUE_PAGE.fullmatch(path)) and path not in blobs}
    if shown and not (order.remove or order.adopt):
        what = f"{order.branch} on {order.remote} shows {_listed(sorted(shown))}, which this site does not have"
        hint = (
            f"get what colleagues have published: git pull; or take it off line: {_again(order)} --remove\n"
            f"last commit there: {branch.said}"
        )
        raise DigestError(Problem(path="", code="DEPLOY002", what=what, hint=hint))


def _refuse_foreign(branch: Branch, order: Order) -> None:
    """What the branch holds must be ours, or be given up deliberately; sources are never given up."""
    where = f"{order.branch} on {order.remote}"
    last = f"last commit there: {branch.said}"
    if any(path.rpartition("/")[2] == SETTINGS_FILE for path in branch.strange):
        what = f"{where} holds the sources of a publication; a built site must not take their place"
        raise DigestError(Problem(path="", code="DEPLOY001", what=what, hint=f"name another --branch\n{last}"))
    owner = branch.mark.publication if branch.mark else order.publication
    if order.adopt or (owner == order.publication and not branch.strange):
        return
    what = f"{where} holds what digest deploy did not put there: {_listed(branch.strange)}"
    if owner != order.publication:
        what = f"{where} holds another publication, {clean_line(owner)}"
    hint = f"name another --branch, or put the site in its place: {_again(order)} --adopt (its history stays)\n{last}"
    raise DigestError(Problem(path="", code="DEPLOY001", what=what, hint=hint))


def _put(
    repository: Repository,
    branch: Branch,
    blobs: Mapping[str, str],
    order: Order,
    show: Callable[[str], None] | None,
) -> Deployed | None:
    """None when the branch has moved on."""
    kept = {CNAME: branch.cname} if branch.cname and CNAME not in blobs else {}
    wanted = {**kept, **blobs}
    tree = write_tree(repository, wanted)
    is_ours = branch.mark is not None and branch.mark.publication == order.publication
    if is_ours and tree == branch.tree:
        return _report(repository, branch, wanted, branch.tip, ())
    doubts = _doubts(repository, branch, order)
    if order.rehearse:
        return _report(repository, branch, wanted, "", doubts)
    mark = Mark(publication=order.publication, tree=tree, source=source_of(repository))
    message = f"{order.message.strip()}\n\n{mark.lines()}"
    commit = make_commit(repository, tree, branch.tip, message, order.moment)
    if not push(repository, order.remote, commit, order.branch, show):
        return None
    return _report(repository, branch, wanted, commit, doubts)


def _report(
    repository: Repository, branch: Branch, wanted: Mapping[str, str], commit: str, problems: tuple[Problem, ...]
) -> Deployed:
    new, old = {path: f"{PLAIN_FILE} {blob}" for path, blob in wanted.items()}, branch.files
    return Deployed(
        commit=commit,
        is_nothing=commit != "" and commit == branch.tip,
        is_new_branch=not branch.tip,
        added=len(new.keys() - old.keys()),
        changed=sum(new[path] != old[path] for path in new.keys() & old.keys()),
        removed=len(old.keys() - new.keys()),
        domain=clean_line(answer(repository, "cat-file", "blob", wanted[CNAME])) if CNAME in wanted else "",
        problems=problems,
    )


def _doubts(repository: Repository, branch: Branch, order: Order) -> tuple[Problem, ...]:
    if branch.mark is None or is_in_history(repository, branch.mark.source):
        return ()
    source = branch.mark.source[:7]
    what = f"the site on {order.branch} was made from {source}, which is not in the history here"
    hint = (
        "perhaps you took back what a colleague had changed: git pull, and deploy again\n"
        f"the commit before: {branch.said}"
    )
    return (Problem(path="", code="DEPLOY003", what=what, hint=hint, level="warning"),)


def _again(order: Order) -> str:
    return f"digest deploy --branch {order.branch} --remote {order.remote}"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(clean_line(name) for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
