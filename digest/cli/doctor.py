"""digest doctor: what is wrong with a set-up and how to mend it; whether the feeds stand still."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path

import click

from digest.cli import findings, origin, surroundings
from digest.cli.context import Context, pass_context
from digest.cli.fetch import user_agent
from digest.collect.state import FeedState, parse_state, state_path
from digest.content.theme import default_folder
from digest.errors import DigestError
from digest.model import Publication
from digest.places import FEEDS_FILE, SETTINGS_FILE
from digest.publish.doctor.examine import Group, examine
from digest.publish.doctor.facts import Case, OnLine, Repository
from digest.publish.doctor.look_at_machine import look_at_machine
from digest.publish.doctor.look_at_network import look_at_network
from digest.publish.doctor.look_at_repository import look_at_repository
from digest.publish.doctor.standstill import Movement, movement
from digest.settings import UNREAD


@click.command(short_help="Tell everything that is wrong with a set-up, and the cure.")
@click.option("--online", is_flag=True, help="Also ask the remote and the site.")
@click.option("--stalled", is_flag=True, help="Only whether nothing has moved for longer than the feeds' own rhythm.")
@click.option("-v", "--verbose", "with_good", is_flag=True, help="Show what is well too.")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON document.")
@pass_context
def doctor(context: Context, online: bool, stalled: bool, with_good: bool, as_json: bool) -> int:
    """Look for everything that is wrong with a set-up, and say how to mend it.

    From the machine by way of repository, settings and workflows to the feeds; nothing is changed. Ends with status 1
    when something is wrong. A code that you can live with is named under `silence` in digest.yaml.

    \b
    Examples:
      digest doctor
      digest doctor --online       asks the remote and the site too
      digest doctor --stalled      in a job that collects: fails when the feeds stand still
    """
    if stalled:
        return _stalled(context, as_json)
    groups = examine(_case(context, online))
    if as_json:
        click.echo(json.dumps(findings.as_json(groups), ensure_ascii=False, indent=1))
    else:
        write = findings.on_terminal if findings.is_for_eyes() else findings.in_pipe
        click.echo(write(groups, with_good=with_good or context.verbose))
    _close(context, groups, online, with_good)
    return 1 if findings.count(groups, "error") + findings.count(groups, "warning") else 0


def _close(context: Context, groups: tuple[Group, ...], online: bool, with_good: bool) -> None:
    """The last lines: how it stands, and what else can be asked."""
    asked = "" if online else "--online asks the remote and the site too"
    more = "; ".join(filter(None, [asked, "" if with_good or context.verbose else "-v shows what is well"]))
    context.say("\n" + "\n".join(filter(None, (findings.summary(groups), more))))


def _case(context: Context, online: bool) -> Case:
    """Everything that the rules ask about. What cannot be read is left out, and told."""
    publication, problems = context.reading.publication, context.reading.errors
    machine = look_at_machine(context.root, os.environ, surroundings.timezone(), origin.DISTRIBUTION)
    repository = look_at_repository(context.root)
    states, damaged = _states(context, publication)
    return Case(
        now=context.now,
        machine=machine,
        repository=repository,
        publication=publication,
        problems=problems,
        has_settings=publication.settings is not UNREAD,
        states=states,
        damaged=damaged,
        movement=movement(publication, context.today),
        shipped=_shipped(),
        tool=origin.requirement(),
        online=_online(context, repository) if online else None,
    )


def _online(context: Context, repository: Repository) -> OnLine:
    settings = context.reading.publication.settings
    address = "" if settings is UNREAD else settings.base_url
    return asyncio.run(look_at_network(context.root, repository, address, user_agent(settings)))


def _shipped() -> dict[str, str]:
    """The workflows that `digest init` would write, before it fills in their marks."""
    places = sorted((default_folder() / "init").glob("*.yml"))
    return {place.name: place.read_text(encoding="utf-8") for place in places}


def _states(context: Context, publication: Publication) -> tuple[dict[str, FeedState], tuple[str, ...]]:
    """Hints by slug of the feed, and the paths of those that cannot be read."""
    states, damaged = {}, []
    for feed in publication.feeds:
        state = state_of(context, feed.slug, feed.feed)
        if state != FeedState():
            states[feed.slug] = state
        elif _is_damaged(context.root / state_path(feed.slug)):
            damaged.append(state_path(feed.slug))
    return states, tuple(damaged)


def _is_damaged(place: Path) -> bool:
    """Whether a file is there and says nothing at all, not even about another address."""
    try:
        return not parse_state(place.read_bytes()).feed
    except FileNotFoundError:
        return False
    except OSError:
        return True


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
