"""/status.json and the about page: when feeds were last read, when an issue last came out, and nothing else changes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digest.build import build
from digest.collect.state import FeedState, format_state
from digest.compose.health import Pulse, about_page, health
from digest.compose.site import compose_site
from digest.compose.views import FeedCounts
from digest.content.ground import ground_of
from digest.content.memory import format_seen
from digest.content.tree import MANIFEST
from digest.model import OUTPUTS, TextPage
from tests.builders import SETTINGS, entry_file, feed, publication, seen, settings, write
from tests.outside import outside, rss

READ = datetime(2026, 11, 20, 6, 12, 30, 99, tzinfo=UTC)
FILES: dict[str, str | bytes] = {
    "content/feeds.yaml": "- {slug: a, title: A, feed: 'https://news.example/feed'}\n",
    "content/issues/2026-W46.md": "---\ntitle: One\nstatus: published\nnumber: 1\ndate: 2026-11-16\n---\n\nDear you.\n",
    "content/issues/2026-W47.md": "---\ntitle: Two\n---\n",
    "content/entries/2026-W46/sora.md": entry_file(section="tools"),
    "content/pages/about.md": "---\ntitle: About\n---\n\nWho we are.\n",
    "content/pages/team.md": "---\ntitle: Team\n---\n\nMore of it.\n",
}


def read(*, of: str = "https://news.example/feed", **state) -> bytes:
    return format_state(FeedState(feed=of, polled=READ, **state))


def built(root: Path) -> dict[str, bytes]:
    build(root, output=root / "build")
    return {
        path.relative_to(root / "build").as_posix(): path.read_bytes()
        for path in (root / "build").rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def status(files: dict[str, bytes]):
    return json.loads(files["status.json"])


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def page(name: str, **changes) -> TextPage:
    return TextPage(name=name, title=name, path=f"content/pages/{name}.md", **changes)


def of(pulses=None, **parts):
    site = compose_site(
        publication(**parts), base_url="https://example.org/", drafts=True, style_version="", pulses=pulses
    )
    return site.health


def test_the_whole_file_for_monitors(tmp_path):
    write(tmp_path, FILES | {"content/state/a.json": read(succeeded=READ)})
    assert built(tmp_path)["status.json"].decode() == (
        "{\n"
        ' "version": 1,\n'
        ' "title": "The Weekly",\n'
        ' "url": "https://example.org/weekly/",\n'
        ' "last_read": "2026-11-20T06:12:30Z",\n'
        ' "feeds": {\n'
        '  "healthy": 1,\n'
        '  "failing": 0,\n'
        '  "paused": 0,\n'
        '  "unread": 0\n'
        " },\n"
        ' "last_issue": {\n'
        '  "id": "2026-W46",\n'
        '  "number": 1,\n'
        '  "date": "2026-11-16",\n'
        '  "url": "https://example.org/weekly/issues/2026-W46/"\n'
        " }\n"
        "}\n"
    )


def test_a_run_that_found_something_changes_the_file_for_monitors_and_the_about_page_alone(tmp_path):
    with outside(tmp_path) as web:
        write(tmp_path, {path: text for path, text in FILES.items() if "feeds" not in path})
        write(tmp_path, {"content/entries/2026-W46/sora.md": entry_file(id="1" * 16, source="b")})
        web.follow("https://news.example/feed")
        web.secure.answers["/feed"] = rss("known", "other")
        web.run(now=READ)
        before = built(tmp_path)
        # With a link that went out in an issue: its page stays as it is.
        web.secure.answers["/feed"] = rss("fresh", "other", "sora")
        ran = web.run(now=READ + timedelta(days=3))
        after = built(tmp_path)
    assert [entry.title for entry in ran.entries] == ["Title fresh"]
    assert [row.fate.partition(" ")[0] for row in ran.seen] == ["entry", "also"]
    assert changed(before, after) == {"status.json", "about/index.html"}
    assert status(after)["last_read"] == "2026-11-23T06:12:30Z"
    assert b"23 November 2026" in after["about/index.html"]


def test_a_run_in_which_every_feed_failed_changes_the_file_for_monitors_alone(tmp_path):
    before = built(write(tmp_path, FILES | {"content/state/a.json": read(succeeded=READ)}))
    write(tmp_path, {"content/state/a.json": read(succeeded=READ, failures=1, reason="HTTP 500")})
    after = built(tmp_path)
    assert changed(before, after) == {"status.json"}
    assert status(after)["feeds"] == {"healthy": 0, "failing": 1, "paused": 0, "unread": 0}
    assert status(after)["last_read"] == "2026-11-20T06:12:30Z"


def test_the_same_content_gives_the_same_bytes(tmp_path):
    files = FILES | {"content/state/a.json": read(succeeded=READ)}
    assert built(write(tmp_path / "one", files)) == built(write(tmp_path / "two", files))


@pytest.mark.parametrize(
    "hint", [b"", b"<<<<<<< ours", b"[1]", b"\xff", read(succeeded=READ, of="https://old.example/")]
)
def test_where_hints_are_lost_the_day_of_the_newest_line_of_memory_stands(tmp_path, hint):
    rows = [seen("1" * 16, source="a", day=date(2026, 11, 19)), seen("2" * 16, source="b", day=date(2026, 11, 21))]
    memory = {"content/seen/2026-W47/run.tsv": format_seen(rows), "content/state/a.json": hint}
    files = built(write(tmp_path, FILES | memory))
    assert status(files)["last_read"] == "2026-11-19"
    assert status(files)["feeds"]["unread"] == 1
    assert b'datetime="2026-11-19">19 November 2026<' in files["about/index.html"]


def test_a_hint_on_the_edge_of_the_calendar_stops_no_build(tmp_path):
    edge = b'{"feed": "https://news.example/feed", "succeeded": "9999-12-31T23:59:59-12:00"}'
    assert status(built(write(tmp_path, FILES | {"content/state/a.json": edge})))["last_read"].startswith("9999-12-31")


def test_a_line_of_memory_that_is_newer_than_the_hint_counts():
    newer = seen("1" * 16, source="variety", day=date(2026, 11, 22))
    assert of({"variety": Pulse(succeeded=READ)}, feeds=(feed(),), seen=(newer,)).last_read == date(2026, 11, 22)


def test_the_day_that_readers_see_is_the_day_where_the_publication_is():
    late = Pulse(succeeded=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    there = of({"variety": late}, feeds=(feed(),), settings=settings(timezone="Europe/Paris"))
    assert there.last_read_day == date(2026, 11, 21)


def test_every_feed_is_counted_once():
    feeds = (feed("a"), feed("b"), feed("c", paused=True), feed("d"), feed("e", private=True))
    pulses = {
        "a": Pulse(succeeded=READ),
        "b": Pulse(succeeded=READ, is_failing=True),
        "c": Pulse(is_failing=True),
        "e": Pulse(succeeded=READ),
    }
    assert of(pulses, feeds=feeds).feeds == FeedCounts(healthy=2, failing=1, paused=1, unread=1)


def test_no_feed_is_named_in_the_file_for_monitors(tmp_path):
    private = "- {slug: intranet, title: Secret, feed: 'http://10.0.0.7:8080/feed', private: true}\n"
    hint = read(of="http://10.0.0.7:8080/feed", failures=2, reason="10.0.0.7 does not answer")
    text = built(write(tmp_path, FILES | {"content/feeds.yaml": private, "content/state/intranet.json": hint}))
    assert not {word for word in ("intranet", "Secret", "10.0.0.7") if word in text["status.json"].decode()}
    assert not {word for word in ("intranet", "Secret", "10.0.0.7") if word in text["about/index.html"].decode()}


def test_a_draft_is_not_the_last_issue_even_where_drafts_are_shown(tmp_path):
    build(write(tmp_path, FILES), output=tmp_path / "build", drafts=True)
    assert json.loads((tmp_path / "build/status.json").read_text())["last_issue"]["id"] == "2026-W46"


def test_a_publication_that_has_nothing_yet_says_so(tmp_path):
    files = built(write(tmp_path, {"content/pages/about.md": FILES["content/pages/about.md"]}))
    assert status(files)["last_read"] is None
    assert status(files)["last_issue"] is None
    assert b"Signs of life" not in files["about/index.html"]


def test_the_about_page_alone_tells(tmp_path):
    files = built(write(tmp_path, FILES | {"content/state/a.json": read(succeeded=READ)}))
    assert [path for path, data in sorted(files.items()) if b"Signs of life" in data] == ["about/index.html"]
    assert b'<a class="row-link" href="/weekly/issues/2026-W46/">Last issue</a>' in files["about/index.html"]


def test_the_about_page_speaks_french(tmp_path):
    files = FILES | {"digest.yaml": SETTINGS + "language: fr\n", "content/state/a.json": read(succeeded=READ)}
    about = built(write(tmp_path, files))["about/index.html"].decode()
    assert "Signes de vie" in about
    assert "20 novembre 2026" in about


def test_on_an_about_page_in_another_language_it_says_which_language_it_is_in(tmp_path):
    about = "---\ntitle: À propos\nlanguage: fr\n---\n\nQui nous sommes.\n"
    files = FILES | {"content/pages/about.md": about, "content/state/a.json": read(succeeded=READ)}
    page = built(write(tmp_path, files))["about/index.html"].decode()
    assert '<section class="part" lang="en">\n<h2 class="part-label">Signs of life</h2>' in page


def test_a_last_issue_without_a_date_is_named_by_its_week(tmp_path):
    undated = "---\ntitle: One\nstatus: published\n---\n\nDear you.\n"
    files = built(write(tmp_path, FILES | {"content/issues/2026-W46.md": undated}))
    assert status(files)["last_issue"]["date"] is None
    assert status(files)["last_issue"]["number"] is None
    assert b'<span class="row-note">2026-W46</span>' in files["about/index.html"]


def test_an_about_page_that_was_renamed_still_tells():
    pages = (page("a-propos", was=("about",)), page("team"))
    assert about_page(ground_of(publication(pages=pages))) == pages[0]
    assert about_page(ground_of(publication(pages=(*pages, page("about"))))) == page("about")
    assert about_page(ground_of(publication(pages=(page("team"),)))) is None


def test_outputs_can_leave_it_out(tmp_path):
    outputs = ", ".join(name for name in OUTPUTS if name != "status")
    files = built(write(tmp_path, FILES | {"digest.yaml": f"{SETTINGS}outputs: [{outputs}]\n"}))
    assert "status.json" not in files
    assert b"Signs of life" not in files["about/index.html"]


def test_without_pages_of_issues_the_last_one_stands_at_the_root(tmp_path):
    outputs = ", ".join(name for name in OUTPUTS if name != "issues")
    files = built(write(tmp_path, FILES | {"digest.yaml": f"{SETTINGS}outputs: [{outputs}]\n"}))
    assert status(files)["last_issue"]["url"] == "https://example.org/weekly/"


def test_the_sitemap_does_not_know_when_feeds_were_read(tmp_path):
    before = built(write(tmp_path, FILES))
    after = built(write(tmp_path, {"content/state/a.json": read(succeeded=READ)}))
    assert "status.json" not in before["sitemap.xml"].decode()
    assert before["sitemap.xml"] == after["sitemap.xml"]


def test_health_needs_no_hint_at_all():
    assert health(ground_of(publication()), {}, ()).last_read is None
