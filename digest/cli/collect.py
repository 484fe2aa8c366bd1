"""`digest collect`: what a job without rights collected, handed to one that may push."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from digest.cli import runner
from digest.cli.context import Context, is_terminal, pass_context
from digest.cli.fetch import Age, collect_once, refuse_blindness, tell
from digest.errors import UsageError
from digest.model import Entry
from digest.places import ISSUES_FOLDER, STATE_FOLDER
from digest.publish.delivery import Delivered, Destination, deliver
from digest.publish.git import Repository, answer, open_repository, run
from digest.publish.parcel import NEW_FOLDERS, Parcel, packed, unpacked
from digest.publish.place import repository_of_remote
from digest.publish.pulls import Pull, compare_link, open_draft
from digest.publish.report import candidates_report, headline
from digest.publish.waiting import base_commit, files_waiting, lay_over, waiting_branches
from digest.weeks import local_day, week_of

_REMOTE = click.option("--remote", default="origin", show_default=True, help="Where the repository is shared.")
_BASE = click.option("--base", help="The branch that the site is made from. Default: the one that is checked out.")
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group(short_help="Collect in one place, commit in another: for workflows.")
def collect() -> None:
    """Collect in one place and commit in another, without rights in the first.

    The workflow `collect` works this way: a job that may do nothing reads the feeds and packs what is new (gather);
    a second job, which reads no feed, looks through the parcel and pushes it (deliver).

    \b
    Examples:
      digest collect gather candidates.tar       in a clean clone with all its branches
      digest collect deliver candidates.tar      in a clone that may push
    """


@collect.command(short_help="Read the feeds and pack what is new.")
@_FILE
@_REMOTE
@_BASE
@click.option("--since", type=Age(), default="14d", show_default=True, help="Older items are remembered, not offered.")
@pass_context
def gather(context: Context, file: Path, remote: str, base: str | None, since: timedelta) -> None:
    """Read the feeds that are due and pack what is new into FILE.

    Knows what waits on branches collect/... besides what is checked out, so that nothing is offered twice. It writes
    their files into the folder for that: run it in a clean clone that is thrown away afterwards. Asks no remote.

    \b
    Example:
      digest collect gather candidates.tar
    """
    repository = open_repository(context.root)
    _refuse_unfit(repository)
    with context.store.lock():
        _lay_over_what_waits(context, repository, remote, _base(repository, base))
        before = _names(context.root)
        fetched, seconds = collect_once(context, since=since)
        new = {name: (context.root / name).read_bytes() for name in sorted(_names(context.root) - before)}
    hints = {name: (context.root / name).read_bytes() for name in sorted(_names(context.root, STATE_FOLDER))}
    place = context.start / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(packed(Parcel(files=new, hints=hints)))
    runner.set_output("candidates", str(len(fetched.entries)))
    tell(context, fetched, seconds)
    context.say(f"{len(new)} new files in {file}. To hand them in: digest collect deliver {file}")
    if fetched.is_in_vain:
        raise click.exceptions.Exit(1)


@collect.command("deliver", short_help="Commit what was packed, and push.")
@_FILE
@_REMOTE
@_BASE
@click.option("--pull-request", is_flag=True, help="Open a draft pull request for the branch, by the program gh.")
@click.option("--hints", is_flag=True, help="Write what the parcel knows about the polls to content/state here.")
@pass_context
def hand_in(context: Context, file: Path, remote: str, base: str | None, pull_request: bool, hints: bool) -> None:
    """Commit the candidates in FILE and push: to a branch like collect/2026-W47, or to main with `collect: push`.

    Commits are only ever added. A branch on which somebody else has committed is left to them, and the next one is
    opened. The work tree, the index and the branches here stay as they are. Prints the branch.

    \b
    Examples:
      digest collect deliver candidates.tar
      digest collect deliver candidates.tar --pull-request --base main
    """
    place = context.start / file
    if not place.is_file():
        raise UsageError(f"{file}: no such file", "make it: digest collect gather FILE")
    repository = open_repository(context.root, may_ask=is_terminal())
    parcel = unpacked(place.read_bytes())
    refuse_blindness(context.plan)
    settings = context.plan.publication.settings
    to = Destination(
        remote=remote,
        base=_base(repository, base),
        week=max(parcel.issues, default=week_of(local_day(context.now, settings.timezone))),
        is_straight=settings.collect == "push",
        now=context.now,
    )
    delivered = deliver(repository, parcel, to)
    # Only now: hints of a run that was not handed in would keep the next one from asking again.
    if hints:
        context.store.replace_hints(parcel.hints)
    is_branch = delivered.branch not in ("", to.base)
    pull = _pull(context, parcel, delivered, to) if pull_request and is_branch else Pull()
    _tell_delivered(context, parcel, delivered, pull, _link(repository, to, delivered) if is_branch else "")


def _refuse_unfit(repository: Repository) -> None:
    """Raises UsageError where a run would offer again what is known elsewhere, or mix with somebody's work."""
    if answer(repository, "rev-parse", "--is-shallow-repository") == "true":
        hint = "get the rest: git fetch --unshallow (in a workflow: `fetch-depth: 0` at actions/checkout)"
        raise UsageError("this clone has no history, so what waits on branches is not known", hint)
    if answer(repository, "status", "--porcelain", "-uall", "--", *NEW_FOLDERS):
        raise UsageError("content/ holds changes that are not committed", "commit them, or use a fresh clone")


def _base(repository: Repository, named: str | None) -> str:
    """Raises UsageError when no branch is checked out and none was named."""
    if named:
        return named
    said = run(repository, "symbolic-ref", "--quiet", "--short", "HEAD")
    if said.status:
        raise UsageError("no branch is checked out", "say which one the site is made from: --base main")
    return said.out.strip()


def _lay_over_what_waits(context: Context, repository: Repository, remote: str, base: str) -> None:
    onto = base_commit(repository, remote, base)
    for branch in waiting_branches(repository, remote, onto):
        paths = files_waiting(repository, branch, onto)
        lay_over(repository, branch, tuple(path for path in paths if _is_free(context.root, path)))


def _is_free(root: Path, path: str) -> bool:
    """An issue may be replaced by what an editor made of it on a branch; an entry that is here stays."""
    return path.startswith(f"{ISSUES_FOLDER}/") or not (root / path).exists()


def _names(root: Path, *folders: str) -> frozenset[str]:
    places = (root / folder for folder in folders or NEW_FOLDERS)
    files = (path for place in places for path in place.rglob("*") if path.is_file() and not path.is_symlink())
    return frozenset(path.relative_to(root).as_posix() for path in files)


def _pull(context: Context, parcel: Parcel, delivered: Delivered, to: Destination) -> Pull:
    return open_draft(
        context.root,
        branch=delivered.branch,
        base=to.base,
        title=f"Candidates for {to.week}",
        body=_report(context, parcel, delivered),
    )


def _report(context: Context, parcel: Parcel, delivered: Delivered) -> str:
    titles = {feed.slug: feed.title for feed in context.plan.publication.feeds}
    report = candidates_report(_delivered_entries(parcel, delivered), titles)
    return f"{report}\nKeep, skip and edit on this branch. Once you have committed here, later finds get their own.\n"


def _delivered_entries(parcel: Parcel, delivered: Delivered) -> tuple[Entry, ...]:
    return tuple(entry for entry in parcel.entries if entry.path in delivered.paths)


def _link(repository: Repository, to: Destination, delivered: Delivered) -> str:
    """The page that opens a pull request; empty where the remote is not on GitHub."""
    named = runner.repository() or repository_of_remote(answer(repository, "remote", "get-url", to.remote))
    return compare_link(runner.server(), named, to.base, delivered.branch) if named else ""


def _tell_delivered(context: Context, parcel: Parcel, delivered: Delivered, pull: Pull, link: str) -> None:
    runner.set_output("branch", delivered.branch)
    if not delivered.branch:
        context.say("Nothing new to hand in.")
        return
    click.echo(delivered.branch)
    lines = [f"{headline(_delivered_entries(parcel, delivered))}, on {delivered.branch}"]
    lines += [f"{delivered.declined}; they wait on a branch instead"] if delivered.declined else []
    lines += [f"{len(delivered.passed_over)} files were there already"] if delivered.passed_over else []
    lines += [f"Pull request: {pull.link}"] if pull.link else []
    lines += [f"No pull request: {pull.reason}"] if pull.reason else []
    lines += [f"Open one: {link}"] if link and not pull.link else []
    for line in lines:
        context.say(line)
    runner.add_summary("\n\n".join([*lines, _report(context, parcel, delivered)]))
