"""Rules on the repository: remote, history, what is ignored and what should not have been committed. Pure."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator

from digest.publish.doctor.facts import BUILT, CACHED, KEPT, Case, Finding, Rule, good, note, plural, some, wrong

LARGE = 10_000_000
_UNWANTED = re.compile(
    r"(?:.*/)?(?:\.env(?:\..+)?|\.netrc|id_(?:rsa|ecdsa|ed25519)|.*\.(?:p12|pfx|sw[op])|\.DS_Store|Thumbs\.db"
    r"|(?:node_modules|\.venv|venv|__pycache__)/.*)"
)
_SECRET = re.compile(r"(?:.*/)?(?:\.env.*|\.netrc|id_.*|.*\.(?:p12|pfx))")
_IN_ATTRIBUTES = "content/state/*.json merge=union"


def there_is_a_repository(case: Case) -> Iterator[Finding]:
    problem = case.repository.problem
    if not problem:
        below = f", the publication in {case.repository.below}" if case.repository.below else ""
        yield good("REPO001", f"a repository{below}")
    elif "dubious ownership" in problem:
        mend = "Somebody else owns this folder. If you trust it:"
        place = re.search(r"at '(.+)'", problem)
        trusted = shlex.quote(place[1]) if place else '"$(pwd)"'
        command = f"git config --global --add safe.directory {trusted}"
        yield wrong("REPO001", "git refuses the repository, which belongs to another user", mend, command)
    elif not case.machine.git:
        yield wrong("REPO001", "whether this is a repository nobody can tell without git", "Install git first.")
    elif "not a git repository" in problem:
        mend = "Make one; without it nothing can be restored, shared or put on line:"
        commands = ("git init -b main", "git add .", 'git commit -m "Begin"')
        yield wrong("REPO001", "this folder is no git repository", mend, *commands)
    else:
        yield wrong("REPO001", f"git cannot read the repository: {problem}", "Clone it anew beside this folder.")


def something_is_committed(case: Case) -> Iterator[Finding]:
    if case.repository.last_commit is None:
        mend = "Commit what is there:"
        yield wrong("REPO002", "nothing is committed yet", mend, "git add .", 'git commit -m "Begin"')


def there_is_a_remote(case: Case) -> Iterator[Finding]:
    repository = case.repository
    if repository.remote:
        yield good("REPO003", f"remote {repository.remote}: {repository.address}")
        return
    mend = "Make an empty repository at https://github.com/new, then:"
    branch = repository.branch or "main"
    commands = ("git remote add origin https://github.com/OWNER/REPOSITORY.git", f"git push -u origin {branch}")
    yield wrong("REPO003", "no remote: this disk alone has the publication", mend, *commands)


def history_is_whole(case: Case) -> Iterator[Finding]:
    if not case.repository.is_shallow:
        yield good("REPO004", "the whole history is here")
        return
    mend = "digest restore finds in it what was deleted. Fetch the rest:"
    yield wrong("REPO004", "a clone without its history", mend, "git fetch --unshallow")


def branch_is_pushed(case: Case) -> Iterator[Finding]:
    repository = case.repository
    if not repository.branch:
        mend = "What you commit now belongs to no branch. Go to one:"
        yield wrong("REPO005", "no branch is checked out", mend, "git switch main")
    elif repository.remote and repository.last_commit and not repository.upstream:
        command = f"git push -u {repository.remote} {shlex.quote(repository.branch)}"
        yield note("REPO005", f"the branch {repository.branch} was never pushed", "To share it:", command)
    elif repository.unpushed:
        what = f"{plural(repository.unpushed, 'commit')} not pushed to {repository.upstream}"
        yield note("REPO005", what, "To put them on line:", "git push")
    elif repository.upstream:
        yield good("REPO005", f"{repository.branch} is pushed to {repository.upstream}, as far as this clone knows")


def git_knows_who_commits(case: Case) -> Iterator[Finding]:
    if case.repository.has_identity:
        yield good("REPO006", "git knows who commits")
    else:
        commands = ('git config --global user.name "Your name"', "git config --global user.email you@example.org")
        yield wrong("REPO006", "git does not know who you are, and will not commit", "Tell it:", *commands)


def nothing_is_unmerged(case: Case) -> Iterator[Finding]:
    unmerged = case.repository.unmerged
    hints = [path for path in unmerged if "/state/" in f"/{path}"]
    rest = [path for path in unmerged if path not in hints]
    if rest:
        what = f"a merge is not finished: {some(rest)}"
        yield wrong("REPO007", what, "Choose in each what is right, delete the marker lines, then:", *_added(rest))
    if hints:
        what = f"hints for polling are in conflict: {some(hints)}"
        mend = "They may be lost; the feeds are asked anew:"
        yield wrong("REPO007", what, mend, f"git rm --quiet --force -- {' '.join(map(shlex.quote, hints))}")
    if not unmerged:
        yield good("REPO007", "no merge waits to be finished")


def _added(paths: list[str]) -> tuple[str, ...]:
    return (f"git add -- {' '.join(map(shlex.quote, paths[:3]))}", "git commit")


def what_is_made_is_ignored(case: Case) -> Iterator[Finding]:
    missing = [f"/{probe.partition('/')[0]}/" for probe in (BUILT, CACHED) if probe not in case.repository.ignored]
    if not missing:
        yield good("REPO008", "build/ and .cache/ are ignored")
        return
    lines = "".join(f"{name}\\n" for name in missing)
    what = f"git does not ignore {' and '.join(name.strip('/') + '/' for name in missing)}"
    mend = "They are made anew at any time, and never committed:"
    yield wrong("REPO008", what, mend, f"printf '{lines}' >> .gitignore")


def what_is_made_is_not_committed(case: Case) -> Iterator[Finding]:
    repository = case.repository
    made = {
        folder
        for folder in ("build", ".cache")
        for file in repository.tracked
        if file.path.startswith(f"{repository.below}{folder}/") and not file.path.endswith("/.gitignore")
    }
    if made:
        names = sorted(made)
        commands = (f"git rm -r --cached --quiet {' '.join(names)}", 'git commit -m "Keep what is made out"')
        shown = " and ".join(f"{name}/" for name in names)
        yield wrong("REPO009", f"{shown} is committed", "Take it out of git; the files stay:", *commands)


def what_must_last_is_taken(case: Case) -> Iterator[Finding]:
    left_out = [probe.rpartition("/")[0] for probe in KEPT if probe in case.repository.ignored]
    if left_out:
        what = f"git ignores {some(sorted(set(left_out)), 5)}: what was collected would be forgotten"
        mend = "Find the line that says so, and take it out of .gitignore:"
        paths = " ".join(probe for probe in KEPT if probe in case.repository.ignored)
        yield wrong("REPO010", what, mend, f"git check-ignore --no-index -v {paths}")
    else:
        yield good("REPO010", "git takes all of content/")


def hints_merge_by_themselves(case: Case) -> Iterator[Finding]:
    if case.repository.merges_hints:
        yield good("REPO011", "hints for polling merge without conflict")
        return
    mend = "Two branches that both collected would be in conflict. Add the line:"
    what = f".gitattributes does not say {_IN_ATTRIBUTES}"
    yield wrong("REPO011", what, mend, f"echo '{_IN_ATTRIBUTES}' >> .gitattributes")


def no_file_is_too_large(case: Case) -> Iterator[Finding]:
    large = sorted((file for file in case.repository.tracked if file.size > LARGE), key=lambda file: -file.size)
    if large:
        shown = [f"{file.path} ({file.size / 1e6:.0f} MB)" for file in large]
        mend = "GitHub refuses files beyond 100 MB, and a site beyond 1 GB. Make it smaller, or keep it elsewhere:"
        command = f"git rm --cached -- {' '.join(shlex.quote(file.path) for file in large[:3])}"
        yield wrong("REPO012", f"large files are committed: {some(shown)}", mend, command)


def nothing_unwanted_is_committed(case: Case) -> Iterator[Finding]:
    paths = [file.path for file in case.repository.tracked if _UNWANTED.fullmatch(file.path)]
    secrets = [path for path in paths if _SECRET.fullmatch(path)]
    litter = [path for path in paths if path not in secrets]
    if secrets:
        mend = "Change the passwords and keys in it first, since the history keeps them; then:"
        yield wrong("REPO013", f"what looks like a secret is committed: {some(secrets)}", mend, *_out(secrets))
    if litter:
        mend = "Take them out, and name them in .gitignore:"
        yield wrong("REPO014", f"files of programs are committed: {some(litter)}", mend, *_out(litter))


def _out(paths: list[str]) -> tuple[str, ...]:
    return (f"git rm -r --cached --quiet -- {' '.join(map(shlex.quote, paths[:3]))}",)


def line_ends_stay(case: Case) -> Iterator[Finding]:
    if case.repository.turns_line_ends:
        what = "git turns line ends (core.autocrlf): files would differ from the record of what was published"
        yield wrong("REPO015", what, "Let it only mend what you commit:", "git config core.autocrlf input")
    else:
        yield good("REPO015", "line ends stay as they are written")


def names_differ_by_more_than_case(case: Case) -> Iterator[Finding]:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for file in case.repository.tracked:
        by_name[file.path.casefold()].append(file.path)
    for alike in by_name.values():
        if len(alike) > 1:
            what = f"{' and '.join(alike)} differ in capitals only: on many disks one replaces the other"
            command = f"git mv -- {shlex.quote(alike[-1])} {shlex.quote(_other(alike[-1]))}"
            yield wrong("REPO016", what, "Rename one:", command)


def _other(path: str) -> str:
    stem, dot, ending = path.rpartition(".")
    return f"{stem or ending}-2{dot}{ending if stem else ''}".lower()


RULES: tuple[Rule, ...] = (
    something_is_committed,
    there_is_a_remote,
    history_is_whole,
    branch_is_pushed,
    git_knows_who_commits,
    nothing_is_unmerged,
    what_is_made_is_ignored,
    what_is_made_is_not_committed,
    what_must_last_is_taken,
    hints_merge_by_themselves,
    no_file_is_too_large,
    nothing_unwanted_is_committed,
    line_ends_stay,
    names_differ_by_more_than_case,
)
"""Asked only where there is a repository."""
