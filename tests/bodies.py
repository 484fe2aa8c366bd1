"""Markdown as people, feeds and benchmarks write it, marks to strew over it, and the converter to compare with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from digest.collect.parse import parse_feed
from digest.collect.quotation import quotation
from digest.content.body import split_body
from digest.content.publication import read_publication
from digest.model import ParsedFeed
from tests import difficult_texts
from tests.bench import publications
from tests.corpus import feed_files

REPOSITORY = Path(__file__).resolve().parents[1]
EDITS = (*"*_`[]()\\&!<>#|-+=:;.\n ~1a\t", "\n\n", "**", "  ", "](", " *", "* ", "_ ", " _", "[x](u)", "&amp;", "]:")


def stock() -> Markdown:
    """As the library makes it, and fresh."""
    return Markdown(
        extensions=[
            FencedCodeExtension(),
            TableExtension(use_align_attribute=True),
            SaneListExtension(),
            FootnoteExtension(),
        ],
        output_format="html",
    )


@cache
def written_bodies() -> tuple[str, ...]:
    """By editors: those of the publication in this repository, of the difficult one, and made-up ones."""
    found = read_publication(REPOSITORY).publication
    entries = [split_body(entry.body) for entry in found.entries]
    size = publications.Size(entries=50, issues=2)
    made = [text for issue in publications.issues(size) for text in (issue.letter, *_texts(issue))]
    difficult = [text for text in vars(difficult_texts).values() if isinstance(text, str)]
    texts = (
        *(text for body in entries for text in (body.note, body.quotation)),
        *(issue.letter for issue in found.issues),
        *(page.body for page in found.pages),
    )
    return tuple(text for text in (*texts, *made, *difficult) if text)


def _texts(issue: publications.Issue) -> Iterator[str]:
    return (text for entry in issue.entries for text in (entry.note, entry.quotation))


def quotations() -> Iterator[str]:
    """Of every feed that lies about."""
    for file in feed_files("real"):
        found = parse_feed(file.read_bytes(), link="https://feed.example/", words=60)
        for item in found.items if isinstance(found, ParsedFeed) else ():
            yield split_body(quotation(item.summary, 60)).quotation


def edited(chance: random.Random, text: str) -> str:
    """With a few of its characters gone, doubled, or another between them."""
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(text) + 1)
        end = place + chance.randrange(2)
        text = text[:place] + chance.choice((chance.choice(EDITS), "", text[place:end] * 2)) + text[end:]
    return text


def edits(texts: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.builds(edited, st.randoms(use_true_random=False), st.sampled_from(texts))
