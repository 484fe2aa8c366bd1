"""A build before which nothing but words became others: what shows them is made again, and nothing is planned.

Light to import: what plans and renders is imported by who is asked to, and while this process looks at the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from digest.build.blueprint import Blueprint, Place, Source
from digest.build.crew import Crew
from digest.build.explain import PUT_OFF, SHOWN, STANDS
from digest.build.ledger import INDEX, OWED, File, Record, digests_of
from digest.content.theme import own_files
from digest.content.tree import Tree, standing

if TYPE_CHECKING:
    from digest.build import Look, Report

_MOST = 50
"""So many changed files are few."""


class Sketched(NamedTuple):
    """A part that shows changed words."""

    name: str
    plain: bytes
    entries: tuple[Source, ...]
    """In the order of their places, as the next."""
    letters: tuple[Source, ...]
    shown: bytes
    """The seal of what stands."""
    standing: dict[str, str]
    """Of its files, SHA-256 by path."""


class Request(NamedTuple):
    root: Path
    program: bytes
    staging: Path
    stock: bytes
    theme: tuple[Source, ...]
    """The publication's own files of its theme."""
    words: tuple[Place, ...]
    """Of the files that changed, with their digests of now and their front matter of then."""
    parts: tuple[Sketched, ...]


Answer = list[tuple[str, bytes, list[File] | None]]
"""Of each part its name, the seal of what it shows now, and what was made: nothing of what stands as it is."""


def reworded(look: Look, crew: Crew) -> Report | None:
    """None where more than words may be others, or more than they show; then nothing has been changed."""
    found = look.archive.blueprint(look.program)
    if found is None or look.order.clean or look.order.for_disk or not look.files.unknown:
        return None
    blueprint, mark = found
    if mark != look.ledger.plan or len(look.files.unknown) > _MOST:
        return None
    look.files.read(look.files.unknown)
    changed = blueprint.changed(look.files.digests)
    if changed is None or len(changed) > _MOST or blueprint.others != look.others():
        return None
    if INDEX in look.ledger.records and not _postpones_index(look):
        return None
    with standing(look.order.output, look.ledger.rows) as tree:
        return _Rewording(look, blueprint, tree, changed).report(crew)


def _postpones_index(look: Look) -> bool:
    """Whether the index of the search comes later. Who asks once more with nothing new asks for the index."""
    indexer = look.order.indexer
    return look.files.has_news() and indexer is not None and indexer.postpone()


class _Rewording:
    """`changed` are numbers of files in the blueprint."""

    def __init__(self, look: Look, blueprint: Blueprint, tree: Tree, changed: tuple[int, ...]) -> None:
        self._look, self._blueprint, self._tree = look, blueprint, tree
        self._changed = changed
        self._records = dict(look.ledger.records)
        if INDEX in self._records:
            self._records[INDEX] = self._records[INDEX]._replace(key=OWED)
        # What was another at the last build may be as the plan knows it, and the site has what it was between.
        self._showing = tuple(blueprint.showing((*changed, *look.ledger.reworded)))

    def report(self, crew: Crew) -> Report | None:
        answers = crew.each(rewritten, [self._request()])
        # Meanwhile. What is known of files counts whether the site is made or not.
        others = (record for name, record in self._records.items() if name not in self._showing)
        stands = all(self._tree.holds(record.digests) for record in others)
        self._look.keep_rows()
        made_from, news = self._look.made_from(), self._look.files.changed()
        # Also one that is of no use: who asks for more would take it for the answer to that.
        answer = next(iter(answers))
        if not stands or answer is None or not all(self._take(*row) for row in answer):
            return None
        report = self._swapped(made_from, frozenset(name for name, _, files in answer if files is not None))
        return replace(report, changed=news)

    def _request(self) -> Request:
        digests = self._look.files.digests
        places = map(self._blueprint.place, self._changed)
        return Request(
            root=self._look.order.root,
            program=self._look.program_alone,
            staging=self._tree.staging,
            stock=self._blueprint.stock,
            theme=tuple(own_files(digests).items()),
            words=tuple(place._replace(digest=digests[place.path]) for place in places),
            parts=tuple(map(self._sketched, self._showing)),
        )

    def _sketched(self, name: str) -> Sketched:
        plain, entries, letters = self._blueprint.sketches[name]
        record = self._records[name]
        standing = self._tree.standing(record.digests)
        return Sketched(name, plain, self._sources(entries), self._sources(letters), record.key.shown, standing)

    def _sources(self, numbers: Iterable[int]) -> tuple[Source, ...]:
        paths = [self._blueprint.paths[number] for number in numbers]
        return tuple([(path, self._look.files.digests[path]) for path in paths])

    def _take(self, name: str, shown: bytes, files: list[File] | None) -> bool:
        """Whether all that is known of the part goes on: not where it shows other pictures."""
        record = self._records[name]
        if files is None:
            return self._tree.holds(record.digests)
        self._records[name] = Record(record.key._replace(shown=shown), record.pictures, tuple(files))
        return _pictures(files) == _pictures(record.files)

    def _swapped(self, made_from: str, made: frozenset[str]) -> Report:
        from digest.build import report_of

        look, ledger = self._look, self._look.ledger
        look.refuse_change()
        changes = self._tree.swap(digests_of(self._records))
        now = replace(ledger, made_from=made_from, records=self._records, rows={}, reworded=self._changed)
        look.keep(self._tree, now)
        reasons = tuple((name, SHOWN if name in made else _unmade(record)) for name, record in self._records.items())
        return replace(report_of(ledger.counts, changes), reasons=reasons)


def _unmade(record: Record) -> str:
    return PUT_OFF if record.key == OWED else STANDS


def _pictures(files: Iterable[File]) -> frozenset[str]:
    return frozenset(name for file in files for name in file.pictures)


def rewritten(request: Request) -> Answer | None:
    """By whatever process; None where more than words is another."""
    from digest.build.rewriting import rewrite

    return rewrite(request)
