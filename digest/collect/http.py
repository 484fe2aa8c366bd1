"""An address to a Response or a Failure. What this module alone knows: aiohttp, and how much a stranger may cost us.

Redirects are followed here, hop by hop, and bodies are unpacked here: the library's own ways look at neither addresses
nor sizes. The addresses that a name resolves to are checked where the socket is made, the one place that sees them all.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from digest.collect.guard import RefusedAddressError, is_public, link_problem
from digest.collect.reply import Failure, RefusedError, Response, Validators
from digest.collect.shape import shortened
from digest.collect.unpack import UnpackError, unpacked
from digest.text import clean_line
from digest.values import dataclass

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
_LONGEST_HEADER = 65_536
_LONGEST_REASON = 300
_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
_STATUS_WORDS = {
    304: "the server says that nothing has changed, though it was not asked that",
    401: "the server wants a password",
    402: "the server wants to be paid",
    403: "the server refuses us",
    404: "the server has no such document",
    410: "the server says this feed is gone for good; pause or remove it",
    429: "the server asks us to come less often",
    451: "the server may not show it for legal reasons",
    503: "the server is busy or under repair",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    connect_seconds: float = 5
    read_seconds: float = 10
    """Between two pieces of an answer."""
    total_seconds: float = 30
    """From the first name look-up to the last byte, redirects included."""
    wire_bytes: int = 10_000_000
    decoded_bytes: int = 20_000_000
    hops: int = 5
    connections: int = 16


def _look_up(host: str, port: int, family: int) -> list[Any]:
    return socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The way out, as functions: whoever tests this program has a world of its own on loopback."""

    look_up: Callable[[str, int, int], list[Any]] = _look_up
    """Host, port and family to rows as `getaddrinfo` gives them."""
    is_allowed: Callable[[str], bool] = is_public
    """Whether a feed that is not private may connect to an address."""
    tls: ssl.SSLContext | None = None
    """None is the system's own trust."""


Turn = Callable[[str], AbstractAsyncContextManager[None]]
"""What is waited for before each request to an address, and held while it lasts."""


@asynccontextmanager
async def _at_once(link: str) -> AsyncIterator[None]:
    yield


class Client:
    """Keeps connections for the time of one run. Private feeds have connections of their own, without the guard."""

    def __init__(self, user_agent: str, limits: Limits | None = None, network: Network | None = None) -> None:
        self._user_agent = user_agent
        self._limits = limits or Limits()
        self._network = network or Network()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        self._sessions = {False: self._session(self._guarded_socket), True: self._session(_open_socket)}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def get(
        self, link: str, validators: Validators, *, private: bool = False, turn: Turn = _at_once
    ) -> Response | Failure:
        """Never raises for what the other side does. `private` lifts the guard, for this request and its redirects."""
        ask = partial(self._ask, validators=validators, private=private)
        return await self._safely(link, self._follow(link, ask, private, turn))

    async def probe(
        self, link: str, *, method: str = "HEAD", private: bool = False, turn: Turn = _at_once
    ) -> Response | Failure:
        """Whether a page is there, and where; no body is read. As `get` otherwise."""
        look = partial(self._look, method=method, private=private)
        return await self._safely(link, self._follow(link, look, private, turn))

    async def _safely(self, link: str, asking: Awaitable[Response]) -> Response | Failure:
        try:
            return await asking
        except RefusedError as refusal:
            return refusal.failure
        except UnpackError as error:
            return Failure(reason=str(error))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            name_error = error.os_error.errno if isinstance(error, aiohttp.ClientConnectorDNSError) else None
            return Failure(
                reason=_line(_reason(error, link)),
                is_nameless=isinstance(error, aiohttp.ClientConnectorDNSError),
                is_unknown_name=name_error == socket.EAI_NONAME,
            )

    def _session(self, socket_factory: Callable[[Any], socket.socket]) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=self._limits.connections,
            resolver=_Resolver(self._network.look_up),
            socket_factory=socket_factory,
            ttl_dns_cache=300,
            ssl=self._network.tls or True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            # Some security policies are longer than the 8 kB that the library takes for a header.
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            headers={"User-Agent": self._user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=self._limits.connect_seconds, sock_read=self._limits.read_seconds
            ),
        )

    async def _follow(
        self, link: str, ask: Callable[[str], Awaitable[Response | _Redirect]], private: bool, turn: Turn
    ) -> Response:
        """The answer at the end of the redirects. What is spent waiting for a turn does not count as the server's."""
        is_permanent, start, seconds = True, link, self._limits.total_seconds
        clock = asyncio.get_running_loop().time
        for _ in range(self._limits.hops + 1):
            if problem := link_problem(link, private=private):
                raise _refused(problem)
            async with turn(link), asyncio.timeout(seconds):
                began = clock()
                answer = await ask(link)
                seconds -= clock() - began
            if isinstance(answer, Response):
                moved_to = link if is_permanent and link != start else ""
                return Response(
                    link=link,
                    headers=answer.headers,
                    body=answer.body,
                    is_unchanged=answer.is_unchanged,
                    moved_to=moved_to,
                )
            is_permanent = is_permanent and answer.is_permanent
            link = _next_hop(link, answer.target)
        raise _refused(f"more than {self._limits.hops} redirects, the last to {link}")

    async def _ask(self, link: str, validators: Validators, private: bool) -> Response | _Redirect:
        named = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified}
        conditions = {name: value for name, value in named.items() if value}
        request = self._sessions[private].get(link, headers=conditions, allow_redirects=False)
        async with request as reply, _hung_up_on(reply):
            if reply.status in _REDIRECTS and (target := reply.headers.get("Location", "")):
                return _Redirect(target=target, is_permanent=reply.status in _PERMANENT)
            found = {name.lower(): value for name, value in reply.headers.items() if value.isprintable()}
            if reply.status == 304 and conditions:
                return Response(link=link, headers=found, is_unchanged=True)
            if reply.status != 200:
                words = _STATUS_WORDS.get(reply.status, reply.reason or "an answer that is no document")
                retry_after = reply.headers.get("Retry-After", "")
                raise _refused(f"{words} ({reply.status})", status=reply.status, retry_after=retry_after)
            return Response(link=link, headers=found, body=await self._body(reply))

    async def _look(self, link: str, method: str, private: bool) -> Response | _Redirect:
        for_pages = {"Accept": "text/html, application/xhtml+xml, */*;q=0.8"}
        request = self._sessions[private].request(method, link, headers=for_pages, allow_redirects=False)
        async with request as reply, _hung_up_on(reply):
            if reply.status in _REDIRECTS and (target := reply.headers.get("Location", "")):
                return _Redirect(target=target, is_permanent=reply.status in _PERMANENT)
            if not 200 <= reply.status < 300:
                words = _STATUS_WORDS.get(reply.status, clean_line(reply.reason or "") or "an answer that is no page")
                retry_after = reply.headers.get("Retry-After", "")
                raise _refused(f"{words} ({reply.status})", status=reply.status, retry_after=retry_after)
            return Response(link=link)

    async def _body(self, reply: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.wire_bytes
        if (reply.content_length or 0) > limit:
            raise _refused(f"{reply.content_length:,} bytes, more than {limit:,}")
        pieces, size = [], 0
        async for piece in reply.content.iter_any():
            size += len(piece)
            if size > limit:
                raise _refused(f"more than {limit:,} bytes")
            pieces.append(piece)
        return unpacked(b"".join(pieces), reply.headers.get("Content-Encoding", ""), self._limits.decoded_bytes)

    def _guarded_socket(self, address: Any) -> socket.socket:
        family, kind, protocol, _, place = address
        if not self._network.is_allowed(place[0]):
            raise RefusedAddressError(place[0])
        return socket.socket(family, kind, protocol)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    target: str
    is_permanent: bool


class _Resolver(AbstractResolver):
    """Looks a name up in a thread that nobody waits for: the system's look-up knows no time limit."""

    def __init__(self, look_up: Callable[[str, int, int], list[Any]]) -> None:
        self._look_up = look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[ResolveResult]] = loop.create_future()

        def look_up() -> None:
            try:
                result = [_result(host, row) for row in self._look_up(host, port, family)]
            except (OSError, UnicodeError) as error:
                _tell(loop, found, None, error)
            else:
                _tell(loop, found, result, None)

        threading.Thread(target=look_up, daemon=True).start()
        return await found

    async def close(self) -> None:
        return None


@asynccontextmanager
async def _hung_up_on(reply: aiohttp.ClientResponse) -> AsyncIterator[None]:
    """Whoever has not said all by then is not waited for: a farewell over TLS can outlast the run."""
    try:
        yield
    finally:
        if reply.connection is not None and reply.connection.transport is not None:
            reply.connection.transport.abort()


def _next_hop(link: str, target: str) -> str:
    following = urljoin(link, target)
    if urlsplit(link).scheme == "https" and urlsplit(following).scheme == "http":
        raise _refused(f"redirected from https to {following}, which is not protected")
    return following


def _refused(reason: str, *, status: int | None = None, retry_after: str = "") -> RefusedError:
    return RefusedError(Failure(reason=_line(reason), status=status, retry_after=retry_after, is_gone=status == 410))


def _line(reason: str) -> str:
    """What a stranger put into it may neither command a terminal nor fill one."""
    return shortened(clean_line(reason), _LONGEST_REASON)


def _open_socket(address: Any) -> socket.socket:
    family, kind, protocol, _, _ = address
    return socket.socket(family, kind, protocol)


def _result(host: str, row: Any) -> ResolveResult:
    family, _, protocol, _, place = row
    # A scoped address (fe80::1%eth0) keeps its scope in the fourth field only; the guard refuses it anyway.
    return ResolveResult(
        hostname=host,
        host=str(place[0]),
        port=int(place[1]),
        family=family,
        proto=protocol,
        flags=socket.AI_NUMERICHOST,
    )


def _tell(
    loop: asyncio.AbstractEventLoop,
    found: asyncio.Future[list[ResolveResult]],
    result: list[ResolveResult] | None,
    error: Exception | None,
) -> None:
    """Hand a result over from the thread, unless the run has ended meanwhile."""

    def settle() -> None:
        if found.done():
            return
        if result is not None:
            found.set_result(result)
        else:
            found.set_exception(error or OSError("no answer"))

    with suppress(RuntimeError):
        loop.call_soon_threadsafe(settle)


def _reason(error: Exception, link: str) -> str:
    host = urlsplit(link).hostname or link
    if isinstance(error, TimeoutError):
        return f"{host} took too long to answer"
    if RefusedAddressError.words in str(getattr(error, "os_error", error)):
        return f"{host} leads to a private address; `private: true` allows it for one feed"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"the name {host} is not known, or there is no network"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLError | aiohttp.ClientSSLError):
        return f"no secure connection to {host}: {_certificate_words(error)}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection to {host}: {os.strerror(error.os_error.errno) if error.os_error.errno else 'refused'}"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the document was cut off on the way"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return f"{host} hung up without an answer"
    return f"{host} gave an answer that cannot be read: {str(error)[:200] or type(error).__name__}"


def _certificate_words(error: Exception) -> str:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or cause)
