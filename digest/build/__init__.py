"""Content to a built site: only what has changed is read and rendered, and all of it before the output changes.

The story is `build`; it looks, reads, plans, makes and swaps, and decides nothing else. What is heavy is imported only
when there is something to make: a build that finds nothing new is done with looking.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from digest.build.ledger import EMPTY, OWED, Archive, Counts, Ledger, digests_of
from digest.content.files import Files, moment
from digest.content.memo import NOTHING, Memo, Parsed
from digest.content.program import look_at_program, program_digest, refuse_another, refuse_change
from digest.content.tree import Changes, Tree, is_ours, standing
from digest.errors import UsageError
from digest.places import DATA_FILES, ENTRIES_FOLDER, SITE_FOLDERS, has_words
from digest.values import dataclass

if TYPE_CHECKING:
    from digest.build.crew import Crew
    from digest.render.search import IndexMaker

TEMPLATES = "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did."""

    issues: int
    entries: int
    pages: int
    changes: Changes
    reasons: tuple[tuple[str, str], ...] = ()
    """Of every part of the site, why it was made or was not."""
    changed: tuple[str, ...] = ()
    """Files of the publication that are others than at the last build, and that are gone or new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for."""

    root: Path
    output: Path
    base_url: str | None = None
    drafts: bool = False
    clean: bool = False
    """Trust nothing that is kept, and write every file again."""
    jobs: int = 1
    for_disk: bool = False
    """A preview that can be opened without a server."""
    indexer: IndexMaker | None = None
    """Makes the index of the search, or knows one that will do; without it the index is made and waited for."""


def build(
    root: Path,
    *,
    output: Path,
    base_url: str | None = None,
    drafts: bool = False,
    clean: bool = False,
    jobs: int = 1,
    for_disk: bool = False,
    indexer: IndexMaker | None = None,
) -> Report:
    """Make `output` the site of the publication at `root`. Raises DigestError; then `output` is as it was.

    The arguments are explained in Order.
    """
    refuse_output(root, output)
    order = Order(
        root=root,
        output=output,
        base_url=_address(base_url) if base_url else None,
        drafts=drafts,
        clean=clean,
        jobs=jobs,
        for_disk=for_disk,
        indexer=indexer,
    )
    with _at_ease(), ExitStack() as stack:
        crews: list[Crew] = []
        parsed: list[Iterator[Parsed]] = []

        def begin(*, is_new: bool = False) -> None:
            """To import what is needed when something is new, while others still look for what it is."""
            from digest.build.helpers import first_crew

            crews.append(stack.enter_context(first_crew(order.jobs, is_new=is_new)))

        def read(look: Look) -> None:
            """Let others read all entries, while we look at the rest."""
            if crews:
                parsed.append(_parsed(look, crews[0], NOTHING))

        look = Look(order, begin, read)
        report = look.nothing_new()
        if report is None and not crews:
            begin()
        return report or _made(look, crews[0], *parsed)


class Look:
    """At everything that a site is made from: which files there are, and which of them are others than before."""

    def __init__(self, order: Order, begin: Callable[..., object], read: Callable[[Look], object]) -> None:
        """`begin` as in Files, and told whether nothing is known; then `read` is called as soon as all entries are
        looked at."""
        self.order = order
        self.archive = Archive(order.root, order.output)
        ours, programs = ({}, {}) if order.clean else self.archive.rows()
        now = moment(order.root)
        self.files = Files(order.root, ours, now, partial(begin, is_new=not ours))
        for path in DATA_FILES:
            self.files.look(path)
        self._of_program = look_at_program(programs, now)
        self.program_alone = program_digest(self._of_program)
        refuse_another(self._of_program)
        for path in (*SITE_FOLDERS, TEMPLATES):
            self.files.look_below(path)
            if path == ENTRIES_FOLDER and not ours:
                read(self)
        wanted = f"{order.base_url} {order.drafts}"
        self.program = sha256(self.program_alone + wanted.encode()).digest()
        self.ledger = EMPTY if order.clean else self.archive.ledger()

    def nothing_new(self) -> Report | None:
        """The report of a build that has nothing to do; None where it may have."""
        if not self.ledger.made_from or self.files.unknown or self.ledger.made_from != self.made_from():
            return None
        if self.order.for_disk or self.order.indexer is not None or not is_ours(self.order.output):
            return None
        with standing(self.order.output, self.ledger.rows) as tree:
            wanted = digests_of(self.ledger.records)
            if tree.ours != wanted or not tree.holds(wanted):
                return None
            changes = tree.swap(wanted)
            self.keep(tree, self.ledger)
        reasons = tuple((name, "not made: no file has changed") for name in self.ledger.records)
        return replace(report_of(self.ledger.counts, changes), reasons=reasons)

    def made_from(self) -> str:
        """The digest of everything that was looked at, and of what is asked. Before that all of it must be known."""
        return self._digest(sorted(self.files.digests))

    def others(self) -> str:
        """The same without the files that have words."""
        return self._digest(sorted(path for path in self.files.digests if not has_words(path)))

    def _digest(self, paths: list[str]) -> str:
        digests = "\n".join(map(self.files.digests.__getitem__, paths))
        return sha256(self.program + "\0".join((*paths, digests)).encode("utf-8", "surrogateescape")).hexdigest()

    def keep(self, tree: Tree, ledger: Ledger) -> None:
        """For the next build: what the site was made from, and what its files look like."""
        if any(record.key == OWED for record in ledger.records.values()):
            # There is something to do, also where nothing changes.
            ledger = replace(ledger, made_from="")
        rows = tree.rows(digests_of(ledger.records))
        if ledger is not self.ledger or rows != dict(self.ledger.rows):
            self.archive.keep_ledger(replace(ledger, rows=rows))

    def refuse_change(self) -> None:
        """Before anything is kept, and before the site changes. Raises UsageError for another program than at first."""
        refuse_change(self._of_program, self.program_alone)

    def keep_rows(self) -> None:
        """For the next build: what the files that were looked at look like."""
        self.archive.keep_rows(self.files.rows(), self._of_program.rows())

    def memo(self) -> Memo:
        return NOTHING if self.order.clean else self.archive.memo(self.program_alone)

    def keep_memo(self, memo: Memo) -> None:
        """For the next build: what was read, whether a site is made of it or not."""
        self.refuse_change()
        self.archive.keep_memo(self.program_alone, memo)
        self.keep_rows()


@contextmanager
def _at_ease() -> Iterator[None]:
    """Without the search for cycles: nothing here makes many, and looking through all entries takes its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # What was made meanwhile counts as old then: else all of it would be looked through at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _parsed(look: Look, crew: Crew, memo: Memo) -> Iterator[Parsed]:
    from digest.build.helpers import Helpers, enlarge

    enlarge(crew, look)
    return Helpers(look, crew).parse(memo.wanted(look.files.stamps, look.files.digests))


def _made(look: Look, crew: Crew, parsed: Iterator[Parsed] | None = None) -> Report:
    """`parsed` is what others say already, of all entries."""
    from digest.build.rewording import reworded

    if parsed is None and (report := reworded(look, crew)):
        return report
    memo = look.memo()
    parsed = parsed or _parsed(look, crew, memo)
    # While others read entries, what plans and renders is imported.
    from digest.build.helpers import are_many
    from digest.build.making import make
    from digest.content.known import Reader

    if are_many(look):
        import digest.build.workshop
        import digest.render.feeds  # noqa: F401  before it is forked

    return make(look, crew, Reader(look.files, memo, parsed))


def report_of(counts: Counts, changes: Changes) -> Report:
    return Report(issues=counts.issues, entries=counts.entries, pages=counts.pages, changes=changes)


def refuse_output(root: Path, output: Path) -> None:
    """Raises UsageError for a folder that holds what the site is made from."""
    output, root = output.resolve(), root.resolve()
    sources = [root / name for name in ("content", "templates", "digest", "tests", ".git", "docs")]
    if output == root or output in root.parents or any(output == s or s in output.parents for s in sources):
        raise UsageError(
            f"cannot build into {output}: it holds what the site is made from", "use build/, or a new folder"
        )


def _address(base_url: str) -> str:
    from digest.settings import base_address

    try:
        return base_address(base_url)
    except ValueError as error:
        raise UsageError(f"--base-url {error}", "write https://name.github.io/repository/") from None
