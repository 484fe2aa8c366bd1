"""The plan of a site to the parts that are made one by one, each with the key of what it is made from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from digest.build.ledger import Key, Templates
from digest.build.orders import EntriesFeed, FeedOf, IssuesFeed, PageOf
from digest.compose.feeds import followed
from digest.compose.outline import Outline
from digest.compose.views import IssueLine, Site, SourcePage, SourceRef, StorylinePage, TagLine, TagPage
from digest.content.codec import Sealer, digest_of
from digest.model import Artifact

if TYPE_CHECKING:
    from digest.build.workshop import Workshop

_SHARED = (IssueLine, SourceRef, TagLine)
"""Values that stand in many pages."""
_OF_FEEDS = ("feeds/entry.html", "feeds/issue.html", "feeds/welcome.html")


Make = Callable[["Workshop"], Iterable[Artifact]]


class Part(NamedTuple):
    """Made by any process."""

    name: str
    key: Key
    make: Make


def parts_of(site: Site[Outline], program: bytes, templates: Templates) -> Iterator[Part]:
    """Pages and feeds."""
    sealer = _Known(Sealer(shared=_SHARED))
    wordless = _Known(Sealer(shared=_SHARED, seals={Outline: attrgetter("wordless")}))
    of_site = digest_of(site.info)
    for page in site.pages:
        name, gathers = page.context.template, isinstance(page.context, TagPage | SourcePage | StorylinePage)
        by = wordless if gathers and name in templates.wordless else sealer
        yield Part(
            f"page {page.path}", Key(program, of_site, templates.digests[name], by.digest(page)), PageOf(page=page)
        )
    if "feeds" in site.info.outputs:
        of_feeds = digest_of(tuple(templates.digests.get(name, b"") for name in _OF_FEEDS))
        of_sources = digest_of(followed(site.sources))
        for name, shown, make in _feeds(site):
            yield Part(name, Key(program, of_site, of_feeds, digest_of((sealer.digest(shown), of_sources))), make)


class _Known:
    """Digests of the same objects as the last time this process planned: a site that is served is planned again and
    again, and most of its pages stay."""

    last: ClassVar[dict[int, tuple[object, bytes]]] = {}

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._before = _Known.last
        self._now: dict[int, tuple[object, bytes]] = {}
        _Known.last = self._now

    def digest(self, value: object) -> bytes:
        """The value is held, so that no other can have its number."""
        known = self._before.get(id(value))
        if known is None or known[0] is not value:
            known = value, self._sealer.digest(value)
        self._now[id(value)] = known
        return known[1]


def _feeds(site: Site[Outline]) -> Iterator[tuple[str, object, Make]]:
    yield "feed of issues", site.feed_issues, IssuesFeed(issues=site.feed_issues)
    yield "feed of entries", site.feed_entries, EntriesFeed(entries=site.feed_entries)
    for topic in site.topic_feeds:
        yield f"feed of {topic.path}", topic, FeedOf(topic=topic)
