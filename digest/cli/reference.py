"""The commands, the keys of files and the theme, as the code has them, to pages of docs/ that nobody writes.

`python -m digest.cli.reference docs` (`make docs`) writes them there.
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from digest import diagnostics
from digest.cli import WEEK, cli
from digest.cli.reference_theme import theme_page
from digest.formats import FORMATS, Format

_MADE = "<!-- Made from the code by `make docs`; a test compares. -->"


def pages() -> dict[str, str]:
    """Path below docs/ to text."""
    return {
        "reference/commands.md": commands_page(),
        "reference/files.md": files_page(),
        "reference/theme.md": theme_page(_MADE),
        "diagnostics.md": diagnostics.reference(),
    }


def commands_page() -> str:
    """Every command with its options and examples, in the order of an editor's week."""
    top = click.Context(cli, info_name="digest")
    blocks = [
        "# Commands",
        _MADE,
        "In the order of an editor's week. `digest COMMAND --help` says the same in a terminal. Results go to standard "
        "output, all else to standard error.",
        *_help(cli),
        *_options(cli, top),
    ]
    for title, names in WEEK.items():
        found = [command for name in names if (command := cli.get_command(top, name))]
        blocks += [f"## {title}"] if found else []
        for command in found:
            blocks += _command(command, top, level=3)
    return "\n\n".join(blocks) + "\n"


def files_page() -> str:
    """Every key of every file that people write."""
    intro = (
        "What may stand in the files of a publication. **Bold** keys are required. An address begins with https:// or "
        "http://; a slug is made of a to z, 0 to 9 and single hyphens; a date is 2026-11-22, with a time "
        "2026-11-22T09:30:00+01:00. Text needs quotes where YAML would take it for something else; `digest check "
        "--fix` puts them there."
    )
    return "\n\n".join(["# Files and their keys", _MADE, intro, *(_format(form) for form in FORMATS)]) + "\n"


def _command(command: click.Command, parent: click.Context, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=command.name, parent=parent)
    yield f"{'#' * level} {context.command_path}"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"```text\n{usage}\n```"
    yield from _help(command)
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            # One that is also a command of its own is explained there.
            if inner is not None and cli.get_command(context, name) is not inner:
                yield from _command(inner, context, level + 1)


def _help(command: click.Command) -> Iterator[str]:
    """Paragraphs as they are; those that click leaves alone as code."""
    for text in filter(None, (command.help, command.epilog)):
        for paragraph in inspect.cleandoc(text).split("\n\n"):
            if not paragraph.startswith("\b"):
                yield " ".join(paragraph.split())
                continue
            title, _, lines = paragraph.lstrip("\b\n").partition("\n")
            code = textwrap.dedent(lines)
            if is_shell := code.startswith("digest "):
                # What stands far behind a command explains it.
                code = re.sub(r"(?<=\S)( {3,})(?=\S)", r"\1# ", code)
            yield f"{title}\n\n```{'sh' if is_shell else 'text'}\n{code}\n```"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [param.get_help_record(context) for param in command.params if isinstance(param, click.Option)]
    rows = [(f"`{_cell(record[0])}`", _cell(record[1])) for record in records if record]
    if rows:
        yield _table(("option", "means"), rows)


def _format(form: Format) -> str:
    has_writer = any(key.by for key in form.keys)
    head = ("key", "holds", "means") + (("written by",) if has_writer else ())
    rows: list[tuple[str, ...]] = []
    for key in form.keys:
        name = f"**`{key.name}`**" if key.is_required else f"`{key.name}`"
        row = (name, key.holds, key.means)
        rows.append((*row, key.by or "editor") if has_writer else row)
    return f"## {form.name}\n\n{form.about}\n\n{_table(head, rows)}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    for path, text in pages().items():
        place = Path(sys.argv[1]) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
