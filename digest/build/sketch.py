"""What makes a page or a feed to plain bytes without entries and letters, and back: a plan that can be kept. Pure."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
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
from digest.content.codec import Codec, plain_digest
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


class Letter(NamedTuple):
    issue: str
    text: str


class Sketch(NamedTuple):
    plain: bytes
    entries: tuple[Outline, ...]
    """In the order of their places, as the next."""
    letters: tuple[Letter, ...]

    @property
    def seal(self) -> bytes:
        """What tells the part that is made of it from every other."""
        return plain_digest(
            (self.plain, tuple([outline.key for outline in self.entries]), tuple(map(tuple, self.letters)))
        )


class _Form(Codec):
    """Takes entries out, and leaves in their places what they look back to; takes letters out. For one at a time."""

    def __init__(self) -> None:
        super().__init__((*_ORDERS, *HOLDERS, *_PARTS))
        self._taken: list[Outline] = []
        self._letters: list[Letter] = []
        self._given: Iterator[Outline] = iter(())
        self._texts: Iterator[Letter] = iter(())

    def drawn(self, make: Make) -> tuple[Any, tuple[Outline, ...], tuple[Letter, ...]]:
        self._taken, self._letters = [], []
        return self.plain(make), tuple(self._taken), tuple(self._letters)

    def filled(self, plain: Any, outlines: Iterable[Outline], letters: Iterable[Letter]) -> Make:
        self._given, self._texts = iter(outlines), iter(letters)
        make: Make = self.whole(plain)
        return make

    def plain(self, value: Any) -> Any:
        kind = type(value)
        if kind is Outline:
            self._taken.append(value)
            return [_ENTRY, super().plain(value.earlier) if value.earlier else ()]
        if kind is not IssueView:
            return super().plain(value)
        self._letters.append(Letter(value.line.id, value.letter.text))
        return super().plain(replace(value, letter=replace(value.letter, text="")))

    def whole(self, value: Any) -> Any:
        if type(value) is not list:
            return super().whole(value)
        if value[0] == _ENTRY:
            outline, earlier = next(self._given), super().whole(value[1])
            return outline._replace(earlier=earlier) if earlier else outline
        found = super().whole(value)
        if type(found) is not IssueView:
            return found
        return replace(found, letter=replace(found.letter, text=next(self._texts).text))


_FORM = _Form()


def sketch_of(make: Make, besides: bytes = b"") -> Sketch:
    """Of what `make` shows, and of a digest of what it takes `besides`."""
    plain, entries, letters = _FORM.drawn(make)
    return Sketch(marshal.dumps((besides, plain), 2), entries, letters)


def filled(sketch: Sketch) -> Make:
    """What it was made of."""
    return _FORM.filled(marshal.loads(sketch.plain)[1], sketch.entries, sketch.letters)
