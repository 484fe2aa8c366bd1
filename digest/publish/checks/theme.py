"""A publication's templates to what is wrong with them, before a build meets it. Reads the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from digest.compose.views import SiteInfo
from digest.content.theme import read_theme
from digest.errors import DigestError, Problem
from digest.render.html import Renderer
from digest.render.style import style_sheet


def theme_problems(root: Path, info: SiteInfo | None) -> Iterator[Problem]:
    """Without the site's particulars, which a publication with errors has not, only files are looked at."""
    try:
        theme = read_theme(root)
    except DigestError as error:
        yield from error.problems
        return
    if info is not None:
        yield from _raised(lambda: Renderer(theme, info))
        yield from _raised(lambda: style_sheet(theme, dict(info.theme)))


def _raised(look: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        look()
    except DigestError as error:
        return error.problems
    return ()
