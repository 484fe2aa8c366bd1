"""What files say of each other: sections, tags, storylines, leads, ids, slugs, numbers. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from digest.errors import Problem, did_you_mean
from digest.model import PICTURE_SUFFIXES, Entry, Image, IssueHeader, Publication

_TWO_PUBLISHERS = (
    "two people published at once: give the later issue the next number, then: digest correct ISSUE --typo"
)
T = TypeVar("T", bound=Entry | IssueHeader)


def reference_problems(publication: Publication, images: frozenset[str]) -> tuple[Problem, ...]:
    """Everything that names something which is not there, or that two files claim.

    `images` are the files below content/images.
    """
    return (
        *(problem for entry in publication.entries for problem in _entry_problems(entry, publication, images)),
        *(problem for issue in publication.issues for problem in _issue_problems(issue, publication, images)),
        *_claimed_twice(publication.entries, "ID001", "id", lambda entry: entry.id),
        *_claimed_twice(_shown(publication.entries), "ID003", "slug", lambda entry: entry.slug),
        *_claimed_twice(publication.issues, "ID006", "week", lambda issue: issue.id),
        *_claimed_twice(publication.issues, "ID004", "number", lambda issue: str(issue.number or "")),
    )


def _shown(entries: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.status in ("keep", "withdrawn"))


def _entry_problems(entry: Entry, publication: Publication, images: frozenset[str]) -> Iterator[Problem]:
    settings = publication.settings
    sections = [section.id for section in settings.sections]
    storylines = [name for storyline in publication.storylines for name in (storyline.id, *storyline.was)]
    if entry.section is not None and entry.section not in sections:
        yield _problem(
            entry,
            "section",
            "REF001",
            f"unknown section '{entry.section}'",
            did_you_mean(entry.section, sections),
        )
    for tag in entry.tags:
        if settings.tags is not None and tag not in settings.tags and tag not in settings.former_tags:
            yield _problem(entry, "tags", "REF002", f"unknown tag '{tag}'", did_you_mean(tag, settings.tags))
    for storyline in entry.storylines:
        if storyline not in storylines:
            hint = did_you_mean(storyline, storylines)
            yield _problem(entry, "storylines", "REF003", f"unknown storyline '{storyline}'", hint)
    yield from _image_problems(entry, entry.image, images)


def _issue_problems(issue: IssueHeader, publication: Publication, images: frozenset[str]) -> Iterator[Problem]:
    own = [entry for entry in publication.entries if entry.issue == issue.id]
    slugs = [entry.slug for entry in own if entry.status == "keep"]
    withdrawn = [entry.slug for entry in own if entry.status == "withdrawn"]
    if issue.lead and issue.lead not in (*slugs, *withdrawn):
        what = f"the lead '{issue.lead}' is no kept entry of this issue"
        yield _problem(issue, "lead", "REF004", what, did_you_mean(issue.lead, slugs))
    yield from _image_problems(issue, issue.image, images)


def _image_problems(owner: Entry | IssueHeader, image: Image | None, images: frozenset[str]) -> Iterator[Problem]:
    if image is not None and image.file and image.file not in images:
        hint = did_you_mean(image.file, images)
        yield _problem(owner, "image", "REF005", f"no picture content/images/{image.file}", hint)
    elif image is not None and image.file and not image.file.lower().endswith(PICTURE_SUFFIXES):
        hint = f"name a file that ends in {', '.join(PICTURE_SUFFIXES)}"
        yield _problem(owner, "image", "REF005", f"'{image.file}' is no picture that a page can show", hint)


def _claimed_twice(owners: Iterable[T], code: str, key: str, of: Callable[[T], str]) -> Iterator[Problem]:
    """A claim that differs in case only counts: addresses meet file systems that fold case."""
    claims: defaultdict[str, list[T]] = defaultdict(list)
    for owner in owners:
        if value := of(owner):
            claims[value.lower()].append(owner)
    for first, *others in claims.values():
        for other in others:
            what = f"{key} '{of(other)}' is claimed by {first.path} too"
            hint = f"give one of the two files another {key}, or delete one"
            yield _problem(other, key, code, what, _TWO_PUBLISHERS if key == "number" else hint)


def _problem(owner: Entry | IssueHeader, key: str, code: str, what: str, hint: str) -> Problem:
    return Problem(path=owner.path, line=owner.lines.get(key, 1), code=code, what=what, hint=hint)
