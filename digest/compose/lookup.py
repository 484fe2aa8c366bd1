"""What the names in an entry stand for: sections, sources, tags, storylines, later coverage. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from digest.compose.forge import Forge, forge_of
from digest.compose.pictures import Picture
from digest.compose.views import Ref, SectionRef, SourceRef, StorylineRef
from digest.model import Coverage, Feed, Publication, Section, Settings, Storyline
from digest.text import slugify


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


def lookup_of(publication: Publication, *, drafts: bool, pictures: Mapping[str, Picture] | None = None) -> Lookup:
    feeds = {name: feed for feed in publication.feeds for name in (*feed.was, feed.slug)}
    storylines = {name: line for line in publication.storylines for name in (*line.was, line.id)}
    return Lookup(
        settings=publication.settings,
        feeds=feeds,
        sections={section.id: section for section in publication.settings.sections},
        storylines=storylines,
        published=frozenset(_published_sources(publication, feeds, drafts=drafts)),
        later=later_coverage(publication),
        pictures=pictures or {},
        forge=forge_of(publication.settings.repository),
    )


def _published_sources(publication: Publication, feeds: Mapping[str, Feed], *, drafts: bool) -> Iterator[str]:
    shown = {issue.id for issue in publication.issues if drafts or issue.status == "published"}
    for entry in publication.entries:
        if entry.status == "keep" and entry.issue in shown:
            feed = feeds.get(entry.source)
            yield feed.slug if feed else slugify(entry.source)


def later_coverage(publication: Publication) -> dict[str, tuple[Coverage, ...]]:
    """From the lines of content/seen that say `also ID`, in their order."""
    found: defaultdict[str, list[Coverage]] = defaultdict(list)
    for row in publication.seen:
        fate, _, entry_id = row.fate.partition(" ")
        if fate == "also" and row.link:
            found[entry_id].append(Coverage(source=row.source, title=row.title, link=row.link, language=row.language))
    return {entry_id: tuple(rows) for entry_id, rows in found.items()}
