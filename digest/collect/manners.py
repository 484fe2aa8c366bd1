"""One request at a time to a domain, with a pause between; a domain that asked for quiet gets it for the whole run."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from digest.collect.domain import server_domain
from digest.collect.reply import Failure, RefusedError

PAUSE_SECONDS = 1.0
_ASKS_FOR_QUIET = frozenset({429, 503})


class Manners:
    """Kept for one run."""

    def __init__(self, pause_seconds: float = PAUSE_SECONDS, quiet: Mapping[str, str] | None = None) -> None:
        """`quiet`: domains whose wish of an earlier run still holds, with the seconds that are left of it."""
        self._pause_seconds = pause_seconds
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._asked: set[str] = set()
        self._quiet = dict(quiet or {})

    @asynccontextmanager
    async def turn(self, link: str, *, private: bool = False) -> AsyncIterator[None]:
        """Holds the domain of an address for one request; a redirect's next hop is another one.

        Private feeds wait for each other host by host, and without a pause. Raises RefusedError instead of making noise
        where quiet was asked for.
        """
        domain = domain_of(link, private=private)
        async with self._turns[domain]:
            self._refuse_noise(domain)
            if domain in self._asked and not private:
                await asyncio.sleep(self._pause_seconds)
            self._asked.add(domain)
            try:
                yield
            except RefusedError as refusal:
                if refusal.failure.status not in _ASKS_FOR_QUIET:
                    raise
                # Noted while the domain is still held: whoever waits for it must find the note.
                self._quiet[domain] = refusal.failure.retry_after
                raise RefusedError(replace(refusal.failure, domain=domain)) from None

    def _refuse_noise(self, domain: str) -> None:
        if domain in self._quiet:
            reason = f"{domain} has asked for quiet when another of its feeds was polled"
            raise RefusedError(Failure(reason=reason, retry_after=self._quiet[domain], is_untold=True))


def domain_of(link: str, *, private: bool = False) -> str:
    """Whom a request burdens: the registrable domain, or host and port of a private feed."""
    if not private:
        return server_domain(link)
    try:
        parts = urlsplit(link)
        return f"{(parts.hostname or '').rstrip('.')}:{parts.port or ''}"
    except ValueError:
        return link
