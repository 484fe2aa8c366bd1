"""Rules on what the editor still owes: a sentence on every entry that is more than its title; a title, letter and lead.

Pure. An issue owes nothing before it has a kept entry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from digest.content.body import split_body
from digest.model import SHELF, Entry, IssueHeader
from digest.publish.checks.rules import Finding, Rule, Subject, at
from digest.text import says_something

_TELLING_WORDS = 4
"""A shorter title may well begin a sentence: "Sora" does."""
_NEAR = 0.92
_ADDRESSES = re.compile(r"\]\([^)\n]*\)|<?https?://\S+")


def entry_without_a_note(subject: Subject) -> Iterator[Finding]:
    for entry in subject.kept:
        if entry.issue != SHELF and not says_something(split_body(entry.body).note):
            what = f"no word of yours on '{entry.shown_title}'"
            hint = "say below the quotation, in a sentence, why one should read it"
            yield Finding(path=entry.path, line=_place(entry, entry.body), what=what, hint=hint)


def note_that_repeats_the_title(subject: Subject) -> Iterator[Finding]:
    """Alone or at its beginning, also when case, accents, quotes and punctuation differ, or a letter or two."""
    for entry in subject.bound:
        note = _folded(split_body(entry.body).note)
        titles = [title for title in (_folded(entry.headline), _folded(entry.title)) if title]
        if note and any(_repeats(note, title) for title in titles):
            what = f"the note says again what the title says: {entry.shown_title}"
            yield Finding(path=entry.path, line=_note_line(entry), what=what, hint="say what the title does not")


def issue_without_a_title(subject: Subject) -> Iterator[Finding]:
    for issue in _begun(subject):
        if not issue.title:
            yield at(issue, "title", f"{issue.id} has no title", "add a line: title: ...")


def issue_without_a_letter(subject: Subject) -> Iterator[Finding]:
    for issue in _begun(subject):
        if not says_something(issue.letter):
            hint = "write below the front matter what the week adds up to"
            line = _place(issue, issue.letter)
            yield Finding(path=issue.path, line=line, what=f"{issue.id} has no letter", hint=hint)


def issue_without_a_lead(subject: Subject) -> Iterator[Finding]:
    for issue in _begun(subject):
        if not issue.lead:
            slugs = [entry.slug for entry in subject.kept_in(issue.id)]
            listed = ", ".join(slugs[:5]) + (", ..." if len(slugs) > 5 else "")
            what = f"{issue.id} does not say which entry leads"
            yield at(issue, "lead", what, f"add a line `lead:` with one of {listed}")


def _repeats(note: str, title: str) -> bool:
    words = title.split()
    begins = len(words) >= _TELLING_WORDS and f"{note} ".startswith(f"{title} ")
    return begins or note == title or (abs(len(note) - len(title)) < len(title) / 5 and _are_near(note, title))


def _are_near(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _folded(text: str) -> str:
    """The words alone: without markup, addresses, case, accents, quotes and punctuation."""
    bare = _ADDRESSES.sub("] ", text)
    plain = unicodedata.normalize("NFKD", bare.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(re.findall(r"[^\W_]+", "".join(char for char in plain if not unicodedata.combining(char))))


def _place(owner: Entry | IssueHeader, body: str) -> int:
    """Where the body begins; without one its last key, since there may be no line below."""
    return owner.body_line if body else max(owner.lines.values(), default=owner.body_line)


def _note_line(entry: Entry) -> int:
    """The first line that the editor wrote."""
    lines = entry.body.split("\n")
    written = (number for number, line in enumerate(lines) if line.strip() and not line.startswith(">"))
    return entry.body_line + next(written, 0)


def _begun(subject: Subject) -> Iterator[IssueHeader]:
    begun = {entry.issue for entry in subject.kept}
    return (issue for issue in subject.publication.issues if issue.id in begun)


RULES = (
    Rule(code="NOTE001", find=entry_without_a_note),
    Rule(code="NOTE002", find=note_that_repeats_the_title),
    Rule(code="ISSUE001", find=issue_without_a_title),
    Rule(code="ISSUE002", find=issue_without_a_letter),
    Rule(code="ISSUE003", find=issue_without_a_lead),
)
