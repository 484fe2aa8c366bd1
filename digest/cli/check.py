"""`digest check`: everything that is wrong, at once, for people, for programs, or as annotations on GitHub."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from itertools import groupby

import click

from digest.cli.completion import issues
from digest.cli.context import Context, format_problem, pass_context
from digest.cli.online import ask
from digest.cli.runner import add_summary
from digest.content.publication import Reading, read_publication, read_records
from digest.curate.issues import target
from digest.errors import Problem, UsageError
from digest.model import PublishedIssue
from digest.publish.checks import Verdict, judge, links_in, mendable
from digest.publish.checks.annotations import github_lines, summary
from digest.publish.checks.answers import Answer
from digest.publish.checks.fix import fixed
from digest.values import dataclass
from digest.weeks import local_day

_SHOWN_ALIKE = 10
"""Warnings of one code that are shown before "and N more"."""
_ROUNDS = 10
"""A corrected line may bring the next problem of its file to light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What was read of the publication, and what is asked of the check."""

    reading: Reading
    records: tuple[PublishedIssue, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)


@click.command()
@click.argument("issue", required=False, shell_complete=issues)
@click.option("--online", is_flag=True, help="Ask for links, too: which are gone, moved, or better with https.")
@click.option("--fix", is_flag=True, help="Quote what needs it, clean links; every other byte stays.")
@click.option("--published", is_flag=True, help="Only what goes on line: nothing of issues that did not come out yet.")
@click.option("--all", "everything", is_flag=True, help="Also what is known of issues that went out.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="For whom. Default: text."
)
@pass_context
def check(
    context: Context, issue: str | None, online: bool, fix: bool, published: bool, everything: bool, form: str
) -> None:
    """Say what is wrong, in all files or in one ISSUE.

    Looks at front matter, sections, dates, links, notes, placeholders, headings, pictures, languages, the balance of
    sources, templates, and the site in build/. Of issues that went out only what is new is told. Errors end with exit
    status 1, warnings alone with 0. docs/diagnostics.md explains every code.

    \b
    Examples:
      digest check
      digest check 2026-W47 --online --fix
      digest check --format json | jq '.problems[].code'
    """
    if published and (issue or fix or online):
        raise UsageError("--published looks at the whole site, and changes and asks nothing", "leave out the rest")
    started = time.monotonic()
    look = _mend(context, _read(context), everything=everything) if fix else _read(context)
    wanted = target(look.reading.publication, issue) if issue else None
    if online:
        look = _asked(context, look, wanted, everything=everything)
        look = _mend(context, look, everything=everything) if fix else look
    verdict = judge(
        look.reading,
        look.records,
        today=_today(context, look),
        issue=wanted,
        is_site_alone=published,
        build=context.root / "build",
        root=context.root,
        answers=look.answers,
    )
    problems = _shown(verdict, everything=everything)
    for line in _lines(problems, form, verbose=context.verbose):
        click.echo(line)
    if form == "github":
        add_summary(summary(problems, counted(problems)))
    context.say(_last_line(verdict, problems, time.monotonic() - started))
    if any(problem.level == "error" for problem in problems):
        raise click.exceptions.Exit(1)


def _read(context: Context) -> _Look:
    problems: list[Problem] = []
    records = read_records(context.root, problems)
    reading = read_publication(context.root)
    return _Look(
        reading=Reading(publication=reading.publication, problems=(*reading.problems, *problems)), records=records
    )


def _asked(context: Context, look: _Look, issue: str | None, *, everything: bool) -> _Look:
    links = links_in(look.reading, look.records, today=_today(context, look), issue=issue, everything=everything)
    answers = ask(context, look.reading.publication, links)
    return _Look(reading=look.reading, records=look.records, answers=answers)


def _today(context: Context, look: _Look) -> date:
    """As of the context, which would read everything anew."""
    return local_day(context.now, look.reading.publication.settings.timezone)


def _shown(verdict: Verdict, *, everything: bool) -> tuple[Problem, ...]:
    if not everything:
        return verdict.problems
    return tuple(sorted((*verdict.problems, *verdict.known), key=lambda problem: problem.sort_key))


def _last_line(verdict: Verdict, problems: tuple[Problem, ...], seconds: float) -> str:
    """`1 error, 2 warnings in 0.31 s; 7 known in issues that went out: --all shows them`."""
    line = f"{counted(problems)} in {seconds:.2f} s"
    hidden = len(verdict.problems) + len(verdict.known) - len(problems)
    return f"{line}; {hidden} known in issues that went out: --all shows them" if hidden else line


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


def _as_json(problem: Problem) -> dict[str, str | int | None]:
    """With `diff` where a difference is what is wrong."""
    whole = {
        "path": problem.path,
        "line": problem.line,
        "code": problem.code,
        "level": problem.level,
        "message": problem.what,
        "hint": problem.hint,
    }
    return {**whole, "diff": problem.diff} if problem.diff else whole


def counted(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return "no problems"
    errors = sum(problem.level == "error" for problem in problems)
    return f"{_number(errors, 'error')}, {_number(len(problems) - errors, 'warning')}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _mend(context: Context, look: _Look, *, everything: bool) -> _Look:
    """Write corrected lines until no file has any; the publication as it is then."""
    mended = 0
    with context.store.lock():
        for _ in range(_ROUNDS):
            changed = _mend_once(context, look, everything=everything)
            if not changed:
                break
            mended += changed
            fresh = _read(context)
            look = _Look(reading=fresh.reading, records=fresh.records, answers=look.answers)
    if mended or not look.answers:
        context.say(f"{_number(mended, 'line')} corrected")
    return look


def _mend_once(context: Context, look: _Look, *, everything: bool) -> int:
    """How many lines were corrected."""
    found = mendable(
        look.reading, look.records, today=_today(context, look), answers=look.answers, everything=everything
    )
    changed = 0
    for path, group in groupby(found, key=lambda problem: problem.path):
        problems = tuple(group)
        data = context.store.read(path)
        mended = fixed(data, path, problems)
        if mended is not None:
            context.store.replace(path, mended, was=data)
            changed += len(problems)
    return changed
