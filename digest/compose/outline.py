"""An entry in outline: all that the plan of a site knows of it, and what its view is made from. Pure.

A view of ten thousand entries with all their words would have to be made at every build; an outline is enough to say
where an entry stands, and its seal tells whether anything that a template sees of it is another than before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from digest.compose.forge import Forge
from digest.compose.lookup import Lookup
from digest.compose.pictures import Picture
from digest.compose.views import CorrectionView, Earlier, Ref, SectionRef, SourceRef, StorylineRef
from digest.content.brief import Brief
from digest.content.codec import digest_of, plain_digest
from digest.model import Correction, Coverage, IssueHeader, QuotationPolicy

_new = tuple.__new__
"""Makes a tuple with names in half the time."""


class Frame(NamedTuple):
    """What an entry's view takes from its issue and from the publication."""

    issue: str
    title: str
    language: str
    """Of the issue."""
    home: str
    """The language of the publication."""
    quotation: QuotationPolicy
    is_draft: bool
    forge: Forge | None


class Named(NamedTuple):
    """What the names in an entry stand for."""

    source: SourceRef
    section: SectionRef | None
    tags: tuple[Ref, ...]
    storylines: tuple[StorylineRef, ...]
    tag_slugs: tuple[str, ...]
    storyline_ids: tuple[str, ...]
    also: tuple[SourceRef, ...]
    """Of other coverage, in its order."""
    later: tuple[tuple[Coverage, SourceRef], ...]
    """What came after the entry was written."""
    picture: Picture | None
    leads: bool
    is_private: bool
    """Whether a feed of a private network carries it."""


class Outline(NamedTuple):
    """Its properties are named as in EntryView, where they are the same."""

    brief: Brief
    frame: Frame
    named: Named
    key: bytes
    """Of all that the view is made from, but what it looks back to."""
    surroundings: bytes
    """Of what the view takes from elsewhere than the file."""
    withdrawn: bool
    corrections: tuple[CorrectionView, ...]
    earlier: tuple[Earlier, ...] = ()

    @property
    def seal(self) -> bytes:
        """What tells the view from every other."""
        return self.key + digest_of(self.earlier) if self.earlier else self.key

    @property
    def wordless(self) -> tuple[str, str, bytes, bytes]:
        """What tells the view from every other, for who reads neither note nor quotation."""
        brief = self.brief
        return brief.front_digest, brief.path, self.surroundings, digest_of(self.earlier) if self.earlier else b""

    @property
    def slug(self) -> str:
        return self.brief.slug

    @property
    def path(self) -> str:
        return f"/issues/{self.frame.issue}/#{self.brief.slug}"

    @property
    def language(self) -> str | None:
        return None if self.withdrawn else self.brief.language

    @property
    def headline(self) -> str:
        return "" if self.withdrawn else self.brief.headline

    @property
    def headline_language(self) -> str:
        if self.brief.is_reworded and not self.withdrawn:
            return self.frame.language
        return self.language or self.frame.home

    @property
    def words(self) -> int:
        """Of the note, and of the quotation where it is shown."""
        note, quotation = self.brief.words
        if self.withdrawn:
            return 0
        return note + quotation if self.shows_quotation else note

    @property
    def shows_quotation(self) -> bool:
        policy = self.frame.quotation
        return policy == "always" or (policy == "alone" and not self.brief.has_note)

    @property
    def source(self) -> SourceRef:
        return self.named.source

    @property
    def section(self) -> SectionRef | None:
        return self.named.section

    @property
    def tags(self) -> tuple[Ref, ...]:
        return self.named.tags

    @property
    def storylines(self) -> tuple[StorylineRef, ...]:
        return self.named.storylines


class Withdrawal(NamedTuple):
    now: str
    """The reason; empty when the file gives none."""
    date: date | None


class Outliner:
    """Makes the outlines of a publication. Looks every name up once, however many entries have it."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._frames: dict[str, tuple[Frame, bytes]] = {}
        self._sources: dict[str, tuple[SourceRef, bytes, bool]] = {}
        self._sections: dict[str | None, tuple[SectionRef | None, bytes]] = {}
        self._tags: dict[tuple[str, ...], tuple[tuple[Ref, ...], tuple[str, ...], bytes]] = {}
        self._storylines: dict[tuple[str, ...], tuple[tuple[StorylineRef, ...], tuple[str, ...], bytes]] = {}

    def outline(self, brief: Brief, issue: IssueHeader) -> Outline:
        (found,) = self.outlines((brief,), issue)
        return found

    def outlines(self, briefs: Iterable[Brief], issue: IssueHeader) -> tuple[Outline, ...]:
        """Of entries of one issue."""
        frame, key_of_frame = self._frames.get(issue.id) or self._frame(issue)
        found = []
        for brief in briefs:
            named, key_of_names = self._named(brief, issue)
            surroundings = key_of_frame + key_of_names
            is_withdrawn = brief.status == "withdrawn"
            key = plain_digest((brief.path, brief.digest, surroundings))
            outline = _new(Outline, (brief, frame, named, key, surroundings, is_withdrawn, (), ()))
            if brief.corrections or is_withdrawn:
                outline = outline._replace(corrections=_corrections(outline))
            found.append(outline)
        return tuple(found)

    def _frame(self, issue: IssueHeader) -> tuple[Frame, bytes]:
        settings = self._lookup.settings
        frame = Frame(
            issue=issue.id,
            title=issue.title or issue.id,
            language=issue.language or settings.language,
            home=settings.language,
            quotation=settings.quotation,
            is_draft=issue.status != "published",
            forge=self._lookup.forge,
        )
        self._frames[issue.id] = frame, digest_of(tuple(frame))
        return self._frames[issue.id]

    def _named(self, brief: Brief, issue: IssueHeader) -> tuple[Named, bytes]:
        source, of_source, is_private = self._sources.get(brief.source) or self._source(brief.source)
        section, of_section = self._sections.get(brief.section) or self._section(brief.section)
        tags, slugs, of_tags = self._tags.get(brief.tags) or self._tag(brief.tags)
        storylines, ids, of_storylines = self._storylines.get(brief.storylines) or self._storyline(brief.storylines)
        key = of_source + of_section + of_tags + of_storylines
        named = _new(Named, (source, section, tags, storylines, slugs, ids, (), (), None, False, is_private))
        later = () if issue.status == "published" else self._lookup.later.get(brief.id, ())
        if not (brief.also or brief.picture or later or brief.slug == issue.lead):
            return named, key
        rare: dict[str, Any] = {
            "also": tuple(self._source(name)[0] for name in brief.also),
            "later": tuple((row, self._source(row.source)[0]) for row in later),
            "picture": self._lookup.pictures.get(brief.picture[0]) if brief.picture else None,
            "leads": brief.slug == issue.lead,
        }
        return named._replace(**rare), key + digest_of(tuple(rare.values()))

    def _source(self, name: str) -> tuple[SourceRef, bytes, bool]:
        if name not in self._sources:
            ref, feed = self._lookup.source(name), self._lookup.feeds.get(name)
            is_private = bool(feed and feed.private)
            self._sources[name] = ref, digest_of((ref, is_private)), is_private
        return self._sources[name]

    def _section(self, name: str | None) -> tuple[SectionRef | None, bytes]:
        ref = self._lookup.section(name)
        self._sections[name] = ref, digest_of(ref)
        return self._sections[name]

    def _tag(self, names: tuple[str, ...]) -> tuple[tuple[Ref, ...], tuple[str, ...], bytes]:
        refs = tuple(dict.fromkeys(self._lookup.tag(name) for name in names))
        slugs = tuple(dict.fromkeys(ref.path.split("/")[2] for ref in refs))
        self._tags[names] = refs, slugs, digest_of(refs)
        return self._tags[names]

    def _storyline(self, names: tuple[str, ...]) -> tuple[tuple[StorylineRef, ...], tuple[str, ...], bytes]:
        found = dict.fromkeys(self._lookup.storyline(name) for name in names)
        refs = tuple(ref for ref in found if ref is not None)
        self._storylines[names] = refs, tuple(dict.fromkeys(ref.id for ref in refs)), digest_of(refs)
        return self._storylines[names]


def correction_views(
    corrections: Iterable[Correction], language: str, path: str, title: str, title_language: str
) -> tuple[CorrectionView, ...]:
    return tuple(
        CorrectionView(
            date=row.date,
            now=row.now,
            was=row.was,
            language=language,
            path=path,
            title=title,
            title_language=title_language,
        )
        for row in corrections
    )


def withdrawal(why: str, corrections: tuple[Correction, ...]) -> Withdrawal:
    """Why and when a withdrawn entry was taken back, as far as its file says.

    The reason is `why`, else the last correction; the day is that of the correction that gives the reason.
    """
    reason = why or (corrections[-1].now if corrections else "")
    days = [row.date for row in corrections if row.now == reason]
    return Withdrawal(now=reason, date=max(days, default=None))


def _corrections(outline: Outline) -> tuple[CorrectionView, ...]:
    """Those of a withdrawn entry end with its withdrawal, and repeat nothing of what was taken back."""
    brief, frame, rows = outline.brief, outline.frame, outline.brief.corrected
    if not outline.withdrawn:
        return correction_views(rows, frame.language, outline.path, outline.headline, outline.headline_language)
    end = withdrawal(brief.why, rows)
    place = max((number for number, row in enumerate(rows) if _is_of(end, row)), default=len(rows))
    others = (
        # Of one day, what stands above the withdrawal was said before it.
        replace(row, was="", now=row.now if end.date and (row.date, number) > (end.date, place) else "")
        for number, row in enumerate(rows)
        if not _is_of(end, row)
    )
    last = CorrectionView(
        date=end.date,
        now=end.now,
        was="",
        language=frame.language,
        path=outline.path,
        title=frame.title,
        title_language=frame.language,
        withdrawal=True,
    )
    return (*correction_views(others, frame.language, outline.path, frame.title, frame.language), last)


def _is_of(end: Withdrawal, row: Correction) -> bool:
    return (row.now, row.date) == (end.now, end.date)
