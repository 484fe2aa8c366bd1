"""What a feed looks like, and whether it has become another one. Pure.

What this module alone knows: by which traits a feed is recognised when none of its items is. An expired domain that was
sold serves a feed too, and its new owner's items would go straight to the editor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from digest.collect.domain import site_domain
from digest.collect.shape import shortened
from digest.model import ParsedFeed
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What is not known is empty, and does not count."""

    title: str = ""
    language: str = ""
    """Without region."""
    domain: str = ""
    """Of more than half of the links; a feed that points all over the web has none."""


def face_of(parsed: ParsedFeed) -> Face:
    """As the document shows it."""
    return Face(
        title=parsed.title,
        language=_base(parsed.language) or _prevailing(_base(item.language) for item in parsed.items),
        domain=_prevailing(site_domain(item.link) for item in parsed.items),
    )


def face_in_state(title: str, language: str) -> Face:
    """As the hints for the next poll have it, which may be lost."""
    return Face(title=title, language=_base(language))


def face_from_memory(links: Iterable[str], languages: Iterable[str | None]) -> Face:
    """As the lines of content/seen remember it: they keep no title of a feed."""
    return Face(
        language=_prevailing(_base(language) for language in languages),
        domain=_prevailing(site_domain(link) for link in links),
    )


def changes(before: Face, now: Face) -> tuple[str, ...]:
    """The traits that have changed, in words."""
    return tuple(
        f"its {name} was {_short(old)} and is {_short(new)}"
        for name, old, new in (
            ("title", before.title, now.title),
            ("language", before.language, now.language),
            ("site", before.domain, now.domain),
        )
        if old and new and old.casefold() != new.casefold()
    )


def quarantine_words(slug: str, why: str) -> str:
    what = f"it looks like another feed ({why}), so nothing was taken"
    return f"{what}; if it is the right one: digest fetch --accept {slug}"


def _short(value: str) -> str:
    return f"'{shortened(value, 60)}'"


def _prevailing(values: Iterable[str]) -> str:
    counted = Counter(values)
    value, count = counted.most_common(1)[0] if counted else ("", 0)
    return value if 2 * count > counted.total() else ""


def _base(language: str | None) -> str:
    return (language or "").partition("-")[0]
