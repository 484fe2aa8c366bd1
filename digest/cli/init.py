"""`digest init`: a new publication that builds at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from digest.cli import origin
from digest.cli.context import Context, is_terminal, pass_context
from digest.content.store import Store
from digest.errors import UsageError
from digest.publish.starter import Choices, default_address, default_title, starter_files
from digest.settings import LANGUAGES, base_address
from digest.weeks import local_day, week_of

_MAY_BE_THERE = (".git",)
"""A repository that was cloned before anything was put into it."""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@click.option("--title", help="Title of the publication.")
@click.option("--base-url", help="Address of the site, like https://name.github.io/repository/.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the interface.")
@pass_context
def init(context: Context, directory: Path, title: str | None, base_url: str | None, language: str | None) -> None:
    """Make a new publication in DIR, or here.

    Asks for what the options do not say; without a terminal it takes what seems likely, and digest.yaml can be changed
    at any time. A folder that holds files is refused.

    \b
    Examples:
      digest init my-weekly
      digest init my-weekly --title "My weekly" --base-url https://name.github.io/my-weekly/ --language fr
    """
    folder = (context.start / directory).resolve()
    _refuse_full(folder, directory)
    choices = Choices(
        title=title or _asked("Title", default_title(folder)),
        base_url=base_url or _asked("Address of the site", default_address(folder), _address),
        language=language or _asked("Language, en or fr", LANGUAGES[0], _language),
        tool=origin.requirement(),
    )
    today = local_day(context.now, "UTC")
    try:
        files = starter_files(choices, today)
    except ValueError as error:
        raise UsageError(f"--base-url: {error}", "write https://name.github.io/repository/") from None
    Store(folder).create_all(files)
    _say_what_next(context, choices.title, directory, week_of(today))
    if not origin.is_known(choices.tool):
        context.say(f"  Fill in     {origin.UNKNOWN} in README.md and .github/workflows/publish.yml:")
        context.say(
            "              where the program comes from is not known, as it was not installed from a repository"
        )


def _refuse_full(folder: Path, directory: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{directory} is a file", "name a folder that is empty, or not there yet")
    found = sorted(item.name for item in folder.iterdir() if item.name not in _MAY_BE_THERE)
    if found:
        shown = ", ".join(found[:3]) + (", ..." if len(found) > 3 else "")
        raise UsageError(f"{directory} is not empty: {shown}", "name a folder that is empty, or not there yet")


def _asked(question: str, default: str, read: Callable[[str], str] = str) -> str:
    if not is_terminal():
        return default
    answer: str = click.prompt(question, default=default, value_proc=read, err=True)
    return answer


def _address(text: str) -> str:
    try:
        return base_address(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}; write https://name.github.io/repository/") from None


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise click.BadParameter(f"'{text}' is neither {' nor '.join(LANGUAGES)}")
    return text


def _say_what_next(context: Context, title: str, directory: Path, week: str) -> None:
    go = "" if directory == Path() else f"cd {directory} && "
    context.say(f"{title}: three feeds, an about page and a draft of {week}. What next:")
    context.say(f"  See it      {go}digest build && digest serve --drafts")
    context.say(
        "  Fill it     digest fetch, then digest triage; settings are in digest.yaml, feeds in content/feeds.yaml"
    )
    context.say("  On line     push it to GitHub and, once: repository Settings > Pages > Source: GitHub Actions")
