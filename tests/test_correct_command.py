"""`digest correct`: what it writes, shows, asks and refuses; what readers see of it; that no interruption loses it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from tests.builders import entry_file, write
from tests.commands import digest, on_a_terminal, tree, typed
from tests.journey import REPOSITORY

WEEK = "2026-W46"
OUT = "2026-11-16T10:00:00+01:00"
NOW = "2026-11-22T12:00:00+01:00"
SORA = f"content/entries/{WEEK}/sora.md"
VEO = f"content/entries/{WEEK}/veo.md"
LETTER = f"content/issues/{WEEK}.md"
RECORD = f"content/published/{WEEK}.json"
TREACHEROUS = (
    "---\r\n# ours\r\nlink:   https://news.example/sora  # long\r\ntitle: \"Sora: 'Hollywood' looks on\"\r\n"
    "section: tools\r\ntags: [ 'studios' ]\r\nmood: good\r\nslug: sora\r\n---\r\n\r\n> Their words.\r\n\r\n"
    "Ten stages were built. Ilya said so.\r\n"
)
LETTER_TEXT = (
    "---\ntitle: Week one\nstatus: draft # soon\nlead: sora\n---\n\nDear reader, see [Sora](#sora). It was Monday.\n"
)


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """One published issue of two entries, and a draft of one."""
    write(tmp_path, {
        LETTER: LETTER_TEXT,
        SORA: TREACHEROUS,
        VEO: entry_file("Veo", "https://news.example/veo", section="law", tags="[studios]", note="Veo is out."),
        "content/issues/2026-W47.md": "---\nstatus: draft\n---\n",
        "content/entries/2026-W47/runway.md": entry_file("Runway", "https://news.example/runway"),
    })  # fmt: skip
    assert digest(tmp_path, "issue", "publish", WEEK, now=OUT).status == 0
    assert (tmp_path / SORA).read_bytes() == TREACHEROUS.encode()
    return tmp_path


def edit(root: Path, path: str, old: str, new: str) -> None:
    place = root / path
    data = place.read_bytes()
    assert old.encode() in data
    place.write_bytes(data.replace(old.encode(), new.encode()))


def problems(root: Path) -> list[str]:
    """Where and which; of what went out, what counts."""
    ran = digest(root, "check", "--format", "json", now=NOW)
    found = json.loads(ran.out)["problems"]
    return [f"{row['path']}:{row['line']} {row['code']}" for row in found if "2026-W47" not in row["path"]]


def text(root: Path, path: str) -> str:
    return (root / path).read_bytes().decode()


def test_a_correction_is_added_byte_for_byte_and_the_record_follows(week):
    edit(week, SORA, "Ten stages", "Twelve stages")
    assert problems(week) == [f"{SORA}:13 PUB001"]
    ran = digest(week, "correct", "sora", "--now", "Twelve: it’s 'twelve' # stages.", now=NOW)
    assert ran.status == 0
    added = "corrections:\r\n  - date: 2026-11-22\r\n    now: \"Twelve: it’s 'twelve' # stages.\"\r\n"
    added += "    was: Ten stages were built.\r\n"
    expected = TREACHEROUS.replace("Ten", "Twelve").replace("mood:", "mood:")
    assert text(week, SORA).replace(added, "") == expected
    assert json.loads(text(week, RECORD))["entries"][0]["text"] == text(week, SORA)
    assert problems(week) == []


def test_the_same_command_again_tells_nothing_twice(week):
    edit(week, SORA, "Ten stages", "Twelve stages")
    digest(week, "correct", "sora", "--now", "Twelve.", now=NOW)
    before = tree(week)
    ran = digest(week, "correct", "sora", "--now", "Twelve.", now=NOW)
    assert (ran.status, "nothing to record" in ran.err) == (0, True)
    assert tree(week) == before


def test_the_difference_is_shown_before_anything_is_asked(week):
    edit(week, SORA, "Ten stages", "Twelve stages")
    before = tree(week)
    ran = digest(week, "correct", "sora", now=NOW)
    assert ran.status == 2
    assert "-Ten stages were built.\n    +Twelve stages were built." in ran.err
    assert 'digest correct sora --now "' in ran.err
    assert tree(week) == before


@pytest.mark.parametrize("word", ["sora", "SORA", SORA, f"./{SORA}"])
def test_an_entry_is_named_by_slug_or_path(week, word):
    assert digest(week, "correct", word, "--now", "Right.", now=NOW).status == 0
    assert "now: Right." in text(week, SORA)


def test_an_entry_is_named_by_the_beginning_of_its_id(week):
    id = next(row["id"] for row in json.loads(digest(week, "list", "--json").out) if row["slug"] == "sora")
    assert digest(week, "correct", id[:8], "--now", "Right.", now=NOW).status == 0
    assert "now: Right." in text(week, SORA)


@pytest.mark.parametrize("word", [WEEK, WEEK.lower(), LETTER])
def test_an_issue_means_its_letter(week, word):
    edit(week, LETTER, "Monday", "Tuesday")
    assert problems(week) == [f"{LETTER}:9 PUB001"]
    assert digest(week, "correct", word, "--now", "It was Tuesday.", now=NOW).status == 0
    assert "corrections:\n  - date: 2026-11-22\n    now: It was Tuesday.\n    was: It was Monday.\n" in text(
        week, LETTER
    )
    assert problems(week) == []


def test_the_day_is_that_of_the_publication(week):
    digest(week, "correct", "sora", "--now", "Right.", now="2026-11-22T23:30:00+00:00")
    assert "- date: 2026-11-23\r\n" in text(week, SORA)


def test_nothing_is_repeated_where_that_would_do_harm(week):
    edit(week, SORA, "Ilya said so", "Mira said so")
    assert digest(week, "correct", "sora", "--now", "Mira said it.", "--no-was", now=NOW).status == 0
    assert "was:" not in text(week, SORA)
    assert "Ilya" not in text(week, SORA) + text(week, RECORD)


def test_what_it_said_can_be_given_in_words(week):
    digest(week, "correct", "sora", "--now", "Twelve.", "--was", "«\u202fTen\u202f»,  more\nor less", now=NOW)
    assert "was: '«\u202fTen\u202f», more or less'\r\n" in text(week, SORA)


@pytest.mark.parametrize(
    "list_before",
    [
        "corrections:\r\n- {date: 2026-11-17, now: 'a'}  # first\r\n# below\r\n",
        "corrections: [{date: 2026-11-17, now: 'a'}] # first\r\n",
        "corrections:\r\n    - date: 2026-11-17 # first\r\n      now: >-\r\n        a\r\n",
    ],
)
def test_a_list_that_is_there_keeps_its_form_and_its_bytes(tmp_path, list_before):
    before = TREACHEROUS.replace("mood:", f"{list_before}mood:")
    write(tmp_path, {LETTER: LETTER_TEXT, SORA: before})
    digest(tmp_path, "issue", "publish", WEEK, now=OUT)
    assert digest(tmp_path, "correct", "sora", "--now", "b", "--no-was", now=NOW).status == 0
    after = text(tmp_path, SORA)
    assert re.sub(r", \{date: 2026-11-22, now: b\}|[ ]*- date: 2026-11-22\r\n[ ]*now: b\r\n", "", after) == before
    assert json.loads(digest(tmp_path, "list", "--json").out)[0]["corrections"] == [
        {"date": "2026-11-17", "now": "a"}, {"date": "2026-11-22", "now": "b"}
    ]  # fmt: skip


def test_a_slip_is_recorded_and_not_shown(week):
    edit(week, SORA, "Ten", "Tenn")
    edit(week, VEO, "tags: [studios]", "tags: [studios, law]")
    digest(week, "build", now=NOW)
    before = text(week, SORA)
    assert digest(week, "correct", "sora", "veo", "--typo", now=NOW).status == 0
    assert text(week, SORA) == before
    assert problems(week) == []
    assert "No correction so far." in text(week, "build/corrections/index.html")


def test_the_same_again_changes_nothing(week):
    edit(week, SORA, "Ten", "Twelve")
    words = ("correct", "sora", "--now", "Twelve.", "--was", "Ten.")
    digest(week, *words, now=NOW)
    once = tree(week)
    ran = digest(week, *words, now=NOW)
    assert tree(week) == once
    assert "nothing to record" in ran.err
    assert "nothing to record" in digest(week, "correct", "veo", "--typo", now=NOW).err


def test_a_correction_that_the_editor_wrote_by_hand_is_no_error_and_the_command_records_it(week):
    edit(week, SORA, "Ten", "Twelve")
    edit(week, SORA, "mood:", "corrections:\r\n- date: 2026-11-20\r\n  now: Twelve.\r\nmood:")
    assert problems(week) == [f"{SORA}:7 PUB008"]
    by_hand = text(week, SORA)
    assert digest(week, "correct", "sora", now=NOW).status == 0
    assert text(week, SORA) == by_hand
    assert problems(week) == []
    edit(week, SORA, "Twelve stages", "Thirteen stages")
    assert problems(week) == [f"{SORA}:16 PUB001"]


def test_an_entry_that_is_withdrawn_keeps_its_place_and_its_reason(week):
    ran = digest(week, "correct", "sora", "--withdraw", "--why", "C’était un canular : désolés.", now=NOW)
    assert ran.status == 0
    assert f"The letter speaks of it: look at {LETTER}" in ran.err
    assert "status: withdrawn\r\n" in text(week, SORA)
    assert text(week, SORA).endswith("Ten stages were built. Ilya said so.\r\n")
    assert problems(week) == []
    assert "nothing to record" in digest(week, "correct", "sora", "--withdraw", now=NOW).err


def test_whoever_withdrew_by_hand_is_asked_for_reason_and_day(week):
    edit(week, SORA, "mood:", "status: withdrawn\r\nmood:")
    assert problems(week) == [f"{SORA}:7 PUB003"]
    assert digest(week, "correct", "sora", "--withdraw", now=NOW).status == 2
    edit(week, SORA, "mood:", "why: A hoax\r\nmood:")
    assert problems(week) == [f"{SORA}:7 PUB004"]
    assert digest(week, "correct", "sora", "--withdraw", now=NOW).status == 0
    assert "corrections:\r\n  - date: 2026-11-22\r\n    now: A hoax\r\n" in text(week, SORA)
    assert problems(week) == []


def test_an_entry_that_was_taken_out_by_hand_can_be_withdrawn(week):
    edit(week, SORA, "mood:", "status: skip\r\nmood:")
    assert problems(week) == [f"{SORA}:7 ID005", f"{LETTER}:6 REF004"]
    edit(week, LETTER, "lead: sora\n", "")
    assert f"{SORA}:7 ID005" in problems(week)
    assert digest(week, "correct", "sora", "--now", "Right.", now=NOW).status == 2
    assert digest(week, "correct", "sora", "--withdraw", "--why", "A hoax", now=NOW).status == 0
    assert not [problem for problem in problems(week) if SORA in problem]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sorra", "--now", "x"), "did you mean 'sora'?"),
        (("2026-W45", "--now", "x"), "did you mean '2026-W4"),
        (("runway", "--now", "x"), "just edit content/entries/2026-W47/runway.md"),
        (("2026-W47", "--typo"), "just edit content/issues/2026-W47.md"),
        ((WEEK, "--withdraw", "--why", "x"), "not withdrawn as a whole"),
        (("sora", "--withdraw"), "say why"),
        (("sora",), "say what is right"),
        (("sora", "--now", " "), "say what is right"),
        (("sora", "--was", "x"), "say what is right"),
        (("sora", "--typo", "--now", "x"), "--typo"),
        (("sora", "--withdraw", "--now", "x"), "--why"),
        (("sora", "--why", "x"), "--withdraw"),
        (("sora", "--now", "x", "--was", "y", "--no-was"), "exclude"),
        (("sora", "veo", "--now", "x"), "one at a time"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_do_and_nothing_is_written(week, words, said):
    before = tree(week)
    ran = digest(week, "correct", *words, now=NOW)
    assert ran.status == 2
    assert said in ran.err
    assert tree(week) == before


def test_an_entry_whose_file_is_gone_is_told_apart_from_one_that_never_was(week):
    edit(week, LETTER, "lead: sora\n", "")
    (week / SORA).unlink()
    ran = digest(week, "correct", "sora", "--now", "x", now=NOW)
    assert ran.status == 2
    assert f"was published in {WEEK}, and its file is not there any more" in ran.err


def test_a_file_that_cannot_be_read_and_a_record_in_conflict_stop_it(week):
    edit(week, RECORD, "{\n", "<<<<<<< ours\n{\n")
    before = tree(week)
    ran = digest(week, "correct", "sora", "--now", "x", now=NOW)
    assert ran.status == 1
    assert f"{RECORD}:1: SEEN002: conflict markers" in ran.err
    assert "git checkout --ours" in ran.err
    assert tree(week) == before


def test_without_a_record_the_correction_is_written_and_what_is_missing_is_told(week):
    (week / RECORD).unlink()
    ran = digest(week, "correct", "sora", "--now", "Right.", now=NOW)
    assert ran.status == 0
    assert f"digest issue publish {WEEK} writes it" in ran.err
    assert "now: Right." in text(week, SORA)


def test_keys_of_a_record_that_we_do_not_know_stay(week):
    whole = json.loads(text(week, RECORD))
    (week / RECORD).write_text(json.dumps({**whole, "later": [1]}), encoding="utf-8")
    assert digest(week, "correct", "sora", "--now", "Right.", now=NOW).status == 0
    assert json.loads(text(week, RECORD))["later"] == [1]


@pytest.mark.parametrize(
    "words",
    [
        ("correct", "sora", "--now", "Twelve.", "--was", "Ten."),
        ("correct", WEEK, "--now", "It was Tuesday."),
        ("correct", "sora", "--withdraw", "--why", "A hoax"),
        ("correct", "sora", "--typo"),
    ],
)
def test_killed_at_any_change_to_the_disk_and_run_again_it_is_the_same_tree(week, tmp_path_factory, words):
    edit(week, SORA, "Ten stages", "Twelve stages")
    edit(week, LETTER, "Monday", "Tuesday")
    target = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-m", "tests.killed", str(week), str(target), "--now", NOW, *words]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
    killed = sorted(target.glob("*-killed"))
    whole = [place for place in sorted(target.iterdir()) if not place.name.endswith("-killed")]
    assert len(killed) == (1 if "--typo" in words else 2)
    for place in whole:
        assert tree(place) == tree(whole[-1])
    # Between the file and the record readers are told already, and for check that is no error.
    told = SORA if "sora" in words else LETTER
    wrong = [any(row.startswith(told) and "PUB001" in row for row in problems(place)) for place in killed]
    assert wrong == [True, False][: len(killed)]


def test_at_a_terminal_it_asks_and_offers_what_it_used_to_say(week):
    edit(week, SORA, "Ten stages", "Twelve stages")
    answers = at_terminal(week, "correct", "sora", answers=b"Twelve stages.\n\n")
    assert "What is right" in answers
    assert "[Ten stages were built.]" in answers
    assert "    was: Ten stages were built.\r\n" in text(week, SORA)


def test_at_a_terminal_a_slip_and_silence_about_what_it_said_are_one_key_away(week):
    edit(week, SORA, "Ten stages", "Twelve stages")
    at_terminal(week, "correct", "sora", answers=b"Twelve stages.\n-\n")
    assert "was:" not in text(week, SORA)
    edit(week, VEO, "Veo is", "Veo was")
    at_terminal(week, "correct", "veo", answers=b"\n\n")
    assert "corrections" not in text(week, VEO)
    assert problems(week) == []


def test_at_a_terminal_it_asks_why_an_entry_is_withdrawn(week):
    assert "Readers see this" in at_terminal(week, "correct", "veo", "--withdraw", answers=b"A hoax\n")
    assert "why: A hoax\n" in text(week, VEO)


def at_terminal(root: Path, *words: str, answers: bytes) -> str:
    """What a person saw who typed these answers."""
    status, seen = on_a_terminal(typed(root, *words, now=NOW), answers, TERM="dumb")
    assert status == 0, seen
    return seen


def feeds(root: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Of every feed, by path: items by id, with their update and their words."""
    digest(root, "build", now=NOW)
    found = {}
    for path in ("feed.xml", "entries.xml", "tags/studios/feed.xml", "atom.xml"):
        items = feedparser.parse((root / "build" / path).read_bytes()).entries
        found[path] = {item.id: (item.updated if "updated" in item else "", item.content[0].value) for item in items}
    items = json.loads(text(root, "build/feed.json"))["items"]
    found["feed.json"] = {item["id"]: (item["date_modified"], item["content_html"]) for item in items}
    return found


@pytest.mark.parametrize("word", ["sora", WEEK])
def test_feeds_carry_an_update_and_no_new_item_and_pages_say_what_was_wrong(week, word):
    before = feeds(week)
    edit(week, SORA, "Ten stages", "Twelve stages")
    digest(week, "correct", word, "--now", "Twelve, they say.", "--was", "Ten, they said.", now=NOW)
    after = feeds(week)
    concerned = [path for path in before if word == "sora" or path in ("feed.xml", "atom.xml", "feed.json")]
    for path in before:
        assert after[path].keys() == before[path].keys()
        newer = [id for id in after[path] if after[path][id][0] > before[path][id][0]]
        assert len(newer) == (path in concerned), path
        assert all("Twelve, they say." in after[path][id][1] for id in newer)
    place = "#sora" if word == "sora" else ""
    for page in ("index.html", f"issues/{WEEK}/index.html"):
        assert "It used to say: <s>Ten, they said.</s>" in re.sub("</?bdi>", "", text(week, f"build/{page}"))
    listed = text(week, "build/corrections/index.html")
    assert f'href="/weekly/issues/{WEEK}/{place}"' in listed
    assert all(part in listed for part in ("2026-11-22", "Twelve, they say.", "Ten, they said."))


def test_a_second_correction_of_the_day_and_one_of_the_day_of_publication_are_updates_too(week):
    moments = []
    for number in range(3):
        moments.append(next(iter(feeds(week)["atom.xml"].values()))[0])
        digest(week, "correct", "veo", "--now", f"Number {number}.", now=OUT)
    assert moments == sorted(set(moments))


def test_the_words_of_a_withdrawn_entry_are_nowhere_in_what_is_built(week):
    write(week, {"content/storylines.yaml": "- {id: stages, title: Stages, kind: theme}\n"})
    edit(week, SORA, "mood:", "storylines: [stages]\r\narchived: https://archive.example/sora\r\nmood:")
    digest(week, "correct", "sora", "--now", "Twelve stages.", "--was", "Ten stages.", now=NOW)
    edit(week, LETTER, "see [Sora](#sora). ", "")
    digest(week, "correct", WEEK, "--typo", now=NOW)
    before = feeds(week)
    day_after = "2026-11-23T12:00:00+01:00"
    digest(week, "correct", "sora", "--withdraw", "--why", "It was a hoax.", now=day_after)
    after = feeds(week)
    built = {path: data.decode(errors="replace") for path, data in tree(week / "build").items()}
    for word in (
        "Hollywood",
        "stages were",
        "Ilya",
        "Their words",
        "Twelve stages",
        "Ten stages",
        "news.example/sora",
        "archive.example",
    ):
        assert [path for path, page in built.items() if word in page] == []
    assert 'id="sora"' in built[f"issues/{WEEK}/index.html"]
    assert "Withdrawn on 23 November 2026" in built[f"issues/{WEEK}/index.html"]
    for page in ("index.html", "latest/index.html", f"issues/{WEEK}/index.html", "corrections/index.html"):
        assert "It was a hoax." in built[page]
    for path in before:
        assert after[path].keys() == before[path].keys()
        assert any("It was a hoax." in words for _, words in after[path].values())
    assert digest(week, "check", now=day_after).status == 0
