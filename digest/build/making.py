"""What a build does when something may be new: read what changed, plan the site, make its parts, change the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from digest.build import Look, Report, desk, report_of
from digest.build.blueprint import Blueprint, Place
from digest.build.crew import Crew, shares, start_method
from digest.build.explain import STANDS, reason
from digest.build.extras import Extra, Extras
from digest.build.helpers import MANY
from digest.build.ledger import OWED, Counts, File, Ledger, Record, digests_of
from digest.build.orders import (
    Common,
    Task,
    lay_out,
    make_all,
    make_numbered,
    open_site,
)
from digest.build.parts import Part, parts_of
from digest.build.plan import Plan, plan_of
from digest.build.rewriting import stock_of
from digest.compose.feeds import followed
from digest.compose.issues import entries_of
from digest.compose.views import IssuePage
from digest.content.brief import Brief
from digest.content.known import Reader
from digest.content.tree import Changes, Tree, stage, standing
from digest.errors import DigestError, Problem
from digest.model import IssueHeader
from digest.render.portable import portable_file

_LEAST_AT_ONCE = 2
"""Parts; the first shares are so large that nobody waits while we remember."""
_MANY_KEPT = 100
"""Entries that a process which goes on after the build gives to others."""
_SPARE, _FEW = 4, 1000
"""So many times the entries, and some, are kept of what they were and are."""


def make(look: Look, crew: Crew, reader: Reader) -> Report:
    """What the crew has begun to read is read; the rest of the story is here."""
    plan = plan_of(look, reader)
    with standing(look.order.output, look.ledger.rows) as tree, ExitStack() as stack:
        return _Making(look, plan, tree, crew, stack).report()


class _Making:
    """One build, from the plan to the swap."""

    def __init__(self, look: Look, plan: Plan, tree: Tree, crew: Crew, stack: ExitStack) -> None:
        self.look, self.plan, self.tree, self.crew = look, plan, tree, crew
        self.stack = stack
        """Ends what is begun here."""
        self.common = _common(look, plan, tree)
        self.trusts = not (look.order.clean or look.order.for_disk)
        self.records: dict[str, Record] = {}
        self.reasons: list[tuple[str, str]] = []
        self._parts: tuple[Part[Any], ...] = ()
        self._kept: tuple[str, bytes] | None = None

    def report(self) -> Report:
        self._parts = tuple(parts_of(self.plan.site, self.look.program, self.plan.templates))
        todo = [part for part in self._parts if self._is_due(part)]
        if todo:
            self._make(todo)
        extras = Extras(self.look, self.plan, self.common)
        for part in extras.parts(self._names):
            if self._is_due(part):
                files = tuple(extras.made(part, self._standing(part)))
                self._take(part._replace(key=OWED) if extras.owes(part) else part, files)
        extras.tidy()
        refuse_shared_paths(self.records)
        counts = self._counts()
        changes = self._swapped(counts)
        changed = () if self.look.order.clean else self.look.files.changed()
        return replace(report_of(counts, changes), reasons=tuple(self.reasons), changed=changed)

    def _is_due(self, part: Part[Any] | Extra) -> bool:
        """Whether it must be made; else its record stands."""
        record = self.look.ledger.records.get(part.name) if self.trusts else None
        pictures_stand = record is not None and record.pictures == self.plan.pictures_digest(record.files)
        files_stand = record is not None and self.tree.holds(record.digests)
        before = record.key if record else None
        now = part.key if record else None
        why = reason(before, now, pictures_stand=pictures_stand, files_stand=files_stand)
        why = "made: --clean was asked for" if why and self.look.order.clean else why
        self.reasons.append((part.name, why or STANDS))
        if record is not None and not why:
            self.records[part.name] = record
        return bool(why)

    def _standing(self, part: Part[Any] | Extra) -> dict[str, str]:
        """Of files that are written only when they differ."""
        record = self.look.ledger.records.get(part.name) if self.trusts else None
        return self.tree.standing(record.digests) if record else {}

    def _make(self, todo: list[Part[Any]]) -> None:
        """Few parts by who helped to read, and is ready by now; many by processes forked with all that they need."""
        parts = {part.name: part for part in todo}
        tasks = tuple(Task(part.name, part.make, self._standing(part)) for part in todo)
        root, jobs, crew = self.look.order.root, self.look.order.jobs, self.crew
        if len(todo) < MANY or jobs < 2 or start_method() != "fork":
            crew.all(desk.enter, root)
            crew.all(open_site, self.common)
            self._take_all(parts, crew.each(make_all, [(task,) for task in tasks]))
            crew.all(partial(desk.finish, least=_MANY_KEPT if crew.is_alone else 1), root)
            return
        crew.all(desk.finish, root)
        crew.dismiss()
        desk.enter(root)
        open_site(self.common)
        lay_out(tasks)
        crew = self.stack.enter_context(Crew(jobs, unwanted=(self.tree.lock,)))
        made = crew.each(make_numbered, shares(len(tasks), 2 * jobs, least=_LEAST_AT_ONCE))
        # Meanwhile; what is kept of files counts whether the site is made or not.
        self._remembered()
        self._take_all(parts, made)
        crew.all(desk.finish, root)
        crew.dismiss()

    def _take_all(self, parts: Mapping[str, Part[Any]], made: Iterable[list[tuple[str, list[File]]]]) -> None:
        for some in made:
            for name, files in some:
                self._take(parts[name], files)

    def _take(self, part: Part[Any] | Extra, files: Iterable[File]) -> None:
        made = tuple(files)
        self.records[part.name] = Record(part.key, self.plan.pictures_digest(made), made)

    def _names(self) -> frozenset[str]:
        """Of pictures that any text shows."""
        return frozenset(name for record in self.records.values() for file in record.files for name in file.pictures)

    def _counts(self) -> Counts:
        pages = self.plan.site.pages
        issues = [page.context.issue for page in pages if isinstance(page.context, IssuePage)]
        return Counts(len(issues), sum(len(entries_of(issue)) for issue in issues), len(pages))

    def _swapped(self, counts: Counts) -> Changes:
        look = self.look
        files = digests_of(self.records)
        if look.order.for_disk:
            files = {path: self._portable(path, digest, files) for path, digest in files.items()}
        look.refuse_change()
        changes = self.tree.swap(files)
        if look.order.for_disk:
            return changes
        made_from, plan = self._remembered()
        desk.tidy(look.order.root, _SPARE * len(self.plan.memo.briefs) + _FEW)
        now = Ledger(made_from=made_from, records=self.records, rows={}, counts=counts, plan=plan)
        look.keep(self.tree, now)
        return changes

    def _keep_plan(self) -> bytes:
        """For a build after which only words are others."""
        ground, look = self.plan.ground, self.look
        files: tuple[Brief | IssueHeader, ...] = (*ground.briefs, *ground.issues)
        letters = {header.id: header.path for header in ground.issues}
        sketches = ((part.name, part.sketch) for part in self._parts if part.sketch)
        blueprint = Blueprint.of(
            look.others(),
            (Place(file.path, file.digest, file.front_digest) for file in files),
            {
                name: (
                    sketch.plain,
                    [outline.brief.path for outline in sketch.entries],
                    [letters[letter.issue] for letter in sketch.letters],
                )
                for name, sketch in sketches
            },
            stock_of(self.common, self.plan.lookup, self.plan.ground),
        )
        return look.archive.keep_blueprint(look.program, blueprint)

    def _remembered(self) -> tuple[str, bytes]:
        """What the site is made from, and the mark of the blueprint, after what was read and planned is kept, once;
        empty where not all of it is known, or none is kept."""
        if self._kept is None:
            if self.plan.is_kept:
                self.look.refuse_change()
            else:
                self.look.keep_memo(self.plan.memo)
            # A preview for the disk leaves no ledger that could name either.
            is_lasting = self.plan.is_whole and not self.look.order.for_disk
            self._kept = (self.look.made_from(), self._keep_plan()) if is_lasting else ("", b"")
        return self._kept

    def _portable(self, path: str, digest: str, files: Mapping[str, str]) -> str:
        data = (self.tree.staging / path).read_bytes()
        changed = portable_file(data, path, self.plan.site.info.base_url, files)
        if changed == data:
            return digest
        stage(self.tree.staging, path, changed)
        return sha256(changed).hexdigest()


def _common(look: Look, plan: Plan, tree: Tree) -> Common:
    return Common(
        root=look.order.root,
        info=plan.site.info,
        theme=plan.theme,
        pictures=plan.pictures,
        feeds=followed(plan.site.sources),
        staging=tree.staging,
        program=look.program_alone,
    )


def refuse_shared_paths(records: Mapping[str, Record]) -> None:
    """Raises DigestError when two parts claim one path, also when they differ in case only."""
    claims: dict[str, File] = {}
    problems = []
    for file in (file for record in records.values() for file in record.files):
        other = claims.setdefault(file.path.lower(), file)
        if other is not file:
            what = f"two things have the address /{file.path}: {other.source} and {file.source}"
            problems.append(Problem(path="", code="OUT001", what=what, hint="rename one of the two"))
    if problems:
        raise DigestError(*problems)
