"""The executable `digest`: options before the command, commands loaded when asked for, errors to exit statuses.

The one room that prints, exits, reads the clock or the environment, and knows click.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import traceback
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click

from digest import __version__
from digest.cli.context import Context, format_problem, moment_of, wants_colour
from digest.errors import DigestError

COMMANDS = {
    "init": "digest.cli.init:init",
    "fetch": "digest.cli.fetch:fetch",
    "collect": "digest.cli.collect:collect",
    "feeds": "digest.cli.feeds:feeds",
    "add": "digest.cli.add:add",
    "list": "digest.cli.listing:list_entries",
    "triage": "digest.cli.triage:triage",
    "keep": "digest.cli.choose:keep",
    "skip": "digest.cli.choose:skip",
    "status": "digest.cli.status:status",
    "issue": "digest.cli.issue:issue",
    "correct": "digest.cli.correct:correct",
    "restore": "digest.cli.issue:restore",
    "why": "digest.cli.why:why",
    "check": "digest.cli.check:check",
    "doctor": "digest.cli.doctor:doctor",
    "build": "digest.cli.build:build",
    "serve": "digest.cli.serve:serve",
    "deploy": "digest.cli.deploy:deploy",
    "completion": "digest.cli.completion:completion",
}
WEEK = {
    "Begin": ("init", "doctor", "completion"),
    "Collect": ("fetch", "collect", "feeds", "add", "why"),
    "Choose": ("list", "triage", "keep", "skip", "restore"),
    "Write": ("status", "serve"),
    "Publish": ("check", "issue", "correct", "build", "deploy"),
}
"""The commands as an editor's week needs them, under the headings of `digest --help`."""


class ReaderHasGone(Exception):  # noqa: N818  it is no error
    """Whoever read our output has closed the pipe."""


class Commands(click.Group):
    """Imports a command's module when the command is used; knows near misses."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # click would end with status 1 before `main` sees it.
            raise ReaderHasGone from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in dict.fromkeys(chain(*WEEK.values(), COMMANDS)) if name in COMMANDS]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Under the headings of the week, all in one column."""
        wide = max(map(len, COMMANDS))
        for title, names in WEEK.items():
            commands = ((name, self.get_command(ctx, name)) for name in names)
            summaries = (
                (name, found.get_short_help_str(formatter.width - wide - 4)) for name, found in commands if found
            )
            with formatter.section(title):
                formatter.write_dl([(name.ljust(wide), summary) for name, summary in summaries])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{name}'.{hint}", ctx)
        return super().resolve_command(ctx, args)


EPILOG = """\
\b
Exit status:
  0    done
  1    problems in files of the publication: each is told with its file and line
  2    wrong usage, no publication here, or an error of ours
  130  interrupted; nothing is half-written

digest COMMAND --help shows the options of a command, and examples.
"""


@click.group(
    cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option("-C", "directory", type=click.Path(path_type=Path), default=".", help="Run as if started there.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and problems.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output.")
@click.option("--now", metavar="TIME", help="Take this for the present, for reproducible runs.")
@click.version_option(__version__, prog_name="digest")
@click.pass_context
def cli(ctx: click.Context, directory: Path, quiet: bool, verbose: bool, color: str, now: str | None) -> None:
    """Feeds to a curated weekly digest, in plain files.

    \b
    A week:
      digest fetch            collect what the feeds have
      digest triage           choose, order, file under sections
      digest serve --drafts   write the sentences, see the page
      digest check            what is missing
      digest issue publish    settle it
    """
    if not directory.is_dir():
        raise click.UsageError(f"-C {directory}: no such folder")
    ctx.color = wants_colour(color)
    ctx.obj = Context(start=directory.resolve(), quiet=quiet, verbose=verbose, now=moment_of(now))


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 problems in files, 2 usage or no publication, 130 interrupted."""
    try:
        result = cli.main(prog_name="digest", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(result if isinstance(result, int) else 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; nothing is half-written", err=True)
        sys.exit(130)
    except (ReaderHasGone, BrokenPipeError):
        # Whoever read our output has gone, which is no error; Python must not flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except DigestError as error:
        _complain(error)
        sys.exit(error.exit_status)
    except Exception as error:
        if "-v" in sys.argv[1:] or "--verbose" in sys.argv[1:]:
            traceback.print_exc()
        click.echo(f"digest {__version__} made an error of its own: {type(error).__name__}: {error}", err=True)
        click.echo("    run it again with -v before the command, and report what it prints", err=True)
        sys.exit(2)


def _complain(error: DigestError) -> None:
    colour = wants_colour(_colour_argument())
    for problem in error.problems:
        click.echo(format_problem(problem), err=True, color=colour)
    if len(error.problems) > 1:
        click.echo(f"{len(error.problems)} problems", err=True)


def _colour_argument() -> str:
    """--color as given, known also where the context of the command has gone."""
    words = sys.argv[1:]
    if "--color" in words[:-1]:
        return words[words.index("--color") + 1]
    return next((word.removeprefix("--color=") for word in words if word.startswith("--color=")), "auto")
