"""`digest deploy` against real repositories: what lands on the branch, what is refused, and what is never touched."""

from __future__ import annotations

import os
import select
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.publish.address import address_problems, pages_address
from digest.publish.git import open_repository, push
from digest.publish.objects import make_commit, store_files, write_tree
from tests.builders import SETTINGS, entry_file, write
from tests.commands import Ran, commit_all, digest, git, tree
from tests.repositories import PUBLISHED, SITE, Work, program, started, working
from tests.servers import Answer, serving

WHO = "[user]\n\tname = Ed Itor\n\temail = ed@example.org\n"
GIT = shutil.which("git") or ""


@pytest.fixture(autouse=True)
def settings_of_git(tmp_path_factory, monkeypatch):
    """The editor's own git settings; those of this machine do not count."""
    path = tmp_path_factory.mktemp("home") / "gitconfig"
    path.write_text(WHO, encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return path


@pytest.fixture
def work(tmp_path):
    return working(tmp_path)


def deploy(work: Work, *words: str) -> Ran:
    return digest(work.root, "deploy", *words)


def built(root: Path) -> dict[str, bytes]:
    own = (".digest.json", ".gitignore")
    return {path: data for path, data in tree(root / "build").items() if path not in own}


def test_the_branch_holds_the_built_tree_byte_for_byte_and_nothing_else(work):
    ran = deploy(work)
    assert ran.status == 0
    assert work.branch() == built(work.root)
    assert {".nojekyll", "index.html", "issues/2026-W46/index.html"} < work.branch().keys()
    assert ran.out == f"{work.commits()[0]}\n"
    assert set(git(work.remote, "ls-tree", "-r", "--format=%(objectmode)", "gh-pages").split()) == {"100644"}
    assert "a minute or two: https://example.org/weekly/" in ran.err


def test_the_commit_tells_who_when_and_from_what(work):
    deploy(work, "--message", "Issue 1\n\nWith a long word on it.")
    head = git(work.root, "rev-parse", "HEAD").strip()
    said = git(work.remote, "log", "-1", "--format=%an <%ae> %aI %cI%n%B", "gh-pages")
    assert said.startswith(
        "Ed Itor <ed@example.org> 2026-11-22T12:00:00+01:00 2026-11-22T12:00:00+01:00\nIssue 1\n\nWith"
    )
    assert (
        f"Digest-Publication: tag:example.org,2026:digest\nDigest-Tree: {tree_of(work)}\nDigest-Source: {head}\n"
        in said
    )


def tree_of(work: Work) -> str:
    return git(work.remote, "rev-parse", "gh-pages^{tree}").strip()


def test_a_later_site_stands_on_the_one_before(work):
    # An index of the search has files of other names when a word changed.
    write(work.root, {"digest.yaml": SETTINGS + "outputs: [home, issues]\n"})
    deploy(work)
    first = work.commits()
    work.change("A second thought.")
    ran = deploy(work)
    assert ran.status == 0
    assert work.commits()[1:] == first
    assert b"A second thought." in work.branch()["issues/2026-W46/index.html"]
    assert "gh-pages on origin" in ran.err
    assert not {"new", "removed"} & set(ran.err.replace(",", "").split())


def test_a_page_that_nothing_makes_any_more_leaves_the_branch(work):
    settings = SETTINGS + "outputs: [home, issues, pages]\n"
    write(work.root, {"content/pages/about.md": "---\ntitle: About\n---\n\nUs.\n", "digest.yaml": settings})
    deploy(work)
    assert "about/index.html" in work.branch()
    (work.root / "content/pages/about.md").unlink()
    assert "1 removed" in deploy(work).err
    assert "about/index.html" not in work.branch()


def test_the_same_site_is_nothing_to_do_and_says_so(work):
    first = deploy(work)
    again = deploy(work)
    assert again.status == 0
    assert again.out == first.out
    assert "Nothing to do" in again.err
    assert len(work.commits()) == 1


def test_a_rehearsal_says_what_would_change_and_pushes_nothing(work):
    ran = deploy(work, "--dry-run")
    assert (ran.status, ran.out, work.commits()) == (0, "", [])
    assert "Nothing pushed. What would change on the new branch gh-pages on origin" in ran.err


def test_content_and_nothing_else_decides_the_tree(work, tmp_path, settings_of_git):
    deploy(work)
    first = tree_of(work)
    settings_of_git.write_text(f"{WHO}[core]\n\tautocrlf = true\n\tfileMode = false\n", encoding="utf-8")
    other = tmp_path / "elsewhere"
    other.mkdir()
    second = working(other)
    assert digest(second.root, "deploy", "--message", "Other words", now="2027-01-02T08:00:00+00:00").status == 0
    assert tree_of(second) == first


def test_files_index_and_branches_of_the_editor_stay_as_they_are(work):
    (work.root / "staged.txt").write_text("staged")
    git(work.root, "add", "staged.txt")
    git(work.root, "branch", "gh-pages")
    work.change("Not committed.")
    before = untouched(work.root)
    assert deploy(work).status == 0
    assert untouched(work.root) == before
    assert "with changes" in git(work.remote, "log", "-1", "--format=%B", "gh-pages")


def untouched(root: Path) -> dict[str, object]:
    files = {path: data for path, data in tree(root).items() if not path.startswith("build/")}
    heads = git(root, "for-each-ref", "refs/heads", "refs/stash", "refs/tags")
    return {**files, "index": (root / ".git/index").read_bytes(), "heads": heads, "at": git(root, "rev-parse", "HEAD")}


def test_the_branch_may_be_checked_out_elsewhere_and_stays_there_as_it_is(work, tmp_path):
    git(work.root, "worktree", "add", "-q", "-b", "gh-pages", str(tmp_path / "pages"))
    before = tree(tmp_path / "pages")
    assert deploy(work).status == 0
    assert tree(tmp_path / "pages") == before
    assert git(tmp_path / "pages", "status", "--porcelain") == ""


def test_from_a_linked_worktree(work, tmp_path):
    git(work.root, "worktree", "add", "-q", "-b", "draft", str(tmp_path / "linked"))
    assert digest(tmp_path / "linked", "deploy").status == 0
    assert work.branch() == built(tmp_path / "linked")


def test_from_a_worktree_of_a_bare_clone(work, tmp_path):
    git(tmp_path, "clone", "-q", "--bare", str(work.remote), "own.git")
    git(tmp_path / "own.git", "worktree", "add", "-q", str(tmp_path / "tree"), "main")
    assert digest(tmp_path / "tree", "deploy").status == 0
    assert work.branch() == built(tmp_path / "tree")


def test_from_a_clone_without_history_that_knows_one_branch(work, tmp_path):
    deploy(work)
    work.change("Committed.")
    commit_all(work.root)
    git(work.root, "push", "-q", "origin", "main")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{work.remote}", "shallow")
    (tmp_path / "shallow" / "content/issues/2026-W46.md").write_text(PUBLISHED.format("2026-W46", 1, 15) + "New.\n")
    ran = digest(tmp_path / "shallow", "deploy")
    assert (ran.status, len(work.commits())) == (0, 2)
    assert "DEPLOY003" not in ran.err


def test_from_a_clone_that_was_made_without_the_files_of_the_past(work, tmp_path):
    deploy(work)
    work.put({"CNAME": "www.example.org"}, "Create CNAME")
    git(work.remote, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{work.remote}", "partial")
    partial = Work(root=tmp_path / "partial", remote=work.remote)
    partial.change("More.")
    assert deploy(partial).status == 0
    assert work.branch() == {**built(partial.root), "CNAME": b"www.example.org"}


def test_a_publication_in_a_folder_of_its_repository_deploys_its_site_alone(tmp_path):
    whole = working(tmp_path)
    write(whole.root / "papers" / "weekly", SITE)
    inner = Work(root=whole.root / "papers" / "weekly", remote=whole.remote)
    commit_all(whole.root)
    assert deploy(inner).status == 0
    assert whole.branch() == built(inner.root)


def test_with_no_commit_yet_and_with_no_branch_checked_out(work):
    git(work.root, "checkout", "-q", "--detach")
    assert deploy(work).status == 0
    git(work.root, "checkout", "-q", "--orphan", "fresh")
    work.change("Fresh.")
    assert deploy(work).status == 0
    assert "Digest-Source" not in git(work.remote, "log", "-1", "--format=%B", "gh-pages")


SURLY = """\
[core]
	autocrlf = true
	splitIndex = true
	quotePath = true
[commit]
	gpgSign = true
[push]
	gpgSign = true
	followTags = true
	default = nothing
[gpg]
	program = /bin/false
[color]
	ui = always
	remote = always
[i18n]
	commitEncoding = ISO-8859-1
	logOutputEncoding = ISO-8859-1
[grep]
	patternType = fixed
[log]
	showSignature = true
[fetch]
	prune = true
[status]
	showUntrackedFiles = no
[remote "origin"]
	mirror = true
"""


def test_nothing_that_an_editor_has_set_up_for_other_work_gets_in_the_way(work, settings_of_git, tmp_path):
    hooks = tmp_path / "hooks"
    for name in ("pre-commit", "commit-msg", "pre-push", "reference-transaction", "post-index-change"):
        program(hooks / name, "#!/bin/sh\necho no >&2\nexit 1\n")
    git(work.root, "tag", "-a", "-m", "A tag", "v1")
    git(work.root, "config", "core.hooksPath", str(hooks))
    changes: dict[str, str | bytes] = {
        ".gitattributes": "* text eol=crlf filter=no\n",
        "digest.yaml": SETTINGS.replace("The Weekly", "Têtes d’affiche"),
    }
    write(work.root, changes)
    settings_of_git.write_text(f"{WHO}{SURLY}", encoding="utf-8")
    assert deploy(work).status == 0
    work.change("Again.")
    assert deploy(work).status == 0
    assert work.branch() == built(work.root)
    assert work.branch()["cards/site.png"].startswith(b"\x89PNG\r\n\x1a\n")
    assert git(work.remote, "log", "-1", "--format=%s", "gh-pages") == "Publish Têtes d’affiche\n"
    assert git(work.remote, "tag") == ""


def test_a_domain_of_the_settings_goes_onto_the_branch_also_over_another(work):
    deploy(work)
    work.put({"CNAME": "old.example.org\n"}, "Create CNAME")
    settings = SETTINGS.replace("https://example.org/weekly/", "https://www.example.org/") + "cname: www.example.org\n"
    write(work.root, {"digest.yaml": settings})
    assert deploy(work).status == 0
    assert work.branch()["CNAME"] == b"www.example.org\n"


def test_a_domain_that_somebody_gave_the_branch_is_kept(work):
    deploy(work)
    work.put({"CNAME": "www.example.org"}, "Create CNAME")
    work.change("More.")
    assert deploy(work).status == 0
    assert work.branch() == {**built(work.root), "CNAME": b"www.example.org"}


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("secret.txt", "x", "build/secret.txt: OUT003: no build of ours made this file"),
        (".well-known/x", "x", "build/.well-known/x: OUT003: no build of ours made this file"),
        ("index.html", "<p>mine", "build/index.html: OUT003: the file is not as the build left it"),
        ("index.html", None, "build/index.html: OUT003: a file of the build is not there any more"),
    ],
)
def test_what_a_build_did_not_make_stops_it_and_stays_there(work, path, text, said):
    digest(work.root, "build")
    place = work.root / "build" / path
    place.parent.mkdir(exist_ok=True)
    place.unlink() if text is None else place.write_text(text)
    before = tree(work.root)
    ran = deploy(work)
    assert (ran.status, work.commits()) == (1, [])
    assert said in ran.err
    assert "digest build" in ran.err
    assert tree(work.root) == before


def test_a_folder_that_no_build_has_written_to_is_refused(work):
    write(work.root, {"build/index.html": "<p>mine"})
    ran = deploy(work)
    assert (ran.status, work.commits()) == (2, [])
    assert "holds files that no build of ours wrote: index.html" in ran.err


def test_what_systems_leave_in_every_folder_is_neither_refused_nor_deployed(work):
    digest(work.root, "build")
    write(work.root, {"build/.DS_Store": "x", "build/issues/Thumbs.db": "x"})
    assert deploy(work).status == 0
    assert not {".DS_Store", "issues/Thumbs.db"} & work.branch().keys()


def test_many_strays_are_told_in_a_few_lines(work):
    digest(work.root, "build")
    write(work.root, {f"build/x/{number:03d}.txt": "x" for number in range(100)})
    ran = deploy(work)
    assert "and 80 more files like these" in ran.err
    assert ran.err.count("no build of ours") == 20


def test_a_preview_in_build_is_replaced_by_the_site_for_readers(work):
    digest(work.root, "build", "--drafts", "--base-url", "http://127.0.0.1:8000/elsewhere/")
    assert deploy(work).status == 0
    assert "issues/2026-W47/index.html" not in work.branch()
    assert not [path for path, data in work.branch().items() if b"127.0.0.1" in data]


def test_broken_content_leaves_the_branch_as_it_was(work):
    deploy(work)
    write(work.root, {"content/entries/2026-W46/bad.md": entry_file("Bad", section="tool")})
    ran = deploy(work)
    assert (ran.status, len(work.commits())) == (1, 1)
    assert "content/entries/2026-W46/bad.md:4: REF001: unknown section 'tool'" in ran.err


def test_a_branch_of_somebody_else_is_refused_and_can_be_adopted_with_its_history(work):
    theirs = work.put({"index.html": "theirs", "blog/a.html": "a"}, "A blog\x1b[31m")
    ran = deploy(work)
    assert (ran.status, work.commits()) == (1, [theirs])
    assert "gh-pages on origin holds what digest deploy did not put there: blog/a.html, index.html" in ran.err
    assert "digest deploy --branch gh-pages --remote origin --adopt" in ran.err
    assert f"last commit there: {theirs[:7]}, Test: A blog" in ran.err
    assert "\x1b" not in ran.err
    assert deploy(work, "--adopt").status == 0
    assert work.commits()[1:] == [theirs]
    assert work.branch() == built(work.root)
    assert "Nothing to do" in deploy(work).err


def test_what_somebody_added_to_our_branch_is_not_swept_away(work):
    deploy(work)
    theirs = work.put({"google123.html": "proof"}, "Prove that it is ours")
    work.change("More.")
    ran = deploy(work)
    assert (ran.status, work.commits()[0]) == (1, theirs)
    assert "did not put there: google123.html" in ran.err


def test_a_commit_of_ours_that_somebody_amended_is_not_ours(work):
    deploy(work)
    other = work.colleague()
    git(other.root, "checkout", "-q", "gh-pages")
    (other.root / "index.html").write_text("amended")
    git(other.root, "commit", "-q", "-a", "--amend", "--no-edit")
    git(other.root, "push", "-q", "--force", "origin", "gh-pages")
    assert "did not put there" in deploy(work).err


def test_an_empty_branch_is_nobody_s(work):
    theirs = work.put({}, "Begin")
    assert deploy(work).status == 0
    assert work.commits()[1:] == [theirs]


def test_the_branch_of_another_publication_is_refused(work):
    deploy(work)
    write(work.root, {"digest.yaml": SETTINGS.replace("2026:digest", "2026:other")})
    ran = deploy(work)
    assert (ran.status, len(work.commits())) == (1, 1)
    assert "holds another publication, tag:example.org,2026:digest" in ran.err


def test_sources_are_never_replaced_also_when_asked(work):
    git(work.root, "checkout", "-q", "-b", "draft")
    before = work.commits("main")
    ran = deploy(work, "--branch", "main", "--adopt")
    assert (ran.status, work.commits("main")) == (1, before)
    assert "holds the sources of a publication" in ran.err


def test_an_issue_that_a_colleague_put_on_line_is_not_taken_off_in_passing(work):
    other = work.colleague()
    write(other.root, {"content/issues/2026-W47.md": PUBLISHED.format("2026-W47", 2, 22), "digest.yaml": SETTINGS})
    commit_all(other.root)
    assert deploy(other).status == 0
    ran = deploy(work)
    assert (ran.status, len(work.commits())) == (1, 1)
    assert "DEPLOY002" not in deploy(other).err
    assert "shows 2026-W47, which this site does not have" in ran.err
    assert "git pull" in ran.err
    done = deploy(work, "--remove")
    assert (done.status, len(work.commits())) == (0, 2)
    assert "was made from" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--branch", "main"), "main is the branch that you work on"),
        (("--branch", "two words"), "'two words' is no name for a branch"),
        (("--branch=-f",), "'-f' is no name for a branch"),
        (("--branch", "refs/heads/gh-pages"), "is no name for a branch"),
        (("--remote", "orign"), "did you mean 'origin'?"),
    ],
)
def test_a_wrong_word_is_told_before_anything_is_built(work, words, said):
    ran = deploy(work, *words)
    assert ran.status == 2
    assert said in ran.err
    assert not (work.root / "build").exists()


def test_a_repository_without_a_remote_says_how_to_name_one(work):
    git(work.root, "remote", "remove", "origin")
    ran = deploy(work)
    assert ran.status == 2
    assert "git remote add origin ADDRESS" in ran.err


def test_outside_a_repository_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write(tmp_path / "weekly", SITE)
    ran = digest(tmp_path / "weekly", "deploy")
    assert ran.status == 2
    assert "lies in no git repository" in ran.err
    assert "git init" in ran.err


def test_without_git_it_says_what_is_missing(work, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = deploy(work)
    assert ran.status == 2
    assert "git is not installed" in ran.err


def test_git_must_know_who_commits(work, settings_of_git):
    settings_of_git.write_text("[user]\n\tuseConfigOnly = true\n", encoding="utf-8")
    ran = deploy(work)
    assert (ran.status, work.commits()) == (1, [])
    assert 'git config user.name "Your name"' in ran.err


def test_a_remote_s_own_reason_is_told_without_its_colours(work):
    hook = "#!/bin/sh\nprintf 'Not \\033[31mon a Sunday\\033[0m\\n' >&2\nexit 1\n"
    program(work.remote / "hooks" / "pre-receive", hook)
    ran = deploy(work)
    assert (ran.status, work.commits()) == (1, [])
    assert "does not take the commit for gh-pages" in ran.err
    assert "git: remote: Not [31mon a Sunday[0m" in ran.err
    assert "\x1b" not in ran.err


def test_a_branch_that_is_checked_out_on_the_other_side(work, tmp_path):
    git(tmp_path, "clone", "-q", str(work.remote), "desk")
    git(tmp_path / "desk", "checkout", "-q", "--orphan", "gh-pages")
    git(tmp_path / "desk", "rm", "-rfq", ".")
    git(tmp_path / "desk", "commit", "-q", "--allow-empty", "-m", "Begin")
    git(work.root, "remote", "set-url", "origin", str(tmp_path / "desk"))
    ran = deploy(work)
    assert ran.status == 1
    assert "gh-pages is checked out in the repository that origin leads to" in ran.err
    assert "mirror" not in ran.err


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "no right to write to origin"),
        (401, "no right to write to origin"),
        (404, "origin ({address}) cannot be reached, or is no repository that you may see"),
    ],
)
def test_a_web_server_that_refuses(work, status, said):
    with serving() as web:
        address = web.link("/owner/weekly.git")
        secret = address.replace("http://", "http://ed:hunter2@")
        web["/owner/weekly.git/info/refs?service=git-upload-pack"] = Answer(
            status=status, headers=(("WWW-Authenticate", "Basic realm=x"),) if status == 401 else ()
        )
        git(work.root, "remote", "set-url", "origin", secret)
        ran = deploy(work)
    assert ran.status == 1
    assert said.format(address=address) in ran.err
    assert "hunter2" not in ran.err


def test_a_token_that_may_read_and_not_write(work):
    deploy(work)
    old = work.commits()
    work.change("More.")
    with serving() as web:
        web["/weekly.git/info/refs?service=git-receive-pack"] = Answer(status=403)
        git(work.root, "remote", "set-url", "--push", "origin", web.link("/weekly.git"))
        ran = deploy(work)
        said = f"no right to write to origin ({web.link('/weekly.git')})"
    assert (ran.status, work.commits()) == (1, old)
    assert said in ran.err


def test_a_key_that_the_server_does_not_know(work, monkeypatch, tmp_path):
    words = "#!/bin/sh\necho 'git@host.example: Permission denied (publickey).' >&2\nexit 255\n"
    monkeypatch.setenv("GIT_SSH", str(program(tmp_path / "bin" / "ssh", words) / "ssh"))
    git(work.root, "remote", "set-url", "origin", "git@host.example:name/weekly.git")
    ran = deploy(work)
    assert ran.status == 1
    assert "no right to write to origin (git@host.example:name/weekly.git)" in ran.err


def test_a_name_that_another_branch_stands_in_the_way_of(work):
    work.put({"a": "b"}, branch="gh-pages/old")
    ran = deploy(work)
    assert ran.status == 1
    assert "origin" in ran.err
    assert "'refs/heads/gh-pages/old' exists; cannot create 'refs/heads/gh-pages'" in ran.err
    assert "a branch whose name stands in the way of gh-pages" in ran.err


def test_a_server_that_is_not_there(work):
    with serving() as web:
        gone = web.link("/weekly.git")
    git(work.root, "remote", "set-url", "origin", gone)
    ran = deploy(work)
    assert ran.status == 1
    assert f"origin ({gone}) cannot be reached" in ran.err
    assert "git remote -v" in ran.err


def meddling(work: Work, tmp_path: Path, times: int) -> Path:
    """A `git` that, before each of the first pushes, lets a colleague be faster."""
    other = work.colleague()
    git(other.root, "checkout", "-q", "gh-pages")
    count = tmp_path / "count"
    count.write_text("0")
    text = f"""\
#!/bin/sh
case " $* " in *" push "*)
  n=$(($(cat {count}) + 1)); echo $n > {count}
  if [ $n -le {times} ]; then
    cd {other.root}
    {GIT} -c core.hooksPath=/dev/null fetch -q origin && {GIT} reset -q --hard origin/gh-pages
    echo $n > CNAME && {GIT} add CNAME && {GIT} commit -q -m "Set the domain" && {GIT} push -q origin gh-pages
    cd - > /dev/null
  fi;;
esac
exec {GIT} "$@"
"""
    return program(tmp_path / "bin" / "git", text)


def test_somebody_who_was_faster_is_built_upon(work, tmp_path):
    deploy(work)
    work.change("More.")
    process = started(work.root, "deploy", path=meddling(work, tmp_path, 2))
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert len(work.commits()) == 4
    assert work.commits()[0] == out.strip()
    assert work.branch() == {**built(work.root), "CNAME": b"2\n"}


def test_somebody_who_is_always_faster_wins_and_nothing_is_lost(work, tmp_path):
    deploy(work)
    work.change("More.")
    process = started(work.root, "deploy", path=meddling(work, tmp_path, 99))
    _, err = process.communicate()
    assert process.returncode == 1
    assert "others pushed to gh-pages on origin each time" in err


@pytest.mark.parametrize("is_there", [True, False], ids=["a branch", "no branch yet"])
def test_two_at_once_both_arrive_one_upon_the_other(work, is_there):
    first = {deploy(work).out.strip()} if is_there else set()
    other = work.colleague()
    work.change("Here.")
    other.change("There.")
    processes = [started(each.root, "deploy") for each in (work, other)]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert {out.strip() for out, _ in said} | first == set(work.commits())
    assert len(work.commits()) == len(first) + 2


def hear(fifo: Path) -> None:
    """Wait until somebody writes; a command that never comes so far must not be waited for."""
    handle = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    heard = select.select([handle], [], [], 60)[0]
    os.close(handle)
    assert heard


@pytest.mark.parametrize(
    ("word", "is_orphaned"),
    [
        *((word, False) for word in ("hash-object", "ls-remote", "fetch", "mktree", "commit-tree", "push")),
        ("hash-object", True),
        ("push", True),
    ],
)
def test_killed_at_any_point_the_old_site_or_the_new_one_is_there_and_the_next_run_ends_well(
    work, tmp_path, word, is_orphaned
):
    deploy(work)
    old = work.commits()
    work.change("More.")
    os.mkfifo(tmp_path / "ended")
    rest = f'{GIT} "$@"; ' if is_orphaned else ""
    text = f'#!/bin/sh\ncase " $* " in *" {word} "*) kill -9 $PPID; {rest}echo > {tmp_path}/ended; exit;; esac\n'
    process = started(work.root, "deploy", path=program(tmp_path / "bin" / "git", f'{text}exec {GIT} "$@"\n'))
    hear(tmp_path / "ended")
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert work.commits() == old or (word == "push" and is_orphaned and work.commits()[1:] == old)
    for folder in (work.root, work.remote):
        git(folder, "fsck", "--strict")
    assert deploy(work).status == 0
    assert work.branch() == built(work.root)
    assert work.commits()[1:] == old


def test_ctrl_c_while_it_pushes_leaves_the_old_site(work, tmp_path):
    deploy(work)
    old = work.commits()
    work.change("More.")
    os.mkfifo(tmp_path / "arrived")
    program(
        work.remote / "hooks" / "pre-receive",
        f"#!/bin/sh\necho > {tmp_path}/arrived\nread forever < {tmp_path}/arrived\n",
    )
    process = started(work.root, "deploy")
    hear(tmp_path / "arrived")
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "interrupted" in err
    assert work.commits() == old


def test_names_that_git_could_misread_come_through(work, tmp_path):
    names = ['"quoted"', "line\nbreak", "sp ace", "é/ü", "back\\slash", "-dash"]
    files = write(tmp_path / "odd", {name: name for name in names})
    repository = open_repository(work.root)
    made = write_tree(repository, store_files(repository, files, [*names, "digest.yaml"]))
    listed = git(work.root, "ls-tree", "-r", "-z", "--name-only", made).split("\0")
    assert sorted(name for name in listed if name) == sorted([*names, "digest.yaml"])


def test_a_push_that_is_watched_tells_its_progress(work):
    repository = open_repository(work.root)
    made = write_tree(repository, store_files(repository, work.root, ["digest.yaml"]))
    commit = make_commit(repository, made, "", "One", datetime(2026, 11, 22, tzinfo=UTC))
    said: list[str] = []
    assert push(repository, "origin", commit, "pages", said.append)
    assert any(line.startswith("Writing objects: 100%") for line in said)


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:Name/weekly.git", "https://name.github.io/weekly/"),
        ("https://github.com/name/weekly", "https://name.github.io/weekly/"),
        ("https://token@github.com/name/Weekly.git/", "https://name.github.io/Weekly/"),
        ("ssh://git@ssh.github.com:443/name/weekly.git", "https://name.github.io/weekly/"),
        ("git@github.com:Name/name.github.io.git", "https://name.github.io/"),
        ("https://gitlab.com/name/weekly.git", ""),
        ("../remote.git", ""),
    ],
)
def test_where_pages_shows_the_site_of_a_remote(remote, address):
    assert pages_address(remote) == address


@pytest.mark.parametrize(
    ("base_url", "cname", "hint"),
    [
        ("https://nmae.github.io/weekly/", "", "write: base_url: https://name.github.io/weekly/"),
        ("https://name.github.io/weekley/", "", "write: base_url: https://name.github.io/weekly/"),
        ("https://name.github.io/", "", "write: base_url: https://name.github.io/weekly/"),
        ("https://weekly.example.org/", "", "cname: weekly.example.org"),
        ("https://name.github.io/weekly/", "www.example.org", "write: base_url: https://www.example.org/"),
        ("https://name.github.io/weekly/", "", ""),
        ("https://www.example.org/weekly/", "", ""),
        ("https://www.example.org/", "www.example.org", ""),
    ],
)
def test_a_base_address_with_a_mistake_is_told_with_the_line_to_write(base_url, cname, hint):
    problems = address_problems(base_url, cname, "git@github.com:name/weekly.git", line=3)
    assert "".join(problem.hint for problem in problems).endswith(hint)
    assert bool(problems) == bool(hint)
    assert all(problem.where == "digest.yaml:3" and base_url in problem.what for problem in problems)


def test_a_domain_on_the_branch_that_the_settings_do_not_know_is_told(work):
    deploy(work)
    work.put({"CNAME": "www.example.org"}, "Create CNAME")
    ran = deploy(work)
    assert "digest.yaml:3: DEPLOY004: base_url is https://example.org/weekly/, but with the domain www" in ran.err


def test_a_silenced_doubt_is_not_told(work):
    write(work.root, {"digest.yaml": SETTINGS + "cname: www.example.org\nsilence: [DEPLOY004]\n"})
    assert "DEPLOY004" not in deploy(work).err


def test_quiet_it_prints_the_commit_alone(work):
    ran = digest(work.root, "-q", "deploy")
    assert (ran.out, ran.err) == (f"{work.commits()[0]}\n", "")
