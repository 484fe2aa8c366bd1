"""What the feeds hold: issues, entries, and the entries of every section, tag and storyline. Pure.

Withdrawn entries are in them too: whoever has the item must learn that it was taken back, and lose its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from digest.compose.entries import updated_at
from digest.compose.gather import Gathered, sections_of, storylines_of, tags_of
from digest.compose.issues import corrections_of, entries_of
from digest.compose.lookup import Lookup
from digest.compose.outline import Outline
from digest.compose.views import FeedEntry, FeedIssue, IssueView, Ref, SourceLine, TopicFeed
from digest.content.ground import Ground
from digest.model import Settings
from digest.weeks import as_instant

ISSUES_IN_FEEDS = 20
ENTRIES_IN_FEEDS = 50
ENTRIES_OF_A_TOPIC = 20

_Entries = dict[str, tuple[FeedEntry[Outline], ...]]


def feed_issues(issues: tuple[IssueView[Outline], ...]) -> tuple[FeedIssue[Outline], ...]:
    """Newest first, as they are given."""
    return tuple(_feed_issue(issue) for issue in issues[:ISSUES_IN_FEEDS])


def feed_entries(issues: tuple[IssueView[Outline], ...]) -> tuple[FeedEntry[Outline], ...]:
    found = (
        FeedEntry(view=entry, issue=issue.line, place=place)
        for issue in issues
        for place, entry in enumerate(entries_of(issue))
    )
    return tuple(islice(found, ENTRIES_IN_FEEDS))


def topic_feeds(
    ground: Ground, lookup: Lookup, issues: tuple[IssueView[Outline], ...], tagged: Gathered
) -> Iterator[TopicFeed[Outline]]:
    """As far as `outputs` asks for them; drafts among `issues` have feeds that hold nothing of theirs.

    `tagged` are the entries of the tags that have a page.
    """
    outputs = ground.settings.outputs
    if "feeds" not in outputs:
        return
    sections = {ref.path.split("/")[2]: ref for ref in section_refs(ground.settings, issues)}
    newest = _newest(issues, sections_of, sections)
    for name, ref in sections.items():
        yield TopicFeed(path=ref.path, title=ref.title, page=None, entries=newest.get(name, ()))
    if "tags" in outputs:
        yield from _tag_feeds(lookup, issues, tagged)
    if "storylines" in outputs:
        yield from _storyline_feeds(ground, issues)


def section_refs(settings: Settings, issues: Iterable[IssueView[Outline]]) -> tuple[Ref, ...]:
    """Sections that have feeds, in their order: a retired one keeps them while it has entries."""
    retired = {section.id for section in settings.sections if section.retired}
    entries = (entry for issue in issues for entry in entries_of(issue)) if retired else ()
    used = {entry.section.id for entry in entries if entry.section}
    sections = (section for section in settings.sections if not section.retired or section.id in used)
    return tuple(Ref(title=section.title, path=f"/sections/{section.id}/") for section in sections)


def _tag_feeds(
    lookup: Lookup, issues: tuple[IssueView[Outline], ...], tagged: Gathered
) -> Iterator[TopicFeed[Outline]]:
    """Of the tags that have a page: those of withdrawn entries alone have none."""
    newest = _newest(issues, tags_of, tagged)
    former = lookup.settings.former_tags
    for slug in sorted(tagged):
        ref = lookup.tag(slug)
        was = tuple(f"/tags/{old}/" for old, new in former.items() if new == slug)
        yield TopicFeed(path=ref.path, title=ref.title, page=ref.path, entries=newest.get(slug, ()), was=was)


def _storyline_feeds(ground: Ground, issues: tuple[IssueView[Outline], ...]) -> Iterator[TopicFeed[Outline]]:
    newest = _newest(issues, storylines_of, [storyline.id for storyline in ground.storylines])
    for storyline in ground.storylines:
        path = f"/storylines/{storyline.id}/"
        was = tuple(f"/storylines/{old}/" for old in storyline.was)
        entries = newest.get(storyline.id, ())
        yield TopicFeed(path=path, title=storyline.title, page=path, entries=entries, was=was)


def _newest(
    issues: tuple[IssueView[Outline], ...], names_of: Callable[[Outline], Iterable[str]], wanted: Iterable[str]
) -> _Entries:
    """By name, of published issues only, withdrawn ones among them; of those that are wanted as far as feeds go."""
    found: dict[str, list[FeedEntry[Outline]]] = {}
    waiting = set(wanted)
    for issue in (issue for issue in issues if not issue.line.draft):
        if not waiting:
            break
        for place, entry in enumerate(entries_of(issue)):
            for name in names_of(entry):
                rows = found.setdefault(name, [])
                if len(rows) < ENTRIES_OF_A_TOPIC:
                    rows.append(FeedEntry(view=entry, issue=issue.line, place=place))
                else:
                    waiting.discard(name)
    return {name: tuple(rows) for name, rows in found.items()}


def _feed_issue(issue: IssueView[Outline]) -> FeedIssue[Outline]:
    published = as_instant(issue.line.date or issue.line.last_day)
    return FeedIssue(view=issue, updated=updated_at(published, corrections_of(issue)))


def followed(sources: Iterable[SourceLine]) -> dict[str, str]:
    """Addresses of feeds by slug of their source."""
    return {line.source.slug: line.feed for line in sources if line.feed}
