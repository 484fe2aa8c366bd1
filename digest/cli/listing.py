"""`digest list`: entries, a line each, or as JSON with the keys of their front matter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import get_args

import click

from digest.cli.completion import feeds, issues, sections
from digest.cli.context import Context, pass_context
from digest.content.documents import ENTRY_KEYS
from digest.curate.choices import NO_SECTION
from digest.curate.issues import target
from digest.curate.sheet import fit, width
from digest.errors import UsageError, did_you_mean
from digest.model import SHELF, Entry, Publication, Status
from digest.order import reading_order
from digest.text import clean_line
from digest.weeks import as_day

_COLOURS: dict[Status, str] = {"new": "cyan", "keep": "green", "skip": "bright_black", "withdrawn": "red"}
_SOURCE_COLUMNS = 24


@click.command("list", short_help="List entries, by issue and in the order of the page.")
@click.option("--status", "statuses", type=click.Choice(get_args(Status)), multiple=True, help="May be given again.")
@click.option("--issue", metavar="ISSUE", shell_complete=issues, help=f"Entries of this issue; {SHELF} for the shelf.")
@click.option(
    "--section",
    metavar="ID",
    shell_complete=sections,
    help=f"Entries of this section; {NO_SECTION} for those without one.",
)
@click.option(
    "--feed", metavar="SLUG", shell_complete=feeds, help="Entries of this source: the slug of a feed, or a host."
)
@click.option("--json", "as_json", is_flag=True, help="A list of objects with the keys of the front matter.")
@pass_context
def list_entries(
    context: Context,
    statuses: tuple[str, ...],
    issue: str | None,
    section: str | None,
    feed: str | None,
    as_json: bool,
) -> int:
    """List entries: status, issue, section, day, source, slug and title, by issue and in the order of the page.

    \b
    Examples:
      digest list --issue 2026-W47 --status keep
      digest list --status new --feed variety
      digest list --json | jq -r '.[].link'
    """
    publication = context.reading.publication
    _check(publication, section, feed)
    wanted = None if issue is None else _issue(publication, issue)
    found = [
        entry
        for entry in sorted(publication.entries, key=lambda entry: (entry.issue, *reading_order(entry)))
        if (not statuses or entry.status in statuses)
        and (wanted is None or entry.issue == wanted)
        and (section is None or (entry.section or NO_SECTION) == section)
        and (feed is None or entry.source == feed)
    ]
    if as_json:
        click.echo(json.dumps([front_matter(entry) for entry in found], ensure_ascii=False, indent=1))
    else:
        for line in _lines(found):
            click.echo(line)
    context.complain(context.reading.errors)
    return 1 if context.reading.errors else 0


def front_matter(entry: Entry) -> dict[str, object]:
    """What the file says or leaves to be derived, keys in their usual order, absent ones left out; and its path."""
    values = {key: _plain(getattr(entry, key)) for key in ENTRY_KEYS}
    extra = {key: _as_map(value) for key, value in entry.extra}
    present = {key: value for key, value in values.items() if value not in (None, "", [])}
    return present | {key: value for key, value in extra.items() if key not in present} | {"path": entry.path}


def _issue(publication: Publication, name: str) -> str:
    """Also one that has no file yet but entries."""
    return name if any(entry.issue == name for entry in publication.entries) else target(publication, name)


def _check(publication: Publication, section: str | None, feed: str | None) -> None:
    sections = {known.id for known in publication.settings.sections} | {NO_SECTION}
    if section is not None and section not in sections:
        raise UsageError(f"unknown section '{section}'", did_you_mean(section, sections))
    sources = {known.slug for known in publication.feeds} | {entry.source for entry in publication.entries}
    if feed is not None and feed not in sources:
        raise UsageError(f"no feed or source '{feed}'", did_you_mean(feed, sources))


def _lines(entries: list[Entry]) -> Iterator[str]:
    statuses = _widest(entry.status for entry in entries)
    issues = _widest(entry.issue for entry in entries)
    sections = _widest(entry.section or NO_SECTION for entry in entries)
    sources = min(_SOURCE_COLUMNS, _widest(clean_line(entry.source) for entry in entries))
    slugs = _widest(entry.slug for entry in entries)
    for entry in entries:
        moment = entry.published or entry.collected
        cells = (
            click.style(f"{entry.status:<{statuses}}", fg=_COLOURS[entry.status]),
            f"{entry.issue:<{issues}}",
            f"{entry.section or NO_SECTION:<{sections}}",
            as_day(moment).isoformat() if moment else " " * len("2026-11-22"),
            fit(clean_line(entry.source), sources),
            f"{entry.slug:<{slugs}}",
            clean_line(entry.shown_title),
        )
        yield "  ".join(cells).rstrip()


def _widest(texts: Iterable[str]) -> int:
    return max(map(width, texts), default=0)


def _plain(value: object) -> object:
    """As JSON says it: dates as text, whole numbers without a fraction, empty parts of a map left out."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        parts = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: part for name, part in parts.items() if part not in (None, "")}
    return value


def _as_map(value: object) -> object:
    """The value of an unknown key: a list, or a map that is kept as pairs."""
    if not isinstance(value, tuple):
        return value
    if value and all(isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in value):
        return {pair[0]: _as_map(pair[1]) for pair in value}
    return [_as_map(item) for item in value]
