"""Words of the command line to the entries they mean: by slug, id or its beginning, or path."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from digest.cli.context import Context
from digest.errors import UsageError
from digest.model import Entry, Publication

_BEGINNING = re.compile(r"[0-9a-f]{4,16}")


def find_entries(context: Context, words: Iterable[str]) -> tuple[Entry, ...]:
    """Each entry once, in the order of the words. Raises one UsageError about all words that name none or several."""
    found: dict[str, Entry] = {}
    wrong: list[tuple[str, str]] = []
    for word in words:
        matches = _matches(context, word)
        if len(matches) == 1:
            found.setdefault(matches[0].path, matches[0])
        else:
            wrong.append(_complaint(context.publication, word, matches))
    if wrong:
        raise UsageError("; ".join(what for what, _ in wrong), "\n".join(hint for _, hint in wrong))
    return tuple(found.values())


def _matches(context: Context, word: str) -> tuple[Entry, ...]:
    """By the first reading of the word that finds anything."""
    entries = context.publication.entries
    paths = {word, below_root(context, word)} if "/" in word or word.endswith(".md") else set()
    by_path = tuple(entry for entry in entries if entry.path in paths)
    by_slug = tuple(entry for entry in entries if entry.slug == word.lower())
    if by_path or by_slug or not _BEGINNING.fullmatch(word.lower()):
        return by_path or by_slug
    return tuple(entry for entry in entries if entry.id.startswith(word.lower()))


def below_root(context: Context, word: str) -> str:
    """The path as entries have it, whether it was given from here or whole."""
    place = Path(context.start, word).resolve()
    root = context.root.resolve()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else ""


def _complaint(publication: Publication, word: str, matches: tuple[Entry, ...]) -> tuple[str, str]:
    if matches:
        rows = "\n".join(f"  {entry.id}  {entry.status:<4}  {entry.path}" for entry in matches)
        return f"'{word}' means {len(matches)} entries", f"name one by its id or path:\n{rows}"
    hint = near_slugs(publication, word)
    return f"no entry '{word}'", f"{hint}digest list shows slugs, digest list --json ids too"


def near_slugs(publication: Publication, word: str) -> str:
    """A hint to put before another; empty when no slug is near."""
    near = difflib.get_close_matches(word.lower(), [entry.slug for entry in publication.entries], n=3)
    return f"did you mean {' or '.join(repr(slug) for slug in near)}? " if near else ""
