"""What a doctor found, on a terminal, as plain lines for a pipe, and as JSON."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator

import click

from digest.publish.doctor.examine import Group
from digest.publish.doctor.facts import Finding, Grade, plural
from digest.text import clean_line

_WIDEST, _NARROWEST = 100, 30
_MARKS: dict[Grade, tuple[str, str]] = {
    "error": ("✗", "red"),
    "warning": ("▲", "yellow"),
    "note": ("·", "cyan"),
    "good": ("✓", "green"),
}
_INDENT = " " * 4


def is_for_eyes() -> bool:
    """Whether marks and folded lines will be seen by a person, on a terminal that can show them."""
    return sys.stdout.isatty() and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def on_terminal(groups: Iterable[Group], *, with_good: bool) -> str:
    columns = max(min(shutil.get_terminal_size().columns, _WIDEST), _NARROWEST)
    return "\n\n".join("\n".join(_block(group, columns, with_good)) for group in groups)


def in_pipe(groups: Iterable[Group], *, with_good: bool) -> str:
    """`error REPO003: what`, with what to do indented below it: each finding whole, its first line for grep."""
    lines: list[str] = []
    for group in groups:
        lines.append(group.title)
        for finding in _shown(group, with_good):
            lines.append(f"  {finding.grade} {finding.code}: {clean_line(finding.what)}")
            lines += [f"      {clean_line(line)}" for line in (finding.mend, *finding.commands) if line]
        lines += _rest(group, with_good)
    return "\n".join(lines)


def as_json(groups: Iterable[Group]) -> dict[str, object]:
    groups = tuple(groups)
    return {
        "ok": not count(groups, "error") + count(groups, "warning"),
        "errors": count(groups, "error"),
        "warnings": count(groups, "warning"),
        "findings": [
            {
                "group": group.title,
                "code": finding.code,
                "level": finding.grade,
                "what": finding.what,
                "mend": finding.mend,
                "commands": list(finding.commands),
            }
            for group in groups
            for finding in group.findings
        ],
    }


def summary(groups: Iterable[Group]) -> str:
    """`2 errors, 3 warnings in 31 things looked at`."""
    groups = tuple(groups)
    looked = sum(len(group.findings) for group in groups)
    wrong = [plural(number, word) for word in ("error", "warning") if (number := _number(groups, word))]
    return (
        f"{', '.join(wrong)} in {looked} things looked at" if wrong else f"{looked} things looked at, nothing is wrong"
    )


def count(groups: Iterable[Group], grade: Grade) -> int:
    return sum(finding.grade == grade for group in groups for finding in group.findings)


def _number(groups: Iterable[Group], word: str) -> int:
    return count(groups, "error" if word == "error" else "warning")


def _shown(group: Group, with_good: bool) -> tuple[Finding, ...]:
    """The worst first, otherwise in the order in which the rules stand."""
    order: tuple[Grade, ...] = ("error", "warning", "note", "good")
    kept = (finding for finding in group.findings if with_good or finding.grade != "good")
    return tuple(sorted(kept, key=lambda finding: order.index(finding.grade)))


def _rest(group: Group, with_good: bool) -> list[str]:
    well = count([group], "good")
    if with_good or not well:
        return []
    return [f"  good: {'all of ' if well == len(group.findings) else ''}{plural(well, 'thing')}"]


def _block(group: Group, columns: int, with_good: bool) -> Iterator[str]:
    yield click.style(group.title, bold=True)
    for finding in _shown(group, with_good):
        yield from _row(finding, columns)
    well = count([group], "good")
    if well and not with_good:
        more = "all well" if well == len(group.findings) else f"{well} more, all well"
        yield f"  {_mark('good')} {click.style(more, dim=True)}"


def _row(finding: Finding, columns: int) -> Iterator[str]:
    code = "" if finding.grade == "good" else f"  {finding.code}"
    text = f"{clean_line(finding.what)}{code}"
    first, *rest = textwrap.wrap(text, columns - len(_INDENT), break_on_hyphens=False, break_long_words=False) or [""]
    lines = [f"  {_mark(finding.grade)} {first}", *(f"{_INDENT}{line}" for line in rest)]
    if code:
        # Where the code was folded onto a line of its own it is dimmed there.
        lines[-1] = re.sub(rf" ?{finding.code}$", click.style(f" {finding.code}", dim=True), lines[-1])
    yield from lines
    if finding.mend:
        folded = textwrap.wrap(
            clean_line(finding.mend), columns - len(_INDENT), break_on_hyphens=False, break_long_words=False
        )
        yield from (f"{_INDENT}{click.style(line, dim=True)}" for line in folded)
    yield from (f"{_INDENT}  {click.style(clean_line(command), fg='cyan')}" for command in finding.commands)


def _mark(grade: Grade) -> str:
    mark, colour = _MARKS[grade]
    return click.style(mark, fg=colour, bold=grade == "error")
