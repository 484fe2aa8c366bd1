"""`digest issue send`: what publishing changed to a commit on the remote."""

from __future__ import annotations

import click

from digest.cli import runner
from digest.cli.completion import issues
from digest.cli.context import Context, is_terminal, pass_context
from digest.errors import UsageError
from digest.publish.git import Repository, answer, open_repository, run
from digest.publish.place import repository_of_remote
from digest.publish.pulls import compare_link
from digest.publish.recording import Sent, send, take_up
from digest.weeks import is_week


@click.command("send", short_help="Commit what publishing changed, and push.")
@click.argument("week", metavar="ISSUE", shell_complete=issues)
@click.option("--remote", default="origin", show_default=True, help="Where to push.")
@click.option("--base", help="The branch that the site is made from. Default: the one that is checked out.")
@pass_context
def send_issue(context: Context, week: str, remote: str, base: str | None) -> None:
    """Commit what `digest issue publish` changed in content/ and push it, never by force. Prints the branch.

    When others pushed meanwhile, the same changes go on top of that, unless they touched what publishing stands on:
    then nothing is pushed, and the issue has to be published again on what is there now. Where nobody may push to the
    branch itself, the commit goes to publish/ISSUE for a pull request. The workflow `publish an issue` works this way.

    \b
    Example:
      digest issue publish 2026-W47 --yes && digest issue send 2026-W47
    """
    week = week.upper()
    if not is_week(week):
        raise UsageError(f"'{week}' is no issue", "write it as 2026-W47")
    repository = open_repository(context.root, may_ask=is_terminal())
    chosen = base or run(repository, "symbolic-ref", "--quiet", "--short", "HEAD").out.strip()
    if not chosen:
        raise UsageError("no branch is checked out", "say which one the site is made from: --base main")
    sent = send(repository, issue=week, remote=remote, base=chosen, now=context.now)
    if sent.commit and not sent.declined:
        take_up(repository, sent.commit)
    _tell(context, repository, week, sent, chosen, remote)


def _tell(context: Context, repository: Repository, week: str, sent: Sent, base: str, remote: str) -> None:
    runner.set_output("branch", sent.branch)
    if not sent.branch:
        context.say("Nothing in content/ differs from what is committed.")
        return
    click.echo(sent.branch)
    lines = [f"{week} is on {sent.branch} of {remote}"]
    if sent.declined:
        named = runner.repository() or repository_of_remote(answer(repository, "remote", "get-url", remote))
        link = compare_link(runner.server(), named, base, sent.branch) if named else ""
        lines = [
            f"{sent.declined}; {week} waits on the branch {sent.branch}",
            f"Open a pull request: {link}".rstrip(": "),
        ]
    for line in lines:
        context.say(line)
    runner.add_summary("\n\n".join(lines))
