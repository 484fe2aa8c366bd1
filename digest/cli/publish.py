"""`digest issue publish`: the preflight, the issue's files in their order, then the fold of what was left behind."""

from __future__ import annotations

from collections import Counter

import click

from digest.cli.context import Context, is_terminal, pass_context
from digest.cli.work import bytes_of, remove_all, write_all
from digest.content.history import unsaved_files
from digest.content.memory import fold_path
from digest.content.publication import ENTRIES_FOLDER, read_publication, read_records
from digest.content.store import Store
from digest.curate.folding import fold, folded_entries, has_words
from digest.curate.issues import issue_named
from digest.curate.publishing import changed_titles, kept_entries, published_paths, publishing_writes
from digest.errors import DigestError, Problem, UsageError
from digest.model import Entry, IssueHeader, PublishedIssue

_UNFINISHED = ".cache/publishing"
_FATES = (("skip", "skipped"), ("new", "undecided"))


@click.command()
@click.argument("week", metavar="[ISSUE]", required=False)
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
        records = _records(context)
        _preflight(context, header, records)
        _note(context.store, header.id)
        is_new = _publish(context, header, records)
    left = _left(context, header.id)
    if left:
        _offer_fold(context, header.id, left, yes)
    elif not is_new:
        context.say(f"{header.id} is published, and nothing is left to do.")
    context.store.remove(_UNFINISHED, was=header.id.encode())


def _note(store: Store, issue: str) -> None:
    """Which issue is being published: after an interruption the same command must not take the next one."""
    store.replace(_UNFINISHED, issue.encode())


def _chosen(context: Context, week: str | None) -> IssueHeader:
    publication = context.publication
    if week:
        return issue_named(publication, week)
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


def _records(context: Context) -> tuple[PublishedIssue, ...]:
    problems: list[Problem] = []
    records = read_records(context.root, problems)
    if problems:
        raise DigestError(*problems)
    return records


def _preflight(context: Context, header: IssueHeader, records: tuple[PublishedIssue, ...]) -> None:
    """Raises DigestError with all errors; tells the warnings."""
    context.complain(problem for problem in context.reading.problems if problem.level == "warning")
    if not kept_entries(context.publication, header.id):
        hint = f"choose some: digest triage {header.id}"
        raise DigestError(Problem(path=header.path, line=1, code="ISSUE009", what="no entry is kept", hint=hint))
    for change in changed_titles(context.publication, header.id):
        what = f"{change.entry.path}: its source has changed the title to “{change.now}”"
        context.say(f"{what}\n    it stays “{change.entry.title}” unless you change it")


def _publish(context: Context, header: IssueHeader, records: tuple[PublishedIssue, ...]) -> bool:
    """Whether there was something to write."""
    publication = context.publication
    kept = kept_entries(publication, header.id)
    files = bytes_of(context.store, published_paths(publication, header), (*kept, header))
    writes = publishing_writes(publication, header, records, files, context.today)
    write_all(context.store, writes)
    if writes:
        word = "entry" if len(kept) == 1 else "entries"
        context.say(f"{header.id} is published with {len(kept)} {word}. To see it: digest build")
    return bool(writes)


def _left(context: Context, issue: str) -> tuple[Entry, ...]:
    """What may be folded: not what an editor wrote and git does not hold."""
    entries = folded_entries(read_publication(context.root).publication, issue)
    unsaved = unsaved_files(context.root, ENTRIES_FOLDER)
    held = tuple(entry for entry in entries if has_words(entry) and (unsaved is None or entry.path in unsaved))
    for entry in held:
        context.say(f"{entry.path} stays: it has your words and git does not hold them")
    if held:
        context.say(f"    commit them, delete them, or move them on; then again: digest issue publish {issue}")
    return tuple(entry for entry in entries if entry not in held)


def _offer_fold(context: Context, issue: str, entries: tuple[Entry, ...], yes: bool) -> None:
    counts: Counter[str] = Counter(entry.status for entry in entries)
    words = " and ".join(f"{counts[key]} {word}" for key, word in _FATES if counts[key])
    if not yes and not is_terminal():
        context.say(f"{words} stay in {issue}. To fold them into content/seen: digest issue publish {issue} --yes")
        return
    question = f"Fold {words} into {fold_path(issue)}? Their files go; digest restore makes one again."
    if yes or click.confirm(question, default=True, err=True):
        _fold(context, issue, tuple(entry.path for entry in entries))


def _fold(context: Context, issue: str, paths: tuple[str, ...]) -> None:
    """Reads all again, since the question may have stood for hours; folds nothing that it was not about."""
    with context.store.lock():
        publication = read_publication(context.root).sound()
        entries = tuple(entry for entry in folded_entries(publication, issue) if entry.path in paths)
        files = bytes_of(context.store, (*(entry.path for entry in entries), fold_path(issue)), entries)
        folded = fold(publication, issue, entries, files)
        write_all(context.store, folded.writes)
        problems = remove_all(context.store, folded.removals)
    context.say(f"{len(entries) - len(problems)} folded into {fold_path(issue)}.")
    if problems:
        raise DigestError(*problems)
