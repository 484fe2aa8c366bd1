"""What the names in an entry stand for: sections, sources, tags, storylines, later coverage. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from digest.compose.forge import Forge, forge_of
from digest.compose.pictures import Picture
from digest.compose.views import Ref, SectionRef, SourceRef, StorylineRef
from digest.content.ground import Ground
from digest.model import Coverage, Feed, Section, Settings, Storyline
from digest.text import slugify
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    settings: Settings
    feeds: Mapping[str, Feed]
    """By slug, former slugs included."""
    sections: Mapping[str, Section]
    storylines: Mapping[str, Storyline]
    """By id, former ids included."""
    published: frozenset[str]
    """Slugs of the sources that have an entry of their own on the site, and so a page."""
    later: Mapping[str, tuple[Coverage, ...]]
    """Coverage that came after an entry was written, by the entry's id."""
    forge: Forge | None
    """Where the files can be edited on the web."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """Files of content/images."""

    def source(self, name: str) -> SourceRef:
        """A feed by its slug, or a host by its name."""
        feed = self.feeds.get(name)
        if feed is not None:
            return SourceRef(slug=feed.slug, title=feed.title, path=self._source_path(feed.slug))
        return SourceRef(slug=slugify(name), title=name, path=self._source_path(slugify(name)))

    def section(self, name: str | None) -> SectionRef | None:
        section = self.sections.get(name or "")
        return SectionRef(id=section.id, title=section.title) if section else None

    def tag(self, name: str) -> Ref:
        """By its slug, or by one that it had before."""
        slug = self.settings.former_tags.get(name, name)
        title = (self.settings.tags or {}).get(slug, slug.replace("-", " "))
        return Ref(title=title, path=f"/tags/{slug}/")

    def storyline(self, name: str) -> StorylineRef | None:
        storyline = self.storylines.get(name)
        if storyline is None:
            return None
        path = f"/storylines/{storyline.id}/"
        return StorylineRef(id=storyline.id, title=storyline.title, path=path, kind=storyline.kind)

    def _source_path(self, slug: str) -> str | None:
        return f"/sources/{slug}/" if slug in self.published and "sources" in self.settings.outputs else None


def lookup_of(ground: Ground, *, drafts: bool, pictures: Mapping[str, Picture] | None = None) -> Lookup:
    feeds = {name: feed for feed in ground.feeds for name in (*feed.was, feed.slug)}
    storylines = {name: line for line in ground.storylines for name in (*line.was, line.id)}
    return Lookup(
        settings=ground.settings,
        feeds=feeds,
        sections={section.id: section for section in ground.settings.sections},
        storylines=storylines,
        published=frozenset(_published_sources(ground, feeds, drafts=drafts)),
        later=ground.later,
        pictures=pictures or {},
        forge=forge_of(ground.settings.repository),
    )


def _published_sources(ground: Ground, feeds: Mapping[str, Feed], *, drafts: bool) -> Iterator[str]:
    shown = {issue.id for issue in ground.issues if drafts or issue.status == "published"}
    for source in {entry.source for entry in ground.briefs if entry.status == "keep" and entry.issue in shown}:
        feed = feeds.get(source)
        yield feed.slug if feed else slugify(source)
