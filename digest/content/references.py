"""What files say of each other: sections, tags, storylines, leads, ids, slugs, numbers. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TypeVar

from digest.content.brief import SHOWN, Brief
from digest.errors import Problem, did_you_mean
from digest.model import PICTURE_SUFFIXES, Entry, Image, IssueHeader, Settings, Storyline
from digest.values import dataclass

_TWO_PUBLISHERS = (
    "two people published at once: give the later issue the next number, then: digest correct ISSUE --typo"
)
T = TypeVar("T", bound=Entry | Brief | IssueHeader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What may be named."""

    sections: tuple[str, ...]
    tags: frozenset[str] | None
    """None when any tag is allowed."""
    former_tags: frozenset[str]
    storylines: frozenset[str]
    images: frozenset[str]
    """Files below content/images."""


def names_of(settings: Settings, storylines: Iterable[Storyline], images: frozenset[str]) -> Names:
    return Names(
        sections=tuple(section.id for section in settings.sections),
        tags=None if settings.tags is None else frozenset(settings.tags),
        former_tags=frozenset(settings.former_tags),
        storylines=frozenset(name for storyline in storylines for name in (storyline.id, *storyline.was)),
        images=images,
    )


def reference_problems(
    entries: tuple[Entry, ...] | tuple[Brief, ...], issues: tuple[IssueHeader, ...], names: Names
) -> Iterator[Problem]:
    """Everything that names something which is not there, or that two files claim."""
    sections = frozenset((None, *names.sections))
    for entry in entries:
        # Most name nothing else that could be wrong: to look at each of its names takes three times as long.
        is_plain = not (entry.storylines or (entry.tags and names.tags is not None)) and entry.image is None
        if not is_plain or entry.section not in sections:
            yield from _entry_problems(entry, names)
    yield from _issues_problems(entries, issues, names)
    yield from _claimed_twice(entries, "ID001", "id", attrgetter("id"))
    shown = [entry for entry in entries if entry.status in SHOWN]
    yield from _claimed_twice(shown, "ID003", "slug", attrgetter("slug"))
    yield from _claimed_twice(issues, "ID006", "week", attrgetter("id"))
    yield from _claimed_twice(issues, "ID004", "number", lambda issue: str(issue.number or ""))


def _entry_problems(entry: Entry | Brief, names: Names) -> Iterator[Problem]:
    if entry.section is not None and entry.section not in names.sections:
        yield _problem(
            entry,
            "section",
            "REF001",
            f"unknown section '{entry.section}'",
            did_you_mean(entry.section, names.sections),
        )
    for tag in entry.tags:
        if names.tags is not None and tag not in names.tags and tag not in names.former_tags:
            yield _problem(entry, "tags", "REF002", f"unknown tag '{tag}'", did_you_mean(tag, names.tags))
    for storyline in entry.storylines:
        if storyline not in names.storylines:
            hint = did_you_mean(storyline, names.storylines)
            yield _problem(entry, "storylines", "REF003", f"unknown storyline '{storyline}'", hint)
    yield from _image_problems(entry, entry.image, names.images)


def _issues_problems(
    entries: tuple[Entry, ...] | tuple[Brief, ...], issues: tuple[IssueHeader, ...], names: Names
) -> Iterator[Problem]:
    leading = {issue.id for issue in issues if issue.lead}
    slugs: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in entries if leading else ():
        if entry.issue in leading:
            slugs[entry.issue, entry.status].append(entry.slug)
    for issue in issues:
        kept, withdrawn = slugs[issue.id, "keep"], slugs[issue.id, "withdrawn"]
        if issue.lead and issue.lead not in (*kept, *withdrawn):
            what = f"the lead '{issue.lead}' is no kept entry of this issue"
            yield _problem(issue, "lead", "REF004", what, did_you_mean(issue.lead, kept))
        yield from _image_problems(issue, issue.image, names.images)


def _image_problems(
    owner: Entry | Brief | IssueHeader, image: Image | None, images: frozenset[str]
) -> Iterator[Problem]:
    if image is not None and image.file and image.file not in images:
        hint = did_you_mean(image.file, images)
        yield _problem(owner, "image", "REF005", f"no picture content/images/{image.file}", hint)
    elif image is not None and image.file and not image.file.lower().endswith(PICTURE_SUFFIXES):
        hint = f"name a file that ends in {', '.join(PICTURE_SUFFIXES)}"
        yield _problem(owner, "image", "REF005", f"'{image.file}' is no picture that a page can show", hint)


def _claimed_twice(owners: Iterable[T], code: str, key: str, of: Callable[[T], str]) -> Iterator[Problem]:
    """A claim that differs in case only counts: addresses meet file systems that fold case."""
    owners = tuple(owners)
    values = [*map(str.lower, filter(None, map(of, owners)))]
    if len(set(values)) == len(values):
        return
    claims: defaultdict[str, list[T]] = defaultdict(list)
    for owner in owners:
        if value := of(owner):
            claims[value.lower()].append(owner)
    for first, *others in claims.values():
        for other in others:
            what = f"{key} '{of(other)}' is claimed by {first.path} too"
            hint = f"give one of the two files another {key}, or delete one"
            yield _problem(other, key, code, what, _TWO_PUBLISHERS if key == "number" else hint)


def _problem(owner: Entry | Brief | IssueHeader, key: str, code: str, what: str, hint: str) -> Problem:
    return Problem(path=owner.path, line=owner.lines.get(key, 1), code=code, what=what, hint=hint)
