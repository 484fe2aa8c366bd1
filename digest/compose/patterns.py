"""The page that shows every component of the theme, for whoever changes its look. Pure.

Alone knows that what it shows lies nowhere: every address of ours in it leads back to the page itself.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from digest.compose.entries import viewer_of
from digest.compose.gather import gather, storyline_line, storylines_of
from digest.compose.issues import compose_issues, corrections_of
from digest.compose.lookback import look_back
from digest.compose.lookup import lookup_of
from digest.compose.outline import Outline
from digest.compose.specimens import WEEK, specimens
from digest.compose.storylines import chart, time_line
from digest.compose.viewing import viewed_issue, viewed_moments
from digest.compose.views import Page, PatternsPage
from digest.content.ground import Ground, ground_of

PATH = "/patterns/"
_Value = TypeVar("_Value")


def patterns_page(planned: Ground) -> Page[Outline]:
    """Never part of a site that is published."""
    sample = specimens(planned)
    ground = ground_of(sample)
    view = viewer_of(sample.entries)
    issues = look_back(compose_issues(ground, lookup_of(ground, drafts=True), drafts=True))
    followed = gather(issues, storylines_of)
    moments = time_line(followed[sample.storylines[0].id])
    issue = next(issue for issue in issues if issue.line.id == WEEK)

    context = PatternsPage(
        issue=viewed_issue(issue, view),
        lines=tuple(other.line for other in issues),
        moments=tuple(viewed_moments(moment, view) for moment in moments),
        chart=chart(moments),
        storyline=storyline_line(sample.storylines[0], followed),
        corrections=corrections_of(issue),
    )
    return Page(path=PATH, context=_here(context), source="the page of patterns", indexed=False)


def _here(value: _Value) -> _Value:
    """The same views with every path leading to this page."""
    return _mapped(value)  # type: ignore[no-any-return]


def _mapped(value: Any, name: str = "") -> Any:
    if isinstance(value, tuple):
        return tuple(_mapped(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = tuple(field.name for field in fields(value))
        return replace(value, **{name: _mapped(getattr(value, name), name) for name in names})
    if name == "path" and isinstance(value, str):
        return PATH
    return value
