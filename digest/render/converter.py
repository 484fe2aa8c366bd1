"""Markdown to the HTML that it asks for, by Python-Markdown with our extensions of it. Pure.

Alone knows, with its inline stage, that library: it is imported for the first text that `paragraphs` cannot tell.
"""

from __future__ import annotations

import re
from threading import local
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor

from digest.model import MarkdownWay
from digest.render.inline import SparingInline
from digest.text import slugify

_BACK = {"fr": "Retour à l’appel de note {}"}
_BACK_DEFAULT = "Back to the mark of note {}"


def converted(text: str, language: str, prefix: str, way: MarkdownWay) -> str:
    """A converter is dear to make. A reset makes it forget the text before; one that failed is not used again."""
    key = language.partition("-")[0], way
    kept = _known.converters
    converter, tidy = kept.pop(key) if key in kept else _converter(_BACK.get(key[0], _BACK_DEFAULT), way)
    tidy.prefix = prefix
    html = converter.reset().convert(text)
    kept[key] = converter, tidy
    return html


class _Known(local):
    """Dear to make, and of one thread: each holds something of the text that it works on."""

    def __init__(self) -> None:
        self.converters: dict[tuple[str, MarkdownWay], tuple[Markdown, _Tidy]] = {}


_known = _Known()


def _converter(back: str, way: MarkdownWay) -> tuple[Markdown, _Tidy]:
    converter = Markdown(
        extensions=[
            FencedCodeExtension(),
            # By class, since the site's policy forbids `style`.
            TableExtension(use_align_attribute=True),
            SaneListExtension(),
            _Footnotes(BACKLINK_TEXT="&#8617;&#xFE0E;", BACKLINK_TITLE=back),
        ],
        output_format="html",
    )
    tidy = _Tidy(converter)
    # Below zero: after the last of the library's own, which puts escaped characters back.
    converter.treeprocessors.register(tidy, "house", -10)
    if way == "fast":
        converter.treeprocessors.register(SparingInline(converter), "inline", 20)
    return converter, tidy


class _Footnotes(FootnoteExtension):
    """Footnotes whose ids count, whatever the editor's labels hold."""

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802  (the library's name)
        return f"fn:{self._count(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802  (the library's name)
        return self.unique_ref(f"fnref:{self._count(id)}", found)

    def _count(self, label: str) -> int:
        return list(self.footnotes).index(label) + 1


class _Tidy(Treeprocessor):
    """Gives headings an id, sets the prefix before all ids and the links to them, and aligns cells by class."""

    prefix = ""
    """Of the text that is converted."""

    def run(self, root: Element) -> None:
        _name_headings(root)
        ids = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        for element in root.iter():
            self._tidy(element, ids)

    def _tidy(self, element: Element, ids: set[str]) -> None:
        if "id" in element.attrib:
            element.set("id", self.prefix + element.attrib["id"])
        href = element.get("href", "")
        if href.startswith("#") and href[1:] in ids:
            element.set("href", f"#{self.prefix}{href[1:]}")
        if align := element.attrib.pop("align", None):
            element.set("class", f"align-{align}")


def _name_headings(root: Element) -> None:
    taken: set[str] = set()
    for element in root.iter():
        if re.fullmatch("h[1-6]", element.tag):
            # Between the two control characters stand the library's notes to itself.
            name = slugify(re.sub("\x02.*?\x03", "", "".join(element.itertext()))) or "part"
            unique = name if name not in taken else f"{name}-{len(taken) + 1}"
            taken.add(unique)
            element.set("id", unique)
