"""A wheel built from the repository carries the theme and works in an empty folder, far from the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
# PYTHONPATH would let the repository in by the back door.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(target: str, folder: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder, cwd=REPOSITORY)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of the executables of a fresh environment with the wheel in it.

    Its dependencies are those of the environment that runs the tests, lent by a .pth file, so that nothing is
    downloaded. That file lends modules only: the editable install there, itself a .pth file, is not followed.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    bin_ = Path(sysconfig.get_path("scripts", "venv", paths))
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "lent.pth").write_text("".join(f"{path}\n" for path in sorted(lent)), encoding="utf-8")
    python = bin_ / Path(sys.executable).name
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--quiet"]
    run(*pip, "install", "--no-index", "--no-deps", "--ignore-installed", wheel, cwd=folder)
    where = run(python, "-c", "import digest; print(digest.__file__)", cwd=folder)
    assert Path(where.strip()).is_relative_to(folder.resolve()), f"not the wheel's package: {where}"
    return bin_


def test_the_wheel_carries_the_package_and_the_whole_theme_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    theme = {path.relative_to(REPOSITORY / "templates") for path in (REPOSITORY / "templates").rglob("*")}
    files = {f"digest/theme/{path.as_posix()}" for path in theme if (REPOSITORY / "templates" / path).is_file()}
    assert files
    assert files <= names
    catalogues = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "digest").rglob("*.po")}
    assert catalogues
    fonts = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "digest/render/fonts").iterdir()}
    assert {Path(name).suffix for name in fonts} == {".ttf", ".txt", ".md"}, "fonts, each with its licence"
    assert {"digest/__init__.py", "digest/py.typed", *catalogues, *fonts} <= names
    assert "digest/theme/assets/search.js" in names
    assert [name for name in names if not name.startswith("digest/")] == []


def test_an_editable_install_copies_nothing(tmp_path):
    names = zipfile.ZipFile(build("wheel:editable", tmp_path)).namelist()
    assert [name for name in names if ".dist-info/" not in name] == ["_slatepress.pth"]


def test_the_source_archive_carries_neither_the_publication_nor_the_built_site(tmp_path):
    with tarfile.open(build("sdist", tmp_path)) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"digest", "templates", "tests", "pyproject.toml", "Makefile", "LICENSE"} <= tops
    assert tops & {"content", "digest.yaml", "build", ".cache", ".venv"} == set()


def test_a_publication_made_by_the_installed_wheel_builds_at_once(installed, tmp_path):
    run(installed / "digest", "init", "weekly", cwd=tmp_path)
    folder = tmp_path / "weekly"
    first = json.loads(run(installed / "digest", "build", "--json", cwd=folder))
    assert "<html" in (folder / "build" / "index.html").read_text(encoding="utf-8")
    assert first["pages"] > 0
    assert (folder / "build/cards/site.png").read_bytes().startswith(b"\x89PNG"), "a card is drawn with our fonts"
    assert list((folder / "build/search/index").glob("*.pf_meta")), "the program of the search is found"
    assert json.loads(run(installed / "digest", "build", "--json", cwd=folder))["written"] == 0


def test_the_workflow_of_a_new_publication_installs_a_pinned_version(installed, tmp_path):
    run(installed / "digest", "init", "weekly", cwd=tmp_path)
    workflow = tmp_path / "weekly" / ".github" / "workflows" / "publish.yml"
    text = workflow.read_text(encoding="utf-8")
    assert "@@" not in text
    assert "slatepress @ git+" in text
