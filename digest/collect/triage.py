"""Items of a run to intents: entries to write and lines to remember. Decides everything, does nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType

from digest.collect.candidate import Terms, entry_of, plausible
from digest.collect.face import Face, changes, face_of
from digest.collect.keys import Keys, keys_of
from digest.collect.ledger import Ledger
from digest.model import Entry, Feed, Item, ParsedFeed, Publication, Seen
from digest.values import dataclass

_UNKNOWN_FACE = Face()
UNDATED_TAKEN = 20
"""Of a feed that was never read before: without dates, what is below is an archive and no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one feed brought."""

    feed: Feed
    parsed: ParsedFeed
    face: Face = _UNKNOWN_FACE
    """As it was when the feed was last read, as far as that is known."""
    is_accepted: bool = False
    """The editor says that it is the right feed, whatever it looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intents:
    entries: tuple[Entry, ...] = ()
    seen: tuple[Seen, ...] = ()
    """A line for every item that was met for the first time or brings news of a known one."""
    strangers: tuple[str, ...] = ()
    """Feeds that we know and of whose items we know none: some may have come and gone between two polls."""
    quarantined: Mapping[str, str] = field(default_factory=dict)
    """Feeds that have become others since, with how: nothing is taken from them."""


def triage(batches: Iterable[Batch], publication: Publication, terms: Terms) -> Intents:
    """In the order of `batches`, which must not depend on who answered first."""
    ledger = Ledger(publication)
    entries: list[Entry] = []
    seen: list[Seen] = []
    strangers: list[str] = []
    quarantined: dict[str, str] = {}
    for batch in batches:
        sorter = _Sorter(batch, ledger, terms)
        if not batch.is_accepted and (why := sorter.quarantine()):
            quarantined[batch.feed.slug] = why
            continue
        for row, entry in sorter.sorted():
            seen.append(row)
            if entry is not None:
                entries.append(entry)
        if sorter.is_stranger:
            strangers.append(batch.feed.slug)
    return Intents(
        entries=tuple(entries), seen=tuple(seen), strangers=tuple(strangers), quarantined=MappingProxyType(quarantined)
    )


class _Sorter:
    """Goes through the items of one feed; the ledger learns as it goes."""

    def __init__(self, batch: Batch, ledger: Ledger, terms: Terms) -> None:
        self._feed, self._parsed, self._face = batch.feed, batch.parsed, batch.face
        self._ledger, self._terms = ledger, terms
        self._slugs = (batch.feed.slug, *batch.feed.was)
        self._is_first_reading = not ledger.knows_feed(self._slugs)
        self._undated = 0
        self._met: set[str] = set()
        former = [keys_of(self._parsed.items, slug) for slug in self._feed.was]
        self._keys = tuple(
            (keys, tuple(key for old in former for key in old[index].all))
            for index, keys in enumerate(keys_of(self._parsed.items, self._feed.slug))
        )

    def quarantine(self) -> str:
        """How the feed has changed its face, when none of its items is known any more; else empty."""
        if self._is_first_reading or not any(keys.id for keys, _ in self._keys):
            return ""
        if any(self._ledger.find((*keys.known_by, *former)) for keys, former in self._keys if keys.id):
            return ""
        remembered = self._ledger.face(self._slugs)
        # Lines remember the language that feeds.yaml gives a feed, and nothing of what the feed says itself.
        language = self._face.language or ("" if self._feed.language else remembered.language)
        before = Face(title=self._face.title, language=language, domain=remembered.domain)
        return ", ".join(changes(before, face_of(self._parsed)))

    @property
    def is_stranger(self) -> bool:
        return bool(self._parsed.items) and not self._is_first_reading and not self._met

    def sorted(self) -> Iterator[tuple[Seen, Entry | None]]:
        fresh: set[str] = set()
        for item, (keys, former) in zip(self._parsed.items, self._keys, strict=True):
            if not keys.id:
                continue
            id = self._ledger.find((*keys.known_by, *former))
            if id in fresh or id in self._met:
                # Twice in one document: the first says it all, whatever the second is called.
                continue
            self._undated += id != "" and self._moment(item) is None
            row, entry = (self._news_of(id, item, keys), None) if id else self._decide(item, keys)
            (self._met if id else fresh).add(id or keys.id)
            if row is not None:
                self._ledger.remember(row)
                yield row, entry

    def _news_of(self, id: str, item: Item, keys: Keys) -> Seen | None:
        """A line for an item that is known: only a file tells of it, or its title or its keys have changed."""
        entry = self._ledger.entries.get(id)
        if not self._ledger.is_recorded(id) and entry is not None:
            # The run that wrote the file was ended before it wrote this line.
            aliases = tuple(key for key in keys.all if key != id)
            row = self._row(item, keys, "entry")
            return Seen(
                id=id,
                aliases=aliases,
                link=row.link,
                title=row.title,
                source=row.source,
                day=entry.collected or row.day,
                fate="entry",
                language=row.language,
            )
        others = self._ledger.lacking(id, keys.lasting)
        again = Keys(id=id, aliases=others, link=keys.link)
        if self._ledger.is_new_title(id, item.title):
            return self._row(item, again, f"title {id}")
        return self._row(item, again, f"again {id}") if others else None

    def _decide(self, item: Item, keys: Keys) -> tuple[Seen, Entry | None]:
        if owner := self._ledger.owner_elsewhere(keys, self._slugs):
            return self._row(item, keys, f"also {owner}"), None
        fate, why = self._left_out(item, keys)
        if fate:
            return self._row(item, keys, fate, why), None
        row = self._row(item, keys, "entry")
        return row, entry_of(item, keys, self._feed, row.language, self._terms)

    def _left_out(self, item: Item, keys: Keys) -> tuple[str, str]:
        """Fate and reason of an item that becomes no entry, else two empty words."""
        if not keys.link:
            return "excluded", "it has no link"
        if item.gist.left_out:
            return "excluded", item.gist.left_out
        moment = self._moment(item)
        if moment is not None:
            return ("old", "") if moment < self._terms.since else ("", "")
        self._undated += 1
        is_archive = self._is_first_reading and self._undated > UNDATED_TAKEN
        return ("undated", "") if is_archive else ("", "")

    def _moment(self, item: Item) -> datetime | None:
        return plausible(item.published, self._terms.day) or plausible(item.updated, self._terms.day)

    def _row(self, item: Item, keys: Keys, fate: str, why: str = "") -> Seen:
        is_shown = fate == "entry" or fate.startswith("also ")
        declared = self._parsed.language
        return Seen(
            id=keys.id,
            aliases=keys.aliases,
            link=keys.link,
            title=item.title,
            source=self._feed.slug,
            day=self._terms.day,
            fate=fate,
            why=why,
            language=item.gist.language if is_shown else self._feed.language or item.language or declared,
        )
