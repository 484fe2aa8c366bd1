"""The text that came back from the editor to choices; what is wrong with it, marked in the text itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from digest.curate.choices import NO_SECTION, Complaint, choice_complaint, reason_for, section_complaint
from digest.curate.sheet import ID, offered
from digest.errors import Problem, did_you_mean
from digest.model import Entry, Publication, Status
from digest.text import clean_line
from digest.values import dataclass

MARK = "# !! "
_WORDS: dict[str, Status] = {"keep": "keep", "k": "keep", "skip": "skip", "s": "skip", "new": "new", "n": "new"}
_STEP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that means something, as it was typed."""

    number: int
    word: str
    section: str
    id: str
    """Empty when there is none."""
    tail: str
    """What stands behind the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    was: Entry
    now: Entry


def is_empty(text: str) -> bool:
    """Whether nothing is left but comments."""
    return not read_lines(text)


def read_choices(
    text: str, publication: Publication, issue: str, *, path: str, problems: list[Problem]
) -> tuple[Choice, ...]:
    """What the text changes. Appends what is wrong to `problems`; `path` is where the text lies."""
    here = {entry.id: entry for entry in publication.entries}
    choices: list[Choice] = []
    first_line: dict[str, int] = {}
    for line in read_lines(text):
        complaint = _complaint(line, here.get(line.id), issue, first_line)
        choice = None if complaint else _choice(line, here[line.id])
        if choice is not None:
            complaint = section_complaint(publication.settings, choice.now.section, choice.was) or choice_complaint(
                publication, choice.was, choice.now
            )
        if complaint:
            what, hint = complaint
            problems.append(Problem(path=path, line=line.number, code="TRIAGE001", what=what, hint=hint))
        elif choice is not None:
            choices.append(choice)
        first_line.setdefault(line.id, line.number)
    return tuple(choice for choice in _ranked(choices, publication, issue) if choice.now != choice.was)


def read_lines(text: str) -> tuple[Line, ...]:
    rows = enumerate(text.removeprefix("\ufeff").splitlines(), start=1)
    return tuple(_line(number, row) for number, row in rows if row.strip() and not row.lstrip().startswith("#"))


def marked(text: str, problems: Iterable[Problem]) -> str:
    """The text with each mistake told above its line; the marks of the last time are gone."""
    told: dict[int, list[str]] = {}
    for problem in problems:
        told.setdefault(problem.line or 1, []).append(f"{MARK}{problem.what}: {problem.hint}")
    count = sum(map(len, told.values()))
    those = "One mistake is" if count == 1 else f"{count} mistakes are"
    lines = [f"{MARK}{those} marked with !! above the line. Mend and save, or leave it so and nothing is changed."]
    for number, row in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        lines.extend(told.get(number, ()))
        if not row.startswith(MARK.rstrip()):
            lines.append(row)
    return "\n".join(lines) + "\n"


def first_mark(text: str) -> int:
    """The line of the first mistake told, behind the sentence at the top."""
    rows = enumerate(text.splitlines(), start=1)
    return next((number for number, row in rows if number > 1 and row.startswith(MARK)), 1)


def _line(number: int, row: str) -> Line:
    word, section, rest = [*row.split(maxsplit=2), "", ""][:3]
    found = ID.search(rest)
    tail = rest[found.end() :].strip() if found else ""
    return Line(number=number, word=word, section=section, id=found[0] if found else "", tail=tail)


def _complaint(line: Line, entry: Entry | None, issue: str, first_line: dict[str, int]) -> Complaint | None:
    """What is wrong with a line before its section is looked at."""
    delete = "leave a line as it was but for its first two words and its place, or delete it"
    if line.word.lower() not in _WORDS:
        return f"unknown word '{line.word}'", did_you_mean(line.word, ("keep", "skip", "new"))
    if not line.id:
        return "this line has lost its id", delete
    if entry is None:
        return f"no entry has the id {line.id}", delete
    if line.id in first_line:
        return f"the same entry as on line {first_line[line.id]}", "delete one of the two lines"
    if entry.issue != issue:
        return f"'{entry.slug}' belongs to {entry.issue}, not to {issue}", "delete the line"
    if line.tail and not line.tail.startswith("#"):
        return f"what does '{line.tail[:30]}' mean?", "a reason for a skip begins with #; two lines must not be joined"
    if line.tail[1:].strip() and _WORDS[line.word.lower()] != "skip":
        return "only a skip has a reason", "write skip in front, or delete what stands behind the id"
    return None


def _choice(line: Line, entry: Entry) -> Choice:
    """A line `new` leaves what somebody skipped while the text was open: skipped entries are not offered."""
    status: Status = _WORDS[line.word.lower()]
    if status == "new" and entry.status not in ("new", "keep"):
        status = entry.status
    section = None if line.section == NO_SECTION else line.section
    why = reason_for(entry, status, clean_line(line.tail[1:]))
    rank = None if (entry.status, status) == ("keep", "new") else entry.rank
    return Choice(was=entry, now=replace(entry, status=status, section=section, rank=rank, why=why))


def _ranked(choices: list[Choice], publication: Publication, issue: str) -> list[Choice]:
    """Kept lines numbered 10, 20, ... in their order; the numbers stay when nothing joined them and none moved."""
    kept = [choice.was.id for choice in choices if choice.now.status == "keep"]
    before = [entry.id for entry in offered(publication, issue)[0] if entry.id in set(kept)]
    if kept == before:
        return choices
    unlisted = [entry.rank for entry in offered(publication, issue)[0] if entry.id not in {c.was.id for c in choices}]
    # A kept line that was deleted stays where it was; what is listed follows it.
    after = max((rank for rank in unlisted if rank is not None), default=0.0)
    ranks = {id_: float(_STEP * (after // _STEP + number)) for number, id_ in enumerate(kept, start=1)}
    return [
        replace(choice, now=replace(choice.now, rank=ranks.get(choice.was.id, choice.now.rank))) for choice in choices
    ]
