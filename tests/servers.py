"""A real HTTP server on loopback for tests: scripted answers, and every request that it got."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    reason: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    byte_seconds: float = 0
    """Between two bytes of the body, for a server that dawdles."""
    length: int | None = None
    """A Content-Length that is a lie."""
    is_unsized: bool = False
    """The end of the connection is the end of the body."""


@dataclass(frozen=True, kw_only=True)
class Request:
    path: str
    headers: tuple[tuple[str, str], ...]
    method: str = "GET"

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(kw_only=True)
class Web:
    """`web[path] = Answer(...)`, a list of answers of which the last stays, or a function of the request."""

    address: str = ""
    answers: dict[str, Answer | list[Answer] | Callable[[Request], Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def __setitem__(self, path: str, answer: Answer | list[Answer] | Callable[[Request], Answer]) -> None:
        self.answers[path] = answer

    def link(self, path: str) -> str:
        return self.address + path

    def to(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        scripted = self.answers.get(request.path, Answer(status=404))
        if isinstance(scripted, list):
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        return scripted if isinstance(scripted, Answer) else scripted(request)


@contextmanager
def serving(tls: SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Web]:
    web = Web()
    server = ThreadingHTTPServer((host, 0), _handler(web))
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    web.address = f"{'https' if tls else 'http'}://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = tuple(self.headers.items())
            answer = web.answer(Request(path=self.path, headers=headers, method=self.command))
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.headers:
                self.send_header(name, value)
            if answer.status != 304 and not answer.is_unsized:
                self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
            self.end_headers()
            try:
                self._send(answer)
            except OSError:
                # Whoever asked has had enough, which is what some tests are about.
                self.close_connection = True
            if answer.length is not None or answer.is_unsized:
                self.close_connection = True

        do_HEAD = do_GET  # noqa: N815  (the library's name)

        def _send(self, answer: Answer) -> None:
            body = answer.body if self.command != "HEAD" else b""
            if not answer.byte_seconds:
                self.wfile.write(body)
                return
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(answer.byte_seconds)

        def log_message(self, format: str, *args: object) -> None:
            return None

    return Handler
