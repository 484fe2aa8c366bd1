"""`digest why`: all that is known about a link: who brought it, when, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap

import click

from digest.cli.context import Context, pass_context
from digest.cli.find import below_root, near_slugs
from digest.collect.candidate import file_name
from digest.collect.source import source_feed
from digest.content.publication import read_records
from digest.curate.tracing import Appearance, Archive, Trace, is_by_hand
from digest.errors import Problem, UsageError
from digest.model import SHELF, Entry, Publication, Seen
from digest.text import canonical_link, clean_line

_MOST = 10
"""Items that are told about when a word means several."""
_COLUMNS = 80
_INDENT = " " * 14
_STATUSES = {"new": "a candidate", "keep": "kept", "skip": "skipped", "withdrawn": "withdrawn"}
_FATES = {
    "entry": "{who} brought it, and it became a candidate",
    "also": "{who} brought the same link: other coverage",
    "title": "{who} changed its title to “{title}”",
    "again": "{who} had it again, under another identity",
    "old": "{who} had it, too old to be offered",
    "undated": "{who} had it without a date, below the first twenty of a feed never read before",
    "excluded": "{who} had it, and it was left out",
    "skip": "skipped, and folded away when the issue was published",
    "undecided": "left undecided, and folded away when the issue was published",
}
_OUTCOMES = {
    "entry": "its file was deleted; it is not offered again",
    "old": "never offered, being older than `fetch --since` says (14 days by default)",
    "undated": "never offered: without dates, what stands below in a new feed is its archive",
    "excluded": "never offered",
    "skip": "skipped",
    "undecided": "never decided",
}


@click.command(short_help="Tell which feed brought a link and what became of it.")
@click.argument("word", metavar="LINK")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON document.")
@pass_context
def why(context: Context, word: str, as_json: bool) -> None:
    """Tell all that is known about a link: which feed brought it, when, and what became of it.

    LINK may carry tracking parameters; an id, its beginning, the slug or path of an entry will do as well. A link of
    which nothing is known is said to be so, and ends with status 0 all the same; --json has "items": [] then.

    \b
    Examples:
      digest why https://variety.com/2026/film/news/sora.html
      digest why 3f2a91bc
    """
    publication = context.reading.publication
    problems: list[Problem] = list(context.reading.errors)
    archive = Archive(publication, read_records(context.root, problems), file_name)
    link = _link(word)
    traces = archive.by_link(link) if link else _named(context, archive, word)
    if as_json:
        click.echo(json.dumps(_as_json(publication, link, traces), ensure_ascii=False, indent=1))
    elif traces:
        click.echo("\n\n".join("\n".join(_told(publication, trace, link)) for trace in traces))
    else:
        click.echo("\n".join(_nothing(publication, archive, link)))
    context.complain(problems)
    if problems:
        raise click.exceptions.Exit(1)


def _link(word: str) -> str:
    """The canonical form; empty for a word that is no address."""
    try:
        return canonical_link(word)
    except ValueError as error:
        if "://" in word:
            raise UsageError(f"'{word}': {error}", "give the whole address of the page: https://...") from None
        return ""


def _named(context: Context, archive: Archive, word: str) -> tuple[Trace, ...]:
    """Raises UsageError when the word means nothing, or too much."""
    traces = archive.by_name(word) or archive.by_name(below_root(context, word))
    if not traces:
        near = near_slugs(context.reading.publication, word)
        raise UsageError(
            f"nothing is known of '{word}'", f"{near}give a whole link (https://...), or an id of at least four digits"
        )
    if len(traces) > _MOST:
        raise UsageError(f"'{word}' means {len(traces)} items", "give more digits of the id")
    return traces


def _told(publication: Publication, trace: Trace, link: str) -> Iterator[str]:
    yield click.style(clean_line(trace.title) or "(no title)", bold=True)
    yield clean_line(trace.link)
    yield click.style(f"id {trace.id}", dim=True)
    yield ""
    for row in trace.rows:
        yield from _event(publication, row)
    for seen in trace.appearances:
        yield from _dated(seen.issue, f"published in no. {seen.number}")
        yield f"{_INDENT}{_permalink(publication, seen)}"
    if not trace.rows and not trace.appearances:
        yield from _dated("", "no feed brought it: somebody wrote its file")
    yield ""
    yield from _dated("now", _outcome(publication, trace))
    if trace.entry is not None:
        yield f"{_INDENT}{trace.entry.path}"
        if link and link != canonical_link(trace.entry.link):
            yield f"{_INDENT}{link} stands under `also` there"
    elif trace.last is not None and trace.last.link:
        yield f"{_INDENT}digest restore {trace.id}"


def _event(publication: Publication, row: Seen) -> Iterator[str]:
    kind = row.fate.partition(" ")[0]
    # The day of a fold's line is the one on which the item was met; when it was folded, its issue tells.
    when = row.issue if kind in ("skip", "undecided") else row.day.isoformat()
    words = _FATES.get(kind, "{who}: {fate}").format(
        who=_who(publication, row.source), title=clean_line(row.title), fate=row.fate
    )
    yield from _dated(when, "added by hand" if kind == "entry" and is_by_hand(row) else words)
    if row.why:
        yield f"{_INDENT}{clean_line(row.why)}"


def _dated(when: str, words: str) -> Iterator[str]:
    """A day, a week or `now`, and a sentence beside it."""
    lines = wrap(words, _COLUMNS - len(_INDENT), break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines):
        yield f"{_INDENT}{line}" if number else f"  {click.style(f'{when:<12}', bold=True)}{line}"


def _who(publication: Publication, source: str) -> str:
    feed = next((feed for feed in publication.feeds if source in (feed.slug, *feed.was)), None)
    if feed is None:
        return clean_line(source)
    return f"{clean_line(feed.title)} ({source})"


def _outcome(publication: Publication, trace: Trace) -> str:
    if trace.entry is not None:
        return _standing(publication, trace.entry)
    if trace.last is None:
        return "its file is gone" if trace.appearances else "known as other coverage of an entry that is gone"
    fate = trace.last.fate
    return _OUTCOMES.get(fate, fate) + (f": {clean_line(trace.last.why)}" if trace.last.why else "")


def _standing(publication: Publication, entry: Entry) -> str:
    status = next((issue.status for issue in publication.issues if issue.id == entry.issue), "draft")
    place = "on the shelf" if entry.issue == SHELF else f"in {entry.issue} ({status})"
    parts = [f"{_STATUSES[entry.status]} {place}"]
    parts += [f"section {entry.section}"] if entry.section else []
    parts += [f"rank {entry.rank:g}"] if entry.rank is not None else []
    return ", ".join(parts) + (f": {clean_line(entry.why)}" if entry.why else "")


def _permalink(publication: Publication, seen: Appearance) -> str:
    return f"{publication.settings.base_url}issues/{seen.issue}/#{seen.entry.slug}"


def _nothing(publication: Publication, archive: Archive, link: str) -> Iterator[str]:
    yield f"nothing is known of {link}"
    near = archive.near(link)
    for other in near[:_MOST]:
        yield f"  known, and alike: {clean_line(other)}"
    feed = source_feed(link, publication.feeds)
    if feed is None:
        yield "  no feed of its site is followed"
    elif feed.paused:
        yield f"  '{feed.slug}' is of its site, and paused"
    else:
        yield f"  '{feed.slug}' is of its site, and has not brought it; to take it by hand:"
        yield f"  digest add {link}"


def _as_json(publication: Publication, link: str, traces: tuple[Trace, ...]) -> dict[str, object]:
    return {"link": link, "items": [_item(publication, trace) for trace in traces]}


def _item(publication: Publication, trace: Trace) -> dict[str, object]:
    entry = trace.entry
    return {
        "id": trace.id,
        "link": trace.link,
        "title": trace.title,
        "now": _outcome(publication, trace),
        "met": [
            {
                "day": row.day.isoformat(),
                "source": row.source,
                "fate": row.fate,
                "why": row.why,
                "title": row.title,
                "link": row.link,
                "issue": row.issue,
            }
            for row in trace.rows
        ],
        "entry": None
        if entry is None
        else {
            "path": entry.path,
            "slug": entry.slug,
            "status": entry.status,
            "issue": entry.issue,
            "section": entry.section,
            "why": entry.why,
        },
        "published": [
            {"issue": seen.issue, "number": seen.number, "permalink": _permalink(publication, seen)}
            for seen in trace.appearances
        ],
    }
