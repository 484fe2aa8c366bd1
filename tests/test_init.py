"""`digest init` as it is run: what it makes builds at once, and it never touches what is there."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.errors import UsageError
from tests.commands import git

NOW = "2026-11-22T12:00:00+01:00"
IDENTITY = os.environ | {
    f"GIT_{role}_{what}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


def typed(keys: bytes, folder, *words) -> str:
    """What a person sees who types these keys at a terminal."""
    person, terminal = os.openpty()
    command = [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(folder), "--now", NOW, *words]
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        # The end of input last, so that a question too many is not waited for.
        os.write(person, keys + b"\x04")
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


def test_it_says_what_to_do_next_with_commands_to_paste_and_the_switch_with_its_full_address(tmp_path):
    told = run(tmp_path, "init", "weekly", "--base-url", "jane/weekly").stderr
    lines = [line.strip() for line in told.splitlines()]
    assert lines.index("cd weekly") < lines.index("git add .") < lines.index("git push --set-upstream origin main")
    assert "git remote add origin https://github.com/jane/weekly.git" in lines
    assert "Once:  https://github.com/jane/weekly/settings/pages" in lines
    assert "First: an empty repository, at https://github.com/new?name=weekly" in lines
    assert "\x1b" not in told


def test_the_commands_it_says_put_the_new_publication_on_the_branch_of_the_workflow(tmp_path):
    told = run(tmp_path, "init", "Ciné d'été", "--base-url", "jane/weekly").stderr
    lines = [line.strip().partition("   ")[0] for line in told.splitlines()]
    commands = [line for line in lines if line.startswith(("cd ", "git ")) and "remote" not in line]
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "bare.git")], check=True)
    commands.insert(-1, "git remote add origin ../bare.git")
    subprocess.run(["bash", "-ec", "\n".join(commands)], cwd=tmp_path, env=IDENTITY, check=True, capture_output=True)
    held = git(tmp_path / "bare.git", "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {"digest.yaml", ".github/workflows/publish.yml", "build/.gitignore"} <= set(held)
    assert not [path for path in held if path.startswith((".cache", "build/index"))]


def test_in_a_clone_it_takes_the_address_from_the_remote_and_says_only_what_is_missing(tmp_path):
    git(tmp_path, "init", "-q", "--initial-branch", "master")
    git(tmp_path, "remote", "add", "origin", "git@github.com:jane/weekly.git")
    told = run(tmp_path, "init", "--title", "W").stderr
    settings = (tmp_path / "digest.yaml").read_text(encoding="utf-8")
    assert "base_url: https://jane.github.io/weekly/\n" in settings
    assert "repository: https://github.com/jane/weekly\n" in settings
    assert "git branch --move main" in told
    assert "git init" not in told
    assert "git remote" not in told


def test_in_a_clone_the_switch_is_named_also_for_a_site_with_its_own_domain(tmp_path):
    git(tmp_path, "init", "-q", "--initial-branch", "main")
    git(tmp_path, "remote", "add", "origin", "git@github.com:jane/weekly.git")
    told = run(tmp_path, "init", "--base-url", "https://weekly.jane.org/").stderr
    page = "https://github.com/jane/weekly/settings/pages"
    assert f"Once:  {page}\n" in told
    assert page in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "OWNER/REPOSITORY in README.md" not in told
    assert "repository: https://github.com/jane/weekly\n" in (tmp_path / "digest.yaml").read_text(encoding="utf-8")


def test_the_address_of_a_repository_elsewhere_than_on_github_is_not_taken_for_that_of_its_site(tmp_path):
    git(tmp_path, "init", "-q", "--initial-branch", "main")
    git(tmp_path, "remote", "add", "origin", "https://codeberg.org/jane/weekly.git")
    assert "stands for an address that you did not say" in run(tmp_path, "init").stderr
    assert "codeberg.org" not in (tmp_path / "digest.yaml").read_text(encoding="utf-8")


def test_a_repository_that_cannot_be_known_is_named_as_something_to_fill_in(tmp_path):
    told = run(tmp_path, "init", "weekly", "--base-url", "https://weekly.jane.org/").stderr
    assert "Fill in OWNER/REPOSITORY in README.md" in told
    assert "OWNER/REPOSITORY" in (tmp_path / "weekly/README.md").read_text(encoding="utf-8")


def test_inside_another_repository_it_says_that_no_workflow_would_run(tmp_path):
    git(tmp_path, "init", "-q")
    assert f"{tmp_path} is a repository" in run(tmp_path, "init", "weekly").stderr


def test_an_address_that_nobody_said_is_named_as_something_to_fill_in(tmp_path):
    assert "stands for an address that you did not say" in run(tmp_path, "init", "weekly").stderr
    assert "you did not say" not in run(tmp_path, "init", "other", "--base-url", "jane/other").stderr


@pytest.mark.parametrize("name", ["Ciné d’été 2026", "a b", "-x-", "$HOME", "été"])
def test_any_name_of_a_folder_will_do(tmp_path, name):
    assert run(tmp_path, "init", "--", name).exit_code == 0
    assert run(tmp_path / name, "check").exit_code == 0


def test_flags_say_what_it_would_ask(tmp_path):
    words = ("--title", "Le Film : chaque semaine", "--base-url", "https://a.example/x", "--language", "fr")
    assert run(tmp_path, "init", *words).exit_code == 0
    settings = (tmp_path / "digest.yaml").read_text(encoding="utf-8")
    assert "title: 'Le Film : chaque semaine'\n" in settings
    assert "base_url: https://a.example/x/\n" in settings
    assert "id: tag:a.example,2026-11-22:x\n" in settings
    assert "À propos" in (tmp_path / "content/pages/about.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_said_to_the_editor_is_never_shown_to_readers(tmp_path, language):
    run(tmp_path, "init", "weekly", "--language", language)
    run(tmp_path / "weekly", "build", "--drafts")
    site = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "weekly/build").rglob("*.html"))
    assert "Dites ici" not in site
    assert "Say here" not in site
    assert "content/" not in site


def test_a_french_publication_builds_and_breaks_no_rule(tmp_path):
    assert run(tmp_path, "init", "cine", "--language", "fr", "--timezone", "Europe/Paris").exit_code == 0
    assert "timezone: Europe/Paris\n" in (tmp_path / "cine/digest.yaml").read_text(encoding="utf-8")
    assert run(tmp_path / "cine", "build").exit_code == 0
    assert run(tmp_path / "cine", "check").stderr.startswith("no problems")


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--base-url", "htps://jane.github.io/w/", "did you mean https://jane.github.io/w/ ?"),
        ("--base-url", "https://jane.gihub.io/w/", "did you mean https://jane.github.io/w/ ?"),
        ("--timezone", "paris", "did you mean Europe/Paris ?"),
        ("--timezone", "Nowhere", "write an IANA name"),
        ("--title", " ", "needs a title"),
    ],
)
def test_a_slip_in_an_option_is_wrong_usage_with_what_was_meant_and_makes_nothing(tmp_path, option, value, hint):
    result = run(tmp_path, "init", "weekly", option, value)
    assert isinstance(result.exception, UsageError)
    assert hint in str(result.exception)
    assert not (tmp_path / "weekly").exists()


def test_a_publication_that_is_there_is_named_as_one(tmp_path):
    run(tmp_path, "init")
    assert "a publication lives there already" in str(run(tmp_path, "init").exception)


@pytest.mark.parametrize("name", ["notes.txt", ".env", ".github/x.yml"])
def test_a_folder_that_holds_anything_is_refused_and_left_as_it_was(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    result = run(tmp_path, "init")
    assert isinstance(result.exception, UsageError)
    assert name.partition("/")[0] in str(result.exception)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name.rpartition("/")[2]]


@pytest.mark.parametrize("name", [".git", ".venv"])
def test_a_repository_without_a_file_and_where_the_program_lives_are_empty_enough(tmp_path, name):
    (tmp_path / name).mkdir()
    assert run(tmp_path, "init").exit_code == 0


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "weekly").write_text("mine")
    assert isinstance(run(tmp_path, "init", "weekly").exception, UsageError)


def test_an_address_that_is_none_is_wrong_usage_and_makes_nothing(tmp_path):
    result = run(tmp_path, "init", "weekly", "--base-url", "nonsense")
    assert isinstance(result.exception, UsageError)
    assert not (tmp_path / "weekly").exists()


def test_on_a_terminal_it_asks_four_questions_each_again_until_the_answer_will_do(tmp_path):
    keys = b"My : title\nde\nfr\nhttps://a.gihub.io/x\nhttps://a.github.io/x\nJane\n"
    told = typed(keys, tmp_path, "init", "weekly")
    assert told.count("Title [") == told.count("Who signs the letters [") == 1
    assert told.count("Address of the site") == told.count("Language, en or fr") == 2
    assert "did you mean https://a.github.io/x/ ?" in told
    settings = (tmp_path / "weekly/digest.yaml").read_text(encoding="utf-8")
    assert "title: 'My : title'\n" in settings
    assert "base_url: https://a.github.io/x/\n" in settings
    assert "language: fr\n" in settings
    assert "  - Jane\n" in settings


def test_with_yes_a_terminal_is_asked_nothing(tmp_path):
    assert "[" not in typed(b"", tmp_path, "--color", "never", "init", "weekly", "--yes").partition("\n")[0]
