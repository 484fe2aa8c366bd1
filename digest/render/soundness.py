"""A publication's templates to what is wrong with them, before a build meets it. Reads the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

from digest.compose.pictures import Picture
from digest.compose.views import Page, Site
from digest.content.theme import survey_theme
from digest.errors import DigestError, Problem
from digest.model import Settings
from digest.render.contrast import contrast_problems
from digest.render.feeds import feed_artifacts
from digest.render.html import Renderer, inspect_theme
from digest.render.style import style_sheet

_SAMPLES = 10
"""Pages of a kind that are tried."""


def theme_problems(root: Path, settings: Settings) -> Iterator[Problem]:
    """Found also while entries have errors: no template needs one to be inspected."""
    problems: list[Problem] = []
    theme = survey_theme(root, problems)
    yield from problems
    yield from _raised(lambda: inspect_theme(theme))
    yield from _raised(lambda: style_sheet(theme, settings.theme))


def rehearse(root: Path, site: Site, pictures: Mapping[str, Picture]) -> Iterator[Problem]:
    """What fails only while a page is rendered, like an unknown field: some pages of every kind, and bodies of feeds.

    Only for a publication with templates of its own; those of the theme are known to do.
    """
    problems: list[Problem] = []
    theme = survey_theme(root, problems)
    if problems or not theme.own_templates:
        return
    try:
        renderer = Renderer(theme, site.info, pictures)
    except DigestError:
        return
    found: dict[Problem, None] = {}
    for page in _samples(site):
        found |= dict.fromkeys(_raised(lambda page=page: renderer.page(page)))  # type: ignore[misc]
    if "feeds" in site.info.outputs:
        few = replace(site, feed_issues=site.feed_issues[:_SAMPLES], feed_entries=site.feed_entries[:_SAMPLES])
        found |= dict.fromkeys(_raised(lambda: feed_artifacts(replace(few, topic_feeds=()), renderer)))
    yield from found


def _samples(site: Site) -> Iterator[Page]:
    def kind(page: Page) -> str:
        return page.context.template

    for _, pages in groupby(sorted(site.pages, key=kind), key=kind):
        yield from islice(pages, _SAMPLES)


def hard_to_read(root: Path, settings: Settings) -> Iterator[Problem]:
    """What the tokens of the publication do to its words; none of it stops a build."""
    return contrast_problems(survey_theme(root, []), settings.theme)


def _raised(look: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        look()
    except DigestError as error:
        return error.problems
    return ()
