"""The parts of a site that show certain entries, made again by the plan that was kept, in whatever process.

The words are new; of all else that the files say the plan holds, since their front matter is as it was.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from digest.build import orders
from digest.build.ledger import File
from digest.build.orders import Common, Task
from digest.build.rewording import Answer, Request, Sketched
from digest.build.sketch import Letter, Sketch, filled
from digest.compose.forge import forge_of
from digest.compose.issues import letter_of
from digest.compose.lookup import Lookup
from digest.compose.outline import Outline, Outliner
from digest.compose.pictures import Picture
from digest.compose.views import Ref, SiteInfo
from digest.content.bare import Bare, bare_of
from digest.content.body import split_body
from digest.content.brief import Brief, brief_of
from digest.content.codec import Codec
from digest.content.documents import MAX_BYTES, parse_entry, parse_issue
from digest.content.files import beginning
from digest.content.ground import Ground
from digest.content.theme import survey_theme
from digest.errors import Problem
from digest.model import Correction, Coverage, Entry, Feed, Image, IssueHeader, Section, Settings, Storyline
from digest.places import is_entry

D = TypeVar("D", Entry, IssueHeader)
_CODEC = Codec(
    (SiteInfo, Ref, Picture, Lookup, Settings, Section, Feed, Storyline, Coverage, IssueHeader, Image, Correction)
)


def stock_of(common: Common, lookup: Lookup, ground: Ground) -> bytes:
    """What is needed of a plan beside its sketches."""
    headers = {
        header.id: _CODEC.plain(replace(header, letter="", corrections=(), extra=(), lines={}, image=None))
        for header in ground.issues
    }
    names = _CODEC.plain(replace(lookup, forge=None, pictures={}))
    own = tuple(map(_CODEC.plain, (common.info, common.pictures, common.feeds)))
    return marshal.dumps((own, names, headers), 2)


def rewrite(request: Request) -> Answer | None:
    """As `rewording.rewritten`. Raises DigestError for a page that cannot be rendered."""
    stage = _Stage(request)
    if not stage.is_ready():
        return None
    answer: Answer = []
    for part in request.parts:
        sketch = stage.sketch(part)
        if sketch is None:
            return None
        stands = sketch.seal == part.shown
        files = None if stands else stage.made(Task(part.name, filled(sketch), part.standing))
        answer.append((part.name, sketch.seal, files))
    return answer


class _Stage:
    """The files that are needed, and what the plan says of them."""

    def __init__(self, request: Request) -> None:
        self._request = request
        (info, pictures, feeds), names, self._headers = marshal.loads(request.stock)
        self._entries: dict[str, _Read] = {}
        self._issues: dict[str, IssueHeader] = {}
        self._pictures = _CODEC.whole(pictures)
        lookup: Lookup = _CODEC.whole(names)
        lookup = replace(lookup, pictures=self._pictures, forge=forge_of(lookup.settings.repository))
        self._outliner = Outliner(lookup)
        self._info, self._feeds = _CODEC.whole(info), _CODEC.whole(feeds)

    def is_ready(self) -> bool:
        """Whether the changed files are sound and as they were but for their words, and the theme is as it was."""
        problems: list[Problem] = []
        theme = survey_theme(self._request.root, problems)
        if problems or theme.own != dict(self._request.theme):
            return False
        if not all(self._front(place.path, place.digest) == place.front for place in self._request.words):
            return False
        orders.open_site(
            Common(
                root=self._request.root,
                info=self._info,
                theme=theme,
                pictures=self._pictures,
                feeds=self._feeds,
                staging=self._request.staging,
                program=self._request.program,
            )
        )
        return True

    def sketch(self, part: Sketched) -> Sketch | None:
        """With its words as they are now; None where one of the files cannot be read."""
        entries = [self._entry(*source) for source in part.entries]
        issues = [self._issue(*source) for source in part.letters]
        outlines = tuple([self._outlined(entry.brief) for entry in entries if entry is not None])
        letters = tuple([Letter(issue.id, letter_of(issue)) for issue in issues if issue is not None])
        is_whole = len(outlines) == len(entries) and len(letters) == len(issues)
        return Sketch(part.plain, outlines, letters) if is_whole else None

    def made(self, task: Task) -> list[File]:
        shop = orders.shop()
        shop.bares = {entry.brief.digest: entry.bare for entry in self._entries.values()}
        return shop.made(task)

    def _front(self, path: str, digest: str) -> str:
        """The digest of its front matter; nothing of what cannot be read."""
        if is_entry(path):
            entry = self._entry(path, digest)
            return entry.brief.front_digest if entry else ""
        issue = self._issue(path, digest)
        return issue.front_digest if issue else ""

    def _outlined(self, brief: Brief) -> Outline:
        header: IssueHeader = _CODEC.whole(self._headers[brief.issue])
        return self._outliner.outline(brief, header)

    def _entry(self, path: str, digest: str) -> _Read | None:
        if path not in self._entries:
            entry = _sound(self._request.root, path, digest, parse_entry)
            if entry is None:
                return None
            body = split_body(entry.body)
            self._entries[path] = _Read(brief_of(entry, body), bare_of(entry, body))
        return self._entries[path]

    def _issue(self, path: str, digest: str) -> IssueHeader | None:
        if path not in self._issues:
            issue = _sound(self._request.root, path, digest, parse_issue)
            if issue is None:
                return None
            self._issues[path] = issue
        return self._issues[path]


class _Read(NamedTuple):
    """An entry's file."""

    brief: Brief
    bare: Bare


def _sound(root: Path, path: str, digest: str, parse: Callable[[bytes, str, list[Problem]], D | None]) -> D | None:
    """None of a file with other bytes, or one that something is wrong with."""
    problems: list[Problem] = []
    try:
        document = parse(beginning(f"{root}/{path}", MAX_BYTES + 1), path, problems)
    except OSError:
        return None
    if document is None or document.digest != digest or any(problem.level == "error" for problem in problems):
        return None
    return document
