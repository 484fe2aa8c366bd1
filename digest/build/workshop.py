"""One process at work on a site: entries read, views made, pages and feeds rendered and staged.

Entries that were parsed elsewhere are handed to it in plain form; any other it reads and parses itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from digest.build.ledger import File
from digest.build.orders import Site, Task
from digest.compose import views
from digest.compose.entries import entry_view
from digest.compose.outline import Outline
from digest.compose.views import EntryView, Prose
from digest.content.codec import Codec
from digest.content.documents import parse_entry
from digest.content.kept import Packs, Snapshot
from digest.content.known import whole_entry
from digest.content.tree import stage
from digest.errors import DigestError, Problem
from digest.model import Entry
from digest.render.feeds import Feeds
from digest.render.html import Renderer, remember
from digest.render.naming import picture_names

_MOST_VIEWS = 20_000
_CODEC = Codec(
    (
        EntryView,
        Prose,
        views.Ref,
        views.SourceRef,
        views.SectionRef,
        views.StorylineRef,
        views.CoverageView,
        views.CorrectionView,
        views.PictureView,
        views.PictureSource,
        views.PictureVersion,
    )
)


class Workshop:
    """What this process knows of the site that it works on."""

    def __init__(self, root: Path, entries: Mapping[str, bytes]) -> None:
        self.root = root
        self.site: Site | None = None
        self._entries = entries
        self._views: dict[bytes, EntryView] = {}
        self._kept = Packs(root, "views")
        self._renderer: Renderer | None = None
        self._feeds: Feeds | None = None

    def open(self, site: Site) -> None:
        self.site = site
        self._renderer = self._feeds = None
        remember(Snapshot(self.root, "compiled", site.program).load() or {})

    @property
    def renderer(self) -> Renderer:
        if self._renderer is None:
            site = self._opened()
            self._renderer = Renderer(site.theme, site.info, site.pictures, is_sound=True)
        return self._renderer

    @property
    def feeds(self) -> Feeds:
        if self._feeds is None:
            site = self._opened()
            self._feeds = Feeds(site.info, site.feeds, self.renderer)
        return self._feeds

    def view(self, outline: Outline) -> EntryView:
        """Made once, and kept for others and for later builds. Raises DigestError for a file that is another now."""
        view = self._views.get(outline.key) or self._kept_view(outline)
        return replace(view, earlier=outline.earlier) if outline.earlier else view

    def finish(self) -> None:
        """Let others have the views that were made here."""
        self._kept.finish()

    def refresh(self) -> None:
        self._kept.refresh()

    def close(self) -> None:
        self._kept.close()

    def made(self, task: Task) -> list[File]:
        site = self._opened()
        files = []
        for artifact in task.make(self):
            file = File.of(artifact, picture_names(artifact, site.info.base_url))
            if task.standing.get(file.path) != file.digest:
                stage(site.staging, file.path, artifact.data)
            files.append(file)
        return files

    def _kept_view(self, outline: Outline) -> EntryView:
        data = self._kept.get(outline.key)
        if data is None:
            bare = outline._replace(earlier=())
            view = entry_view(self._entry(outline), bare)
            self._kept.put(outline.key, _CODEC.dumps(view))
        else:
            view = _CODEC.loads(data)
        if len(self._views) >= _MOST_VIEWS:
            self._views.clear()
        self._views[outline.key] = view
        return view

    def _entry(self, outline: Outline) -> Entry:
        path, digest = outline.brief.path, outline.brief.digest
        plain = self._entries.get(path)
        entry = whole_entry(plain) if plain else parse_entry((self.root / path).read_bytes(), path, [])
        if entry is None or entry.digest != digest:
            what = "the file changed while the site was built"
            raise DigestError(Problem(path=path, code="FILE008", what=what, hint="build again"))
        return entry

    def _opened(self) -> Site:
        if self.site is None:
            raise RuntimeError("a page was asked for before there was a site")
        return self.site
