"""`digest deploy`: build, and put the built site on a branch of a remote."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from digest.build import Report
from digest.build import build as build_site
from digest.cli.context import Context, is_terminal, pass_context
from digest.cli.progress import QUIET_SECONDS
from digest.content.tree import is_ours, manifest
from digest.diagnostics import audible
from digest.errors import DigestError, Problem
from digest.model import Settings
from digest.places import SETTINGS_FILE
from digest.publish.address import address_problems
from digest.publish.deploy import Deployed, Order, refuse_branch, refuse_nobody
from digest.publish.deploy import deploy as put_on_branch
from digest.publish.git import open_repository, refuse_unknown_remote
from digest.publish.place import repository_of_remote
from digest.publish.stray import stray_files


@click.command(short_help="Build, and put the site on a branch of the remote.")
@click.option("--branch", default="gh-pages", show_default=True, help="The branch for the site alone.")
@click.option("--remote", default="origin", show_default=True, help="The remote repository, by its name in git.")
@click.option("--message", default="", help="What the commit says, instead of the publication's title.")
@click.option("--dry-run", is_flag=True, help="Build, look at the branch and say what would change; push nothing.")
@click.option("--adopt", is_flag=True, help="Take the place of what somebody else put on the branch.")
@click.option("--remove", is_flag=True, help="Take issues off line that the branch has and this site has not.")
@pass_context
def deploy(context: Context, branch: str, remote: str, message: str, dry_run: bool, adopt: bool, remove: bool) -> None:
    """Build the site and put it on a branch, for GitHub Pages without Actions.

    Makes one commit with the built site alone, on top of what the branch has; its history is never lost, nothing is
    forced, and a CNAME on the branch stays. Your files, your index and your branches are not touched. Prints the
    commit. The same site again is nothing to do.

    \b
    Examples:
      digest deploy
      digest deploy --dry-run
      digest deploy --branch site --remote upstream --message "Issue 12"
    """
    if context.plan.errors:
        # Then what is wrong with all files is told, and not with these alone.
        context.reading.sound()
    settings = context.plan.publication.settings
    repository = open_repository(context.root, may_ask=is_terminal())
    address = refuse_unknown_remote(repository, remote)
    refuse_branch(repository, branch)
    refuse_nobody(repository)
    report = _built(context)
    order = Order(
        remote=remote,
        branch=branch,
        publication=settings.id,
        message=message.strip() or f"Publish {settings.title}",
        moment=context.now.astimezone(ZoneInfo(settings.timezone)),
        adopt=adopt,
        remove=remove,
        rehearse=dry_run,
    )
    with _progress(context) as show:
        if show:
            context.say(f"{len(report.changes.files)} files for {branch} on {remote} ({address}) ...")
        done = put_on_branch(repository, context.root / "build", report.changes.files, order, show)
    doubts = (*done.problems, *_address_doubts(context.root, settings, done, address))
    context.complain(audible(doubts, settings.silence))
    _tell(context, order, done, settings, address)


def _built(context: Context) -> Report:
    """Raises DigestError, before anything is written, when somebody changed what the last build made."""
    folder = context.root / "build"
    strays = stray_files(folder, manifest(folder)) if is_ours(folder) else ()
    if strays:
        raise DigestError(*strays)
    return build_site(context.root, output=folder, jobs=os.cpu_count() or 1)


def _address_doubts(root: Path, settings: Settings, done: Deployed, address: str) -> tuple[Problem, ...]:
    lines = (root / SETTINGS_FILE).read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, start=1) if text.startswith("base_url")), None)
    return address_problems(settings.base_url, done.domain, address, line=line)


def _tell(context: Context, order: Order, done: Deployed, settings: Settings, address: str) -> None:
    """The commit on standard output; what it means, and what is left to do by hand, to people."""
    where = f"{order.branch} on {order.remote} ({address})"
    if not order.rehearse:
        click.echo(done.commit)
    if done.is_nothing:
        context.say(f"Nothing to do: {where} has this site already.")
        return
    amounts = {"new": done.added, "changed": done.changed, "removed": done.removed}
    counts = ", ".join(f"{amount} {word}" for word, amount in amounts.items() if amount) or "none changed"
    if order.rehearse:
        new = "the new branch " if done.is_new_branch else ""
        context.say(f"Nothing pushed. What would change on {new}{where}: files {counts}")
        return
    context.say(f"{where} has the site now: files {counts}")
    context.say(f"The site, in a minute or two: {settings.base_url}")
    if done.is_new_branch and repository_of_remote(address):
        page = f"https://github.com/{repository_of_remote(address)}/settings/pages"
        context.say(f"Once, by hand: {page} > Source: Deploy from a branch > {order.branch}, / (root)")


@contextmanager
def _progress(context: Context) -> Iterator[Callable[[str], None] | None]:
    """A line that follows git's own, on a terminal, and is wiped out at the end."""
    if context.quiet or not is_terminal():
        yield None
        return
    line = _Line()
    try:
        yield line.show
    finally:
        line.wipe()


class _Line:
    def __init__(self) -> None:
        self._began = time.monotonic()
        self._width = 0

    def show(self, text: str) -> None:
        if time.monotonic() - self._began < QUIET_SECONDS:
            return
        shown = text[: shutil.get_terminal_size().columns - 1]
        click.echo(f"\r{shown.ljust(self._width)}", nl=False, err=True)
        self._width = len(shown)

    def wipe(self) -> None:
        if self._width:
            click.echo(f"\r{' ' * self._width}\r", nl=False, err=True)
