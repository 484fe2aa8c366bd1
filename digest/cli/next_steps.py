"""What to do after `digest init`, from nothing to on line: commands to paste, and the one switch with its address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from digest.cli import origin, surroundings
from digest.publish.place import NOBODY, settings_page
from digest.publish.starter import Choices

_COLUMN = 36


def next_steps(choices: Choices, week: str, folder: Path, where: str) -> Iterator[str]:
    """Lines for a person; `where` is the folder as one types it, empty when one is in it."""
    title = click.style(choices.title, bold=True)
    yield f"{title}: three feeds, an about page and a draft of {week}{f' in {where}' if where else ''}."
    yield from _part("See it")
    if where:
        yield _command(f"cd {where}")
    yield _command("digest build")
    yield _command("digest serve --drafts", f"http://127.0.0.1:8000{urlsplit(choices.base_url).path}")
    yield from _part("Fill it")
    yield _command("digest fetch", "what the feeds have; they stand in content/feeds.yaml")
    yield _command("digest triage", "keep some, skip the rest")
    yield from _part("Put it on line")
    yield from _push(choices, folder)
    yield f"  Once:  {settings_page(choices.repository)}"
    yield "         Settings > Pages > Source: GitHub Actions; then Actions > publish > Run workflow"
    if choices.base_url.startswith(NOBODY):
        yield from _gap(
            "base_url and id in digest.yaml:", f"{choices.base_url} stands for an address that you did not say"
        )
    if not choices.repository:
        yield from _gap(
            "OWNER/REPOSITORY in README.md:", "the repository on GitHub is not known from the address alone"
        )
    if not origin.is_known(choices.tool):
        yield from _gap(
            f"{origin.UNKNOWN} in README.md and .github/workflows/:",
            "where this program comes from is not known: it was not installed from a commit of a repository on line",
        )


def _push(choices: Choices, folder: Path) -> Iterator[str]:
    """The commands that are still missing: perhaps the folder is a clone."""
    around = surroundings.repository_around(folder)
    if around is not None:
        yield click.style("  Not here:", fg="yellow") + f" {around} is a repository, and GitHub runs workflows"
        yield "  only from the root of one; move the new folder out of it first"
    has_remote, branch = bool(surroundings.remote(folder)), surroundings.branch(folder)
    repository = choices.repository or "OWNER/REPOSITORY"
    if not has_remote:
        yield f"  First: an empty repository, at https://github.com/new?name={repository.partition('/')[2]}"
    if not branch:
        yield _command("git init --initial-branch main")
    elif branch != "main":
        yield _command("git branch --move main", "the workflows listen to main")
    yield _command("git add .")
    yield _command('git commit --message "Begin"')
    if not has_remote:
        yield _command(f"git remote add origin https://github.com/{repository}.git")
    yield _command("git push --set-upstream origin main")


def _part(title: str) -> Iterator[str]:
    yield ""
    yield click.style(title, bold=True)


def _command(command: str, comment: str = "") -> str:
    if not comment:
        return "  " + click.style(command, fg="cyan")
    return "  " + click.style(f"{command:{_COLUMN}}", fg="cyan") + click.style(comment, dim=True)


def _gap(what: str, why: str) -> Iterator[str]:
    yield ""
    yield f"{click.style('Fill in', fg='yellow', bold=True)} {what}"
    yield f"  {why}"
