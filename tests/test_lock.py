"""The lock files are in step with pyproject.toml, carry hashes, and name no host. Needs no network."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("dev",)}


def expand_group(name: str) -> Iterator[str]:
    for part in PYPROJECT["dependency-groups"][name]:
        if isinstance(part, str):
            yield part
        else:
            yield from expand_group(part["include-group"])


def wanted(lock: str) -> list[Requirement]:
    groups = [text for group in LOCKS[lock] for text in expand_group(group)]
    return [Requirement(text) for text in [*PYPROJECT["project"]["dependencies"], *groups]]


def read_pins(lock: str) -> list[tuple[Requirement, str]]:
    """Each requirement of a lock file, with the text of its hashes."""
    text = (REPOSITORY / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    halves = (line.partition("--hash=") for line in text.splitlines())
    return [(Requirement(pin.strip()), f"{mark}{hashes}") for pin, mark, hashes in halves]


def pinned_versions(lock: str) -> dict[str, set[Version]]:
    versions: dict[str, set[Version]] = {}
    for pin, _ in read_pins(lock):
        (only,) = pin.specifier
        assert only.operator == "==", f"{lock}: {pin} is no pin"
        versions.setdefault(canonicalize_name(pin.name), set()).add(Version(only.version))
    return versions


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_of_pyproject_is_pinned_to_a_version_it_allows(lock):
    pins = pinned_versions(lock)
    for requirement in wanted(lock):
        found = pins.get(canonicalize_name(requirement.name), set())
        assert found, f"{lock} lacks {requirement.name}: run `make lock`"
        assert all(v in requirement.specifier for v in found), f"{requirement} but {found}: run `make lock`"


def test_the_two_lock_files_agree():
    dev = pinned_versions("requirements-dev.lock")
    assert pinned_versions("requirements.lock").items() <= dev.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_of_sha256(lock):
    for pin, hashes in read_pins(lock):
        assert re.fullmatch(r"(--hash=sha256:[0-9a-f]{64}\s*)+", hashes), f"{lock}: {pin} has no hash"


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_names_a_host_or_a_folder(lock):
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert "/" not in text
    assert "--index" not in text
    assert "--find-links" not in text
