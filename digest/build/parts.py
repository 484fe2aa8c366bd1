"""The plan of a site to the parts that are made one by one, each with the key of what it is made from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, TypeVar

from digest.build.ledger import Key, Templates
from digest.build.orders import EntriesFeed, FeedOf, IssuesFeed, PageOf
from digest.build.sketch import Make, Sketch, sketch_of
from digest.compose.feeds import followed
from digest.compose.outline import Outline
from digest.compose.outputs import OF_FEEDS
from digest.compose.views import (
    HomePage,
    IssueLine,
    IssuePage,
    Page,
    Site,
    SourcePage,
    SourceRef,
    StorylinePage,
    TagLine,
    TagPage,
)
from digest.content.codec import Sealer, digest_of

M = TypeVar("M", bound=Make)
_SHARED = (IssueLine, SourceRef, TagLine)
"""Values that stand in many pages."""


class Part(Generic[M]):
    """Made by any process. Its key is made when it is asked for: of what is not known, no key is compared."""

    def __init__(self, name: str, make: M, seal: Callable[[M], tuple[Key, Sketch | None]]) -> None:
        self.name, self.make, self._seal = name, make, seal

    @property
    def key(self) -> Key:
        return self._sealed[0]

    @property
    def sketch(self) -> Sketch | None:
        """Of what shows words of entries."""
        return self._sealed[1]

    @cached_property
    def _sealed(self) -> tuple[Key, Sketch | None]:
        return self._seal(self.make)


def parts_of(site: Site[Outline], program: bytes, templates: Templates) -> Iterator[Part[Any]]:
    """Pages and feeds."""
    sealer = Sealer(shared=_SHARED, seals={Outline: attrgetter("wordless")})
    of_site = digest_of(site.info)
    of_feeds = digest_of(tuple(templates.digests.get(name, b"") for name in OF_FEEDS))
    of_sources = digest_of(followed(site.sources))

    def of_page(make: PageOf) -> tuple[Key, Sketch | None]:
        page = make.page
        sketch = sketch_of(make) if _shows_words(page, templates) else None
        shown = sketch.seal if sketch else sealer.digest(page)
        return Key(program, of_site, templates.digests[page.context.template], shown), sketch

    def of_feed(make: Make) -> tuple[Key, Sketch | None]:
        sketch = sketch_of(make, of_sources)
        return Key(program, of_site, of_feeds, sketch.seal), sketch

    for page in site.pages:
        yield Part(f"page {page.path}", PageOf(page=page), of_page)
    if "feeds" in site.info.outputs:
        for name, make in _feeds(site):
            yield Part(name, make, of_feed)


def _shows_words(page: Page[Outline], templates: Templates) -> bool:
    """A page that gathers entries shows what its template reads of them; of others that hold any, more is told."""
    gathers = isinstance(page.context, TagPage | SourcePage | StorylinePage)
    return isinstance(page.context, HomePage | IssuePage) or (
        gathers and page.context.template not in templates.wordless
    )


def _feeds(site: Site[Outline]) -> Iterator[tuple[str, Make]]:
    yield "feed of issues", IssuesFeed(issues=site.feed_issues)
    yield "feed of entries", EntriesFeed(entries=site.feed_entries)
    for topic in site.topic_feeds:
        yield f"feed of {topic.path}", FeedOf(topic=topic)
