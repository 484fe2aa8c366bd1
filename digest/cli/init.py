"""`digest init`: a new publication that builds at once."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import available_timezones

import click

from digest.cli import origin, surroundings
from digest.cli.context import Context, is_terminal, pass_context
from digest.cli.next_steps import next_steps
from digest.content.store import Store
from digest.errors import UsageError
from digest.publish.place import NoAddress, place_of, repository_of_remote
from digest.publish.starter import Choices, default_address, default_title, starter_files
from digest.settings import LANGUAGES
from digest.text import clean_line
from digest.weeks import is_zone, local_day, week_of

T = TypeVar("T")
_MAY_BE_THERE = (".git", ".venv", ".DS_Store")
"""A repository into which nothing was put yet, where the program lives, what a Mac leaves everywhere."""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@click.option("--title", help="Title of the publication.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the site and of its files.")
@click.option("--base-url", metavar="ADDRESS", help="Address of the site, or owner/name of its repository on GitHub.")
@click.option("--editor", metavar="NAME", help="Who signs the letters.")
@click.option("--timezone", metavar="ZONE", help="Like Europe/Paris. Default: that of this machine.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; take what seems likely.")
@pass_context
def init(context: Context, /, directory: Path, yes: bool, **given: str | None) -> None:
    """Make a new publication in DIR, or here.

    Asks four questions, for what the options do not say; without a terminal it takes what seems likely. All of it can
    be changed in digest.yaml afterwards. A folder that holds files is refused.

    \b
    Examples:
      digest init my-weekly
      digest init my-weekly --base-url jane/my-weekly
      digest init cine --language fr --title "Ciné : la semaine" --base-url https://cine.example/ --yes
    """
    folder = (context.start / directory).resolve()
    _refuse_full(folder, directory)
    zone = _zone(given["timezone"])
    is_asking = is_terminal() and not yes
    choices = _choices(folder, given, zone, is_asking)
    today = local_day(context.now, zone)
    Store(folder).create_all(starter_files(choices, today))
    where = "" if directory == Path() else shlex.quote(str(directory))
    if is_asking:
        click.echo(err=True)
    for line in next_steps(choices, week_of(today), folder, where):
        context.say(line)


def _choices(folder: Path, given: dict[str, str | None], zone: str, is_asking: bool) -> Choices:
    """In the order of the questions."""
    if is_asking:
        click.echo(f"A new publication in {folder}. Enter takes what stands in brackets.\n", err=True)
    title = _answer(given["title"], is_asking, "Title", default_title(folder), _title, "--title")
    language = _answer(given["language"], is_asking, "Language, en or fr", LANGUAGES[0], _language, "--language")
    remote = surroundings.remote(folder)
    ours = repository_of_remote(remote)
    # Elsewhere than on GitHub the address of a repository says nothing about that of its site.
    likely = remote if ours else default_address(folder, surroundings.account())
    question = "Address of the site, or owner/name on GitHub"
    place = _answer(given["base_url"], is_asking, question, likely, place_of, "--base-url")
    editor = given["editor"]
    if is_asking and editor is None:
        editor = _asked("Who signs the letters", surroundings.person() or "The editors", clean_line)
    return Choices(
        title=title,
        base_url=place.address,
        language=language,
        timezone=zone,
        editor=clean_line(editor or ""),
        repository=ours or place.repository,
        tool=origin.requirement(),
    )


def _answer(given: str | None, is_asking: bool, question: str, likely: str, read: Callable[[str], T], option: str) -> T:
    """What an option says, a person answers, or seems likely, as `read` understands it."""
    if given is None and is_asking:
        return _asked(question, likely, read)
    try:
        return read(likely if given is None else given)
    except NoAddress as error:
        raise UsageError(f"{option}: {error}", error.hint) from None
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _asked(question: str, likely: str, read: Callable[[str], T]) -> T:
    def checked(text: str) -> T:
        try:
            return read(text)
        except NoAddress as error:
            raise click.BadParameter(f"{error}; {error.hint}") from None
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    answer: T = click.prompt(question, default=likely, value_proc=checked, err=True)
    return answer


def _title(text: str) -> str:
    title = clean_line(text)
    if not title:
        raise ValueError("a publication needs a title")
    return title


def _language(text: str) -> str:
    if text.strip().lower() not in LANGUAGES:
        raise ValueError(f"'{text}' is neither {' nor '.join(LANGUAGES)}")
    return text.strip().lower()


def _zone(given: str | None) -> str:
    if given is None:
        return surroundings.timezone()
    if not is_zone(given):
        hint = f"did you mean {near} ?" if (near := _near_zone(given)) else "write an IANA name: Europe/Paris"
        raise UsageError(f"--timezone: there is no time zone '{given}'", hint)
    return given


def _near_zone(given: str) -> str:
    """By its whole name or its city, whatever the capitals; empty when none is near."""
    wanted = given.strip().replace(" ", "_").lower()
    zones = {name.lower(): name for name in sorted(available_timezones())}
    cities = {name.rpartition("/")[2]: zone for name, zone in zones.items()}
    names = cities | zones
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.7)
    return names[near[0]] if near else ""


def _refuse_full(folder: Path, directory: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{directory} is a file", "name a folder that is empty, or not there yet")
    found = sorted(item.name for item in folder.iterdir() if item.name not in _MAY_BE_THERE)
    if found:
        shown = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
        name = "this folder" if directory == Path() else str(directory)
        hint = "name a folder that is empty, or not there yet: digest init my-weekly"
        if "digest.yaml" in found:
            hint = "a publication lives there already: digest status tells how it stands"
        raise UsageError(f"{name} is not empty: {shown}", hint)
