"""`--help`, for every command and every command below it: an example, a summary that fits, options that are there."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from digest.cli import COMMANDS, WEEK, cli
from tests.calls import PATHS, called, found, in_words


def shown(*path: str) -> str:
    return CliRunner().invoke(cli, [*path, "--help"], terminal_width=80).stdout


def examples(path: tuple[str, ...]) -> list[str]:
    mark, rest = re.split(r"(?m)^  (Examples?:)\n", shown(*path) + "\n  Example:\n")[1:3]
    lines = rest.split("\n\n")[0].splitlines() if mark else []
    return [line.strip() for line in lines]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_shows_an_example_of_itself(path):
    calls = [words for example in examples(path) for words in in_words(example)]
    commands = [called(words) for words in calls]
    inside = [tuple(words[: len(path)]) == path for words in calls]
    assert found(path) in commands or any(inside), shown(*path)


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_example_uses_commands_and_options_that_there_are(path):
    for example in examples(path):
        assert in_words(example), example
        for words in in_words(example):
            known = {option for param in called(words).params for option in param.opts}
            assert {word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1} <= known, (
                example
            )


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_option_says_what_it_does(path):
    options = [param for param in found(path).params if isinstance(param, click.Option)]
    assert [option.opts for option in options if not option.help] == []


@pytest.mark.parametrize("path", [(), ("feeds",), ("issue",)], ids=" ".join)
def test_no_summary_in_a_list_of_commands_is_cut_on_a_terminal_of_80_columns(path):
    assert [line for line in shown(*path).splitlines()[1:] if line.endswith("...")] == []


def test_the_commands_stand_in_the_order_of_the_editor_s_week_under_its_headings():
    text = shown()
    places = [text.index(f"\n{title}:\n") for title in WEEK]
    assert places == sorted(places)
    named = [name for names in WEEK.values() for name in names]
    assert [name for name in COMMANDS if name not in named] == []
    assert all(re.search(rf"^  {name} +\S", text, re.MULTILINE) for name in COMMANDS)


def test_the_exit_statuses_are_told():
    assert re.findall(r"^ {4}(\d+) ", shown(), re.MULTILINE) == ["0", "1", "2", "130"]
