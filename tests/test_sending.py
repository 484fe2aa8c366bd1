"""`digest issue send` between real repositories: an issue is pushed whole on top of what is there, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import SETTINGS, entry_file
from tests.commands import Ran, digest, git, tree
from tests.shared import Shared, shared

LETTER = "---\ntitle: Issue {0}\nlead: {1}\n---\n\nDear reader of {0}.\n"
ISSUE = "2026-W47"
OTHER = "2026-W46"


@pytest.fixture
def world(tmp_path) -> Shared:
    """Two issues are ready."""
    files: dict[str, str | bytes] = {"digest.yaml": SETTINGS, "content/feeds.yaml": ""}
    for issue, slug in ((OTHER, "veo"), (ISSUE, "sora")):
        files[f"content/issues/{issue}.md"] = LETTER.format(issue, slug)
        note = {"status": "keep", "section": "tools", "language": "en", "issue": issue}
        files[f"content/entries/{issue}/{slug}.md"] = entry_file(slug.title(), f"https://news.example/{slug}", **note)
    files[f"content/entries/{ISSUE}/left.md"] = entry_file("Left", "https://news.example/left", status="skip")
    return shared(tmp_path, files)


def published(world: Shared, name: str, issue: str = ISSUE, *words: str) -> Path:
    """A clone in which the issue is published and nothing is committed yet."""
    clone = world.clone(name, *words)
    done = digest(clone, "issue", "publish", issue, "--yes")
    assert done.status == 0, done.err
    return clone


def send(clone: Path, issue: str = ISSUE, *words: str) -> Ran:
    return digest(clone, "issue", "send", issue, *words)


def test_the_issue_its_record_and_what_was_folded_are_one_commit_and_the_clone_follows(world):
    clone = published(world, "a")
    done = send(clone)
    assert (done.status, done.out) == (0, "main\n")
    assert world.subjects() == ["Publish 2026-W47", "Begin"]
    assert "number: 1\n" in world.text("main", f"content/issues/{ISSUE}.md")
    assert {f"content/published/{ISSUE}.json", f"content/seen/{ISSUE}.tsv"} <= set(world.files())
    assert f"content/entries/{ISSUE}/left.md" not in world.files()
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "rev-parse", "HEAD").strip() == world.branches()["main"]


def test_with_nothing_changed_nothing_is_pushed(world):
    before = world.branches()
    done = send(world.clone("a"))
    assert (done.status, done.out) == (0, "")
    assert "Nothing in content/ differs" in done.err
    assert world.branches() == before


def test_when_others_wrote_something_else_meanwhile_the_issue_goes_on_top(world):
    clone = published(world, "a")
    world.commit(world.clone("b"), {"content/pages/about.md": "---\ntitle: About\n---\n"}, "Write about us")
    assert send(clone).status == 0
    assert world.subjects() == ["Publish 2026-W47", "Write about us", "Begin"]
    assert "content/pages/about.md" in world.files()


def test_when_others_push_during_our_push_the_issue_goes_on_top_of_that_too(world):
    clone = published(world, "a")
    world.commit(world.clone("b"), {"content/pages/about.md": "---\ntitle: About\n---\n"}, "Write about us")
    moved = world.branches()["main"]
    git(world.bare, "update-ref", "refs/heads/main", f"{moved}^")
    world.once(f"git update-ref refs/heads/main {moved}\n")
    assert send(clone).status == 0
    assert world.subjects() == ["Publish 2026-W47", "Write about us", "Begin"]


def test_two_people_who_publish_one_issue_are_told_and_the_first_stays(world):
    one, two = published(world, "a"), published(world, "b")
    assert send(one).status == 0
    before, held = world.branches(), tree(two)
    done = send(two)
    assert done.status == 1
    assert f"content/issues/{ISSUE}.md: PUSH006" in done.err
    assert "publish 2026-W47 again on what is there now" in done.err
    assert world.branches() == before
    assert tree(two) == held


def test_two_people_who_publish_two_issues_never_give_one_number_twice(world):
    one, two = published(world, "a", OTHER), published(world, "b", ISSUE)
    assert send(one, OTHER).status == 0
    done = send(two)
    assert done.status == 1
    assert "content/issues/2026-W46.md: PUSH006" in done.err
    again = published(world, "c", ISSUE)
    assert send(again).status == 0
    assert "number: 1\n" in world.text("main", f"content/issues/{OTHER}.md")
    assert "number: 2\n" in world.text("main", f"content/issues/{ISSUE}.md")


def test_what_is_said_to_who_came_second_lets_them_publish_after_all(world):
    one, two = published(world, "a", OTHER), published(world, "b", ISSUE)
    send(one)
    assert "git stash -u -- content && git pull,\n" in send(two).err
    git(two, "stash", "-q", "-u", "--", "content")
    git(two, "pull", "-q")
    assert digest(two, "issue", "publish", ISSUE, "--yes").status == 0
    assert send(two).status == 0
    assert "number: 2\n" in world.text("main", f"content/issues/{ISSUE}.md")


def test_an_entry_that_somebody_corrected_meanwhile_is_not_overwritten(world):
    clone = published(world, "a")
    corrected = world.text("main", f"content/entries/{ISSUE}/sora.md").replace("A note.", "A better note.")
    world.commit(world.clone("b"), {f"content/entries/{ISSUE}/sora.md": corrected})
    assert send(clone).status == 1
    assert "A better note." in world.text("main", f"content/entries/{ISSUE}/sora.md")


def test_a_protected_main_gets_a_branch_and_the_same_again_is_not_pushed_twice(world):
    script = '[ "$1" = refs/heads/main ] && echo "GH006: Protected branch update failed" >&2 && exit 1\nexit 0\n'
    world.hook("update", script)
    assert send(published(world, "a")).out == f"publish/{ISSUE}\n"
    assert send(published(world, "b")).out == f"publish/{ISSUE}\n"
    assert sorted(world.branches()) == ["main", f"publish/{ISSUE}"]
    assert world.subjects() == ["Begin"]


def test_a_token_without_rights_is_named_and_nothing_is_lost(world):
    world.hook("pre-receive", "echo 'remote: Permission to o/r.git denied to bot.' >&2; exit 1\n")
    clone = published(world, "a")
    held, before = tree(clone), world.branches()
    done = send(clone)
    assert done.status == 1
    assert "no right to write" in done.err
    assert (tree(clone), world.branches()) == (held, before)
    assert world.is_sound(clone)


def test_from_a_clone_without_history(world):
    world.commit(world.first, {"content/note.md": "x\n"}, "Later")
    clone = published(world, "a", ISSUE, "--depth=1")
    world.commit(world.first, {"content/note.md": "y\n"}, "Even later")
    assert send(clone).out == "main\n"
    assert world.subjects() == ["Publish 2026-W47", "Even later", "Later", "Begin"]


def test_without_a_branch_checked_out_the_base_has_to_be_named(world):
    clone = published(world, "a")
    git(clone, "checkout", "-q", "--detach")
    assert send(clone).status == 2
    assert send(clone, ISSUE, "--base", "main").out == "main\n"


def test_without_a_remote_or_a_repository_it_is_wrong_usage(world, tmp_path):
    clone = published(world, "a")
    git(clone, "remote", "remove", "origin")
    done = send(clone)
    assert (done.status, "no remote" in done.err) == (2, True)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/digest.yaml").write_text(SETTINGS, encoding="utf-8")
    done = send(tmp_path / "plain")
    assert (done.status, "no git repository" in done.err) == (2, True)


@pytest.mark.parametrize("word", ["nonsense", "2026-W99", "../x", ""])
def test_what_is_no_issue_is_wrong_usage(world, word):
    assert send(world.first, word).status == 2


def test_what_stands_in_the_index_is_left_there(world):
    clone = published(world, "a")
    (clone / "mine.txt").write_text("mine\n", encoding="utf-8")
    git(clone, "add", "mine.txt")
    assert send(clone).status == 0
    assert "mine.txt" in git(clone, "diff", "--cached", "--name-only")
    assert git(world.bare, "ls-tree", "--name-only", "main", "mine.txt") == ""


def test_other_files_than_those_of_publishing_are_not_taken_along(world):
    clone = published(world, "a")
    (clone / "content/pages").mkdir(exist_ok=True)
    (clone / "content/pages/draft.md").write_text("---\ntitle: Mine\n---\n", encoding="utf-8")
    assert send(clone).status == 0
    assert "content/pages/draft.md" not in world.files()
    assert git(clone, "status", "--porcelain").strip() == "?? content/pages/"
