"""The body of an entry to whose words are whose. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_QUOTATION = re.compile(r">.*(?:\n>.*)*")


class Body(NamedTuple):
    note: str
    """The editor's Markdown."""
    quotation: str
    """The feed's Markdown, without the marks of the block quotation."""


def split_body(body: str) -> Body:
    """The first run of lines that begin with `>` is the quotation; all other prose is the editor's."""
    start = 0 if body.startswith(">") else body.find("\n>") + 1
    found = _QUOTATION.match(body, start)
    if found is None:
        return Body(body.strip("\n"), "")
    lines = [line[1:].removeprefix(" ") for line in found[0].split("\n")]
    return Body((body[:start] + body[found.end() :]).strip("\n"), "\n".join(lines).strip("\n"))
