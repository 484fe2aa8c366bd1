"""`digest correct`: what was wrong in what went out, told to readers, or withdrawn, or recorded as a slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from digest.cli.completion import slugs
from digest.cli.context import Context, diff_lines, is_terminal, pass_context
from digest.cli.find import below_root, find_entries
from digest.cli.work import bytes_of, write_all
from digest.content.memory import record_path
from digest.content.publication import read_records
from digest.curate.changes import change, is_declared, whole, words_before
from digest.curate.correcting import (
    Telling,
    Withdrawal,
    correcting_writes,
    issue_of,
    one_line,
    refuse_unpublished,
    went_out,
)
from digest.curate.issues import issue_named
from digest.errors import DigestError, Problem, UsageError
from digest.model import Correction, Entry, IssueHeader, PublishedIssue
from digest.places import ISSUES_FOLDER
from digest.values import dataclass
from digest.weeks import is_week

F = TypeVar("F", bound=Callable[..., Any])
_EXAMPLE = 'digest correct {0} --now "What is right, in a sentence."\nor, for a slip: digest correct {0} --typo'
_EXAMPLE_WITHDRAWAL = 'digest correct {0} --withdraw --why "The source has taken it back."'


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of the command."""

    now: str
    was: str
    no_was: bool
    typo: bool
    withdraw: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One published thing, and what went out of it."""

    owner: Entry | IssueHeader
    record: PublishedIssue | None
    was: Entry | IssueHeader | None

    @property
    def name(self) -> str:
        return self.owner.slug if isinstance(self.owner, Entry) else self.owner.id


def _options(command: F) -> F:
    for decorate in (
        click.option("--why", default="", metavar="TEXT", help="The reason of a withdrawal; readers see it."),
        click.option("--withdraw", is_flag=True, help="Take the entry back: its place and the reason stay."),
        click.option("--typo", is_flag=True, help="A slip: record the change and show nothing."),
        click.option("--no-was", is_flag=True, help="Repeat nothing of what it said, where that would do harm."),
        click.option("--was", default="", metavar="TEXT", help="What it said; else read off the difference."),
        click.option("--now", default="", metavar="TEXT", help="What is right, in a sentence that readers see."),
        click.argument("words", metavar="SLUG...", nargs=-1, required=True, shell_complete=slugs),
    ):
        command = decorate(command)
    return command


@click.command(short_help="Correct what was published, or take it back.")
@_options
@pass_context
def correct(
    context: Context, words: tuple[str, ...], now: str, was: str, no_was: bool, typo: bool, withdraw: bool, why: str
) -> None:
    """Correct what was published: edit the file first, then say here what is right.

    SLUG is a slug, an id or its beginning, or a path; the id of an issue means its letter. Shows what changed since the
    issue went out, adds the correction to the file and renews the record, so that `digest check` is content. The page
    shows it where it was wrong, /corrections/ lists it, feeds carry an update.

    \b
    Examples:
      digest correct sora-goes-to-hollywood
      digest correct sora-goes-to-hollywood --now "Twelve stages, not ten."
      digest correct 2026-W47 --now "The vote was on Tuesday." --no-was
      digest correct sora-goes-to-hollywood runway --typo
      digest correct ten-best-prompts --withdraw --why "It was an advertisement."
    """
    now, was, why = one_line(now), one_line(was), one_line(why)
    asked = Asked(now=now, was=was, no_was=no_was, typo=typo, withdraw=withdraw, why=why)
    _refuse_contradictions(asked, words)
    cases = tuple(_case(context, word, asked) for word in words)
    for case in cases:
        _correct(context, case, asked)


def _refuse_contradictions(asked: Asked, words: tuple[str, ...]) -> None:
    tells = bool(asked.now or asked.was or asked.no_was)
    wrong = (
        (asked.typo and (tells or asked.withdraw), "--typo shows nothing: it goes with no other option"),
        (asked.withdraw and tells, "--withdraw takes its reason with --why, not --now or --was"),
        (asked.why and not asked.withdraw, "--why goes with --withdraw"),
        (asked.was and asked.no_was, "--was and --no-was exclude each other"),
        (len(words) > 1 and not asked.typo, "one at a time, but for --typo"),
    )
    for is_wrong, what in wrong:
        if is_wrong:
            raise click.UsageError(what)


def _case(context: Context, word: str, asked: Asked) -> Case:
    owner = _owner(context, word)
    problems: list[Problem] = []
    records = read_records(context.root, problems)
    issue = issue_of(owner)
    refuse_unpublished(owner, context.publication, withdraws=asked.withdraw)
    unreadable = [problem for problem in problems if problem.path == record_path(issue)]
    if unreadable:
        raise DigestError(*unreadable)
    if asked.withdraw and isinstance(owner, IssueHeader):
        raise UsageError("an issue is not withdrawn as a whole", "name an entry; or correct the letter with --now")
    record = next((record for record in records if record.issue == issue), None)
    return Case(owner=owner, record=record, was=went_out(owner, record))


def _owner(context: Context, word: str) -> Entry | IssueHeader:
    """The entry, or the issue, that a word names. Raises UsageError."""
    name = re.sub(rf"^{ISSUES_FOLDER}/|\.md$", "", below_root(context, word)) if "/" in word else word
    if is_week(name.upper()):
        return issue_named(context.publication, name)
    try:
        return find_entries(context, (word,))[0]
    except UsageError:
        for record in read_records(context.root, []):
            if any(row.slug == word.lower() for row in record.entries):
                what = f"'{word}' was published in {record.issue}, and its file is not there any more"
                raise UsageError(what, "restore the file with git, then run this again") from None
        raise


def _correct(context: Context, case: Case, asked: Asked) -> None:
    _show_difference(context, case)
    telling = _telling(context, case, asked)
    path = record_path(issue_of(case.owner))
    with context.store.lock():
        files = bytes_of(context.store, (case.owner.path, path), (case.owner,))
        writes = correcting_writes(case.owner, telling, case.record, files)
        write_all(context.store, writes)
    context.say(_done(case, telling) if writes else f"{case.name}: nothing to record; it is as it went out.")
    if isinstance(telling, Withdrawal):
        _tell_mentions(context, case)
    if case.record is None:
        issue = issue_of(case.owner)
        context.say(f"{issue} has no record of what went out: digest issue publish {issue} writes it.")


def _show_difference(context: Context, case: Case) -> None:
    """What a reader would notice, to standard error."""
    if case.record is None:
        return
    if case.was is None:
        diff = whole(case.owner, "+")
        context.say(f"{case.owner.path} was not in {issue_of(case.owner)} when it went out:")
    else:
        found = change(case.was, case.owner)
        diff = found.diff if found else ""
        if diff:
            context.say(f"{case.owner.path} has changed since {issue_of(case.owner)} went out:")
    for line in diff_lines(diff):
        context.say(f"    {line}")


def _telling(context: Context, case: Case, asked: Asked) -> Telling:
    """What readers shall be told, from the options or by asking. Raises UsageError when neither says."""
    if asked.withdraw:
        return Withdrawal(date=context.today, why=_why(case, asked))
    # The editor may have written the correction into the file: then only the record is behind.
    if asked.typo or (not asked.now and case.was and is_declared(case.was, case.owner)):
        return None
    now = asked.now or _ask_now(case)
    if not now:
        return None
    was = asked.was or ("" if asked.no_was else _was(case, is_asked=not asked.now))
    telling = Correction(date=context.today, now=now, was=was)
    # The same command again: what it read off the difference then can be read no more.
    return _said_before(case, telling) if not (asked.was or asked.no_was) else telling


def _said_before(case: Case, telling: Correction) -> Correction:
    """The correction of that day and these words that the file has already, otherwise this one."""
    if telling.was:
        return telling
    alike = (row for row in case.owner.corrections if (row.now, row.date) == (telling.now, telling.date))
    return next(alike, telling)


def _why(case: Case, asked: Asked) -> str:
    given = asked.why or (case.owner.why if isinstance(case.owner, Entry) and case.owner.status == "withdrawn" else "")
    if given:
        return one_line(given)
    if not is_terminal():
        raise UsageError("say why it is withdrawn", _EXAMPLE_WITHDRAWAL.format(case.name))
    return one_line(click.prompt("Why is it withdrawn? Readers see this", err=True))


def _ask_now(case: Case) -> str:
    """The sentence; empty for a slip."""
    if not is_terminal():
        raise UsageError("say what is right", _EXAMPLE.format(case.name))
    now = one_line(
        click.prompt("What is right, for readers (Enter for a slip)", default="", show_default=False, err=True)
    )
    if not now and not click.confirm("Record it as a slip, and show nothing?", default=True, err=True):
        raise UsageError("nothing was written")
    return now


def _was(case: Case, *, is_asked: bool) -> str:
    known = one_line(words_before(case.was, case.owner)) if case.was else ""
    if not is_asked:
        return known
    question = "What it said (- to repeat nothing, where that would do harm)"
    was = one_line(click.prompt(question, default=known, show_default=bool(known), err=True))
    return "" if was == "-" else was


def _done(case: Case, telling: Telling) -> str:
    if isinstance(telling, Withdrawal):
        return f"withdrawn {case.name}: its place and the reason stay. To see it: digest build"
    if telling is None:
        return f"recorded {case.name} as it is now; nothing more is shown."
    said = f"\nIt used to say: {telling.was}" if telling.was else ""
    return f"corrected {case.name}, there and on /corrections/. To see it: digest build{said}"


def _tell_mentions(context: Context, case: Case) -> None:
    """The letter is the editor's, and may still speak of what was withdrawn."""
    owner = case.owner
    if not isinstance(owner, Entry):
        return
    for issue in context.publication.issues:
        speaks = f"#{owner.slug}" in issue.letter or owner.shown_title in issue.letter
        if issue.id == owner.issue and speaks:
            context.say(f"The letter speaks of it: look at {issue.path}, then digest correct {issue.id}")
