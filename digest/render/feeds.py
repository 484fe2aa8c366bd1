"""What readers can subscribe to: RSS by issue, by entry and by tag, Atom and JSON Feed by issue. Pure.

Alone knows what an item of a feed is called and dated. Its identity comes from the publication's `id`, never from an
address, so that a site may move; its dates come from content, and a correction changes `updated` and nothing else.
The editors sign their issues; an entry points to somebody's article, and nobody here claims it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from digest.compose.entries import updated_at
from digest.compose.views import EntryView, FeedEntry, FeedIssue, IssueLine, Prose, Site, SiteInfo, TagFeed
from digest.model import Artifact
from digest.render.filters import address, plain
from digest.render.markup import anchored
from digest.render.syndication import Channel, FeedItem, atom, json_feed, rss
from digest.render.typography import typeset_text
from digest.weeks import as_instant

SUMMARY_LENGTH = 300
STYLE = "/assets/feed.css"
_TITLES = {"fr": ("{}\u00a0: chaque article", "{}\u00a0: {}")}
_WITHDRAWN = {"fr": "Retiré"}
_TITLES_DEFAULT = ("{}: every entry", "{}: {}")


class Fragments(Protocol):
    """What renders the bodies of items; `digest.render.html.Renderer` is one."""

    def fragment(self, template: str, *, absolute: bool, **context: object) -> str: ...


def feed_artifacts(site: Site, renderer: Fragments) -> tuple[Artifact, ...]:
    """Every feed of the site; none when `outputs` has no feeds."""
    if "feeds" not in site.info.outputs:
        return ()
    items = tuple(_issue_item(issue, site.info, renderer) for issue in site.feed_issues)
    return (
        _artifact("/feed.xml", rss(_channel(site.info, "/feed.xml", items))),
        _artifact("/atom.xml", atom(_channel(site.info, "/atom.xml", items))),
        _artifact("/feed.json", json_feed(_channel(site.info, "/feed.json", items))),
        _artifact("/entries.xml", rss(_entries_channel(site, renderer))),
        *(_artifact(feed.path, rss(_tag_channel(feed, site, renderer))) for feed in site.tag_feeds),
    )


def _artifact(path: str, data: bytes) -> Artifact:
    return Artifact(path=path.lstrip("/"), data=data, source=f"the feed {path}")


def _channel(
    info: SiteInfo, path: str, items: tuple[FeedItem, ...], title: str = "", home: str = "/", name: str = ""
) -> Channel:
    return Channel(
        id=f"{info.id}{name}",
        title=typeset_text(title or info.title, info.language),
        about=typeset_text(info.tagline or info.title, info.language),
        address=_absolute(path, info),
        home=_absolute(home, info),
        style=address(STYLE, base=info.base_path),
        language=info.language,
        authors=info.editors,
        licence=info.licence,
        items=items,
    )


def _entries_channel(site: Site, renderer: Fragments) -> Channel:
    title = _titles(site.info)[0].format(site.info.title)
    items = _entry_items(site.feed_entries, site, renderer)
    return _channel(site.info, "/entries.xml", items, title, name=":entries")


def _tag_channel(feed: TagFeed, site: Site, renderer: Fragments) -> Channel:
    title = _titles(site.info)[1].format(site.info.title, feed.title)
    items = _entry_items(feed.entries, site, renderer)
    # Without pages of tags there is none to lead to.
    home = feed.page if "tags" in site.info.outputs else "/"
    return _channel(site.info, feed.path, items, title, home, name=f":{feed.path.strip('/')}")


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
        html=anchored(renderer.fragment("feeds/issue.html", absolute=True, issue=view), link),
        summary=_summary(view.letter) or headlines,
        published=published,
        updated=max(published, as_instant(feed_issue.updated)),
        authors=view.editors or info.editors,
        categories=tuple(section.title for section in view.sections if section.title),
        language=line.language,
    )


def _entries(feed_issue: FeedIssue) -> Iterator[EntryView]:
    view = feed_issue.view
    yield from (view.lead,) if view.lead else ()
    yield from (entry for section in view.sections for entry in section.entries)


def _entry_items(entries: tuple[FeedEntry, ...], site: Site, renderer: Fragments) -> tuple[FeedItem, ...]:
    feeds = {line.source.slug: line.feed for line in site.sources if line.feed}
    return tuple(_entry_item(entry.view, entry.issue, feeds, site.info, renderer) for entry in entries)


def _entry_item(
    view: EntryView, issue: IssueLine, feeds: dict[str, str], info: SiteInfo, renderer: Fragments
) -> FeedItem:
    """A withdrawn entry stays under its id with its reason alone, so that readers drop the words they keep."""
    link = _absolute(view.path, info)
    published = as_instant(issue.date or issue.last_day)
    headline = typeset_text(view.headline, view.headline_language)
    feed = None if view.withdrawn else feeds.get(view.source.slug)
    return FeedItem(
        id=f"{info.id}:entry:{view.slug}",
        title=_WITHDRAWN.get(info.language, "Withdrawn") if view.withdrawn else headline,
        link=link,
        html=anchored(renderer.fragment("feeds/entry.html", absolute=True, entry=view), _absolute(issue.path, info)),
        summary=typeset_text(view.why, view.note.language)
        or _summary(view.note or view.quotation)
        or view.source.title,
        published=published,
        updated=updated_at(published, view.corrections),
        authors=(),
        categories=tuple(tag.title for tag in view.tags),
        language=view.headline_language,
        source=(view.source.title, feed) if feed else None,
    )


def _summary(prose: Prose) -> str:
    return typeset_text(plain(prose, SUMMARY_LENGTH), prose.language)


def _titles(info: SiteInfo) -> tuple[str, str]:
    return _TITLES.get(info.language, _TITLES_DEFAULT)


def _absolute(path: str, info: SiteInfo) -> str:
    return address(path, base=info.base_url.rstrip("/"))
