"""What a build does when something may be new: read what changed, plan the site, make its parts, change the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from importlib import import_module
from itertools import chain
from typing import Any

from digest.build import Look, Report, report_of
from digest.build.crew import Crew, start_method
from digest.build.explain import reason
from digest.build.extras import Extras
from digest.build.ledger import Counts, File, Ledger, Record
from digest.build.orders import (
    Inspected,
    Site,
    Task,
    enter,
    finish,
    inspect,
    lay_out,
    make_all,
    make_numbered,
    open_site,
    parse,
)
from digest.build.parts import Part, parts_of
from digest.build.plan import Plan, plan_of
from digest.compose.feeds import followed
from digest.compose.issues import entries_of
from digest.compose.views import IssuePage
from digest.content.known import Parsed, Wanted
from digest.content.tree import Changes, Tree, draft_of, stage, standing
from digest.errors import DigestError, Problem
from digest.render.portable import portable_file

_MANY = 300
"""From so many files or parts on, every process is worth its start."""
_ENTRIES_AT_ONCE = 250
"""So many that a process has work while we get ready to plan."""
_PARTS_AT_ONCE = 4
_LIKELY = (
    "digest.content.documents",
    "digest.render.markup",
    "digest.render.language",
    "digest.render.html",
    "digest.render.feeds",
    "digest.build.workshop",
)
"""What reading and rendering need, in that order."""


def make(look: Look) -> Report:
    with Crew(_hands(look), likely=_LIKELY) as crew:
        helpers = _Helpers(look, crew)
        plan = plan_of(look, helpers)
        with standing(look.order.output, look.ledger.rows) as tree:
            return _Making(look, plan, tree, helpers).report()


def _hands(look: Look) -> int:
    """How many processes beside this one. One alone is worth it where starting it costs nothing: it gets ready
    while we read and plan."""
    jobs = look.order.jobs
    if jobs < 2 or (len(look.files.unknown) < _MANY and start_method() != "fork"):
        return 0
    return jobs if len(look.files.unknown) >= _MANY else 1


class _Helpers:
    """The crew, asked to read entries; where templates may be others, one of it inspects them at last."""

    def __init__(self, look: Look, crew: Crew) -> None:
        self.crew = crew
        self._place = (look.order.root, look.program_alone)
        self._is_new_theme = look.has_new_templates()
        self._answers: Iterator[Any] = iter(())

    def parse(self, wanted: list[Wanted]) -> Iterator[Parsed]:
        batches: list[Callable[[], Any]] = [
            partial(parse, *self._place, tuple(wanted[start : start + _ENTRIES_AT_ONCE]))
            for start in range(0, len(wanted), _ENTRIES_AT_ONCE)
        ]
        if self._is_new_theme:
            batches.append(partial(inspect, *self._place))
        self._answers = self.crew.each(_called, batches)
        ready = iter(_LIKELY if len(batches) > self.crew.size > 1 else ())
        found = []
        for _ in range(len(batches) - self._is_new_theme):
            answer = next(self._answers)
            if isinstance(answer, Inspected):
                found.append(answer)
                answer = next(self._answers)
            yield from answer
            # What we shall need is imported while others read.
            if name := next(ready, ""):
                import_module(name)
        # The inspection goes on while we plan.
        self._answers = chain(found, self._answers)

    def inspected(self) -> Inspected:
        found = next((answer for answer in self._answers if isinstance(answer, Inspected)), None)
        return found or next(self.crew.each(_called, [partial(inspect, *self._place)]))

    def settle(self) -> Crew:
        """The crew when it has answered everything."""
        for _ in self._answers:
            pass
        return self.crew


def _called(job: Callable[[], Any]) -> Any:
    return job()


class _Making:
    """One build, from the plan to the swap."""

    def __init__(self, look: Look, plan: Plan, tree: Tree, helpers: _Helpers) -> None:
        self.look, self.plan, self.tree, self.helpers = look, plan, tree, helpers
        self.trusts = not (look.order.clean or look.order.for_disk)
        self.records: dict[str, Record] = {}
        self.reasons: list[tuple[str, str]] = []

    def report(self) -> Report:
        todo = [part for part in parts_of(self.plan.site, self.look.program, self.plan.templates) if self._is_due(part)]
        if todo:
            self._make(todo)
        extras = Extras(self.look, self.plan, self.tree, self._site())
        for part in extras.parts(self._names()):
            if self._is_due(part):
                self._take(part, extras.made(part, self._standing(part)))
        extras.tidy()
        refuse_shared_paths(self.records)
        counts = self._counts()
        changes = self._swapped(counts, is_owed=extras.is_owed)
        report = report_of(counts, changes)
        return Report(
            issues=report.issues,
            entries=report.entries,
            pages=report.pages,
            changes=changes,
            reasons=tuple(self.reasons),
            changed=self._changed(),
        )

    def _is_due(self, part: Part) -> bool:
        """Whether it must be made; else its record stands."""
        record = self.look.ledger.records.get(part.name) if self.trusts else None
        is_shown = record is not None and record.pictures == self.plan.pictures_digest(record.files)
        stands = record is not None and all(self.tree.digest(file.path) == file.digest for file in record.files)
        why = reason(record.key if record else None, part.key, is_shown=is_shown, stands=stands)
        self.reasons.append((part.name, why or "not made: nothing that it shows has changed"))
        if record is not None and not why:
            self.records[part.name] = record
        return bool(why)

    def _standing(self, part: Part) -> dict[str, str]:
        """Of files that are written only when they differ."""
        record = self.look.ledger.records.get(part.name) if self.trusts else None
        return {file.path: self.tree.digest(file.path) for file in record.files} if record else {}

    def _make(self, todo: list[Part]) -> None:
        """Few parts by who helped to read, and is ready by now; many by processes forked with all that they need."""
        parts = {part.name: part for part in todo}
        tasks = tuple(Task(part.name, part.make, self._standing(part)) for part in todo)
        jobs, crew = self.look.order.jobs, self.helpers.settle()
        if len(todo) < _MANY or jobs < 2 or start_method() != "fork":
            crew.all(enter, self.look.order.root)
            crew.all(open_site, self._site())
            self._take_all(parts, crew.each(make_all, [(task,) for task in tasks]))
            crew.all(finish, None)
            return
        crew.all(finish, None)
        enter(self.look.order.root)
        open_site(self._site())
        lay_out(tasks)
        numbers = range(len(tasks))
        batches = (tuple(numbers[at : at + _PARTS_AT_ONCE]) for at in range(0, len(tasks), _PARTS_AT_ONCE))
        with Crew(jobs, unwanted=(self.tree.lock,)) as crew:
            self._take_all(parts, crew.each(make_numbered, batches))
            crew.all(finish, None)

    def _take_all(self, parts: Mapping[str, Part], made: Iterable[list[tuple[str, list[File]]]]) -> None:
        for some in made:
            for name, files in some:
                self._take(parts[name], files)

    def _site(self) -> Site:
        plan = self.plan
        return Site(
            root=self.look.order.root,
            info=plan.site.info,
            theme=plan.theme,
            pictures=plan.pictures,
            feeds=followed(plan.site.sources),
            staging=self.tree.staging,
            program=self.look.program_alone,
        )

    def _take(self, part: Part, files: Iterable[File]) -> None:
        made = tuple(files)
        self.records[part.name] = Record(part.key, self.plan.pictures_digest(made), made)

    def _names(self) -> frozenset[str]:
        """Of pictures that any text shows."""
        return frozenset(name for record in self.records.values() for file in record.files for name in file.pictures)

    def _counts(self) -> Counts:
        pages = self.plan.site.pages
        issues = [page.context.issue for page in pages if isinstance(page.context, IssuePage)]
        return Counts(len(issues), sum(len(entries_of(issue)) for issue in issues), len(pages))

    def _swapped(self, counts: Counts, *, is_owed: bool) -> Changes:
        look = self.look
        files = {file.path: file.digest for record in self.records.values() for file in record.files}
        if look.order.for_disk:
            files = {path: self._portable(path, digest, files) for path, digest in files.items()}
        changes = self.tree.swap(files)
        if look.order.for_disk:
            return changes
        made_from = "" if is_owed or not self.plan.is_whole else look.made_from()
        look.archive.keep_memo(look.program_alone, self.plan.memo)
        look.keep(self.tree, Ledger(made_from=made_from, records=self.records, rows={}, counts=counts))
        return changes

    def _portable(self, path: str, digest: str, files: Mapping[str, str]) -> str:
        data = draft_of(self.tree.staging, path).read_bytes()
        changed = portable_file(data, path, self.plan.site.info.base_url, files)
        if changed == data:
            return digest
        stage(self.tree.staging, path, changed)
        return sha256(changed).hexdigest()

    def _changed(self) -> tuple[str, ...]:
        before, now = self.look.before, self.look.files.digests
        return tuple(sorted(path for path in {*before, *now} if before.get(path) != now.get(path)))


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
