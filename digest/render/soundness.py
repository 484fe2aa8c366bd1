"""A publication's templates to what is wrong with them, before a build meets it. Reads the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from digest.compose.site import compose_site
from digest.content.theme import survey_theme
from digest.errors import DigestError, Problem
from digest.model import Publication, Settings
from digest.render.contrast import contrast_problems
from digest.render.html import Renderer
from digest.render.style import style_sheet


def theme_problems(root: Path, settings: Settings) -> Iterator[Problem]:
    """Found also while entries have errors: a template is bound to a site of these settings without any entry."""
    problems: list[Problem] = []
    theme = survey_theme(root, problems)
    yield from problems
    bare = Publication(settings=settings)
    site = compose_site(bare, base_url=settings.base_url, drafts=False, style_version="")
    yield from _raised(lambda: Renderer(theme, site.info))
    yield from _raised(lambda: style_sheet(theme, settings.theme))


def hard_to_read(root: Path, settings: Settings) -> Iterator[Problem]:
    """What the tokens of the publication do to its words; none of it stops a build."""
    return contrast_problems(survey_theme(root, []), settings.theme)


def _raised(look: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        look()
    except DigestError as error:
        return error.problems
    return ()
