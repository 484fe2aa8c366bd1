"""The body of an entry to whose words are whose. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Body(NamedTuple):
    note: str
    """The editor's Markdown."""
    quotation: str
    """The feed's Markdown, without the marks of the block quotation."""


def split_body(body: str) -> Body:
    """The first run of lines that begin with `>` is the quotation; all other prose is the editor's."""
    lines = body.split("\n")
    first = next((number for number, line in enumerate(lines) if line.startswith(">")), None)
    if first is None:
        return Body(note=body.strip("\n"), quotation="")
    end = next((number for number in range(first, len(lines)) if not lines[number].startswith(">")), len(lines))
    note = "\n".join((*lines[:first], "", *lines[end:])).strip("\n")
    return Body(note=note, quotation="\n".join(line[1:].removeprefix(" ") for line in lines[first:end]).strip("\n"))
