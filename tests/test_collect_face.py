"""Feeds that have become others: when nothing is taken from them, who is told, and how an editor says it is right."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from digest.collect.face import Face, changes, face_from_memory, face_of
from digest.model import Item, ParsedFeed
from tests.commands import digest
from tests.outside import NOW, outside, rss

FEED = "http://news.example/feed"
DAY = timedelta(days=1)


@pytest.fixture
def world(tmp_path):
    with outside(tmp_path) as world:
        world.follow(FEED)
        world.plain["/feed"] = rss("one", "two", title="Reel Notes", head="<language>en</language>")
        world.run()
        yield world


def serve(world, *names, title="Reel Notes", host="news.example", language="en"):
    world.plain["/feed"] = rss(*names, title=title, host=host, head=f"<language>{language}</language>")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "Best Casino"}, "its title was 'Reel Notes' and is 'Best Casino'"),
        ({"language": "id"}, "its language was 'en' and is 'id'"),
        ({"host": "casino.example"}, "its site was 'news.example' and is 'casino.example'"),
    ],
)
def test_feed_that_has_become_another_is_quarantined(world, change, words):
    serve(world, "slots", "poker", **change)
    before = world.kept()
    fetched = world.run(NOW + DAY)
    assert (fetched.fetched, fetched.entries, fetched.seen) == (0, (), ())
    assert [words in row.reason and "digest fetch --accept a" in row.reason for row in fetched.failed] == [True]
    assert world.kept() == before
    assert world.run(NOW + 2 * DAY).failed == fetched.failed
    assert world.kept() == before


def test_status_tells_of_the_quarantine(world):
    serve(world, "slots", title="Best Casino")
    world.run(NOW + DAY)
    (told,) = json.loads(digest(world.root, "status", "--json").out)["feeds_in_trouble"]
    assert (told["slug"], told["quarantined"], "Best Casino" in told["reason"]) == ("a", True, True)
    out = digest(world.root, "status").out
    assert "quarantined: its title was" in out
    assert "digest fetch --accept a" in out


def test_first_poll_takes_whatever_the_feed_looks_like(tmp_path_factory):
    with outside(tmp_path_factory.mktemp("new")) as world:
        world.follow(FEED)
        world.plain["/feed"] = rss("slots", title="Best Casino")
        assert len(world.run().entries) == 1


def test_feed_with_one_known_item_may_change_its_face(world):
    serve(world, "two", "three", title="Film Notes", language="fr")
    assert [entry.title for entry in world.run(NOW + DAY).entries] == ["Title three"]


def test_feed_with_its_old_face_and_only_new_items_is_taken_and_told(world):
    serve(world, "three", "four")
    fetched = world.run(NOW + DAY)
    assert len(fetched.entries) == 2
    assert "some may have been missed" in fetched.notes[0].reason


def test_empty_feed_under_another_title_is_no_stranger(world):
    serve(world, title="Under construction")
    assert world.run(NOW + DAY).failed == ()
    serve(world, "three")
    assert len(world.run(NOW + 2 * DAY).entries) == 1


def test_quarantined_feed_is_polled_in_its_rhythm_and_asked_for_the_whole_document(world):
    world.plain["/feed"] = rss("slots", "poker", title="Best Casino", headers=(("ETag", '"1"'),))
    world.run(NOW + DAY)
    assert world.run(NOW + DAY + timedelta(minutes=50)).not_due == 1
    world.run(NOW + 2 * DAY)
    assert world.plain.requests[-1].header("If-None-Match") is None


def test_feed_that_gets_its_old_face_back_is_out_of_quarantine(world):
    serve(world, "slots", title="Best Casino")
    world.run(NOW + DAY)
    serve(world, "two", "three")
    assert [entry.title for entry in world.run(NOW + 2 * DAY).entries] == ["Title three"]
    assert json.loads(digest(world.root, "status", "--json").out)["feeds_in_trouble"] == []


def test_editor_accepts_the_new_face_at_once_and_for_good(world):
    serve(world, "new", title="Film Notes", host="film.example")
    world.run(NOW + DAY)
    accepted = world.run(NOW + DAY + timedelta(minutes=1), accepted=("a",))
    assert [entry.title for entry in accepted.entries] == ["Title new"]
    serve(world, "new", "newer", title="Film Notes", host="film.example")
    assert [entry.title for entry in world.run(NOW + 2 * DAY).entries] == ["Title newer"]
    assert json.loads(digest(world.root, "status", "--json").out)["feeds_in_trouble"] == []


def test_without_state_the_memory_of_items_still_knows_language_and_site(world):
    (world.root / "content/state/a.json").unlink()
    serve(world, "slots", host="casino.example")
    assert "its site was" in world.reasons(now=NOW + DAY)
    (world.root / "content/state/a.json").unlink()
    serve(world, "slots", language="id")
    assert "its language was" in world.reasons(now=NOW + 2 * DAY)


def test_language_that_feeds_yaml_gives_says_nothing_of_the_feeds_own(tmp_path_factory):
    with outside(tmp_path_factory.mktemp("fr")) as world:
        world.follow(FEED, more=", language: fr")
        world.plain["/feed"] = rss("one", head="<language>en</language>")
        world.run()
        (world.root / "content/state/a.json").unlink()
        world.plain["/feed"] = rss("two", head="<language>en</language>")
        assert world.run(NOW + DAY).failed == ()


def test_unknown_slug_is_not_accepted(world):
    done = digest(world.root, "fetch", "--accept", "b")
    assert (done.status, "no feed 'b'" in done.err) == (2, True)


def test_a_link_blog_has_no_site_of_its_own_to_change():
    links = tuple(Item(link=f"https://n{number}.example/") for number in range(9))
    assert face_of(ParsedFeed(items=links)).domain == ""
    before = face_from_memory((item.link for item in links), ("en",) * 9)
    assert (before.domain, before.language) == ("", "en")


def test_two_blogs_of_one_service_are_two_sites():
    faces = [face_from_memory((f"https://{name}.github.io/x",), ()) for name in ("ada", "bob")]
    assert changes(*faces) == ("its site was 'ada.github.io' and is 'bob.github.io'",)


def test_what_is_not_known_has_not_changed():
    assert changes(Face(), Face(title="T", language="en", domain="x.example")) == ()
    assert changes(Face(title="Reel  Notes"), Face(title="REEL  notes")) == ()
