"""A new publication installs exactly the program that made it."""

from __future__ import annotations

import json
import subprocess

import pytest

from digest.cli import origin


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


@pytest.mark.parametrize("address", ["https://github.com/a/b.git", "git@github.com:a/b.git"])
def test_a_program_installed_from_a_checkout_names_its_origin_and_commit(record, tmp_path, address):
    for words in (["init", "-q"], ["remote", "add", "origin", address], ["commit", "-q", "--allow-empty", "-m", "x"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *identity, *words], check=True)
    commit = subprocess.run(
        ["git", "-C", str(tmp_path), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    assert record(json.dumps({"url": tmp_path.as_uri()})) == f"slatepress @ git+https://github.com/a/b.git@{commit}"


@pytest.mark.parametrize("text", [None, "{", "[]", '{"url": "file:///nowhere"}'])
def test_a_program_of_unknown_origin_says_that_something_is_to_be_filled_in(record, text):
    assert not origin.is_known(record(text))
