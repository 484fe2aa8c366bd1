"""The parts of a site that are no page and no feed: assets, lists for machines, cards, pictures, the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from digest.build import desk, orders
from digest.build.ledger import INDEX, File, Key
from digest.build.plan import Plan
from digest.compose.pictures import Picture
from digest.compose.views import CardView, Site
from digest.content.cache import Cache
from digest.content.codec import digest_of
from digest.model import Artifact
from digest.render.style import FEED_SHEET, feed_sheet, served_assets

if TYPE_CHECKING:
    from digest.build import Look

STYLE = "assets/style.css"


class Extra(NamedTuple):
    """Made by this process alone."""

    name: str
    key: Key
    make: Callable[[], Iterable[Artifact]]


class Extras:
    """Made after the pages: pictures are those that stand in them."""

    def __init__(self, look: Look, plan: Plan, common: orders.Common) -> None:
        self._look, self._plan, self._common = look, plan, common
        self._site = cast("Site[Any]", plan.site)
        self._drew = False
        self._is_owing = False

    def parts(self, pictures: Callable[[], frozenset[str]]) -> Iterator[Extra]:
        """`pictures` tells, when assets were made, the names that stand in them, in pages and in feeds."""
        yield from self._assets()
        yield self._lists()
        if "images" in self._site.info.outputs:
            yield self._pictures(pictures())
            yield from (self._card(view) for view in self._site.cards)
        if "search" in self._site.info.outputs:
            yield self._search()

    def made(self, part: Extra, standing: Mapping[str, str]) -> Iterator[File]:
        return self._common.staged(part.make(), standing)

    def owes(self, part: Extra) -> bool:
        """Whether what was made of it is not the newest, and is to be made later."""
        return self._is_owing and part.name == INDEX

    def tidy(self) -> None:
        """Keep no card that the site has not."""
        if self._drew:
            from digest.render.cards import forget_others

            forget_others(self._site, self._plan.style, Cache(self._look.order.root, "cards"))

    def _part(self, name: str, shown: object, make: Callable[[], Iterable[Artifact]]) -> Extra:
        return Extra(name, Key(self._look.program, b"", b"", digest_of(shown)), make)

    def _assets(self) -> Iterator[Extra]:
        theme, info = self._plan.theme, self._site.info
        sheets = {STYLE: self._plan.style, FEED_SHEET: feed_sheet(theme, dict(info.theme))}
        for name, data in served_assets(theme, info.outputs).items():
            artifact = Artifact(path=name, data=sheets.get(name, data), source=theme.origins[name])
            yield self._part(f"asset {name}", sha256(artifact.data).digest(), partial(tuple, (artifact,)))

    def _lists(self) -> Extra:
        site = self._site
        pages = tuple((page.path, page.indexed, page.modified) for page in site.pages)
        shown = (site.info, pages, site.sources, site.cname, site.health)
        return self._part("lists for machines", shown, partial(_lists, site))

    def _card(self, view: CardView) -> Extra:
        look, plan = self._look, self._plan
        shown = (view, self._site.info, sha256(plan.style).digest())

        def drawn() -> Iterator[Artifact]:
            from digest.render.cards import card_artifact

            self._drew = True
            yield card_artifact(view, plan.site.info, plan.style, Cache(look.order.root, "cards"))

        return self._part(f"card {view.path}", shown, drawn)

    def _pictures(self, names: frozenset[str]) -> Extra:
        look, pictures, info = self._look, self._plan.pictures, self._site.info

        def drawn() -> Iterator[Artifact]:
            from digest.render.pictures import picture_artifacts

            return picture_artifacts(look.order.root, names, pictures, jobs=look.order.jobs)

        return self._part("pictures", (tuple(sorted(names)), _known(pictures), info.base_url), drawn)

    def _search(self) -> Extra:
        site, order = self._site, self._look.order

        def indexed() -> Iterator[Artifact]:
            from digest.render.indexer import Indexer
            from digest.render.search import Findables, search_artifacts

            desk.enter(order.root)
            orders.open_site(self._common)
            indexer = order.indexer or Indexer(order.root)
            sought = Findables(
                found=site.findables, language=site.info.language, markdown=site.info.markdown, view=orders.view
            )
            yield from search_artifacts(sought, indexer)
            self._is_owing = indexer.is_owing

        return self._part(INDEX, (site.findables, site.info.language, site.info.markdown), indexed)


def _lists(site: Site) -> Iterator[Artifact]:
    from digest.render.discovery import discovery_artifacts
    from digest.render.status import status_artifacts

    yield from discovery_artifacts(site)
    yield from status_artifacts(site)


def _known(pictures: Mapping[str, Picture]) -> tuple[Picture, ...]:
    return tuple(picture for _, picture in sorted(pictures.items()))
