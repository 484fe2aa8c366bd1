"""`digest feeds`: which feeds are followed and how they do; take one out; hand the list to another program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from pathlib import Path
from textwrap import wrap

import click

from digest.cli.completion import feeds as feeds_offered
from digest.cli.context import Context, pass_context
from digest.cli.follow import add, import_
from digest.cli.subscriptions import change_feeds, refuse_broken
from digest.collect.face import quarantine_words
from digest.collect.health import Health, health_of
from digest.collect.opml import format_opml
from digest.collect.state import FeedState, parse_state, state_path
from digest.curate.choices import NO_SECTION
from digest.curate.sheet import fit, width
from digest.errors import UsageError, did_you_mean
from digest.listedit import remove_item
from digest.model import Feed, Publication
from digest.places import FEEDS_FILE
from digest.text import clean_line

_COLUMNS = 80
_SHORTEST_TITLE = 12
_NUMBERS = 32
"""Columns of last success, items a week and kept, with the space before each."""


@click.group()
def feeds() -> None:
    """The feeds that are followed: list, add, remove, import, export.

    They stand in content/feeds.yaml, which you may as well edit by hand.

    \b
    Examples:
      digest feeds list
      digest feeds add https://variety.com/ --section industry
      digest feeds import subscriptions.opml
    """


@feeds.command("list", short_help="Feeds with their health, a line each.")
@click.option("--json", "as_json", is_flag=True, help="A list of objects.")
@pass_context
def list_feeds(context: Context, as_json: bool) -> None:
    """List the feeds in the order of content/feeds.yaml, and how they do.

    LAST READ is the last time that the feed answered; A WEEK how many items it brings; KEPT how many of its last fifty
    decided entries were kept. What is wrong with a feed stands below it.

    \b
    Examples:
      digest feeds list
      digest feeds list --json | jq -r '.[] | select(.failures > 3) | .slug'
    """
    publication = context.reading.publication
    states = {feed.slug: _state(context, feed) for feed in publication.feeds}
    rows = health_of(publication, states, context.today)
    if as_json:
        click.echo(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        for line in _table(rows, context.now):
            click.echo(line)
        context.say(_summary(rows))
    context.complain(context.reading.errors)
    if context.reading.errors:
        raise click.exceptions.Exit(1)


@feeds.command(short_help="Take feeds out of content/feeds.yaml.")
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True, shell_complete=feeds_offered)
@pass_context
def remove(context: Context, slugs: tuple[str, ...]) -> None:
    """Take feeds out of content/feeds.yaml; every other byte of it stays.

    Their entries stay, and so does the memory of what they brought: followed again under the same slug, a feed offers
    nothing a second time. To rest a feed, write `paused: true` instead.

    \b
    Examples:
      digest feeds remove variety
    """
    with context.store.lock():
        refuse_broken(context)
        publication = context.reading.publication
        gone = _named(publication, slugs)
        change_feeds(context, lambda text: reduce(_without, gone, text))
    for feed in gone:
        context.say(f"'{feed.slug}' is not followed any more; {_stays(publication, feed)}")


@feeds.command(short_help="Write the feeds as OPML, for other programs.")
@click.argument("file", required=False, default="-")
@pass_context
def export(context: Context, file: str) -> None:
    """Write the feeds as OPML 2.0, to FILE or to standard output, with a folder for each section.

    OPML has room for slug, title, addresses, language and section; `digest feeds import` reads them back. Rules, tags,
    quote, paused and private stay in content/feeds.yaml.

    \b
    Examples:
      digest feeds export > feeds.opml
      digest feeds export feeds.opml
    """
    refuse_broken(context)
    publication = context.reading.publication
    data = format_opml(publication.settings.title, publication.feeds, publication.settings.sections)
    if file == "-":
        click.echo(data.decode("utf-8"), nl=False)
        return
    place = Path(context.start, file)
    try:
        with click.open_file(str(place), "wb", atomic=True) as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from None
    context.say(f"{len(publication.feeds)} feeds in {file}")


feeds.add_command(add)
feeds.add_command(import_)


def _state(context: Context, feed: Feed) -> FeedState:
    try:
        return parse_state((context.root / state_path(feed.slug)).read_bytes())
    except OSError:
        return FeedState()


def _named(publication: Publication, slugs: tuple[str, ...]) -> tuple[Feed, ...]:
    known = {feed.slug: feed for feed in publication.feeds}
    wrong = [slug for slug in slugs if slug not in known]
    if wrong:
        hint = did_you_mean(wrong[0], known)
        raise UsageError(f"no feed {', '.join(repr(slug) for slug in wrong)} in {FEEDS_FILE}", hint)
    return tuple(known[slug] for slug in dict.fromkeys(slugs))


def _without(text: str, feed: Feed) -> str:
    return remove_item(text, "slug", feed.slug, path=FEEDS_FILE)


def _stays(publication: Publication, feed: Feed) -> str:
    names = (feed.slug, *feed.was)
    entries = sum(entry.source in names for entry in publication.entries)
    met = len({row.id for row in publication.seen if row.source in names})
    return (
        f"{entries} {'entry' if entries == 1 else 'entries'} of it and the memory of {met} "
        f"{'item' if met == 1 else 'items'} stay"
    )


def _table(rows: tuple[Health, ...], now: datetime) -> Iterator[str]:
    if not rows:
        return
    slugs = max(width("SLUG"), *(width(row.feed.slug) for row in rows))
    sections = max(width("SECTION"), *(width(_section(row)) for row in rows))
    titles = max(width("TITLE"), *(width(clean_line(row.feed.title)) for row in rows))
    titles = min(titles, max(_SHORTEST_TITLE, _COLUMNS - slugs - sections - 4 - _NUMBERS))
    head = (f"{'SLUG':<{slugs}}", fit("TITLE", titles), f"{'SECTION':<{sections}}", "LAST READ  A WEEK   KEPT")
    yield click.style("  ".join(head), dim=True)
    for row in rows:
        read, colour = _read(row, now)
        week = "-" if row.items_a_week is None else f"{row.items_a_week:.1f}"
        kept = f"{row.kept}/{row.decided}" if row.decided else "-"
        yield "  ".join(
            (
                f"{row.feed.slug:<{slugs}}",
                fit(clean_line(row.feed.title), titles),
                f"{_section(row):<{sections}}",
                f"{click.style(fit(read, 9), fg=colour)}  {week:>6}  {kept:>5}",
            )
        )
        yield from (f"  {click.style(line, fg=colour)}" for line in wrap(_trouble(row), _COLUMNS - 2))


def _section(row: Health) -> str:
    return row.feed.section or NO_SECTION


def _read(row: Health, now: datetime) -> tuple[str, str | None]:
    """When a feed last answered, or why it does not any more; and a colour."""
    if row.feed.paused:
        return "paused", "bright_black"
    if row.is_gone:
        return "gone", "red"
    if row.quarantine:
        return "held back", "yellow"
    colour = "red" if row.failures else None
    return ("never" if row.succeeded is None else _ago(row.succeeded, now)), colour


def _ago(moment: datetime, now: datetime) -> str:
    hours = max(0, round((now - moment).total_seconds())) // 3600
    return f"{hours} h ago" if hours < 48 else f"{hours // 24} d ago"


def _trouble(row: Health) -> str:
    if row.feed.paused:
        return ""
    if row.quarantine:
        return clean_line(quarantine_words(row.feed.slug, row.quarantine))
    times = "once" if row.failures == 1 else f"{row.failures} times"
    return clean_line(row.reason if row.is_gone else f"failed {times}: {row.reason}" if row.failures else "")


def _summary(rows: Iterable[Health]) -> str:
    rows = tuple(rows)
    if not rows:
        return "no feed is followed yet\n    digest feeds add ADDRESS, or digest feeds import FILE.opml"
    followed = [row for row in rows if not row.feed.paused]
    counts = {
        "paused": len(rows) - len(followed),
        "gone": sum(row.is_gone for row in followed),
        "held back": sum(bool(row.quarantine) for row in followed),
        "failing": sum(bool(row.failures) and not row.is_gone for row in followed),
    }
    parts = [f"{len(rows)} {'feed' if len(rows) == 1 else 'feeds'}"]
    parts += [f"{number} {word}" for word, number in counts.items() if number]
    return ", ".join(parts)


def _as_json(row: Health) -> dict[str, object]:
    feed = row.feed
    return {
        "slug": feed.slug,
        "title": feed.title,
        "feed": feed.feed,
        "site": feed.site,
        "section": feed.section,
        "language": feed.language,
        "paused": feed.paused,
        "private": feed.private,
        "last_success": row.succeeded.isoformat() if row.succeeded else None,
        "failures": row.failures,
        "reason": row.reason,
        "gone": row.is_gone,
        "quarantine": row.quarantine,
        "items_a_week": None if row.items_a_week is None else round(row.items_a_week, 2),
        "kept": row.kept,
        "decided": row.decided,
    }
