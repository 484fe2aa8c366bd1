"""What was folded or deleted comes back: from git, from the copies of a fold, from memory; never twice."""

from __future__ import annotations

from digest.content.history import lost_files, unsaved_files
from digest.content.memory import format_seen
from digest.text import identity
from tests.builders import entry_file, seen, write
from tests.commands import commit_all, digest, git, tree

WEEK = "2026-W47"
OPEN = "content/issues/2026-W48.md"
DRAFT = "---\nstatus: draft\n---\n"
SKIPPED = (
    "---\r\nlink: https://news.example/c\r\ntitle: 'C'   \r\nstatus: skip # no\r\nwhy: dull\r\nmood: bad\r\n---\r\n"
    "\r\nMy words.\r\n"
)
C = f"content/entries/{WEEK}/c.md"
ID = identity("https://news.example/c")
ALL: dict[str, str | bytes] = {
    f"content/issues/{WEEK}.md": DRAFT,
    OPEN: DRAFT,
    f"content/entries/{WEEK}/a.md": entry_file("A", "https://news.example/a"),
    C: SKIPPED,
}


def folded(root, *, in_git: bool):
    """A publication whose issue was published, with one entry folded."""
    write(root, ALL)
    if in_git:
        commit_all(root)
    assert digest(root, "issue", "publish", "--yes").status == 0
    assert not (root / C).exists()
    return root


def back(root, ran):
    return (root / ran.out.strip()).read_bytes().decode("utf-8")


AGAIN = SKIPPED.replace("status: skip # no", "status: new # no\r\nissue: 2026-W48")


def test_git_gives_the_bytes_back_before_the_deletion_is_committed(tmp_path):
    ran = digest(folded(tmp_path, in_git=True), "restore", ID)
    assert (ran.out, back(tmp_path, ran)) == ("content/entries/2026-W48/c.md\n", AGAIN)


def test_git_gives_the_bytes_back_after_the_deletion_was_committed(tmp_path):
    folded(tmp_path, in_git=True)
    commit_all(tmp_path, "Publish")
    write(tmp_path, {"later.txt": "x"})
    commit_all(tmp_path, "Later")
    ran = digest(tmp_path, "issue", "restore", ID[:8])
    assert back(tmp_path, ran) == AGAIN


def test_a_slug_serves_as_well_as_an_id(tmp_path):
    folded(tmp_path, in_git=True)
    commit_all(tmp_path, "Publish")
    assert back(tmp_path, digest(tmp_path, "restore", "c")) == AGAIN


def test_the_publication_may_lie_below_the_root_of_its_repository(tmp_path):
    root = tmp_path / "digest"
    write(root, ALL)
    commit_all(tmp_path)
    digest(root, "issue", "publish", "--yes")
    assert unsaved_files(root, "content/entries") == frozenset({f"content/entries/{WEEK}/a.md", C})
    commit_all(tmp_path, "Publish")
    assert unsaved_files(root, "content/entries") == frozenset()
    assert list(lost_files(root, "content/entries")) == [(C, SKIPPED.encode())]
    assert back(root, digest(root, "restore", ID)) == AGAIN


def test_without_git_a_fold_keeps_copies(tmp_path):
    folded(tmp_path, in_git=False)
    ran = digest(tmp_path, "restore", ID)
    assert back(tmp_path, ran) == AGAIN
    assert list((tmp_path / ".cache").rglob("*.md")) == []


def test_a_change_that_git_does_not_hold_comes_back_too(tmp_path):
    write(tmp_path, ALL)
    commit_all(tmp_path)
    (tmp_path / C).write_bytes(SKIPPED.encode() + b"More words.\r\n")
    assert "git does not hold 1 of them" in digest(tmp_path, "issue", "publish", "--yes").err
    assert back(tmp_path, digest(tmp_path, "restore", ID)) == AGAIN + "More words.\r\n"


def test_memory_alone_gives_link_title_and_source(tmp_path):
    row = seen(ID, "undecided", link="https://news.example/c", title="2001: A Space Odyssey", source="variety")
    feeds = "- slug: variety\n  feed: https://variety.example/feed\n  section: law\n"
    write(tmp_path, {OPEN: DRAFT, f"content/seen/{WEEK}.tsv": format_seen([row]), "content/feeds.yaml": feeds})
    ran = digest(tmp_path, "restore", ID)
    assert ran.out == f"content/entries/2026-W48/2001-a-space-odyssey-{ID[:6]}.md\n"
    assert back(tmp_path, ran) == (
        "---\nlink: https://news.example/c\ntitle: '2001: A Space Odyssey'\nstatus: new\nissue: 2026-W48\n"
        f"section: law\nsource: variety\ncollected: 2026-11-20\nlanguage: fr\nid: '{ID}'\n---\n"
    )


def test_the_shelf_gets_its_own_back(tmp_path):
    row = seen(ID, "entry", title="C")
    write(tmp_path, {OPEN: DRAFT, "content/seen/none/x.tsv": format_seen([row])})
    assert digest(tmp_path, "restore", ID).out == f"content/entries/none/c-{ID[:6]}.md\n"


def test_a_name_that_memory_knows_is_no_second_file(tmp_path):
    """The entry was renamed since; its old name names it still, and it is there."""
    here = f"content/entries/{WEEK}/renamed.md"
    row = seen(ID, "entry", title="C", source="news.example")
    write(tmp_path, {**ALL, here: SKIPPED, f"content/seen/{WEEK}/x.tsv": format_seen([row])})
    (tmp_path / C).unlink()
    assert digest(tmp_path, "restore", f"c-{ID[:6]}").status == 2


def test_git_remembers_files_that_were_never_committed_or_whose_deletion_is_prepared(tmp_path):
    write(tmp_path, ALL)
    commit_all(tmp_path)
    git(tmp_path, "rm", "-q", C)
    new = f"content/entries/{WEEK}/new.md"
    write(tmp_path, {new: "new"})
    git(tmp_path, "add", new)
    (tmp_path / new).unlink()
    assert list(lost_files(tmp_path, "content/entries")) == [(new, b"new"), (C, SKIPPED.encode())]


def test_an_open_issue_gets_its_own_back(tmp_path):
    """An entry that was deleted by hand, of an issue that is still a draft."""
    write(
        tmp_path,
        {**ALL, "content/issues/2026-W46.md": DRAFT, f"content/seen/{WEEK}/x.tsv": format_seen([seen(ID, "entry")])},
    )
    commit_all(tmp_path)
    (tmp_path / C).unlink()
    ran = digest(tmp_path, "restore", ID)
    assert (ran.out, back(tmp_path, ran)) == (f"{C}\n", SKIPPED.replace("skip", "new", 1))


def test_what_has_its_file_is_not_restored_again(tmp_path):
    folded(tmp_path, in_git=True)
    assert digest(tmp_path, "restore", ID).status == 0
    before = tree(tmp_path)
    for word in (ID, "c", C.replace(WEEK, "2026-W48")):
        ran = digest(tmp_path, "restore", word)
        assert (ran.status, tree(tmp_path)) == (2, before)
    assert "has its file: content/entries/2026-W48/c.md" in ran.err


def test_an_entry_that_was_renamed_has_its_file(tmp_path):
    write(tmp_path, ALL)
    commit_all(tmp_path)
    git(tmp_path, "mv", C, f"content/entries/{WEEK}/renamed.md")
    commit_all(tmp_path, "Rename")
    assert digest(tmp_path, "restore", "c").status == 2


def test_another_file_of_that_name_is_left_alone(tmp_path):
    folded(tmp_path, in_git=True)
    other = entry_file("Other", "https://news.example/other", status="new")
    write(tmp_path, {"content/entries/2026-W48/c.md": other})
    ran = digest(tmp_path, "restore", ID)
    assert ran.out == f"content/entries/2026-W48/c-{ID[:6]}.md\n"
    assert (tmp_path / "content/entries/2026-W48/c.md").read_text(encoding="utf-8") == other


def test_nothing_of_that_name_is_said_with_a_way_to_look(tmp_path):
    folded(tmp_path, in_git=True)
    ran = digest(tmp_path, "restore", "nothing-like-it")
    assert (ran.status, "git log" in ran.err) == (2, True)


def test_without_an_open_issue_nothing_is_restored(tmp_path):
    folded(tmp_path, in_git=True)
    (tmp_path / OPEN).unlink()
    ran = digest(tmp_path, "restore", ID)
    assert (ran.status, "digest issue new" in ran.err) == (2, True)


def test_a_word_that_may_be_several_items_is_not_guessed(tmp_path):
    rows = [seen("abcd" + "1" * 12, "old"), seen("abcd" + "2" * 12, "undated")]
    write(tmp_path, {OPEN: DRAFT, f"content/seen/{WEEK}/x.tsv": format_seen(rows)})
    ran = digest(tmp_path, "restore", "abcd")
    assert (ran.status, ran.err.count("Elsewhere")) == (2, 2)
    assert digest(tmp_path, "restore", "abcd1").status == 0


def test_a_restored_entry_can_be_folded_again(tmp_path):
    folded(tmp_path, in_git=True)
    digest(tmp_path, "restore", ID)
    write(tmp_path, {"content/entries/2026-W48/k.md": entry_file("K", "https://news.example/k")})
    assert digest(tmp_path, "issue", "publish", "--yes").status == 0
    assert ID in (tmp_path / "content/seen/2026-W48.tsv").read_text(encoding="utf-8")
    assert not (tmp_path / "content/entries/2026-W48/c.md").exists()
