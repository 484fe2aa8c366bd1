"""What GitHub Actions offers a command: a summary of the job, outputs of a step. Reads the environment."""

from __future__ import annotations

import os
import re
from pathlib import Path

_MOST_BYTES = 1024 * 1024 - 4096
"""GitHub takes 1 MiB of one step."""


def add_summary(markdown: str) -> None:
    """Below what other commands of the step said; nowhere else than on GitHub."""
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if place:
        _append(Path(place), markdown.encode("utf-8").rstrip() + b"\n\n")


def set_output(name: str, value: str) -> None:
    """Of the step, for later ones; a value of one line."""
    place = os.environ.get("GITHUB_OUTPUT")
    if place and re.fullmatch(r"[^\r\n]*", value):
        _append(Path(place), f"{name}={value}\n".encode())


def server() -> str:
    return os.environ.get("GITHUB_SERVER_URL") or "https://github.com"


def repository() -> str:
    """owner/name; empty when this is no machine of GitHub."""
    return os.environ.get("GITHUB_REPOSITORY", "")


def _append(place: Path, data: bytes) -> None:
    held = place.stat().st_size if place.exists() else 0
    if held + len(data) <= _MOST_BYTES:
        with place.open("ab") as file:
            file.write(data)
