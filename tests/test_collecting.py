"""`digest collect` between real repositories: what is found reaches the remote once, nothing there is ever undone."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from digest.content.publication import read_publication
from digest.errors import DigestError
from digest.publish.parcel import Parcel, packed, unpacked
from tests.builders import SETTINGS, entry_file
from tests.commands import Ran, digest, git, tree
from tests.outside import rss
from tests.servers import Web, serving
from tests.shared import Shared, shared

BRANCH = "collect/2026-W47"
NEXT = "collect/2026-W47-2"
LATER = "2026-11-22T18:00:00+01:00"
DRAFT = "---\ntitle: ''\nstatus: draft\n---\n"


@pytest.fixture
def web():
    with serving() as web:
        web["/a"] = rss("a", "b")
        yield web


@pytest.fixture
def world(tmp_path, web) -> Shared:
    return shared(tmp_path, {"digest.yaml": SETTINGS, "content/feeds.yaml": feeds(web)})


def feeds(web: Web) -> str:
    return f"- {{slug: own, title: Own, feed: '{web.link('/a')}', private: true, interval: 0s}}\n"


def gather(world: Shared, name: str, now: str = LATER) -> Path:
    """As the job without rights does it: a fresh clone with all branches, thrown away."""
    clone = world.clone(f"gather-{name}")
    done = digest(clone, "collect", "gather", str(world.folder / f"{name}.tar"), now=now)
    assert done.status == 0, done.err
    return world.folder / f"{name}.tar"


def deliver(world: Shared, parcel: Path, *words: str, now: str = LATER) -> Ran:
    """As the job with rights does it: another fresh clone."""
    clone = world.clone(f"deliver-{len(list(world.folder.iterdir()))}")
    done = digest(clone, "collect", "deliver", str(parcel), *words, now=now)
    assert git(clone, "status", "--porcelain") == ""
    assert world.is_sound(clone)
    assert world.is_sound(world.bare)
    return done


def straight(world: Shared) -> None:
    world.commit(world.first, {"digest.yaml": f"{SETTINGS}collect: push\n"}, "Collect straight to main")


def names(world: Shared, branch: str) -> set[str]:
    """Of the candidates, without what tells them from others of one title."""
    return {plain(path) for path in world.files(branch, "content/entries")}


def plain(path: str) -> str:
    return re.sub(r"-[0-9a-f]{6}(?=\.md)", "", Path(path).name)


def candidate(*letters: str) -> set[str]:
    return {f"title-{letter}.md" for letter in letters}


def test_candidates_come_to_a_branch_of_the_week_and_main_stays_as_it_is(world):
    before = world.branches()
    done = deliver(world, gather(world, "one"))
    assert (done.status, done.out) == (0, f"{BRANCH}\n")
    assert names(world, BRANCH) == candidate("a", "b")
    assert world.branches()["main"] == before["main"]
    assert git(world.bare, "log", "--format=%s|%an", f"main..{BRANCH}") == (
        "Collect 2 candidates for 2026-W47|digest collect\n"
    )


def test_hints_for_polling_stay_off_the_branch_so_that_it_never_conflicts(world):
    deliver(world, gather(world, "one"))
    assert not [path for path in world.files(BRANCH) if path.startswith("content/state/")]


def test_the_next_run_continues_from_the_branch_and_offers_nothing_twice(world, web):
    deliver(world, gather(world, "one"))
    first = world.branches()[BRANCH]
    web["/a"] = rss("a", "b", "c")
    done = deliver(world, gather(world, "two"))
    assert done.out == f"{BRANCH}\n"
    assert names(world, BRANCH) == candidate("a", "b", "c")
    assert git(world.bare, "rev-parse", f"{BRANCH}^").strip() == first
    assert set(world.branches()) == {"main", BRANCH}


def test_hints_are_kept_once_the_candidates_are_handed_in_and_not_before(world):
    parcel = gather(world, "one")
    clone = world.clone("deliver")
    world.hook("pre-receive", "exit 1\n")
    assert digest(clone, "collect", "deliver", str(parcel), "--hints").status == 1
    assert not (clone / "content/state").exists()
    (world.bare / "hooks/pre-receive").unlink()
    assert digest(clone, "collect", "deliver", str(parcel), "--hints").status == 0
    assert (clone / "content/state/own.json").is_file()


def test_with_nothing_new_nothing_is_pushed(world):
    deliver(world, gather(world, "one"))
    before = world.branches()
    done = deliver(world, gather(world, "two"))
    assert (done.status, done.out) == (0, "")
    assert "Nothing new" in done.err
    assert world.branches() == before


def test_an_editor_who_commits_on_the_branch_keeps_it_and_the_next_is_opened(world, web):
    deliver(world, gather(world, "one"))
    path = next(path for path in world.files(BRANCH, "content/entries") if plain(path) == "title-a.md")
    kept = world.text(BRANCH, path).replace("status: new", "status: keep")
    world.commit(world.clone("editor"), {path: kept}, "Keep one", BRANCH)
    theirs = world.branches()[BRANCH]
    web["/a"] = rss("a", "b", "c")
    done = deliver(world, gather(world, "two"))
    assert done.out == f"{NEXT}\n"
    assert world.branches()[BRANCH] == theirs
    assert names(world, NEXT) == candidate("c")
    web["/a"] = rss("a", "b", "c", "d")
    assert deliver(world, gather(world, "three")).out == f"{NEXT}\n"
    assert names(world, NEXT) == candidate("c", "d")


def test_both_branches_merge_without_conflict_and_every_candidate_is_there_once(world, web):
    test_an_editor_who_commits_on_the_branch_keeps_it_and_the_next_is_opened(world, web)
    clone = world.clone("merger")
    git(clone, "merge", "-q", "--no-edit", f"origin/{BRANCH}")
    git(clone, "merge", "-q", "--no-edit", f"origin/{NEXT}")
    publication = read_publication(clone).sound()
    assert sorted(entry.title for entry in publication.entries) == ["Title a", "Title b", "Title c", "Title d"]
    assert [entry.title for entry in publication.entries if entry.status == "keep"] == ["Title a"]


def test_an_editor_who_commits_while_we_push_keeps_the_branch_too(world, web):
    deliver(world, gather(world, "one"))
    web["/a"] = rss("a", "b", "c")
    parcel = gather(world, "two")
    editor = world.clone("editor")
    git(editor, "checkout", "-q", "-b", "mine", f"origin/{BRANCH}")
    (editor / "content/note.md").write_text("mine\n", encoding="utf-8")
    git(editor, "add", "-A")
    git(editor, "commit", "-q", "-m", "Mine")
    git(editor, "push", "-q", "origin", "mine:refs/heads/mine")
    theirs = world.branches()["mine"]
    world.once(f"git update-ref refs/heads/{BRANCH} {theirs}\n")
    assert deliver(world, parcel).out == f"{NEXT}\n"
    assert world.branches()[BRANCH] == theirs
    assert names(world, NEXT) == candidate("c")


@pytest.mark.parametrize("way", ["merge", "squash"])
def test_a_branch_that_was_merged_waits_no_more_even_when_it_was_left_there(world, web, way):
    deliver(world, gather(world, "one"))
    clone = world.clone("merger")
    if way == "merge":
        git(clone, "merge", "-q", "--no-ff", "--no-edit", f"origin/{BRANCH}")
    else:
        git(clone, "merge", "-q", "--squash", f"origin/{BRANCH}")
        git(clone, "commit", "-q", "-m", "Squashed")
    git(clone, "push", "-q", "origin", "HEAD:main")
    web["/a"] = rss("a", "b", "c")
    assert deliver(world, gather(world, "two")).out == f"{NEXT}\n"
    assert names(world, NEXT) == candidate("a", "b", "c")
    assert git(world.bare, "diff", "--name-only", "--diff-filter=MD", "main", NEXT) == ""


def test_a_branch_that_was_merged_and_deleted_is_opened_anew(world, web):
    deliver(world, gather(world, "one"))
    clone = world.clone("merger")
    git(clone, "merge", "-q", f"origin/{BRANCH}")
    git(clone, "push", "-q", "origin", "HEAD:main", f":{BRANCH}")
    web["/a"] = rss("a", "b", "c")
    assert deliver(world, gather(world, "two")).out == f"{BRANCH}\n"
    assert git(world.bare, "diff", "--name-only", "main", BRANCH).count("content/entries/") == 1


def test_two_runs_at_once_bring_each_candidate_once(world):
    one, two = gather(world, "one"), gather(world, "two")
    assert deliver(world, one).out == f"{BRANCH}\n"
    done = deliver(world, two)
    assert (done.status, done.out) == (0, "")
    assert set(world.branches()) == {"main", BRANCH}


def test_two_runs_of_which_one_pushes_in_between_end_as_one_after_the_other(world, web):
    one = gather(world, "one")
    web["/a"] = rss("a", "b", "c")
    two = gather(world, "two")
    deliver(world, one)
    first = world.branches()[BRANCH]
    git(world.bare, "update-ref", "-d", f"refs/heads/{BRANCH}")
    world.once(f"git update-ref refs/heads/{BRANCH} {first}\n")
    assert deliver(world, two).out == f"{BRANCH}\n"
    assert names(world, BRANCH) == candidate("a", "b", "c")
    assert git(world.bare, "rev-parse", f"{BRANCH}^").strip() == first


def test_with_collect_push_candidates_go_straight_to_main_with_the_hints(world):
    straight(world)
    done = deliver(world, gather(world, "one"))
    assert done.out == "main\n"
    assert names(world, "main") == candidate("a", "b")
    assert world.files("main", "content/state") == ["content/state/own.json"]


def test_when_main_moves_meanwhile_the_new_files_go_on_top_of_it(world):
    straight(world)
    parcel = gather(world, "one")
    world.commit(world.clone("editor"), {"content/pages/about.md": "---\ntitle: About\n---\n"}, "Write about us")
    moved = world.branches()["main"]
    git(world.bare, "update-ref", "refs/heads/main", f"{moved}^")
    world.once(f"git update-ref refs/heads/main {moved}\n")
    assert deliver(world, parcel).out == "main\n"
    assert world.subjects()[:2] == ["Collect 2 candidates for 2026-W47", "Write about us"]
    assert "content/pages/about.md" in world.files()


def test_what_a_laptop_collected_and_pushed_meanwhile_stays_as_it_is_there(world):
    straight(world)
    parcel = gather(world, "one")
    path = next(path for path in unpacked(parcel.read_bytes()).files if plain(path) == "title-a.md")
    mine = entry_file("Title a", "https://news.example/a", status="keep")
    world.commit(world.clone("laptop"), {path: mine}, "Collect here")
    done = deliver(world, parcel)
    assert world.text("main", path) == mine
    assert names(world, "main") == candidate("a", "b")
    assert "were there already" in done.err


@pytest.mark.parametrize("mode", ["pull-request", "push"])
def test_nothing_leaks_into_an_issue_that_was_published_meanwhile(world, mode):
    if mode == "push":
        straight(world)
    parcel = gather(world, "one")
    path = "content/issues/2026-W47.md"
    world.commit(world.clone("editor"), {path: "---\ntitle: Done\nstatus: published\n---\nLetter.\n"}, "Publish")
    before = world.branches()
    done = deliver(world, parcel)
    assert done.status == 1
    assert "content/issues/2026-W47.md: COLLECT002" in done.err
    assert world.branches() == before


def test_an_issue_that_is_published_on_a_branch_takes_no_new_candidates(world, web):
    deliver(world, gather(world, "one"))
    path = "content/issues/2026-W47.md"
    world.commit(world.clone("editor"), {path: "---\ntitle: Done\nstatus: frozen\n---\nLetter.\n"}, "Settle", BRANCH)
    web["/a"] = rss("a", "b", "c")
    assert deliver(world, gather(world, "two")).out == "collect/2026-W48\n"
    assert names(world, "collect/2026-W48") == candidate("c")
    assert world.files("collect/2026-W48", "content/entries")[0].startswith("content/entries/2026-W48/")


def test_a_main_that_takes_no_push_gets_a_branch_instead(world):
    straight(world)
    world.hook(
        "update", '[ "$1" = refs/heads/main ] && echo "GH006: Protected branch update failed" >&2 && exit 1\nexit 0\n'
    )
    before = world.branches()["main"]
    done = deliver(world, gather(world, "one"))
    assert (done.status, done.out) == (0, f"{BRANCH}\n")
    assert "does not take" in done.err
    assert world.branches()["main"] == before
    assert names(world, BRANCH) == candidate("a", "b")


def test_a_push_that_is_refused_changes_nothing_and_says_what_to_do(world):
    world.hook("pre-receive", "echo 'no pushes on sundays' >&2; exit 1\n")
    parcel = gather(world, "one")
    before = world.branches()
    done = deliver(world, parcel)
    assert done.status == 1
    assert "no pushes on sundays" in done.err
    assert "rules" in done.err
    assert world.branches() == before
    (world.bare / "hooks/pre-receive").unlink()
    assert deliver(world, parcel).out == f"{BRANCH}\n"


def test_a_token_without_rights_is_named_as_what_it_is(world):
    world.hook("pre-receive", "echo 'remote: Permission to o/r.git denied to github-actions[bot].' >&2; exit 1\n")
    done = deliver(world, gather(world, "one"))
    assert done.status == 1
    assert "no right to write" in done.err
    assert "Contents, read and write" in done.err


def test_a_repository_without_a_remote_is_wrong_usage(world):
    parcel = gather(world, "one")
    git(world.first, "remote", "remove", "origin")
    done = digest(world.first, "collect", "deliver", str(parcel))
    assert done.status == 2
    assert "no remote" in done.err
    assert parcel.is_file()


def test_a_clone_without_history_gathers_nothing_that_might_be_known(world):
    deliver(world, gather(world, "one"))
    clone = world.clone("shallow", "--depth=1")
    before = tree(clone)
    done = digest(clone, "collect", "gather", "x.tar")
    assert done.status == 2
    assert "fetch-depth: 0" in done.err
    assert tree(clone) == before


def test_a_clone_without_history_gets_it_to_deliver(world, web):
    world.commit(world.first, {"content/note.md": "x\n"})
    deliver(world, gather(world, "one"))
    web["/a"] = rss("a", "b", "c")
    parcel = gather(world, "two")
    clone = world.clone("shallow", "--depth=1")
    assert digest(clone, "collect", "deliver", str(parcel)).out == f"{BRANCH}\n"
    assert names(world, BRANCH) == candidate("a", "b", "c")


def test_without_a_branch_checked_out_the_base_has_to_be_named(world):
    parcel = gather(world, "one")
    clone = world.clone("detached")
    git(clone, "checkout", "-q", "--detach")
    done = digest(clone, "collect", "deliver", str(parcel))
    assert done.status == 2
    assert "--base main" in done.err
    assert digest(clone, "collect", "deliver", str(parcel), "--base", "main").out == f"{BRANCH}\n"


def test_a_base_that_is_not_there_is_said(world):
    done = deliver(world, gather(world, "one"), "--base", "trunk")
    assert done.status == 1
    assert "no branch 'trunk'" in done.err


def test_work_that_is_not_committed_is_not_mixed_with_candidates(world):
    (world.first / "content/entries/2026-W47").mkdir(parents=True)
    (world.first / "content/entries/2026-W47/mine.md").write_text(entry_file(), encoding="utf-8")
    done = digest(world.first, "collect", "gather", "x.tar")
    assert done.status == 2
    assert "not committed" in done.err


def test_a_publication_in_a_folder_of_its_repository(tmp_path, web):
    world = shared(tmp_path, {"weekly/digest.yaml": SETTINGS, "weekly/content/feeds.yaml": feeds(web)})
    (world.first / "digest.yaml").unlink()
    world.commit(world.first, {"note": "x"})
    for name, letters in (("one", "ab"), ("two", "abc")):
        web["/a"] = rss(*letters)
        parcel = tmp_path / f"{name}.tar"
        assert digest(world.clone(f"g{name}") / "weekly", "collect", "gather", str(parcel), now=LATER).status == 0
        done = digest(world.clone(f"d{name}") / "weekly", "collect", "deliver", str(parcel), now=LATER)
        assert done.out == f"{BRANCH}\n"
    assert {plain(path) for path in world.files(BRANCH, "weekly/content/entries")} == candidate("a", "b", "c")


def test_words_of_a_feed_get_neither_into_the_history_nor_into_a_name(world, web):
    web["/a"] = rss("$(touch owned)", "`x`", title="::error::x")
    deliver(world, gather(world, "one"))
    said = git(world.bare, "log", "--all", "--format=%B%an%ae")
    assert "Title" not in said
    assert "touch" not in "".join(world.branches())


@pytest.mark.parametrize(
    ("path", "text", "what"),
    [
        (".github/workflows/publish.yml", "on: push\n", "no file that the collector makes"),
        ("content/../digest.yaml", "id: x\n", "no file that the collector makes"),
        ("/etc/cron.d/x", "x\n", "no file that the collector makes"),
        ("content/entries/2026-W47/x.md/../../../../x.md", "x", "no file that the collector makes"),
        ("content/published/2026-W47.json", "{}", "no file that the collector makes"),
        ("content/pages/about.md", "---\ntitle: x\n---\n", "no file that the collector makes"),
        ("content/entries/2026-W47/x.md", entry_file(status="keep", issue="2026-W47"), "its status is 'keep'"),
        ("content/entries/2026-W47/x.md", entry_file(status="withdrawn", issue="2026-W47"), "its status is"),
        ("content/entries/2026-W47/x.md", entry_file(status="new", issue="2026-W40"), "folder of another issue"),
        ("content/entries/2026-W47/x.md", "nothing", "cannot be read"),
        ("content/issues/2026-W47.md", "---\nstatus: published\n---\n", "no empty draft"),
        ("content/issues/2026-W47.md", f"{DRAFT}A letter of somebody else.\n", "no empty draft"),
        ("content/seen/2026-W47/20261122-0123456789ab.tsv", "garbage\n", "none of the memory"),
    ],
)
def test_a_parcel_with_anything_that_no_collector_makes_is_refused_whole(path, text, what):
    good = entry_file("Good", "https://news.example/good", status="new", issue="2026-W47")
    data = packed(Parcel(files={path: text.encode(), "content/entries/2026-W47/good.md": good.encode()}))
    with pytest.raises(DigestError, match=what):
        unpacked(data)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_parcel_holds_plain_files_alone(kind):
    bundle = io.BytesIO()
    with tarfile.open(fileobj=bundle, mode="w") as tar:
        member = tarfile.TarInfo("content/state/own.json")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(DigestError, match="no plain file"):
        unpacked(bundle.getvalue())


@pytest.mark.parametrize("data", [b"", b"not a tar", b"\x1f\x8b" + b"\0" * 600, b"x" * 1024])
def test_what_is_no_parcel_is_refused(data):
    if not data:
        assert unpacked(packed(Parcel())) == Parcel()
        return
    with pytest.raises(DigestError, match="no parcel"):
        unpacked(data)


def test_a_parcel_comes_out_as_it_went_in_and_its_bytes_depend_on_it_alone(world):
    data = gather(world, "one").read_bytes()
    assert packed(unpacked(data)) == data
    assert set(unpacked(data).hints) == {"content/state/own.json"}


def test_all_feeds_failing_is_an_exit_status_of_1_and_the_parcel_is_there(world, web):
    web.answers.clear()
    clone = world.clone("gather")
    assert digest(clone, "collect", "gather", "x.tar", now=LATER).status == 1
    assert unpacked((clone / "x.tar").read_bytes()).files == {}


def test_the_machines_of_github_are_told_the_branch_and_what_was_found(world, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    monkeypatch.setenv("GITHUB_REPOSITORY", "owner/weekly")
    deliver(world, gather(world, "one"))
    assert (tmp_path / "output").read_text(encoding="utf-8") == f"candidates=2\nbranch={BRANCH}\n"
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert "2 new candidates for 2026\\-W47 from 1 source" in summary.replace("2026-W47", "2026\\-W47")
    assert "https://github.com/owner/weekly/compare/main...collect/2026-W47?expand=1" in summary


def test_git_never_needs_the_identity_of_anybody(world, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("HOME", str(world.folder / "nobody"))
    assert deliver(world, gather(world, "one")).status == 0
    assert subprocess.run(["git", "-C", str(world.bare), "fsck"], capture_output=True).returncode == 0
