"""`digest serve` as it is run: where it builds, what it says, how it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.errors import UsageError
from digest.serve import listen
from tests.builders import entry_file, write

ISSUE = "---\ntitle: One\n---\n\nDear reader.\n"
ENTRY = "content/entries/2026-W47/sora.md"


def start(root, *words):
    command = [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(root), "serve", "--port", "0"]
    return subprocess.Popen([*command, *words], stderr=subprocess.PIPE, text=True)


def get(address: str) -> str:
    with urlopen(address) as response:
        return str(response.read().decode())


@pytest.mark.parametrize(("words", "title"), [((), ""), (("--drafts",), "One")])
def test_it_serves_drafts_when_asked_and_ctrl_c_ends_it_with_0(tmp_path, words, title):
    write(tmp_path, {"content/issues/2026-W47.md": ISSUE, ENTRY: entry_file(section="tools")})
    with start(tmp_path, *words) as process:
        assert process.stderr is not None
        built, look = process.stderr.readline(), process.stderr.readline()
        address = look.split()[2]
        draft = f"{address}issues/2026-W47/"
        page = get(f"{address}issues/")
        assert ("/weekly/issues/2026-W47/" in page) == bool(title)
        assert not title or title in get(draft)
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == (f"The draft: {draft}\n" if title else "")
    assert process.returncode == 0
    assert built.startswith("Built in ")
    assert look.startswith("Look at http://127.0.0.1:")
    assert not (tmp_path / "build").exists()
    assert (tmp_path / ".cache" / "serve" / "index.html").is_file()


def test_what_is_wrong_is_told_and_it_serves_all_the_same(tmp_path):
    write(tmp_path, {"content/issues/2026-W47.md": ISSUE, ENTRY: entry_file(section="nope")})
    with start(tmp_path) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(3)]
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
    assert process.returncode == 0
    assert lines[0].startswith(f"{ENTRY}:4: REF001: unknown section 'nope'")
    assert lines[2].startswith("Look at ")


def test_what_is_wrong_is_told_once_however_often_it_is_saved(tmp_path):
    wrong = entry_file(section="nope")
    write(tmp_path, {"content/issues/2026-W47.md": ISSUE, ENTRY: wrong})
    with start(tmp_path) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(3)]
        for text in (f"{wrong}\nMore.\n", f"{wrong}\nMore still.\n", entry_file(section="tools")):
            time.sleep(0.5)
            (tmp_path / ENTRY).write_text(text)
        lines.append(process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
    assert lines[0].startswith(f"{ENTRY}:4: REF001")
    assert lines[3].startswith("Built in ")


def test_a_port_in_use_is_wrong_usage_and_nothing_is_built(tmp_path):
    write(tmp_path, {})
    with listen(0) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(cli, ["-C", str(tmp_path), "serve", "--port", port])
    assert isinstance(result.exception, UsageError)
    assert port in str(result.exception)
    assert not (tmp_path / ".cache").exists()
