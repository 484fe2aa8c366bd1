"""`digest keep` and `digest skip`: choices from the shell, and the one way in which choices get into files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

import click

from digest.cli.completion import issues, sections, slugs
from digest.cli.context import Context, pass_context
from digest.cli.find import find_entries
from digest.content.publication import read_issues
from digest.curate.choices import NO_SECTION, choice_complaint, edited, reason_for, section_complaint
from digest.curate.issues import target
from digest.curate.triage import Choice
from digest.errors import DigestError, Problem, UsageError
from digest.model import Entry, Publication, Status

F = TypeVar("F", bound=Callable[..., Any])


class Rank(click.ParamType[float]):
    """A number as front matter may hold it: no exponent, no infinity."""

    name = "n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if not re.fullmatch(r"-?\d{1,9}(?:\.\d{1,9})?", str(value)):
            self.fail(f"'{value}' is no rank; write a number like 10 or 2.5", param, ctx)
        return float(str(value))


def _options(command: F) -> F:
    """What keep and skip have in common."""
    for decorate in (
        click.option(
            "--issue",
            metavar="ISSUE",
            shell_complete=issues,
            help="Move to this issue; none is the shelf for thin weeks.",
        ),
        click.option("--rank", type=Rank(), help="Place in the issue, low first."),
        click.option(
            "--section", metavar="ID", shell_complete=sections, help=f"Section of digest.yaml; {NO_SECTION} for none."
        ),
        click.argument("words", metavar="SLUG...", nargs=-1, required=True, shell_complete=slugs),
    ):
        command = decorate(command)
    return command


@click.command()
@_options
@pass_context
def keep(context: Context, words: tuple[str, ...], section: str | None, rank: float | None, issue: str | None) -> None:
    """Take entries into their issue. SLUG is a slug, an id or its beginning, or a path.

    Nothing changes unless every entry is found and every value is right.

    \b
    Examples:
      digest keep sora-goes-to-hollywood --section law --rank 10
      digest keep 3f2a91bc content/entries/2026-W47/runway.md
      digest keep slow-burner --issue none
    """
    _choose(context, words, "keep", section=section, rank=rank, issue=issue)


@click.command()
@_options
@click.option("--why", default="", metavar="TEXT", help="The reason, for whoever asks later.")
@pass_context
def skip(
    context: Context, words: tuple[str, ...], section: str | None, rank: float | None, issue: str | None, why: str
) -> None:
    """Leave entries out of their issue. SLUG is a slug, an id or its beginning, or a path.

    \b
    Examples:
      digest skip ten-best-prompts --why "an advertisement"
      digest skip $(digest list --status new --feed variety --json | jq -r '.[].id')
    """
    _choose(context, words, "skip", section=section, rank=rank, issue=issue, why=why)


def _choose(
    context: Context,
    words: tuple[str, ...],
    status: Status,
    *,
    section: str | None,
    rank: float | None,
    issue: str | None,
    why: str = "",
) -> None:
    publication = context.publication
    choices = []
    for entry in find_entries(context, words):
        now = replace(
            entry,
            status=status,
            issue=entry.issue if issue is None else target(publication, issue),
            section=entry.section if section is None else (None if section == NO_SECTION else section),
            rank=entry.rank if rank is None else rank,
            why=reason_for(entry, status, why),
        )
        choices.append(Choice(was=entry, now=now))
    _check(publication, choices)
    problems = write_choices(context, choices)
    for choice in choices:
        if choice.was.path not in {problem.path for problem in problems}:
            context.say(_told(choice))
    tell_aftermath(context, choices)
    if problems:
        raise DigestError(*problems)


def write_choices(context: Context, choices: Iterable[Choice]) -> tuple[Problem, ...]:
    """Each choice into its file, durably; what hinders one is returned, and the others are written all the same."""
    problems: list[Problem] = []
    with context.store.lock():
        # Another command may have published the issue while an editor was open.
        present = replace(context.publication, issues=read_issues(context.root))
        for choice in choices:
            path = choice.was.path
            if wrong := choice_complaint(present, choice.was, choice.now):
                problems.append(Problem(path=path, code="FILE008", what=wrong[0], hint=wrong[1]))
                continue
            try:
                data = context.store.read(path)
                new = edited(data, choice.was, choice.now)
                if new != data:
                    context.store.replace(path, new, was=data)
            except DigestError as error:
                problems.extend(error.problems)
    return tuple(problems)


def tell_aftermath(context: Context, choices: Iterable[Choice]) -> None:
    """What an editor should know of choices that were allowed: a frozen issue changed, a lead went."""
    choices = tuple(choices)
    for issue in context.publication.issues:
        moved = [choice for choice in choices if issue.id in (choice.was.issue, choice.now.issue)]
        if issue.status == "frozen" and moved:
            context.say(f"{issue.id} is frozen; it was changed all the same")
        if issue.lead in [choice.was.slug for choice in moved if _has_left(choice, issue.id)]:
            context.say(f"'{issue.lead}' was the lead of {issue.id}: name another in {issue.path}")


def _has_left(choice: Choice, issue: str) -> bool:
    return choice.was.status == "keep" and (choice.now.status, choice.now.issue) != ("keep", issue)


def _check(publication: Publication, choices: list[Choice]) -> None:
    """Raises one UsageError about everything that is wrong."""
    complaints = {}
    for choice in choices:
        section = choice.now.section
        wrong = section_complaint(publication.settings, section, choice.was) or choice_complaint(
            publication, choice.was, choice.now
        )
        if wrong:
            complaints[wrong[0]] = wrong[1]
    if complaints:
        raise UsageError("; ".join(complaints), "\n".join(complaints.values()))


def _told(choice: Choice) -> str:
    entry: Entry = choice.now
    if choice.now == choice.was:
        return f"{entry.slug}: {entry.status} already"
    place = "the shelf" if entry.issue == "none" else entry.issue
    section = f", {entry.section}" if entry.section else ""
    rank = f", rank {entry.rank:g}" if entry.rank is not None else ""
    return f"{'kept' if entry.status == 'keep' else 'skipped'} {entry.slug} ({place}{section}{rank})"
