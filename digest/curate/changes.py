"""What went out and what the files say now, to the differences that a reader would notice, as a diff. Pure.

How a file is written does not count: quotes, comments, the order of keys, line ends, where a paragraph is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from digest.content.documents import parse_entry, parse_issue
from digest.model import Coverage, Entry, Image, IssueHeader, PublishedEntry, PublishedIssue
from digest.places import ENTRIES_FOLDER, ISSUES_FOLDER
from digest.values import dataclass

Owner = Entry | IssueHeader
_Step = tuple[str, int, int, int, int]
Said = Mapping[str, tuple[str, ...]]
"""Lines by key; those of the body under TEXT."""

TEXT = "text"
FILED = ("tags", "storylines", "archived", "other keys")
"""Where an entry is found besides its issue, and what readers do not see: no part of what was said."""
_OF_ENTRY = (
    "status why link title headline section rank source authors published language medium duration also image "
    "tags storylines archived"
).split()
_OF_ISSUE = "title date status number language editors lead image".split()
_OF_WITHDRAWN = ("status", "why", "corrections")
_CONTEXT = 1
_LONGEST_QUOTE = 300
_STRUCTURE = re.compile(r"[ \t]*(?:[-*+](?=[ \t]|$)|[-*_=]+$|[>|#:<]|\d{1,9}[.)]|```|~~~|\[[^\]]+\]:|$)| {4}|\t")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…»”])[ ]+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    keys: tuple[str, ...]
    diff: str
    """Lines that begin with `-`, `+` or a space; parts that do not touch have a line `…` between them."""
    line: int
    """Of the first difference, in the file."""

    @property
    def is_of_words(self) -> bool:
        """Whether what readers were told is another, not only where it is filed."""
        return any(key not in FILED for key in self.keys)


def recorded_entry(row: PublishedEntry, issue: str) -> Entry | None:
    """The entry as it went out; None for a row of old that holds no text."""
    return parse_entry(row.text.encode("utf-8"), f"{ENTRIES_FOLDER}/{issue}/{row.slug}.md", []) if row.text else None


def recorded_issue(record: PublishedIssue) -> IssueHeader | None:
    path = f"{ISSUES_FOLDER}/{record.issue}.md"
    return parse_issue(record.text.encode("utf-8"), path, []) if record.text else None


def change(was: Owner, now: Owner) -> Change | None:
    """None where a reader would see no difference."""
    before, after = said(was), said(now)
    keys = tuple(key for key in {**before, **after} if before.get(key, ()) != after.get(key, ()))
    if isinstance(was, Entry) and isinstance(now, Entry) and was.status == now.status == "withdrawn":
        keys = tuple(key for key in keys if key in _OF_WITHDRAWN)
    if not keys:
        return None
    diffs = tuple(_diff(before.get(key, ()), after.get(key, ())) for key in keys)
    return Change(keys=keys, diff="\n…\n".join(filter(None, diffs)), line=_line(now, keys[0], diffs[0]))


def is_declared(was: Owner, now: Owner) -> bool:
    """Whether the file itself tells readers that it has changed: by a new correction, or by being withdrawn."""
    if isinstance(was, Entry) and isinstance(now, Entry) and now.status == "withdrawn" != was.status:
        return True
    return len(now.corrections) > len(was.corrections) and set(was.corrections) <= set(now.corrections)


def whole(owner: Owner, mark: str) -> str:
    """All that it says, each line with this mark in front: the diff of what came or went as a whole."""
    return "\n".join(f"{mark}{line}" for lines in said(owner).values() for line in lines)


def words_before(was: Owner, now: Owner) -> str:
    """What it used to say, where that is a title or a few sentences; else empty."""
    before, after = said(was), said(now)
    keys = {key for key in {**before, **after} if before.get(key) != after.get(key)} - {"corrections", *FILED}
    if keys and keys <= {"title", "headline"}:
        old, new = (owner.shown_title if isinstance(owner, Entry) else owner.title for owner in (was, now))
        return old if old != new else ""
    if keys != {TEXT}:
        return ""
    gone = [line[1:] for line in _diff(before.get(TEXT, ()), after.get(TEXT, ())).split("\n") if line.startswith("-")]
    words = " ".join(plain for line in gone if (plain := _without_marks(line)))
    return words if len(words) <= _LONGEST_QUOTE else ""


def said(owner: Owner) -> Said:
    """What readers are told, by key: one line of `key: value` for most, the body sentence by sentence."""
    names = _OF_ENTRY if isinstance(owner, Entry) else _OF_ISSUE
    lines = {name: tuple(_value_lines(name, getattr(owner, name))) for name in names}
    if isinstance(owner, Entry) and owner.status != "withdrawn":
        # Of an entry that stands it is a note among editors.
        lines["why"] = ()
    lines["other keys"] = tuple(f"{key}: {value}" for key, value in owner.extra)
    rows = owner.corrections
    lines["corrections"] = tuple(
        f"correction: {row.date} {row.now}{f' | {row.was}' if row.was else ''}" for row in rows
    )
    lines[TEXT] = tuple(sentences(owner.body if isinstance(owner, Entry) else owner.letter))
    return {key: found for key, found in lines.items() if found}


def sentences(markdown: str) -> Iterator[str]:
    """A line a sentence in paragraphs; lists, quotations, code and other lines that mean something stay."""
    fence = ""
    for line in _joined(markdown):
        mark = _FENCE.match(line)
        if fence or mark or _STRUCTURE.match(line):
            yield line
        else:
            yield from _SENTENCE_ENDS.split(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]


def _joined(markdown: str) -> Iterator[str]:
    """The lines, those of one paragraph as one; blank lines are left out but for their effect."""
    paragraph = ""
    fenced = False
    for raw in markdown.split("\n"):
        is_hard = raw.endswith(("  ", "\\"))
        line = raw.rstrip()
        fenced ^= _FENCE.match(line) is not None
        if fenced or _STRUCTURE.match(line):
            yield from (text for text in (paragraph, line) if text)
            paragraph = ""
        else:
            paragraph = f"{paragraph} {line.lstrip()}" if paragraph else line
            if is_hard:
                yield f"{paragraph}  "
                paragraph = ""
    if paragraph:
        yield paragraph


def _value_lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Image):
        yield f"{name}: {value.file}, {value.alt}, {value.credit}"
    elif isinstance(value, tuple) and any(isinstance(item, Coverage) for item in value):
        yield from (f"{name}: {row.source}, {row.title}, {row.link}" for row in value)
    elif isinstance(value, tuple):
        yield from (f"{name}: {', '.join(value)}",) if value else ()
    elif value not in (None, ""):
        yield f"{name}: {value}"


def _diff(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_grouped_opcodes(_CONTEXT)
    return "\n…\n".join("\n".join(_block(before, after, block)) for block in blocks)


def _block(before: tuple[str, ...], after: tuple[str, ...], block: Iterable[_Step]) -> Iterator[str]:
    for kind, start, end, new_start, new_end in block:
        if kind == "equal":
            yield from (f" {line}" for line in before[start:end])
        else:
            yield from (f"-{line}" for line in before[start:end])
            yield from (f"+{line}" for line in after[new_start:new_end])


def _line(owner: Owner, key: str, diff: str) -> int:
    """Of the key, or of the first new words of the body."""
    if key != TEXT:
        return owner.lines.get(key, 1)
    body = owner.body if isinstance(owner, Entry) else owner.letter
    new = next((line[1:] for line in diff.split("\n") if line.startswith("+")), "")
    # A paragraph may be broken anywhere: its first words are enough to find the line.
    at = body.find(" ".join(new.split(" ")[:3]))
    return owner.body_line + body.count("\n", 0, max(at, 0))


def _without_marks(line: str) -> str:
    """A line of Markdown as a reader saw it, near enough to quote it."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("> ").removeprefix("- "))
    return re.sub(r"(?<!\w)([*_`]{1,3})(\S(?:.*?\S)?)\1(?!\w)", r"\2", text).strip()
