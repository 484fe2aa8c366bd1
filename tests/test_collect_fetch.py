"""Whole runs against a real server on loopback: what stands on disk afterwards, and what a second run does."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.collect.fetch import Order, fetch
from digest.collect.http import Limits
from digest.content.publication import read_plan, read_publication
from digest.content.store import Store
from digest.errors import UsageError
from tests.builders import entry_file, write
from tests.servers import Answer, serving

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FEEDS = Path(__file__).parent / "feeds"
DIGEST = (sys.executable, "-c", "from digest.cli import main; main()")
QUICK = Limits(connect_seconds=2, read_seconds=5, total_seconds=10)


@pytest.fixture
def web():
    with serving() as web:
        yield web


def rss(*names, title="T", day="Fri, 20 Nov 2026 09:00:00 GMT", host="news.example"):
    items = "".join(
        f"<item><title>Title {name}</title><link>https://{host}/{name}</link><guid isPermaLink='false'>{name}</guid>"
        f"<pubDate>{day}</pubDate><description>Words about {name}.</description></item>"
        for name in names
    )
    return Answer(body=f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode())


def feeds_file(web, *slugs, more="interval: 0"):
    return "".join(
        f"- slug: {slug}\n  title: {slug}\n  feed: {web.link('/' + slug)}\n  private: true\n  {more}\n"
        for slug in slugs
    )


def publication(root, web, *slugs, more="interval: 0", files=()):
    return write(root, {"content/feeds.yaml": feeds_file(web, *slugs, more=more), **dict(files)})


def run(root, now=NOW, **options):
    store = Store(root)
    order = Order(now=now, user_agent="test", limits=QUICK, pause_seconds=0, **options)
    with store.lock():
        return fetch(read_publication(root).sound(), store, order)


def tree(root, *folders):
    places = folders or ("content",)
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in places
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def entries(root):
    return tree(root, "content/entries")


def seen(root):
    return tree(root, "content/seen")


def test_new_items_become_files_memory_and_a_draft_issue(tmp_path, web):
    web["/a"] = Answer(body=(FEEDS / "plain.rss").read_bytes())
    fetched = run(publication(tmp_path, web, "a"))
    assert (fetched.feeds, fetched.fetched, len(fetched.entries), fetched.failed) == (1, 1, 2, ())
    (path,) = (path for path in entries(tmp_path) if "studio" in path)
    assert (tmp_path / path).read_text("utf-8") == (
        "---\n"
        "link: https://reel.example/2026/11/studio\n"
        "title: Studio signs with a model maker\n"
        "status: new\n"
        "issue: 2026-W47\n"
        "source: a\n"
        "authors: [Ada Okafor]\n"
        "published: 2026-11-20T09:30:00+01:00\n"
        "collected: 2026-11-20\n"
        "language: en-GB\n"
        f"id: {fetched.entries[0].id}\n"
        "---\n\n"
        "> The deal covers *storyboards* only, both sides say.\n"
    )
    assert (tmp_path / "content/issues/2026-W47.md").read_text() == "---\nstatus: draft\n---\n"
    assert len(seen(tmp_path)) == 1
    assert read_publication(tmp_path).problems == ()


def test_feed_that_fails_is_told_and_the_others_go_on(tmp_path, web):
    web["/a"], web["/b"], web["/c"] = rss("one"), Answer(status=500), Answer(body=(FEEDS / "page.html").read_bytes())
    fetched = run(publication(tmp_path, web, "a", "b", "c"))
    assert [row.slug for row in fetched.failed] == ["b", "c"]
    assert "(500)" in fetched.failed[0].reason
    assert "feed.xml" in fetched.failed[1].reason
    assert len(fetched.entries) == 1
    assert not fetched.is_in_vain


def test_failed_feed_is_left_alone_longer_each_time_and_taken_up_again(tmp_path, web):
    web["/a"] = [Answer(status=500), Answer(status=500), rss("one")]
    root = publication(tmp_path, web, "a", more="weight: 1")
    run(root)
    assert run(root, NOW + timedelta(minutes=40)).not_due == 1
    assert len(run(root, NOW + timedelta(minutes=75)).failed) == 1
    assert run(root, NOW + timedelta(minutes=75 + 90)).not_due == 1
    back = run(root, NOW + timedelta(hours=5))
    assert len(back.entries) == 1


def test_without_a_network_no_feed_is_held_to_have_failed(tmp_path):
    rows = "".join(f"- {{slug: {name}, title: T, feed: 'https://{name}.invalid/'}}\n" for name in ("a", "b"))
    root = write(tmp_path, {"content/feeds.yaml": rows})
    fetched = run(root)
    assert [row.slug for row in fetched.failed] == ["a", "b"]
    assert "is not known, or there is no network" in fetched.failed[0].reason
    assert tree(root, "content/state") == {}
    assert run(root, only=("a",)).is_in_vain
    assert tree(root, "content/state") == {}


def test_same_link_in_two_feeds_is_one_entry_whoever_answers_first(tmp_path, web):
    slow = rss("one")
    web["/a"] = Answer(body=slow.body, byte_seconds=0.0005)
    web["/b"] = rss("one")
    fetched = run(publication(tmp_path, web, "a", "b"))
    assert [entry.source for entry in fetched.entries] == ["a"]
    assert [row.fate for row in fetched.seen] == ["entry", f"also {fetched.entries[0].id}"]


def test_settled_week_is_passed_over(tmp_path, web):
    web["/a"] = rss("one")
    files = {
        "content/issues/2026-W47.md": "---\ntitle: Out\nstatus: frozen\n---\n",
        "content/issues/2026-W48.md": "---\ntitle: Next\n---\n\nA letter.\n",
    }
    root = publication(tmp_path, web, "a", files=files)
    assert run(root).issue == "2026-W48"
    assert (root / "content/issues/2026-W48.md").read_text().endswith("A letter.\n")


def test_first_days_of_a_year_belong_to_the_last_week_of_the_old_one(tmp_path, web):
    web["/a"] = rss("one", day="Sun, 03 Jan 2027 09:00:00 GMT")
    root = publication(tmp_path, web, "a")
    assert run(root, datetime(2027, 1, 3, 12, tzinfo=UTC)).issue == "2026-W53"
    assert run(root, datetime(2027, 1, 3, 23, 30, tzinfo=UTC)).issue == "2027-W01"


def test_another_issue_may_be_named_unless_it_is_settled(tmp_path, web):
    web["/a"] = rss("one")
    files = {"content/issues/2026-W40.md": "---\ntitle: Out\nstatus: frozen\n---\n"}
    root = publication(tmp_path, web, "a", files=files)
    with pytest.raises(UsageError, match="2026-W40 is frozen"):
        run(root, issue="2026-W40")
    with pytest.raises(UsageError, match="'soon' is no issue"):
        run(root, issue="soon")
    assert run(root, issue="none").entries[0].path.startswith("content/entries/none/")
    assert not (root / "content/issues/none.md").exists()


def test_paused_feed_is_kept_without_being_polled_unless_it_is_named(tmp_path, web):
    web["/a"] = rss("one")
    root = publication(tmp_path, web, "a", more="paused: true")
    assert run(root).feeds == 0
    assert len(run(root, only=("a",)).entries) == 1


def test_unknown_feed_is_a_mistake_with_a_hint(tmp_path, web):
    with pytest.raises(UsageError, match="did you mean 'variety'"):
        run(publication(tmp_path, web, "variety"), only=("varity",))


def test_rehearsal_writes_nothing(tmp_path, web):
    web["/a"] = rss("one")
    root = publication(tmp_path, web, "a")
    before = tree(root)
    assert len(run(root, is_rehearsal=True).entries) == 1
    assert tree(root) == before


def test_run_without_any_feed_is_no_error(tmp_path):
    fetched = run(write(tmp_path, {}))
    assert (fetched.feeds, fetched.entries, fetched.is_in_vain) == (0, (), False)


def digest(root, *words, **options):
    command = [*DIGEST, "-C", str(root), "--now", NOW.isoformat(), "fetch", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


def test_command_tells_people_on_one_stream_and_programs_on_the_other(tmp_path, web):
    web["/a"], web["/b"] = rss("one"), Answer(status=410)
    done = digest(publication(tmp_path, web, "a", "b"), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.pop("seconds") >= 0
    reason = "the server says this feed is gone for good; pause or remove it (410)"
    assert told == {
        "feeds": 2,
        "fetched": 1,
        "not_modified": 0,
        "not_due": 0,
        "failed": [{"slug": "b", "reason": reason}],
        "entries": 1,
    }
    assert f"failed  b  {reason}" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("1 new entry in 2026-W47, 1 of 2 feeds read, 1 failed, ")


def test_command_ends_in_one_only_when_every_polled_feed_failed(tmp_path, web):
    web["/a"] = Answer(status=500)
    root = publication(tmp_path, web, "a")
    assert digest(root).returncode == 1
    web["/a"] = rss("one")
    assert digest(root).returncode == 0


def test_rehearsal_of_the_command_says_what_and_why_not(tmp_path, web):
    web["/a"] = rss("one", day="Fri, 02 Oct 2026 09:00:00 GMT")
    root = publication(tmp_path, web, "a")
    assert "(old)" in digest(root, "--dry-run").stdout
    assert "would write  content/entries/2026-W47/title-one-" in digest(root, "--dry-run", "--since", "100d").stdout
    assert not (root / "content/entries").exists()


def test_mistake_in_an_entry_does_not_keep_the_news_away_but_one_in_the_memory_does(tmp_path, web):
    web["/a"] = rss("one")
    broken = entry_file(status="perhaps")
    root = publication(tmp_path, web, "a", files={"content/entries/2026-W46/x.md": broken})
    done = digest(root)
    assert done.returncode == 0, done.stderr
    assert "1 problem in other files" in done.stderr
    write(root, {"content/seen/2026-W46/x.tsv": "<<<<<<< ours\n"})
    done = digest(root)
    assert done.returncode == 1
    assert "content/seen/2026-W46/x.tsv:1" in done.stderr


def test_file_that_cannot_be_read_any_more_and_was_not_remembered_stops_nothing(tmp_path, web):
    web["/a"] = rss("one", "two")
    root = publication(tmp_path, web, "a")
    made = run(root).entries
    for path in (*seen(root), *tree(root, "content/state")):
        (root / path).unlink()
    (root / made[0].path).write_text("---\ntitle: [broken\n---\n")
    (root / made[1].path).unlink()
    done = digest(root)
    assert done.returncode == 0, done.stderr
    assert f"{made[0].path} is there already and was left as it is" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("1 new entry")
    assert (root / made[0].path).read_text() == "---\ntitle: [broken\n---\n"
    assert (root / made[1].path).is_file()


@pytest.mark.parametrize("text", ["---\nstatus: Frozen\n---\n", '---\ntitle: "oops\n---\n'])
def test_nothing_is_collected_while_an_issue_cannot_be_read(tmp_path, web, text):
    web["/a"] = rss("one")
    root = publication(tmp_path, web, "a", files={"content/issues/2026-W47.md": text})
    done = digest(root)
    assert done.returncode == 1
    assert "content/issues/2026-W47.md:2" in done.stderr
    assert entries(root) == {}
    assert web.requests == []


def test_wrong_age_is_wrong_usage(tmp_path, web):
    assert digest(publication(tmp_path, web, "a"), "--since", "soon").returncode == 2


def test_run_that_brings_nothing_new_does_not_read_the_entries(tmp_path, web):
    tag = ("ETag", '"1"')
    web["/a"] = [Answer(headers=(tag,), body=rss("one").body), Answer(status=304, headers=(tag,))]
    root = publication(tmp_path, web, "a", more="interval: 0")
    read = []

    def remember():
        read.append(True)
        return read_publication(root).sound()

    for expected in (1, 1):
        order = Order(now=NOW, user_agent="test", limits=QUICK)
        fetch(read_plan(root).sound(), Store(root), order, remember=remember)
        assert len(read) == expected
