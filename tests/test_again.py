"""A plan made again for a few changed words: the same as a whole one, and made only where nothing else has changed."""

from __future__ import annotations

import typing
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from digest.build.again import HOLDERS, planned
from digest.compose import views
from digest.compose.outline import Outline
from digest.compose.site import plan_site
from digest.compose.views import IssuePage, Site
from digest.content.ground import Ground, ground_of
from digest.model import Publication
from tests.builders import entry, issue, publication, storyline

GIVEN: dict[str, Any] = {
    "base_url": "https://example.org/", "drafts": False, "style_version": "0", "pulses": {}, "pictures": {},
}  # fmt: skip
SLUGS = ("alpha", "beta", "gamma")
STORYLINES = (storyline("sora"),)


def a_publication(changes: dict[str, dict[str, Any]] | None = None, **parts: Any) -> Publication:
    """Three entries of two issues, told apart by digests as files are."""
    changed = changes or {}
    entries = tuple(
        entry(
            slug,
            **{
                "issue": f"2026-W4{7 - number % 2}",
                "body": "A note.",
                "tags": ("film",),
                "storylines": ("sora",),
                "section": "tools",
                "digest": f"{slug} {changed.get(slug, {})}",
            }
            | changed.get(slug, {}),
        )
        for number, slug in enumerate(SLUGS)
    )
    issues = (issue("2026-W46", lead="beta"), issue("2026-W47"))
    return publication(**{"entries": entries, "issues": issues, "storylines": STORYLINES} | parts)


class Counted:
    """A plan that says how often it was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, ground: Ground, **given: Any) -> Site[Outline]:
        self.times += 1
        return plan_site(ground, **given)


def planned_twice(first: Publication, second: Publication, **given: Any) -> tuple[int, Site[Outline]]:
    plan = Counted()
    planned(plan, ground_of(publication()), **GIVEN)
    planned(plan, ground_of(first), **GIVEN)
    site = planned(plan, ground_of(second), **GIVEN | given)
    return plan.times - 2, site


@pytest.mark.parametrize("body", ["", "Another note.", "> Theirs.\n\nA note.", "word " * 5000])
@pytest.mark.parametrize("slug", SLUGS)
def test_another_note_makes_the_plan_that_a_whole_one_makes(slug, body):
    second = a_publication({slug: {"body": body}})
    times, site = planned_twice(a_publication(), second)
    assert times == 0
    assert site == plan_site(ground_of(second), **GIVEN)


def test_pages_that_do_not_show_the_entry_are_the_same_objects():
    plan = Counted()
    first = planned(plan, ground_of(a_publication()), **GIVEN)
    second = planned(plan, ground_of(a_publication({"alpha": {"body": "Another."}})), **GIVEN)
    stayed = {new.path for new, old in zip(second.pages, first.pages, strict=True) if new is old}
    assert {"/issues/2026-W46/", "/issues/", "/about/", "/tags/"} & {page.path for page in first.pages} <= stayed
    assert {"/issues/2026-W47/", "/tags/film/", "/storylines/sora/", "/", "/latest/"} & stayed == set()


@pytest.mark.parametrize("key", ["title", "status", "section", "tags", "storylines", "issue", "rank", "source"])
def test_anything_but_words_makes_a_whole_plan(key):
    values: dict[str, Any] = {
        "title": "Said otherwise", "status": "skip", "section": "law", "tags": (), "storylines": (),
        "issue": "2026-W46", "rank": 1.0, "source": "elsewhere.example",
    }  # fmt: skip
    second = a_publication({"alpha": {key: values[key]}})
    times, site = planned_twice(a_publication(), second)
    assert times == 1
    assert site == plan_site(ground_of(second), **GIVEN)


def test_a_letter_a_storyline_and_what_is_asked_make_whole_plans():
    letters = (issue("2026-W46", lead="beta", letter="Dear you."), issue("2026-W47"))
    assert planned_twice(a_publication(), a_publication(issues=letters))[0] == 1
    assert planned_twice(a_publication(), a_publication(storylines=(storyline("sora", title="S"),)))[0] == 1
    assert planned_twice(a_publication(), a_publication(), drafts=True)[0] == 1
    assert planned_twice(a_publication(), a_publication())[0] == 0


def test_everything_that_can_hold_an_entry_is_looked_through():
    def holds(kind: type[Any]) -> tuple[str, ...]:
        hints = typing.get_type_hints(kind)
        return tuple(field.name for field in fields(kind) if _speaks_of(hints[field.name]))

    def _speaks_of(hint: Any) -> bool:
        if hint is views.E:
            return True
        return any(map(_speaks_of, typing.get_args(hint)))

    kinds = [kind for kind in vars(views).values() if isinstance(kind, type) and is_dataclass(kind)]
    assert {kind: holds(kind) for kind in kinds if holds(kind)} == dict(HOLDERS)


def test_minutes_to_read_follow_the_words():
    _, site = planned_twice(a_publication(), a_publication({"alpha": {"body": "word " * 2200}}))
    contexts = {page.path: page.context for page in site.pages}
    context = contexts["/issues/2026-W47/"]
    assert isinstance(context, IssuePage)
    assert context.issue.reading_minutes == 11
