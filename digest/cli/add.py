"""`digest add`: an entry by hand, from a link and what its page says of itself."""

from __future__ import annotations

import re

import click

from digest.cli.completion import issues, sections
from digest.cli.context import Context, pass_context
from digest.cli.fetch import user_agent
from digest.cli.work import write_all
from digest.collect.byhand import Wishes, entry_by_hand, known_place, seen_by_hand
from digest.collect.reply import Failure, Response, Validators
from digest.collect.target import target_issue
from digest.collect.webpage import WebPage, parse_webpage
from digest.content.documents import format_entry
from digest.content.memory import format_seen, run_path
from digest.curate.issues import oldest_draft
from digest.curate.opening import draft
from digest.curate.publishing import Write
from digest.errors import DigestError, Problem, UsageError, did_you_mean
from digest.model import SHELF, Entry, Publication
from digest.text import canonical_link, clean_line, host_of

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@click.command()
@click.argument("url")
@click.option("--title", default="", help="The source's title, instead of the page's.")
@click.option("--headline", default="", help="What readers see instead of the title.")
@click.option("--section", shell_complete=sections, help="A section of digest.yaml.")
@click.option(
    "--issue", default="", metavar="ISSUE", shell_complete=issues, help="Where it goes, instead of the oldest draft."
)
@click.option("--language", metavar="CODE", help="Of the page, instead of what it says: en, fr, ...")
@click.option("--note", default="", help="Your sentence about it, in Markdown.")
@click.option("--no-fetch", is_flag=True, help="Do not ask for the page; needs --title or --headline.")
@click.option("--private", is_flag=True, help="Allow an address inside this network, and any port.")
@pass_context
def add(
    context: Context,
    url: str,
    title: str,
    headline: str,
    section: str | None,
    issue: str,
    language: str | None,
    note: str,
    no_fetch: bool,
    private: bool,
) -> None:
    """Add an entry by hand; it is kept at once. Its page gives title, authors, date, language, medium and a quotation.

    Prints the path of the new file. Refuses a link that is known, and says where.

    \b
    Examples:
      digest add https://variety.com/2026/film/news/sora.html --section industry
      digest add https://example.org/x --headline "What the union won" --note "Read the third part."
      digest add https://example.org/y --no-fetch --title "A page that answers nobody"
    """
    publication = context.publication
    link = _link(url)
    wishes = Wishes(
        title=clean_line(title), headline=clean_line(headline), section=section, language=language, note=note
    )
    _refuse_mistakes(publication, wishes, no_fetch)
    _refuse_known(publication, link)
    goal = _issue(context, issue)
    page = WebPage() if no_fetch else _page(context, link, private)
    if not (wishes.title or wishes.headline or page.title):
        raise _failed(f"{link} says no title", link)
    entry = entry_by_hand(link, page, wishes, goal, publication, context.today)
    with context.store.lock():
        write_all(context.store, _writes(publication, entry, context))
    click.echo(entry.path)
    context.say(_told(entry, wishes.note))


def _link(url: str) -> str:
    try:
        return canonical_link(url)
    except ValueError as error:
        raise UsageError(f"'{url}': {error}", "give the whole address of the page: https://...") from None


def _refuse_mistakes(publication: Publication, wishes: Wishes, no_fetch: bool) -> None:
    sections = [section.id for section in publication.settings.sections if not section.retired]
    if wishes.section is not None and wishes.section not in sections:
        raise UsageError(f"unknown section '{wishes.section}'", did_you_mean(wishes.section, sections))
    if wishes.language is not None and not _LANGUAGE.fullmatch(wishes.language):
        raise UsageError(f"'{wishes.language}' is no language code", "write en, fr, pt-BR, ...")
    if no_fetch and not (wishes.title or wishes.headline):
        raise UsageError("--no-fetch leaves the entry without a title", "add --title or --headline")


def _refuse_known(publication: Publication, link: str) -> None:
    where, hint = known_place(link, publication)
    if where:
        raise DigestError(Problem(path="", code="USAGE", what=f"{link} is known: {where}", hint=hint))


def _issue(context: Context, wanted: str) -> str:
    """The issue that was named, else the open one, else the one that the collector would take."""
    draft_issue = oldest_draft(context.publication)
    if not wanted and draft_issue is not None:
        return draft_issue.id
    return target_issue(context.publication.issues, context.today, wanted)


def _page(context: Context, link: str, private: bool) -> WebPage:
    # Here, since whoever completes a word, or adds an entry without its page, does not wait for what asks the network.
    import asyncio

    answer = asyncio.run(_ask(link, user_agent(context.publication.settings), private))
    if isinstance(answer, Failure):
        # What lifts the guard of a feed is a key of feeds.yaml; here it is an option.
        reason, _, is_guarded = answer.reason.partition("; `private: true`")
        raise _failed(f"{link}: {reason}{'; --private allows it' if is_guarded else ''}", link)
    kind = answer.headers.get("content-type", "")
    if kind and not re.match(r"\s*(?:text/html|application/xhtml\+xml|text/plain)\b", kind, re.IGNORECASE):
        raise _failed(f"{link} is no web page but {kind.partition(';')[0].strip()}", link)
    if host_of(answer.link) != host_of(link):
        context.say(f"{link} leads to {answer.link}; the entry keeps the address that you gave")
    return parse_webpage(answer.body, answer.link, kind)


async def _ask(link: str, user_agent: str, private: bool) -> Response | Failure:
    from digest.collect.http import Client

    async with Client(user_agent) as client:
        return await client.get(link, Validators(), private=private)


def _failed(what: str, link: str) -> DigestError:
    hint = f"to add it without its page: digest add {link} --no-fetch --title ..."
    return DigestError(Problem(path="", code="USAGE", what=what, hint=hint))


def _writes(publication: Publication, entry: Entry, context: Context) -> tuple[Write, ...]:
    """The entry, the draft it is the first of, and the line that remembers its link, in this order."""
    new = Write(path=entry.path, data=format_entry(entry).encode("utf-8"), was=None)
    has_file = entry.issue == SHELF or any(issue.id == entry.issue for issue in publication.issues)
    lines = format_seen((seen_by_hand(entry, context.today),))
    memory = Write(path=run_path(entry.issue, context.today, lines), data=lines.encode("utf-8"), was=None)
    return (new, *(() if has_file else (draft(entry.issue),)), memory)


def _told(entry: Entry, note: str) -> str:
    parts = [f"“{entry.shown_title}”", ", ".join(entry.authors), str(entry.published or "")[:10], entry.language or ""]
    missing = [] if entry.section else ["a section"]
    missing += [] if note.strip() else ["your sentence about it"]
    rest = f"; still to write: {' and '.join(missing)}" if missing else ""
    return f"{' · '.join(part for part in parts if part)}\nkept in {entry.issue}, from {entry.source}{rest}"
