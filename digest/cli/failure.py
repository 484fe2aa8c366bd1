"""What ended a command, told to whoever called it, and the exit status that says the same. Prints."""

from __future__ import annotations

import sys
import traceback

import click

from digest import __version__
from digest.cli.context import format_problem, wants_colour
from digest.errors import DigestError


def tell(error: Exception) -> int:
    """Problems each with its file and line; anything else is an error of ours, with its traceback under -v."""
    if isinstance(error, DigestError):
        _complain(error)
        return error.exit_status
    if "-v" in sys.argv[1:] or "--verbose" in sys.argv[1:]:
        traceback.print_exception(error)
    click.echo(f"digest {__version__} made an error of its own: {type(error).__name__}: {error}", err=True)
    click.echo("    run it again with -v before the command, and report what it prints", err=True)
    return 2


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
