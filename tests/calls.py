"""Calls of `digest` in lines of shell, and the tree of its commands, for tests of texts that show some."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import groupby

import click

from digest.cli import cli


def walked(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            assert inner is not None
            yield from walked(inner, (*path, name))


PATHS = [path for path in walked(cli) if path]


def found(path: tuple[str, ...]) -> click.Command:
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        inner = command.get_command(click.Context(command), name)
        assert inner is not None
        command = inner
    return command


def in_words(example: str) -> list[list[str]]:
    """The calls of `digest` in a line of shell, as words."""
    bare = re.sub(r"\$\((.*?)\)", r"| \1 ", example.partition("   ")[0])
    lexer = shlex.shlex(bare, posix=True, punctuation_chars="|>&")
    lexer.whitespace_split = True
    calls = [list(words) for is_end, words in groupby(lexer, lambda word: word in ("|", ">", "&&")) if not is_end]
    return [words[1:] for words in calls if words[0] == "digest"]


def called(words: list[str]) -> click.Command:
    """The command that the words name; of `digest --version` and the like, the whole."""
    command: click.Command = cli
    for word in words:
        if word.startswith("-") or not isinstance(command, click.Group):
            break
        inner = command.get_command(click.Context(command), word)
        assert inner is not None, f"no command {word}"
        command = inner
    return command


def unknown_options(words: list[str]) -> set[str]:
    """Those that the command does not have."""
    known = {option for param in (*called(words).params, *cli.params) for option in param.opts}
    return {word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1} - known
