"""The Makefile compiles the program, so that also who keeps nothing that Python compiles starts quickly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
INSTALLED = (".made", ".locked", ".installed")


@pytest.fixture
def clone(tmp_path):
    """With a program of one module, and as if all that needs a network had been done."""
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("")
    (tmp_path / "digest").mkdir()
    (tmp_path / "digest/one.py").write_text("ONE = 1\n")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    for name in INSTALLED:
        (tmp_path / ".venv" / name).touch()
    return tmp_path


def make(clone: Path, target: str) -> str:
    command = ["make", "--no-print-directory", f"PYTHON={sys.executable}", target]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "MAKEFLAGS": ""}
    done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def compiled(clone: Path) -> list[bytes]:
    return [path.read_bytes() for path in clone.glob("digest/__pycache__/one.*.pyc")]


def test_installing_compiles_the_program(clone):
    make(clone, "install")
    (before,) = compiled(clone)
    assert b"ONE" in before


def test_a_module_that_changes_is_compiled_again(clone):
    make(clone, "install")
    module = clone / "digest/one.py"
    module.write_text("TWO = 22\n")
    later = module.stat().st_mtime + 5
    os.utime(module, (later, later))
    make(clone, "install")
    (after,) = compiled(clone)
    assert b"TWO" in after


def test_nothing_is_compiled_twice(clone):
    make(clone, "install")
    (place,) = clone.glob("digest/__pycache__/one.*.pyc")
    before = place.stat().st_mtime_ns
    make(clone, "install")
    assert place.stat().st_mtime_ns == before


def test_what_is_cleaned_is_compiled_again(clone):
    (clone / "build").mkdir()
    make(clone, "install")
    make(clone, "clean")
    assert not compiled(clone)
    make(clone, "install")
    assert compiled(clone)


def test_what_does_not_compile_and_what_editors_leave_stands_in_nobodys_way(clone):
    (clone / "digest/.#one.py").symlink_to("somebody@machine.1")
    (clone / "digest/a module.py").write_text("A = 1\n")
    (clone / "digest/broken.py").write_text("def\n")
    assert make(clone, "install") == ""
    assert compiled(clone)
