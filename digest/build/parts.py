"""The plan of a site to the parts that are made one by one, each with the key of what it is made from. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from digest.build.ledger import Key, Templates
from digest.build.orders import EntriesFeed, FeedOf, IssuesFeed, PageOf
from digest.build.sketch import Make, Sketch, sketch_of
from digest.compose.feeds import followed
from digest.compose.outline import Outline
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

_SHARED = (IssueLine, SourceRef, TagLine)
"""Values that stand in many pages."""
_OF_FEEDS = ("feeds/entry.html", "feeds/issue.html", "feeds/welcome.html")


class Part(NamedTuple):
    """Made by any process."""

    name: str
    key: Key
    make: Make
    sketch: Sketch | None
    """Of what shows words of entries."""


def parts_of(site: Site[Outline], program: bytes, templates: Templates) -> Iterator[Part]:
    """Pages and feeds."""
    sealer = Sealer(shared=_SHARED, seals={Outline: attrgetter("wordless")})
    of_site = digest_of(site.info)
    for page in site.pages:
        page_of = PageOf(page=page)
        sketch = sketch_of(page_of) if _shows_words(page, templates) else None
        shown = sketch.seal if sketch else sealer.digest(page)
        yield Part(
            f"page {page.path}", Key(program, of_site, templates.digests[page.context.template], shown), page_of, sketch
        )
    if "feeds" in site.info.outputs:
        of_feeds = digest_of(tuple(templates.digests.get(name, b"") for name in _OF_FEEDS))
        of_sources = digest_of(followed(site.sources))
        for name, make in _feeds(site):
            sketch = sketch_of(make, of_sources)
            yield Part(name, Key(program, of_site, of_feeds, sketch.seal), make, sketch)


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
