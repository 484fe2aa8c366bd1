"""Rules on headings in letters, notes and pages, by which a screen reader finds its way. Pure.

What this module alone knows: what our Markdown takes for a heading, `#tag` at the start of a line included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from digest.publish.checks.prose import Text, bound_texts, own_words
from digest.publish.checks.rules import Finding, Rule, Subject
from digest.values import dataclass

_HEADING = re.compile(
    r"""^(?P<marks>\#{1,6})(?P<words>.*?)\#*[ \t]*$
    | (?:(?<=\n\n)|\A)(?P<lined>[^\n]*)\n(?P<line>=+|-+)[ ]*$
    | <h(?P<level>[1-6])\b[^>]{0,500}>(?P<html>.{0,500}?)</h(?P=level)\s*>""",
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)

_HINT_OF_ONE = re.compile(r"^(?:#|=+ *$|-+ *$)|<h[1-6]", re.MULTILINE | re.IGNORECASE)
"""Most notes have none, and the search for one is slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heading:
    level: int
    words: str
    start: int
    end: int
    text: Text

    def finding(self, what: str, hint: str) -> Finding:
        return self.text.at(self.start, what, hint)


def heading_of_the_page(subject: Subject) -> Iterator[Finding]:
    for heading in _headings(subject):
        if heading.level == 1 and heading.words:
            what = f"a heading of the first level, which is the page's own: {heading.words[:60]}"
            yield heading.finding(what, "write ## for a heading; for a text that begins with #, write \\#")


def skipped_level(subject: Subject) -> Iterator[Finding]:
    for text in bound_texts(subject.publication):
        above = 0
        for heading in _headings_in(text):
            if above and heading.level > above + 1:
                what = f"level {heading.level} below level {above}: {heading.words[:60]}"
                yield heading.finding(what, f"write {'#' * (above + 1)} {heading.words[:60]}".rstrip())
            above = heading.level


def heading_without_words(subject: Subject) -> Iterator[Finding]:
    for heading in _headings(subject):
        if not heading.words:
            yield heading.finding("a heading without words", "write the words, or delete the line")


def heading_over_nothing(subject: Subject) -> Iterator[Finding]:
    for text in bound_texts(subject.publication):
        found = tuple(_headings_in(text))
        for heading, following in zip_longest(found, found[1:]):
            below = text.prose[heading.end : following.start if following else None]
            is_parent = following is not None and following.level > heading.level
            if heading.words and not below.strip() and not is_parent:
                yield heading.finding(f"nothing stands below '{heading.words[:60]}'", "write it, or delete the heading")


def _headings(subject: Subject) -> Iterator[_Heading]:
    return (heading for text in bound_texts(subject.publication) for heading in _headings_in(text))


def _headings_in(text: Text) -> Iterator[_Heading]:
    if not _HINT_OF_ONE.search(text.prose):
        return
    for found in _HEADING.finditer(own_words(text.prose)):
        if not found["marks"] and found["lined"] is not None and not found["lined"].strip():
            continue
        level = len(found["marks"] or "") or int(found["level"] or (1 if "=" in found["line"] else 2))
        start, end = found.span("lined" if found["line"] else "html")
        if found["marks"]:
            start, end = found.end("marks"), found.end()
        # From the text itself: code in a heading was blanked.
        words = text.prose[start:end].strip().rstrip("#").strip()
        yield _Heading(level=level, words=words, start=found.start(), end=found.end(), text=text)


RULES = (
    Rule(code="HEAD001", find=heading_of_the_page),
    Rule(code="HEAD002", find=skipped_level),
    Rule(code="HEAD003", find=heading_without_words),
    Rule(code="HEAD004", find=heading_over_nothing),
)
