"""Every workflow, here and in what `digest init` makes: its steps run by bash in a clean checkout, to a real remote."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from digest.publish.starter import Choices, starter_files
from tests.builders import SETTINGS, entry_file, write
from tests.commands import digest, git
from tests.outside import rss
from tests.servers import Answer, serving
from tests.shared import Shared, shared
from tests.workflows import REPOSITORY, Runner, runner

NOW = int(datetime(2026, 11, 20, 18, tzinfo=UTC).timestamp())
OURS = REPOSITORY / ".github" / "workflows"
TEMPLATES = REPOSITORY / "templates" / "init"
KINDS = ("ours", "made")
BRANCH = "collect/2026-W47"
ISSUE = "2026-W47"
PROGRAMS = Path(sys.executable).parent
DRAFT = "---\ntitle: The next\nlead: sora\n---\n\nDear reader, this is the letter.\n"
ISSUES = {
    "content/issues/2026-W47.md": DRAFT,
    "content/entries/2026-W47/sora.md": entry_file(status="keep", section="tools", slug="sora", language="en"),
    "content/entries/2026-W47/veo.md": entry_file("Veo", "https://news.example/veo", status="skip", section="law"),
}


@pytest.fixture
def web():
    with serving() as web:
        web["/a"] = rss("a", "b")
        yield web


@pytest.fixture
def world(tmp_path, web) -> Shared:
    """A publication with one issue in work, and workflows of both kinds."""
    feeds = f"- {{slug: own, title: Own, feed: '{web.link('/a')}', private: true, interval: 0s}}\n"
    files: dict[str, str | bytes] = {"digest.yaml": SETTINGS, "content/feeds.yaml": feeds, **ISSUES}
    (tmp_path / "world").mkdir()
    return shared(tmp_path / "world", files)


def workflow(kind: str, name: str, tmp_path: Path) -> Path:
    if kind == "ours":
        return OURS / f"{name}.yml"
    return made(tmp_path) / ".github" / "workflows" / f"{name}.yml"


def made(tmp_path: Path, tool: str = "slatepress @ git+https://github.com/a/b@c0ffee") -> Path:
    """What `digest init` makes."""
    choices = Choices(
        title="Weekly", base_url="https://name.github.io/weekly/", language="en", tool=tool, timezone="Europe/Paris"
    )
    return write(tmp_path / "made", dict(starter_files(choices, date(2026, 11, 20))))


def machine(world: Shared, tmp_path: Path, **answers: str) -> Runner:
    return runner(world, tmp_path / "machine", NOW, **answers)


def titles(world: Shared, branch: str) -> list[str]:
    paths = [path for path in world.files(branch, "content/entries") if "title-" in path]
    return sorted(path.split("title-")[1][0] for path in paths)


@pytest.mark.parametrize("kind", KINDS)
def test_collect_opens_a_branch_and_a_draft_and_then_continues_on_it(world, web, tmp_path, kind):
    before, at = world.branches(), machine(world, tmp_path)
    collect = workflow(kind, "collect", tmp_path)
    assert at.run(collect) == {"gather": "success", "deliver": "success"}, at.said
    assert titles(world, BRANCH) == ["a", "b"]
    created = at.gh_calls[-1]
    assert created["words"][:2] == ["pr", "create"]
    assert "--draft" in created["words"]
    assert "Title a" in created["told"]
    assert not [word for call in at.gh_calls for word in call["words"] if "Title" in word]
    web["/a"] = rss("a", "b", "c")
    assert at.run(collect)["deliver"] == "success", at.said
    assert titles(world, BRANCH) == ["a", "b", "c"]
    assert [call["words"][1] for call in at.gh_calls] == ["list", "create", "list"]
    assert world.branches()["main"] == before["main"]
    assert "https://github.com/name/weekly/pull/1" in at.summary


def test_the_job_that_reads_feeds_has_no_token_and_the_other_reads_no_feed(world, web, tmp_path):
    at = machine(world, tmp_path)
    at.run(workflow("made", "collect", tmp_path))
    asked = len(web.requests)
    assert asked
    given = [(job, name) for job, own in at.environments for name in own if "TOKEN" in name]
    assert given == [("deliver", "GH_TOKEN")]
    text = yaml.safe_load(workflow("made", "collect", tmp_path).read_text(encoding="utf-8"))["jobs"]
    assert text["gather"]["permissions"] == {"contents": "read"}


def test_collect_leaves_a_branch_to_the_editor_who_committed_there(world, web, tmp_path):
    at = machine(world, tmp_path)
    at.run(workflow("made", "collect", tmp_path))
    world.commit(world.clone("editor"), {"content/note.md": "mine\n"}, "Mine", BRANCH)
    theirs = world.branches()[BRANCH]
    web["/a"] = rss("a", "b", "c")
    at.run(workflow("made", "collect", tmp_path))
    assert world.branches()[BRANCH] == theirs
    assert titles(world, f"{BRANCH}-2") == ["c"]


def test_where_workflows_may_open_no_pull_request_the_summary_has_the_link(world, tmp_path):
    at = machine(world, tmp_path)
    (tmp_path / "machine/forbidden").touch()
    assert at.run(workflow("made", "collect", tmp_path))["deliver"] == "success", at.said
    assert titles(world, BRANCH) == ["a", "b"]
    assert f"https://github.com/name/weekly/compare/main...{BRANCH}?expand=1" in at.summary


@pytest.mark.parametrize("kind", KINDS)
def test_when_every_feed_fails_the_run_is_red_and_how_it_failed_is_remembered(world, web, tmp_path, kind):
    web["/a"] = Answer(status=500)
    at = machine(world, tmp_path)
    assert at.run(workflow(kind, "collect", tmp_path)) == {"gather": "failure", "deliver": "success"}, at.said
    assert '"failures": 1' in (tmp_path / "machine/cache/content/state/own.json").read_text(encoding="utf-8")
    assert list(world.branches()) == ["main"]


def test_with_collect_push_candidates_go_to_main(world, tmp_path):
    world.commit(world.first, {"digest.yaml": f"{SETTINGS}collect: push\n"})
    at = machine(world, tmp_path)
    assert at.run(workflow("made", "collect", tmp_path))["deliver"] == "success", at.said
    assert titles(world, "main") == ["a", "b"]
    assert at.gh_calls == []


def test_hints_are_remembered_only_when_the_candidates_were_handed_in(world, tmp_path):
    at = machine(world, tmp_path)
    world.hook("pre-receive", "exit 1\n")
    assert at.run(OURS / "collect.yml") == {"gather": "success", "deliver": "failure"}
    assert not (tmp_path / "machine/cache/content/state").exists()
    (world.bare / "hooks/pre-receive").unlink()
    assert at.run(OURS / "collect.yml")["deliver"] == "success", at.said
    assert (tmp_path / "machine/cache/content/state/own.json").is_file()


def test_when_nothing_has_moved_for_too_long_the_run_is_red_and_what_there_is_is_handed_in(world, web, tmp_path):
    at = machine(world, tmp_path)
    programs = tmp_path / "machine"
    real = (programs / "digest-here").read_text(encoding="utf-8")
    stalled = real.replace("#!/bin/sh\n", '#!/bin/sh\n[ "$1 $2" = "doctor --stalled" ] && exit 1\n')
    (programs / "digest-here").write_text(stalled, encoding="utf-8")
    assert at.run(workflow("made", "collect", tmp_path)) == {"gather": "failure", "deliver": "success"}
    assert titles(world, BRANCH) == ["a", "b"]


@pytest.mark.parametrize("kind", KINDS)
def test_check_tells_what_is_wrong_and_offers_a_draft_that_opens_from_a_disk(world, tmp_path, kind):
    at = machine(world, tmp_path)
    assert at.run(drafts_of(workflow(kind, "check", tmp_path), tmp_path)) == {"draft": "success"}, at.said
    preview = tmp_path / "machine/artifacts/draft-1"
    page = (preview / "issues/2026-W47/index.html").read_text(encoding="utf-8")
    assert "Dear reader, this is the letter." in page
    assert 'href="../../assets/style.css' in page
    assert not list(preview.glob(".*"))
    assert [own for _, own in at.environments if "GH_TOKEN" in own] == []


def test_check_puts_a_mistake_at_its_line_and_fails(world, tmp_path):
    bad = entry_file(status="kep", section="tools", language="en")
    world.commit(world.first, {"content/entries/2026-W47/sora.md": bad})
    at = machine(world, tmp_path)
    assert at.run(drafts_of(workflow("made", "check", tmp_path), tmp_path)) == {"draft": "failure"}
    assert "::error file=content/entries/2026-W47/sora.md,line=4" in at.said


def drafts_of(check: Path, tmp_path: Path) -> Path:
    """Without the job that runs the tests of the program itself."""
    text = yaml.safe_load(check.read_text(encoding="utf-8"))
    text["jobs"] = {"draft": text["jobs"]["draft"]}
    place = tmp_path / "draft.yml"
    place.write_text(yaml.safe_dump(text), encoding="utf-8")
    return place


@pytest.mark.parametrize("kind", KINDS)
def test_publish_an_issue_numbers_records_pushes_and_has_it_put_on_line(world, tmp_path, kind):
    at = machine(world, tmp_path, **{"inputs.issue": ISSUE})
    assert at.run(workflow(kind, "publish-issue", tmp_path)) == {"record": "success", "start": "success"}, at.said
    assert world.subjects() == ["Publish 2026-W47", "Begin"]
    assert "number: 1\n" in world.text("main", f"content/issues/{ISSUE}.md")
    assert f"content/published/{ISSUE}.json" in world.files()
    assert "content/entries/2026-W47/veo.md" not in world.files()
    assert at.gh_calls[-1]["words"] == ["workflow", "run", "publish.yml", "--ref", "main"]


ODD = ("2026-W99", "", "--help", "$(touch owned)", "`touch owned`", "2026-W47; touch owned", "2026-W47\nx", "../x")


def test_what_is_no_issue_is_refused_and_never_becomes_a_command(world, tmp_path):
    before = world.branches()
    at = machine(world, tmp_path)
    for issue in ODD:
        at.answers["inputs.issue"] = issue
        assert at.run(workflow("made", "publish-issue", tmp_path)) == {"record": "failure", "start": "skipped"}, issue
    assert world.branches() == before
    assert not list((tmp_path / "machine").rglob("owned"))
    assert at.gh_calls == []


def test_an_issue_with_mistakes_is_not_published(world, tmp_path):
    world.commit(world.first, {"content/entries/2026-W47/sora.md": entry_file(status="keep", section="nowhere")})
    before = world.branches()
    at = machine(world, tmp_path, **{"inputs.issue": ISSUE})
    assert at.run(workflow("made", "publish-issue", tmp_path)) == {"record": "failure", "start": "skipped"}
    assert world.branches() == before


def test_publishing_an_issue_again_changes_nothing(world, tmp_path):
    at = machine(world, tmp_path, **{"inputs.issue": ISSUE})
    at.run(workflow("made", "publish-issue", tmp_path))
    before = world.branches()
    assert at.run(workflow("made", "publish-issue", tmp_path)) == {"record": "success", "start": "success"}, at.said
    assert world.branches() == before


def test_a_run_that_waited_begins_with_what_was_pushed_meanwhile(world, tmp_path):
    asked = world.branches()["main"]
    world.commit(world.first, {"content/issues/2026-W47.md": DRAFT.replace("The next", "A better title")})
    at = machine(world, tmp_path, **{"inputs.issue": ISSUE, "github.sha": asked})
    assert at.run(workflow("made", "publish-issue", tmp_path))["record"] == "success", at.said
    assert "A better title" in world.text("main", "content/issues/2026-W47.md")
    assert at.run(workflow("made", "collect", tmp_path))["deliver"] == "success", at.said
    assert titles(world, "collect/2026-W48") == ["a", "b"]
    at.outputs["configure-pages"] = {"base_url": "https://name.github.io/weekly"}
    assert at.run(workflow("made", "publish", tmp_path))["deploy"] == "success", at.said
    assert (tmp_path / "machine/artifacts/site-3/issues/2026-W47/index.html").is_file()


UNFINISHED = {
    "content/issues/2026-W48.md": "---\ntitle: Later\n---\n\nTODO: write it.\n",
    "content/entries/2026-W48/later.md": entry_file(
        "Later", "https://news.example/later", status="keep", section="tools"
    )
    + "TK\n",
}


@pytest.mark.parametrize("kind", KINDS)
def test_next_week_s_unfinished_draft_keeps_nothing_from_going_on_line(world, tmp_path, kind):
    world.commit(world.first, dict(UNFINISHED))
    at = machine(world, tmp_path, **{"inputs.issue": ISSUE})
    assert at.run(workflow(kind, "publish-issue", tmp_path)) == {"record": "success", "start": "success"}, at.said
    at.outputs["configure-pages"] = {"base_url": "https://name.github.io/weekly"}
    assert at.run(workflow(kind, "publish", tmp_path)) == {"build": "success", "deploy": "success"}, at.said


def test_where_nobody_may_push_to_main_the_issue_waits_on_a_branch(world, tmp_path):
    script = '[ "$1" = refs/heads/main ] && echo "GH006: Protected branch update failed" >&2 && exit 1\nexit 0\n'
    world.hook("update", script)
    at = machine(world, tmp_path, **{"inputs.issue": ISSUE})
    assert at.run(workflow("made", "publish-issue", tmp_path)) == {"record": "success", "start": "skipped"}, at.said
    assert world.subjects("main") == ["Begin"]
    assert world.subjects(f"publish/{ISSUE}") == ["Publish 2026-W47", "Begin"]
    assert f"compare/main...publish/{ISSUE}?expand=1" in at.summary


SITES = ["https://name.github.io", "https://name.github.io/weekly", "https://www.example.org", "https://a.example/x/"]


@pytest.mark.parametrize(("base", "kind"), [*((base, "made") for base in SITES), (SITES[1], "ours")])
def test_publish_builds_tests_and_deploys_a_site_for_its_address(world, tmp_path, kind, base):
    published(world)
    at = machine(world, tmp_path)
    at.outputs["configure-pages"] = {"base_url": base}
    assert at.run(workflow(kind, "publish", tmp_path)) == {"build": "success", "deploy": "success"}, at.said
    assert at.deployed == ["site-1"]
    site = tmp_path / "machine/artifacts/site-1"
    home = (site / "index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{base.rstrip("/")}/">' in home
    assert (site / "404.html").is_file()
    assert not (site / ".digest.json").exists()


def published(world: Shared, settings: str = SETTINGS) -> None:
    letter = DRAFT.replace("title:", "number: 1\nstatus: published\ndate: 2026-11-20\ntitle:")
    world.commit(world.first, {"digest.yaml": settings, "content/issues/2026-W47.md": letter})
    assert digest(world.first, "issue", "publish", ISSUE, "--yes").status == 0
    world.commit(world.first, {})


def test_a_domain_of_one_s_own_is_in_the_site(world, tmp_path):
    published(world, f"{SETTINGS}cname: www.example.org\n")
    at = machine(world, tmp_path)
    at.outputs["configure-pages"] = {"base_url": "https://www.example.org"}
    assert at.run(OURS / "publish.yml")["deploy"] == "success", at.said
    assert (tmp_path / "machine/artifacts/site-1/CNAME").read_text(encoding="utf-8").strip() == "www.example.org"


def test_publish_names_the_switch_when_pages_is_off_and_deploys_nothing(world, tmp_path):
    at = machine(world, tmp_path)
    assert at.run(workflow("made", "publish", tmp_path)) == {"build": "failure", "deploy": "skipped"}
    assert "https://github.com/name/weekly/settings/pages" in at.summary
    assert at.deployed == []


def test_a_site_with_a_link_to_nowhere_is_not_deployed(world, tmp_path):
    letter = DRAFT.replace("title:", "number: 1\nstatus: published\ndate: 2026-11-20\ntitle:")
    files = {
        "content/issues/2026-W47.md": letter,
        "templates/partials/colophon.html": '<a href="/weekly/nowhere/">x</a>\n',
    }
    world.commit(world.first, dict(files))
    at = machine(world, tmp_path)
    at.outputs["configure-pages"] = {"base_url": "https://name.github.io/weekly"}
    assert at.run(workflow("made", "publish", tmp_path)) == {"build": "failure", "deploy": "skipped"}, at.said
    assert at.deployed == []


@pytest.mark.parametrize("name", ["collect", "publish-issue", "publish"])
def test_ours_and_those_that_init_makes_differ_in_how_the_command_is_installed_alone(tmp_path, name):
    ours, theirs = (yaml.safe_load(workflow(kind, name, tmp_path).read_text(encoding="utf-8")) for kind in KINDS)
    for text in (ours, theirs):
        for job in text["jobs"].values():
            job["steps"] = [step for step in job["steps"] if not is_installing(step)]
    assert ours == theirs


def is_installing(step: dict[str, str]) -> bool:
    return "nstall" in step.get("name", "") or "pip-" in str(step.get("with", ""))


@pytest.mark.parametrize("kind", KINDS)
def test_zizmor_finds_nothing(tmp_path, kind):
    place = OURS if kind == "ours" else made(tmp_path) / ".github" / "workflows"
    command = [str(PROGRAMS / "zizmor"), "--offline", "--persona=auditor", "--no-progress", str(place)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="its package holds the program for Linux alone")
@pytest.mark.parametrize("kind", KINDS)
def test_actionlint_and_shellcheck_find_nothing(tmp_path, kind):
    place = OURS if kind == "ours" else made(tmp_path) / ".github" / "workflows"
    command = [
        str(PROGRAMS / "actionlint"),
        "-shellcheck",
        str(PROGRAMS / "shellcheck"),
        *map(str, place.glob("*.yml")),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_git_is_told_nothing_of_a_feed_in_any_workflow(world, web, tmp_path):
    web["/a"] = rss("$(touch owned)", "x; touch owned", title="::error::mine")
    at = machine(world, tmp_path)
    at.run(OURS / "collect.yml")
    assert "owned" not in git(world.bare, "log", "--all", "--format=%B")
    assert not list((tmp_path / "machine").rglob("owned"))
