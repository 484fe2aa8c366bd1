"""A publication to the plan of its site: every page, with everything its template may see. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from digest.compose.cards import cards_of, with_cards
from digest.compose.entries import viewer_of
from digest.compose.feeds import feed_entries, feed_issues, section_refs, topic_feeds
from digest.compose.gather import (
    Gathered,
    by_kind,
    gather,
    newest_change,
    published,
    source_lines,
    storyline_line,
    storylines_of,
    tag_lines,
    tags_of,
)
from digest.compose.health import Pulse, about_page, health
from digest.compose.issues import compose_issues, newest_day
from digest.compose.lookback import look_back
from digest.compose.lookup import Lookup, lookup_of
from digest.compose.outline import Outline
from digest.compose.pages import archive, corrections, home, prose_page, refuse_shared_addresses, text_pages
from digest.compose.patterns import PATH, patterns_page
from digest.compose.rights import licence_link
from digest.compose.search import findables, search_page
from digest.compose.storylines import chart, neighbours, shared_entries, time_line
from digest.compose.viewing import viewed_site
from digest.compose.views import (
    Findable,
    FindableEntry,
    Health,
    IssuePage,
    IssueView,
    MovedPage,
    NotFoundPage,
    Page,
    Prose,
    Ref,
    Site,
    SiteInfo,
    SourceLine,
    SourcePage,
    SourcesPage,
    StorylinePage,
    StorylinesPage,
    SubscribePage,
    TagPage,
    TagsPage,
)
from digest.content.ground import Ground, ground_of
from digest.model import Publication
from digest.text import alphabetical, unmistakable
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What all pages are made from."""

    ground: Ground
    lookup: Lookup
    issues: tuple[IssueView[Outline], ...]
    tagged: Gathered
    followed: Gathered
    sourced: Gathered
    sources: dict[str, SourceLine]
    health: Health
    findables: tuple[Findable | FindableEntry[Outline], ...]


def compose_site(
    publication: Publication,
    *,
    base_url: str,
    drafts: bool,
    style_version: str,
    pulses: Mapping[str, Pulse] | None = None,
) -> Site:
    """The plan with the views of all entries, for a publication that was read whole. Raises as `plan_site`."""
    ground = ground_of(publication)
    plan = plan_site(
        ground,
        lookup_of(ground, drafts=drafts),
        base_url=base_url,
        drafts=drafts,
        style_version=style_version,
        pulses=pulses,
    )
    return viewed_site(plan, viewer_of(publication.entries))


def plan_site(
    ground: Ground,
    lookup: Lookup,
    *,
    base_url: str,
    drafts: bool,
    style_version: str,
    pulses: Mapping[str, Pulse] | None = None,
) -> Site[Outline]:
    """`base_url` is absolute, with its last slash; `pulses` tell of the last polls, by slug of the feed.

    Raises DigestError when two pages claim one address.
    """
    issues = look_back(compose_issues(ground, lookup, drafts=drafts))
    outputs = ground.settings.outputs
    parts = _Parts(
        ground=ground,
        lookup=lookup,
        issues=issues,
        tagged=gather(issues, tags_of),
        followed=gather(issues, storylines_of) if "storylines" in outputs else {},
        sourced=gather(issues, lambda entry: (entry.named.source.slug,)) if "sources" in outputs else {},
        sources=source_lines(published(issues), ground.feeds, lookup),
        health=health(ground, pulses or {}, issues),
        findables=findables(ground, issues),
    )
    cards = cards_of(issues, ground.settings) if "images" in outputs else ()
    pages = with_cards(tuple(_pages(parts)), cards)
    if drafts and not any(page.path == PATH for page in pages):
        pages = (*pages, patterns_page(ground))
    refuse_shared_addresses(pages)
    released = tuple(issue for issue in issues if not issue.line.draft)
    return Site(
        info=_info(ground, base_url, style_version),
        pages=pages,
        feed_issues=feed_issues(released),
        feed_entries=feed_entries(released),
        topic_feeds=tuple(topic_feeds(ground, lookup, issues, parts.tagged)),
        sources=tuple(line for line in parts.sources.values() if line.feed),
        cname=ground.settings.cname,
        cards=cards,
        health=parts.health,
        findables=parts.findables,
    )


def _info(ground: Ground, base_url: str, style_version: str) -> SiteInfo:
    settings = ground.settings
    return SiteInfo(
        id=settings.id,
        title=settings.title,
        tagline=settings.tagline,
        base_url=base_url,
        base_path=urlsplit(base_url).path.rstrip("/"),
        language=settings.language,
        editors=settings.editors,
        licence=settings.licence,
        licence_link=licence_link(settings.licence),
        contact=settings.contact,
        repository=settings.repository,
        subscribe=settings.subscribe,
        pages=tuple(Ref(title=page.title, path=f"/{page.name}/", language=page.language) for page in text_pages(ground))
        if "pages" in settings.outputs
        else (),
        outputs=settings.outputs,
        theme=tuple(sorted(settings.theme.items())),
        style_version=style_version,
        markdown=settings.markdown,
    )


def _pages(parts: _Parts) -> Iterator[Page[Outline]]:
    """Every page of the outputs that digest.yaml asks for."""
    outputs = parts.ground.settings.outputs
    yield from home(parts.issues) if "home" in outputs else ()
    yield from _issue_pages(parts) if "issues" in outputs else ()
    yield from archive(parts.issues) if "archive" in outputs else ()
    yield from _tag_pages(parts) if "tags" in outputs else ()
    yield from _storyline_pages(parts) if "storylines" in outputs else ()
    yield from _source_pages(parts) if "sources" in outputs else ()
    yield from corrections(parts.issues) if "corrections" in outputs else ()
    yield from _text_pages(parts) if "pages" in outputs else ()
    if "feeds" in outputs:
        subscribe = SubscribePage(
            sections=section_refs(parts.ground.settings, parts.issues),
            tags=tag_lines(parts.tagged, parts.lookup) if "tags" in outputs else (),
        )
        yield Page(path="/subscribe/", context=subscribe, source="the page of feeds")
    if "search" in outputs:
        context = search_page(parts.ground.settings, parts.ground.storylines, parts.findables)
        yield Page(path="/search/", context=context, source="the page of search")
    recent = tuple(issue.line for issue in parts.issues[:3])
    yield Page(
        path="/404.html", context=NotFoundPage(recent=recent), source="the page for what is missing", indexed=False
    )


def _issue_pages(parts: _Parts) -> Iterator[Page[Outline]]:
    for issue in parts.issues:
        yield Page(
            path=issue.line.path,
            context=IssuePage(issue=issue),
            source=f"content/issues/{issue.line.id}.md",
            indexed=not issue.line.draft,
            modified=newest_day(issue),
        )


def _tag_pages(parts: _Parts) -> Iterator[Page[Outline]]:
    newest = newest_day(parts.issues[0]) if parts.tagged else None
    tags = TagsPage(tags=tag_lines(parts.tagged, parts.lookup))
    yield Page(path="/tags/", context=tags, source="the list of tags", modified=newest)
    for slug, moments in sorted(parts.tagged.items()):
        ref = parts.lookup.tag(slug)
        context = TagPage(title=ref.title, moments=moments, feed=f"{ref.path}feed.xml")
        yield Page(path=ref.path, context=context, source=f"the tag '{slug}'", modified=newest_change(moments))
        was = tuple(old for old, new in parts.lookup.settings.former_tags.items() if new == slug)
        yield from _moved("tags", was, ref.title, ref.path, "digest.yaml")


def _storyline_pages(parts: _Parts) -> Iterator[Page[Outline]]:
    storylines = parts.ground.storylines
    lines = {storyline.id: storyline_line(storyline, parts.followed) for storyline in storylines}
    source = "content/storylines.yaml"
    yield Page(path="/storylines/", context=StorylinesPage(kinds=by_kind(lines.values())), source=source)
    language = parts.ground.settings.language
    shared = shared_entries(parts.issues)
    refs = {storyline.id: ref for storyline in storylines if (ref := parts.lookup.storyline(storyline.id))}
    for storyline in storylines:
        moments = parts.followed.get(storyline.id, ())
        context = StorylinePage(
            line=lines[storyline.id],
            aliases=storyline.aliases,
            about=Prose(text=storyline.about, language=language, prefix="about"),
            links=tuple(unmistakable(link) for link in storyline.links),
            moments=time_line(moments),
            chart=chart(tuple(reversed(moments))),
            neighbours=neighbours(shared.get(storyline.id, Counter()), refs),
            feed=f"/storylines/{storyline.id}/feed.xml",
        )
        modified = newest_change(moments)
        path = lines[storyline.id].path
        yield Page(path=path, context=context, source=f"{source}, '{storyline.id}'", modified=modified)
        yield from _moved("storylines", storyline.was, storyline.title, path, source)


def _source_pages(parts: _Parts) -> Iterator[Page[Outline]]:
    lines = sorted(parts.sources.values(), key=lambda line: (alphabetical(line.source.title), line.source.slug))
    followed = tuple(line for line in lines if line.source.slug in parts.lookup.feeds)
    others = tuple(line for line in lines if line.source.slug not in parts.lookup.feeds)
    opml = "/sources/feeds.opml"
    context = SourcesPage(followed=followed, others=others, opml=opml)
    yield Page(path="/sources/", context=context, source="content/feeds.yaml")
    for slug, moments in sorted(parts.sourced.items()):
        line = parts.sources.get(slug)
        if line is None or not slug:
            continue
        path = f"/sources/{slug}/"
        page = SourcePage(line=line, moments=moments)
        yield Page(path=path, context=page, source=f"the source '{slug}'", modified=newest_change(moments))
        feed = parts.lookup.feeds.get(slug)
        yield from _moved("sources", feed.was if feed else (), line.source.title, path, "content/feeds.yaml")


def _text_pages(parts: _Parts) -> Iterator[Page[Outline]]:
    settings = parts.ground.settings
    about = about_page(parts.ground) if "status" in settings.outputs else None
    for page in text_pages(parts.ground):
        context = prose_page(page, settings.language, parts.health if page is about else None)
        yield Page(path=f"/{page.name}/", context=context, source=page.path)
        for old in page.was:
            moved = MovedPage(title=page.title, target=f"/{page.name}/")
            yield Page(path=f"/{old}/", context=moved, source=page.path, indexed=False)


def _moved(folder: str, was: tuple[str, ...], title: str, target: str, source: str) -> Iterator[Page[Outline]]:
    for old in was:
        moved = MovedPage(title=title, target=target)
        yield Page(path=f"/{folder}/{old}/", context=moved, source=source, indexed=False)
