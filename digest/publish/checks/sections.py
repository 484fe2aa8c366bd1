"""Rules on sections: none retired for new entries, none too full, none empty, none forgotten. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from digest.places import FEEDS_FILE
from digest.publish.checks.rules import Finding, Rule, Subject, at


def retired_section(subject: Subject) -> Iterator[Finding]:
    retired = _ids(subject, retired=True)
    for entry in subject.open:
        if entry.section in retired:
            what = f"the section '{entry.section}' is retired"
            yield at(entry, "section", what, _choose_another(subject))


def section_over_its_limit(subject: Subject) -> Iterator[Finding]:
    sections = {section.id: section for section in subject.publication.settings.sections}
    for issue in subject.publication.issues:
        for name, count in sorted(Counter(entry.section or "" for entry in subject.kept_in(issue.id)).items()):
            limit = sections[name].limit if name in sections else None
            if limit is not None and count > limit:
                what = f"{count} entries in the section '{name}', which should hold {limit} at most"
                yield at(issue, "", what, f"digest list --status keep --issue {issue.id} --section {name}")


def entry_without_a_section(subject: Subject) -> Iterator[Finding]:
    names = _ids(subject, retired=False)
    for entry in subject.bound if names else ():
        if entry.section is None:
            what = "a kept entry without a section"
            yield at(entry, "section", what, f"add a line `section:` with one of {', '.join(names)}")


def section_without_entries(subject: Subject) -> Iterator[Finding]:
    """An issue owes nothing before it has as many entries as there are sections."""
    names = _ids(subject, retired=False)
    for issue in subject.publication.issues:
        kept = subject.kept_in(issue.id)
        filled = {entry.section for entry in kept}
        if empty := [name for name in names if len(kept) >= len(names) and name not in filled]:
            what = f"{issue.id} has nothing in {', '.join(empty)}"
            hint = f"look for some: digest list --status new --issue {issue.id}; readers will not see the heading"
            yield at(issue, "", what, hint)


def feed_into_a_retired_section(subject: Subject) -> Iterator[Finding]:
    retired = _ids(subject, retired=True)
    for feed in subject.publication.feeds:
        if feed.section in retired:
            what = f"the feed '{feed.slug}' goes into the section '{feed.section}', which is retired"
            yield Finding(path=FEEDS_FILE, line=feed.line, what=what, hint=_choose_another(subject))


def _choose_another(subject: Subject) -> str:
    return f"choose another: {', '.join(_ids(subject, retired=False))}"


def _ids(subject: Subject, *, retired: bool) -> list[str]:
    return [section.id for section in subject.publication.settings.sections if section.retired == retired]


RULES = (
    Rule(code="SEC001", find=retired_section),
    Rule(code="SEC002", find=section_over_its_limit),
    Rule(code="SEC003", find=entry_without_a_section),
    Rule(code="SEC004", find=feed_into_a_retired_section),
    Rule(code="SEC005", find=section_without_entries),
)
