"""`digest feeds add` and `digest feeds import`: new feeds into content/feeds.yaml, from an address or from OPML."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.completion import sections
from digest.cli.context import Context, pass_context
from digest.cli.fetch import user_agent
from digest.cli.subscriptions import follow, refuse_broken, refuse_section
from digest.collect.opml import MAX_BYTES, parse_opml
from digest.collect.reply import Failure
from digest.collect.shape import shortened
from digest.collect.subscribing import Import, followed, free_slug, new_row, rows_of, taken_slugs, web_address
from digest.errors import DigestError, Problem, UsageError
from digest.model import Publication
from digest.places import FEEDS_FILE
from digest.text import clean_line, host_of, is_slug, slugify

if TYPE_CHECKING:
    from digest.collect.discover import Discovery

_TITLE_COLUMNS = 60


@click.command(short_help="Follow a feed: its address, or any page of its site.")
@click.argument("address")
@click.option("--slug", default="", help="Its name in entries and addresses; never changes. Default: from the title.")
@click.option("--title", default="", help="Instead of the feed's own.")
@click.option("--section", metavar="ID", shell_complete=sections, help="Where its candidates are put first.")
@click.option("--private", is_flag=True, help="Allow an address inside this network, and any port.")
@pass_context
def add(context: Context, address: str, slug: str, title: str, section: str | None, private: bool) -> None:
    """Follow a feed. ADDRESS is the feed's, or that of a page that announces one.

    Appends it to content/feeds.yaml, of which every other byte stays, and prints its slug. Refuses a feed that is
    followed already, also under an address that leads to it.

    \b
    Examples:
      digest feeds add https://variety.com/t/artificial-intelligence/
      digest feeds add lemonde.fr/cinema --slug le-monde --section voices
    """
    with context.store.lock():
        refuse_broken(context)
        publication = context.reading.publication
        refuse_section(publication, section)
        _refuse_slug(publication, slug)
        link = _link(address)
        _refuse_known(publication, link)
        found = _discovered(link, user_agent(publication.settings), private)
        if isinstance(found, Failure):
            raise _failed(link, found)
        _refuse_known(publication, found.link, found.answered)
        name = clean_line(title) or found.parsed.title or host_of(found.parsed.site or found.link)
        slug = slug or free_slug(name, found.link, taken_slugs(publication.feeds))
        row = new_row(
            slug=slug,
            title=name,
            feed=found.link,
            site=found.parsed.site or found.page,
            section=section,
            language=found.parsed.language,
            private=private,
        )
        follow(context, (row,))
    click.echo(slug)
    context.say(_told(found, str(row["title"]), slug))


@click.command("import", short_help="Follow the feeds of an OPML file.")
@click.argument("file")
@click.option("--section", metavar="ID", shell_complete=sections, help="For feeds whose folder is no section.")
@pass_context
def import_(context: Context, file: str, section: str | None) -> None:
    """Follow the feeds of an OPML file, as other programs export them; `-` reads standard input.

    A folder that is called like a section of digest.yaml, by id or title, puts its feeds there. What is followed
    already, stands twice or has no web address is told and left out; nothing is asked of the network.

    \b
    Examples:
      digest feeds import subscriptions.opml
      digest feeds import old.opml --section voices
    """
    with context.store.lock():
        refuse_broken(context)
        publication = context.reading.publication
        refuse_section(publication, section)
        found = rows_of(parse_opml(_bytes(context, file), file), publication, section)
        if found.rows:
            follow(context, found.rows)
    for row in found.rows:
        click.echo(row["slug"])
    _tell(context, found, section)


def _refuse_slug(publication: Publication, slug: str) -> None:
    if slug and not is_slug(slug):
        better = slugify(slug)
        raise UsageError(f"'{slug}' is no slug", f"write: --slug {better}" if better else "use a to z, 0 to 9, hyphens")
    if slug in taken_slugs(publication.feeds):
        raise UsageError(f"the slug '{slug}' belongs to another feed", "a slug is permanent: choose another")


def _link(address: str) -> str:
    try:
        return web_address(address)
    except ValueError as error:
        raise UsageError(f"'{address}': {error}", "give the address of a feed or of a page: https://...") from None


def _refuse_known(publication: Publication, *addresses: str) -> None:
    known = followed(publication.feeds, *addresses)
    if known is None:
        return
    where = f"{FEEDS_FILE}:{known.line}"
    hint = "take `paused: true` out there to poll it again" if known.paused else f"digest fetch --feed {known.slug}"
    what = f"{addresses[-1]} is followed already, as '{known.slug}' ({where})"
    raise DigestError(Problem(path="", code="USAGE", what=what, hint=hint))


def _discovered(link: str, user_agent: str, private: bool) -> Discovery | Failure:
    # Here, since the other commands of `digest feeds` do not wait for what asks the network.
    import asyncio

    from digest.collect.discover import discover

    return asyncio.run(discover(link, user_agent, private=private))


def _failed(link: str, failure: Failure) -> DigestError:
    # What lifts the guard of a feed is a key of feeds.yaml; here it is an option.
    reason, _, is_guarded = failure.reason.partition("; `private: true`")
    what = f"{link}: {reason}{'; --private allows it' if is_guarded else ''}"
    hint = "" if is_guarded or failure.is_nameless else "look on the site for the address of its feed, and give that"
    return DigestError(Problem(path="", code="USAGE", what=what, hint=hint))


def _told(found: Discovery, title: str, slug: str) -> str:
    dates = [moment for item in found.parsed.items if (moment := item.published or item.updated)]
    newest = f", the newest of {max(dates):%Y-%m-%d}" if dates else ""
    number = len(found.parsed.items)
    lines = [f"“{title}”: {number} {'item' if number == 1 else 'items'}{newest}"]
    lines += [f"found at {found.link}"] if found.page else []
    lines += [f"the page also announces {other}" for other in found.others]
    return "\n".join([*lines, f"followed from now on; to read it: digest fetch --feed {slug}"])


def _bytes(context: Context, file: str) -> bytes:
    """Of the file, or of standard input; one byte more than may be, so that the reader says that it is too much."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(context.start, file).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None


def _tell(context: Context, found: Import, section: str | None) -> None:
    for row in found.left_out:
        title = shortened(row.title, _TITLE_COLUMNS)
        context.say(f"{click.style('left out', fg='yellow')}  line {row.line}  {title}: {row.reason}")
    for folder, number in Counter(found.strange_folders).items():
        feeds = f"its {number} {'feed' if number == 1 else 'feeds'}"
        where = f"{feeds} went to '{section}'" if section else f"{feeds} went without one"
        context.say(f"{click.style('to know', fg='yellow')}   the folder '{folder}' is no section; {where}")
    number = len(found.rows)
    context.say(
        f"{number} {'feed' if number == 1 else 'feeds'} followed from now on"
        + (f", {len(found.left_out)} left out" if found.left_out else "")
        + ("; to read them: digest fetch" if number else "")
    )
