"""Python-Markdown's inline stage, asked only what can be answered. The result is the library's own, tree for tree.

A pattern is tried where the characters occur that it cannot match without.

Known here alone: which characters each pattern of the library, and of its footnotes, cannot do without.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

_NEEDS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("://",),
    "automail": ("@",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
"""One of these stands in every text that the pattern of this name matches. A pattern without a line is always tried."""


_OPENERS = re.compile(r"[`\\\[<&*_@]|://|  \n")
"""What any of these begins with; most runs of text hold none."""


class SparingInline(InlineProcessor):
    """The library's stage, skipping patterns that cannot match. Takes its patterns as they are when it is made."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        names = [item.name for item in md.inlinePatterns._priority]  # type: ignore[attr-defined]
        self._tried: list[tuple[Pattern, tuple[str, ...]]] = [
            (md.inlinePatterns[name], _NEEDS.get(name, ("",))) for name in names
        ]
        self._apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        self._is_all_known = all(name in _NEEDS for name in names)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """The library's name: this is where it asks pattern after pattern."""
        if isinstance(data, AtomicString) or (self._is_all_known and not _OPENERS.search(data)):
            return data
        start = 0
        for index in range(patternIndex, len(self._tried)):
            pattern, needs = self._tried[index]
            for need in needs:
                if need in data:
                    matched = True
                    while matched:
                        data, matched, start = self._apply(pattern, data, index, start)
                    break
        return data
