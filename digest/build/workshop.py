"""One process at work on a site: entries read, views made, pages and feeds rendered and staged.

What readers see of an entry is kept by whoever parsed it; of any other, the file is read here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from digest.build import desk
from digest.build.ledger import File
from digest.build.orders import Common, Task
from digest.compose.entries import entry_view
from digest.compose.outline import Outline
from digest.compose.views import EntryView
from digest.content.bare import Bare, bare_of, dumps, key_of_bare, loads
from digest.content.documents import MAX_BYTES, parse_entry
from digest.content.files import beginning
from digest.content.kept import Snapshot
from digest.errors import DigestError, Problem
from digest.render.html import Renderer, remember

if TYPE_CHECKING:
    from digest.render.feeds import Feeds

_MOST_VIEWS = 20_000


class Workshop:
    """What this process knows of the site that it works on."""

    def __init__(self, root: Path, program: bytes) -> None:
        self.root = root
        self.program = program
        self.site: Common | None = None
        self.bares: dict[str, Bare] = {}
        """Of entries that are known, by the digests of their files; of the others it is kept, or in the file."""
        self._views: dict[bytes, EntryView] = {}
        self._renderer: Renderer | None = None
        self._feeds: Feeds | None = None

    def open(self, site: Common) -> None:
        self.site = site
        self._renderer = self._feeds = None
        remember(Snapshot(self.root, "compiled", self.program).load() or {})

    @property
    def renderer(self) -> Renderer:
        if self._renderer is None:
            site = self._opened()
            self._renderer = Renderer(site.theme, site.info, site.pictures, is_sound=True)
        return self._renderer

    @property
    def feeds(self) -> Feeds:
        if self._feeds is None:
            # Here, since most builds make none.
            from digest.render.feeds import Feeds

            site = self._opened()
            self._feeds = Feeds(site.info, site.feeds, self.renderer)
        return self._feeds

    def view(self, outline: Outline) -> EntryView:
        """Raises DigestError for a file that is another now."""
        view = self._views.get(outline.key)
        if view is None:
            alone = outline._replace(earlier=()) if outline.earlier else outline
            view = entry_view(self._bare(outline), alone)
            if len(self._views) >= _MOST_VIEWS:
                self._views.clear()
            self._views[outline.key] = view
        return replace(view, earlier=outline.earlier) if outline.earlier else view

    def made(self, task: Task) -> list[File]:
        return list(self._opened().staged(task.make(self), task.standing))

    def _bare(self, outline: Outline) -> Bare:
        """What is kept of the file, else what it says now."""
        path, digest = outline.brief.path, outline.brief.digest
        if digest in self.bares:
            return self.bares[digest]
        key = key_of_bare(self.program, digest)
        if (data := desk.kept(self.root).get(key)) is not None:
            return loads(data)
        entry = parse_entry(beginning(f"{self.root}/{path}", MAX_BYTES + 1), path, [])
        if entry is None or entry.digest != digest:
            what = "the file changed while the site was built"
            raise DigestError(Problem(path=path, code="FILE008", what=what, hint="build again"))
        bare = bare_of(entry)
        desk.kept(self.root).put(key, dumps(bare))
        return bare

    def _opened(self) -> Common:
        if self.site is None:
            raise RuntimeError("a page was asked for before there was a site")
        return self.site
