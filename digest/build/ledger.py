"""What is remembered of the last build: of every part what it was made from and which files came of it.

One ledger for the content of a publication, one for each folder that a site is built into. Either may be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.build.blueprint import Blueprint
from digest.content.cache import program
from digest.content.files import Row
from digest.content.kept import Snapshot, Table
from digest.content.memo import Memo
from digest.values import dataclass

if TYPE_CHECKING:
    from digest.model import Artifact


class Key(NamedTuple):
    """What a part of a site is made from. Digests; a part is made again when any of them is another."""

    program: bytes
    """And how it was asked to build."""
    site: bytes
    """What all pages see of the publication."""
    templates: bytes
    """The template and all that it takes from others."""
    shown: bytes
    """What the template is given."""


OWED = Key(b"", b"", b"", b"")
"""Of what stands in the place of a part that is to be made later."""


class File(NamedTuple):
    path: str
    digest: str
    """SHA-256, hexadecimal."""
    pictures: tuple[str, ...]
    """Names below /images/ that stand in it."""
    source: str
    """As in Artifact."""

    @classmethod
    def of(cls, artifact: Artifact, pictures: Iterable[str]) -> File:
        return cls(artifact.path, sha256(artifact.data).hexdigest(), tuple(sorted(set(pictures))), artifact.source)


class Record(NamedTuple):
    key: Key
    pictures: bytes
    """Of what was known of the pictures that stand in its files."""
    files: tuple[File, ...]

    @property
    def digests(self) -> dict[str, str]:
        """Of its files, by path."""
        return {file.path: file.digest for file in self.files}


INDEX = "index of the search"
"""The name of the part."""


class Templates(NamedTuple):
    digests: Mapping[str, bytes]
    """Of each template with all that it takes from others."""
    wordless: frozenset[str]
    """Those that cannot show a note or a quotation."""


class Counts(NamedTuple):
    issues: int
    entries: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Of one folder."""

    made_from: str = ""
    """Of every file that was read, of the program, and of how it was asked to build."""
    records: Mapping[str, Record]
    rows: Mapping[str, Row]
    """Of the files of the site."""
    counts: Counts
    plan: bytes = b""
    """The mark of the blueprint that all of it was made by; empty where there is none."""
    reworded: tuple[int, ...] = ()
    """Numbers, there, of the files whose words were others than the blueprint knows."""


def digests_of(records: Mapping[str, Record]) -> dict[str, str]:
    """Of all files of a site, by path."""
    return {file.path: file.digest for record in records.values() for file in record.files}


_NO_SITE: tuple[Any, ...] = ("", {}, {}, (0, 0, 0), b"", ())
EMPTY = Ledger(records={}, rows={}, counts=Counts(0, 0, 0))


class Archive:
    """The ledgers of a publication; `program` is the digest of what builds."""

    def __init__(self, root: Path, output: Path) -> None:
        name = sha256(str(output.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._root = root
        # What a look finds hangs on no other part of the program than on what keeps it.
        form = program("content/kept.py", "content/files.py", "build/ledger.py", "build/blueprint.py")
        self._files = Table(root, "files", form)
        self._programs = Snapshot(root, "program", form)
        self._briefs: Table | None = None
        self._documents: Table | None = None
        self._site = Snapshot(root, f"site-{name}", form)
        self._plan = f"plan-{name}"

    def rows(self) -> tuple[dict[str, Row], dict[str, Row]]:
        """Of the publication's files, and of the program's."""
        return self._files.load(), self._programs.load() or {}

    def keep_rows(self, ours: Mapping[str, Row], programs: Mapping[str, Row]) -> None:
        self._files.save(ours)
        self._programs.save(dict(programs))

    def memo(self, program: bytes) -> Memo:
        self._briefs, self._documents = (Table(self._root, name, program) for name in ("entries", "documents"))
        return Memo(self._briefs.load(), self._documents.load())

    def keep_memo(self, program: bytes, memo: Memo) -> None:
        """What `memo` gave and what has become of it."""
        (self._briefs or Table(self._root, "entries", program)).save(memo.briefs)
        (self._documents or Table(self._root, "documents", program)).save(memo.documents)

    def theme(self, program: bytes) -> tuple[bytes, Templates] | None:
        """The digest of the theme that was found sound last, and what is known of its templates."""
        found = Snapshot(self._root, "theme", program).load()
        return found and (found[0], Templates(found[1], frozenset(found[2])))

    def keep_theme(self, program: bytes, of_theme: bytes, templates: Templates) -> None:
        value = (of_theme, dict(templates.digests), tuple(sorted(templates.wordless)))
        Snapshot(self._root, "theme", program).save(value)

    def keep_compiled(self, program: bytes, codes: Mapping[tuple[str, str, str, bool], bytes]) -> None:
        """Templates, for processes that know no other way to have them."""
        Snapshot(self._root, "compiled", program).save(dict(codes))

    def ledger(self) -> Ledger:
        made_from, records, rows, counts, plan, reworded = self._site.load() or _NO_SITE
        return Ledger(
            made_from=made_from,
            records={name: _record(*parts) for name, parts in records.items()},
            rows=rows,
            counts=Counts(*counts),
            plan=plan,
            reworded=reworded,
        )

    def keep_ledger(self, ledger: Ledger) -> None:
        records = {name: _plain(record) for name, record in ledger.records.items()}
        value = (ledger.made_from, records, dict(ledger.rows), tuple(ledger.counts), ledger.plan, ledger.reworded)
        self._site.save(value)

    def blueprint(self, program: bytes) -> tuple[Blueprint, bytes] | None:
        """The plan of the last site and its mark, if `program`, asked for the same, made it."""
        kept = Snapshot(self._root, self._plan, program)
        found = kept.load()
        return found and (Blueprint(*found), kept.mark)

    def keep_blueprint(self, program: bytes, blueprint: Blueprint) -> bytes:
        """Gives the mark."""
        kept = Snapshot(self._root, self._plan, program)
        kept.save(blueprint.plain())
        return kept.mark


def _record(key: tuple[bytes, bytes, bytes, bytes], pictures: bytes, files: tuple[Any, ...]) -> Record:
    return Record(Key(*key), pictures, tuple(File(*file) for file in files))


def _plain(record: Record) -> tuple[Any, ...]:
    return tuple(record.key), record.pictures, tuple(map(tuple, record.files))
