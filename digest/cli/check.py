"""`digest check`: everything that is wrong, at once, for people, for programs, or as annotations on GitHub."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import click

from digest.cli.context import Context, format_problem, pass_context
from digest.content.publication import Reading, read_publication, read_records
from digest.curate.issues import target
from digest.errors import Problem
from digest.publish.checks import run_checks
from digest.publish.checks.fix import fixed

_SHOWN_ALIKE = 10
"""Warnings of one code that are shown before "and N more"."""
_ANNOTATIONS = 10
"""Errors, and warnings, that GitHub shows of one step."""
_ROUNDS = 10
"""A corrected line may bring the next problem of its file to light."""


@click.command()
@click.argument("issue", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="For whom. Default: text."
)
@click.option("--fix", is_flag=True, help="Put quotes around texts that need them; nothing else is changed.")
@pass_context
def check(context: Context, issue: str | None, form: str, fix: bool) -> None:
    """Say what is wrong, in all files or in one ISSUE.

    Looks at front matter, sections, dates, links that stand twice, missing notes, templates, and the links of texts
    and of the site in build/. Errors end with exit status 1, warnings alone with 0. docs/diagnostics.md explains every
    code.

    \b
    Examples:
      digest check
      digest check 2026-W47 --fix
      digest check --format json | jq '.problems[].code'
    """
    started = time.monotonic()
    if fix:
        _mend(context)
    records: list[Problem] = []
    published = read_records(context.root, records)
    reading = context.reading
    problems = run_checks(
        Reading(publication=reading.publication, problems=(*reading.problems, *records)),
        published,
        today=context.today,
        issue=target(reading.publication, issue) if issue else None,
        build=context.root / "build",
        root=context.root,
    )
    for line in _lines(problems, form, verbose=context.verbose):
        click.echo(line)
    context.say(f"{_counted(problems)} in {time.monotonic() - started:.2f} s")
    if any(problem.level == "error" for problem in problems):
        raise click.exceptions.Exit(1)


def _lines(problems: tuple[Problem, ...], form: str, *, verbose: bool) -> Iterator[str]:
    if form == "json":
        yield json.dumps({"problems": [_as_json(problem) for problem in problems]}, ensure_ascii=False, indent=1)
    elif form == "github":
        yield from github_lines(problems)
    else:
        yield from _texts(problems, verbose=verbose)


def _texts(problems: Iterable[Problem], *, verbose: bool) -> Iterator[str]:
    """Every error; of warnings of one code the first ten."""
    hidden: dict[str, int] = {}
    shown: dict[str, int] = {}
    for problem in problems:
        shown[problem.code] = shown.get(problem.code, 0) + 1
        if verbose or problem.level == "error" or shown[problem.code] <= _SHOWN_ALIKE:
            yield format_problem(problem)
        else:
            hidden[problem.code] = hidden.get(problem.code, 0) + 1
    for code, count in hidden.items():
        yield f"{code}: and {count} more; digest -v check shows them all"


def github_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Workflow commands for GitHub, errors first; beyond what GitHub shows, plain lines for the log."""
    ordered = sorted(problems, key=lambda problem: problem.level)
    for level, found in groupby(ordered, key=lambda problem: problem.level):
        for number, problem in enumerate(group := tuple(found)):
            yield _annotation(problem) if number < _ANNOTATIONS else f"{problem.where}: {problem.code}: {problem.what}"
        if len(group) > _ANNOTATIONS:
            more = len(group) - _ANNOTATIONS
            yield f"{more} more {level}s stand in the log above, without annotations"


def _annotation(problem: Problem) -> str:
    place = {"file": problem.path, "line": str(problem.line or ""), "title": problem.code}
    properties = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in place.items() if value)
    message = f"{problem.what}\n{problem.hint}" if problem.hint else problem.what
    return f"::{problem.level} {properties}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """As the runner decodes it; `also` are what would end a property."""
    for char in f"%\r\n{also}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _as_json(problem: Problem) -> dict[str, str | int | None]:
    return {
        "path": problem.path,
        "line": problem.line,
        "code": problem.code,
        "level": problem.level,
        "message": problem.what,
        "hint": problem.hint,
    }


def _counted(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return "no problems"
    errors = sum(problem.level == "error" for problem in problems)
    return f"{_number(errors, 'error')}, {_number(len(problems) - errors, 'warning')}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _mend(context: Context) -> None:
    """Write corrected lines until no file has any; then the publication is read anew."""
    with context.store.lock():
        mended = 0
        for _ in range(_ROUNDS):
            changed = _mend_once(context, context.root)
            if not changed:
                break
            mended += changed
    context.say(f"{_number(mended, 'line')} corrected")


def _mend_once(context: Context, root: Path) -> int:
    """How many lines were corrected."""
    fixable = [problem for problem in read_publication(root).problems if problem.fix]
    changed = 0
    for path, found in groupby(fixable, key=lambda problem: problem.path):
        problems = tuple(found)
        data = (root / path).read_bytes()
        mended = fixed(data, path, problems)
        if mended is not None:
            context.store.replace(path, mended, was=data)
            changed += len(problems)
    return changed
