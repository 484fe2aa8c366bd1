"""What the commands that change content/feeds.yaml share: reading it, writing it back, refusing a broken one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from digest.cli.context import Context
from digest.errors import DigestError, Problem, UsageError, did_you_mean
from digest.listedit import append_items
from digest.model import Publication
from digest.places import FEEDS_FILE, SETTINGS_FILE
from digest.settings import parse_feeds
from digest.yamledit import Value


def refuse_broken(context: Context) -> None:
    """Mistakes in entries can wait; in digest.yaml and feeds.yaml they would be built upon. Raises DigestError."""
    errors = [problem for problem in context.reading.errors if problem.path in (SETTINGS_FILE, FEEDS_FILE)]
    if errors:
        raise DigestError(*errors)


def refuse_section(publication: Publication, section: str | None) -> None:
    known = [known.id for known in publication.settings.sections if not known.retired]
    if section is not None and section not in known:
        raise UsageError(f"unknown section '{section}'", did_you_mean(section, known))


def follow(context: Context, rows: Sequence[Mapping[str, Value]]) -> None:
    """Append feeds. Raises DigestError when the file would say anything wrong then."""
    change_feeds(context, lambda text: append_items(text, rows, path=FEEDS_FILE))


def change_feeds(context: Context, edited: Callable[[str], str]) -> None:
    """Under the lock. Raises DigestError when the file would be wrong, or was saved by somebody meanwhile."""
    is_there = (context.root / FEEDS_FILE).exists()
    before = context.store.read(FEEDS_FILE) if is_there else b""
    after = edited(before.decode("utf-8"))
    problems: list[Problem] = []
    parse_feeds(after, context.reading.publication.settings, problems)
    if problems:
        raise DigestError(*problems)
    if is_there:
        context.store.replace(FEEDS_FILE, after.encode("utf-8"), was=before)
    else:
        context.store.create(FEEDS_FILE, after.encode("utf-8"))
