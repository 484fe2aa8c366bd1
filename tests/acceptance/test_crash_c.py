"""What is on disk whatever happens to a run, point by point: C1 to C11. Real processes, real signals, real git."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.builders import write
from tests.commands import commit_all, git, tree
from tests.outside import NOW, rss
from tests.servers import Answer, serving

HOUR = timedelta(hours=1)
FEED = "http://news.example/feed"
NAMES = [f"n{number:02d}" for number in range(22)]
DIGEST = (sys.executable, "-c", "from digest.cli import main; main()")
REPOSITORY = Path(__file__).resolve().parents[2]
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24


@pytest.fixture
def web():
    with serving() as web:
        yield web


def private(root, web, *slugs, language="en", **files):
    more = f"private: true, interval: 0, language: {language}"
    rows = (f"- {{slug: {slug}, title: T, feed: '{web.link(f'/{slug}')}', {more}}}\n" for slug in slugs)
    return write(root, {"content/feeds.yaml": "".join(rows), **files})


def start(root, *words, **options):
    command = [*DIGEST, "-C", str(root), "--now", NOW.isoformat(), "fetch", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def end(process):
    """Exit status and messages."""
    _, err = process.communicate(timeout=60)
    return process.returncode, err


def written(root):
    return {path: data for path, data in tree(root).items() if not path.endswith("feeds.yaml")}


def test_c01_killed_at_any_change_to_the_disk_and_run_again_it_is_the_same_tree(tmp_path, web):
    web["/a"] = rss(*NAMES[:14])
    web["/b"] = rss(*NAMES[10:], title="B", host="other.example")
    source = private(tmp_path / "source", web, "a", "b")
    command = [sys.executable, "-m", "tests.killed", str(source), str(tmp_path / "runs")]
    subprocess.run([*command, "--now", NOW.isoformat(), "fetch"], cwd=REPOSITORY, check=True, timeout=300)
    killed = sorted((tmp_path / "runs").glob("*-killed"))
    whole = [place for place in sorted((tmp_path / "runs").iterdir()) if not place.name.endswith("-killed")]
    assert len(killed) >= 50
    expected = tree(whole[-1])
    assert sum(path.startswith("content/entries/") for path in expected) == 26
    for place in killed:
        assert tree(place).items() <= expected.items(), place.name
    for place in whole:
        assert tree(place) == expected, place.name
        assert list((place / ".cache/tmp").iterdir()) == []


def test_c01_killed_while_the_children_read_it_leaves_no_child_and_no_file(tmp_path, web):
    asked, gate = threading.Event(), threading.Event()

    def held(request):
        asked.set()
        gate.wait(30)
        return rss("two")

    web["/a"], web["/b"] = rss("one"), held
    root = private(tmp_path, web, "a", "b")
    process = start(root, start_new_session=True)
    assert asked.wait(30)
    process.kill()
    gate.set()
    assert end(process)[0] == -signal.SIGKILL
    assert written(root).keys() == {"digest.yaml"}
    assert end(start(root))[0] == 0
    assert sum("entries" in path for path in written(root)) == 2


def test_c02_second_run_within_the_interval_writes_zero_bytes(world):
    world.follow(FEED)
    world.plain["/feed"] = rss("one", "two")
    world.run()
    everything = [path for path in world.root.rglob("*") if ".cache" not in path.parts]
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in everything}
    world.run(NOW + timedelta(minutes=59))
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in before}
    assert after == before
    assert [path for path in world.root.rglob("*") if ".cache" not in path.parts] == everything


@pytest.mark.parametrize("lost", [(), ("content/state",), ("content/seen",), ("content/state", "content/seen")])
def test_c03_renamed_and_moved_entries_are_known(world, lost):
    world.follow(FEED)
    world.plain["/feed"] = rss("one", "two")
    made = world.run().entries
    mine = world.root / "content/entries/elsewhere/deep/mine.md"
    mine.parent.mkdir(parents=True)
    (world.root / made[0].path).rename(mine)
    (world.root / made[1].path).rename(world.root / "content/entries/2026-W47/zwei.md")
    before = world.tree("content/entries")
    lose(world.root, *lost)
    assert world.run(NOW + 7 * HOUR).entries == ()
    assert world.tree("content/entries") == before


@pytest.mark.parametrize("lost", [(), ("content/state",)])
def test_c04_deleted_and_skipped_ones_stay_away(world, lost):
    world.follow(FEED)
    world.plain["/feed"] = rss("one", "two")
    made = world.run().entries
    (world.root / made[0].path).unlink()
    place = world.root / made[1].path
    place.write_text(place.read_text().replace("status: new", "status: skip"))
    before = world.kept()
    lose(world.root, *lost)
    again = world.run(NOW + 7 * HOUR)
    assert (again.fetched, again.entries, again.seen) == (1, (), ())
    assert world.kept() == before


def test_c05_edited_file_is_never_touched(world):
    world.follow(FEED)
    changed = rss("one").body.replace(b"Title one", b"A better title").replace(b"Words", b"Other words")
    world.plain["/feed"] = [rss("one"), Answer(body=changed)]
    (made,) = world.run().entries
    place = world.root / made.path
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n") + b"My own sentence.  \r\n")
    before, moment = place.read_bytes(), place.stat().st_mtime_ns
    again = world.run(NOW + 7 * HOUR)
    assert [row.fate for row in again.seen] == [f"title {made.id}"]
    assert (place.read_bytes(), place.stat().st_mtime_ns) == (before, moment)


@pytest.mark.parametrize(
    "answer",
    [
        rss(),
        Answer(body=b""),
        Answer(body=rss("one", "two").body[:-60]),
        Answer(body=rss("one").body, length=9999),
        Answer(status=500, body=rss("one").body),
        Answer(status=206, body=rss("one").body),
        Answer(body=b"<html><title>Sorry</title>"),
        Answer(body=b'{"version": "https://jsonfeed.org/version/1", "items": ['),
    ],
    ids=["no-items", "empty", "cut", "cut-on-the-way", "500", "206", "page", "cut-json"],
)
def test_c06_empty_cut_or_failed_feed_adds_no_entry_and_no_line(world, answer):
    world.follow(FEED)
    world.plain["/feed"] = [rss("known"), answer]
    world.run()
    before = world.kept()
    world.run(NOW + 7 * HOUR)
    assert world.kept() == before


def full_by_limit(root, stack):
    """No file may be longer than a hundred bytes: what a full disk does to a write, on any machine."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (100, 100)), lambda: None


def full_by_size(root, stack):
    """A disk of 96 kB, which root may make."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(root)]
    subprocess.run(mount, check=True, capture_output=True)
    stack.callback(subprocess.run, ["umount", "-l", str(root)], check=True)
    return None, partial(subprocess.run, ["mount", "-o", "remount,size=8m", str(root)], check=True)


def can_mount():
    test = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    with suppress(OSError):
        return os.geteuid() == 0 and subprocess.run(test, check=False, capture_output=True).returncode == 0
    return False


@pytest.mark.parametrize("filled", [full_by_limit, *([full_by_size] if can_mount() else [])])
def test_c07_full_disk_is_a_clear_error_and_leaves_nothing_half_written(tmp_path, web, filled):
    web["/a"] = rss(*(f"{name}-{'long' * 10}" for name in NAMES))
    whole = private(tmp_path / "whole", web, "a")
    assert end(start(whole))[0] == 0
    (tmp_path / "full").mkdir()
    with ExitStack() as stack:
        limit, relieve = filled(tmp_path / "full", stack)
        root = private(tmp_path / "full", web, "a")
        status, err = end(start(root, preexec_fn=limit))
        assert status == 1, err
        assert "FILE004" in err
        assert "Traceback" not in err
        assert written(root).items() <= written(whole).items()
        relieve()
        assert end(start(root))[0] == 0
        assert written(root) == written(whole)


def test_c07_without_room_for_temporary_files_it_is_a_clear_error(tmp_path, web):
    web["/a"] = Answer(body=rss("one").body.replace(b"Title one", b"La r\xc3\xa9alisatrice a sign\xc3\xa9 hier soir"))
    root = private(tmp_path, web, "a", language="null")
    status, err = end(start(root, preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (100, 100))))
    assert (status, "make room in the folder for temporary files" in err) == (1, True), err
    assert written(root).keys() == {"digest.yaml"}


def without_rights():
    """Root obeys the rights of files only without this capability."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


@pytest.mark.parametrize("folder", ["content", "content/entries", "content/seen", ".cache"])
def test_c07_folder_that_may_not_be_written_is_a_clear_error_and_nothing_is_half_written(tmp_path, web, folder):
    web["/a"] = rss("one", "two")
    whole = private(tmp_path / "whole", web, "a")
    assert end(start(whole))[0] == 0
    root = private(tmp_path / "closed", web, "a")
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder).chmod(0o555)
    status, err = end(start(root, preexec_fn=without_rights))
    assert status == 1, err
    assert "give yourself the right to write there" in err
    assert written(root).items() <= written(whole).items()
    (root / folder).chmod(0o755)
    assert end(start(root))[0] == 0
    assert written(root) == written(whole)


GARBAGE = {
    "lost": None,
    "empty": b"",
    "binary": b"\xff\x00\xfe",
    "markers": b'<<<<<<< ours\n{"etag": "a"}\n=======\n{"etag": "b"}\n>>>>>>> theirs\n',
    "other": b'{"etag": ["x"], "next_poll": 7}',
    "deep": b"[" * 100_000,
    "ages": b'{"feed": "http://news.example/feed", "next_poll": "9999-01-01T00:00:00+00:00"}',
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_c08_state_that_is_lost_or_damaged_means_polled_anew_and_nothing_twice(world, garbage):
    world.follow(FEED)
    world.plain["/feed"] = rss("one", "two", headers=(("ETag", '"1"'),))
    world.run()
    before = world.kept()
    lose(world.root, "content/state")
    if garbage is not None:
        write(world.root, {"content/state/a.json": garbage})
    again = world.run(NOW + timedelta(minutes=1))
    assert (again.fetched, again.entries, again.seen) == (1, (), ())
    assert world.plain.requests[-1].header("If-None-Match") is None
    assert world.kept() == before


def test_c09_clock_that_went_back_neither_silences_a_feed_nor_writes_twice(world):
    world.follow(FEED)
    world.plain["/feed"] = [rss("one"), rss("one", "two", day="Mon, 03 Mar 2025 09:00:00 GMT")]
    world.run()
    past = NOW - timedelta(days=620)
    again = world.run(past)
    assert (again.fetched, len(again.entries)) == (1, 1)
    assert world.run(past + timedelta(minutes=30)).not_due == 1
    assert world.run(NOW + HOUR).entries == ()


def test_c09_quiet_that_was_asked_for_in_the_future_is_forgotten_with_it(world):
    world.follow(FEED)
    world.plain["/feed"] = [Answer(status=429, headers=(("Retry-After", "36000"),)), rss("one")]
    world.run()
    assert world.run(NOW - timedelta(days=30)).fetched == 1


def test_c10_second_run_at_once_is_refused_and_the_first_goes_on(tmp_path, web):
    asked, gate = threading.Event(), threading.Event()

    def held(request):
        asked.set()
        gate.wait(30)
        return rss("one")

    web["/a"] = held
    root = private(tmp_path, web, "a")
    first = start(root)
    assert asked.wait(30)
    status, err = end(start(root))
    gate.set()
    assert (status, "another digest command is writing" in err) == (2, True)
    assert len(web.requests) == 1
    assert end(first)[0] == 0
    assert sum("entries" in path for path in written(root)) == 1


def test_c10_two_clones_that_collected_apart_merge_without_conflict_and_without_an_item_twice(tmp_path, web):
    attributes = (REPOSITORY / "templates/init/gitattributes").read_text("utf-8")
    origin = private(tmp_path / "laptop", web, "a", "b", **{".gitattributes": attributes})
    commit_all(origin, "Begin")
    git(tmp_path, "clone", "-q", str(origin), "server")
    server = tmp_path / "server"
    tag = (("ETag", '"1"'),)
    web["/a"], web["/b"] = rss("one", "two", headers=tag), rss("three", "one")
    assert end(start(origin))[0] == 0
    web["/a"], web["/b"] = rss("zero", "one", "two"), rss("three", "one", "four", headers=tag)
    assert end(start(server))[0] == 0
    for clone in (origin, server):
        commit_all(clone, "Collect")
    git(origin, "pull", "-q", "--no-rebase", "--no-edit", str(server), git(server, "branch", "--show-current").strip())
    assert git(origin, "status", "--porcelain") == ""
    ids = [line for data in entries(origin).values() for line in data.decode().splitlines() if line.startswith("id: ")]
    assert (len(ids), len(set(ids))) == (5, 5)
    before = {path: data for path, data in written(origin).items() if "/state/" not in path}
    assert end(start(origin))[0] == 0
    assert {path: data for path, data in written(origin).items() if "/state/" not in path} == before
    check = subprocess.run([*DIGEST, "-C", str(origin), "check"], capture_output=True, text=True, check=False)
    assert "ID0" not in check.stderr


@pytest.mark.parametrize("group", [False, True], ids=["process", "terminal"])
def test_c11_ctrl_c_ends_a_run_at_once_and_leaves_nothing_half_written(tmp_path, web, group):
    asked, gate = threading.Event(), threading.Event()

    def held(request):
        asked.set()
        gate.wait(30)
        return rss("two")

    web["/a"], web["/b"] = rss("one"), held
    root = private(tmp_path, web, "a", "b")
    process = start(root, start_new_session=True)
    assert asked.wait(30)
    (os.killpg if group else os.kill)(process.pid, signal.SIGINT)
    status, err = end(process)
    gate.set()
    assert (status, err.strip()) == (130, "interrupted; nothing is half-written")
    assert written(root).keys() == {"digest.yaml"}
    assert end(start(root))[0] == 0
    assert len(entries(root)) == 2


def entries(root):
    return {path: data for path, data in tree(root).items() if path.startswith("content/entries/")}


def lose(root, *folders):
    for folder in folders:
        for path in (root / folder).rglob("*"):
            if path.is_file():
                path.unlink()
