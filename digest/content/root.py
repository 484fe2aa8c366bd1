"""The root of a publication, found from any folder in it. Light: a completion reads no more of this room than that."""

from __future__ import annotations

import os
from pathlib import Path

from digest.errors import UsageError
from digest.places import SETTINGS_FILE


def find_root(start: Path) -> Path:
    """The nearest folder upwards that holds digest.yaml. Raises UsageError."""
    for folder in (start, *start.parents):
        if os.path.lexists(folder / SETTINGS_FILE):
            return folder
    hint = "go to a folder with a digest.yaml, name it with -C, or make one: digest init my-digest"
    raise UsageError(f"no publication in {start} or above it", hint)
