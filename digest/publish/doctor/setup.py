"""Rules on the machine: Python, git, editor, disk, lock, packages, time zone. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from digest.publish.doctor.facts import Case, Finding, Rule, good, note, plural, some, wrong

OLDEST_PYTHON = (3, 11)
LITTLE_ROOM = 200_000_000
_CHOOSE_EDITOR = "export EDITOR=nano"


def python_is_new_enough(case: Case) -> Iterator[Finding]:
    shown = ".".join(map(str, case.machine.python))
    if case.machine.python >= OLDEST_PYTHON:
        yield good("SETUP001", f"Python {shown}")
    else:
        yield wrong("SETUP001", f"Python {shown} is too old", "Install Python 3.11 or newer, and digest with it.")


def packages_are_those_of_the_lock(case: Case) -> Iterator[Finding]:
    packages = case.machine.packages
    missing = [package.name for package in packages if not package.found]
    others = [
        f"{package.name} {package.found} instead of {' or '.join(package.wanted)}"
        for package in packages
        if package.found and package.wanted and package.found not in package.wanted
    ]
    is_locked = any(package.wanted for package in packages)
    command = "make setup" if is_locked else "python -m pip install --upgrade --force-reinstall slatepress"
    if missing:
        mend = "Install them again, the way you installed digest." if not is_locked else "Install what the lock names:"
        yield wrong("SETUP002", f"packages are missing: {some(missing)}", mend, *([command] if is_locked else []))
    elif others:
        yield wrong("SETUP003", f"other versions than those of the lock: {some(others)}", "Install these:", command)
    elif packages:
        yield good("SETUP003", f"{plural(len(packages), 'package')}{' as locked' if is_locked else ''}")


def git_is_there(case: Case) -> Iterator[Finding]:
    if case.machine.git:
        yield good("SETUP004", f"git {case.machine.git}")
        return
    mend = "Install it from https://git-scm.com/downloads, or with the system's own packages:"
    yield wrong("SETUP004", "there is no git: nothing can be restored or put on line", mend, "sudo apt install git")


def editor_is_there(case: Case) -> Iterator[Finding]:
    editor = case.machine.editor
    if editor is None:
        return
    if editor.is_there:
        yield good("SETUP005", f"texts open in {editor.command} ({editor.told_by})")
    else:
        what = f"texts would open in '{editor.command}' ({editor.told_by}), which is not there"
        mend = "Name an editor that is installed, in your shell's start file too; digest triage opens it:"
        yield wrong("SETUP005", what, mend, _CHOOSE_EDITOR)


def disk_has_room(case: Case) -> Iterator[Finding]:
    free = case.machine.free_bytes
    if free is None:
        return
    shown = f"{free / 1e9:.1f} GB" if free >= 1e9 else f"{free // 1_000_000} MB"
    if free >= LITTLE_ROOM:
        yield good("SETUP006", f"{shown} free on the disk")
    else:
        mend = "Make room; what digest keeps for speed alone may go at any time:"
        yield wrong("SETUP006", f"the disk is nearly full: {shown} left", mend, "rm -r .cache")


def disk_tells_case(case: Case) -> Iterator[Finding]:
    if case.machine.tells_case:
        yield good("SETUP007", "the disk tells A.md from a.md")
    else:
        mend = "Let no two names differ in capitals only: here the second file would replace the first."
        yield note("SETUP007", "the disk takes A.md and a.md for one name", mend)


def lock_is_free(case: Case) -> Iterator[Finding]:
    holder = case.machine.holder
    if holder is None:
        yield good("SETUP008", "no command holds the lock")
    elif holder.process is not None:
        mend = "Wait until it has ended, or end it:"
        what = f"another digest command is at work, process {holder.process}"
        yield note("SETUP008", what, mend, f"kill {holder.process}")
    else:
        what = "the lock is held, but not by any process that lives here: what began it has died"
        mend = "When no digest command runs on another machine that shares this folder:"
        yield wrong("SETUP008", what, mend, "rm .cache/lock")


def time_zone_was_chosen(case: Case) -> Iterator[Finding]:
    zone, here = case.publication.settings.timezone, case.machine.timezone
    if not case.has_settings:
        return
    if zone == "UTC" and here != "UTC":
        what = f"weeks turn at midnight UTC, while this machine lives in {here}"
        yield note("SETUP009", what, "If that is where you publish, write in digest.yaml:", f"timezone: {here}")
    else:
        yield good("SETUP009", f"weeks turn at midnight in {zone}")


RULES: tuple[Rule, ...] = (
    python_is_new_enough,
    packages_are_those_of_the_lock,
    git_is_there,
    editor_is_there,
    disk_has_room,
    disk_tells_case,
    lock_is_free,
    time_zone_was_chosen,
)
