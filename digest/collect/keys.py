"""The identities of items. What this module alone knows: when two items are one. Pure.

Within a feed, in this order: the guid, else the link; title and day; title and text. The first that an item has names
it, the others are aliases under which it is known when it comes again. Beside a guid the link alone is none: there are
pages, such as that of a live show, to which every item leads. What several items of one document share, and so
cannot tell them apart, is no identity, except the path together with the title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from urllib.parse import urlsplit

from digest.model import Entry, Item
from digest.text import canonical_link, clean_line, identity
from digest.values import dataclass

_TEXT_LENGTH = 40
"""A shorter text ("Comments") says nothing about which item it belongs to."""
_TEXT_USED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traits:
    item: Item
    link: str
    text: str

    @property
    def day(self) -> str:
        return self.item.published.date().isoformat() if self.item.published else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    id: str
    aliases: tuple[str, ...] = ()
    link: str = ""
    """The canonical one."""
    lasting: tuple[str, ...] = ()
    """Those of them that do not change with the item's text or day."""

    @property
    def all(self) -> tuple[str, ...]:
        return (self.id, *self.aliases)

    @property
    def known_by(self) -> tuple[str, ...]:
        """Under which the item may be known: an entry by hand is its mere link."""
        return (*self.all, identity(self.link)) if self.link else self.all


def keys_of(items: tuple[Item, ...], slug: str) -> tuple[Keys, ...]:
    """For the items of one document, in order, as a feed of that slug. Without any identity: no id."""
    traits = tuple(_Traits(item=item, link=canonical_or_empty(item.link), text=_text(item)) for item in items)
    shared = _shared(traits)
    return tuple(_keys(trait, slug, shared) for trait in traits)


def entry_keys(entry: Entry) -> tuple[str, ...]:
    """Under which an entry's item would come again, as far as its file tells."""
    link = canonical_or_empty(entry.link)
    title = clean_line(entry.title)
    keys = [entry.id]
    if link:
        keys += _path_key(entry.source, link, title)
    if title and entry.published:
        keys.append(_day_key(entry.source, title, entry.published.isoformat()[:10]))
    return tuple(keys)


def canonical_or_empty(link: str) -> str:
    try:
        return canonical_link(link) if link else ""
    except ValueError:
        return ""


def _keys(traits: _Traits, slug: str, shared: frozenset[Hashable]) -> Keys:
    named = tuple(dict.fromkeys(_names(traits, slug, shared)))
    if not named:
        return Keys(id="", link=traits.link)
    lasting = tuple(dict.fromkeys(_lasting_names(traits, slug, shared)))
    return Keys(id=named[0], aliases=named[1:], link=traits.link, lasting=lasting)


def _lasting_names(traits: _Traits, slug: str, shared: frozenset[Hashable]) -> Iterator[str]:
    guid, link, title = traits.item.guid, traits.link, traits.item.title
    if guid:
        yield identity(slug, guid, link or title) if ("guid", guid) in shared else identity(slug, guid)
    elif link and ("link", link) not in shared:
        yield identity(slug, link)
    yield from _path_key(slug, link, title)


def _names(traits: _Traits, slug: str, shared: frozenset[Hashable]) -> Iterator[str]:
    guid, link, title, day, text = traits.item.guid, traits.link, traits.item.title, traits.day, traits.text
    yield from _lasting_names(traits, slug, shared)
    if title and day and ("day", title, day) not in shared:
        yield _day_key(slug, title, day)
    is_nameless = not (guid or link or day)
    if (text or (title and is_nameless)) and ("text", title, text) not in shared:
        yield identity(slug, "text", title, text)


def _shared(items: Iterable[_Traits]) -> frozenset[Hashable]:
    """What stands for more than one thing in this document."""
    owners: dict[Hashable, set[Hashable]] = defaultdict(set)
    for traits in items:
        guid, title = traits.item.guid, traits.item.title
        owners["guid", guid].add(traits.link)
        owners["link", traits.link].add(guid or title)
        owners["day", title, traits.day].add(guid or traits.link)
        owners["text", title, traits.text].add(guid or traits.link)
    return frozenset(key for key, things in owners.items() if len(things) > 1)


def _path_key(slug: str, link: str, title: str) -> Iterator[str]:
    """The same article under another scheme or host."""
    parts = urlsplit(link)
    path = f"{parts.path}?{parts.query}"
    if title and path.strip("/?"):
        yield identity(slug, "path", path, title)


def _day_key(slug: str, title: str, day: str) -> str:
    return identity(slug, "day", title, day)


def _text(item: Item) -> str:
    text = item.gist.beginning[:_TEXT_USED]
    return text if len(text) >= _TEXT_LENGTH else ""
