"""`digest init` as it is run: what it makes builds at once, and it never touches what is there."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest
from click.testing import CliRunner

from digest.cli import cli, origin
from digest.errors import UsageError

NOW = "2026-11-22T12:00:00+01:00"


def typed(keys: bytes, folder, *words) -> str:
    """What a person sees who types these keys at a terminal."""
    person, terminal = os.openpty()
    command = [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(folder), "--now", NOW, *words]
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        os.write(person, keys)
        seen = b""
        # The last to close a terminal on Linux ends our reading with an error.
        with suppress(OSError):
            while piece := os.read(person, 4096):
                seen += piece
    os.close(person)
    assert process.returncode == 0
    return seen.decode()


def run(folder, *words):
    return CliRunner().invoke(cli, ["-C", str(folder), "--now", NOW, *words])


def test_what_it_makes_builds_at_once_and_the_second_build_writes_nothing(tmp_path):
    assert run(tmp_path, "init", "weekly").exit_code == 0
    assert run(tmp_path / "weekly", "build").exit_code == 0
    assert "Weekly" in (tmp_path / "weekly/build/index.html").read_text(encoding="utf-8")
    assert "0 files written" in run(tmp_path / "weekly", "build").stderr
    assert run(tmp_path / "weekly", "check").stderr.startswith("no problems")


def test_it_says_what_to_do_next_in_four_lines_and_names_the_one_switch(tmp_path):
    lines = run(tmp_path, "init", "weekly").stderr.splitlines()
    assert len(lines) == 4 or origin.UNKNOWN in lines[4]
    assert "cd weekly && digest build" in lines[1]
    assert "Settings > Pages > Source: GitHub Actions" in lines[3]


def test_flags_say_what_it_would_ask(tmp_path):
    words = ("--title", "Le Film : chaque semaine", "--base-url", "https://a.example/x", "--language", "fr")
    assert run(tmp_path, "init", *words).exit_code == 0
    settings = (tmp_path / "digest.yaml").read_text(encoding="utf-8")
    assert "title: 'Le Film : chaque semaine'\n" in settings
    assert "base_url: https://a.example/x/\n" in settings
    assert "id: tag:a.example,2026-11-22:x\n" in settings
    assert "À propos" in (tmp_path / "content/pages/about.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["notes.txt", ".env", ".github/x.yml"])
def test_a_folder_that_holds_anything_is_refused_and_left_as_it_was(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    result = run(tmp_path, "init")
    assert isinstance(result.exception, UsageError)
    assert name.partition("/")[0] in str(result.exception)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name.rpartition("/")[2]]


def test_a_repository_without_a_file_is_empty_enough(tmp_path):
    (tmp_path / ".git").mkdir()
    assert run(tmp_path, "init").exit_code == 0


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "weekly").write_text("mine")
    assert isinstance(run(tmp_path, "init", "weekly").exception, UsageError)


def test_an_address_that_is_none_is_wrong_usage_and_makes_nothing(tmp_path):
    result = run(tmp_path, "init", "weekly", "--base-url", "nonsense")
    assert isinstance(result.exception, UsageError)
    assert not (tmp_path / "weekly").exists()


def test_on_a_terminal_it_asks_again_until_the_answer_will_do(tmp_path):
    keys = b"My : title\nnonsense\nhttps://a.example/x\nde\nfr\n"
    told = typed(keys, tmp_path, "init", "weekly")
    assert told.count("Address of the site") == told.count("Language, en or fr") == 2
    settings = (tmp_path / "weekly/digest.yaml").read_text(encoding="utf-8")
    assert "title: 'My : title'\n" in settings
    assert "base_url: https://a.example/x/\n" in settings
    assert "language: fr\n" in settings
