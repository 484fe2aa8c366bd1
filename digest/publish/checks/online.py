"""Links to what their servers say of them. Asks the network, with the manners and the guard of the collector.

One request at a time to a domain, with a pause between two; HEAD, and GET only where HEAD brought nothing; no body is
read. What is remembered of an earlier run is not asked again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import field
from datetime import datetime
from urllib.parse import urldefrag, urlsplit

from digest.collect.http import Client, Limits, Network, Turn
from digest.collect.manners import PAUSE_SECONDS, Manners
from digest.collect.reply import Failure, Response
from digest.model import Feed
from digest.publish.checks.answers import Answer
from digest.text import host_of
from digest.values import dataclass

_HEAD_IS_ENOUGH = frozenset({410, 429, 503})
"""Answers to HEAD that GET would not better: gone for good, or not now."""
_WORDS = {404: "the server has no such page (404)", 410: "the page is gone for good (410)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """How to ask."""

    now: datetime
    user_agent: str
    limits: Limits = field(default_factory=lambda: Limits(total_seconds=20))
    network: Network = field(default_factory=Network)
    pause_seconds: float = PAUSE_SECONDS
    private_hosts: frozenset[str] = frozenset()
    """Host and port of feeds marked `private: true`, whose editor has lifted the guard for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    answers: Mapping[str, Answer]
    is_offline: bool = False
    """No name at all was found: then it is our network, and nothing is held against a link."""


def private_hosts(feeds: Iterable[Feed]) -> frozenset[str]:
    addresses = (address for feed in feeds if feed.private for address in (feed.feed, feed.site) if address)
    return frozenset(_netloc(address) for address in addresses)


def ask_all(
    links: tuple[str, ...],
    inquiry: Inquiry,
    known: Mapping[str, Answer],
    on_event: Callable[[str, str], None] = lambda what, link: None,
    keep: Callable[[str, Answer], None] = lambda link, answer: None,
) -> Asked:
    """An answer for every link; `known` ones are taken as they are. `keep` hears of each that should be remembered.

    `on_event` hears "due" of each link that is asked, "start" of each request, and "done".
    """
    found = {link: known[link] for link in links if link in known}
    due = tuple(link for link in links if link not in found)
    for link in due:
        on_event("due", link)
    told = asyncio.run(_ask(due, inquiry, on_event, keep)) if due else {}
    nameless = {host_of(link) for link, failure in told.items() if isinstance(failure, Failure) and failure.is_nameless}
    if len(nameless) > 1 and nameless == {host_of(link) for link in told}:
        return Asked(answers=found, is_offline=True)
    fresh = {link: _answer(reply, inquiry.now) for link, reply in told.items()}
    return Asked(answers={**found, **fresh}, is_offline=False)


async def _ask(
    due: tuple[str, ...],
    inquiry: Inquiry,
    on_event: Callable[[str, str], None],
    keep: Callable[[str, Answer], None],
) -> dict[str, Response | Failure]:
    async with Client(inquiry.user_agent, inquiry.limits, inquiry.network) as client:
        manners = Manners(inquiry.pause_seconds)
        room = asyncio.Semaphore(inquiry.limits.connections)

        async def one(link: str) -> Response | Failure:
            is_private = _netloc(link) in inquiry.private_hosts

            @asynccontextmanager
            async def turn(hop: str) -> AsyncIterator[None]:
                # The domain first, then a place: whoever holds a place never waits for a domain.
                async with manners.turn(hop, private=is_private), room:
                    on_event("start", link)
                    yield

            reply = await _reply(client, link, is_private, turn)
            on_event("done", link)
            if not (isinstance(reply, Failure) and (reply.is_nameless or reply.is_untold)):
                keep(link, _answer(reply, inquiry.now))
            return reply

        async with asyncio.TaskGroup() as group:
            tasks = {link: group.create_task(one(link)) for link in due}
    return {link: task.result() for link, task in tasks.items()}


async def _reply(client: Client, link: str, is_private: bool, turn: Turn) -> Response | Failure:
    """Many servers refuse HEAD, or answer it with whatever: only GET is believed when it says no."""
    asked = urldefrag(link).url
    reply = await client.probe(asked, private=is_private, turn=turn)
    if isinstance(reply, Failure) and reply.status is not None and reply.status not in _HEAD_IS_ENOUGH:
        return await client.probe(asked, method="GET", private=is_private, turn=turn)
    return reply


def _answer(reply: Response | Failure, now: datetime) -> Answer:
    if isinstance(reply, Response):
        return Answer(state="there", asked=now, leads_to=reply.link, is_moved=bool(reply.moved_to))
    if reply.status in _WORDS:
        return Answer(state="gone", asked=now, reason=_WORDS[reply.status])
    if reply.is_unknown_name:
        return Answer(state="gone", asked=now, reason="there is no host of that name any more")
    if reply.is_untold:
        return Answer(state="unclear", asked=now, reason="not asked: its host wanted quiet earlier in this run")
    # What lifts the guard belongs to feeds, not to links.
    return Answer(state="unclear", asked=now, reason=reply.reason.partition("; `private: true`")[0])


def _netloc(link: str) -> str:
    try:
        return urlsplit(link).netloc.lower()
    except ValueError:
        return ""
