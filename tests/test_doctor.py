"""digest doctor: every ailment is found where it is, with the cure; a sound set-up is told to be sound."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from digest.ailments import AILMENTS, FAMILIES
from digest.cli.findings import in_pipe, on_terminal, summary
from digest.collect.state import FeedState, format_state
from digest.diagnostics import DIAGNOSTICS
from digest.errors import Problem
from digest.model import Publication
from digest.publish.doctor.examine import GROUPS, Group, examine
from digest.publish.doctor.facts import Case, Editor, Finding, Holder, OnLine, Repository
from digest.publish.doctor.look_at_machine import look_at_machine
from digest.publish.doctor.look_at_network import look_at_network
from digest.publish.doctor.look_at_repository import look_at_repository, without_password
from tests.ailing import EXAMPLES, OURS, SOUND, committed, repository, setting, state, workflow
from tests.builders import entry_file, settings, write
from tests.commands import answered, git, on_a_terminal
from tests.outside import outside
from tests.servers import Answer


def found(case: Case) -> list[Finding]:
    return [finding for group in examine(case) for finding in group.findings if finding.grade != "good"]


def text_of(finding: Finding) -> str:
    return "\n".join((finding.what, finding.mend, *finding.commands))


def test_of_an_issue_that_cannot_be_read_nobody_says_that_none_came_out():
    problem = Problem(path="content/issues/2026-W47.md", code="YAML005", what="a conflict marker")
    case = replace(SOUND, problems=(problem,), publication=replace(SOUND.publication, issues=()))
    assert "HOME001" in {finding.code for finding in found(case)}
    assert "HOME009" not in {finding.code for finding in found(case)}


def test_a_sound_set_up_has_nothing_wrong_with_it():
    assert found(SOUND) == []
    assert [group.title for group in examine(SOUND)] == [title for title, _ in GROUPS]
    assert summary(examine(SOUND)).endswith("nothing is wrong")


@pytest.mark.parametrize(("code", "grade", "case", "words"), EXAMPLES, ids=[f"{row[0]}-{row[1]}" for row in EXAMPLES])
def test_every_ailment_is_found_alone_and_with_its_cure(code, grade, case, words):
    told = [finding for finding in found(case) if finding.code == code]
    assert [finding.grade for finding in told] == [grade]
    assert words in text_of(told[0])
    assert grade == "note" or told[0].mend


@pytest.mark.parametrize("code", [row[0] for row in AILMENTS])
def test_no_code_is_without_an_example(code):
    assert code in {row[0] for row in EXAMPLES}
    assert code.rstrip("0123456789") in FAMILIES
    assert code in DIAGNOSTICS


@pytest.mark.parametrize(("code", "grade", "case", "words"), EXAMPLES, ids=[f"{row[0]}-{row[1]}" for row in EXAMPLES])
def test_one_ailment_is_not_told_as_three(code, grade, case, words):
    assert len(found(case)) <= 2


def test_what_silence_names_is_not_told():
    assert found(setting(licence="", silence=frozenset({"HOME007"}))) == []


@pytest.mark.parametrize(
    "address",
    [
        "git@github.com:me/weekly.git",
        "ssh://git@github.com/me/weekly",
        "https://github.com/Me/weekly.git",
        "../bare.git",
    ],
)
def test_a_remote_may_be_written_in_any_way(address):
    assert [finding for finding in found(repository(address=address)) if finding.grade != "note"] == []


def test_the_site_of_a_user_stands_at_the_root():
    users = replace(
        setting(base_url="https://me.github.io/"),
        repository=repository(address="https://github.com/me/me.github.io").repository,
    )
    assert found(users) == []


def test_a_domain_of_ones_own_with_its_cname_is_sound():
    assert found(setting(base_url="https://weekly.press/", cname="weekly.press")) == []


def test_a_git_elsewhere_than_on_github_is_sound():
    elsewhere = repository(address="https://codeberg.org/me/weekly.git", workflows={})
    assert found(replace(elsewhere, publication=setting(base_url="https://weekly.press/").publication)) == []


def test_without_a_repository_nothing_is_said_about_what_would_be_in_it():
    bare = Repository(problem="not a git repository")
    assert [finding.code for finding in found(replace(SOUND, repository=bare, online=None))] == ["REPO001"]


def test_line_ends_and_marks_of_a_workflow_do_not_make_it_another():
    assert found(workflow(OURS.replace("\n", "\r\n"))) == []


def test_a_password_in_the_address_of_a_remote_is_not_shown():
    assert without_password("https://me:s3cret@github.com/me/weekly") == "https://github.com/me/weekly"
    assert without_password("git@github.com:me/weekly") == "git@github.com:me/weekly"


# What the doctor sees of real folders.

FILES: dict[str, str | bytes] = {
    "content/feeds.yaml": "- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}\n",
    "content/entries/2026-W47/sora.md": entry_file(),
    ".gitignore": "/build/\n/.cache/\n",
    ".gitattributes": "content/state/*.json merge=union\n",
}


@pytest.fixture
def weekly(tmp_path: Path) -> Path:
    """A publication, committed, with a bare repository as its remote."""
    root = write(tmp_path / "weekly", FILES)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Me")
    git(root, "config", "user.email", "me@weekly.press")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "bare.git")
    git(root, "remote", "add", "origin", str(tmp_path / "bare.git"))
    save(root)
    git(root, "push", "-q", "-u", "origin", "main")
    return root


def save(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Save")


def codes(root: Path, *words: str, **env: str) -> dict[str, str]:
    """Code to what was told of it, of all that is not well."""
    ran = answered(root, "doctor", "--json", *words, **env)
    rows = json.loads(ran.out)["findings"]
    return {
        row["code"]: "\n".join((row["what"], row["mend"], *row["commands"])) for row in rows if row["level"] != "good"
    }


USUAL = {"HOME002", "HOME006", "HOME007", "HOME008", "HOME009", "FEED002"}
"""What is wrong with the publication of these tests on purpose."""


def repository_codes(root: Path, **env: str) -> dict[str, str]:
    return {code: text for code, text in codes(root, EDITOR="sh", **env).items() if code.startswith(("REPO", "FLOW"))}


def test_a_real_repository_has_nothing_wrong_with_it(weekly):
    assert set(codes(weekly, EDITOR="sh")) <= {*USUAL, "SETUP009"}


def test_a_clone_without_history_is_told(weekly):
    (weekly / "more.txt").write_text("more")
    save(weekly)
    git(weekly, "push", "-q")
    git(weekly.parent, "clone", "-q", "--depth", "1", f"file://{weekly.parent}/bare.git", "shallow")
    assert "git fetch --unshallow" in codes(weekly.parent / "shallow", EDITOR="sh")["REPO004"]


def test_a_repository_without_a_remote_is_told(weekly):
    git(weekly, "remote", "remove", "origin")
    assert set(repository_codes(weekly)) == {"REPO003"}


def test_no_repository_at_all_is_told(tmp_path):
    told = codes(write(tmp_path, FILES), EDITOR="sh", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert "git init -b main" in told["REPO001"]
    assert not any(code.startswith("REPO") for code in told if code != "REPO001")


def test_no_git_is_told(weekly):
    told = codes(weekly, PATH=str(weekly / "nothing"))
    assert {"SETUP004", "SETUP005", "REPO001"} <= set(told)
    assert "Install git first." in told["REPO001"]


def test_a_repository_before_its_first_commit_is_told(tmp_path):
    root = write(tmp_path, FILES)
    git(root, "init", "-q", "-b", "main")
    assert {"REPO002", "REPO003"} <= set(codes(root, EDITOR="sh"))


def test_a_broken_digest_yaml_is_told_and_the_rest_is_looked_at_all_the_same(weekly):
    (weekly / "digest.yaml").write_text("title: [\n")
    git(weekly, "remote", "remove", "origin")
    ran = answered(weekly, "doctor", EDITOR="sh")
    assert ran.status == 1
    assert "error HOME001: digest.yaml:" in ran.out
    assert "REPO003" in ran.out
    assert not {"HOME002", "FEED001"} & set(re.findall(r"[A-Z]+\d{3}", ran.out))


def test_one_key_of_digest_yaml_that_cannot_be_read_does_not_hide_the_rest(weekly):
    git(weekly, "remote", "set-url", "origin", "https://github.com/me/weekly.git")
    text = (weekly / "digest.yaml").read_text()
    (weekly / "digest.yaml").write_text(re.sub("base_url: .*", "base_url: htps:/me.github.io", text))
    told = codes(weekly, EDITOR="sh")
    assert told["HOME003"].endswith("base_url: https://me.github.io/weekly/")
    assert {"HOME001", "HOME007", "FEED002"} <= set(told)
    assert "HOME002" not in told


def test_one_feed_that_cannot_be_read_does_not_hide_the_others(weekly):
    whole = (weekly / "content/feeds.yaml").read_text()
    (weekly / "content/feeds.yaml").write_text(f"{whole}- {{slug: b}}\n")
    assert {"HOME001", "FEED002"} <= set(codes(weekly, EDITOR="sh"))
    (weekly / "content/feeds.yaml").write_text("- {slug: b}\n")
    assert not any(code.startswith("FEED") for code in codes(weekly, EDITOR="sh"))


def test_a_contact_may_be_a_page():
    assert found(setting(contact="https://weekly.press/contact")) == []


def test_the_file_that_keeps_build_out_may_be_committed():
    assert found(committed("build/.gitignore", "content/build/a.md")) == []


@pytest.mark.parametrize("garbage", [b"<<<<<<< ours\n", b"\x00\xff", b"[]", b'{"feed": 3}'])
def test_garbage_in_hints_is_told_and_harms_nothing(weekly, garbage):
    write(weekly, {"content/state/variety.json": garbage})
    assert "rm content/state/variety.json" in codes(weekly, EDITOR="sh")["FEED008"]


def test_hints_about_another_address_are_none_and_not_damaged(weekly):
    write(weekly, {"content/state/variety.json": format_state(FeedState(feed="https://old.example/"))})
    assert "FEED008" not in codes(weekly, EDITOR="sh")


def test_files_that_should_not_be_committed_are_told(weekly):
    write(weekly, {"build/index.html": "x", ".env": "TOKEN=1", "big.bin": b"0" * 10_000_001, "A.md": "", "a.md": ""})
    git(weekly, "add", "-f", "-A")
    git(weekly, "add", "-f", "build", ".env")
    git(weekly, "commit", "-q", "-m", "All")
    unpushed = {"REPO005"}
    assert set(repository_codes(weekly)) == {"REPO009", "REPO012", "REPO013", "REPO016", *unpushed}


def test_what_is_ignored_too_little_or_too_much_is_told(weekly):
    (weekly / ".gitignore").write_text("content/seen/\n*.json\n")
    (weekly / ".gitattributes").write_text("*.md text\n")
    told = repository_codes(weekly)
    assert set(told) == {"REPO008", "REPO010", "REPO011"}
    assert "git ignores content/published, content/seen/2026-W47, content/state" in told["REPO010"]


def test_line_ends_that_git_would_turn_are_told_unless_attributes_keep_them(weekly):
    git(weekly, "config", "core.autocrlf", "true")
    assert set(repository_codes(weekly)) == {"REPO015"}
    (weekly / ".gitattributes").write_text("* -text\ncontent/state/*.json merge=union\n")
    assert repository_codes(weekly) == {}


def test_a_merge_that_waits_is_told(weekly):
    for branch, words in (("other", "theirs"), ("main", "ours")):
        git(weekly, "switch", "-q", *(["-c"] if branch == "other" else []), branch)
        write(weekly, {"content/issues/2026-W47.md": f"---\ntitle: {words}\n---\n"})
        save(weekly)
    with pytest.raises(subprocess.CalledProcessError):
        git(weekly, "merge", "-q", "other")
    told = codes(weekly, EDITOR="sh")
    assert "git add -- content/issues/2026-W47.md" in told["REPO007"]
    assert "HOME001" in told


def test_a_publication_below_the_top_of_its_repository_is_looked_at_where_it_is(tmp_path):
    root = write(tmp_path / "sites" / "weekly", {**FILES, "build/index.html": "x"})
    write(tmp_path, {".github/workflows/publish.yml": "on:\n  push:\n    branches: [gone]\n"})
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-f", ".")
    git(tmp_path, "-c", "user.name=Me", "-c", "user.email=me@x.org", "commit", "-q", "-m", "All")
    assert look_at_repository(root).below == "sites/weekly/"
    assert {"REPO009", "FLOW006"} <= set(codes(root, EDITOR="sh"))


@pytest.mark.parametrize(
    ("command", "there"),
    [
        ("sh", True),
        ("sh -c x", True),
        ("'", False),
        ("no-such-editor --wait", False),
        ("A=1 sh", True),
        ("/bin/sh", True),
    ],
)
def test_an_editor_is_looked_for_as_a_shell_would(weekly, command, there):
    assert ("SETUP005" not in codes(weekly, VISUAL=command)) is there


def test_versions_other_than_those_of_the_lock_are_told(tmp_path):
    lock = "click==0.0.1 \\\n    --hash=sha256:00\nnh3==1 ; python_version < '3'\nno-such-package==2\n"
    write(tmp_path, {"pyproject.toml": '[project]\nname = "slatepress"\n', "requirements.lock": lock})
    packages = {package.name: package for package in look_at_machine(tmp_path, {}, "UTC", "slatepress").packages}
    assert packages["click"].wanted == ("0.0.1",)
    assert packages["click"].found not in ("", "0.0.1")
    assert packages["no-such-package"].found == ""


def test_the_lock_file_of_another_project_says_nothing(tmp_path):
    write(tmp_path, {"pyproject.toml": '[project]\nname = "other"\n', "requirements.lock": "click==0.0.1\n"})
    assert all(package.wanted == () for package in look_at_machine(tmp_path, {}, "UTC", "slatepress").packages)


def locked(root: Path) -> int:
    (root / ".cache").mkdir(exist_ok=True)
    handle = os.open(root / ".cache/lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def test_a_lock_that_is_held_is_told_and_one_that_was_held_is_not(weekly):
    handle = locked(weekly)
    try:
        assert "SETUP008" in codes(weekly, EDITOR="sh")
    finally:
        os.close(handle)
    assert "SETUP008" not in codes(weekly, EDITOR="sh")


def test_a_lock_that_outlived_its_process_is_told_to_be_dead(weekly):
    """A child keeps what its dead parent had opened: then nobody who lives is on record."""
    program = (
        "import fcntl, os, sys, time\n"
        "os.makedirs('.cache', exist_ok=True)\n"
        "handle = os.open('.cache/lock', os.O_RDWR | os.O_CREAT)\n"
        "fcntl.flock(handle, fcntl.LOCK_EX)\n"
        "if os.fork() == 0:\n"
        "    print(os.getpid(), flush=True)\n"
        "    sys.stdin.read()\n"
        "    os._exit(0)\n"
        "os._exit(0)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=weekly, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.wait()
        assert look_at_machine(weekly, {}, "UTC", "slatepress").holder == Holder(process=None)
        assert "rm .cache/lock" in codes(weekly, EDITOR="sh")["SETUP008"]


# On line, against a real bare repository and a real server.


def looked(root: Path, address: str, web) -> OnLine:
    repository = look_at_repository(root)
    return asyncio.run(look_at_network(root, repository, address, "slatepress", web.network if web else None))


def test_the_remote_and_the_site_are_asked(weekly):
    with outside(weekly.parent / "web") as web:
        web.secure.answers["/"] = Answer(body=b"<html>")
        web.secure.answers["/status.json"] = Answer(body=b'{"last_issue": {"id": "2026-W46"}}')
        told = looked(weekly, "https://news.example/", web)
    assert told == OnLine(remote="", site="", site_status=200, last_issue="2026-W46")


def test_a_remote_that_is_gone_is_told(weekly):
    (weekly.parent / "bare.git").rename(weekly.parent / "moved.git")
    told = looked(weekly, "", None)
    assert told.remote
    assert "does not appear to be a git repository" in told.remote


@pytest.mark.parametrize("body", [b"", b"[]", b'{"last_issue": 3}', b'{"last_issue": {"id": "<b>"}}', b"\xff"])
def test_a_site_that_is_not_ours_says_nothing_about_issues(weekly, body):
    with outside(weekly.parent / "web") as web:
        web.secure.answers["/"] = Answer(body=b"<html>")
        web.secure.answers["/status.json"] = Answer(body=body)
        told = looked(weekly, "https://news.example/", web)
    assert (told.site, told.last_issue) == ("", None)


def test_a_site_that_is_not_there_is_told_with_its_status(weekly):
    with outside(weekly.parent / "web") as web:
        web.secure.answers["/"] = Answer(status=404)
        told = looked(weekly, "https://news.example/", web)
    assert (told.site_status, told.last_issue) == (404, None)
    assert told.site


def test_a_placeholder_is_not_asked(weekly):
    assert looked(weekly, "https://example.github.io/weekly/", None).site is None


# What a person sees.


def groups() -> tuple[Group, ...]:
    return examine(replace(setting(licence=""), repository=repository(is_shallow=True).repository))


def test_in_a_pipe_a_finding_is_a_line_and_what_to_do_stands_below():
    lines = in_pipe(groups(), with_good=False).splitlines()
    at = lines.index("  warning REPO004: a clone without its history")
    assert lines[at + 1 : at + 3] == [
        "      digest restore finds in it what was deleted. Fetch the rest:",
        "      git fetch --unshallow",
    ]
    assert lines[0:2] == ["Set-up", "  good: all of 8 things"]


def test_what_is_well_is_shown_when_asked_for():
    assert "good SETUP004: git 2.50.1" not in in_pipe(groups(), with_good=False)
    assert "good SETUP004: git 2.50.1" in in_pipe(groups(), with_good=True)


def test_a_terminal_shows_no_line_wider_than_itself_but_commands_stay_whole(monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    case = repository(remote="", address="", upstream="", ignored=frozenset())
    text = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(examine(case), with_good=True))
    assert "      git remote add origin https://github.com/OWNER/REPOSITORY.git" in text.splitlines()
    folded = [line for line in text.splitlines() if not line.startswith("      ")]
    assert max(map(len, folded)) <= 50


def test_words_of_strangers_do_not_reach_the_terminal_raw():
    sly = "\x1b[31mred\nline"
    editor = Editor(command=sly, told_by="$EDITOR", is_there=False)
    case = replace(state(quarantine=sly), machine=replace(SOUND.machine, editor=editor))
    for text in (in_pipe(examine(case), with_good=False), on_terminal(examine(case), with_good=False)):
        assert "\x1b[31mred" not in text
        assert "SETUP005" in text
        assert "FEED005" in text


def test_on_a_terminal_it_has_marks_and_in_a_pipe_it_has_none(weekly):
    command = [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(weekly), "doctor"]
    env = {**os.environ, "EDITOR": "sh", "TERM": "xterm", "PYTHONUTF8": "1", "PYTHONPATH": str(Path.cwd())}
    piped = subprocess.run(command, env=env, capture_output=True, check=False)
    assert piped.returncode == 1
    assert b"\x1b" not in piped.stdout
    assert not {"✓", "▲"} & set(piped.stdout.decode())
    _, screen = on_a_terminal(command, b"", **env)
    assert "✓" in screen
    assert "▲" in screen
    assert "\x1b[" in screen


def test_json_tells_the_same_and_the_status_too(weekly):
    ran = answered(weekly, "doctor", "--json", EDITOR="sh")
    told = json.loads(ran.out)
    assert ran.status == 1
    assert told["ok"] is False
    assert told["warnings"] == sum(row["level"] == "warning" for row in told["findings"])
    assert set(told["findings"][0]) == {"group", "code", "level", "what", "mend", "commands"}


def test_a_set_up_with_nothing_wrong_ends_well(weekly):
    silence = f"silence: [{', '.join(sorted(USUAL))}]\n"
    (weekly / "digest.yaml").write_text((weekly / "digest.yaml").read_text() + silence)
    save(weekly)
    git(weekly, "push", "-q")
    ran = answered(weekly, "doctor", EDITOR="sh")
    assert ran.status == 0, ran.out
    assert "nothing is wrong" in ran.err


def test_nothing_is_changed_by_looking(weekly):
    before = {path: path.read_bytes() for path in weekly.rglob("*") if path.is_file()}
    answered(weekly, "doctor", EDITOR="sh")
    assert {path: path.read_bytes() for path in weekly.rglob("*") if path.is_file()} == before


def test_the_doctor_reads_an_empty_publication():
    assert found(replace(SOUND, publication=Publication(settings=settings(id="")), has_settings=False))
