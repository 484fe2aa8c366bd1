"""digest doctor: what is wrong with a set-up and how to mend it; whether the feeds stand still."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from digest.cli.context import Context, pass_context
from digest.collect.state import FeedState, parse_state, state_path
from digest.errors import DigestError
from digest.model import Publication
from digest.publish.doctor.standstill import Movement, movement
from digest.settings import FEEDS_FILE, SETTINGS_FILE


@click.command(short_help="Tell everything that is wrong with a set-up, and the cure.")
@click.option("--stalled", is_flag=True, help="Only whether nothing has moved for longer than the feeds' own rhythm.")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON document.")
@pass_context
def doctor(context: Context, stalled: bool, as_json: bool) -> int:
    """Look for everything that is wrong with a set-up, and say how to mend it.

    \b
    Examples:
      digest doctor --stalled      in a job that collects: fails when the feeds stand still
    """
    return _stalled(context, as_json)


def _stalled(context: Context, as_json: bool) -> int:
    """1 for a standstill, and, by way of an exception, when nobody can tell."""
    blind = [problem for problem in context.reading.errors if problem.path in (SETTINGS_FILE, FEEDS_FILE)]
    if blind:
        raise DigestError(*blind)
    found = movement(context.reading.publication, context.today)
    lines = tuple(_words(context, found))
    if as_json:
        click.echo(json.dumps(_as_json(found, lines), ensure_ascii=False, indent=1))
    elif found.is_stalled:
        click.echo("\n".join(lines), err=True)
    else:
        context.say(" ".join(lines))
    return 1 if found.is_stalled else 0


def _words(context: Context, found: Movement) -> Iterator[str]:
    who = "the one feed" if found.feeds == 1 else f"{found.feeds} feeds together"
    if not found.feeds:
        yield "No feed is active, so that nothing can stand still."
        return
    if found.last is None:
        yield f"Nothing was collected yet from {_feeds(found.feeds)}, so that their rhythm is not known."
        return
    often = "every day" if found.usual_days == 1 else f"at least every {found.usual_days} days"
    rhythm = f"{who} usually {'brings' if found.feeds == 1 else 'bring'} something {often}"
    since = f"{found.last.day} {found.last:%B %Y}"
    if not found.is_stalled:
        yield f"Something new came on {since}; {rhythm}, and {_days(found.limit_days)} of silence are no standstill."
        return
    yield f"Nothing new has come for {_days(found.idle_days)}, since {since}."
    yield f"    {rhythm[0].upper()}{rhythm[1:]}; more than {_days(found.limit_days)} of silence are a standstill."
    yield f"    {_cause(context, context.reading.publication)}"
    yield "    digest status names feeds that fail, digest doctor --online looks for other causes."


def _cause(context: Context, publication: Publication) -> str:
    """What the hints of the last polls let one guess."""
    active = [feed for feed in publication.feeds if not feed.paused]
    states = [state_of(context, feed.slug, feed.feed) for feed in active]
    failing = sum(bool(state.failures or state.is_gone or state.quarantine) for state in states)
    read = max((state.succeeded for state in states if state.succeeded), default=None)
    if read is None:
        return "When a feed was last read is not known."
    when = f"{read.day} {read:%B %Y}"
    if failing:
        return f"{failing} of {_feeds(len(active))} failed the last time; one was last read with success on {when}."
    return f"A feed was last read with success on {when}, and none failed the last time."


def state_of(context: Context, slug: str, address: str) -> FeedState:
    """The hints about a feed; none where they are lost, damaged, or about another address."""
    try:
        state = parse_state((context.root / state_path(slug)).read_bytes())
    except OSError:
        return FeedState()
    return state if state.feed == address else FeedState()


def _feeds(count: int) -> str:
    return f"{count} {'feed' if count == 1 else 'feeds'}"


def _days(count: int) -> str:
    return f"{count} {'day' if count == 1 else 'days'}"


def _as_json(found: Movement, lines: tuple[str, ...]) -> dict[str, object]:
    return {
        "stalled": found.is_stalled,
        "feeds": found.feeds,
        "last_new": None if found.last is None else found.last.isoformat(),
        "idle_days": found.idle_days,
        "usual_days": found.usual_days,
        "limit_days": found.limit_days,
        "words": " ".join(line.strip() for line in lines),
    }
