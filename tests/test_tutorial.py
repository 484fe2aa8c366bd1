"""The tutorial keeps its word: its commands, typed in an empty folder, end with an issue on the branch of a remote."""

from __future__ import annotations

import re

import pytest

from tests.commands import git
from tests.tutorial import BASE, KEPT, LETTER, NOTE, commands, followed, run


@pytest.fixture(scope="module")
def journey():
    return followed()


@pytest.fixture(scope="module")
def clone(journey, tmp_path_factory):
    """What a workflow would check out."""
    folder = tmp_path_factory.mktemp("clone") / "checkout"
    git(folder.parent, "clone", "-q", str(journey.remote), str(folder))
    return folder


def test_it_goes_all_the_way_from_install_to_push():
    text = "\n".join(commands())
    steps = ["pip install", "init", "fetch", "triage", "check", "issue publish"]
    places = [text.index(step) for step in [steps[0], *(f"digest {step}" for step in steps[1:]), "git push"]]
    assert places == sorted(places)


def test_the_pushed_branch_holds_the_published_issue_and_its_record(journey):
    held = git(journey.remote, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {"content/issues/2026-W47.md", "content/published/2026-W47.json", ".github/workflows/publish.yml"} <= set(
        held
    )
    assert sum(path.startswith("content/entries/") for path in held) == KEPT
    assert [path for path in held if path.startswith(("build/", ".cache/")) and path != "build/.gitignore"] == []


def test_the_workflow_installs_the_very_commit_that_made_the_publication(journey, clone):
    workflow = (clone / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    commit = git(journey.remote.parent.parent / "OWNER" / "slatepress", "rev-parse", "main").strip()
    assert f"slatepress @ git+https://github.com/OWNER/slatepress@{commit}" in workflow


def test_a_clone_of_the_branch_breaks_no_rule_and_builds_the_issue(journey, clone):
    run(journey, clone, "digest check")
    run(journey, clone, f"digest build --base-url {BASE}")
    page = (clone / "build/issues/2026-W47/index.html").read_text(encoding="utf-8")
    assert LETTER in page
    assert page.count(NOTE) == KEPT
    assert (clone / "build/index.html").is_file()


def test_nothing_went_wrong_on_the_way(journey):
    assert re.findall(r"[1-9]\d* errors?|rror:|warning: .*git|git does not hold", journey.told) == []
    assert "2026-W47 is published with 3 entries" in journey.told


def test_afterwards_nothing_is_left_to_commit(journey):
    assert git(journey.folder / "my-weekly", "status", "--porcelain") == ""
