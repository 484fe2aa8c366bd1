"""A publication's folder to a call at every change of what its site is made from. The one importer of watchfiles."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, awatch

from digest.content.theme import FOLDER as TEMPLATES
from digest.places import SETTINGS_FILE

FOLDERS = ("content", TEMPLATES)
_QUIET_MILLISECONDS = 60
"""A change is told when nothing has followed it for so long: an editor writes a file in several steps."""
_SECONDS_UNTIL_LOOKED_FOR = 0.5
"""How often a folder that is not there, or went away, is looked for."""
_TEMPORARY = re.compile(r"\..*|.*~|.*\.sw[a-z]|#.*#|4913|.*\.tmp")
"""Names under which editors keep what they have not saved."""


async def on_changes(root: Path, stop: asyncio.Event, act: Callable[[], Awaitable[None]]) -> None:
    """Call `act` after every burst of changes, never twice at a time, until `stop` is set."""
    wake = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_watch_settings(root, stop, wake))
        for name in FOLDERS:
            tasks.create_task(_watch_folder(root / name, stop, wake))
        tasks.create_task(_wake_at(stop, wake))
        while await wake.wait() and not stop.is_set():
            wake.clear()
            await act()


async def _watch_settings(root: Path, stop: asyncio.Event, wake: asyncio.Event) -> None:
    """By way of the folder: many editors replace a file and do not write it."""
    settings = str(root / SETTINGS_FILE)

    def is_settings(change: Change, path: str) -> bool:
        return path == settings

    async for _ in awatch(root, watch_filter=is_settings, step=_QUIET_MILLISECONDS, stop_event=stop, recursive=False):
        wake.set()


async def _watch_folder(folder: Path, stop: asyncio.Event, wake: asyncio.Event) -> None:
    """Also one that is made later, or deleted and made again, as git does."""
    known = _number_of(folder)
    while not stop.is_set():
        while known is not None:
            async for _ in awatch(folder, watch_filter=is_saved, step=_QUIET_MILLISECONDS, stop_event=stop):
                wake.set()
                if _number_of(folder) != known:
                    break
            if stop.is_set():
                return
            known = _number_of(folder)
        with suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS_UNTIL_LOOKED_FOR):
                await stop.wait()
        known = _number_of(folder)
        if known is not None:
            wake.set()


async def _wake_at(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()


def is_saved(change: Change, path: str) -> bool:
    """Whether a changed file has a name that is meant to last."""
    return _TEMPORARY.fullmatch(Path(path).name) is None


def _number_of(folder: Path) -> int | None:
    """What tells a folder from another one of the same name; None when there is none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return None
