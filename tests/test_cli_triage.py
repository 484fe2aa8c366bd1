"""digest triage as an editor meets it: a real process, a real editor (a small script), real files."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from digest.content.store import Store
from tests.builders import entry_file, write

ISSUE = "content/issues/2026-W47.md"
SAVED = ".cache/triage-2026-W47.txt"
FOLDER = "content/entries/2026-W47"
A, B, K = (letter * 16 for letter in "abe")
ODD = (
    f"---\r\n# mine\r\nlink:   https://news.example/odd\r\ntitle: 'L''IA'\r\nstatus: new # undecided\r\n"
    f"mood: [grim,  odd]\r\nid: {B}\r\n---\r\n\r\n> Words.\r\n\r\nNo end"
).encode()


@pytest.fixture
def week(tmp_path) -> Path:
    return write(
        tmp_path / "week",
        {
            ISSUE: "---\ntitle: A week\nstatus: draft\n---\n",
            f"{FOLDER}/a.md": entry_file(title="'A # of things'", status="new", id=A, source="variety"),
            f"{FOLDER}/odd.md": ODD,
            f"{FOLDER}/k.md": entry_file(title="Kept", link="https://k.example/k", rank="10", id=K),
        },
    )


def editor(tmp_path, body) -> str:
    """A command for EDITOR: a script that gets the file's name as `path` and its text as `text`."""
    script = tmp_path / "editor.py"
    head = (
        "import sys, pathlib, re\npath = pathlib.Path(sys.argv[1])\ntext = path.read_text()\n"
        "def put(word, id, text):\n    return re.sub(rf'(?m)^\\w+(?=.*{id})', word, text)\n"
    )
    script.write_text(head + body, encoding="utf-8")
    return shlex.join([sys.executable, str(script)])


def run(week, *arguments, command=None, stdin=b""):
    """Status, standard output and standard error of digest in the publication."""
    given = {name: value for name, value in os.environ.items() if name not in ("VISUAL", "EDITOR")}
    ended = subprocess.run(
        [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(week), "triage", *arguments],
        env={**given, **({"EDITOR": command} if command else {})},
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


def content(week) -> dict[str, bytes]:
    return {path.relative_to(week).as_posix(): path.read_bytes() for path in week.rglob("content/**/*.md")}


def test_saving_applies_and_every_other_byte_stays(week, tmp_path):
    before = content(week)
    body = f"text = put('skip', '{B}', put('keep', '{A}', text)).replace('{B}', '{B}  # too odd: no')\n"
    status, out, err = run(week, command=editor(tmp_path, body + "path.write_text(text)\n"))
    assert (status, out) == (0, "")
    assert err == "1 kept, 1 skipped, 0 left in 2026-W47\n"
    after = content(week)
    assert after[f"{FOLDER}/a.md"] == before[f"{FOLDER}/a.md"].replace(b"status: new\n", b"status: keep\nrank: 20\n")
    decided = b"status: skip # undecided\r\nwhy: 'too odd: no'\r\n"
    assert after[f"{FOLDER}/odd.md"] == ODD.replace(b"status: new # undecided\r\n", decided)
    assert after[f"{FOLDER}/k.md"] == before[f"{FOLDER}/k.md"]
    assert after[ISSUE] == before[ISSUE]
    assert not (week / SAVED).exists()


def test_closing_without_saving_changes_nothing(week, tmp_path):
    before = content(week)
    status, _, err = run(week, command=editor(tmp_path, ""))
    assert (status, err) == (0, "not saved: nothing was changed\n")
    assert content(week) == before
    assert not (week / SAVED).exists()


def test_deleting_everything_changes_nothing(week, tmp_path):
    before = content(week)
    status, _, err = run(week, command=editor(tmp_path, "path.write_text('')\n"))
    assert (status, err) == (0, "no line is left in the text: nothing was changed\n")
    assert content(week) == before
    assert not (week / SAVED).exists()


MENDING = """
log = path.parent.parent / 'rounds'
rounds = log.read_text() if log.exists() else ''
log.write_text(rounds + '|' + text)
if not rounds:
    path.write_text(put('keeep', 'A', put('skip', 'B', text)))
else:
    path.write_text(put('keep', 'A', text))
""".replace("'A'", repr(A)).replace("'B'", repr(B))


def test_a_mistake_opens_the_text_again_with_the_line_marked_and_the_other_changes_kept(week, tmp_path):
    status, _, err = run(week, command=editor(tmp_path, MENDING))
    assert (status, err) == (0, "1 kept, 1 skipped, 0 left in 2026-W47\n")
    second = (week / "rounds").read_text().split("|")[2]
    assert "# !! unknown word 'keeep': did you mean 'keep'?" in second
    assert "\nkeeep   -" in second
    assert "\nskip   -" in second
    assert b"status: keep" in content(week)[f"{FOLDER}/a.md"]


@pytest.mark.parametrize("again", ["", "path.write_text(text)\n"], ids=["closed", "saved"])
def test_a_mistake_left_as_it_is_aborts_and_the_text_is_offered_again(week, tmp_path, again):
    before = content(week)
    body = f"if '!!' not in text:\n    path.write_text(put('keeep', '{A}', text))\nelse:\n    {again or 'pass'}\n"
    status, _, err = run(week, command=editor(tmp_path, body))
    assert status == 1
    assert err.startswith(f"nothing was changed; your text is in {SAVED}")
    assert f"{SAVED}:12: TRIAGE001: unknown word 'keeep'\n    did you mean 'keep'?" in err
    assert content(week) == before
    assert "\nkeeep" in (week / SAVED).read_text()
    status, _, err = run(week, command=editor(tmp_path, "path.write_text(text.replace('keeep', 'skip'))\n"))
    assert status == 0
    assert err == f"going on with your text of the last time, {SAVED}\n0 kept, 1 skipped, 1 left in 2026-W47\n"
    assert not (week / SAVED).exists()


def test_an_editor_that_fails_changes_nothing_and_its_text_is_kept(week, tmp_path):
    before = content(week)
    status, _, err = run(
        week, command=editor(tmp_path, "path.write_text(text.replace('\\nnew ', '\\nkeep'))\nsys.exit(3)\n")
    )
    assert status == 2
    assert "ended with status 3; nothing was changed" in err
    assert f"your text is in {SAVED}" in err
    assert content(week) == before
    status, _, err = run(week, command=editor(tmp_path, ""))
    assert (status, err.splitlines()[1]) == (0, "not saved: nothing was changed")
    status, _, err = run(week, command=editor(tmp_path, "path.write_text(text)\n"))
    assert (status, err.splitlines()[1]) == (0, "2 kept, 0 skipped, 0 left in 2026-W47")


def test_an_editor_that_is_not_there_is_named_and_leaves_nothing(week):
    status, _, err = run(week, command="no-such-editor-here --wait")
    assert status == 2
    assert "the editor 'no-such-editor-here --wait' was not found" in err
    assert not (week / SAVED).exists()


def test_a_text_that_is_not_utf_8_is_kept(week, tmp_path):
    status, _, err = run(week, command=editor(tmp_path, "path.write_bytes(text.encode() + b'# \\xe9')\n"))
    assert status == 1
    assert "FILE001: not UTF-8: byte 0xe9" in err
    assert (week / SAVED).read_bytes().endswith(b"\xe9")


def test_a_decision_made_meanwhile_stays_and_the_rest_is_applied(week, tmp_path):
    body = (
        f"other = path.parent.parent / '{FOLDER}/a.md'\n"
        "other.write_text(other.read_text().replace('status: new', 'status: skip'))\n"
        "path.write_text(text.replace('\\nnew ', '\\nkeep'))\n"
    )
    status, _, err = run(week, command=editor(tmp_path, body))
    assert status == 1
    assert f"{FOLDER}/a.md:4: FILE008: somebody wrote status: skip meanwhile; your status: keep was not written" in err
    assert err.startswith("1 kept, 0 skipped, 1 left in 2026-W47\n")
    after = content(week)
    assert b"status: skip" in after[f"{FOLDER}/a.md"]
    assert b"status: keep # undecided" in after[f"{FOLDER}/odd.md"]


def test_without_a_terminal_and_an_editor_other_ways_are_told(week):
    status, out, err = run(week)
    assert (status, out) == (2, "")
    assert "no terminal and no EDITOR" in err
    assert "digest keep" in err
    assert not (week / SAVED).exists()


def test_what_print_writes_apply_reads(week):
    status, text, err = run(week, "2026-W47", "--print")
    assert (status, err) == (0, "")
    before = content(week)
    assert run(week, "--apply", "-", stdin=text.encode())[::2] == (0, "0 kept, 0 skipped, 2 left in 2026-W47\n")
    assert content(week) == before
    (week / "edited.txt").write_text(text.replace("\nnew ", "\nskip"))
    assert run(week, "--apply", "edited.txt")[::2] == (0, "0 kept, 2 skipped, 0 left in 2026-W47\n")


def test_a_mistake_in_an_applied_text_changes_nothing(week):
    before = content(week)
    status, _, err = run(week, "--apply", "-", stdin=f"keep - x {A}\nkeep nowhere x {B}\n".encode())
    assert status == 1
    assert err.startswith("standard input:2: TRIAGE001: unknown section 'nowhere'\n")
    assert content(week) == before


def test_a_text_that_is_not_there_is_said(week):
    status, _, err = run(week, "--apply", "nothing.txt")
    assert status == 2
    assert "nothing.txt: No such file or directory" in err


def test_moving_a_line_to_the_top_renumbers_the_issue(week):
    lines = run(week, "--print")[1].splitlines()
    first = next(line for line in lines if A in line)
    text = "\n".join(["keep" + first[4:], *(line for line in lines if line != first)])
    assert run(week, "--apply", "-", stdin=text.encode())[::2] == (
        0,
        "1 kept, 0 skipped, 1 moved, 1 left in 2026-W47\n",
    )
    after = content(week)
    assert b"rank: 10\n" in after[f"{FOLDER}/a.md"]
    assert b"rank: 20\n" in after[f"{FOLDER}/k.md"]


def test_a_script_that_never_mends_its_mistake_comes_to_an_end(week, tmp_path):
    status, _, err = run(week, command=editor(tmp_path, "path.write_text(text + '\\nnonsense')\n"))
    assert status == 1
    assert "unknown word 'nonsense'" in err


def test_a_published_issue_is_refused_and_a_frozen_one_told(week):
    place = week / ISSUE
    place.write_text(place.read_text().replace("draft", "published"))
    status, _, err = run(week, "2026-W47", "--print")
    assert (status, "2026-W47 is published" in err) == (2, True)
    place.write_text(place.read_text().replace("published", "frozen"))
    status, _, err = run(week, "2026-W47", "--apply", "-", stdin=f"keep - x {A}\n".encode())
    assert status == 0
    assert "2026-W47 is frozen; it was changed all the same" in err


def test_a_lead_that_goes_is_told(week):
    place = week / ISSUE
    place.write_text(place.read_text().replace("---\n", "---\nlead: k\n", 1))
    err = run(week, "--apply", "-", stdin=f"skip - x {K}\n".encode())[2]
    assert f"'k' was the lead of 2026-W47: name another in {ISSUE}" in err


def test_a_week_without_candidates_opens_no_editor(week, tmp_path):
    for path in (week / FOLDER).iterdir():
        path.unlink()
    status, _, err = run(week, command="false")
    assert (status, err) == (0, "2026-W47 has no candidates. digest fetch brings new ones.\n")


def test_the_lock_of_another_command_keeps_the_text(week, tmp_path):
    before = content(week)
    with Store(week).lock():
        status, _, err = run(week, command=editor(tmp_path, "path.write_text(text.replace('\\nnew ', '\\nkeep'))\n"))
    assert status == 2
    assert "another digest command is writing" in err
    assert f"your text is in {SAVED}" in err
    assert content(week) == before
    status, _, err = run(week, command=editor(tmp_path, "path.write_text(text)\n"))
    assert (status, err.splitlines()[1]) == (0, "2 kept, 0 skipped, 0 left in 2026-W47")
