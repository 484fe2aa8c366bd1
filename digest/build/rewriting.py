"""The parts of a site that show certain entries, made again by the plan that was kept, in whatever process.

What the plan says of the entries is taken from their files, whose front matter is as it was; their words are new.
"""

from __future__ import annotations

import marshal
from dataclasses import replace
from pathlib import Path

from digest.build import orders
from digest.build.ledger import File
from digest.build.orders import Common, Task
from digest.build.rewording import Answer, Order, Sketched
from digest.build.sketch import Sketch, filled
from digest.compose.forge import forge_of
from digest.compose.lookup import Lookup
from digest.compose.outline import Outliner
from digest.compose.pictures import Picture
from digest.compose.views import Ref, SiteInfo
from digest.content.bare import Bare, bare_of
from digest.content.body import split_body
from digest.content.brief import Brief, brief_of
from digest.content.codec import Codec
from digest.content.documents import MAX_BYTES, parse_entry
from digest.content.files import beginning
from digest.content.ground import Ground
from digest.content.theme import survey_theme
from digest.errors import Problem
from digest.model import Correction, Coverage, Feed, Image, IssueHeader, Section, Settings, Storyline

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


def rewrite(order: Order) -> Answer | None:
    """As `rewording.rewritten`. Raises DigestError for a page that cannot be rendered."""
    stage = _Stage(order)
    if not stage.is_ready():
        return None
    answer: Answer = []
    for part in order.parts:
        sketch = stage.sketch(part)
        if sketch is None:
            return None
        stands = sketch.seal == part.shown
        files = None if stands else stage.made(Task(part.name, filled(sketch), part.standing))
        answer.append((part.name, sketch.seal, files))
    return answer


class _Stage:
    """The entries that are needed, and what the plan says of them."""

    def __init__(self, order: Order) -> None:
        self._order = order
        (info, pictures, feeds), names, self._headers = marshal.loads(order.stock)
        self._entries: dict[str, tuple[Brief, Bare] | None] = {}
        self._pictures = _CODEC.whole(pictures)
        lookup: Lookup = _CODEC.whole(names)
        lookup = replace(lookup, pictures=self._pictures, forge=forge_of(lookup.settings.repository))
        self._outliner = Outliner(lookup)
        self._info, self._feeds = _CODEC.whole(info), _CODEC.whole(feeds)

    def is_ready(self) -> bool:
        """Whether the changed entries are sound and as they were but for their words, and the theme can be read."""
        problems: list[Problem] = []
        theme = survey_theme(self._order.root, problems)
        for path, digest, front in self._order.words:
            entry = self._entry(path, digest)
            if entry is None or entry[0].front_digest != front:
                return False
        orders.open_site(
            Common(
                root=self._order.root,
                info=self._info,
                theme=theme,
                pictures=self._pictures,
                feeds=self._feeds,
                staging=self._order.staging,
                program=self._order.program,
            )
        )
        return not problems

    def sketch(self, part: Sketched) -> Sketch | None:
        """With its entries as they are now; None where one of them cannot be read."""
        outlines = []
        for path, digest in part.entries:
            found = self._entry(path, digest)
            if found is None or found[0].issue not in self._headers:
                return None
            outlines.append(self._outliner.outline(found[0], self._header(found[0].issue)))
        return Sketch(part.plain, tuple(outlines))

    def made(self, task: Task) -> list[File]:
        shop = orders.shop()
        shop.bares = {brief.digest: bare for brief, bare in filter(None, self._entries.values())}
        return shop.made(task)

    def _header(self, issue: str) -> IssueHeader:
        header: IssueHeader = _CODEC.whole(self._headers[issue])
        return header

    def _entry(self, path: str, digest: str) -> tuple[Brief, Bare] | None:
        if path not in self._entries:
            self._entries[path] = _read(self._order.root, path, digest)
        return self._entries[path]


def _read(root: Path, path: str, digest: str) -> tuple[Brief, Bare] | None:
    """None of a file with other bytes, or one that something is wrong with."""
    problems: list[Problem] = []
    try:
        entry = parse_entry(beginning(f"{root}/{path}", MAX_BYTES + 1), path, problems)
    except OSError:
        return None
    if entry is None or entry.digest != digest or any(problem.level == "error" for problem in problems):
        return None
    body = split_body(entry.body)
    return brief_of(entry, body), bare_of(entry, body)
