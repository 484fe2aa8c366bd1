"""A built folder and what a build put there, to what is not as it should be. Reads files, writes none.

What goes on line is what a build of ours made from content, and nothing that got into its folder otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from digest.content.files import file_digest
from digest.content.tree import LEFT_ALONE, MANIFEST, STAGING
from digest.errors import Problem

_NEVER_MEANT = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
"""What systems put into every folder that somebody looks at."""
_MOST = 20


def stray_files(folder: Path, files: Mapping[str, str]) -> tuple[Problem, ...]:
    """A problem for each file that is missing, changed, or not of the build; `files` is path to SHA-256."""
    found = {**dict(_foreign(folder, files)), **dict(_changed(folder, files))}
    shown = [_problem(folder, path, found[path]) for path in sorted(found)[:_MOST]]
    if len(found) > _MOST:
        shown.append(_problem(folder, "", f"and {len(found) - _MOST} more files like these"))
    return tuple(shown)


def _foreign(folder: Path, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in (STAGING, ".git")]
            names = [name for name in names if name not in (MANIFEST, *LEFT_ALONE)]
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in (*links, *names):
            path = Path(place, name).relative_to(folder).as_posix()
            if path not in files and name not in _NEVER_MEANT:
                yield path, "no build of ours made this file"


def _changed(folder: Path, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, digest in files.items():
        place = folder / path
        if place.is_symlink() or not place.is_file():
            yield path, "a file of the build is not there any more"
        elif file_digest(place) != digest:
            yield path, "the file is not as the build left it"


def _problem(folder: Path, path: str, what: str) -> Problem:
    hint = "what goes on line is made in content/ and templates/: make your change there, move away what is not ours,"
    where = f"{folder.name}/{path}" if path else folder.name
    return Problem(path=where, code="OUT003", what=what, hint=f"{hint}\nthen build it anew: digest build")
