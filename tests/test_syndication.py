"""The three formats as the libraries of Python would write them, whatever their texts hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.parsers.expat import ParserCreate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.syndication import Channel, FeedItem, atom, json_feed, rss

TEXTS = st.text(alphabet="aé1 &<>\"'\t\n\r\u00a0\u202f\x00\x85\u202e]", max_size=10)
CLEAN = st.text(alphabet="aé <>&\"'\u00a0]", max_size=10)
NAMES = st.lists(TEXTS.filter(str.strip), max_size=2).map(tuple)
MOMENTS = st.sampled_from([datetime(2024, 3, day, 9, tzinfo=UTC) for day in (22, 23)])
ITEMS = st.builds(
    FeedItem,
    id=TEXTS,
    title=TEXTS,
    link=CLEAN,
    html=CLEAN,
    summary=TEXTS,
    published=MOMENTS,
    updated=MOMENTS,
    authors=NAMES,
    categories=NAMES,
    language=st.sampled_from(["en", "fr"]),
    summary_language=st.sampled_from(["en", "fr"]),
    publisher=TEXTS,
    source=st.none() | st.tuples(TEXTS, TEXTS),
    place=st.none() | st.integers(min_value=0, max_value=3),
)
CHANNELS = st.builds(
    Channel,
    id=TEXTS,
    title=TEXTS,
    about=TEXTS,
    address=CLEAN,
    home=CLEAN,
    style=st.just("/feed.css"),
    welcome=st.sampled_from(["", "<p>One<br><a href='/a?b&amp;c'>two</a></p>\n", "open <b>"]),
    language=st.just("en"),
    publisher=TEXTS,
    authors=NAMES,
    licence=TEXTS,
    items=st.lists(ITEMS, max_size=3).map(tuple),
)


def laid_out(element: ElementTree.Element, depth: int = 1) -> None:
    """A child a line, but in the welcome."""
    if depth == 1 or (len(element) and "xmlns" not in element.attrib):
        element.text = "\n" + " " * depth
        for child in element:
            laid_out(child, depth + 1)
            child.tail = "\n" + " " * depth
        if len(element):
            element[-1].tail = "\n" + " " * (depth - 1)


def read(document: bytes) -> ElementTree.Element:
    """With its prefixes as they are written."""
    tree = ElementTree.TreeBuilder()
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = tree.start, tree.end, tree.data
    parser.Parse(document, True)
    return tree.close()


@given(CHANNELS)
@pytest.mark.parametrize("write", [rss, atom])
def test_xml_is_laid_out_a_child_a_line_and_written_as_the_library_writes_it(write, channel):
    head, _, body = write(channel).decode().partition('.css"?>\n')
    root = read(body.encode())
    laid_out(root)
    assert ElementTree.tostring(root, encoding="unicode") + "\n" == body
    assert head == '<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href="/feed'


@given(CHANNELS)
def test_json_is_written_as_the_library_writes_it(channel):
    written = json_feed(channel).decode()
    assert json.dumps(json.loads(written), ensure_ascii=False, indent=1) + "\n" == written
