"""`digest issue publish`: the preflight, the issue's files in their order, then the fold of what was left behind."""

from __future__ import annotations

from collections import Counter

import click

from digest.cli.completion import issues
from digest.cli.context import Context, is_terminal, pass_context
from digest.cli.work import bytes_of, remove_all, write_all
from digest.content.history import unsaved_files
from digest.content.memory import fold_path
from digest.content.publication import read_publication, read_records
from digest.content.store import Store
from digest.curate.folding import COPIES_FOLDER, copy_path, fold, folded_entries
from digest.curate.issues import issue_named
from digest.curate.publishing import kept_entries, published_paths, publishing_writes
from digest.errors import DigestError, Problem, UsageError
from digest.model import IssueHeader, PublishedIssue
from digest.places import ENTRIES_FOLDER

_UNFINISHED = ".cache/publishing"
_CURED = ("ISSUE004", "ISSUE005", "ISSUE006", "ISSUE008", "NEWS001", "PUB006")
"""Problems that are just what this command is about to mend: also an issue whose publishing was interrupted."""
_FATES = (("skip", "skipped"), ("new", "undecided"))


@click.command()
@click.argument("week", metavar="[ISSUE]", required=False, shell_complete=issues)
@click.option("-y", "--yes", is_flag=True, help="Fold what was not kept without asking.")
@pass_context
def publish(context: Context, week: str | None, yes: bool) -> None:
    """Publish an issue: the oldest that is not, without ISSUE.

    Checks it first. Then numbers and dates it, fixes the slugs of its entries and what else covered them, and records
    what went out. Last it asks whether to fold what was skipped or left undecided into content/seen; those files go,
    and `digest restore` makes one again. Interrupted, run it again: it does the rest.

    \b
    Examples:
      digest issue publish
      digest issue publish 2026-W47 --yes
    """
    with context.store.lock():
        header = _chosen(context, week)
        records = _preflight(context, header)
        _note(context.store, header.id)
        _publish(context, header, records)
    _offer_fold(context, header.id, yes)
    if (context.root / _UNFINISHED).exists():
        context.store.remove(_UNFINISHED, was=header.id.encode())


def _note(store: Store, issue: str) -> None:
    """Which issue is being published: after an interruption the same command must not take the next one."""
    store.replace(_UNFINISHED, issue.encode())


def _chosen(context: Context, week: str | None) -> IssueHeader:
    publication = context.reading.publication
    if week:
        return _named(context, week)
    note = context.root / _UNFINISHED
    unfinished = note.read_text(encoding="utf-8", errors="replace") if note.is_file() else ""
    for issue in publication.issues:
        if issue.id == unfinished:
            context.say(f"Publishing {issue.id} was interrupted; going on with it.")
            return issue
    header = next((issue for issue in publication.issues if issue.status != "published"), None)
    if header is None:
        raise UsageError("every issue is published", "make the next: digest issue new")
    return header


def _named(context: Context, week: str) -> IssueHeader:
    try:
        return issue_named(context.reading.publication, week)
    except UsageError:
        # It may have a file that cannot be read; then that is what to say.
        context.reading.sound()
        raise


def _preflight(context: Context, header: IssueHeader) -> tuple[PublishedIssue, ...]:
    """What went out so far. Raises DigestError with all errors; tells the warnings that publishing does not cure."""
    # Here, since it brings all that renders, and the other commands of `digest issue` do not wait for that.
    from digest.publish.checks import run_checks

    problems: list[Problem] = []
    records = read_records(context.root, problems)
    reading = context.reading
    checked = run_checks(reading, records, today=context.today, issue=header.id, root=context.root)
    found = (*reading.errors, *problems, *checked)
    errors = [problem for problem in dict.fromkeys(found) if problem.level == "error" and problem.code not in _CURED]
    if not kept_entries(reading.publication, header.id):
        hint = f"choose some: digest triage {header.id}"
        errors.append(Problem(path=header.path, line=1, code="ISSUE009", what="no entry is kept", hint=hint))
    if errors:
        raise DigestError(*errors)
    context.complain(problem for problem in dict.fromkeys(found) if problem.code not in _CURED)
    return records


def _publish(context: Context, header: IssueHeader, records: tuple[PublishedIssue, ...]) -> None:
    publication = context.publication
    kept = kept_entries(publication, header.id)
    files = bytes_of(context.store, published_paths(publication, header), (*kept, header))
    writes = publishing_writes(publication, header, records, files, context.today)
    write_all(context.store, writes)
    word = "entry" if len(kept) == 1 else "entries"
    if writes:
        context.say(f"{header.id} is published with {len(kept)} {word}. To see it: digest build")
    else:
        context.say(f"{header.id} is published already, with {len(kept)} {word}.")


def _offer_fold(context: Context, issue: str, yes: bool) -> None:
    entries = folded_entries(read_publication(context.root).publication, issue)
    counts: Counter[str] = Counter(entry.status for entry in entries)
    words = " and ".join(f"{counts[key]} {word}" for key, word in _FATES if counts[key])
    if not entries:
        return
    if not yes and not is_terminal():
        context.say(f"{words} stay in {issue}. To fold them into content/seen: digest issue publish {issue} --yes")
        return
    if not yes:
        context.say(f"Folding writes a line for each into {fold_path(issue)} and removes its file;")
        context.say("digest restore makes one again.")
    if yes or click.confirm(f"Fold {words}?", default=True, err=True):
        _fold(context, issue, tuple(entry.path for entry in entries))


def _fold(context: Context, issue: str, paths: tuple[str, ...]) -> None:
    """Reads all again, since the question may have stood for hours; folds nothing that it was not about."""
    with context.store.lock():
        publication = read_publication(context.root).sound()
        entries = tuple(entry for entry in folded_entries(publication, issue) if entry.path in paths)
        places = (entry.path for entry in entries)
        copies = (copy_path(entry.path) for entry in entries)
        files = bytes_of(context.store, (*places, *copies, fold_path(issue)), entries)
        held = unsaved_files(context.root, ENTRIES_FOLDER)
        unsaved = {entry.path for entry in entries if held is None or entry.path in held}
        folded = fold(publication, issue, entries, files, unsaved)
        write_all(context.store, folded.writes)
        problems = remove_all(context.store, folded.removals)
    context.say(f"{len(entries) - len(problems)} folded into {fold_path(issue)}.")
    if unsaved:
        context.say(f"git does not hold {len(unsaved)} of them as they were; copies are in {COPIES_FOLDER}.")
    if problems:
        raise DigestError(*problems)
