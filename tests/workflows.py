"""A machine of GitHub Actions in small: the steps of a workflow in a clean checkout, run by bash as they are written.

What comes from outside is done here: a checkout is a clone, an artifact or a cache is a folder. The stand-ins on PATH
are real programs: `gh` writes down how it is called, `make` and `pip` install this very program, `digest` runs it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests import ready
from tests.commands import git
from tests.shared import Shared

REPOSITORY = Path(__file__).resolve().parent.parent
_WORD = re.compile(r"'(?P<text>[^']*)'|(?P<name>[a-z_][\w.-]*)(?P<call>\((?P<given>[^)]*)\))?|&&|\|\||!=|==|!")
_SIGNS = {"&&": " and ", "||": " or ", "!": " not ", "==": "==", "!=": "!="}


@dataclass(kw_only=True)
class Runner:
    shared: Shared
    folder: Path
    answers: dict[str, Any] = field(default_factory=dict)
    """What an expression like `github.ref_name` or `inputs.issue` says."""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    """What an action answers: by its name."""
    attempt: int = 1
    logs: list[str] = field(default_factory=list)
    environments: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Of every step that ran: its job, and what it was given besides what all have."""
    deployed: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        return "\n".join(self.logs)

    @property
    def summary(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("summary-*")))

    @property
    def gh_calls(self) -> list[dict[str, Any]]:
        place = self.folder / "gh.jsonl"
        return [json.loads(line) for line in place.read_text("utf-8").splitlines()] if place.exists() else []

    def run(self, workflow: Path) -> dict[str, str]:
        """The result of each job: success, failure or skipped."""
        text = yaml.safe_load(workflow.read_text(encoding="utf-8"))
        needs: dict[str, Any] = {}
        for name, job in text["jobs"].items():
            wanted = job.get("needs", [])
            wanted = [wanted] if isinstance(wanted, str) else wanted
            is_well = all(needs[one]["result"] == "success" for one in wanted)
            known = {**self.answers, "needs": needs, "status": "success" if is_well else "failure"}
            needs[name] = {"result": "skipped", "outputs": {}}
            if _holds(job.get("if", ""), known):
                needs[name] = _Job(runner=self, name=name, job=job, known={**known, "status": "success"}).run()
        self.attempt += 1
        return {name: row["result"] for name, row in needs.items()}


@dataclass(kw_only=True)
class _Job:
    runner: Runner
    name: str
    job: dict[str, Any]
    known: dict[str, Any]
    paths: list[str] = field(default_factory=list)

    def run(self) -> dict[str, Any]:
        self.known |= {"steps": {}, "github.run_attempt": str(self.runner.attempt), "github.run_id": "7"}
        self.work.mkdir(parents=True)
        for number, step in enumerate(self.job["steps"]):
            outcome, outputs = "skipped", {}
            if _holds(step.get("if", ""), self.known):
                outcome, outputs = self._step(step, number)
            if outcome == "failure":
                self.known["status"] = "failure"
            if "id" in step:
                self.known["steps"][step["id"]] = {"outcome": outcome, "outputs": outputs}
        outputs = {name: fill(text, self.known) for name, text in self.job.get("outputs", {}).items()}
        return {"result": self.known["status"], "outputs": outputs}

    @property
    def work(self) -> Path:
        return self.runner.folder / f"{self.name}-{self.runner.attempt}" / "weekly"

    def _step(self, step: dict[str, Any], number: int) -> tuple[str, dict[str, str]]:
        if "run" in step:
            return self._shell(step, number)
        action = step["uses"].partition("@")[0]
        given = {name: fill(str(value), self.known) for name, value in step.get("with", {}).items()}
        name = re.sub(r"\W", "_", action.removeprefix("actions/"))
        answer: tuple[str, dict[str, str]] = getattr(self, f"_{name}")(given)
        return answer

    def _shell(self, step: dict[str, Any], number: int) -> tuple[str, dict[str, str]]:
        """As GitHub does it: the text in a file, `bash -e` on it, nothing put into the text."""
        script = self.work.parent / f"step-{number}.sh"
        script.write_text(step["run"], encoding="utf-8")
        output, path = self.work.parent / f"output-{number}", self.work.parent / "path"
        own = {**self.job.get("env", {}), **step.get("env", {})}
        own = {name: fill(str(value), self.known) for name, value in own.items()}
        self.runner.environments.append((self.name, own))
        environment = {
            **_common(self.runner, self.paths),
            **own,
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(path),
        }
        environment["GITHUB_STEP_SUMMARY"] = str(self.runner.folder / f"summary-{self.runner.attempt}-{self.name}")
        done = subprocess.run(["bash", "-e", script], cwd=self.work, env=environment, capture_output=True, text=True)
        self.runner.logs.append(f"## {self.name}: {step.get('name', step['run'])}\n{done.stdout}{done.stderr}")
        self.paths = path.read_text("utf-8").splitlines() if path.exists() else self.paths
        lines = output.read_text("utf-8").splitlines() if output.exists() else []
        return ("failure" if done.returncode else "success"), dict(line.split("=", 1) for line in lines)

    def _checkout(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        depth = given.get("fetch-depth", "1")
        words = () if depth == "0" else ("--depth", depth)
        branch = self.known["github.ref_name"]
        git(self.work.parent, "clone", "-q", *words, "--branch", branch, f"file://{self.runner.shared.bare}", "weekly")
        if "ref" not in given and (asked := self.known.get("github.sha")):
            # Without it a run gets the commit that was the newest when it was asked for, also when it is run again.
            git(self.work, "fetch", "-q", "origin", asked)
            git(self.work, "reset", "-q", "--hard", asked)
        assert given["persist-credentials"] == "False"
        return "success", {}

    def _setup_python(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        return "success", {}

    def _cache(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        assert given["restore-keys"]
        return "success", {}

    def _cache_restore(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        kept = self.runner.folder / "cache" / given["path"].strip("~/")
        if kept.exists():
            shutil.copytree(kept, self.work / given["path"], dirs_exist_ok=True)
        return "success", {}

    def _cache_save(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        kept = self.runner.folder / "cache" / given["path"]
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.work / given["path"], kept)
        return "success", {}

    def _upload_artifact(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        source, place = self.work / given["path"], self.runner.folder / "artifacts" / given["name"]
        if not source.exists():
            return ("success" if given.get("if-no-files-found") == "ignore" else "failure"), {}
        if place.exists():
            assert given.get("overwrite") == "True"
            shutil.rmtree(place)
        hidden = shutil.ignore_patterns(".*")
        if source.is_dir():
            shutil.copytree(source, place, ignore=hidden)
        else:
            place.mkdir(parents=True)
            shutil.copy(source, place)
        return "success", {}

    def _upload_pages_artifact(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        return self._upload_artifact({**given, "path": given["path"]})

    def _download_artifact(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        shutil.copytree(self.runner.folder / "artifacts" / given["name"], self.work / given["path"])
        return "success", {}

    def _configure_pages(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        answer = self.runner.outputs.get("configure-pages")
        return ("failure", {}) if answer is None else ("success", answer)

    def _deploy_pages(self, given: dict[str, str]) -> tuple[str, dict[str, str]]:
        assert (self.runner.folder / "artifacts" / given["artifact_name"]).is_dir()
        self.runner.deployed.append(given["artifact_name"])
        return "success", {"page_url": "https://name.github.io/weekly/"}


def fill(text: str, known: Mapping[str, Any]) -> str:
    """With every expression replaced by what it says."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(_value(found[1], known)), text)


def _holds(condition: str, known: Mapping[str, Any]) -> bool:
    """As GitHub reads `if`: without a word about the status, only when all went well so far."""
    text = str(condition).strip().removeprefix("${{").removesuffix("}}")
    if not re.search(r"failure\(|cancelled\(|always\(|success\(", text):
        return known["status"] == "success" and (not text or bool(_value(text, known)))
    return bool(_value(text, known))


def _value(text: str, known: Mapping[str, Any]) -> Any:
    """`a.b == 'c' && !cancelled()`; an unknown name is an error, so that no expression is left untested."""
    values: list[Any] = []

    def put(found: re.Match[str]) -> str:
        if found[0] in _SIGNS:
            return _SIGNS[found[0]]
        values.append(found["text"] if found["name"] is None else _named(found, known))
        return f" v[{len(values) - 1}] "

    return eval(_WORD.sub(put, text).strip(), {"__builtins__": {}}, {"v": values})


def _named(found: re.Match[str], known: Mapping[str, Any]) -> Any:
    name = found["name"]
    if found["call"]:
        status = known["status"]
        return {"failure": status == "failure", "cancelled": False, "hashFiles": "0", "always": True}[name]
    if name in known:
        return known[name]
    first, _, rest = name.partition(".")
    value: Any = known[first]
    for part in rest.split("."):
        value = value.get(part, "") if part not in ("result",) else value[part]
    return value


def _common(runner: Runner, paths: list[str]) -> dict[str, str]:
    programs = ":".join([*paths, str(runner.folder / "programs"), "/usr/bin", "/bin"])
    return {
        "PATH": programs,
        "HOME": str(runner.folder / "home"),
        "LANG": "C.UTF-8",
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "name/weekly",
        "GITHUB_SERVER_URL": "https://github.com",
        "SOURCE_DATE_EPOCH": str(runner.answers["now"]),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


def runner(shared: Shared, folder: Path, now: int, **answers: Any) -> Runner:
    programs = folder / "programs"
    (folder / "home").mkdir(parents=True)
    programs.mkdir()
    _program(folder / "digest-here", ready.program())
    install = f"mkdir -p .venv/bin && cp {folder / 'digest-here'} .venv/bin/digest"
    _program(programs / "make", f'#!/bin/sh\n[ "$1" = install ] && {install}\n')
    _program(
        programs / "python",
        f'#!/bin/sh\n[ "$1 $2 $3" = "-m pip install" ] && cp {folder}/digest-here {programs}/digest\n',
    )
    _program(programs / "gh", f"#!{sys.executable}\n{_GH.replace('FOLDER', repr(str(folder)))}")
    usual = {"github.ref_name": "main", "github.repository": "name/weekly", "github.server_url": "https://github.com"}
    usual |= {
        "github.ref": "refs/heads/main",
        "github.token": "token-of-the-job",
        "runner.os": "Linux",
        "github.event_name": "pull_request",
    }
    return Runner(shared=shared, folder=folder, answers={**usual, "now": now, **answers})


def _program(place: Path, text: str) -> None:
    place.write_text(text, encoding="utf-8")
    place.chmod(0o755)


_GH = """
import json, os, pathlib, sys
folder = pathlib.Path(FOLDER)
words = sys.argv[1:]
told = sys.stdin.read() if words[:2] == ["pr", "create"] else ""
with (folder / "gh.jsonl").open("a", encoding="utf-8") as file:
    file.write(json.dumps({"words": words, "told": told, "token": os.environ.get("GH_TOKEN", "")}) + "\\n")
name = words[words.index("--head") + 1].replace("/", "-") if "--head" in words else ""
pulls = folder / "pulls"
if words[:2] == ["pr", "create"]:
    if (folder / "forbidden").exists():
        sys.exit("GraphQL: GitHub Actions is not permitted to create or approve pull requests (createPullRequest)")
    pulls.mkdir(exist_ok=True)
    (pulls / name).write_text("https://github.com/name/weekly/pull/1")
    print("https://github.com/name/weekly/pull/1")
elif words[:2] == ["pr", "list"] and (pulls / name).exists():
    print((pulls / name).read_text())
"""
