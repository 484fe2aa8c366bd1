"""An internet of our own on loopback: every name leads to one real server, one with TLS or one without.

Feeds have ordinary addresses (`https://news.example/feed`): domains, ports and the guard count as they do outside.
The server stands on 127.0.0.2, which alone is taken for public: any other private address is refused as ever.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.collect.document import Document
from digest.collect.fetch import Fetched, Order, fetch
from digest.collect.gist import read_document
from digest.collect.guard import is_public
from digest.collect.http import Limits, Network
from digest.collect.reply import Failure
from digest.content.publication import read_publication
from digest.content.store import Store
from digest.model import ParsedFeed
from tests.builders import write
from tests.servers import Answer, Web, serving

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOST = "127.0.0.2"
TLS_FILE = Path(__file__).parent / "tls" / "vouched.pem"
QUICK = Limits(connect_seconds=2, read_seconds=5, total_seconds=10)


@dataclass(kw_only=True)
class Outside:
    plain: Web
    secure: Web
    root: Path
    limits: Limits = QUICK
    looked_up: list[str] = field(default_factory=list)

    @property
    def network(self) -> Network:
        return Network(
            look_up=self._look_up,
            is_allowed=lambda address: address == HOST or is_public(address),
            tls=ssl.create_default_context(cafile=str(TLS_FILE)),
        )

    def _look_up(self, host: str, port: int, family: int) -> list[Any]:
        self.looked_up.append(host)
        if not host.endswith((".example", ".com")):
            return socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        web = self.secure if port == 443 else self.plain
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HOST, int(web.address.rpartition(":")[2])))]

    def follow(self, *links: str, more: str = "") -> None:
        """Feeds with the slugs a, b, ..., in a publication of their own."""
        rows = (f"- {{slug: {chr(97 + n)}, title: T, feed: '{link}'{more}}}\n" for n, link in enumerate(links))
        write(self.root, {"content/feeds.yaml": "".join(rows)})

    def run(self, now: datetime = NOW, pause_seconds: float = 0, **options: Any) -> Fetched:
        store = Store(self.root)
        order = Order(
            now=now,
            user_agent="slatepress/1 (+https://example.org/weekly/; ed@example.org)",
            limits=self.limits,
            network=self.network,
            pause_seconds=pause_seconds,
            parser=InProcess(),
            **options,
        )
        with store.lock():
            return fetch(read_publication(self.root).sound(), store, order)

    def reasons(self, **options: Any) -> str:
        return " / ".join(row.reason for row in self.run(**options).failed)

    def tree(self, *folders: str) -> dict[str, bytes]:
        places = (self.root / folder for folder in folders or ("content",))
        files = (path for place in places for path in sorted(place.rglob("*")) if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}

    def kept(self) -> dict[str, bytes]:
        """What may not be lost."""
        return self.tree("content/entries", "content/seen", "content/issues")


class InProcess:
    """Reads documents here: most tests are about something else than the children that do it otherwise."""

    async def parse(self, document: Document) -> ParsedFeed | Failure:
        return read_document(document)


@contextmanager
def outside(root: Path) -> Iterator[Outside]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(TLS_FILE)
    with ExitStack() as stack:
        plain = stack.enter_context(serving(host=HOST))
        secure = stack.enter_context(serving(tls, host=HOST))
        yield Outside(plain=plain, secure=secure, root=root)


def rss(
    *names: str,
    title: str = "T",
    day: str = "Fri, 20 Nov 2026 09:00:00 GMT",
    host: str = "news.example",
    head: str = "",
    **answer: Any,
) -> Answer:
    """A feed whose items are called by these names."""
    items = "".join(
        f"<item><title>Title {name}</title><link>https://{host}/{name}</link><guid isPermaLink='false'>{name}</guid>"
        f"<pubDate>{day}</pubDate><description>Words about {name}.</description></item>"
        for name in names
    )
    body = f"<rss version='2.0'><channel><title>{title}</title>{head}{items}</channel></rss>"
    return Answer(body=body.encode(), **answer)
