"""What a fresh clone holds, and what no file of it may say."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
# In halves, so that this file does not say what it forbids.
REGISTRY = re.compile("|".join(["py" + r"pi\.", "python" + r"hosted\.", "registry" + r"\.npm", "deb" + r"ian\.org"]))
HOME = re.compile(
    r"(?<![\w.~])/(?:" + "|".join(["ro" + "ot", "ho" + r"me/\w+", "Us" + r"ers/\w+", "wo" + "rk"]) + r")/"
)
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
TEMPLATES = sorted((REPOSITORY / "templates" / "init").glob("*.yml"))


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def tracked() -> list[Path]:
    """The files that git knows, or would take up."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True, text=True).stdout
    return [path for name in listing.split("\0") if name and (path := REPOSITORY / name).is_file()]


def lines_that_match(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if found := pattern.search(line):
                yield f"{name_of(path)}:{number}: {found[0]}"


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values():
        yield from job["steps"]


def test_build_holds_nothing_but_a_file_that_ignores_the_rest():
    assert [path.name for path in tracked() if path.is_relative_to(REPOSITORY / "build")] == [".gitignore"]
    rules = (REPOSITORY / "build" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [rule for rule in rules if not rule.startswith("#")] == ["*", "!.gitignore"]


def test_no_file_names_a_package_registry():
    assert list(lines_that_match(REGISTRY)) == []


def test_no_file_names_a_folder_of_somebody_s_machine():
    assert list(lines_that_match(HOME)) == []


@pytest.mark.parametrize("workflow", [*WORKFLOWS, *TEMPLATES], ids=name_of)
def test_every_action_is_pinned_by_its_full_hash_with_the_version_beside_it(workflow):
    uses = [line for line in workflow.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert uses
    for line in uses:
        assert re.search(r"uses: [\w-]+(?:/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize("workflow", [*WORKFLOWS, *TEMPLATES], ids=name_of)
def test_no_expression_is_pasted_into_shell_text(workflow):
    assert not [step for step in steps(workflow) if "${{" in step.get("run", "")]


@pytest.mark.parametrize("workflow", [*WORKFLOWS, *TEMPLATES], ids=name_of)
def test_no_job_has_more_rights_than_it_names_itself(workflow):
    text = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert text["permissions"] == {}
    assert all("permissions" in job for job in text["jobs"].values())
    checkouts = [step for step in steps(workflow) if "actions/checkout" in step.get("uses", "")]
    assert checkouts, "a workflow that reads nothing of ours"
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
