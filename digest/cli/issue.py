"""`digest issue`: make a draft, settle it, publish it, bring something back."""

from __future__ import annotations

import click

from digest.cli.completion import issues
from digest.cli.context import Context, pass_context
from digest.cli.publish import publish
from digest.cli.restore import restore
from digest.cli.send import send_issue
from digest.cli.work import bytes_of, write_all
from digest.content.documents import ISSUE_KEYS, edit_document
from digest.curate.issues import issue_named, oldest_draft
from digest.curate.opening import draft, first_free_week
from digest.curate.publishing import Write
from digest.errors import UsageError
from digest.model import IssueHeader, Publication
from digest.places import ISSUES_FOLDER
from digest.weeks import first_day, is_week, last_day, week_of


@click.group()
def issue() -> None:
    """Make, settle and publish an issue, the edition of one ISO week.

    \b
    Examples:
      digest issue new               a draft for this week
      digest issue freeze            nothing new goes into the open issue
      digest issue publish           number it, date it, record it
      digest issue publish 2026-W47 --yes
    """


@issue.command(short_help="Make a draft for this week, or the first later one.")
@click.argument("week", metavar="[ISSUE]", required=False, shell_complete=issues)
@pass_context
def new(context: Context, week: str | None) -> None:
    """Make a draft: for this week, or the first later one that has no file.

    \b
    Examples:
      digest issue new
      digest issue new 2026-W53
    """
    with context.store.lock():
        publication = context.publication
        chosen = _free_week(publication, week, context) if week else first_free_week(publication, context.today)
        write = draft(chosen)
        write_all(context.store, (write,))
    click.echo(write.path)
    context.say(f"{chosen} runs from {first_day(chosen)} to {last_day(chosen)}.")
    context.say("Give it a title there, and write its letter below.")


@issue.command(short_help="Settle an issue: nothing new goes into it.")
@click.argument("week", metavar="[ISSUE]", required=False, shell_complete=issues)
@pass_context
def freeze(context: Context, week: str | None) -> None:
    """Settle an issue: what is collected from now on goes to a later one. The oldest draft without ISSUE.

    \b
    Examples:
      digest issue freeze
      digest issue freeze 2026-W47
    """
    with context.store.lock():
        header = _to_freeze(context.publication, week)
        if header.status == "frozen":
            context.say(f"{header.id} is frozen already.")
            return
        files = bytes_of(context.store, (header.path,), (header,))
        data = edit_document(files[header.path], {"status": "frozen"}, ISSUE_KEYS, path=header.path)
        write_all(context.store, (Write(path=header.path, data=data, was=files[header.path]),))
    context.say(f"{header.id} is frozen: what is collected from now on goes to a later issue.")


issue.add_command(publish)
issue.add_command(send_issue)
issue.add_command(restore)


def _free_week(publication: Publication, week: str, context: Context) -> str:
    if not is_week(week):
        raise UsageError(f"'{week}' is no ISO week", f"write one like {week_of(context.today)}")
    if any(header.id == week for header in publication.issues):
        raise UsageError(f"{ISSUES_FOLDER}/{week}.md exists already", "open it, or choose another week")
    return week


def _to_freeze(publication: Publication, week: str | None) -> IssueHeader:
    header = issue_named(publication, week) if week else oldest_draft(publication)
    if header is None:
        raise UsageError("no issue is in draft", "make one: digest issue new")
    if header.status == "published":
        raise UsageError(f"{header.id} is published, and settled with that", f"see {header.path}")
    return header
