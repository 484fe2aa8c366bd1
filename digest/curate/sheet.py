"""The candidates of an issue to a text that is a joy to edit: a line each, grouped by source, help at the foot. Pure.

A line is known by its id alone; its source, day, title and link are for the eye.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from digest.curate.choices import NO_SECTION
from digest.model import SHELF, Entry, Publication
from digest.order import reading_order
from digest.text import clean_line
from digest.weeks import as_day, first_day

TITLE_COLUMNS = 72
SOURCE_COLUMNS = 14
ID = re.compile(r"(?<!\S)[0-9a-f]{16}(?!\S)")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HELP = """\
# Save and close to apply. The first word decides:
#   keep, k   into the issue; the order of the kept lines is their order on the page: move them
#   skip, s   out; a reason may stand at the very end of the line:  # old news
#   new, n    not decided yet
# The second word is the section:
{sections}
# A line that you delete stays as it was. Source, day, title and link are only for reading.
# Close without saving, or delete everything, and nothing changes.
"""


def offered(publication: Publication, issue: str) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The kept entries of an issue in their order, and its candidates by source in the order of feeds.yaml."""
    here = sorted((entry for entry in publication.entries if entry.issue == issue), key=reading_order)
    place = {feed.slug: number for number, feed in enumerate(publication.feeds)}
    candidates = (entry for entry in here if entry.status == "new")
    by_source = sorted(candidates, key=lambda entry: (place.get(entry.source, len(place)), entry.source))
    return tuple(entry for entry in here if entry.status == "keep"), tuple(by_source)


def format_sheet(publication: Publication, issue: str) -> str:
    """The text for the editor. Empty lines and lines that begin with # mean nothing."""
    kept, candidates = offered(publication, issue)
    lines = dict(zip((entry.id for entry in (*kept, *candidates)), _lines((*kept, *candidates), issue), strict=True))
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for entry in candidates:
        groups[entry.source].append(lines[entry.id])
    titles = {feed.slug: clean_line(feed.title) for feed in publication.feeds}
    head = f"{_count(len(candidates), 'candidate')} from {_count(len(groups), 'source')}, {len(kept)} kept"
    parts = [f"# {issue}: {head}. Help is at the foot.\n"]
    if kept:
        parts.append(_group(f"Kept, in their order: {len(kept)}", (lines[entry.id] for entry in kept)))
    for source, rows in groups.items():
        parts.append(_group(f"{titles.get(source) or clean_line(source)}: {len(rows)}", rows))
    parts.append(_HELP.format(sections="\n".join(_sections(publication, kept))))
    return "\n".join(parts)


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(_columns(char) for char in text)


def fit(text: str, columns: int) -> str:
    """The text in exactly so many columns: cut with an ellipsis, or filled with spaces."""
    if width(text) > columns:
        text = _cut(text, columns - 1) + "…"
    return text + " " * (columns - width(text))


def _lines(entries: tuple[Entry, ...], issue: str) -> tuple[str, ...]:
    """A line an entry, the columns aligned over all of them."""
    sections = max((len(entry.section or NO_SECTION) for entry in entries), default=1)
    sources = min(SOURCE_COLUMNS, max((width(entry.source) for entry in entries), default=1))
    titles = {entry.id: clean_line(entry.shown_title) or "(no title)" for entry in entries}
    columns = min(TITLE_COLUMNS, max(map(width, titles.values()), default=1))
    return tuple(
        f"{entry.status:<4}  {entry.section or NO_SECTION:<{sections}}  "
        + _without_ids(
            f"{fit(clean_line(entry.source), sources)}  {_day(entry, issue):<6}  "
            f"{fit(titles[entry.id], columns)}  {clean_line(entry.link)}"
        )
        + f"  {entry.id}"
        for entry in entries
    )


def _without_ids(decoration: str) -> str:
    """A title may hold what looks like an id; on the line, only the id does."""
    return ID.sub(lambda match: match[0][:-1] + "…", decoration)


def _day(entry: Entry, issue: str) -> str:
    """`Mon 16` where the week tells the month, else `16 Nov`; nothing for an entry without a day."""
    moment = entry.published or entry.collected
    if moment is None:
        return ""
    day = as_day(moment)
    if issue != SHELF and abs(day - _middle(issue)) < timedelta(days=14):
        return f"{_DAYS[day.weekday()]} {day.day:>2}"
    return f"{day.day:>2} {_MONTHS[day.month - 1]}"


def _middle(issue: str) -> date:
    return first_day(issue) + timedelta(days=3)


def _group(title: str, lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (f"# {title}", *lines))


def _sections(publication: Publication, kept: tuple[Entry, ...]) -> Iterator[str]:
    sections = [section for section in publication.settings.sections if not section.retired]
    columns = max((len(section.id) for section in sections), default=1)
    for section in sections:
        count = sum(entry.section == section.id for entry in kept)
        limit = f" of at most {section.limit}" if section.limit is not None else ""
        yield f"#   {section.id:<{columns}}  {clean_line(section.title)}, {count} kept{limit}"
    yield f"#   {NO_SECTION:<{columns}}  none yet"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cut(text: str, columns: int) -> str:
    total = 0
    for number, char in enumerate(text):
        total += _columns(char)
        if total > columns:
            return text[:number]
    return text


def _columns(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
