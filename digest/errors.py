"""Problems in files and the exceptions that carry them. Knows nothing else. Pure.

DigestError             problems in files of the publication; exit status 1
└── UsageError          wrong usage, no publication here, or an error of ours; exit status 2
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from digest.values import dataclass

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it."""

    path: str
    """Relative to the publication's root, with forward slashes; empty when no file is to blame."""
    line: int | None = None
    """Counted from 1 at the start of the file, never of the front matter."""
    code: str
    what: str
    hint: str = ""
    level: Level = "error"
    diff: str = ""
    """Lines that begin with `-`, `+` or a space, where what is wrong is a difference."""
    fix: str = ""
    """What the line should be, without its indentation, when putting it there is all that is needed."""
    was: str = ""
    """The address that `fix` stands for, on this line or below it; empty where `fix` is a whole line."""

    @property
    def where(self) -> str:
        if not self.path:
            return ""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        return (self.path, self.line or 0, self.code, self.what)

    def __str__(self) -> str:
        head = f"{self.where}: {self.code}: {self.what}" if self.path else self.what
        return f"{head}\n    {self.hint}" if self.hint else head


class DigestError(Exception):
    """Problems found together, ordered by file and line."""

    exit_status: ClassVar[int] = 1

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(DigestError):
    """What was asked cannot be done as asked; nothing was changed."""

    exit_status: ClassVar[int] = 2

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(Problem(path="", code="USAGE", what=what, hint=hint))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word and all known words; the nearest is left out when none is near."""
    # Here, since every command imports this module and few are misspelt.
    import difflib

    words = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    all_words = f"known: {', '.join(words)}" if words else "none is defined"
    return f"did you mean '{near[0]}'? {all_words}" if near else all_words
