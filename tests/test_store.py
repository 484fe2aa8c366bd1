"""The one writer: whole files, never over another, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from digest.content.store import SCRATCH, Store
from digest.errors import DigestError, UsageError


def code(error: pytest.ExceptionInfo[DigestError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_new_file_is_there_with_its_folders_and_nothing_else_is(tmp_path):
    Store(tmp_path).create("content/entries/2026-W47/a.md", b"x")
    assert (tmp_path / "content/entries/2026-W47/a.md").read_bytes() == b"x"
    assert list((tmp_path / SCRATCH).iterdir()) == []


def test_a_name_that_is_taken_is_not_written_over(tmp_path):
    store = Store(tmp_path)
    store.create("a.md", b"mine")
    store.create("a.md", b"mine")
    with pytest.raises(DigestError) as caught:
        store.create("a.md", b"yours")
    assert code(caught) == ["FILE008"]
    assert (tmp_path / "a.md").read_bytes() == b"mine"


def test_many_files_are_written_together(tmp_path):
    files = {f"content/{number}.md": str(number).encode() for number in range(40)}
    Store(tmp_path).create_all(files)
    assert {f"content/{path.name}": path.read_bytes() for path in (tmp_path / "content").iterdir()} == files


def test_a_file_that_changed_in_the_meantime_is_left_alone(tmp_path):
    (tmp_path / "a.md").write_bytes(b"edited by hand")
    store = Store(tmp_path)
    with pytest.raises(DigestError):
        store.replace("a.md", b"new", was=b"old")
    with pytest.raises(DigestError):
        store.remove("a.md", was=b"old")
    assert (tmp_path / "a.md").read_bytes() == b"edited by hand"
    store.replace("a.md", b"new", was=b"edited by hand")
    assert (tmp_path / "a.md").read_bytes() == b"new"


def test_hints_take_the_place_of_older_ones_and_leave_nothing_behind(tmp_path):
    store = Store(tmp_path)
    store.replace_hints({f"content/state/{number}.json": b"old" for number in range(12)})
    store.replace_hints({"content/state/3.json": b"new"})
    assert (tmp_path / "content/state/3.json").read_bytes() == b"new"
    assert (tmp_path / "content/state/4.json").read_bytes() == b"old"
    assert list((tmp_path / SCRATCH).iterdir()) == []


def test_a_replaced_file_keeps_its_mode(tmp_path):
    (tmp_path / "a.md").write_bytes(b"old")
    (tmp_path / "a.md").chmod(0o664)
    Store(tmp_path).replace("a.md", b"new")
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o664


@pytest.mark.parametrize("path", ["../out.md", "/tmp/out.md", "content/link/out.md"])
def test_nothing_is_written_outside_the_root(tmp_path, path):
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (root / "content" / "link").symlink_to(tmp_path)
    with pytest.raises(DigestError):
        Store(root).create(path, b"x")
    assert not (tmp_path / "out.md").exists()


def test_two_writers_at_once_are_told(tmp_path):
    with Store(tmp_path).lock(), pytest.raises(UsageError, match="another digest command"), Store(tmp_path).lock():
        pass


def test_the_next_lock_sweeps_what_a_crash_left(tmp_path):
    (tmp_path / SCRATCH).mkdir(parents=True)
    (tmp_path / SCRATCH / "123-0").write_bytes(b"half")
    with Store(tmp_path).lock():
        assert list((tmp_path / SCRATCH).iterdir()) == []


WRITER = """
import sys
from pathlib import Path
from digest.content.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(100_000):
    store.replace("a.md", (b"%d" % (number % 10)) * 200_000)
"""


def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path):
    for round_number in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        deadline = time.monotonic() + 5
        while not (tmp_path / "a.md").exists() and time.monotonic() < deadline:
            os.sched_yield()
        for _ in range(round_number * 50_000):
            pass
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        data = (tmp_path / "a.md").read_bytes()
        assert len(data) == 200_000
        assert len(set(data)) == 1
    with Store(tmp_path).lock():
        assert list((tmp_path / SCRATCH).iterdir()) == []


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path):
    """A limit on the size of a file stands in for a full disk: the write fails in the middle."""
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom digest.content.store import Store\n"
        "from digest.errors import DigestError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    Store(Path(sys.argv[1])).create('a.md', b'x' * 5000)\n"
        "except DigestError as error:\n    print(error.problems[0].code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "FILE004"
    assert not (tmp_path / "a.md").exists()
