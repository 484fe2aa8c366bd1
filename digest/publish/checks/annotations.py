"""Problems to what GitHub shows of them: annotations of a step, and the summary of its job. Pure.

What this module alone knows: workflow commands, and how nothing that a stranger wrote becomes one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from digest.errors import Problem
from digest.publish.report import plain
from digest.text import clean_line

_ANNOTATIONS = 10
"""Errors, and warnings, that GitHub shows of one step."""
_SUMMARY_BYTES = 900_000
"""GitHub takes 1 MiB; the rest is for other commands of the step."""


def github_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Workflow commands, errors first; beyond what GitHub shows, plain lines for the log."""
    ordered = sorted(problems, key=lambda problem: problem.level)
    for level, found in groupby(ordered, key=lambda problem: problem.level):
        for number, problem in enumerate(group := tuple(found)):
            yield _annotation(problem) if number < _ANNOTATIONS else _log_line(problem)
        if len(group) > _ANNOTATIONS:
            more = len(group) - _ANNOTATIONS
            yield f"{more} more {level}s stand in the log above, without annotations"


def summary(problems: Iterable[Problem], headline: str) -> str:
    """Markdown: the headline, then a table, errors first, that ends in time."""
    ordered = sorted(problems, key=lambda problem: problem.level)
    head = f"### digest check: {headline}\n"
    if not ordered:
        return head
    lines, size = [head, "| | where | what |", "|---|---|---|"], len(head)
    for number, problem in enumerate(ordered):
        row = _row(problem)
        size += len(row.encode("utf-8", "replace")) + 1
        if size > _SUMMARY_BYTES:
            left = Counter(problem.level for problem in ordered[number:])
            lines += ["", f"And {' and '.join(f'{count} more {level}s' for level, count in sorted(left.items()))}."]
            break
        lines.append(row)
    return "\n".join([*lines, ""])


def _row(problem: Problem) -> str:
    words = plain(problem.what) + (f"<br>{plain(problem.hint)}" if problem.hint else "")
    return f"| {problem.level} {problem.code} | {plain(problem.where)} | {words} |"


def _annotation(problem: Problem) -> str:
    place = {"file": problem.path, "line": str(problem.line or ""), "title": problem.code}
    properties = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in place.items() if value)
    message = "\n".join(part for part in (problem.what, problem.hint, problem.diff) if part)
    return f"::{problem.level} {properties}::{_escaped(message)}"


def _log_line(problem: Problem) -> str:
    """A line of its own may be taken for a command, old ones anywhere in it."""
    where = f"{problem.where}: " if problem.path else ""
    return clean_line(f"- {where}{problem.code}: {problem.what}").replace("##[", "## [")


def _escaped(text: str, also: str = "") -> str:
    """As the runner decodes it; `also` are what would end a property."""
    for char in f"%\r\n{also}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text
