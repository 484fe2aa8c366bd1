"""The frozen types of every stage, from a feed that is followed to an issue that is published. Pure.

Text has three kinds that are never mixed: plain text (`str`, escaped when written), Markdown (`body`, `letter`,
`note`), and HTML (born in render). `None` means that nobody said, never "not computed yet".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Literal, NamedTuple

from digest.values import dataclass

Status = Literal["new", "keep", "skip", "withdrawn"]
IssueStatus = Literal["draft", "frozen", "published"]
Medium = Literal["article", "video", "audio"]
QuotationPolicy = Literal["alone", "always", "never"]
CollectPolicy = Literal["pull-request", "push"]
MarkdownWay = Literal["fast", "stock"]
StorylineKind = Literal["person", "film", "company", "model", "case", "theme"]
Moment = date | datetime
"""A plain date as a person writes it, or an aware datetime with the offset that the feed gave."""
Plain = str | tuple["Plain", ...] | tuple[tuple[str, "Plain"], ...]
"""What an unknown key of a front matter may hold: text, a list, or a map as pairs."""

SHELF = "none"
"""The issue of entries that wait for a thin week."""
PICTURE_SUFFIXES = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp")
OUTPUTS = (
    "home",
    "issues",
    "archive",
    "tags",
    "storylines",
    "sources",
    "search",
    "feeds",
    "corrections",
    "pages",
    "sitemap",
    "images",
    "email",
    "status",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    title: str
    about: str = ""
    limit: int | None = None
    """Entries that the section should hold at most in one issue."""
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """digest.yaml."""

    id: str
    title: str
    tagline: str = ""
    base_url: str
    """Absolute, with its last slash."""
    language: str = "en"
    timezone: str = "UTC"
    sections: tuple[Section, ...] = ()
    tags: Mapping[str, str] | None = None
    """Slug to title; None when any tag is allowed."""
    former_tags: Mapping[str, str] = field(default_factory=dict)
    """Slug that a tag had before to the one it has now."""
    editors: tuple[str, ...] = ()
    licence: str = ""
    contact: str = ""
    repository: str = ""
    subscribe: str = ""
    cname: str = ""
    quote: int = 30
    """Words of a feed's text that become the quotation; 0 for none."""
    quotation: QuotationPolicy = "alone"
    collect: CollectPolicy = "pull-request"
    """Where the workflow takes candidates: to a branch for a pull request, or straight to the main branch."""
    outputs: frozenset[str] = frozenset(OUTPUTS)
    silence: frozenset[str] = frozenset()
    markdown: MarkdownWay = "fast"
    """Whether bodies may take short ways to the HTML that Python-Markdown makes of them, or none."""
    theme: Mapping[str, str] = field(default_factory=dict)
    """Tokens of the style sheet: name without leading dashes to value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscription in feeds.yaml."""

    slug: str
    title: str
    feed: str
    """Address of the document that is polled."""
    site: str = ""
    section: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    quote: int | Literal["full"] | None = None
    """Words; None takes the publication's; "full" only with `licence`."""
    licence: str = ""
    weight: float = 1.0
    paused: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    private: bool = False
    interval: int | None = None
    """Seconds between polls; None adapts."""
    was: tuple[str, ...] = ()
    line: int = 1
    """Where it stands in feeds.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """Something followed over many issues, from storylines.yaml."""

    id: str
    title: str
    kind: StorylineKind
    aliases: tuple[str, ...] = ()
    about: str = ""
    """Markdown."""
    links: tuple[str, ...] = ()
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The same story at another source: "also covered by"."""

    source: str
    """A feed's slug or a host."""
    link: str
    title: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    file: str
    """Relative to content/images, with forward slashes."""
    alt: str
    credit: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    date: date
    now: str
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One Markdown file under content/entries, whoever wrote it."""

    id: str
    """16 hexadecimal digits; derived from the link when the file has none."""
    slug: str
    """The anchor on the page; the file's name until publishing writes it."""
    link: str
    title: str = ""
    headline: str = ""
    status: Status = "keep"
    issue: str
    """An issue's id or SHELF."""
    section: str | None = None
    rank: float | None = None
    source: str
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    collected: date | None = None
    language: str | None = None
    medium: Medium = "article"
    duration: str = ""
    tags: tuple[str, ...] = ()
    storylines: tuple[str, ...] = ()
    also: tuple[Coverage, ...] = ()
    image: Image | None = None
    archived: str = ""
    corrections: tuple[Correction, ...] = ()
    why: str = ""
    extra: tuple[tuple[str, Plain], ...] = ()
    """Keys that we do not know, kept and handed to templates."""
    body: str = ""
    """Markdown: the feed's words as a block quotation and the editor's own."""
    path: str
    """Relative to the publication's root, with forward slashes."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Line of each key of the front matter, for messages."""
    body_line: int = field(default=1, compare=False)
    digest: str = field(default="", compare=False)
    """SHA-256 of the file that was read, hexadecimal."""
    front_digest: str = field(default="", compare=False)
    """The same of its front matter: of all that the file says, but the body."""

    @property
    def shown_title(self) -> str:
        """The headline when the editor wrote one, else the source's title."""
        return self.headline or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueHeader:
    """content/issues/<id>.md: the state of an issue and the editor's letter."""

    id: str
    title: str = ""
    date: Moment | None = None
    status: IssueStatus = "draft"
    number: int | None = None
    language: str | None = None
    editors: tuple[str, ...] = ()
    lead: str = ""
    """Slug of the lead entry."""
    image: Image | None = None
    corrections: tuple[Correction, ...] = ()
    extra: tuple[tuple[str, Plain], ...] = ()
    letter: str = ""
    """Markdown."""
    path: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    body_line: int = field(default=1, compare=False)
    digest: str = field(default="", compare=False)
    """SHA-256 of the file that was read, hexadecimal."""
    front_digest: str = field(default="", compare=False)
    """The same of its front matter: of all that the file says, but the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """content/pages/<name>.md."""

    name: str
    title: str
    language: str | None = None
    order: float | None = None
    was: tuple[str, ...] = ()
    extra: tuple[tuple[str, Plain], ...] = ()
    body: str = ""
    path: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    body_line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Everything that content/ and digest.yaml say, read once and checked."""

    settings: Settings
    feeds: tuple[Feed, ...] = ()
    storylines: tuple[Storyline, ...] = ()
    entries: tuple[Entry, ...] = ()
    """Ordered by path."""
    issues: tuple[IssueHeader, ...] = ()
    """Ordered by id."""
    pages: tuple[TextPage, ...] = ()
    """Ordered by name."""
    seen: tuple[Seen, ...] = ()
    """Ordered by file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    link: str
    media_type: str = ""
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """What is made of an item's text where the text is at hand: no more of it is kept."""

    beginning: str = ""
    """Its first words as one plain line."""
    quotation: str = ""
    """Markdown, of as many words as the feed's policy lets us quote."""
    language: str | None = None
    left_out: str = ""
    """Why the feed's own rules leave the item out; empty when they do not."""


_NO_GIST = Gist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a feed contains, as the feed said it: plain text, except `summary`, which is HTML."""

    guid: str = ""
    link: str = ""
    """Absolute; empty when the item has none."""
    title: str = ""
    summary: str = ""
    """Empty once the gist is made of it."""
    gist: Gist = _NO_GIST
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """The document that a feed serves."""

    title: str = ""
    site: str = ""
    language: str | None = None
    ttl_seconds: int | None = None
    items: tuple[Item, ...] = ()


class Seen(NamedTuple):
    """A line of content/seen: one item that was met, and what became of it.

    A tuple with names, made in a quarter of the time of a frozen dataclass: a long memory holds a hundred thousand.
    """

    id: str
    day: date
    fate: str
    """`entry`; `also ID` or `title ID`, later news of the entry with that id; `again ID`, the same item under other
    identities; `old`, `undated` or `excluded`, met and left out; `skip` or `undecided`, folded at publishing."""
    aliases: tuple[str, ...] = ()
    """Other identities of the same item, 16 hexadecimal digits each."""
    link: str = ""
    title: str = ""
    source: str = ""
    why: str = ""
    language: str | None = None
    issue: str = ""
    """The week under which the line is filed; the folder or file name, not a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEntry:
    """What went out of one entry: a row of content/published/<issue>.json."""

    slug: str
    digest: str
    """SHA-256 of `text`, hexadecimal."""
    text: str
    """The file of the entry as it was when published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedIssue:
    issue: str
    number: int
    digest: str
    text: str
    """The file of the issue as it was when published."""
    entries: tuple[PublishedEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A file of the built site."""

    path: str
    """Relative to the build folder, with forward slashes."""
    data: bytes
    source: str
    """What it was made from: named when two artifacts claim one path."""
