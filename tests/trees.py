"""A tree written as a build does it, from bytes that are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from digest.content.tree import Changes, stage, standing


def write_tree(folder: Path, files: Mapping[str, bytes], *, clean: bool = False) -> Changes:
    """Make the folder hold exactly these files beside what was never ours. With `clean` all are written again."""
    digests = {path: sha256(data).hexdigest() for path, data in files.items()}
    with standing(folder) as tree:
        for path, data in files.items():
            if clean or tree.digest(path) != digests[path]:
                stage(tree.staging, path, data)
        return tree.swap(digests)
