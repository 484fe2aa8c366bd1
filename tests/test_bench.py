"""The publications of the benchmarks are the same everywhere, and sound; docs/benchmarks.md says what for."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.bench.publications import Size, write
from tests.bench.sites import Row, evened
from tests.commands import REPOSITORY, digest

SMALL = Size(entries=60, issues=3, candidates=4)
CONTENT = {
    "digest": "9069df4b475992fe643dd079af77a9f716f6ec92395fe607d008c5d39d223c1a",
    "hugo": "a2811f85d65a04cc4bd0eda05f6180292bebc8df3759fc17301771e9b502641f",
    "pelican": "81b2a3ca7331184dee4479683ab66342d130e4654d2001d721b54dc418f67a3d",
}
"""What `fingerprint` says of each: figures of other machines and years were measured with these very texts."""


def fingerprint(root: Path) -> str:
    """Of names and bytes of all files that are made up."""
    seen = sha256()
    for path in sorted(root.rglob("*.md")):
        seen.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()


@pytest.mark.parametrize("kind", CONTENT)
def test_a_publication_is_the_same_in_every_process_and_release(tmp_path, kind):
    write(kind, tmp_path / "here", SMALL)
    program = [sys.executable, str(REPOSITORY / "tests/bench/publications.py"), kind, str(tmp_path / "there")]
    size = ["--entries", "60", "--issues", "3", "--candidates", "4"]
    subprocess.run([*program, *size], check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert fingerprint(tmp_path / "here") == fingerprint(tmp_path / "there") == CONTENT[kind]


def test_digest_checks_and_builds_a_publication_with_templates_of_its_own(tmp_path):
    write("digest", tmp_path, SMALL)
    checked = digest(tmp_path, "check")
    assert (checked.status, checked.err.splitlines()[-1][:9]) == (0, "0 errors,")
    built = digest(tmp_path, "build")
    assert built.status == 0, built.err
    issue = (tmp_path / "build/issues/2026-W47/index.html").read_text("utf-8")
    assert (issue.count("<h3>"), issue.count("<blockquote>"), issue.count(">Permalink<")) == (20, 20, 20)


def test_pages_are_the_same_whatever_space_stands_around_their_tags():
    assert evened("<p>\n  Seen &amp; <b>heard</b>\n</p>\n") == evened("<p>Seen & <b>heard</b></p>")
    assert evened("<p>Seen</p>") != evened("<p>Heard</p>")


def test_a_row_tells_medians_their_spread_and_the_ratio():
    row = Row(work="cold", ours=(1.0, 3.0, 2.0), theirs=(4.0,), wanted=0.9)
    assert row.markdown() == "| cold | 2.00 (1.00–3.00) | 4.00 | 0.50 | 0.9 |"


def test_a_row_can_be_measured_against_so_many_times_the_other():
    assert Row(work="big", ours=(22.0,), theirs=(2.0,), times=10).ratio() == pytest.approx(1.1)
