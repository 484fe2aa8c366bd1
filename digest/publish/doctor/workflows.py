"""Rules on the workflows of GitHub: there, pinned by hash, as this version writes them, awake. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.publish.doctor.facts import Case, Finding, Rule, good, note, plural, some, wrong

PUBLISH = "publish.yml"
SLEEP_DAYS = 60
_WARN_DAYS = 45
_USES = re.compile(r"^\s*(?:- )?uses:\s*['\"]?([^@\s'\"]+)@([^\s'\"#]+)['\"]?[ \t]*(?:#[ \t]*(\S+))?", re.MULTILINE)
_HASH = re.compile(r"[0-9a-f]{40}")
_BRANCHES = re.compile(r"^\s*push:\s*\n\s+branches:\s*\[([^\]]*)\]", re.MULTILINE)
_FRESH = ("digest init ../fresh --yes", "diff -u {path} ../fresh/{path}")
_FOLDER = ".github/workflows"


def workflows_are_there(case: Case) -> Iterator[Finding]:
    there, wanted = case.repository.workflows, case.shipped
    missing = [name for name in wanted if name not in there]
    if not case.repository.github or not wanted:
        return
    if PUBLISH in missing:
        mend = "Unless you use digest deploy, copy it from a new publication:"
        commands = (_FRESH[0], f"mkdir -p {_FOLDER} && cp ../fresh/{_FOLDER}/*.yml {_FOLDER}/")
        yield wrong("FLOW001", f"no {_FOLDER}/{PUBLISH}: nothing puts the site on line", mend, *commands)
    elif missing:
        mend = "If you want them, copy them from a new publication:"
        commands = (_FRESH[0], f"cp {' '.join(f'../fresh/{_FOLDER}/{name}' for name in missing)} {_FOLDER}/")
        yield note("FLOW001", f"this version has workflows that are not here: {some(missing, 5)}", mend, *commands)
    else:
        yield good("FLOW001", f"{plural(len(there), 'workflow')}: {some(sorted(there), 6)}")


def actions_are_pinned(case: Case) -> Iterator[Finding]:
    """By hash: a tag can be moved by whoever owns the action, or has taken it over."""
    known = {action: (pin, version) for text in case.shipped.values() for action, pin, version in _USES.findall(text)}
    loose = [(name, *row) for name, text in case.repository.workflows.items() for row in _loose(text)]
    for name, action, pin in loose:
        what = f"{_FOLDER}/{name} uses {action}@{pin}, which others can change"
        if action in known:
            yield wrong("FLOW002", what, "Write there:", f"uses: {action}@{known[action][0]} # {known[action][1]}")
        else:
            yield wrong("FLOW002", what, "Write the full hash of the commit instead of its name.")
    if case.repository.workflows and not loose:
        yield good("FLOW002", "every action is pinned to a commit")


def _loose(text: str) -> tuple[tuple[str, str], ...]:
    """Actions that are named by a tag or a branch, each with it."""
    found = ((action, pin) for action, pin, _ in _USES.findall(text) if not _HASH.fullmatch(pin))
    return tuple(dict.fromkeys(row for row in found if not row[0].startswith("docker:")))


def workflows_are_of_this_version(case: Case) -> Iterator[Finding]:
    """Another pin than ours is told with ours; any other difference may be the editor's own."""
    as_written = []
    for name, text in sorted(case.repository.workflows.items()):
        shipped = case.shipped.get(name)
        if shipped is None or _is_our_own(text):
            continue
        path = f"{_FOLDER}/{name}"
        if stale := tuple(_stale(text, shipped)):
            yield wrong("FLOW003", f"{path} is of another version of digest", "Write there:", *stale)
        elif _is_as_written(text, shipped):
            as_written.append(name)
        elif not _loose(text):
            commands = tuple(command.format(path=path) for command in _FRESH)
            what = f"{path} differs from what this version writes"
            yield note("FLOW003", what, "If that was not you, see what is new:", *commands)
    if as_written:
        yield good("FLOW003", f"of this version: {some(as_written, 6)}")


def _stale(text: str, shipped: str) -> Iterator[str]:
    ours = {action: (pin, version) for action, pin, version in _USES.findall(shipped)}
    for action, pin, _ in dict.fromkeys(_USES.findall(text)):
        if action in ours and _HASH.fullmatch(pin) and pin != ours[action][0]:
            yield f"uses: {action}@{ours[action][0]} # {ours[action][1]}"


def _is_as_written(text: str, shipped: str) -> bool:
    """Marks stand for what `digest init` filled in."""
    parts = (re.escape(part) for part in re.split(r"@@[A-Z_]+@@", shipped.replace("\r\n", "\n").strip()))
    return re.fullmatch(".*".join(parts), text.replace("\r\n", "\n").strip()) is not None


def _is_our_own(text: str) -> bool:
    """Whether the program is installed there from the source beside it: then the workflow is no copy."""
    return "make install" in text or ".ci/run" in text


def placeholders_were_filled_in(case: Case) -> Iterator[Finding]:
    names = sorted(name for name, text in case.repository.workflows.items() if "OWNER/REPOSITORY@COMMIT" in text)
    if names:
        known = "OWNER/REPOSITORY" not in case.tool
        mend = "Write there:" if known else "Write there the repository and the commit that you installed."
        what = f"nothing says where to install digest from, but OWNER/REPOSITORY@COMMIT, in {some(names, 6)}"
        yield wrong("FLOW004", what, mend, *([case.tool] if known else []))


def schedule_stays_awake(case: Case) -> Iterator[Finding]:
    scheduled = [name for name, text in case.repository.workflows.items() if re.search(r"^\s+schedule:", text, re.M)]
    last = case.repository.last_commit
    if not scheduled or last is None:
        return
    days = (case.now - last).days
    if days < _WARN_DAYS:
        yield good(
            "FLOW005", f"the schedule of {some(scheduled)} is awake: the last commit is {plural(days, 'day')} old"
        )
        return
    page = f"https://github.com/{case.repository.github or 'OWNER/REPOSITORY'}/actions"
    state = "has stopped" if days >= SLEEP_DAYS else f"will stop in {plural(SLEEP_DAYS - days, 'day')}"
    what = f"the schedule of {some(scheduled)} {state}: GitHub stops it after {SLEEP_DAYS} days without a commit"
    yield wrong(
        "FLOW005", what, "Push a commit; one that has stopped is switched on again by 'Enable workflow' at:", page
    )


def published_branch_exists(case: Case) -> Iterator[Finding]:
    match = _BRANCHES.search(case.repository.workflows.get(PUBLISH, ""))
    names = [name.strip(" '\"") for name in match[1].split(",")] if match else []
    if not names or any("*" in name for name in names) or not case.repository.branches:
        return
    if case.repository.branches.isdisjoint(names):
        branch = case.repository.branch or sorted(case.repository.branches)[0]
        what = f"{_FOLDER}/{PUBLISH} publishes {' and '.join(names)}, but there is no such branch"
        yield wrong(
            "FLOW006", what, f"Write there: branches: [{branch}], or rename yours:", f"git branch -m {names[0]}"
        )
    else:
        yield good("FLOW006", f"what is pushed to {' or '.join(names)} goes on line")


RULES: tuple[Rule, ...] = (
    workflows_are_there,
    actions_are_pinned,
    workflows_are_of_this_version,
    placeholders_were_filled_in,
    schedule_stays_awake,
    published_branch_exists,
)
"""Asked only where there is a repository."""
