"""digest.yaml, feeds.yaml and storylines.yaml: text to Settings, Feeds and Storylines. Pure.

Every function appends what is wrong to `problems` and returns what could be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Literal, get_args
from urllib.parse import urlsplit

from digest.errors import DigestError, Problem, did_you_mean
from digest.fields import Fields
from digest.formats import FEED, SECTION, SETTINGS, STORYLINE, TAG
from digest.model import (
    OUTPUTS,
    CollectPolicy,
    Feed,
    MarkdownWay,
    QuotationPolicy,
    Section,
    Settings,
    Storyline,
    StorylineKind,
)
from digest.places import FEEDS_FILE, SETTINGS_FILE, STORYLINES_FILE
from digest.text import ascii_host
from digest.weeks import is_zone
from digest.yamlnodes import Listing, Node, Table
from digest.yamltext import parse

LANGUAGES = ("en", "fr")
MAX_DATA_BYTES = 2 * 1024 * 1024
UNREAD = Settings(id="", title="", base_url="https://example.org/")
"""Stands for a digest.yaml that could not be read; what other files say cannot be held against it."""
_TOKEN = re.compile(r"[a-z][a-z0-9-]*")
_TAG_URI = re.compile(r"tag:[a-z0-9.@_-]+,\d{4}(?:-\d{2}(?:-\d{2})?)?:\S*")


def parse_settings(text: str, problems: list[Problem], path: str = SETTINGS_FILE) -> Settings:
    before = len(problems)
    fields = _root_table(text, path, problems)
    if len(problems) > before:
        return UNREAD
    fields.refuse_unknown(SETTINGS.names)
    tags, former_tags = _tags(fields)
    return Settings(
        id=_feed_id(fields),
        title=fields.text("title", required=True),
        tagline=fields.text("tagline"),
        base_url=_base_url(fields),
        language=fields.word("language", LANGUAGES, "en"),
        timezone=_timezone(fields),
        sections=_sections(fields),
        tags=tags,
        former_tags=former_tags,
        editors=fields.texts("editors"),
        licence=fields.text("licence"),
        contact=fields.text("contact"),
        repository=fields.link("repository"),
        subscribe=fields.link("subscribe"),
        cname=_cname(fields),
        quote=_quote_words(fields),
        quotation=_quotation(fields),
        collect=_collect(fields),
        outputs=_outputs(fields),
        silence=frozenset(fields.texts("silence")),
        markdown=_markdown(fields),
        theme=_theme(fields),
    )


def parse_feeds(text: str, settings: Settings, problems: list[Problem], path: str = FEEDS_FILE) -> tuple[Feed, ...]:
    found = tuple(_feed(fields, settings) for fields in _root_list(text, path, problems))
    _refuse_repeats("slug", [(feed.slug, feed.line) for feed in found], path, problems)
    _refuse_repeats("feed", [(feed.feed, feed.line) for feed in found], path, problems)
    return tuple(feed for feed in found if feed.slug and feed.feed)


def parse_storylines(text: str, problems: list[Problem], path: str = STORYLINES_FILE) -> tuple[Storyline, ...]:
    rows = tuple((_storyline(fields), fields.line) for fields in _root_list(text, path, problems))
    _refuse_repeats("id", [(storyline.id, line) for storyline, line in rows], path, problems)
    return tuple(storyline for storyline, _ in rows if storyline.id)


def _root_table(text: str, path: str, problems: list[Problem]) -> Fields:
    root = None
    try:
        root = parse(text.removeprefix("\ufeff"), path=path, max_bytes=MAX_DATA_BYTES)
    except DigestError as error:
        problems.extend(error.problems)
    if root is not None and not isinstance(root, Table):
        what = "not a map of keys"
        problems.append(Problem(path=path, line=root.line, code="FM003", what=what, hint="write `key: value` lines"))
    table = root if isinstance(root, Table) else None
    silent: list[Problem] = []
    return Fields(
        table,
        text=text.removeprefix("\ufeff"),
        path=path,
        problems=problems if root is None or table else silent,
    )


def _root_list(text: str, path: str, problems: list[Problem]) -> Iterable[Fields]:
    text = text.removeprefix("\ufeff")
    try:
        root = parse(text, path=path, max_bytes=MAX_DATA_BYTES)
    except DigestError as error:
        problems.extend(error.problems)
        return ()
    if root is None:
        return ()
    if not isinstance(root, Listing):
        hint = "begin each with `- `, and its other keys two spaces further in"
        problems.append(Problem(path=path, line=root.line, code="FM003", what="not a list", hint=hint))
        return ()
    whole = Fields(None, text=text, path=path, problems=problems)
    inside = (whole.inside(item, path.rpartition("/")[2]) for item in root.items)
    return tuple(fields for fields in inside if fields is not None)


def _feed(fields: Fields, settings: Settings) -> Feed:
    fields.refuse_unknown(FEED.names)
    sections = [section.id for section in settings.sections]
    quote = _feed_quote(fields)
    slug = fields.slug("slug", required=True)
    licence = fields.text("licence")
    if quote == "full" and not licence:
        fields.problem(
            "quote",
            "FM005",
            "quote 'full' without the feed's licence",
            "add `licence:` or write a number of words",
        )
    return Feed(
        slug=slug,
        title=fields.text("title") or slug,
        feed=fields.link("feed", required=True),
        site=fields.link("site"),
        section=fields.word("section", sections, "", "REF001") or None,
        language=fields.language("language"),
        tags=allowed_tags(fields, settings),
        quote=quote,
        licence=licence,
        weight=_weight(fields),
        paused=fields.flag("paused"),
        include=_patterns(fields, "include"),
        exclude=_patterns(fields, "exclude"),
        private=fields.flag("private"),
        interval=_interval(fields),
        was=fields.slugs("was"),
        line=fields.line,
    )


def allowed_tags(fields: Fields, settings: Settings) -> tuple[str, ...]:
    """The tags of a table; one that digest.yaml does not list is a problem when it lists any."""
    tags = fields.slugs("tags")
    for tag in tags:
        if settings.tags is not None and tag not in settings.tags and tag not in settings.former_tags:
            fields.problem("tags", "REF002", f"unknown tag '{tag}'", did_you_mean(tag, settings.tags))
    return tags


def _storyline(fields: Fields) -> Storyline:
    fields.refuse_unknown(STORYLINE.names)
    kinds: dict[str, StorylineKind] = {kind: kind for kind in get_args(StorylineKind)}
    if not fields.has("kind"):
        fields.problem("kind", "FM004", "'kind' is missing", f"add a line: kind: {', '.join(kinds)}")
    return Storyline(
        id=fields.slug("id", required=True),
        title=fields.text("title", required=True),
        kind=kinds[fields.word("kind", kinds, "theme")],
        aliases=fields.texts("aliases"),
        about=fields.text("about"),
        links=fields.texts("links"),
        was=fields.slugs("was"),
    )


def _refuse_repeats(key: str, rows: list[tuple[str, int]], path: str, problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for value, line in rows:
        if value and value.lower() in first:
            hint = f"it stands on line {first[value.lower()]} already; keep one of the two"
            problems.append(
                Problem(path=path, line=line, code="ID002", what=f"{key} '{value}' a second time", hint=hint)
            )
        first.setdefault(value.lower(), line)


def _feed_id(fields: Fields) -> str:
    value = fields.text("id", required=True)
    if value and not _TAG_URI.fullmatch(value):
        fields.problem(
            "id",
            "FM003",
            f"'{value}' is no tag URI",
            "write: id: tag:example.org,2026-11-22:digest, and never change it",
        )
    return value


def _base_url(fields: Fields) -> str:
    if not fields.has("base_url"):
        fields.problem(
            "base_url",
            "FM004",
            "'base_url' is missing",
            "add a line: base_url: https://name.github.io/repository/",
        )
        return "https://example.org/"
    try:
        return base_address(fields.link("base_url", required=True) or "https://example.org/")
    except ValueError as error:
        fields.problem("base_url", "FM007", str(error), "write: base_url: https://name.github.io/repository/")
        return "https://example.org/"


def base_address(address: str) -> str:
    """The site's address with its last slash. Raises ValueError when no site can have it."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError(f"'{address}' is no address of a site")
    if parts.query or parts.fragment or re.search(r"[\s<>\"'\\]|//", parts.path):
        raise ValueError(f"'{address}' is more than a host and a path")
    # An address with an accent in its host is none in a feed or a sitemap, nor in a CNAME file.
    host = parts.netloc if parts.hostname.isascii() else ascii_host(parts.hostname) + _port(parts.port)
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}/"


def _port(port: int | None) -> str:
    return "" if port is None else f":{port}"


def is_domain(host: str) -> bool:
    """Whether a CNAME file may name it."""
    return re.fullmatch(r"(?:[a-z0-9-]+\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)", host) is not None


def _timezone(fields: Fields) -> str:
    value = fields.text("timezone") or "UTC"
    if not is_zone(value):
        hint = "write an IANA name: Europe/Paris, America/New_York, UTC"
        fields.problem("timezone", "FM005", f"unknown time zone '{value}'", hint)
        return "UTC"
    return value


def _sections(fields: Fields) -> tuple[Section, ...]:
    rows: list[tuple[str, int]] = []
    found: list[Section] = []
    for row in fields.tables("sections"):
        row.refuse_unknown(SECTION.names)
        section = Section(
            id=row.slug("id", required=True),
            title=row.text("title") or row.text("id"),
            about=row.text("about"),
            limit=row.integer("limit", 1),
            retired=row.flag("retired"),
        )
        rows.append((section.id, row.line))
        found.append(section)
    _refuse_repeats("section", rows, fields.path, fields.problems)
    return tuple(section for section in found if section.id)


def _tags(fields: Fields) -> tuple[dict[str, str] | None, dict[str, str]]:
    """Slug to title, and former slug to slug."""
    table = fields.table_of("tags")
    if table is None:
        return None, {}
    titles: dict[str, str] = {}
    former: dict[str, str] = {}
    rows: list[tuple[str, int]] = []
    lines = table.lines()
    for slug, node in table.nodes.items():
        table.checked_slug(node, slug)
        whole = _tag_as_map(table, slug, node)
        was = whole.slugs("was") if whole else ()
        titles[slug] = (whole.text("title") if whole else table.text(slug)) or slug
        former |= dict.fromkeys(was, slug)
        rows += [(name, lines[slug]) for name in (slug, *was)]
    _refuse_repeats("tag", rows, fields.path, fields.problems)
    return titles, former


def _tag_as_map(table: Fields, slug: str, node: Node) -> Fields | None:
    """None for a title; braces without any key of ours are one that lacks its quotes."""
    if not isinstance(node, Table) or (node.flow and not any(node.get(name) for name in TAG.names)):
        return None
    whole = table.inside(node, slug)
    if whole:
        whole.refuse_unknown(TAG.names)
    return whole


def _cname(fields: Fields) -> str:
    value = fields.text("cname").strip()
    if value and not is_domain(value):
        better = ""
        with suppress(ValueError):
            better = ascii_host(value)
        hint = f"write: cname: {better if is_domain(better) else 'www.example.org'}"
        fields.problem("cname", "FM007", f"'{value}' is no host name", hint)
        return ""
    return value


def _quote_words(fields: Fields) -> int:
    if fields.text("quote") == "none":
        return 0
    words = fields.integer("quote") if fields.has("quote") else None
    return 30 if words is None else words


def _feed_quote(fields: Fields) -> int | Literal["full"] | None:
    value = fields.text("quote") if fields.has("quote") else ""
    if value in ("none", "full"):
        return 0 if value == "none" else "full"
    return fields.integer("quote") if value else None


def _quotation(fields: Fields) -> QuotationPolicy:
    known: dict[str, QuotationPolicy] = {policy: policy for policy in get_args(QuotationPolicy)}
    return known[fields.word("quotation", known, "alone")]


def _collect(fields: Fields) -> CollectPolicy:
    known: dict[str, CollectPolicy] = {policy: policy for policy in get_args(CollectPolicy)}
    return known[fields.word("collect", known, "pull-request")]


def _markdown(fields: Fields) -> MarkdownWay:
    known: dict[str, MarkdownWay] = {way: way for way in get_args(MarkdownWay)}
    return known[fields.word("markdown", known, "fast")]


def _outputs(fields: Fields) -> frozenset[str]:
    chosen = fields.texts("outputs") if fields.has("outputs") else OUTPUTS
    for name in chosen:
        if name not in OUTPUTS:
            fields.problem("outputs", "FM005", f"unknown output '{name}'", did_you_mean(name, OUTPUTS))
    return frozenset(chosen)


def _theme(fields: Fields) -> dict[str, str]:
    table = fields.table_of("theme")
    if table is None:
        return {}
    for key in table.nodes:
        if not _TOKEN.fullmatch(key) or re.search(r"[;{}<>\\]|/\*", table.text(key)):
            table.problem(
                key,
                "FM003",
                f"'{key}: {table.text(key)}' is no token of a style sheet",
                "write: accent: '#a15c00'",
            )
    return {key: table.text(key) for key in table.nodes}


def _weight(fields: Fields) -> float:
    weight = fields.number("weight")
    return 1.0 if weight is None else weight


def _interval(fields: Fields) -> int | None:
    """Seconds; written as a number with s, m, h or d."""
    value = fields.text("interval").strip()
    if not value:
        return None
    match = re.fullmatch(r"(\d{1,6})([smhd]?)", value)
    seconds = int(match[1]) * {"s": 1, "": 1, "m": 60, "h": 3600, "d": 86400}[match[2]] if match else -1
    if seconds < 0:
        fields.problem("interval", "FM003", f"'{value}' is no length of time", "write: interval: 6h")
        return None
    if seconds < 3600 and not fields.flag("private"):
        fields.problem(
            "interval",
            "FM005",
            f"'{value}' is less than an hour",
            "write: interval: 1h, or mark the feed private",
        )
        return 3600
    return seconds


def _patterns(fields: Fields, key: str) -> tuple[str, ...]:
    patterns = fields.texts(key)
    for pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            fields.problem(key, "FM003", f"'{pattern}' is no regular expression: {error}", "mind ( [ * + ? and \\")
    return patterns
