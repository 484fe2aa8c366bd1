"""A site looked at while it is written: served on this machine alone, built again at every change, reloaded by itself.

How to build is handed in, so that this room knows nothing of entries and pages.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from digest.content.tree import MANIFEST
from digest.errors import Problem, UsageError
from digest.serve.site import Server, State
from digest.serve.watch import on_changes
from digest.values import dataclass

HOST = "127.0.0.1"
_QUIET_SECONDS = 1.5
"""How long nothing must have been built before what no build waits for is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    root: Path
    """The publication: what is watched."""
    output: Path
    """Where `rebuild` puts the site. Must lie where it is not watched."""
    base_path: str
    """The path of the site's address, with both slashes."""
    rebuild: Callable[[str], tuple[Problem, ...]]
    """Builds for the address it is given and returns why it could not. Called in a thread, never twice at a time."""
    catch_up: Callable[[], bool]
    """Makes what no build waits for; whether the site must be built again. Called in a thread, after a quiet spell."""
    give_up: Callable[[], None]
    """Ends `catch_up` soon."""


def listen(port: int) -> socket.socket:
    """A socket that this machine alone can reach; 0 takes any free port. Raises UsageError for one that is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        why = "is in use" if error.errno == errno.EADDRINUSE else "is reserved by the system"
        other = port + 1 if 1024 <= port < 65535 else 8000
        raise UsageError(f"port {port} {why}", f"name another: digest serve --port {other}") from None
    return listener


def serve(preview: Preview, listener: socket.socket, when_ready: Callable[[str], None]) -> None:
    """Until Ctrl-C, which is how this ends well. `when_ready` is told the address after the first build."""

    async def until_interrupted() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await run(preview, listener, stop, when_ready)

    asyncio.run(until_interrupted())


async def run(
    preview: Preview, listener: socket.socket, stop: asyncio.Event, when_ready: Callable[[str], None]
) -> None:
    """The same until `stop` is set."""
    address = f"http://{HOST}:{listener.getsockname()[1]}{preview.base_path}"
    server = Server(preview.output, preview.base_path, stop)
    runner = server.runner()
    one_at_a_time = asyncio.Lock()
    built = asyncio.Event()

    async def build() -> None:
        async with one_at_a_time:
            problems = await asyncio.to_thread(preview.rebuild, address)
            await server.tell(State(version=_version(preview.output), problems=problems))
        built.set()

    await runner.setup()
    behind = asyncio.create_task(_catch_up(preview, built, build))
    try:
        await build()
        await server.start(runner, listener)
        when_ready(address)
        await on_changes(preview.root, stop, build)
    finally:
        stop.set()
        preview.give_up()
        behind.cancel()
        await server.tell(server.state)
        await runner.cleanup()


async def _catch_up(preview: Preview, built: asyncio.Event, build: Callable[[], Awaitable[None]]) -> None:
    """After every spell of builds, for ever."""
    while await built.wait():
        while built.is_set():
            built.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(built.wait(), _QUIET_SECONDS)
        if await asyncio.to_thread(preview.catch_up):
            await build()


def _version(output: Path) -> str:
    """Of the manifest, which names every file of a build with its digest; empty before the first build."""
    try:
        return hashlib.sha256((output / MANIFEST).read_bytes()).hexdigest()[:16]
    except OSError:
        return ""
