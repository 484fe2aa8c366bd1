"""digest feeds: list, add, remove, import and export, on real files and against a real server on loopback."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from digest.curate.sheet import width
from tests.builders import SETTINGS, entry_file, write
from tests.commands import digest
from tests.servers import Answer, serving

FEEDS = """\
# whom we follow

- slug: variety   # the oldest
  title: Variety
  feed: https://variety.example/feed
  section: law

- slug: deadline
  title: Deadline
  feed: https://deadline.example/feed
  was: [old-deadline]
  paused: true
# the end
"""
HTML = (("Content-Type", "text/html; charset=utf-8"),)
RSS = b"""<rss version="2.0"><channel><title>Le Film &amp; nous</title><link>https://film.example/</link>
<language>fr</language><item><title>Un</title><link>https://film.example/1</link>
<pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"""
EMPTY = b"<rss version='2.0'><channel><title>Comments</title></channel></rss>"
PAGE = b"""<!doctype html><html><head><title>Film</title>
<link rel="alternate" type="application/rss+xml" href="/comments/feed">
<link rel="alternate" type="application/rss+xml" href="feed.xml"></head><body>x"""


@pytest.fixture
def root(tmp_path):
    return write(tmp_path / "p", {"content/feeds.yaml": FEEDS})


@pytest.fixture
def web():
    with serving() as web:
        web["/"] = Answer(headers=HTML, body=PAGE)
        web["/feed.xml"] = Answer(body=RSS)
        web["/comments/feed"] = Answer(body=EMPTY)
        yield web


def feeds_of(root):
    return (root / "content/feeds.yaml").read_bytes().decode()


def listed(root):
    return {row["slug"]: row for row in json.loads(digest(root, "feeds", "list", "--json").out)}


def test_a_feed_is_added_behind_the_others_and_every_byte_of_them_stays(root, web):
    ran = digest(root, "feeds", "add", web.link("/feed.xml"), "--private", "--section", "tools")
    assert (ran.status, ran.out) == (0, "le-film-nous\n")
    assert feeds_of(root) == FEEDS + (
        f"\n- slug: le-film-nous\n  title: Le Film & nous\n  feed: {web.link('/feed.xml')}\n"
        "  site: https://film.example/\n  section: tools\n  language: fr\n  private: true\n"
    )
    assert "1 item, the newest of 2026-11-20" in ran.err
    assert digest(root, "fetch", "--feed", "le-film-nous").status == 0


def test_windows_line_ends_and_a_missing_last_one_stay(root, web):
    place = root / "content/feeds.yaml"
    before = FEEDS.rstrip("\n").replace("\n", "\r\n").encode()
    place.write_bytes(before)
    assert digest(root, "feeds", "add", web.link("/feed.xml"), "--private", "--slug", "x").status == 0
    after = place.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert after.endswith(b"private: true")
    assert digest(root, "feeds", "remove", "x").status == 0
    assert place.read_bytes() == before


def test_a_page_leads_to_its_feed_and_comments_come_last(root, web):
    ran = digest(root, "feeds", "add", web.link("/"), "--private", "--slug", "film", "--title", "Film")
    assert (ran.status, ran.out) == (0, "film\n")
    row = listed(root)["film"]
    assert (row["feed"], row["title"]) == (web.link("/feed.xml"), "Film")
    assert f"the page also announces {web.link('/comments/feed')}" in ran.err


def test_a_feed_that_cannot_be_read_gives_way_to_the_next(root, web):
    web["/feed.xml"] = Answer(body=b"<html>no feed")
    assert digest(root, "feeds", "add", web.link("/"), "--private").out == "comments\n"


def test_a_permanent_redirect_is_written_down_and_a_temporary_one_is_not(root, web):
    web["/old"] = Answer(status=301, headers=(("Location", "/feed.xml"),))
    web["/door"] = Answer(status=302, headers=(("Location", "/feed.xml"),))
    assert digest(root, "feeds", "add", web.link("/old"), "--private", "--slug", "a").status == 0
    assert listed(root)["a"]["feed"] == web.link("/feed.xml")
    digest(root, "feeds", "remove", "a")
    assert digest(root, "feeds", "add", web.link("/door"), "--private", "--slug", "b").status == 0
    assert listed(root)["b"]["feed"] == web.link("/door")


@pytest.mark.parametrize("path", ["/feed.xml?utm_source=x#top", "/", "/door"])
def test_a_feed_that_is_followed_is_refused_however_one_comes_to_it(root, web, path):
    web["/feed.xml?utm_source=x"] = Answer(body=RSS)
    web["/door"] = Answer(status=302, headers=(("Location", "/feed.xml"),))
    digest(root, "feeds", "add", web.link("/feed.xml"), "--private", "--slug", "film")
    before = feeds_of(root)
    ran = digest(root, "feeds", "add", web.link(path), "--private")
    assert (ran.status, feeds_of(root)) == (1, before)
    assert "is followed already, as 'film' (content/feeds.yaml:15)" in ran.err


@pytest.mark.parametrize(
    "address", ["http://Variety.example/feed", "variety.example/feed", "feed://variety.example/feed"]
)
def test_a_known_address_is_refused_without_asking(root, address):
    ran = digest(root, "feeds", "add", address)
    assert (ran.status, feeds_of(root)) == (1, FEEDS)
    assert "as 'variety' (content/feeds.yaml:3)" in ran.err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["nonsense"], "not an http or https address"),
        (["ftp://x.example/"], "not an http or https address"),
        (["https://x.example/", "--section", "tool"], "did you mean 'tools'?"),
        (["https://x.example/", "--slug", "Le Monde"], "write: --slug le-monde"),
        (["https://x.example/", "--slug", "old-deadline"], "belongs to another feed"),
    ],
)
def test_wrong_words_are_told_before_anything_is_asked(root, words, what):
    ran = digest(root, "feeds", "add", *words)
    assert (ran.status, feeds_of(root)) == (2, FEEDS)
    assert what in ran.err


def test_a_private_address_needs_leave(root, web):
    ran = digest(root, "feeds", "add", web.link("/feed.xml"))
    assert (ran.status, web.requests, feeds_of(root)) == (1, [], FEEDS)
    assert "--private allows it" in ran.err


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Answer(status=404), "(404)"),
        (Answer(headers=HTML, body=b"<!doctype html><html><title>x"), "a web page, not a feed, and it announces none"),
        (Answer(body=b"<opml><body/></opml>"), "an XML document of <opml>"),
        (Answer(headers=HTML, body=PAGE.replace(b"feed", b"none")), "none of the feeds that it announces can be read"),
    ],
)
def test_where_no_feed_is_found_nothing_is_written(root, web, answer, what):
    web["/x"] = answer
    ran = digest(root, "feeds", "add", web.link("/x"), "--private")
    assert (ran.status, feeds_of(root)) == (1, FEEDS)
    assert what in ran.err


def test_the_first_feed_of_all_makes_the_file(tmp_path, web):
    root = write(tmp_path, {})
    assert digest(root, "feeds", "list").err.startswith("no feed is followed yet")
    assert digest(root, "feeds", "add", web.link("/feed.xml"), "--private").status == 0
    assert feeds_of(root).startswith("- slug: le-film-nous\n")


def test_a_broken_list_is_told_and_not_made_worse(root):
    place = root / "content/feeds.yaml"
    place.write_text(FEEDS + "- slug: x\n  feed: nonsense\n", encoding="utf-8")
    ran = digest(root, "feeds", "remove", "variety")
    assert ran.status == 1
    assert "content/feeds.yaml:15" in ran.err


def test_a_list_with_mistakes_is_shown_as_far_as_it_goes(root):
    (root / "content/feeds.yaml").write_text(FEEDS + "- slug: x\n  feed: nonsense\n", encoding="utf-8")
    ran = digest(root, "feeds", "list")
    assert (ran.status, len(ran.out.splitlines())) == (1, 3)
    assert "FM007" in ran.err


def test_mistakes_in_entries_do_not_stand_in_the_way(root):
    write(root, {"content/feeds.yaml": FEEDS, "content/entries/2026-W47/a.md": "no front matter"})
    assert digest(root, "feeds", "remove", "variety").status == 0


def test_a_removed_feed_leaves_its_neighbours_and_the_memory(root):
    write(
        root,
        {
            "content/feeds.yaml": FEEDS,
            "content/entries/2026-W47/a.md": entry_file(source="old-deadline"),
            "content/seen/2026-W47/r.tsv": "0123456789abcdef\t\thttps://x.example/\tT\tdeadline\t2026-11-20\told\t\ten\n",
        },
    )
    ran = digest(root, "feeds", "remove", "deadline")
    assert (ran.status, feeds_of(root)) == (0, FEEDS[: FEEDS.index("\n- slug: deadline")] + "\n# the end\n")
    assert "1 entry of it and the memory of 1 item stay" in ran.err
    assert (root / "content/seen/2026-W47/r.tsv").exists()
    assert digest(root, "feeds", "remove", "variety").status == 0
    assert feeds_of(root) == "# whom we follow\n\n# the end\n"


def test_a_slug_that_nobody_has_removes_nothing(root):
    ran = digest(root, "feeds", "remove", "variety", "deadlin")
    assert (ran.status, feeds_of(root)) == (2, FEEDS)
    assert "did you mean 'deadline'?" in ran.err


OPML = """\
<?xml version="1.0" encoding="iso-8859-1"?>
<opml version="1.1"><body>
<outline text="LAW"><outline text="Misc">
<outline text="Le Droit" xmlUrl="https://droit.example/rss" language="fr"/></outline></outline>
<outline text="Été"><outline title="Télé" xmlUrl="feed://tele.example/rss"/></outline>
<outline text="Here already" xmlUrl="http://variety.example/feed"/>
<outline text="Twice" xmlUrl="https://tele.example/rss"/>
<outline text="Relative" xmlUrl="/feed.xml"/>
<outline text="A file" xmlUrl="file:///etc/passwd"/>
<outline xmlUrl="https://nameless.example/rss"/>
<outline text="Deadline" xmlUrl="https://other.example/rss"/>
</body></opml>
"""


def test_a_list_of_another_program_is_taken_in_and_every_exception_is_told(root):
    (root.parent / "old.opml").write_bytes(OPML.encode("latin-1"))
    ran = digest(root, "feeds", "import", "../old.opml")
    assert (ran.status, ran.out) == (0, "le-droit\ntele\nnameless-example\ndeadline-other-example\n")
    assert feeds_of(root).startswith(FEEDS)
    found = listed(root)
    assert (found["le-droit"]["section"], found["le-droit"]["language"]) == ("law", "fr")
    assert (found["tele"]["feed"], found["tele"]["title"]) == ("http://tele.example/rss", "Télé")
    assert found["nameless-example"]["title"] == "nameless.example"
    assert ran.err == (
        "left out  line 6  Here already: followed already as 'variety'\n"
        "left out  line 7  Twice: the same feed as on line 5\n"
        "left out  line 8  Relative: '/feed.xml': not an http or https address\n"
        "left out  line 9  A file: 'file:///etc/passwd': not an http or https address\n"
        "to know   the folder 'Été' is no section; its 1 feed went without one\n"
        "4 feeds followed from now on, 4 left out; to read them: digest fetch\n"
    )


def test_feeds_without_a_section_go_where_the_editor_says(root):
    (root / "old.opml").write_bytes(OPML.encode("latin-1"))
    ran = digest(root, "feeds", "import", "old.opml", "--section", "tools")
    assert {row["section"] for slug, row in listed(root).items() if slug in ("tele", "nameless-example")} == {"tools"}
    assert "its 1 feed went to 'tools'" in ran.err


def test_a_list_that_cannot_be_read_changes_nothing(root):
    (root / "old.opml").write_text("<opml><body>")
    ran = digest(root, "feeds", "import", "old.opml")
    assert (ran.status, feeds_of(root)) == (1, FEEDS)
    assert "old.opml:1: OPML001" in ran.err
    assert digest(root, "feeds", "import", "none.opml").status == 2


def test_what_is_exported_comes_back_as_the_same_feeds_through_a_pipe(root, tmp_path):
    other = write(tmp_path / "other", {"content/feeds.yaml": ""})
    command = [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(other), "feeds", "import", "-"]
    data = digest(root, "feeds", "export").out.encode()
    subprocess.run(command, input=data, check=True, capture_output=True)
    kept = ("slug", "title", "feed", "site", "section", "language")
    assert [{key: row[key] for key in kept} for row in listed(other).values()] == [
        {key: row[key] for key in kept} for row in listed(root).values()
    ]


def test_a_file_to_export_to_stands_where_one_said(root):
    ran = digest(root, "feeds", "export", "../feeds.opml")
    assert (ran.out, ran.err) == ("", "2 feeds in ../feeds.opml\n")
    assert (root.parent / "feeds.opml").read_text() == digest(root, "feeds", "export").out
    assert digest(root, "feeds", "export", "no/such/folder.opml").status == 2


def state(feed, **said):
    return json.dumps({"feed": f"https://{feed}.example/feed", **said})


def test_the_whole_table(tmp_path):
    names = ("variety", "deadline", "gone", "failing", "strange")
    rows = "".join(
        f"- {{slug: {name}, title: {name.title()}, feed: 'https://{name}.example/feed'}}\n" for name in names
    )
    seen = "".join(
        f"{number:016x}\t\thttps://variety.example/{number}\tT\tvariety\t2026-11-{19 + number % 4}\tentry\t\ten\n"
        for number in range(8)
    )
    kept = {
        f"content/entries/2026-W47/{number}.md": entry_file(
            link=f"https://variety.example/{number}", source="variety", id=f"'{number:016x}'", status=status
        )
        for number, status in enumerate(["keep", "skip", "new", "keep"])
    }
    files = {
        "digest.yaml": SETTINGS,
        "content/feeds.yaml": rows.replace(
            "deadline.example/feed'", "deadline.example/feed', paused: true, section: law"
        ),
        "content/seen/2026-W47/r.tsv": seen,
        "content/state/variety.json": state("variety", succeeded="2026-11-22T09:00:00+00:00"),
        "content/state/gone.json": state("gone", is_gone=True, failures=1, reason="gone for good (410)"),
        "content/state/failing.json": state(
            "failing", succeeded="2026-11-17T09:00:00+00:00", failures=3, reason="x " * 90
        ),
        "content/state/strange.json": state("strange", quarantine="its title was 'A' and is 'B'"),
    }
    ran = digest(write(tmp_path, files | kept), "feeds", "list")
    assert ran.out.splitlines() == [
        "SLUG      TITLE     SECTION  LAST READ  A WEEK   KEPT",
        "variety   Variety   -        2 h ago       3.3    2/7",
        "deadline  Deadline  law      paused          -      -",
        "gone      Gone      -        gone            -      -",
        "  gone for good (410)",
        "failing   Failing   -        5 d ago         -      -",
        f"  failed 3 times: {' '.join('x' * 31)}",
        f"  {' '.join('x' * 39)}",
        f"  {' '.join('x' * 20)}",
        "strange   Strange   -        held back       -      -",
        "  it looks like another feed (its title was 'A' and is 'B'), so nothing was",
        "  taken; if it is the right one: digest fetch --accept strange",
    ]
    assert ran.err == "5 feeds, 1 paused, 1 gone, 1 held back, 1 failing\n"


def test_no_line_is_wider_than_a_terminal_and_slugs_stay_whole(root):
    more = "".join(
        f"- {{slug: {'long-' * 6}{n}, title: '{'電影 ' * 30}', feed: 'https://x{n}.example/'}}\n" for n in (1, 2)
    )
    (root / "content/feeds.yaml").write_text(more, encoding="utf-8")
    lines = digest(root, "feeds", "list").out.splitlines()
    assert max(width(line) for line in lines) <= 80
    assert lines[1].startswith(f"{'long-' * 6}1  電影")
