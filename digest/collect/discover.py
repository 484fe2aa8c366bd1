"""An address that an editor gives to the feed that is there, or that its page announces. Asks the network."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from digest.collect.announced import announced_feeds, is_page
from digest.collect.document import Document
from digest.collect.encoding import decode
from digest.collect.http import Client
from digest.collect.manners import Manners
from digest.collect.reply import Failure, Response, Validators
from digest.collect.workers import Workers
from digest.model import ParsedFeed
from digest.values import dataclass

_TRIED = 3
"""Feeds of a page that are asked, until one answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    link: str
    """To write into feeds.yaml: as asked for, or where only permanent redirects led."""
    answered: str
    """Where the document was, after all redirects."""
    parsed: ParsedFeed
    page: str = ""
    """The page that announced it."""
    others: tuple[str, ...] = ()
    """What the page announces besides."""


async def discover(link: str, user_agent: str, *, private: bool = False) -> Discovery | Failure:
    """`private` lifts the guard of addresses."""
    with Workers(1) as workers:
        async with Client(user_agent) as client:
            return await _Search(client, workers, Manners(), private).from_address(link)


class _Search:
    def __init__(self, client: Client, workers: Workers, manners: Manners, private: bool) -> None:
        self._client, self._workers, self._manners, self._private = client, workers, manners, private

    async def from_address(self, link: str) -> Discovery | Failure:
        response = await self._ask(link)
        if isinstance(response, Failure):
            return response
        found = await self._read(link, response)
        if isinstance(found, Discovery):
            return found
        text = decode(response.body, response.headers.get("content-type", ""))
        announced = announced_feeds(text, response.link) if is_page(text) else ()
        return await self._from_page(response.link, announced) if announced else found

    async def _from_page(self, page: str, announced: tuple[str, ...]) -> Discovery | Failure:
        """The first that answers; feeds of comments last, whatever the page thinks of them."""
        ordered = sorted(announced, key=lambda link: "comment" in link.lower())
        reasons = []
        for link in ordered[:_TRIED]:
            response = await self._ask(link)
            found = response if isinstance(response, Failure) else await self._read(link, response)
            if isinstance(found, Discovery):
                others = tuple(other for other in ordered if other != link)
                return Discovery(
                    link=found.link, answered=found.answered, parsed=found.parsed, page=page, others=others
                )
            reasons.append(f"{link}: {found.reason}")
        return Failure(reason=f"a web page, and none of the feeds that it announces can be read: {'; '.join(reasons)}")

    async def _ask(self, link: str) -> Response | Failure:
        def turn(hop: str) -> AbstractAsyncContextManager[None]:
            return self._manners.turn(hop, private=self._private)

        return await self._client.get(link, Validators(), private=self._private, turn=turn)

    async def _read(self, link: str, response: Response) -> Discovery | Failure:
        content_type = response.headers.get("content-type", "")
        document = Document(data=response.body, link=response.link, content_type=content_type)
        parsed = await self._workers.parse(document)
        if isinstance(parsed, Failure):
            return parsed
        return Discovery(link=response.moved_to or link, answered=response.link, parsed=parsed)
