"""A publication to the links on which it sends its readers away, each with the place where it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from digest.model import SHELF, Entry
from digest.publish.checks.prose import Address, addresses_in, bound_texts
from digest.publish.checks.rules import Finding, Subject, at
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    link: str
    """As it was written."""
    place: Address | Entry
    key: str = ""
    """Of the front matter; empty in a text."""

    @property
    def path(self) -> str:
        return self.place.path if isinstance(self.place, Entry) else self.place.text.owner.path

    def finding(self, what: str, hint: str, *, fix: str = "") -> Finding:
        """`fix` is the better link."""
        was = self.link if fix else ""
        if isinstance(self.place, Entry):
            return at(self.place, self.key, what, hint, was=was, fix=fix)
        return self.place.finding(what, hint, was=was, fix=fix)


def outgoing_links(subject: Subject) -> Iterator[Outgoing]:
    """Of kept entries, their other coverage and archived copies; of notes, letters and pages. Feeds' words are left."""
    for entry in subject.kept:
        if entry.issue == SHELF:
            continue
        if entry.link:
            yield Outgoing(link=entry.link, place=entry, key="link")
        yield from (Outgoing(link=row.link, place=entry, key="also") for row in entry.also if row.link)
        if entry.archived:
            yield Outgoing(link=entry.archived, place=entry, key="archived")
    for text in bound_texts(subject.publication):
        for found in addresses_in(text):
            if found.address.lower().startswith(("http://", "https://")):
                yield Outgoing(link=found.address, place=found)
