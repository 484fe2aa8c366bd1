"""OPML as programs really write it: nested, without types, in old encodings, broken, hostile; and ours, read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.collect.opml import MAX_BYTES, Subscription, format_opml, parse_opml
from digest.collect.subscribing import rows_of
from digest.errors import DigestError
from digest.model import Section
from digest.settings import parse_feeds
from digest.yamledit import format_pairs
from tests.builders import feed, publication, settings

CORPUS = Path(__file__).resolve().parents[2] / "shared/corpus/real"
CAPTURED = [Path(__file__).parent / "feeds/list.opml", *sorted(CORPUS.rglob("*.opml"))]
NESTED = """\
<?xml version="1.0"?>
<opml version="1.1"><head><title>Mine</title></head><body>
<outline text="Film">
  <outline text="Trades"><outline title="Variety" text="v" xmlUrl=" https://variety.example/feed " htmlUrl="https://variety.example/"/></outline>
  <outline text="Cahiers" type="atom" xmlUrl="https://cahiers.example/feed" language="fr_FR"/>
</outline>
<OUTLINE TEXT="Loud" XMLURL="https://loud.example/feed"/>
<outline type="rss" url="https://old.example/feed"/>
<outline type="link" text="A page" url="https://page.example/"/>
<outline xmlUrl="https://filed.example/feed" category="/Film/Trades,AI"/>
<outline text="Empty folder"></outline>
</body></opml>
"""


def document(body: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><body>{body}</body></opml>'.encode()


def read(data: bytes | str) -> tuple[Subscription, ...]:
    return parse_opml(data if isinstance(data, bytes) else data.encode(), "x.opml")


def test_folders_types_and_capitals_as_they_come():
    assert [(one.title, one.feed, one.folders, one.line) for one in read(NESTED)] == [
        ("Variety", "https://variety.example/feed", ("Film", "Trades"), 4),
        ("Cahiers", "https://cahiers.example/feed", ("Film",), 5),
        ("Loud", "https://loud.example/feed", (), 7),
        ("", "https://old.example/feed", (), 8),
        ("", "https://filed.example/feed", ("Film", "Trades", "AI"), 10),
    ]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "utf-16", "cp1252"])
def test_old_encodings_and_marks_are_read(encoding):
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?><opml><body><outline text="Télérama" xmlUrl="https://t.example/é"/></body></opml>'
    assert [(one.title, one.feed) for one in read(text.encode(encoding))] == [("Télérama", "https://t.example/é")]


def test_an_encoding_that_nobody_declared_is_guessed():
    assert read(document('<outline text="Télérama" xmlUrl="x"/>').decode().encode("latin-1"))[0].title == "Télérama"


def test_stray_ampersands_and_names_of_html_are_mended():
    body = (
        '<outline text="A &amp; B & C &eacute;&nbsp;&unknown; &#233;&#1;" xmlUrl="https://x.example/?a=1&b=2&copy=3"/>'
    )
    (one,) = read(document(body))
    assert one.title == "A & B & C é &unknown; é"
    assert one.feed == "https://x.example/?a=1&b=2&copy=3"


def test_control_and_bidirectional_characters_do_not_reach_a_title():
    assert read(document('<outline text="a\u202eb\x01\nc" xmlUrl="x"/>'))[0].title == "ab c"


BOMB = (
    '<!DOCTYPE o [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><opml><body><outline text="&b;" xmlUrl="x"/></body></opml>'
)
OUTSIDE = '<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><outline text="&a;" xmlUrl="x"/></opml>'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (BOMB, "it declares an entity"),
        (OUTSIDE, "it declares an entity"),
        ("", "not XML: no element found"),
        ("<rss version='2.0'><channel/></rss>", "no OPML but an XML document of <rss>"),
        ("<html><body>x", "no OPML but an XML document of <html>"),
        ('<opml><body><outline xmlUrl="https://x.example/"/>', "not XML"),
        ("<opml><body><outline xmlUrl='a' xmlUrl='b'/></body></opml>", "not XML: duplicate attribute"),
        ("slug: variety", "not XML"),
        ("<opml>" + " " * MAX_BYTES, "more than 5,000,000 bytes"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused_whole(text, what):
    with pytest.raises(DigestError, match=what) as caught:
        read(text)
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [("x.opml", "OPML001")]


def test_an_error_names_its_line():
    with pytest.raises(DigestError, match=r"x\.opml:3: OPML001"):
        read("<opml>\n<body>\n</bod></opml>")


def test_a_document_type_alone_does_no_harm():
    assert len(read('<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd"><opml><outline xmlUrl="x"/></opml>')) == 1


def test_of_a_thousand_folders_in_each_other_the_innermost_count():
    folders = "".join(f'<outline text="f{number}">' for number in range(20_000))
    text = "<opml>" + folders + '<outline xmlUrl="x"/>' + "</outline>" * 20_000 + "</opml>"
    assert read(text)[0].folders == tuple(f"f{number}" for number in range(19_990, 20_000))


def test_more_feeds_than_anyone_follows_are_refused():
    with pytest.raises(DigestError, match="more than 5,000 feeds"):
        read("<opml>" + '<outline xmlUrl="x"/>' * 5_001 + "</opml>")


def test_our_own_list_comes_back_as_the_same_feeds():
    known = settings(
        sections=(Section(id="law", title="Law & contracts"), Section(id="old", title="Old", retired=True))
    )
    feeds = (
        feed("variety", title='Variety <"AI"> & more', section="law", language="en"),
        feed("le-monde-2", title="Le Monde", feed="https://lemonde.example/rss?a=1&b=é", site="", language="fr-CA"),
        feed("ten", title="10", site="https://ten.example/x y"),
    )
    data = format_opml("Mine \x00", feeds, known.sections)
    found = rows_of(parse_opml(data, "x.opml"), publication(settings=known), None)
    text = "".join(f"- {format_pairs(row)}".replace("\n", "\n  ").rstrip(" ") for row in found.rows)
    problems = []
    again = parse_feeds(text, known, problems)
    assert (problems, found.left_out, found.strange_folders) == ([], (), ())
    said = {(one.slug, one.title, one.feed, one.section, one.language) for one in again}
    assert said == {(one.slug, one.title, one.feed, one.section, one.language) for one in feeds}
    assert again[0].site == feeds[0].site


@pytest.mark.parametrize("path", CAPTURED, ids=lambda path: path.name)
def test_every_captured_list_gives_its_feeds(path):
    data = path.read_bytes()
    assert len(parse_opml(data, path.name)) == data.count(b"xmlUrl=")
