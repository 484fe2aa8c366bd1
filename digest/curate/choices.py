"""What an editor decided about an entry, to the keys of its file that say so; and what may not be decided. Pure.

A choice is two entries: the one that was read, and the same with other values for the keys named here.
"""

from __future__ import annotations

from collections.abc import Mapping

from digest.content.documents import ENTRY_KEYS, edit_document, parse_entry
from digest.errors import DigestError, Problem, did_you_mean
from digest.model import Entry, Publication, Settings
from digest.yamledit import Value

CHOICE_KEYS = ("status", "issue", "section", "rank", "why")
NO_SECTION = "-"
Complaint = tuple[str, str]
"""What is wrong with a choice, and a hint."""


def edited(data: bytes, was: Entry, now: Entry) -> bytes:
    """The file with the choice written into it; every other byte as it is.

    `data` may be younger than `was`: what somebody else wrote meanwhile stays, and where both decided
    differently about one key this raises DigestError.
    """
    problems: list[Problem] = []
    present = parse_entry(data, was.path, problems)
    errors = [problem for problem in problems if problem.level == "error"]
    if present is None or errors:
        raise DigestError(*errors)
    changes = changed_keys(was, now)
    taken = [key for key in changes if getattr(present, key) not in (getattr(was, key), getattr(now, key))]
    if taken:
        raise DigestError(_overtaken(present, now, taken[0]))
    missing = {key: value for key, value in changes.items() if getattr(present, key) != getattr(now, key)}
    return edit_document(data, missing, ENTRY_KEYS, path=was.path) if missing else data


def changed_keys(was: Entry, now: Entry) -> Mapping[str, Value | None]:
    """The keys that the choice sets, None for one that it removes."""
    values = {key: getattr(now, key) for key in CHOICE_KEYS if getattr(now, key) != getattr(was, key)}
    return {key: None if value == "" else value for key, value in values.items()}


def reason_for(entry: Entry, status: str, why: str) -> str:
    """What `why` becomes: a skipped entry that is taken back has no reason any more."""
    if status == "skip":
        return why or entry.why
    return "" if entry.status == "skip" else entry.why


def section_complaint(settings: Settings, section: str | None, entry: Entry | None = None) -> Complaint | None:
    """Why an entry cannot go there; a retired section is only for the entries that it has."""
    known = {known.id: known for known in settings.sections}
    if section is None or (entry is not None and entry.section == section):
        return None
    open_sections = [name for name, about in known.items() if not about.retired]
    if section not in known:
        return f"unknown section '{section}'", did_you_mean(section, open_sections)
    if known[section].retired:
        return f"section '{section}' is retired", f"open ones: {', '.join(open_sections)}"
    return None


def choice_complaint(publication: Publication, was: Entry, now: Entry) -> Complaint | None:
    """Why the publication does not allow this choice: what went out stays, and two kept entries share no slug."""
    published = {issue.id for issue in publication.issues if issue.status == "published"}
    settled = was.issue if was.status in ("keep", "withdrawn") and was.issue in published else now.issue
    if settled in published:
        hint = f"mend it in {was.path}, then: digest correct {was.slug}"
        if settled != was.issue:
            return f"'{was.slug}' cannot go to {settled}, which is published", "name a later issue"
        return f"'{was.slug}' belongs to {settled}, which is published", hint
    if now.status != "keep" or was.status == "keep":
        return None
    for other in publication.entries:
        if other.status in ("keep", "withdrawn") and other.slug.lower() == now.slug.lower() and other.id != now.id:
            return f"the slug '{now.slug}' belongs to {other.path}", f"add a line to {now.path}: slug: {now.slug}-2"
    return None


def _overtaken(present: Entry, now: Entry, key: str) -> Problem:
    theirs, ours = (getattr(entry, key) for entry in (present, now))
    what = f"somebody wrote {key}: {_shown(theirs)} meanwhile; your {key}: {_shown(ours)} was not written"
    hint = "look at the file, then run the command again if it should be yours"
    return Problem(path=present.path, line=present.lines.get(key, 1), code="FILE008", what=what, hint=hint)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value or "(nothing)")
