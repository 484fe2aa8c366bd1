"""Rules on marks of language, by which browsers choose a voice and hyphens: none missing, none surely wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from digest.collect.language import settled_language
from digest.content.body import split_body
from digest.model import Entry, IssueHeader, TextPage
from digest.publish.checks.rules import Finding, Rule, Subject, at


def entry_without_a_language(subject: Subject) -> Iterator[Finding]:
    """Where all that is published is in one language, nobody needs to be told which."""
    languages = _languages(subject)
    for entry in subject.bound if len(languages) > 1 else ():
        if entry.language is None:
            what = f"no language on '{entry.shown_title}', and this publication reads {', '.join(sorted(languages))}"
            yield at(entry, "language", what, f"add a line `language:` with one of {', '.join(sorted(languages))}")


def language_that_is_another(subject: Subject) -> Iterator[Finding]:
    """Of what did not go out yet: old issues are read thousands of times, and this is slow."""
    home = subject.publication.settings.language
    for owner, said, text in _marked(subject, home):
        found = settled_language(said, text, "")
        if found is not None and _root(found) != _root(said):
            is_marked = owner.language is not None
            what = f"marked as '{said}', but its words are '{found}'" if is_marked else f"'{said}' by default, but its"
            what = what if is_marked else f"{what} words are '{found}'"
            verb = "write" if is_marked else "add a line"
            yield at(owner, "language", what, f"{verb}: language: {found}")


def _marked(subject: Subject, home: str) -> Iterator[tuple[Entry | IssueHeader | TextPage, str, str]]:
    for entry in subject.open:
        if entry.language is not None:
            yield entry, entry.language, f"{entry.title}. {split_body(entry.body).quotation}"
    for issue in subject.publication.issues:
        if issue.id not in subject.published:
            yield issue, issue.language or home, _letters(issue.letter)
    for page in subject.publication.pages:
        yield page, page.language or home, _letters(page.body)


def _letters(markdown: str) -> str:
    return escape(" ".join(markdown.split())[:600])


def _languages(subject: Subject) -> set[str]:
    found = {_root(subject.publication.settings.language)}
    found |= {_root(entry.language) for entry in subject.bound if entry.language}
    return found | {_root(issue.language) for issue in subject.publication.issues if issue.language}


def _root(code: str) -> str:
    return code.partition("-")[0].lower()


RULES = (
    Rule(code="LANG001", find=entry_without_a_language),
    Rule(code="LANG002", find=language_that_is_another),
)
