"""The writer of a built site: nothing but what changed, nothing that is not ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from digest.content.tree import MANIFEST, STAGING
from digest.errors import DigestError, UsageError
from tests.commands import REPOSITORY
from tests.trees import write_tree


def tree(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_folder_holds_what_was_given_and_the_manifest_says_so(tmp_path):
    files = {"index.html": b"a", "issues/2026-W47/index.html": b"b"}
    changes = write_tree(tmp_path / "build", files)
    assert changes.written == ("index.html", "issues/2026-W47/index.html")
    assert tree(tmp_path / "build") == files
    assert list(json.loads((tmp_path / "build" / MANIFEST).read_text())["files"]) == sorted(files)


def test_a_file_that_did_not_change_is_not_touched(tmp_path):
    write_tree(tmp_path, {"a": b"1", "b": b"2"})
    before = {name: os.stat(tmp_path / name) for name in ("a", "b", MANIFEST)}
    changes = write_tree(tmp_path, {"a": b"1", "b": b"2"})
    assert (changes.written, changes.unchanged, changes.removed) == ((), ("a", "b"), ())
    after = {name: os.stat(tmp_path / name) for name in ("a", "b", MANIFEST)}
    assert [(s.st_mtime_ns, s.st_ino) for s in before.values()] == [(s.st_mtime_ns, s.st_ino) for s in after.values()]


def test_a_file_that_was_edited_with_its_time_and_size_kept_is_written_again(tmp_path):
    write_tree(tmp_path, {"a": b"1"})
    times = os.stat(tmp_path / "a")
    (tmp_path / "a").write_bytes(b"2")
    os.utime(tmp_path / "a", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert write_tree(tmp_path, {"a": b"1"}).written == ("a",)


def test_what_is_no_longer_produced_goes_with_its_empty_folder(tmp_path):
    write_tree(tmp_path, {"a": b"1", "tags/law/index.html": b"2"})
    assert write_tree(tmp_path, {"a": b"1"}).removed == ("tags/law/index.html",)
    assert not (tmp_path / "tags").exists()


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path):
    write_tree(tmp_path, {"a": b"1", "b/c": b"2"})
    write_tree(tmp_path, {"a/index.html": b"1", "b": b"2"})
    assert tree(tmp_path) == {"a/index.html": b"1", "b": b"2"}


def test_what_was_never_ours_stays(tmp_path):
    (tmp_path / ".gitignore").write_bytes(b"*\n")
    write_tree(tmp_path, {"a": b"1"})
    (tmp_path / "mine.txt").write_bytes(b"mine")
    write_tree(tmp_path, {"b": b"1"})
    assert tree(tmp_path) == {".gitignore": b"*\n", "b": b"1", "mine.txt": b"mine"}


def test_a_foreign_folder_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "thesis.tex").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"thesis\.tex"):
        write_tree(tmp_path, {"index.html": b"a"})
    assert tree(tmp_path) == {"thesis.tex": b"x"}


def test_a_file_of_somebody_else_is_not_written_over(tmp_path):
    write_tree(tmp_path, {"a": b"1"})
    (tmp_path / "b").write_bytes(b"mine")
    with pytest.raises(DigestError) as caught:
        write_tree(tmp_path, {"a": b"2", "b": b"2"})
    assert caught.value.problems[0].code == "OUT002"
    assert tree(tmp_path) == {"a": b"1", "b": b"mine"}


def test_a_link_is_not_written_through(tmp_path):
    target = tmp_path / "target"
    target.write_bytes(b"safe")
    folder = tmp_path / "build"
    write_tree(folder, {"a": b"1"})
    (folder / "a").unlink()
    (folder / "a").symlink_to(target)
    write_tree(folder, {"a": b"2"})
    assert (target.read_bytes(), (folder / "a").read_bytes(), (folder / "a").is_symlink()) == (b"safe", b"2", False)


@pytest.mark.parametrize("garbage", ["", "{", '{"files": []}', '{"files": {"../../etc/passwd": "x"}}', "<<<<<<< HEAD"])
def test_a_broken_manifest_removes_nothing(tmp_path, garbage):
    (tmp_path / "build").mkdir()
    (tmp_path / "etc").mkdir()
    (tmp_path / "build" / "old.html").write_bytes(b"x")
    (tmp_path / "build" / MANIFEST).write_text(garbage)
    write_tree(tmp_path / "build", {"a": b"1"})
    assert tree(tmp_path / "build") == {"a": b"1", "old.html": b"x"}


def test_the_leftovers_of_a_killed_build_go(tmp_path):
    write_tree(tmp_path, {"a": b"1"})
    (tmp_path / STAGING / "x").mkdir(parents=True)
    (tmp_path / STAGING / "x" / "y").write_bytes(b"half")
    write_tree(tmp_path, {"a": b"2"})
    assert tree(tmp_path) == {"a": b"2"}


def test_a_folder_that_was_emptied_by_hand_goes_and_a_file_takes_its_place(tmp_path):
    write_tree(tmp_path, {"assets/foo/bar.css": b"1", "tags/film/index.html": b"2"})
    (tmp_path / "assets/foo/bar.css").unlink()
    (tmp_path / "tags/film/index.html").unlink()
    write_tree(tmp_path, {"assets/foo": b"3"})
    assert tree(tmp_path) == {"assets/foo": b"3"}
    assert not (tmp_path / "tags").exists()


@pytest.mark.parametrize("is_link", [True, False])
def test_what_is_no_folder_and_has_the_name_of_ours_is_told(tmp_path, is_link):
    folder, elsewhere = tmp_path / "build", tmp_path / "elsewhere"
    write_tree(folder, {"a": b"1"})
    elsewhere.mkdir()
    (folder / STAGING).rmdir() if (folder / STAGING).exists() else None
    (folder / STAGING).symlink_to(elsewhere) if is_link else (folder / STAGING).write_text("mine")
    with pytest.raises(UsageError, match=STAGING):
        write_tree(folder, {"a": b"2"})
    assert (folder / "a").read_bytes() == b"1"
    assert not list(elsewhere.iterdir())


def test_a_build_killed_between_two_files_is_mended_by_the_next(tmp_path, monkeypatch):
    """The process stops before each rename in turn; the next build makes the tree right and nothing stale stays."""
    first = {f"{number}": b"1" for number in range(4)}
    second = {f"new-{number}/x": b"2" for number in range(4)}
    third = {"3": b"3"}
    for stop in range(6):
        folder = tmp_path / str(stop)
        write_tree(folder, first)
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", _dying_after(stop))
            with pytest.raises(KeyboardInterrupt):
                write_tree(folder, second)
        write_tree(folder, third)
        assert tree(folder) == third


def test_a_first_build_that_was_killed_is_followed_by_a_second(tmp_path, monkeypatch):
    for stop in range(3):
        folder = tmp_path / str(stop)
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", _dying_after(stop))
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)
            with pytest.raises(KeyboardInterrupt):
                write_tree(folder, {"a": b"1", "b": b"2"})
        write_tree(folder, {"a": b"1"})
        assert tree(folder) == {"a": b"1"}


def _dying_after(calls: int):
    real, left = os.replace, iter(range(calls))

    def replace(*arguments):
        if next(left, None) is None:
            raise KeyboardInterrupt
        real(*arguments)

    return replace


def test_a_disk_that_is_full_leaves_the_old_site_and_no_leftovers(tmp_path):
    """A limit on the size of a file stands in for a full disk."""
    write_tree(tmp_path, {"a": b"1"})
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom tests.trees import write_tree\n"
        "from digest.errors import DigestError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_tree(Path(sys.argv[1]), {'a': b'2', 'b': b'x' * 5000})\n"
        "except DigestError as error:\n    print(error.problems[0].code)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "FILE004"
    assert tree(tmp_path) == {"a": b"1"}
    assert not (tmp_path / STAGING).exists()


def test_all_files_are_written_again_when_asked(tmp_path):
    write_tree(tmp_path, {"a": b"1"})
    assert write_tree(tmp_path, {"a": b"1"}, clean=True).written == ("a",)


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        ({}, "b/mine", {"b": b"2"}),
        ({"b": b"1"}, "b/mine", {"b": b"2"}),
        ({"b/c": b"1"}, "b/mine", {"b": b"2"}),
        ({}, "b/", {"b": b"2"}),
        ({"b/c": b"1"}, "b/d/", {"b": b"2"}),
        ({}, "b", {"b/c": b"2"}),
        ({"b/c": b"1"}, "b", {"b/c": b"2"}),
        ({}, "b", {"b/c/d": b"2"}),
    ],
)
def test_what_others_put_where_ours_goes_is_refused_before_anything_changes(tmp_path, ours, theirs, wanted):
    write_tree(tmp_path, {"a": b"1", **ours})
    place = tmp_path / theirs
    if (tmp_path / "b").is_file() or "/" not in theirs:
        shutil.rmtree(tmp_path / "b", ignore_errors=True)
        (tmp_path / "b").unlink(missing_ok=True)
    if theirs.endswith("/"):
        place.mkdir(parents=True)
    else:
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"mine")
    before = tree(tmp_path)
    with pytest.raises(DigestError, match="OUT002"):
        write_tree(tmp_path, {"a": b"2", **wanted})
    assert tree(tmp_path) == before
    assert place.exists()
