"""What a process can be asked to do for a site, in a form that can be handed to another process.

Light to import: who asks needs nothing of what rendering needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from digest.build.ledger import File
from digest.compose.outline import Outline
from digest.compose.pictures import Picture
from digest.compose.viewing import viewed_feed_entry, viewed_feed_issue, viewed_page, viewed_topic
from digest.compose.views import EntryView, FeedEntry, FeedIssue, Page, SiteInfo, TopicFeed
from digest.content.theme import Theme
from digest.content.tree import stage
from digest.model import Artifact
from digest.render.naming import picture_names
from digest.values import dataclass

if TYPE_CHECKING:
    from digest.build.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What all parts of one site have in common."""

    root: Path
    info: SiteInfo
    theme: Theme
    pictures: Mapping[str, Picture]
    feeds: Mapping[str, str]
    """Addresses of the feeds that are followed, by slug of the source."""
    staging: Path
    program: bytes
    """The digest of what builds."""

    def staged(self, artifacts: Iterable[Artifact], standing: Mapping[str, str]) -> Iterator[File]:
        """What the site will hold of these; those that do not stand already, SHA-256 by path, wait for the swap."""
        for artifact in artifacts:
            file = File.of(artifact, picture_names(artifact, self.info.base_url))
            if standing.get(file.path) != file.digest:
                stage(self.staging, file.path, artifact.data)
            yield file


class Task(NamedTuple):
    """A part of a site that is made at once."""

    name: str
    """Told by `--explain`, and no other's."""
    make: Callable[[Workshop], Iterable[Artifact]]
    standing: Mapping[str, str]
    """Of its files, SHA-256 by path, those that stand already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """Makes a page."""

    page: Page[Outline]

    def __call__(self, shop: Workshop, /) -> Iterator[Artifact]:
        page = self.page
        name = f"{page.path}index.html" if page.path.endswith("/") else page.path
        text = shop.renderer.page(viewed_page(page, shop.view))
        yield Artifact(path=name.lstrip("/"), data=text.encode("utf-8"), source=page.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuesFeed:
    issues: tuple[FeedIssue[Outline], ...]

    def __call__(self, shop: Workshop, /) -> Iterator[Artifact]:
        return shop.feeds.of_issues(tuple(viewed_feed_issue(issue, shop.view) for issue in self.issues))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesFeed:
    entries: tuple[FeedEntry[Outline], ...]

    def __call__(self, shop: Workshop, /) -> Iterator[Artifact]:
        return shop.feeds.of_entries(tuple(viewed_feed_entry(entry, shop.view) for entry in self.entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOf:
    """Makes the feeds of a topic."""

    topic: TopicFeed[Outline]

    def __call__(self, shop: Workshop, /) -> Iterator[Artifact]:
        return shop.feeds.of_topic(viewed_topic(self.topic, shop.view))


_here: Workshop | None = None
_laid_out: tuple[Task, ...] = ()


def open_site(site: Common) -> None:
    # Here, so that the process that asks others imports none of it.
    from digest.build.workshop import Workshop

    global _here
    if _here is None or (_here.root, _here.program) != (site.root, site.program):
        _here = Workshop(site.root, site.program)
    _here.open(site)


def lay_out(tasks: tuple[Task, ...]) -> None:
    """For processes that are forked later: what they are asked for is a number then."""
    global _laid_out
    _laid_out = tasks


def make_numbered(numbers: Iterable[int]) -> list[tuple[str, list[File]]]:
    return make_all(tuple(_laid_out[number] for number in numbers))


def make_all(tasks: tuple[Task, ...]) -> list[tuple[str, list[File]]]:
    return [(task.name, shop().made(task)) for task in tasks]


def view(outline: Outline) -> EntryView:
    return shop().view(outline)


def shop() -> Workshop:
    if _here is None:
        raise RuntimeError("a page was asked for before there was a site")
    return _here
