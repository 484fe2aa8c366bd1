"""One request at a time to a domain, with a pause between; a domain that asked for quiet gets it for the whole run."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from digest.model import Feed

PAUSE_SECONDS = 1.0
# Second labels under which countries register names; without them every British newspaper would be one domain.
_REGISTRIES = frozenset("ac asso co com ed edu firm gob gouv gov info ltd mil ne net nom or org plc sch tm".split())


class Manners:
    """Kept for one run."""

    def __init__(self, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._pause_seconds = pause_seconds
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._asked: set[str] = set()
        self._quiet: dict[str, str] = {}

    @asynccontextmanager
    async def turn(self, feed: Feed) -> AsyncIterator[None]:
        """Holds the feed's domain. Private feeds wait for each other host by host, and without a pause."""
        domain = domain_of(feed)
        async with self._turns[domain]:
            if domain in self._asked and not feed.private and domain not in self._quiet:
                await asyncio.sleep(self._pause_seconds)
            self._asked.add(domain)
            yield

    def keep_quiet(self, feed: Feed, retry_after: str) -> None:
        self._quiet[domain_of(feed)] = retry_after

    def wish(self, feed: Feed) -> str | None:
        """The Retry-After under which the domain asked for quiet in this run; None when it did not."""
        return self._quiet.get(domain_of(feed))


def domain_of(feed: Feed) -> str:
    """Whom a request to this feed burdens: the registrable domain, or host and port of a private feed."""
    parts = urlsplit(feed.feed)
    host = (parts.hostname or "").lower().rstrip(".")
    if feed.private:
        return f"{host}:{parts.port or ''}"
    labels = host.split(".")
    if len(labels) < 3 or host.replace(".", "").isdigit() or ":" in host:
        return host
    has_registry = len(labels[-1]) == 2 and labels[-2] in _REGISTRIES
    return ".".join(labels[-3:] if has_registry else labels[-2:])
