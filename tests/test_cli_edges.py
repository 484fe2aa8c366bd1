"""What every command does at its edges: a closed pipe, an issue that was published in between."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.builders import entry_file, write
from tests.journey import digest

COMMAND = [sys.executable, "-c", "from digest.cli import main; main()"]


@pytest.mark.parametrize("words", [["list"], ["triage", "--print"]])
def test_a_closed_pipe_is_no_error(tmp_path, words):
    entries = {
        f"content/entries/2026-W47/e{number}.md": entry_file(link=f"https://x.example/{number}", status="new")
        for number in range(1500)
    }
    root = write(tmp_path, {**entries, "content/issues/2026-W47.md": "---\nstatus: draft\n---\n"})
    with subprocess.Popen([*COMMAND, "-C", str(root), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.read(10)
        ran.stdout.close()
        told = ran.stderr.read()
    assert (ran.returncode, told) == (0, b"")


@pytest.mark.parametrize("rank", ["nan", "inf", "1e-7", "1e20", "ten"])
def test_a_rank_that_front_matter_cannot_hold_is_wrong_usage(tmp_path, rank):
    root = write(tmp_path, {"content/entries/2026-W47/a.md": entry_file()})
    before = (root / "content/entries/2026-W47/a.md").read_bytes()
    assert digest(root, "keep", "a", "--rank", rank, check=False).returncode == 2
    assert (root / "content/entries/2026-W47/a.md").read_bytes() == before


def test_nothing_gets_into_an_issue_that_was_published_while_the_editor_was_open(tmp_path):
    root = write(tmp_path, {
        "content/entries/2026-W47/a.md": entry_file(status="new"),
        "content/issues/2026-W47.md": "---\nstatus: draft\n---\n",
    })  # fmt: skip
    script = write(tmp_path / "bin", {"editor": (
        "#!/bin/sh\n"
        "sed -i 's/^new /keep/' \"$1\"\n"
        f"sed -i 's/draft/published/' {root}/content/issues/2026-W47.md\n"
    )}) / "editor"  # fmt: skip
    script.chmod(0o755)
    program = f"import os; os.environ['EDITOR'] = {str(script)!r}; from digest.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, "-C", str(root), "triage"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "TERM": "dumb"},
    )  # fmt: skip
    assert "status: new" in (root / "content/entries/2026-W47/a.md").read_text(), ran.stderr
    assert ran.returncode == 1
    assert "which is published" in ran.stderr
