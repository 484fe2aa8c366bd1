"""What a build is made by: this program, its theme, and the libraries whose words stand in pages. Reads their folders.

Another edition of any of them makes everything anew; none of them is imported to find out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from unicodedata import unidata_version

from digest.content.files import Files, Row
from digest.content.theme import PACKAGE, default_folder
from digest.errors import UsageError

LIBRARIES: tuple[str, ...] = (
    "babel",
    "jinja2",
    "markdown",
    "markupsafe",
    "nh3",
    "pagefind_bin",
    "pillow",
    "pyyaml",
    "tzdata",
    "idna",
)
_PARTS = (".py", ".po", ".ttf", ".js", ".css", ".html", ".svg")
_ENDING = ".dist-info"


def look_at_program(rows: Mapping[str, Row], now: int) -> Files:
    """The files of this package and of the default theme; `rows` as in `Files`."""
    files = Files(PACKAGE.parent, rows, now)
    files.look_below(PACKAGE.name)
    if default_folder().parent == PACKAGE.parent:
        files.look_below(default_folder().name)
    files.read(path for path in files.unknown if path.endswith(_PARTS))
    return files


def program_digest(files: Files) -> bytes:
    """Of everything that can make the same content another site."""
    parts = (f"{path} {digest}" for path, digest in sorted(files.digests.items()) if path.endswith(_PARTS))
    python = f"{sys.implementation.cache_tag} {sys.version_info[:3]} {unidata_version}"
    return sha256("\n".join((python, *_editions(), *parts)).encode("utf-8", "surrogateescape")).digest()


_code: list[str] = []
"""Digest of the modules that this process runs: those that there were when it looked first."""


def refuse_another(files: Files) -> None:
    """Raises UsageError in a process whose modules have been replaced: it cannot tell what the new ones would make."""
    modules = sorted(row for row in files.digests.items() if row[0].endswith(".py"))
    now = sha256(repr(modules).encode("utf-8", "surrogateescape")).hexdigest()
    if not _code:
        _code.append(now)
    if _code[0] != now:
        raise UsageError("another edition of this program was installed since it was started", "start it again")


def refuse_change(files: Files, program: bytes) -> None:
    """Raises UsageError where it is another one now: what was made since then is neither of the two."""
    if program_digest(look_at_program(files.rows(), 0)) != program:
        raise UsageError("another edition of this program was installed while it built", "build again")


def _editions() -> Iterator[str]:
    """Each library with its version."""
    found = dict(map(_parted, _installed(sys.path)))
    for name in LIBRARIES:
        yield f"{name} {found.get(name) or _asked(name)}"


def _installed(folders: Iterable[str]) -> Iterator[str]:
    """What is first on the path comes last, and so counts."""
    for folder in reversed([folder for folder in folders if folder.endswith(("site-packages", "dist-packages"))]):
        try:
            yield from (name for name in os.listdir(folder) if name.endswith(_ENDING))
        except OSError:
            continue


def _parted(folder: str) -> tuple[str, str]:
    name, _, edition = folder.removesuffix(_ENDING).partition("-")
    return name.lower().replace("-", "_").replace(".", "_"), edition


def _asked(name: str) -> str:
    """Of one that is installed in another way."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
