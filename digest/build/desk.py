"""What this process keeps of the entries of the publication that it works on."""

from __future__ import annotations

from pathlib import Path

from digest.content.kept import Packs, has_many_files, sweep

_kept: Packs | None = None


def enter(root: Path) -> None:
    """Begin to work on a publication, or go on with what others have kept meanwhile."""
    global _kept
    if _kept is None or _kept.root != root:
        if _kept is not None:
            _kept.close()
        _kept = Packs(root, "entries")
    else:
        _kept.refresh()


def kept(root: Path) -> Packs:
    # Of one publication it is nearly always the very same path, and to compare two takes longer than to read a result.
    if _kept is None or (_kept.root is not root and _kept.root != root):
        enter(root)
    assert _kept is not None
    return _kept


def finish(root: Path, least: int = 1) -> None:
    """Let others have what was kept here, if it is so much."""
    kept(root).finish(least)


def tidy(root: Path, most: int) -> None:
    """Keep no more than so many, in few files, and no leavings. For one process, when no other works."""
    for kind in ("entries", "kept"):
        sweep(root, kind)
    if has_many_files(root, "entries"):
        kept(root).tidy(most)
