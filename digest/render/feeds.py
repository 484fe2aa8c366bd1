"""What readers can subscribe to: RSS, Atom and JSON Feed by issue, by entry, and by section, tag and storyline. Pure.

Alone knows what an item of a feed is called and dated. Its identity comes from the publication's `id`, never from an
address, so that a site may move; its dates come from content, and a correction changes `updated` and nothing else.
The editors sign their issues; an entry points to somebody's article, and nobody here claims it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from digest.compose.entries import updated_at
from digest.compose.feeds import followed
from digest.compose.views import (
    FEED_FILES,
    EntryView,
    FeedEntry,
    FeedIssue,
    Prose,
    Site,
    SiteInfo,
    TopicFeed,
)
from digest.model import Artifact
from digest.render.filters import address, plain
from digest.render.language import texts
from digest.render.markup import anchored
from digest.render.syndication import Channel, FeedItem, atom, json_feed, rss
from digest.render.typography import typeset_text
from digest.weeks import as_instant

SUMMARY_LENGTH = 300
STYLE = "/assets/feed.css"
ISSUES = ("/feed.xml", "/atom.xml", "/feed.json")
ENTRIES = ("/entries.xml", "/entries-atom.xml", "/entries.json")
_WRITERS: tuple[Callable[[Channel], bytes], ...] = (rss, atom, json_feed)
_BDI = re.compile(r"<bdi\b([^>]*)>|</bdi>")


class Fragments(Protocol):
    """What renders the bodies of items; `digest.render.html.Renderer` is one."""

    def fragment(self, template: str, *, absolute: bool, **context: object) -> str: ...


def feed_artifacts(site: Site, renderer: Fragments) -> tuple[Artifact, ...]:
    """Every feed of the site; none when `outputs` has no feeds."""
    if "feeds" not in site.info.outputs:
        return ()
    feeds = Feeds(site.info, followed(site.sources), renderer)
    topics = (artifact for topic in site.topic_feeds for artifact in feeds.of_topic(topic))
    return (*feeds.of_issues(site.feed_issues), *feeds.of_entries(site.feed_entries), *topics)


class Feeds:
    """Makes the feeds of a site; an entry that stands in many of them is rendered once.

    `followed` are addresses of feeds by slug of their source.
    """

    def __init__(self, info: SiteInfo, followed: Mapping[str, str], renderer: Fragments) -> None:
        self._info = info
        self._renderer = renderer
        self._followed = followed
        self._known: dict[str, FeedItem] = {}

    def of_issues(self, issues: tuple[FeedIssue, ...]) -> Iterator[Artifact]:
        info = self._info
        items = tuple(_issue_item(issue, info, self._renderer) for issue in issues)
        return self._written(ISSUES, typeset_text(info.title, info.language), items, authors=info.editors)

    def of_entries(self, entries: tuple[FeedEntry, ...]) -> Iterator[Artifact]:
        every = self._above() + texts(self._info.language).gettext("every entry")
        return self._written(ENTRIES, every, self._items(entries), name=":entries")

    def of_topic(self, topic: TopicFeed) -> Iterator[Artifact]:
        # What a topic is called may be in any language: no space of ours is set into it.
        named = self._above() + topic.title
        paths = tuple(f"{topic.path}{file}" for file in FEED_FILES)
        items, home = self._items(topic.entries), topic.page or "/"
        written = tuple(self._written(paths, named, items, home, name=f":{topic.path.strip('/')}"))
        yield from written
        yield from (_again(artifact, topic, old) for old in topic.was for artifact in written)

    def _above(self) -> str:
        return typeset_text(f"{self._info.title}: ", self._info.language)

    def _items(self, entries: tuple[FeedEntry, ...]) -> tuple[FeedItem, ...]:
        for entry in entries:
            if entry.view.path not in self._known:
                item = _entry_item(entry, self._followed, self._info, self._renderer)
                self._known[entry.view.path] = item
        return tuple(self._known[entry.view.path] for entry in entries)

    def _written(
        self,
        paths: Iterable[str],
        title: str,
        items: tuple[FeedItem, ...],
        home: str = "/",
        *,
        authors: tuple[str, ...] = (),
        name: str = "",
    ) -> Iterator[Artifact]:
        """The three documents of a feed, at the addresses for RSS, Atom and JSON Feed."""
        info = self._info
        for path, write in zip(paths, _WRITERS, strict=True):
            channel = Channel(
                id=f"{info.id}{name}",
                title=title,
                about=typeset_text(info.tagline or info.title, info.language),
                address=_absolute(path, info),
                home=_absolute(home, info),
                style=address(STYLE, base=info.base_path),
                welcome="" if write is json_feed else self._welcome(path, title, items, home),
                language=info.language,
                publisher=info.title,
                authors=authors,
                licence=info.licence,
                items=items,
            )
            yield Artifact(path=path.lstrip("/"), data=write(channel), source=f"the feed {path}")

    def _welcome(self, path: str, title: str, items: tuple[FeedItem, ...], home: str) -> str:
        """What a browser shows."""
        context = {"title": title, "address": path, "home": home, "items": items}
        return self._renderer.fragment("feeds/welcome.html", absolute=True, **context)


def _again(artifact: Artifact, topic: TopicFeed, old: str) -> Artifact:
    """The document at an address of former times; it names its new one."""
    file = artifact.path.rpartition("/")[2]
    return Artifact(path=f"{old}{file}".lstrip("/"), data=artifact.data, source=f"{artifact.source}, formerly {old}")


def _issue_item(feed_issue: FeedIssue, info: SiteInfo, renderer: Fragments) -> FeedItem:
    view, line = feed_issue.view, feed_issue.view.line
    link = _absolute(line.path, info)
    shown = (entry for entry in _entries(feed_issue) if not entry.withdrawn)
    headlines = " · ".join(typeset_text(entry.headline, entry.headline_language) for entry in shown)
    published = as_instant(line.date or line.last_day)
    return FeedItem(
        id=f"{info.id}:issue:{line.id}",
        title=typeset_text(line.title, line.language),
        link=link,
        html=_body(renderer.fragment("feeds/issue.html", absolute=True, issue=view), link),
        summary=_summary(view.letter, info) or headlines or typeset_text(line.title, line.language),
        published=published,
        updated=max(published, as_instant(feed_issue.updated)),
        authors=view.editors or info.editors,
        categories=tuple(section.title for section in view.sections if section.title),
        language=line.language,
        summary_language=line.language,
    )


def _entries(feed_issue: FeedIssue) -> Iterator[EntryView]:
    view = feed_issue.view
    yield from (view.lead,) if view.lead else ()
    yield from (entry for section in view.sections for entry in section.entries)


def _entry_item(entry: FeedEntry, feeds: Mapping[str, str], info: SiteInfo, renderer: Fragments) -> FeedItem:
    """A withdrawn entry stays under its id with its reason alone, so that readers drop the words they keep."""
    view, issue = entry.view, entry.issue
    published = as_instant(issue.date or issue.last_day)
    headline = typeset_text(view.headline, view.headline_language)
    feed = None if view.withdrawn else feeds.get(view.source.slug)
    words = view.note or view.quotation
    html = renderer.fragment("feeds/entry.html", absolute=True, entry=view)
    return FeedItem(
        id=f"{info.id}:entry:{view.slug}",
        title=texts(info.language).gettext("Withdrawn") if view.withdrawn else headline,
        link=_absolute(view.path, info),
        html=_body(html, _absolute(issue.path, info)),
        summary=typeset_text(view.why, view.note.language) or _summary(words, info) or view.source.title,
        published=published,
        updated=updated_at(published, view.corrections),
        authors=(),
        categories=tuple(tag.title for tag in view.tags),
        language=info.language if view.withdrawn else view.headline_language,
        summary_language=words.language if words else view.note.language,
        publisher="" if view.withdrawn else view.source.title,
        source=(view.source.title, feed) if feed else None,
        place=entry.place,
    )


def _body(html: str, link: str) -> str:
    """`bdi` is younger than the validator; a `span` with its direction does the same."""
    return anchored(_BDI.sub(_span, html) if "bdi" in html else html, link)


def _span(match: re.Match[str]) -> str:
    if match[0] == "</bdi>":
        return "</span>"
    return f"<span{match[1]}>" if " dir=" in match[1] else f'<span dir="auto"{match[1]}>'


def _summary(prose: Prose, info: SiteInfo) -> str:
    return typeset_text(plain(prose, SUMMARY_LENGTH, way=info.markdown), prose.language)


def _absolute(path: str, info: SiteInfo) -> str:
    return address(path, base=info.base_url.rstrip("/"))
