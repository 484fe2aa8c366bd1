"""Rules on what was to be filled in later: TODO, TK, XXX and their kind, in titles, notes, letters and pages. Pure.

Whole words in capitals only, so that "todo" of Spanish and "TK-421" are left alone. Not looked at: code, comments,
addresses, and what stands in quotation marks or in a quotation, which is said by others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.model import Entry, Image, IssueHeader, Publication, TextPage
from digest.places import SETTINGS_FILE, STORYLINES_FILE
from digest.publish.checks.prose import bound_texts, own_words
from digest.publish.checks.rules import Finding, Rule, Subject, at

_PLACEHOLDER = re.compile(
    r"(?<![\w@#/.-])(?P<marks>_{0,3})(?:TODO|FIXME|TBD|TBC|[AÀ] COMPL[EÉ]TER|(?:TK)+|X{3,}|(?i:lorem ipsum))"
    r"(?P=marks)(?!\w|-\w)|(?<![^\s(\[*])\?{3,}(?!\w)|(?<=\[)(?i:à compléter)(?=\])"
)
_LINK = re.compile(
    r"(?:https?://|mailto:|www\.)[^\s<>\"]+|\]\([^)\n]{0,2000}\)|^ {0,3}\[[^\]\n]{1,200}\]:.*", re.MULTILINE
)
_SAID = re.compile(r"“[^”\n]{0,300}”|«[^»\n]{0,300}»|\"[^\"\n]{0,300}\"|‘[^’\n]{0,300}’(?!\w)")
_HINT = "finish it; a name that looks like this can stand in quotation marks"


def placeholder_of_the_editor(subject: Subject) -> Iterator[Finding]:
    """In whatever the editor wrote, the front matter included."""
    for owner in _owners(subject):
        for key, words in _fields(owner):
            if found := _placeholder(words):
                yield at(owner, key, f"'{found[0].strip('_')}' in '{key}' waits to be filled in: {words}", _HINT)
    for path, words in _data(subject.publication):
        if found := _placeholder(own_words(words)):
            what = f"'{found[0].strip('_')}' waits to be filled in: {_around(words, found)}"
            yield Finding(path=path, line=None, what=what, hint=_HINT)
    for text in bound_texts(subject.publication):
        for found in _PLACEHOLDER.finditer(_searched(own_words(text.prose))):
            yield text.at(
                found.start(), f"'{found[0].strip('_')}' waits to be filled in: {_around(text.prose, found)}", _HINT
            )


def placeholder_in_a_title(subject: Subject) -> Iterator[Finding]:
    """In the title that the source gave, where it may well be meant: XXX is a film."""
    for entry in subject.bound:
        if not entry.headline and (word := _placeholder(entry.title)):
            what = f"'{word[0].strip('_')}' in the title: {entry.title}"
            yield at(entry, "title", what, "correct `title`, or write a `headline`, if the source does not mean it")


def _data(publication: Publication) -> Iterator[tuple[str, str]]:
    """What readers see of the data files."""
    settings = publication.settings
    sections = (section for section in settings.sections if not section.retired)
    texts = (settings.title, settings.tagline, *(text for one in sections for text in (one.title, one.about)))
    yield from ((SETTINGS_FILE, text) for text in texts)
    yield from ((STORYLINES_FILE, text) for one in publication.storylines for text in (one.title, one.about))


def _owners(subject: Subject) -> Iterator[Entry | IssueHeader | TextPage]:
    yield from subject.bound
    yield from subject.publication.issues
    yield from subject.publication.pages


def _fields(owner: Entry | IssueHeader | TextPage) -> Iterator[tuple[str, str]]:
    """What readers see of the front matter, and the key it stands under."""
    if isinstance(owner, TextPage):
        yield "title", owner.title
        return
    yield ("headline", owner.headline) if isinstance(owner, Entry) else ("title", owner.title)
    if isinstance(owner.image, Image):
        yield from (("image", text) for text in (owner.image.alt, owner.image.credit, owner.image.licence))
    yield from (("corrections", row.now) for row in owner.corrections)
    if isinstance(owner, IssueHeader):
        yield from (("editors", name) for name in owner.editors)


def _placeholder(text: str) -> re.Match[str] | None:
    return _PLACEHOLDER.search(_searched(text))


def _searched(text: str) -> str:
    """The text with addresses and quoted words blanked."""
    for pattern in (_LINK, _SAID):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text


def _around(prose: str, found: re.Match[str]) -> str:
    """The line it stands in, or the part of it."""
    start = prose.rfind("\n", 0, found.start()) + 1
    end = prose.find("\n", found.end())
    start = max(start, found.start() - 40)
    return prose[start : min(end if end >= 0 else len(prose), found.end() + 40)].strip()


RULES = (
    Rule(code="TEXT001", find=placeholder_of_the_editor),
    Rule(code="TEXT002", find=placeholder_in_a_title),
)
