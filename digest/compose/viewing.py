"""What was planned with outlines to the same with views, as templates see it. Pure.

How a view is made of an outline is handed in: from a publication in memory, or from what is kept of files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from digest.compose.issues import minutes_to_read
from digest.compose.outline import Outline
from digest.compose.search import as_findable
from digest.compose.views import (
    Context,
    EntryView,
    FeedEntry,
    FeedIssue,
    Findable,
    FindableEntry,
    HomePage,
    IssuePage,
    IssueView,
    Moments,
    Page,
    Site,
    SourcePage,
    StorylinePage,
    TagPage,
    TopicFeed,
)

Viewer = Callable[[Outline], EntryView]


def viewed_page(page: Page[Outline], view: Viewer) -> Page:
    return cast(Page, replace(page, context=cast(Any, viewed_context(page.context, view))))


def viewed_context(context: Context[Outline], view: Viewer) -> Context:
    if isinstance(context, HomePage | IssuePage):
        issue = viewed_issue(context.issue, view) if context.issue else None
        return cast(Context, replace(cast(Any, context), issue=issue))
    if isinstance(context, TagPage | StorylinePage | SourcePage):
        moments = tuple(viewed_moments(moment, view) for moment in context.moments)
        return cast(Context, replace(cast(Any, context), moments=moments))
    return context


def viewed_issue(issue: IssueView[Outline], view: Viewer) -> IssueView:
    sections = tuple(
        replace(cast(Any, section), entries=tuple(view(entry) for entry in section.entries))
        for section in issue.sections
    )
    lead = view(issue.lead) if issue.lead else None
    minutes = minutes_to_read(issue)
    return cast(IssueView, replace(cast(Any, issue), lead=lead, sections=sections, reading_minutes=minutes))


def viewed_feed_issue(issue: FeedIssue[Outline], view: Viewer) -> FeedIssue:
    return FeedIssue(view=viewed_issue(issue.view, view), updated=issue.updated)


def viewed_feed_entry(entry: FeedEntry[Outline], view: Viewer) -> FeedEntry:
    return FeedEntry(view=view(entry.view), issue=entry.issue, place=entry.place)


def viewed_topic(feed: TopicFeed[Outline], view: Viewer) -> TopicFeed:
    entries = tuple(viewed_feed_entry(entry, view) for entry in feed.entries)
    return cast(TopicFeed, replace(cast(Any, feed), entries=entries))


def viewed_findable(found: Findable | FindableEntry[Outline], view: Viewer) -> Findable:
    if isinstance(found, Findable):
        return found
    return as_findable(cast(FindableEntry, replace(cast(Any, found), entry=view(found.entry))))


def viewed_site(site: Site[Outline], view: Viewer) -> Site:
    """The whole, for a publication that is small or looked at in memory."""
    return Site(
        info=site.info,
        pages=tuple(viewed_page(page, view) for page in site.pages),
        feed_issues=tuple(viewed_feed_issue(issue, view) for issue in site.feed_issues),
        feed_entries=tuple(viewed_feed_entry(entry, view) for entry in site.feed_entries),
        topic_feeds=tuple(viewed_topic(feed, view) for feed in site.topic_feeds),
        sources=site.sources,
        cname=site.cname,
        cards=site.cards,
        health=site.health,
        findables=tuple(viewed_findable(found, view) for found in site.findables),
    )


def viewed_moments(moments: Moments[Outline], view: Viewer) -> Moments:
    entries = tuple(view(entry) for entry in moments.entries)
    return Moments(issue=moments.issue, entries=entries, months_later=moments.months_later)
