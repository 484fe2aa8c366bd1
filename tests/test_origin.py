"""A new publication installs exactly the program that made it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.cli import origin
from tests.commands import commit_all, git


@pytest.fixture
def record(monkeypatch):
    def of(text: str | None) -> str:
        class Installed:
            def read_text(self, name: str) -> str | None:
                return text if name == "direct_url.json" else None

        monkeypatch.setattr(origin, "distribution", lambda name: Installed())
        return origin.requirement()

    return of


def test_a_program_installed_from_a_repository_names_its_commit(record):
    text = json.dumps({"url": "https://github.com/a/b", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}})
    assert record(text) == "slatepress @ git+https://github.com/a/b@c0ffee"


def checkout(folder: Path, address: str) -> str:
    """A repository with that origin and one commit, whose hash it returns."""
    commit_all(folder)
    git(folder, "remote", "add", "origin", address)
    return git(folder, "rev-parse", "HEAD").strip()


ADDRESSES = [
    "https://github.com/a/b.git",
    "git@github.com:a/b.git",
    "ssh://git@github.com/a/b.git",
    "https://x-access-token:secret@github.com/a/b.git",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_program_installed_from_a_checkout_names_its_origin_and_commit_and_no_secret(record, tmp_path, address):
    commit = checkout(tmp_path, address)
    assert record(json.dumps({"url": tmp_path.as_uri()})) == f"slatepress @ git+https://github.com/a/b.git@{commit}"


def test_a_commit_that_was_not_pushed_is_not_named_since_no_other_machine_can_install_it(record, tmp_path):
    text = json.dumps({"url": tmp_path.as_uri()})
    checkout(tmp_path, "https://github.com/a/b.git")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert origin.is_known(record(text))
    (tmp_path / "mine.txt").write_text("a change of my own", encoding="utf-8")
    commit_all(tmp_path)
    assert not origin.is_known(record(text))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_program_that_pip_cloned_from_this_machine_names_where_that_came_from(record, tmp_path, address):
    checkout(tmp_path, address)
    text = json.dumps({"url": tmp_path.as_uri(), "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}})
    assert record(text) == "slatepress @ git+https://github.com/a/b.git@c0ffee"


def test_an_address_that_this_machine_s_git_rewrites_is_named_as_others_can_reach_it(record, tmp_path):
    commit = checkout(tmp_path, "https://github.com/a/b")
    git(tmp_path, "config", "url.file:///srv/.insteadOf", "https://github.com/")
    assert record(json.dumps({"url": tmp_path.as_uri()})) == f"slatepress @ git+https://github.com/a/b@{commit}"
    git(tmp_path, "remote", "set-url", "origin", "mine:a/b")
    git(tmp_path, "config", "url.https://github.com/.insteadOf", "mine:")
    assert record(json.dumps({"url": tmp_path.as_uri()})) == f"slatepress @ git+https://github.com/a/b@{commit}"


@pytest.mark.parametrize("address", ["../elsewhere", "file:///srv/b.git", "http://intranet/b.git"])
def test_a_program_whose_origin_others_cannot_reach_is_of_unknown_origin(record, tmp_path, address):
    checkout(tmp_path, address)
    text = json.dumps({"url": tmp_path.as_uri(), "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}})
    assert not origin.is_known(record(text))
    assert not origin.is_known(record(json.dumps({"url": tmp_path.as_uri()})))


@pytest.mark.parametrize("text", [None, "{", "[]", '{"url": "file:///nowhere"}'])
def test_a_program_of_unknown_origin_says_that_something_is_to_be_filled_in(record, text):
    assert not origin.is_known(record(text))
