"""The rule on characters that no page can hold: control characters, and those that turn the direction of text. Pure.

Pages and feeds leave them out, so that no reader meets them; they hide what a file says from who edits it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from digest.model import Entry, IssueHeader, Publication, TextPage
from digest.places import FEEDS_FILE, SETTINGS_FILE, STORYLINES_FILE
from digest.publish.checks.rules import Finding, Rule, Subject, at
from digest.text import unfit_characters

_BODIES = ("body", "letter")
_HINT = "delete it, or write the text anew; pages leave it out"


def unfit_character(subject: Subject) -> Iterator[Finding]:
    publication = subject.publication
    for owner in _owners(publication):
        yield from _in_front_matter(owner)
        yield from _in_body(owner)
    yield from _in_data(publication.settings, SETTINGS_FILE, None)
    for feed in publication.feeds:
        yield from _in_data(feed, FEEDS_FILE, feed.line)
    for storyline in publication.storylines:
        yield from _in_data(storyline, STORYLINES_FILE, None)


def _owners(publication: Publication) -> Iterator[Entry | IssueHeader | TextPage]:
    yield from (entry for entry in publication.entries if entry.status in ("keep", "withdrawn"))
    yield from publication.issues
    yield from publication.pages


def _in_front_matter(owner: Entry | IssueHeader | TextPage) -> Iterator[Finding]:
    for key, what in _told(owner):
        if key not in _BODIES:
            yield at(owner, key, what, _HINT)


def _in_body(owner: Entry | IssueHeader | TextPage) -> Iterator[Finding]:
    text = owner.letter if isinstance(owner, IssueHeader) else owner.body
    if not unfit_characters(text):
        return
    for number, line in enumerate(text.split("\n"), start=owner.body_line):
        if names := _names(line):
            yield Finding(path=owner.path, line=number, what=f"the text holds {names}", hint=_HINT)


def _in_data(value: object, path: str, line: int | None) -> Iterator[Finding]:
    for _, what in _told(value):
        yield Finding(path=path, line=line, what=what, hint=_HINT)


def _told(value: object) -> Iterator[tuple[str, str]]:
    """Of each field that holds such a character, its name and what is wrong with it."""
    for field in fields(value) if is_dataclass(value) else ():
        if names := _names("".join(_texts(getattr(value, field.name)))):
            yield field.name, f"'{field.name}' holds {names}"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _names(text: str) -> str:
    return ", ".join(map(_name, unfit_characters(text)))


def _name(char: str) -> str:
    """`U+202E (right-to-left override)`; the controls have no names."""
    name = unicodedata.name(char, "a control character").lower()
    return f"U+{ord(char):04X} ({name})"


RULES = (Rule(code="TEXT004", find=unfit_character),)
