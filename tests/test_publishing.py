"""Publishing: which bytes change, in which order, and that no interruption leaves an issue half-published."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from digest.cli.work import bytes_of
from digest.content.memory import format_seen, parse_record, text_digest
from digest.content.publication import read_publication
from digest.content.store import Store
from digest.curate.publishing import merged_coverage, next_number
from digest.errors import DigestError
from digest.model import Coverage, PublishedIssue
from tests.builders import entry, entry_file, issue, seen, write
from tests.commands import NOW, commit_all, digest, on_a_terminal, tree, typed

WEEK = "2026-W47"
TREACHEROUS = (
    f"---\r\n# ours\r\nlink:   https://news.example/a  # long\r\ntitle: 'No'\r\nissue: {WEEK}\r\nmood: good\r\n---\r\n"
    "\r\nRead it.\r\n"
)
HEADER = '---\ntitle: "9:30"  # a film\nstatus: draft # soon\nmood: good\n---\n\nDear reader,\n'


def record_of(root: Path, week: str = WEEK) -> PublishedIssue:
    path = f"content/published/{week}.json"
    record = parse_record((root / path).read_text(encoding="utf-8"), path, [])
    assert record is not None
    return record


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """One issue: two kept entries, one skipped, two undecided."""
    return write(tmp_path, {
        f"content/issues/{WEEK}.md": HEADER,
        f"content/entries/{WEEK}/a.md": TREACHEROUS,
        f"content/entries/{WEEK}/b.md": entry_file("B", "https://news.example/b", section="law", rank="10", slug="bee"),
        f"content/entries/{WEEK}/c.md": entry_file("C", "https://news.example/c", status="skip", why="dull"),
        f"content/entries/{WEEK}/d.md": entry_file("D", "https://news.example/d", status="new", language="fr"),
        f"content/entries/{WEEK}/e.md": entry_file("E", "https://news.example/e", status="new", collected="2026-11-19"),
        "content/entries/none/f.md": entry_file("F", "https://news.example/f", status="new", issue="none"),
    })  # fmt: skip


def test_publishing_changes_only_its_keys(week):
    assert digest(week, "issue", "publish").status == 0
    header = (week / f"content/issues/{WEEK}.md").read_text(encoding="utf-8")
    assert header == (
        '---\ntitle: "9:30"  # a film\ndate: 2026-11-22\nstatus: published # soon\nnumber: 1\nmood: good\n---\n'
        "\nDear reader,\n"
    )
    a = (week / f"content/entries/{WEEK}/a.md").read_bytes().decode("utf-8")
    assert a == TREACHEROUS.replace(f"issue: {WEEK}\r\n", f"issue: {WEEK}\r\nslug: a\r\n")
    b = (week / f"content/entries/{WEEK}/b.md").read_text(encoding="utf-8")
    assert b == entry_file("B", "https://news.example/b", section="law", rank="10", slug="bee")


def test_the_record_holds_the_files_as_they_are_after_publishing(week):
    digest(week, "issue", "publish")
    record = record_of(week)
    assert (record.issue, record.number, [row.slug for row in record.entries]) == (WEEK, 1, ["bee", "a"])
    assert record.text == (week / f"content/issues/{WEEK}.md").read_bytes().decode("utf-8")
    for row, name in zip(record.entries, "ba", strict=True):
        assert row.text == (week / f"content/entries/{WEEK}/{name}.md").read_bytes().decode("utf-8")
        assert row.digest == text_digest(row.text)


def test_without_a_terminal_or_yes_nothing_is_folded_and_the_way_is_told(week):
    ran = digest(week, "issue", "publish")
    assert "1 skipped and 2 undecided stay" in ran.err
    assert f"digest issue publish {WEEK} --yes" in ran.err
    assert (week / f"content/entries/{WEEK}/c.md").exists()


def test_yes_folds_what_was_not_kept_and_nothing_else(week):
    before = tree(week)
    digest(week, "issue", "publish", "--yes")
    gone = {f"content/entries/{WEEK}/{name}.md" for name in "cde"}
    assert before.keys() - tree(week).keys() == gone
    lines = (week / f"content/seen/{WEEK}.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[2:] for line in lines[1:]] == [
        ["https://news.example/c", "C", "news.example", "2026-11-16", "skip", "dull", ""],
        ["https://news.example/d", "D", "news.example", "2026-11-16", "undecided", "", "fr"],
        ["https://news.example/e", "E", "news.example", "2026-11-19", "undecided", "", ""],
    ]


def test_publishing_twice_changes_nothing(week):
    digest(week, "issue", "publish", "--yes")
    before = tree(week)
    ran = digest(week, "issue", "publish", WEEK, "--yes", now="2026-12-24T12:00:00+01:00")
    assert (ran.status, tree(week)) == (0, before)
    assert "is published already" in ran.err


def test_a_record_is_never_made_anew(week):
    digest(week, "issue", "publish", "--yes")
    before = record_of(week)
    path = week / f"content/entries/{WEEK}/a.md"
    path.write_bytes(path.read_bytes() + b"An afterthought.\r\n")
    digest(week, "issue", "publish", WEEK)
    assert record_of(week) == before


def test_a_number_that_was_lost_is_the_one_of_the_record(week):
    write(week, {"content/issues/2026-W45.md": "---\nstatus: published\nnumber: 4\ndate: 2026-11-09\n---\n"})
    digest(week, "issue", "publish", WEEK)
    path = week / f"content/issues/{WEEK}.md"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("number: 5\n", ""), encoding="utf-8")
    write(week, {"content/issues/2026-W44.md": "---\nstatus: published\nnumber: 6\ndate: 2026-11-02\n---\n"})
    digest(week, "issue", "publish", WEEK)
    assert path.read_text(encoding="utf-8") == whole


def test_an_issue_published_by_hand_gets_what_is_missing(week):
    path = week / f"content/issues/{WEEK}.md"
    path.write_text(HEADER.replace("status: draft", "status: published\ndate: 2026-11-20"), encoding="utf-8")
    assert digest(week, "issue", "publish", WEEK).status == 0
    assert "date: 2026-11-20 # soon\n" in path.read_text(encoding="utf-8")
    assert "number: 1\n" in path.read_text(encoding="utf-8")
    assert len(record_of(week).entries) == 2


def test_the_number_follows_the_highest_that_ever_went_out():
    gone = PublishedIssue(issue="2026-W40", number=7, digest="", text="")
    own = PublishedIssue(issue=WEEK, number=9, digest="", text="")
    issues = (issue("2026-W45", number=5), issue(WEEK, number=None, status="draft"))
    assert next_number(issues, (gone, own), WEEK) == 8
    assert next_number((), (), WEEK) == 1


def test_later_coverage_is_fixed_in_the_file(week):
    path = f"content/entries/{WEEK}/a.md"
    id = "0123456789abcdef"
    text = f"---\nlink: https://news.example/a\ntitle: A\nid: {id}\nalso:\n  - source: third\n    link: https://third.example/\n---\n"
    rows = [seen("1" * 16, f"also {id}"), seen("2" * 16, f"also {id}", link="https://third.example/#top")]
    write(week, {path: text, "content/seen/2026-W47/x.tsv": format_seen(rows)})
    digest(week, "issue", "publish")
    assert (week / path).read_text(encoding="utf-8") == (
        f"---\nlink: https://news.example/a\ntitle: A\nid: {id}\nslug: a\nalso:\n"
        "  - source: third\n    link: https://third.example/\n"
        "  - source: other\n    title: Elsewhere\n    link: https://other.example/a\n    language: fr\n---\n"
    )


def test_one_link_at_two_feeds_is_coverage_by_the_second():
    kept = entry("a", id="0" * 16, link="https://x.example/a", source="first")
    fate = f"also {kept.id}"
    rows = (
        seen("1" * 16, fate, link="https://x.example/a", source="second"),
        seen("2" * 16, fate, link="https://x.example/a", source="first"),
        seen("3" * 16, fate, link="https://x.example/a", source="second"),
        seen("4" * 16, "also " + "9" * 16),
        seen("5" * 16, fate, link="https://x.example/a", source="third"),
    )
    second = Coverage(source="second", title="Elsewhere", link="https://x.example/a", language="fr")
    third = Coverage(source="third", title="Elsewhere", link="https://x.example/a", language="fr")
    assert merged_coverage(kept, rows) == (second, third)


def test_a_file_that_changed_since_it_was_read_stops_everything(week):
    publication = read_publication(week).sound()
    path = week / f"content/entries/{WEEK}/c.md"
    path.write_text(path.read_text(encoding="utf-8").replace("status: skip", "status: keep"), encoding="utf-8")
    with pytest.raises(DigestError, match=r"c\.md: FILE008"):
        bytes_of(Store(week), [entry.path for entry in publication.entries], publication.entries)


def test_a_title_that_changed_at_its_source_is_only_told(week):
    path = f"content/entries/{WEEK}/a.md"
    text = "---\nlink: https://news.example/a\ntitle: A\nid: 0123456789abcdef\nslug: a\n---\n"
    row = seen("0123456789abcdef", "title 0123456789abcdef", title="A, corrected")
    write(week, {path: text, "content/seen/2026-W47/x.tsv": format_seen([row])})
    ran = digest(week, "issue", "publish")
    assert "A, corrected" in ran.err
    assert (week / path).read_text(encoding="utf-8") == text


def test_errors_stop_before_the_first_byte(week):
    write(week, {f"content/entries/{WEEK}/b.md": entry_file("B", "https://news.example/b", section="tool")})
    before = tree(week)
    ran = digest(week, "issue", "publish", "--yes")
    assert ran.status == 1
    assert "REF001: unknown section 'tool'" in ran.err
    assert tree(week) == before


def test_an_issue_without_kept_entries_is_not_published(tmp_path):
    write(tmp_path, {f"content/issues/{WEEK}.md": "---\nstatus: draft\n---\n"})
    ran = digest(tmp_path, "issue", "publish")
    assert (ran.status, f"content/issues/{WEEK}.md:1: ISSUE009" in ran.err) == (1, True)


def test_without_a_name_the_oldest_that_is_not_published_is_meant(week):
    write(week, {
        "content/issues/2026-W45.md": "---\nstatus: published\nnumber: 4\ndate: 2026-11-09\n---\n",
        "content/issues/2026-W46.md": "---\nstatus: frozen\n---\n",
        "content/entries/2026-W46/z.md": entry_file("Z", "https://news.example/z"),
    })  # fmt: skip
    assert "2026-W46 is published with 1 entry" in digest(week, "issue", "publish").err
    assert record_of(week, "2026-W46").number == 5


def test_nothing_to_publish_is_wrong_usage(tmp_path):
    write(tmp_path, {})
    ran = digest(tmp_path, "issue", "publish")
    assert (ran.status, "digest issue new" in ran.err) == (2, True)
    assert digest(tmp_path, "issue", "publish", "2026-W01").status == 2


def test_the_day_is_that_of_the_publications_timezone(week):
    digest(week, "issue", "publish", now="2026-12-31T23:30:00+00:00")
    assert "date: 2027-01-01\n" in (week / f"content/issues/{WEEK}.md").read_text(encoding="utf-8")


def test_a_fold_grows_and_keeps_its_lines(week):
    digest(week, "issue", "publish", "--yes")
    before = (week / f"content/seen/{WEEK}.tsv").read_text(encoding="utf-8")
    write(week, {f"content/entries/{WEEK}/late.md": entry_file("Late", "https://news.example/late", status="new")})
    digest(week, "issue", "publish", WEEK, "--yes")
    after = (week / f"content/seen/{WEEK}.tsv").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert after.removeprefix(before).split("\t")[3] == "Late"


def test_a_fold_knows_the_other_names_of_an_item(week):
    path = f"content/entries/{WEEK}/d.md"
    row = seen("0123456789abcdef", "entry", aliases=("a" * 16, "b" * 16))
    text = entry_file("D", "https://news.example/d", status="new", id=row.id)
    write(week, {path: text, "content/seen/2026-W47/x.tsv": format_seen([row])})
    digest(week, "issue", "publish", "--yes")
    assert f"{row.id}\t{'a' * 16} {'b' * 16}\t" in (week / f"content/seen/{WEEK}.tsv").read_text(encoding="utf-8")


def test_the_question_folds_when_answered_so(week):
    commit_all(week)
    output = asked(week, b"y\n")
    assert "Fold 1 skipped and 2 undecided" in output
    assert not (week / f"content/entries/{WEEK}/d.md").exists()


def test_the_question_leaves_all_when_answered_so(week):
    before = tree(week)
    asked(week, b"n\n")
    assert {path for path in before if path not in tree(week)} == set()
    assert not (week / f"content/seen/{WEEK}.tsv").exists()


def test_a_kill_at_any_point_is_healed_by_the_same_command(week, tmp_path_factory):
    """Also when the next issue is ready: the second run goes on with the first, not with that one."""
    write(week, {
        "content/issues/2026-W48.md": "---\nstatus: draft\n---\n",
        "content/entries/2026-W48/z.md": entry_file("Z", "https://news.example/z"),
    })  # fmt: skip
    commit_all(week)
    write(week, {f"content/entries/{WEEK}/e.md": entry_file("E", "https://news.example/e", "Unsaved.", status="new")})
    target = tmp_path_factory.mktemp("killed")
    words = ["--now", NOW, "issue", "publish", "--yes"]
    command = [sys.executable, "-m", "tests.killed", str(week), str(target), *words]
    subprocess.run(command, cwd=Path(__file__).parent.parent, check=True)
    *healed, whole = sorted(path for path in target.iterdir() if not path.name.endswith("-killed"))
    killed = sorted(target.glob("*-killed"))
    assert len(killed) > 10
    for path in killed:
        assert_nothing_is_half_done(tree(path), tree(week))
    assert "status: published" in tree(whole)[f"content/issues/{WEEK}.md"].decode("utf-8")
    assert "status: draft" in tree(whole)["content/issues/2026-W48.md"].decode("utf-8")
    assert {path.name: tree(path) == tree(whole) for path in healed} == {path.name: True for path in healed}


def assert_nothing_is_half_done(files: dict[str, bytes], before: dict[str, bytes]) -> None:
    """A published issue is wholly published; a file that is gone is remembered."""
    if b"status: published" in files[f"content/issues/{WEEK}.md"]:
        assert f"content/published/{WEEK}.json" in files
        assert b"slug: a\r\n" in files[f"content/entries/{WEEK}/a.md"]
    for path in before.keys() - files.keys():
        link = f"https://news.example/{path[-4]}".encode()
        assert link in files[f"content/seen/{WEEK}.tsv"]
        assert b"status: published" in files[f"content/issues/{WEEK}.md"]


def test_the_record_is_json_that_other_tools_can_read(week):
    digest(week, "issue", "publish")
    whole = json.loads((week / f"content/published/{WEEK}.json").read_text(encoding="utf-8"))
    assert set(whole) == {"issue", "number", "digest", "text", "entries"}


def asked(root: Path, answer: bytes) -> str:
    """What `digest issue publish` shows to a person who types this."""
    status, shown = on_a_terminal(typed(root, "issue", "publish"), answer)
    assert status == 0, shown
    return shown
