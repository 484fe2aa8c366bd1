"""The plan of a site once more, where this process has planned it before and only words of entries have changed.

Whoever serves a site builds it at every save, and most saves change a note: of the plan, the outlines of these entries
and the minutes that their issues take are others then, and nothing else. All that a plan is made from is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import is_
from typing import Any, NamedTuple

from digest.compose.issues import minutes_to_read
from digest.compose.lookup import lookup_of
from digest.compose.outline import Outline, Outliner
from digest.compose.views import (
    FeedEntry,
    FeedIssue,
    FindableEntry,
    HomePage,
    IssuePage,
    IssueView,
    Moments,
    Page,
    SectionView,
    Site,
    SourcePage,
    StorylinePage,
    TagPage,
    TopicFeed,
)
from digest.content.brief import Brief
from digest.content.codec import digest_of
from digest.content.ground import Ground

HOLDERS: Mapping[type[Any], tuple[str, ...]] = {
    Site: ("pages", "feed_issues", "feed_entries", "topic_feeds", "findables"),
    Page: ("context",),
    HomePage: ("issue",),
    IssuePage: ("issue",),
    TagPage: ("moments",),
    StorylinePage: ("moments",),
    SourcePage: ("moments",),
    IssueView: ("lead", "sections"),
    SectionView: ("entries",),
    Moments: ("entries",),
    FeedIssue: ("view",),
    FeedEntry: ("view",),
    TopicFeed: ("entries",),
    FindableEntry: ("entry",),
}
"""Where entries stand: the fields of everything that holds one, or holds what does."""
_MOST = 20
"""So many changed entries are few."""


class _Last(NamedTuple):
    frame: bytes
    """The digest of the ground without its briefs: two values can be equal and be shown otherwise, as a moment in two
    zones."""
    briefs: tuple[Brief, ...]
    given: Mapping[str, Any]
    site: Site[Outline]


_last: _Last | None = None


def planned(plan: Callable[..., Site[Outline]], ground: Ground, **given: Any) -> Site[Outline]:
    """`plan(ground, **given)`, by a short way where there is one."""
    global _last
    frame = digest_of(replace(ground, briefs=()))
    is_alike = _last is not None and _last.frame == frame and _last.given == given
    site = _again(_last, ground) if _last is not None and is_alike else None
    _last = _Last(frame, ground.briefs, given, site or plan(ground, **given))
    return _last.site


def _again(last: _Last, ground: Ground) -> Site[Outline] | None:
    changed = _changed(last.briefs, ground.briefs)
    if changed is None:
        return None
    headers = {header.id: header for header in ground.issues}
    outliner = Outliner(lookup_of(ground, drafts=last.given["drafts"], pictures=last.given["pictures"]))
    new = {
        brief.path: outliner.outline(brief, headers[brief.issue])
        for brief in changed
        if brief.is_shown and brief.issue in headers
    }
    letters = {header.id: header.letter for header in ground.issues}
    site: Site[Outline] = _with(last.site, new, letters)
    return site


def _changed(before: tuple[Brief, ...], now: tuple[Brief, ...]) -> list[Brief] | None:
    """The briefs that are others than before, by nothing but their words; None where something else is another."""
    if len(before) != len(now):
        return None
    pairs = [(old, new) for old, new in zip(before, now, strict=True) if old != new]
    is_few = len(pairs) <= _MOST and all(_wordless(old) == _wordless(new) for old, new in pairs)
    return [new for _, new in pairs] if is_few else None


def _wordless(brief: Brief) -> Brief:
    return brief._replace(digest="", has_note=False, words=(0, 0))


def _with(value: Any, new: Mapping[str, Outline], letters: Mapping[str, str]) -> Any:
    """The value with these outlines in it by the paths of their files; itself where it holds none of them."""
    kind = type(value)
    if kind is Outline:
        fresh = new.get(value.brief.path)
        return value if fresh is None else fresh._replace(earlier=value.earlier)
    if kind is tuple:
        if value and type(value[0]) is Outline and not any(part.brief.path in new for part in value):
            return value
        parts = tuple([_with(part, new, letters) for part in value])
        return value if all(map(is_, parts, value)) else parts
    if kind not in HOLDERS:
        return value
    fields = {name: _with(getattr(value, name), new, letters) for name in HOLDERS[kind]}
    changed = {name: part for name, part in fields.items() if part is not getattr(value, name)}
    if not changed:
        return value
    found = replace(value, **changed)
    if kind is IssueView:
        return replace(found, reading_minutes=minutes_to_read(letters[found.line.id], found))
    return found
