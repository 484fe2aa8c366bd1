"""The executable `digest`: options before the command, commands loaded when asked for, errors to exit statuses.

The one room that prints, exits, reads the clock or the environment, and knows click. What this module imports is all
that `digest --help`, --version and a completion wait for; what a command or an error needs is imported with it.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

import click

from digest import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": ("digest.cli.init:init", "Make a new publication in DIR, or here."),
    "fetch": ("digest.cli.fetch:fetch", "Poll the feeds that are due; write an entry a new item."),
    "collect": ("digest.cli.collect:collect", "Collect in one place, commit in another: for workflows."),
    "feeds": ("digest.cli.feeds:feeds", "The feeds that are followed: list, add, remove, import, export."),
    "add": ("digest.cli.add:add", "Add an entry by hand; it is kept at once."),
    "list": ("digest.cli.listing:list_entries", "List entries, by issue and in the order of the page."),
    "triage": ("digest.cli.triage:triage", "Choose, order and file the candidates in your editor."),
    "keep": ("digest.cli.choose:keep", "Take entries into their issue."),
    "skip": ("digest.cli.choose:skip", "Leave entries out of their issue."),
    "status": ("digest.cli.status:status", "Tell of the oldest draft what waits and what is missing."),
    "issue": ("digest.cli.issue:issue", "Make, settle and publish an issue, the edition of one ISO week."),
    "correct": ("digest.cli.correct:correct", "Correct what was published, or take it back."),
    "restore": ("digest.cli.restore:restore", "Bring a folded or deleted entry back, as a candidate."),
    "why": ("digest.cli.why:why", "Tell which feed brought a link and what became of it."),
    "check": ("digest.cli.check:check", "Say what is wrong, in all files or in one ISSUE."),
    "doctor": ("digest.cli.doctor:doctor", "Tell everything that is wrong with a set-up, and the cure."),
    "build": ("digest.cli.build:build", "Render content/ to build/."),
    "serve": ("digest.cli.serve:serve", "Build, watch, and reload the browser at every change."),
    "deploy": ("digest.cli.deploy:deploy", "Build, and put the site on a branch of the remote."),
    "completion": ("digest.cli.completion:completion", "Let bash, zsh or fish complete commands and slugs."),
}
"""Where each command is, and its line in `digest --help`: what it says of itself, known without importing it."""
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
            with formatter.section(title):
                formatter.write_dl([(name.ljust(wide), COMMANDS[name][1]) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands from the table, where click's group would import every one of them; then options."""
        from click.shell_completion import CompletionItem

        named = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        offered = [CompletionItem(name, help=COMMANDS[name][1]) for name in named]
        return [*offered, *click.Command.shell_complete(self, ctx, incomplete)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            raise click.UsageError(f"No such command '{name}'.{_near(name)}", ctx)
        return super().resolve_command(ctx, args)


def _near(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, COMMANDS, n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


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
@click.option("-C", "directory", type=click.Path(), default=".", help="Run as if started there.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and problems.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output.")
@click.option("--now", metavar="TIME", help="Take this for the present, for reproducible runs.")
@click.version_option(__version__, prog_name="digest")
@click.pass_context
def cli(ctx: click.Context, directory: str, quiet: bool, verbose: bool, color: str, now: str | None) -> None:
    """Feeds to a curated weekly digest, in plain files.

    \b
    A week:
      digest fetch            collect what the feeds have
      digest triage           choose, order, file under sections
      digest serve --drafts   write the sentences, see the page
      digest check            what is missing
      digest issue publish    settle it
    """
    from pathlib import Path

    from digest.cli.context import Context, moment_of, wants_colour

    start = Path(directory)
    if not start.is_dir():
        raise click.UsageError(f"-C {start}: no such folder")
    ctx.color = wants_colour(color)
    ctx.obj = Context(start=start.resolve(), quiet=quiet, verbose=verbose, now=moment_of(now))


def run() -> NoReturn:
    """The executable: as `main`, and gone at once. To take ten thousand entries apart one by one serves nobody."""
    # Importing makes many objects and no rubbish: the search for it, every 700 objects by default, finds none.
    gc.set_threshold(50_000)
    try:
        main()
    except SystemExit as end:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)


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
    except Exception as error:
        from digest.cli.failure import tell

        sys.exit(tell(error))
