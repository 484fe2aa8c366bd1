"""What a template may see: one frozen context a page, made of these parts. Pure.

A `path` is an address of ours from the root of the site, `/issues/2026-W47/`; templates write it with the filter
`href` (for this site) or `absolute` (for feeds). A `link` is an address of theirs and is written as it is. `Prose` is
Markdown; templates write it with the filter `prose`. Dates are written with the filters of render.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, get_args, get_origin

from digest.content.wayback import wayback_link
from digest.model import MarkdownWay, Medium, Moment, Plain, StorylineKind
from digest.values import dataclass

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    E = TypeVar("E", default="EntryView")
else:
    from typing import TypeVar

    E = TypeVar("E")
"""An entry: a view where a page is rendered, an outline of one while a site is planned."""
WORDS = frozenset({"note", "quotation"})
"""Fields of an entry that its body alone makes, and that nobody sees but who asks for them by name."""
FEED_FILES = ("feed.xml", "atom.xml", "feed.json")
"""RSS, Atom and JSON Feed in the folder of a topic."""
Day = date
"""A name for the type where a field is called `date`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Markdown with the language it is written in."""

    text: str
    language: str
    prefix: str = ""
    """Set before the ids of footnotes and headings, so that many bodies can share a page."""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __hash__(self) -> int:
        """Of what tells two of them apart; a text is hashed once."""
        return hash((self.text, self.prefix))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A page of ours."""

    title: str
    path: str
    language: str | None = None
    """Set when the title is not in the language of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """Who published something: one of our source pages when it has one."""

    slug: str
    title: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRef:
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineRef:
    id: str
    title: str
    path: str
    kind: StorylineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInfo:
    """What every page sees of the publication."""

    id: str
    title: str
    tagline: str
    base_url: str
    """Absolute, with its last slash."""
    base_path: str
    """The path of base_url without its last slash: "" or "/repo"."""
    language: str
    editors: tuple[str, ...]
    licence: str
    licence_link: str = ""
    """Where the licence is explained; empty for words that we do not know as a licence."""
    contact: str
    repository: str
    subscribe: str
    pages: tuple[Ref, ...]
    """Pages of content/pages, in order."""
    outputs: frozenset[str]
    theme: tuple[tuple[str, str], ...]
    style_version: str
    """Beginning of the digest of the style sheet, for its address."""
    markdown: MarkdownWay = "fast"
    """Of digest.yaml: how bodies become HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureVersion:
    path: str
    width: int
    """In pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSource:
    """A picture in one format, in several sizes, narrowest first."""

    media_type: str
    versions: tuple[PictureVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    file: str
    """In content/images."""
    alt: str
    credit: str
    licence: str
    path: str
    """In a format that every program shows."""
    width: int = 0
    height: int = 0
    """Of the largest version, for the room it takes; 0 where the picture was not looked at."""
    is_wide: bool = False
    """Cut to the shape of a wide screen."""
    sources: tuple[PictureSource, ...] = ()
    """In modern formats, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """One "also covered by"."""

    source: SourceRef
    title: str
    """May be empty: then the host is the text of the link, and the source for those who do not see it beside."""
    link: str
    host: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    date: Day | None
    """None for an entry that was withdrawn by hand, without a day."""
    now: str
    """Empty when the entry was withdrawn since."""
    was: str
    language: str
    path: str
    """Of the entry or issue that was corrected."""
    title: str
    """Of a withdrawn entry that of its issue: its own is gone."""
    title_language: str
    withdrawal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEntry:
    headline: str
    language: str
    path: str
    first_day: Day
    """Of its issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What earlier issues carried on a storyline, newest first."""

    storyline: StorylineRef
    entries: tuple[EarlierEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    slug: str
    path: str
    """`/issues/2026-W47/#slug`."""
    issue: str
    headline: str
    """What the reader sees."""
    headline_language: str
    original_title: str
    """The source's title when `headline` differs from it, else empty."""
    link: str
    host: str
    source: SourceRef
    section: SectionRef | None
    authors: tuple[str, ...]
    date: Moment | None
    """The source's date; None when it gave none."""
    language: str | None
    """Of the linked article."""
    foreign: bool
    """Whether the article's language is known and is not that of the publication, or not that of the headline."""
    medium: Medium
    duration: str
    note: Prose = field(repr=False)
    """The editor's words; falsy when there are none."""
    quotation: Prose = field(repr=False)
    """The feed's words, empty when the policy hides them."""
    tags: tuple[Ref, ...]
    storylines: tuple[StorylineRef, ...]
    also: tuple[CoverageView, ...]
    image: PictureView | None
    archived: str
    """A copy that the editor names."""
    copied: tuple[str, str] | None = None
    """Else the link and the ISO day of which there may be one."""
    edit: str = ""
    """Where the file of the entry is edited on the web; empty when nobody knows."""
    earlier: tuple[Earlier, ...] = ()
    """On its storylines; each entry stands once in an issue."""
    corrections: tuple[CorrectionView, ...]
    withdrawn: bool
    """Then slug, section, source, tags and reason are left; every word of it is empty here already."""
    why: str
    draft: bool
    """Shown with --drafts only."""
    extra: tuple[tuple[str, Plain], ...]

    @property
    def wayback(self) -> str:
        """Where the Wayback Machine would have that copy; empty for what it cannot have."""
        return wayback_link(self.copied[0], Day.fromisoformat(self.copied[1])) if self.copied else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView(Generic[E]):
    """A section of an issue with its entries; `id` is empty for entries without a section."""

    id: str
    title: str
    about: str
    entries: tuple[E, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLine:
    """An issue as a row of a list."""

    id: str
    number: int | None
    title: str
    path: str
    language: str
    date: Moment | None
    first_day: Day
    last_day: Day
    entries: int
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCounts:
    """The feeds that are followed; each is counted once."""

    healthy: int = 0
    failing: int = 0
    """Nothing was taken from it the last time it was asked."""
    paused: int = 0
    unread: int = 0
    """Nothing is known of a poll: a new feed, or one whose hints are lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """When feeds were last read with success, and when an issue last came out."""

    last_read: Moment | None = None
    """A day alone where the moment is not known any more."""
    last_read_day: Day | None = None
    """Where the publication is."""
    feeds: FeedCounts = FeedCounts()
    last_issue: IssueLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Something in an issue that was corrected or withdrawn after it came out."""

    anchor: str
    """Its id on the page of the issue."""
    title: str
    """Empty for the letter, and for what was withdrawn."""
    language: str
    is_withdrawal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsAgo:
    """The issue of the same week in an earlier year."""

    years: int
    line: IssueLine
    lead: Ref | None
    """What it began with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView(Generic[E]):
    line: IssueLine
    editors: tuple[str, ...]
    letter: Prose
    image: PictureView | None
    lead: E | None
    """Stands first and is left out of its section."""
    sections: tuple[SectionView[E], ...]
    """Only sections that hold entries, in the order of digest.yaml."""
    entries: int
    sources: int
    reading_minutes: int
    """Of the letter and all entries."""
    corrections: tuple[CorrectionView, ...]
    """Of the letter; those of entries stand at the entries."""
    amendments: tuple[Amendment, ...] = ()
    """Each once, in reading order: the letter, the lead, the sections."""
    edit: str = ""
    """Where the file of the letter is edited on the web; empty when nobody knows."""
    suggest: str = ""
    """Where a file is made on the web that suggests a link; empty when nobody knows."""
    years_ago: tuple[YearsAgo, ...] = ()
    """Newest first, at most three."""
    previous: IssueLine | None
    """The one before in time."""
    next: IssueLine | None
    extra: tuple[tuple[str, Plain], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    year: int
    issues: tuple[IssueLine, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments(Generic[E]):
    """The entries of one issue on a page that gathers entries: a point on a time line."""

    issue: IssueLine
    entries: tuple[E, ...]
    months_later: int = 0
    """On a time line, since the moment before; 0 when it was not long, or where there is none before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Three months of a time line."""

    entries: int
    share: int
    """Of the fullest quarter's entries, in per cent, rounded up."""
    issue: str
    """Id of its first issue; empty when it holds no entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineYear:
    year: int
    quarters: tuple[Quarter, ...]
    """Four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineLine:
    """A storyline as a row of the index."""

    id: str
    title: str
    path: str
    kind: StorylineKind
    entries: int
    issues: int
    first: IssueLine | None
    last: IssueLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    source: SourceRef
    site: str
    feed: str
    """Empty for a source that is no feed of ours, or whose feed is private."""
    language: str | None
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagLine:
    title: str
    path: str
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Generic[E]):
    template: ClassVar[str] = "pages/home.html"
    issue: IssueView[E] | None
    """None in a publication without a published issue."""
    recent: tuple[IssueLine, ...]
    """Earlier issues, newest first, at most five."""
    canonical: str
    """Path that search engines should know this page by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePage(Generic[E]):
    template: ClassVar[str] = "pages/issue.html"
    issue: IssueView[E]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    template: ClassVar[str] = "pages/archive.html"
    years: tuple[Year, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsPage:
    template: ClassVar[str] = "pages/tags.html"
    tags: tuple[TagLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPage(Generic[E]):
    template: ClassVar[str] = "pages/tag.html"
    title: str
    moments: tuple[Moments[E], ...]
    """Newest first."""
    feed: str
    """Path of the tag's feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylinesPage:
    template: ClassVar[str] = "pages/storylines.html"
    kinds: tuple[tuple[StorylineKind, tuple[StorylineLine, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylinePage(Generic[E]):
    template: ClassVar[str] = "pages/storyline.html"
    line: StorylineLine
    aliases: tuple[str, ...]
    about: Prose
    links: tuple[str, ...]
    moments: tuple[Moments[E], ...]
    """Oldest first: a time line."""
    chart: tuple[TimelineYear, ...]
    """Every year from the first to the last; empty when there are few moments."""
    neighbours: tuple[StorylineRef, ...]
    """Storylines that share entries with it, the nearest first."""
    feed: str
    """Path of its feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    template: ClassVar[str] = "pages/sources.html"
    followed: tuple[SourceLine, ...]
    """Feeds of ours, by title."""
    others: tuple[SourceLine, ...]
    """Sources of published entries that we do not follow."""
    opml: str
    """Path of the OPML file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage(Generic[E]):
    template: ClassVar[str] = "pages/source.html"
    line: SourceLine
    moments: tuple[Moments[E], ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage:
    template: ClassVar[str] = "pages/corrections.html"
    corrections: tuple[CorrectionView, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribePage:
    template: ClassVar[str] = "pages/subscribe.html"
    sections: tuple[Ref, ...]
    """Under the path of each stand its feeds, and no page."""
    tags: tuple[TagLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value of a filter, as the index and the address of the page have it, and as people read it."""

    value: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Of each filter only the values that something has."""

    template: ClassVar[str] = "pages/search.html"
    languages: tuple[str, ...]
    """Codes; templates know their names."""
    sections: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    storylines: tuple[Choice, ...]
    years: tuple[str, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProsePage:
    """A page of content/pages."""

    template: ClassVar[str] = "pages/page.html"
    title: str
    language: str
    body: Prose
    extra: tuple[tuple[str, Plain], ...]
    health: Health | None = None
    """On the page about the publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage:
    template: ClassVar[str] = "pages/404.html"
    recent: tuple[IssueLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPage:
    """An old address that forwards to the new one."""

    template: ClassVar[str] = "pages/moved.html"
    title: str
    target: str
    """Path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage:
    """Every component of the theme, for whoever changes its look; made with drafts only."""

    template: ClassVar[str] = "pages/patterns.html"
    issue: IssueView
    lines: tuple[IssueLine, ...]
    """Three issues, the newest a draft."""
    moments: tuple[Moments, ...]
    """Oldest first."""
    chart: tuple[TimelineYear, ...]
    storyline: StorylineLine
    corrections: tuple[CorrectionView, ...]


Context = (
    HomePage[E]
    | IssuePage[E]
    | ArchivePage
    | TagsPage
    | TagPage[E]
    | StorylinesPage
    | StorylinePage[E]
    | SourcesPage
    | SourcePage[E]
    | CorrectionsPage
    | SubscribePage
    | SearchPage
    | ProsePage
    | NotFoundPage
    | MovedPage
    | PatternsPage
)
CONTEXTS: tuple[type[Any], ...] = tuple(get_origin(kind) or kind for kind in get_args(Context))
"""Of every page, each the class that its template is named by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A picture of 1200 by 630 pixels that other sites show beside a link to a page of ours."""

    path: str
    """`/cards/2026-W47.png`."""
    alt: str
    issue: IssueLine | None = None
    """None for the card of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[E]):
    """A planned output that a template renders."""

    path: str
    """Address: `/issues/2026-W47/`, `/404.html`."""
    context: Context[E]
    source: str
    """The file, or the thing, that this page comes from: named when two pages claim one address."""
    indexed: bool = True
    """Whether the page belongs in the sitemap."""
    modified: date | None = None
    """Day of its newest content, for the sitemap."""
    card: CardView | None = None
    """None in a site without pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedIssue(Generic[E]):
    """An item of the feeds by issue."""

    view: IssueView[E]
    updated: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry(Generic[E]):
    """An item of the feeds by entry."""

    view: E
    issue: IssueLine
    place: int = 0
    """In the reading order of its issue, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFeed(Generic[E]):
    """Entries by tag, section or storyline."""

    path: str
    """Of the folder that holds its three documents, `/tags/video/`."""
    title: str
    page: str | None
    """Path of the page about it; None for a section, which has none."""
    entries: tuple[FeedEntry[E], ...]
    was: tuple[str, ...] = ()
    """Folders of former times, where the same documents stand too."""

    @property
    def documents(self) -> tuple[str, ...]:
        """Every path, those of former times included."""
        return tuple(f"{folder}{name}" for folder in (self.path, *self.was) for name in FEED_FILES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """Something that search leads to, with everything it is found by and shown with."""

    kind: Literal["entry", "letter", "storyline", "page"]
    address: str
    """A path of ours; of an entry whose issue has no page, the article."""
    title: str
    language: str
    """Of the title."""
    mark: str = ""
    """The language of the article, where a reader should be told."""
    source: str = ""
    issue: IssueLine | None = None
    date: Moment | None = None
    words: Prose
    """Shown below the title."""
    more: tuple[str, ...] = ()
    """What it is found by besides."""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    place: str = ""
    """Greater is newer; within an issue, in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindableEntry(Generic[E]):
    """An entry that search leads to: what is known of it before anybody reads its words."""

    entry: E
    issue: IssueLine
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    place: str
    """As in Findable."""
    aliases: tuple[str, ...]
    """Other names of its storylines."""
    has_page: bool
    """Whether its issue has one; else search leads to the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Generic[E]):
    """The plan of a site: everything that will be rendered, and nothing else."""

    info: SiteInfo
    pages: tuple[Page[E], ...]
    feed_issues: tuple[FeedIssue[E], ...]
    """Newest first, at most 20."""
    feed_entries: tuple[FeedEntry[E], ...]
    """Newest issue first, in its order, at most 50."""
    topic_feeds: tuple[TopicFeed[E], ...]
    sources: tuple[SourceLine, ...]
    """For the OPML file: feeds of ours that are public."""
    cname: str
    cards: tuple[CardView, ...] = ()
    health: Health = Health()
    """For /status.json."""
    findables: tuple[Findable | FindableEntry[E], ...] = ()
    """For the index of the search: nothing that is a draft or was withdrawn."""
