"""`digest triage`: the candidates of an issue as a text to edit, until it can be applied or is given up."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from digest.cli.choose import tell_aftermath, write_choices
from digest.cli.completion import issues
from digest.cli.context import Context, pass_context
from digest.cli.editor import edit_file
from digest.curate.issues import target
from digest.curate.sheet import format_sheet, offered
from digest.curate.triage import Choice, first_mark, is_empty, marked, read_choices
from digest.errors import DigestError, Problem, UsageError
from digest.model import Publication
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One issue being decided."""

    context: Context
    publication: Publication
    issue: str

    @property
    def path(self) -> str:
        """Where the text lies while it is edited, and stays until it was applied."""
        return f".cache/triage-{self.issue}.txt"

    @property
    def place(self) -> Path:
        return self.context.root / self.path


@click.command(short_help="Choose, order and file the candidates in your editor.")
@click.argument("issue", required=False, shell_complete=issues)
@click.option("--print", "to_print", is_flag=True, help="Write the text to standard output and change nothing.")
@click.option("--apply", "source", metavar="FILE", help="Apply a text edited elsewhere; - is standard input.")
@pass_context
def triage(context: Context, issue: str | None, to_print: bool, source: str | None) -> None:
    """Choose, order and file the candidates of ISSUE (the oldest draft) in your editor.

    A line an entry: write keep or skip in front, change the section, move the kept lines into the order of the
    issue, save. Close without saving and nothing changes. A mistake opens the text again with the line marked.

    \b
    Examples:
      digest triage
      digest triage 2026-W47 --print > week.txt
      digest triage 2026-W47 --apply week.txt
    """
    if to_print and source:
        raise click.UsageError("--print and --apply exclude each other")
    publication = context.publication
    session = Session(context=context, publication=publication, issue=_open_for_choice(publication, issue))
    if to_print:
        click.echo(format_sheet(publication, session.issue), nl=False)
        return
    if source is None and not any(offered(publication, session.issue)):
        context.say(f"{session.issue} has no candidates. digest fetch brings new ones.")
        return
    if source is None:
        _by_editor(session)
    else:
        _finish(_write(session, _applied(session, source)))


def _open_for_choice(publication: Publication, name: str | None) -> str:
    issue = target(publication, name)
    if any(header.id == issue and header.status == "published" for header in publication.issues):
        raise UsageError(f"{issue} is published: what is in it stays", "name a draft, or make one: digest issue new")
    return issue


def _by_editor(session: Session) -> None:
    """The text goes when it was applied; until then it is kept, whatever happens."""
    choices = _edited(session)
    if choices is None:
        return
    with _keeping(session):
        problems = _write(session, choices)
    session.place.unlink(missing_ok=True)
    _finish(problems)


def _finish(problems: Sequence[Problem]) -> None:
    if problems:
        raise DigestError(*problems)


def _applied(session: Session, source: str) -> tuple[Choice, ...]:
    """The choices of a text from elsewhere. Raises DigestError, and nothing was changed."""
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(session.context.start, source).read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}", "name a text that digest triage --print wrote") from None
    path = "standard input" if source == "-" else source
    choices, problems = _read(session, _decoded(data, path), path)
    if problems:
        raise DigestError(*problems)
    return choices


def _edited(session: Session) -> tuple[Choice, ...] | None:
    """The choices of the text as the editor leaves it; None when it is given up without a mistake in it."""
    resumed = session.place.is_file()
    offer = session.place.read_bytes() if resumed else format_sheet(session.publication, session.issue).encode()
    if resumed:
        session.context.say(f"going on with your text of the last time, {session.path}")
    saved = _edit(session, offer, is_fresh=not resumed)
    if not saved:
        _give_up(session, "not saved", forget=not resumed)
        return None
    told: set[str] = set()
    while True:
        text = session.place.read_bytes() if session.place.exists() else b""
        with _keeping(session):
            typed = _decoded(text, session.path)
            if is_empty(typed):
                _give_up(session, "no line is left in the text", forget=True)
                return None
            choices, problems = _read(session, typed, session.path)
            before, told = told, {problem.what for problem in problems}
            # The same mistakes again are left as they are: also a script that never mends them comes to an end.
            if problems and (text == offer or told == before):
                raise DigestError(*problems)
        if not problems:
            return choices
        again = marked(typed, problems)
        offer = again.encode()
        _edit(session, offer, is_fresh=False, line=first_mark(again))


def _edit(session: Session, offer: bytes, *, is_fresh: bool, line: int = 1) -> bool:
    """Whether the editor saved. When it fails, a text with work in it is kept."""
    session.context.store.replace(session.path, offer)
    try:
        return edit_file(session.place, line=line)
    except UsageError:
        if is_fresh and session.place.read_bytes() == offer:
            session.place.unlink()
        else:
            _say_kept(session)
        raise


@contextmanager
def _keeping(session: Session) -> Iterator[None]:
    """Says where the text is when it cannot be applied."""
    try:
        yield
    except DigestError:
        _say_kept(session)
        raise


def _say_kept(session: Session) -> None:
    session.context.say(f"nothing was changed; your text is in {session.path}, digest triage goes on with it")


def _give_up(session: Session, why: str, *, forget: bool) -> None:
    if forget:
        session.place.unlink(missing_ok=True)
    session.context.say(f"{why}: nothing was changed")


def _read(session: Session, text: str, path: str) -> tuple[tuple[Choice, ...], tuple[Problem, ...]]:
    problems: list[Problem] = []
    choices = read_choices(text, session.publication, session.issue, path=path, problems=problems)
    return choices, tuple(problems)


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        what = f"not UTF-8: byte {data[error.start]:#04x}"
        raise DigestError(
            Problem(path=path, line=line, code="FILE001", what=what, hint="save the text as UTF-8")
        ) from None


def _write(session: Session, choices: Sequence[Choice]) -> tuple[Problem, ...]:
    """Every choice that can be written is; what hinders the others is returned. The lock refused: UsageError."""
    problems = write_choices(session.context, choices)
    failed = {problem.path for problem in problems}
    written = [choice for choice in choices if choice.was.path not in failed]
    session.context.say(_summary(session, written))
    tell_aftermath(session.context, written)
    return problems


def _summary(session: Session, written: Sequence[Choice]) -> str:
    now = Counter(choice.now.status for choice in written if choice.now.status != choice.was.status)
    decided = sum(choice.was.status == "new" and choice.now.status != "new" for choice in written)
    left = len(offered(session.publication, session.issue)[1]) - decided + now["new"]
    others = sum(choice.now.status == choice.was.status for choice in written)
    moved = f", {others} moved" if others else ""
    return f"{now['keep']} kept, {now['skip']} skipped{moved}, {left} left in {session.issue}"
