"""Feeds that are due to what each of them brought: a changed document, the word that there is none, or a failure."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Protocol

from digest.collect.document import Document, Wanted
from digest.collect.manners import Manners
from digest.collect.reply import Failure, Response, Validators
from digest.collect.state import FeedState
from digest.model import Feed, ParsedFeed
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    feed: Feed
    state: FeedState
    """As it was before."""
    response: Response | None = None
    parsed: ParsedFeed | None = None
    failure: Failure | None = None

    @property
    def outcome(self) -> str:
        if self.failure is not None:
            return "failed"
        return "read" if self.parsed is not None else "unchanged"


class Web(Protocol):
    async def get(
        self,
        link: str,
        validators: Validators,
        *,
        private: bool = False,
        turn: Callable[[str], AbstractAsyncContextManager[None]],
    ) -> Response | Failure: ...


class Parser(Protocol):
    async def parse(self, document: Document) -> ParsedFeed | Failure: ...


async def poll(
    due: Iterable[tuple[Feed, FeedState]],
    web: Web,
    parser: Parser,
    manners: Manners,
    wanted: Callable[[Feed], Wanted],
    on_event: Callable[[str, Feed], None],
    connections: int = 16,
) -> tuple[Polled, ...]:
    """In the order of `due`, whoever answers first.

    `on_event` hears once that a feed is "due", "start" of each request for it, and once how it ended: "read",
    "unchanged" or "failed".
    """
    room = asyncio.Semaphore(connections)

    async def one(feed: Feed, state: FeedState) -> Polled:
        # A place is held until the document is read, so that few documents are in memory; its domain is not.
        async with AsyncExitStack() as held:

            @asynccontextmanager
            async def turn(link: str) -> AsyncIterator[None]:
                # Whoever holds a place never waits for a domain: two that waited for each other would wait for ever.
                await held.aclose()
                async with manners.turn(link, private=feed.private):
                    await held.enter_async_context(room)
                    on_event("start", feed)
                    yield

            polled = await _poll_one(feed, state, web, turn)
            if polled.response is not None and not polled.response.is_unchanged:
                polled = await _parsed(polled, parser, wanted(feed))
        on_event(polled.outcome, feed)
        return polled

    waiting = list(due)
    for feed, _ in waiting:
        on_event("due", feed)
    # Not in the order of feeds.yaml, where neighbours often share a server; the same on every run all the same.
    order = sorted(range(len(waiting)), key=lambda index: hashlib.sha256(waiting[index][0].slug.encode()).digest())
    tasks = {index: asyncio.create_task(one(*waiting[index])) for index in order}
    try:
        await asyncio.gather(*tasks.values())
    finally:
        for task in tasks.values():
            task.cancel()
    return tuple(tasks[index].result() for index in range(len(waiting)))


async def _poll_one(
    feed: Feed, state: FeedState, web: Web, turn: Callable[[str], AbstractAsyncContextManager[None]]
) -> Polled:
    answer = await web.get(feed.feed, state.validators, private=feed.private, turn=turn)
    if isinstance(answer, Response):
        return Polled(feed=feed, state=state, response=answer)
    return Polled(feed=feed, state=state, failure=answer)


async def _parsed(polled: Polled, parser: Parser, wanted: Wanted) -> Polled:
    """The document read. Its bytes are let go, so that many large feeds do not add up."""
    response = polled.response
    if response is None:
        return polled
    content_type = response.headers.get("content-type", "")
    document = Document(data=response.body, link=response.link, content_type=content_type, wanted=wanted)
    result = await parser.parse(document)
    if isinstance(result, Failure):
        return Polled(feed=polled.feed, state=polled.state, failure=result)
    kept = Response(link=response.link, headers=response.headers, moved_to=response.moved_to)
    return Polled(feed=polled.feed, state=polled.state, response=kept, parsed=result)
