"""What a doctor is told about machine, repository, publication, feeds and the site on line, and what it finds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from digest.collect.state import FeedState
from digest.diagnostics import DIAGNOSTICS
from digest.errors import Problem
from digest.model import Publication
from digest.publish.doctor.standstill import Movement
from digest.publish.place import repository_of_remote
from digest.values import dataclass

Grade = Literal["error", "warning", "note", "good"]
"""A note is worth knowing and nothing wrong: it may be meant so, or cannot be known from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    code: str
    """The question that was asked: one code for what is well and for what is wrong."""
    grade: Grade
    what: str
    mend: str = ""
    """What to do, in a sentence."""
    commands: tuple[str, ...] = ()
    """To be typed, written or opened as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    command: str
    told_by: str
    """`$VISUAL`, `$EDITOR`, or `git`."""
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds the lock of the publication."""

    process: int | None
    """None when nobody who lives can be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    name: str
    wanted: tuple[str, ...]
    """Any of these; empty for whatever there is."""
    found: str
    """Empty when it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    python: tuple[int, ...]
    git: str = ""
    """Its version; empty when there is no git."""
    editor: Editor | None = None
    free_bytes: int | None = None
    tells_case: bool = True
    """Whether `A.md` and `a.md` are two files on this disk."""
    holder: Holder | None = None
    timezone: str = "UTC"
    packages: tuple[Package, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A file of the last commit."""

    path: str
    """From the top of the repository."""
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    problem: str = ""
    """Why git knows no repository here, in its own words; then the rest says nothing."""
    top: str = ""
    below: str = ""
    """Path of the publication from the top, with its last slash; empty when it is the top."""
    branch: str = ""
    """Empty when none is checked out."""
    branches: frozenset[str] = frozenset()
    """All that are known, those of remotes by their plain names."""
    last_commit: datetime | None = None
    """None before the first."""
    remote: str = ""
    address: str = ""
    """Of the remote, without a password."""
    upstream: str = ""
    unpushed: int = 0
    is_shallow: bool = False
    unmerged: tuple[str, ...] = ()
    tracked: tuple[Tracked, ...] = ()
    ignored: frozenset[str] = frozenset()
    """Those of PROBES that git would not take."""
    merges_hints: bool = True
    """Whether two versions of a hint for polling are merged without a conflict."""
    turns_line_ends: bool = False
    has_identity: bool = True
    workflows: Mapping[str, str] = field(default_factory=dict)
    """Name of the file to its text."""

    @property
    def github(self) -> str:
        """owner/name; empty for a remote elsewhere."""
        return repository_of_remote(self.address)


BUILT, CACHED = "build/index.html", ".cache/lock"
KEPT = (
    "content/entries/2026-W47/a.md",
    "content/issues/2026-W47.md",
    "content/seen/2026-W47/a.tsv",
    "content/published/2026-W47.json",
    "content/state/a.json",
)
PROBES = (BUILT, CACHED, *KEPT)
"""Names of which git is asked whether it would leave them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLine:
    """What the network said."""

    remote: str | None = None
    """Why the remote cannot be reached; empty when it can; None when there is none."""
    site: str | None = None
    """Why the site does not answer; empty when it does; None when it was not asked."""
    site_status: int | None = None
    last_issue: str | None = None
    """Id of the newest issue on line; None when its /status.json is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that is known before the first rule is asked."""

    now: datetime
    machine: Machine
    repository: Repository
    publication: Publication
    problems: tuple[Problem, ...] = ()
    """Errors in files of the publication."""
    has_settings: bool = True
    """False when digest.yaml cannot be read: what hangs on it is not known."""
    states: Mapping[str, FeedState] = field(default_factory=dict)
    """By slug; none for a feed that was never polled, or whose hints are lost."""
    damaged: tuple[str, ...] = ()
    """Paths of hints that cannot be read."""
    movement: Movement
    shipped: Mapping[str, str] = field(default_factory=dict)
    """The workflows of a new publication, as this version writes them: name of the file to text with marks."""
    tool: str = ""
    """The requirement that installs this version of us."""
    online: OnLine | None = None
    """None when the network was not asked."""


Rule = Callable[[Case], Iterable[Finding]]


def wrong(code: str, what: str, mend: str = "", *commands: str) -> Finding:
    """Of the level that the registry gives the code."""
    return Finding(code=code, grade=DIAGNOSTICS[code].level, what=what, mend=mend, commands=commands)


def note(code: str, what: str, mend: str = "", *commands: str) -> Finding:
    return Finding(code=code, grade="note", what=what, mend=mend, commands=commands)


def good(code: str, what: str) -> Finding:
    return Finding(code=code, grade="good", what=what)


def some(names: Iterable[str], most: int = 3) -> str:
    """`a, b, c and 4 more`."""
    names = tuple(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
