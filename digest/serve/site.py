"""A built site to a web server for whoever writes it: its pages, with a script in them, and events for that script.

The one importer of aiohttp beside digest.collect.http. The files of the site stay as they are.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from digest.errors import Problem
from digest.values import dataclass

OURS = "_digest"
"""Below it, in the site's base path, stand the addresses that only a served site has."""
_PULSE_SECONDS = 15
"""So that a browser that has gone is noticed."""
_SCRIPT = Path(__file__).with_name("reload.js")
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content="[^"]*)"')
_WIDENED = "; script-src 'self'; connect-src 'self'"
"""For a page that lets no script run; one that does lets ours run too."""
_NO_SITE = '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>No site yet</title>\n<body>\n</body>\n'
_TYPES = {".xml": "application/xml", ".opml": "application/xml", ".txt": "text/plain", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    version: str = ""
    """Changes when the built site does; the same site has the same version, also after a restart."""
    problems: tuple[Problem, ...] = ()

    def event(self) -> bytes:
        rows = [
            {"where": problem.where, "code": problem.code, "what": problem.what, "hint": problem.hint}
            for problem in self.problems
        ]
        return f"data: {json.dumps({'version': self.version, 'problems': rows})}\n\n".encode()


class Server:
    """Serves what is in `output` under `base_path`, which has both slashes, until `stop` is set."""

    def __init__(self, output: Path, base_path: str, stop: asyncio.Event) -> None:
        self.output = output
        self.base_path = base_path
        self.stop = stop
        self.state = State()
        self.news = asyncio.Condition()

    async def tell(self, state: State) -> None:
        """To every browser that listens."""
        self.state = state
        async with self.news:
            self.news.notify_all()

    async def start(self, runner: web.AppRunner, listener: socket.socket) -> None:
        await web.SockSite(runner, listener).start()

    def runner(self) -> web.AppRunner:
        application = web.Application()
        ours = f"{self.base_path}{OURS}"
        application.router.add_get(f"{ours}/events", self._events)
        application.router.add_get(f"{ours}/reload.js", self._script)
        application.router.add_get("/{path:.*}", self._file)
        return web.AppRunner(application, access_log=None, shutdown_timeout=1, handler_cancellation=True)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """The state at once, then whenever it is another one."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        told: State | None = None
        with suppress(ConnectionResetError):
            await response.prepare(request)
            while not self.stop.is_set():
                state = self.state
                await response.write(b": still here\n\n" if state is told else state.event())
                told = state
                await self._wait_for_news(told)
        return response

    async def _wait_for_news(self, told: State) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_PULSE_SECONDS), self.news:
                await self.news.wait_for(lambda: self.state is not told or self.stop.is_set())

    async def _script(self, request: web.Request) -> web.StreamResponse:
        return _answer(_SCRIPT.read_bytes(), "text/javascript", 200)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if not path.startswith(self.base_path):
            if path == "/" or f"{path}/" == self.base_path:
                raise web.HTTPFound(quote(self.base_path))
            return self._missing()
        place = self._place(path.removeprefix(self.base_path))
        if place is not None and place.is_dir():
            if not path.endswith("/"):
                raise web.HTTPFound(quote(f"{path}/"))
            place = place / "index.html"
        return self._content(place, 200) if place is not None and place.is_file() else self._missing()

    def _place(self, name: str) -> Path | None:
        """None for what lies outside or begins with a dot, which is never deployed either."""
        parts = [part for part in name.split("/") if part]
        if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        return self.output.joinpath(*parts)

    def _missing(self) -> web.Response:
        page = self.output / "404.html"
        if page.is_file():
            return self._content(page, 404)
        return _answer(self._listening(_NO_SITE), "text/html", 503)

    def _content(self, place: Path, status: int) -> web.Response:
        data = place.read_bytes()
        if place.suffix == ".html":
            return _answer(self._listening(data.decode("utf-8", "replace")), "text/html", status)
        known = _TYPES.get(place.suffix) or mimetypes.guess_type(place.name)[0]
        return _answer(data, known or "application/octet-stream", status)

    def _listening(self, html: str) -> bytes:
        """The page with our script before its end, and with a policy that lets it run."""
        ours = quote(f"{self.base_path}{OURS}")
        attributes = f'src="{ours}/reload.js" data-events="{ours}/events" data-version="{self.state.version}"'
        head, end, tail = _POLICY.sub(_widened, html, count=1).rpartition("</body>")
        return f"{head}<script {attributes} defer></script>\n{end}{tail}".encode()


def _widened(policy: re.Match[str]) -> str:
    return policy[0] if "script-src" in policy[1] else f'{policy[1]}{_WIDENED}"'


def _answer(data: bytes, media_type: str, status: int) -> web.Response:
    charset = "utf-8" if media_type.startswith("text/") or media_type.endswith("xml") else None
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=data, status=status, content_type=media_type, charset=charset, headers=headers)
