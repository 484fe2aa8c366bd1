"""A sound set-up, and an example of everything that can be wrong with one: what is so, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from digest.collect.state import FeedState
from digest.errors import Problem
from digest.publish.doctor.facts import PROBES, Case, Editor, Holder, Machine, OnLine, Package, Repository, Tracked
from digest.publish.doctor.standstill import Movement
from tests.builders import feed, issue, publication, seen, settings

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
HASH = "3d3c42e5aac5ba805825da76410c181273ba90b1"
OTHER = "1" * 40
SHIPPED = f"""\
on:
  push:
    branches: [main]
jobs:
  - uses: actions/checkout@{HASH} # v7.0.1
  - run: install @@TOOL@@
"""
OURS = SHIPPED.replace("@@TOOL@@", "slatepress @ git+https://github.com/us/tool@abc")
READ = FeedState(feed="https://variety.example/feed", polled=NOW, succeeded=NOW)
SOUND = Case(
    now=NOW,
    machine=Machine(
        python=(3, 13, 1),
        git="2.50.1",
        editor=Editor(command="nano", told_by="$EDITOR", is_there=True),
        free_bytes=50_000_000_000,
        timezone="Europe/Paris",
        packages=(Package(name="click", wanted=("8.2.1",), found="8.2.1"),),
    ),
    repository=Repository(
        top="/srv/weekly",
        branch="main",
        branches=frozenset({"main"}),
        last_commit=NOW,
        remote="origin",
        address="https://github.com/me/weekly.git",
        upstream="origin/main",
        ignored=frozenset(PROBES[:2]),
        tracked=(Tracked(path="digest.yaml", size=900),),
        workflows={"publish.yml": OURS},
    ),
    publication=publication(
        settings=settings(
            id="tag:me.github.io,2026-11-22:weekly",
            base_url="https://me.github.io/weekly/",
            timezone="Europe/Paris",
            licence="CC BY 4.0",
            contact="me@weekly.press",
        ),
        feeds=(feed(),),
        issues=(issue("2026-W46"),),
        seen=(seen("1" * 16, source="variety"),),
    ),
    states={"variety": READ},
    movement=Movement(feeds=1, last=NOW.date(), usual_days=1, limit_days=2),
    shipped={"publish.yml": SHIPPED},
    tool="slatepress @ git+https://github.com/us/tool@abc",
    online=OnLine(remote="", site="", site_status=200, last_issue="2026-W46"),
)


def machine(**changes) -> Case:
    return replace(SOUND, machine=replace(SOUND.machine, **changes))


def repository(**changes) -> Case:
    return replace(SOUND, repository=replace(SOUND.repository, **changes))


def publishing(**changes) -> Case:
    return replace(SOUND, publication=replace(SOUND.publication, **changes))


def setting(**changes) -> Case:
    return publishing(settings=replace(SOUND.publication.settings, **changes))


def workflow(text: str, **changes) -> Case:
    return repository(workflows={"publish.yml": text}, **changes)


def unpublished(**changes) -> Case:
    return replace(SOUND, publication=replace(setting(**changes).publication, issues=()))


def state(**changes) -> Case:
    return replace(SOUND, states={"variety": replace(READ, **changes)})


def online(**changes) -> Case:
    return replace(SOUND, online=replace(SOUND.online or OnLine(), **changes))


def committed(*paths: str, size: int = 9) -> Case:
    return repository(tracked=tuple(Tracked(path=path, size=size) for path in paths))


LONG_AGO = NOW - timedelta(days=70)
SCHEDULED = {"collect.yml": "on:\n  schedule:\n"}
UNKNOWN_TOOL = SHIPPED.replace("@@TOOL@@", "slatepress @ git+https://github.com/OWNER/REPOSITORY@COMMIT")
TWO = (feed(), feed("b"))
EXAMPLES: list[tuple[str, str, Case, str]] = [
    ("SETUP001", "error", machine(python=(3, 10, 4)), "Python 3.10.4 is too old"),
    ("SETUP002", "error", machine(packages=(Package(name="nh3", wanted=(), found=""),)), "packages are missing: nh3"),
    (
        "SETUP003",
        "warning",
        machine(packages=(Package(name="nh3", wanted=("1", "2"), found="3"),)),
        "3 instead of 1 or 2",
    ),
    ("SETUP004", "error", machine(git=""), "there is no git"),
    (
        "SETUP005",
        "warning",
        machine(editor=Editor(command="emcs -nw", told_by="$VISUAL", is_there=False)),
        "'emcs -nw' ($VIS",
    ),
    ("SETUP006", "warning", machine(free_bytes=12_000_000), "nearly full: 12 MB"),
    ("SETUP007", "note", machine(tells_case=False), "A.md and a.md for one name"),
    ("SETUP008", "warning", machine(holder=Holder(process=None)), "rm .cache/lock"),
    ("SETUP008", "note", machine(holder=Holder(process=123)), "process 123"),
    ("SETUP009", "note", setting(timezone="UTC"), "timezone: Europe/Paris"),
    ("REPO001", "error", repository(problem="not a git repository (or any of the parents): .git"), "git init"),
    (
        "REPO001",
        "error",
        repository(problem="detected dubious ownership in repository at '/srv/my weekly'"),
        "safe.directory '/srv/my weekly'",
    ),
    ("REPO001", "error", repository(problem="bad object HEAD"), "git cannot read the repository: bad object HEAD"),
    ("REPO002", "error", repository(last_commit=None), "nothing is committed yet"),
    ("REPO003", "warning", repository(remote="", address="", upstream=""), "git remote add origin"),
    ("REPO004", "warning", repository(is_shallow=True), "git fetch --unshallow"),
    ("REPO005", "warning", repository(branch="", upstream=""), "no branch is checked out"),
    ("REPO005", "note", repository(upstream=""), "git push -u origin main"),
    ("REPO005", "note", repository(unpushed=3), "3 commits not pushed to origin/main"),
    ("REPO006", "warning", repository(has_identity=False), "git config --global user.email"),
    ("REPO007", "error", repository(unmerged=("content/issues/2026-W47.md",)), "git add -- content/issues/2026-W47.md"),
    (
        "REPO007",
        "error",
        repository(unmerged=("content/state/a b.json",)),
        "git rm --quiet --force -- 'content/state/a b.json'",
    ),
    ("REPO008", "warning", repository(ignored=frozenset(PROBES[:1])), "printf '/.cache/\\n' >> .gitignore"),
    ("REPO009", "error", committed("build/index.html", "build/.gitignore"), "git rm -r --cached --quiet build"),
    ("REPO010", "error", repository(ignored=frozenset({*PROBES[:2], PROBES[-1]})), "git ignores content/state"),
    ("REPO011", "warning", repository(merges_hints=False), "content/state/*.json merge=union"),
    ("REPO012", "warning", committed("content/images/a.png", size=25_000_000), "content/images/a.png (25 MB)"),
    ("REPO013", "error", committed("a.md", ".env"), "looks like a secret is committed: .env"),
    ("REPO014", "warning", committed("x/.DS_Store", "node_modules/a/b.js"), "x/.DS_Store, node_modules/a/b.js"),
    ("REPO015", "warning", repository(turns_line_ends=True), "core.autocrlf input"),
    (
        "REPO016",
        "error",
        committed("content/pages/About.md", "content/pages/about.md"),
        "git mv -- content/pages/about.md",
    ),
    (
        "HOME001",
        "error",
        replace(SOUND, problems=(Problem(path="a.md", line=3, code="FM003", what="?", hint="!"),)),
        "a.md:3: FM003: ?",
    ),
    (
        "HOME002",
        "warning",
        setting(base_url="https://example.github.io/weekly/"),
        "base_url: https://me.github.io/weekly/",
    ),
    ("HOME002", "warning", setting(base_url="http://127.0.0.1:8000/"), "placeholder: http://127.0.0.1:8000/"),
    ("HOME003", "error", setting(base_url="https://me.gihtub.io/weekly/"), "did you mean https://me.github.io/weekly/"),
    ("HOME004", "error", setting(base_url="https://me.github.io/weekyl/"), "base_url: https://me.github.io/weekly/"),
    (
        "HOME004",
        "error",
        setting(base_url="https://me.github.io/"),
        "GitHub Pages shows me/weekly at https://me.github.io/weekly/",
    ),
    ("HOME004", "error", setting(cname="weekly.press"), "base_url: https://weekly.press/"),
    ("HOME004", "note", setting(base_url="https://weekly.press/"), "https://github.com/me/weekly/settings/pages"),
    ("HOME005", "warning", setting(base_url="http://weekly.press/"), "base_url: https://weekly.press/"),
    ("HOME006", "note", setting(id="tag:example.org,2026:digest"), "Leave it"),
    ("HOME006", "warning", unpublished(id="tag:example.org,2026:digest"), "before the first issue"),
    ("HOME007", "warning", setting(licence=""), "licence: CC BY 4.0"),
    ("HOME008", "warning", setting(contact=""), "no contact"),
    ("HOME008", "warning", setting(contact="editors@weekly.example"), "placeholder: editors@weekly.example"),
    ("HOME009", "note", unpublished(), "no issue came out yet"),
    ("FLOW001", "warning", repository(workflows={}), "nothing puts the site on line"),
    (
        "FLOW001",
        "note",
        replace(SOUND, shipped={"publish.yml": SHIPPED, "collect.yml": "on:\n"}),
        "not here: collect.yml",
    ),
    ("FLOW002", "error", workflow(OURS.replace(HASH, "v4")), f"uses: actions/checkout@{HASH} # v7.0.1"),
    ("FLOW002", "error", workflow(f"{OURS}  - uses: other/thing@main\n"), "other/thing@main, which others can change"),
    ("FLOW003", "warning", workflow(OURS.replace(HASH, OTHER)), f"uses: actions/checkout@{HASH} # v7.0.1"),
    ("FLOW003", "note", workflow(OURS + "# by hand\n"), "diff -u .github/workflows/publish.yml"),
    ("FLOW004", "error", workflow(UNKNOWN_TOOL), "Write there:\nslatepress @ git+https://github.com/us/tool@abc"),
    ("FLOW005", "warning", repository(workflows=SCHEDULED, last_commit=LONG_AGO), "has stopped"),
    (
        "FLOW005",
        "warning",
        repository(workflows=SCHEDULED, last_commit=NOW - timedelta(days=50)),
        "will stop in 10 days",
    ),
    ("FLOW006", "error", repository(branch="master", branches=frozenset({"master"})), "git branch -m main"),
    ("FEED001", "warning", publishing(feeds=()), "digest feeds add"),
    ("FEED001", "warning", publishing(feeds=(feed(paused=True),)), "the only feed is paused"),
    ("FEED002", "warning", replace(publishing(seen=()), states={}), "no feed was ever read"),
    ("FEED002", "note", publishing(feeds=TWO), "a poll of b"),
    (
        "FEED003",
        "error",
        replace(
            publishing(feeds=TWO),
            states={"variety": replace(READ, failures=1, reason="no such host"), "b": replace(READ, failures=1)},
        ),
        "all 2 feeds fail, variety with: no such host",
    ),
    (
        "FEED004",
        "warning",
        state(failures=9, reason="HTTP 500", succeeded=LONG_AGO),
        "failed 9 times, last read 70 days ago: HTTP 500",
    ),
    ("FEED004", "warning", state(is_gone=True), "variety is gone"),
    ("FEED004", "note", state(failures=1, reason="HTTP 500"), "It is asked again by itself."),
    ("FEED005", "warning", state(quarantine="its title is new"), "digest fetch --accept variety"),
    (
        "FEED006",
        "warning",
        replace(publishing(feeds=(feed(paused=True), feed("b"))), states={"variety": replace(READ, polled=LONG_AGO)}),
        "variety has been paused for 70 days",
    ),
    (
        "FEED007",
        "warning",
        replace(SOUND, movement=Movement(feeds=1, last=date(2026, 11, 13), idle_days=9, limit_days=2)),
        "nothing new for 9 days",
    ),
    ("FEED008", "warning", replace(SOUND, damaged=("content/state/variety.json",)), "rm content/state/variety.json"),
    ("NET001", "note", replace(SOUND, online=None), "https://github.com/me/weekly/settings/pages"),
    (
        "NET001",
        "warning",
        online(site="the server has no such document (404)", site_status=404),
        "Source: GitHub Actions",
    ),
    (
        "NET002",
        "error",
        online(remote="Could not resolve host: github.com"),
        "cannot be reached: Could not resolve host",
    ),
    (
        "NET003",
        "warning",
        online(site="no answer within 20 s", site_status=None),
        "does not answer: no answer within 20 s",
    ),
    ("NET004", "warning", online(last_issue="2026-W45"), "the site is behind: it shows 2026-W45, and here 2026-W46"),
    ("NET004", "warning", online(last_issue="2026-W47"), "git pull"),
]
"""Code, grade, what is so, and a part of what is told: the thing itself or its cure."""
