"""The page that shows every component of the theme, for whoever changes its look. Pure.

Alone knows that what it shows lies nowhere: every address of ours in it leads back to the page itself.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from digest.compose.gather import gather, storyline_line, storylines_of
from digest.compose.issues import compose_issues, corrections_of
from digest.compose.lookback import look_back
from digest.compose.lookup import lookup_of
from digest.compose.specimens import WEEK, specimens
from digest.compose.storylines import chart, time_line
from digest.compose.views import Page, PatternsPage
from digest.model import Publication

PATH = "/patterns/"
_Value = TypeVar("_Value")


def patterns_page(publication: Publication) -> Page:
    """Never part of a site that is published."""
    sample = specimens(publication)
    lookup = lookup_of(sample, drafts=True)
    issues = _here(look_back(compose_issues(sample, lookup, drafts=True)))
    followed = gather(issues, storylines_of)
    moments = time_line(followed[sample.storylines[0].id])
    issue = next(issue for issue in issues if issue.line.id == WEEK)
    context = PatternsPage(
        issue=issue,
        lines=tuple(other.line for other in issues),
        moments=moments,
        chart=chart(moments),
        storyline=_here(storyline_line(sample.storylines[0], followed)),
        corrections=corrections_of(issue),
    )
    return Page(path=PATH, context=context, source="the page of patterns", indexed=False)


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
