"""Results that were dear to make, kept under `.cache/` by the digest of all that they were made from.

A cache may be deleted, cut off or damaged at any time: what does not match its own digest is made anew. No key is ever
trusted to a time or a name alone; whoever asks puts everything into it that the result depends on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = ".cache"
DRAFT = ".draft"
"""Behind the number of the process that writes it."""
_DIGEST_BYTES = 32
_PACKAGE = Path(__file__).parent.parent


def put_in_place(place: Path, data: bytes) -> bool:
    """Whether it is there now, whole; a disk that is full or refuses keeps nothing, and no half of it."""
    draft = place.with_name(f"{place.name}.{os.getpid()}{DRAFT}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(place)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        return False
    return True


def key_of(*parts: bytes | str) -> str:
    """One key for these parts in this order; no two lists of parts share one."""
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


@cache
def program(*files: str) -> bytes:
    """A part of every key: the files of this package that the result hangs on, so that another program makes its own.

    Paths from the package, `render/raster.py`; `render/*.py` are all of a room.
    """
    paths = (path for pattern in files for path in sorted(_PACKAGE.glob(pattern)))
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in paths)).digest()


class Cache:
    """One kind of result. A disk that is full or refuses makes the next build slower, and never this one wrong."""

    def __init__(self, root: Path, kind: str) -> None:
        self.folder = root / FOLDER / kind

    def get(self, key: str) -> bytes | None:
        try:
            data = (self.folder / key).read_bytes()
        except OSError:
            return None
        kept = data[_DIGEST_BYTES:]
        return kept if sha256(kept).digest() == data[:_DIGEST_BYTES] else None

    def put(self, key: str, data: bytes) -> None:
        put_in_place(self.folder / key, sha256(data).digest() + data)

    def made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under the key, else what `make` makes."""
        kept = self.get(key)
        if kept is None:
            kept = make()
            self.put(key, kept)
        return kept

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget every other result of this kind, and what a build that was killed left behind."""
        wanted = frozenset(keys)
        with suppress(OSError):
            for place in self.folder.iterdir():
                if place.name not in wanted:
                    place.unlink()
