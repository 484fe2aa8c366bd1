"""What makes a page or a feed to plain bytes without its entries, and back, so that a plan can be kept. Pure."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.build.orders import EntriesFeed, FeedOf, IssuesFeed, PageOf
from digest.compose.outline import Outline
from digest.compose.views import (
    Amendment,
    CardView,
    CorrectionView,
    Earlier,
    EarlierEntry,
    FeedEntry,
    FeedIssue,
    HomePage,
    IssueLine,
    IssuePage,
    IssueView,
    Moments,
    Page,
    PictureSource,
    PictureVersion,
    PictureView,
    Prose,
    Quarter,
    Ref,
    SectionView,
    SourceLine,
    SourcePage,
    SourceRef,
    StorylineLine,
    StorylinePage,
    StorylineRef,
    TagPage,
    TimelineYear,
    TopicFeed,
    YearsAgo,
)
from digest.content.codec import Codec
from digest.model import Artifact

if TYPE_CHECKING:
    from digest.build.workshop import Workshop

Make = Callable[["Workshop"], Iterable[Artifact]]
_ORDERS = (PageOf, IssuesFeed, EntriesFeed, FeedOf)
HOLDERS = (
    Page, HomePage, IssuePage, TagPage, StorylinePage, SourcePage, IssueView, SectionView, Moments, FeedIssue,
    FeedEntry, TopicFeed,
)  # fmt: skip
"""What can hold an entry, or what holds one."""
_PARTS = (
    Prose, Ref, SourceRef, StorylineRef, PictureVersion, PictureSource, PictureView, CorrectionView, EarlierEntry,
    Earlier, IssueLine, Amendment, YearsAgo, Quarter, TimelineYear, StorylineLine, SourceLine, CardView,
)  # fmt: skip
_ENTRY = -100


class Sketch(NamedTuple):
    plain: bytes
    entries: tuple[Outline, ...]
    """In the order of their places."""

    @property
    def seal(self) -> bytes:
        """What tells the part that is made of it from every other."""
        return blake2b(self.plain + b"".join([outline.key for outline in self.entries]), digest_size=16).digest()


class _Form(Codec):
    """Takes entries out, and leaves in their places what they look back to. For one sketch at a time."""

    def __init__(self) -> None:
        super().__init__((*_ORDERS, *HOLDERS, *_PARTS))
        self._taken: list[Outline] = []
        self._given: Iterator[Outline] = iter(())

    def drawn(self, make: Make) -> tuple[Any, tuple[Outline, ...]]:
        self._taken = []
        return self.plain(make), tuple(self._taken)

    def filled(self, plain: Any, outlines: Iterable[Outline]) -> Make:
        self._given = iter(outlines)
        make: Make = self.whole(plain)
        return make

    def whole(self, value: Any) -> Any:
        if type(value) is not list or value[0] != _ENTRY:
            return super().whole(value)
        outline, earlier = next(self._given), super().whole(value[1])
        return outline._replace(earlier=earlier) if earlier else outline

    def _rare(self, value: Any) -> Any:
        if type(value) is not Outline:
            return super()._rare(value)
        self._taken.append(value)
        return [_ENTRY, self.plain(value.earlier)]


_FORM = _Form()


def sketch_of(make: Make, besides: bytes = b"") -> Sketch:
    """Of what `make` shows, and of a digest of what it takes `besides`."""
    plain, entries = _FORM.drawn(make)
    return Sketch(marshal.dumps((besides, plain), 2), entries)


def filled(sketch: Sketch) -> Make:
    """What it was made of."""
    return _FORM.filled(marshal.loads(sketch.plain)[1], sketch.entries)
