"""What a shell is offered: by the real shells, as far as they are here, and by the words they hand over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import SETTINGS, entry_file, write
from tests.commands import digest
from tests.repositories import program

FILES = {
    "digest.yaml": SETTINGS,
    "content/feeds.yaml": "- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}\n",
    "content/issues/2026-W46.md": "---\ntitle: Sora, again\nstatus: published\n---\n",
    "content/issues/2026-W47.md": "---\nstatus: draft\n---\n",
    "content/entries/2026-W47/sora-arrives.md": entry_file(),
    "content/entries/2026-W47/veo.md": entry_file("Veo", "https://news.example/veo"),
}


@pytest.fixture
def root(tmp_path):
    return write(tmp_path / "weekly", FILES)


@pytest.fixture
def path(tmp_path) -> str:
    """PATH with the command in it, as it is after an installation."""
    words = f'#!/bin/sh\nexec {sys.executable} -c "from digest.cli import main; main()" "$@"\n'
    return f"{program(tmp_path / 'bin' / 'digest', words)}{os.pathsep}{os.environ['PATH']}"


def offered(root: Path, *words: str) -> list[str]:
    """What the command answers to a shell that asks about the last of the words."""
    line = " ".join(["digest", *words])
    asked = {"_DIGEST_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words))}
    command = [sys.executable, "-c", "from digest.cli import main; main()"]
    done = subprocess.run(command, cwd=root, env={**os.environ, **asked}, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [row.partition(",")[2] for row in done.stdout.splitlines() if row]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["dep"], ["deploy"]),
        (["deploy", "--dr"], ["--dry-run"]),
        (["issue", "pub"], ["publish"]),
        (["issue", "publish", ""], ["2026-W47", "2026-W46"]),
        (["check", "2026-W46"], ["2026-W46"]),
        (["keep", "so"], ["sora-arrives"]),
        (["keep", "veo", "--section", ""], ["tools", "law"]),
        (["fetch", "--feed", "v"], ["variety"]),
        (["list", "--status", "k"], ["keep"]),
        (["keep", "nothing-like-it"], []),
    ],
)
def test_commands_options_and_names_are_offered(root, words, names):
    assert offered(root, *words) == names


def test_names_are_those_of_the_folder_that_c_names(root, tmp_path):
    assert offered(tmp_path, "-C", str(root), "keep", "v") == ["veo"]


@pytest.mark.parametrize("text", [None, "title: [broken\n"])
def test_where_nothing_can_be_read_nothing_is_offered_and_nothing_complained_of(root, text):
    (root / "digest.yaml").unlink() if text is None else (root / "digest.yaml").write_text(text)
    assert offered(root, "fetch", "--feed", "") == []


def test_bash_completes_a_word_of_a_real_command_line(root, path):
    script = """
eval "$(digest completion bash)"
complete -p digest
COMP_WORDS=(digest issue publish 2026-W4); COMP_CWORD=3
_digest_completion digest
printf '%s\\n' "${COMPREPLY[@]}"
"""
    said = in_shell(["bash", "--norc", "-c", script], root, path)
    assert said == ["complete -o nosort -F _digest_completion digest", "2026-W47", "2026-W46"]


FISH = "digest completion fish | source; complete -C 'digest issue publish 2026-W4'"
ZSH = 'autoload -U compinit; compinit -u -D; eval "$(digest completion zsh)"; echo $_comps[digest]'


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param(words, said, id=words[0])
        for words, said in (
            (["fish", "--no-config", "-c", FISH], ["2026-W46\tpublished Sora again", "2026-W47\tdraft"]),
            (["zsh", "-f", "-c", ZSH], ["_digest_completion"]),
        )
        if shutil.which(words[0])
    ],
)
def test_the_other_shells_take_their_script(root, path, tmp_path, command, said):
    assert in_shell(command, root, path, HOME=str(tmp_path)) == said


def in_shell(command: list[str], folder: Path, path: str, **variables: str) -> list[str]:
    environment = {**os.environ, "PATH": path, **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_an_unknown_shell_is_told_which_there_are(root):
    ran = digest(root, "completion", "tcsh")
    assert ran.status == 2
    assert "'bash', 'zsh', 'fish'" in ran.err
