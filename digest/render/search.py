"""What search finds to the records of its index, and the index to artifacts. Pure.

A record is found by folded words and shown with the words as they were written: folding and typography never meet.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from digest.compose.viewing import viewed_findable
from digest.compose.views import EntryView, Findable, FindableEntry, IssueLine
from digest.content.cache import key_of
from digest.content.codec import digest_of
from digest.model import Artifact, MarkdownWay
from digest.render import language
from digest.render.folding import fold, fold_for_index
from digest.render.markup import plain
from digest.render.typography import typeset_text
from digest.text import clean_line
from digest.values import dataclass

FOLDER = "search/index"
FILTERS = "filters.json"


class Sought(Protocol):
    """What an index shall hold. It has a name of its own, so that nothing is made of what is known."""

    def key(self) -> str: ...

    def records(self) -> tuple[Record, ...]: ...


class IndexMaker(Protocol):
    """What makes an index, or knows the one it made last; `digest.render.indexer.Indexer` is one."""

    @property
    def is_owing(self) -> bool:
        """Whether what it gave last is an older index than was sought."""
        ...

    def index(self, sought: Sought) -> Mapping[str, bytes]: ...

    def postpone(self) -> bool:
        """Whether a site may be given without asking for its index; then who made this sees to that later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    address: str
    content: str
    """Folded."""
    meta: tuple[tuple[str, str], ...]
    """What is shown. `title` alone is folded: what is found in it counts for more."""
    filters: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findables:
    """All that a site lets be found, sought in an interface of that language."""

    found: tuple[Findable | FindableEntry[Any], ...]
    language: str
    view: Callable[[Any], EntryView]
    """Of an entry that is planned in outline."""
    markdown: MarkdownWay = "fast"

    def key(self) -> str:
        """Of what the records are made from: no body is rendered for it."""
        return key_of(self.language, self.markdown, *map(digest_of, self.found))

    def records(self) -> tuple[Record, ...]:
        """Newest first; of two with one address the newer."""
        found = (viewed_findable(item, self.view) for item in sorted(self.found, key=lambda item: item.place))
        by_address = {item.address: item for item in found}
        return tuple(_record(item, self.language, self.markdown) for item in reversed(by_address.values()))


def search_artifacts(sought: Sought, indexer: IndexMaker) -> tuple[Artifact, ...]:
    """The files of the index."""
    files = indexer.index(sought)
    return tuple(
        Artifact(path=f"{FOLDER}/{name}", data=data, source="the index of the search")
        for name, data in sorted(files.items())
    )


def filter_file(found: tuple[Record, ...], ids: Mapping[str, str]) -> bytes:
    """The ids of all records, newest first, and for each value of a filter which of them have it.

    They are numbers in the list, each written as the distance from the one before. (What the program itself would
    write about filters is in another order on every machine.)
    """
    places: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, record in enumerate(found):
        for name, values in record.filters:
            for value in values:
                places[name][value].append(place)
    filters = {name: {value: _distances(rows) for value, rows in of.items()} for name, of in places.items()}
    document = {"ids": [ids[record.address] for record in found], "filters": filters}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _distances(places: list[int]) -> list[int]:
    return [place - before for before, place in zip([0, *places], places, strict=False)]


def _record(item: Findable, interface: str, way: MarkdownWay) -> Record:
    words = plain(item.words, way=way)
    found_by = (item.title, item.source, words, *item.more)
    return Record(
        address=item.address,
        content=fold_for_index("\n".join(found_by)),
        meta=tuple((name, value) for name, value in _meta(item, words, interface) if value),
        filters=item.filters,
    )


def _meta(item: Findable, words: str, interface: str) -> tuple[tuple[str, str], ...]:
    issue = item.issue
    # Of a letter the issue is the title already.
    named = issue if issue and item.kind == "entry" else None
    return (
        ("title", fold(item.title)),
        ("kind", item.kind),
        ("headline", _shown(item.title, item.language)),
        ("language", item.language),
        ("mark", item.mark),
        ("mark_name", language.language_name(item.mark, interface) if item.mark else ""),
        ("source", clean_line(item.source)),
        ("date", language.day(item.date, interface) if item.date else ""),
        ("day", language.iso(item.date) if item.date else ""),
        ("issue", _shown(named.title, named.language) if named else ""),
        ("issue_language", named.language if named else ""),
        ("week", _week(issue, interface) if issue and not item.date else ""),
        ("number", str(issue.number or "") if issue else ""),
        ("words", _shown(words, item.words.language)),
        ("words_language", item.words.language if words else ""),
        ("more", " · ".join(filter(None, map(clean_line, item.more)))),
    )


def _week(issue: IssueLine, interface: str) -> str:
    """When an entry without a date of its own was read."""
    return language.period(issue.first_day, issue.last_day, interface)


def _shown(text: str, code: str) -> str:
    return typeset_text(clean_line(text), code)
