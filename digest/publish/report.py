"""Candidates and the run that found them, as Markdown for a pull request or the summary of a job. Pure.

Titles are strangers' words: nothing in them becomes markup, a link, a mention of somebody, or a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from digest.model import Entry
from digest.text import clean_line, host_of

_MOST_SHOWN = 150
"""Titles in one report; a pull request holds 65,536 characters."""
_TITLE_LENGTH = 120
_JOINER = "\u2060"
"""Breaks what GitHub would make a mention, a reference or a link of, and is not seen."""


def plain(text: str) -> str:
    """A stranger's words in Markdown, as they are."""
    line = clean_line(text)
    line = line if len(line) <= _TITLE_LENGTH else f"{line[:_TITLE_LENGTH].rstrip()} …"
    line = re.sub(r"[@#]|(?<=\w)-(?=\d)|(?i:https?|ftp|mailto)(?=:)|\b(?i:www)(?=\.)", rf"\g<0>{_JOINER}", line)
    line = re.sub(r"([\\`*_{}\[\]()<>#+\-!|~$&])", r"\\\1", line)
    return re.sub(r"^(\d+)\.", r"\1\\.", line)


def candidates_report(entries: Iterable[Entry], titles: Mapping[str, str]) -> str:
    """By source; `titles` are those of the feeds by their slugs."""
    ordered = sorted(entries, key=lambda entry: (entry.source, entry.path))
    lines: list[str] = []
    for source, some in groupby(ordered[:_MOST_SHOWN], key=lambda entry: entry.source):
        group = tuple(some)
        lines += ["", f"**{plain(titles.get(source, source))}** ({len(group)})", ""]
        lines += [f"- {_row(entry)}" for entry in group]
    more = len(ordered) - _MOST_SHOWN
    return "\n".join([headline(ordered), *lines, *(["", f"And {more} more."] if more > 0 else []), ""])


def headline(entries: Iterable[Entry]) -> str:
    """`12 new candidates for 2026-W47 from 5 sources`; without any, items were too old or left out."""
    found = tuple(entries)
    if not found:
        return "No new candidate: what the feeds brought is remembered, and not offered again"
    issues = ", ".join(sorted({entry.issue for entry in found}))
    sources = len({entry.source for entry in found})
    return (
        f"{len(found)} new {'candidate' if len(found) == 1 else 'candidates'} for {issues} "
        f"from {sources} {'source' if sources == 1 else 'sources'}"
    )


def _row(entry: Entry) -> str:
    host = host_of(entry.link)
    language = f", {plain(entry.language)}" if entry.language else ""
    return f"{plain(entry.headline or entry.title)} ({plain(host)}{language})"
