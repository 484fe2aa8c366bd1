"""`digest check` as it is run: exit status, formats for people and programs, --fix."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.errors import DigestError, Problem
from digest.publish.checks.annotations import github_lines, summary
from tests.builders import entry_file, write
from tests.servers import Answer, serving
from tests.trees import write_tree

NOW = "2026-11-22T12:00:00+01:00"
ISSUE = "---\ntitle: One\nlead: sora\n---\n\nDear reader.\n"


def run(root, *words):
    return CliRunner().invoke(cli, ["-C", str(root), "--now", NOW, "check", *words])


def sound(root, **files):
    entry = entry_file(section="tools")
    return write(root, {"content/issues/2026-W47.md": ISSUE, "content/entries/2026-W47/sora.md": entry, **files})


def test_a_sound_publication_ends_with_0_and_says_so_with_the_time(tmp_path):
    result = run(sound(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("no problems in ")


def test_warnings_alone_end_with_0_and_errors_with_1(tmp_path):
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": entry_file(section="tools", note="")})
    result = run(tmp_path)
    assert (result.exit_code, result.stdout.splitlines()[0].split(": ")[1]) == (0, "NOTE001")
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": entry_file(section="nope")})
    result = run(tmp_path)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "content/entries/2026-W47/sora.md:4: REF001: unknown section 'nope'",
        "    known: law, tools",
    ]
    assert result.stderr.startswith("1 error, 0 warnings in ")


def test_more_than_ten_warnings_of_one_kind_are_counted_and_v_shows_them_all(tmp_path):
    names = [f"n{number}" for number in range(12)]
    files = {
        f"content/entries/2026-W47/{name}.md": entry_file(section="tools", link=f"https://a.example/{name}", note="")
        for name in names
    }
    sound(tmp_path, **files)
    assert run(tmp_path).stdout.splitlines()[-1] == "NOTE001: and 2 more; digest -v check shows them all"
    everything = CliRunner().invoke(cli, ["-v", "-C", str(tmp_path), "--now", NOW, "check"])
    assert everything.stdout.count("NOTE001") == 12


def test_json_is_one_document_with_every_problem(tmp_path):
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": entry_file(section="nope")})
    assert json.loads(run(tmp_path, "--format", "json").stdout) == {
        "problems": [
            {
                "path": "content/entries/2026-W47/sora.md",
                "line": 4,
                "code": "REF001",
                "level": "error",
                "message": "unknown section 'nope'",
                "hint": "known: law, tools",
            }
        ]
    }
    assert json.loads(run(sound(tmp_path), "--format", "json").stdout) == {"problems": []}


def test_an_annotation_cannot_be_broken_out_of():
    problem = Problem(path="a,b:c.md", line=3, code="X1", what="100%\n::error::no", hint="a\rb")
    assert list(github_lines([problem])) == ["::error file=a%2Cb%3Ac.md,line=3,title=X1::100%25%0A::error::no%0Aa%0Db"]


def test_beyond_what_github_shows_there_are_plain_lines_and_a_count():
    problems = [Problem(path="a.md", line=line, code="X1", what="?", level="warning") for line in range(1, 13)]
    lines = list(github_lines([*problems, Problem(path="b.md", code="X2", what="!")]))
    assert lines[0] == "::error file=b.md,title=X2::!"
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert lines[-2:] == ["- a.md:12: X1: ?", "2 more warnings stand in the log above, without annotations"]


def test_one_issue_can_be_named_and_one_that_is_not_there_is_wrong_usage(tmp_path):
    sound(tmp_path, **{"content/issues/2026-W48.md": "---\nnumber: x\n---\n"})
    assert run(tmp_path).exit_code == 1
    assert run(tmp_path, "2026-W47").exit_code == 0
    result = run(tmp_path, "2026-W49")
    assert (type(result.exception).__name__, result.exception.exit_status) == ("UsageError", 2)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fix_writes_the_corrected_lines_and_leaves_every_other_byte(tmp_path, end):
    typed = f"---{end}link: https://a.example/{end}title: Sora: a title # not a comment{end}# mine{end}"
    typed += f"why: @home{end}section:   tools{end}---{end}{end}Ours."
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": typed})
    assert run(tmp_path).exit_code == 1
    result = run(tmp_path, "--fix")
    written = (tmp_path / "content/entries/2026-W47/sora.md").read_bytes().decode()
    expected = typed.replace("Sora: a title # not a comment", "'Sora: a title # not a comment'")
    assert written == expected.replace("@home", "'@home'")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (0, "2 lines corrected")


def test_fix_leaves_alone_what_it_cannot_correct(tmp_path):
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": "---\ntitle: x\n  y: z\n---\n"})
    result = run(tmp_path, "--fix")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "0 lines corrected")
    assert (tmp_path / "content/entries/2026-W47/sora.md").read_text() == "---\ntitle: x\n  y: z\n---\n"


def test_a_record_that_cannot_be_read_is_a_problem(tmp_path):
    result = run(sound(tmp_path, **{"content/published/2026-W01.json": "{"}))
    assert (result.exit_code, result.stdout.split(": ")[1]) == (1, "SEEN002")


def test_a_summary_of_the_job_holds_a_row_a_problem_and_no_markup_of_strangers(tmp_path, monkeypatch):
    evil = "TODO @octocat #1 <img src=x onerror=alert(1)> [x](https://evil.example/) | `a` ::error::x"
    files = {"content/entries/2026-W47/sora.md": entry_file(f"'{evil}'", section="tools", language="en")}
    sound(tmp_path, **files)
    place = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place))
    run(tmp_path)
    assert not place.exists()
    run(tmp_path, "--format", "github")
    text = place.read_text(encoding="utf-8")
    assert text.startswith("### digest check: 0 errors, 1 warning\n")
    (row,) = (line for line in text.splitlines() if "TEXT002" in line)
    assert re.search(r"(?<!\\)[<\[`]", row.replace("<br>", "")) is None
    assert re.search(r"@\w|#\w|https?:", row) is None
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


def test_a_summary_ends_in_time_and_says_how_many_more_there_are():
    problems = [Problem(path="a.md", line=line, code="X1", what="é" * 100, level="warning") for line in range(9000)]
    text = summary([*problems, Problem(path="b.md", code="X2", what="!")], "many")
    assert len(text.encode("utf-8")) < 1024 * 1024 - 4096
    assert text.splitlines()[4].startswith("| error X2 ")
    shown = text.count("| warning X1 ")
    assert text.endswith(f"\n\nAnd {9000 - shown} more warnings.\n")


def test_a_line_of_the_log_is_no_command():
    problems = [Problem(path="a.md", line=n, code="X1", what="a\n::error::b ##[error]c") for n in range(1, 12)]
    lines = list(github_lines(problems))
    assert lines[-2] == "- a.md:11: X1: a ::error::b ## [error]c"
    assert all("\n" not in line for line in lines)


def published(root):
    """An issue that went out, and then was judged by a stricter eye: its note is missing, its link tracks."""
    text = entry_file(link="https://a.example/?utm_source=x", section="tools", note="", slug="sora")
    sound(root, **{"content/entries/2026-W47/sora.md": text})
    result = CliRunner().invoke(cli, ["-C", str(root), "--now", NOW, "issue", "publish", "2026-W47", "--yes"])
    assert result.exit_code == 0, result.output
    return root


def test_what_is_known_of_an_issue_that_went_out_is_counted_and_shown_on_demand(tmp_path):
    published(tmp_path)
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.fullmatch(
        r"no problems in \d+\.\d\d s; 2 known in issues that went out: --all shows them\n", result.stderr
    )
    everything = run(tmp_path, "--all")
    codes = {line.split(": ")[1] for line in everything.stdout.splitlines() if not line.startswith(" ")}
    assert codes == {"NOTE001", "LINK005"}
    assert json.loads(run(tmp_path, "--format", "json").stdout) == {"problems": []}
    assert len(json.loads(run(tmp_path, "--all", "--format", "json").stdout)["problems"]) == 2


def test_what_is_new_in_an_issue_that_went_out_counts(tmp_path):
    published(tmp_path)
    new = entry_file(link="https://a.example/new", section="tools", note="")
    write(tmp_path, {"content/entries/2026-W47/new.md": new})
    assert "content/entries/2026-W47/new.md:4: NOTE001" in run(tmp_path).stdout
    assert "content/entries/2026-W47/sora.md" not in run(tmp_path).stdout


def test_an_issue_set_to_published_by_hand_is_checked_as_any_other(tmp_path):
    by_hand = ISSUE.replace("title: One", "title: One\nstatus: published\nnumber: 1\ndate: 2026-11-20")
    entry = entry_file(section="tools", note="TODO")
    sound(tmp_path, **{"content/issues/2026-W47.md": by_hand, "content/entries/2026-W47/sora.md": entry})
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "TEXT001" in result.stdout


def test_what_keeps_a_site_from_being_built_counts_wherever_it_is(tmp_path):
    published(tmp_path)
    place = tmp_path / "content/entries/2026-W47/sora.md"
    place.write_text(place.read_text().replace("section: tools", "section: nope"))
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "REF001" in result.stdout


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fix_takes_tracking_out_of_links_and_leaves_every_other_byte(tmp_path, end):
    link, clean = "https://a.example/?b=1&utm_source=x", "https://a.example/?b=1"
    typed = end.join((
        "---", f"# link: {link}", f'link:   "{link}"  # mine', "title: A title", "section: tools", "also:",
        f"  - {{link: '{link}2&utm_medium=y', source: b}}", "strange: {a: b}", "---", "", "> Theirs [x](" + link + ")",
        "", f"Ours, `{link}`, [a page]({link}), <a href='{link}'>another</a> and [a third][1].", "",
        f"[1]: {link} 'x'", "",
    ))  # fmt: skip
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": typed})
    result = run(tmp_path, "--fix")
    written = (tmp_path / "content/entries/2026-W47/sora.md").read_bytes().decode()
    expected = typed.replace(f'"{link}"', f'"{clean}"').replace(f"'{link}2&utm_medium=y'", f"'{clean}'")
    expected = expected.replace(f"({link}), <a", f"({clean}), <a").replace(f"href='{link}'", f"href='{clean}'")
    expected = expected.replace(f"[1]: {link}", f"[1]: {clean}")
    assert written == expected
    assert result.stderr.splitlines()[0] == "5 lines corrected"
    before = (tmp_path / "content/entries/2026-W47/sora.md").read_bytes()
    assert run(tmp_path, "--fix").stderr.splitlines()[0] == "0 lines corrected"
    assert (tmp_path / "content/entries/2026-W47/sora.md").read_bytes() == before


def test_fix_leaves_what_went_out_alone_unless_all_is_asked(tmp_path):
    published(tmp_path)
    place = tmp_path / "content/entries/2026-W47/sora.md"
    before = place.read_bytes()
    run(tmp_path, "--fix")
    assert place.read_bytes() == before
    run(tmp_path, "--fix", "--all")
    assert place.read_bytes() == before.replace(b"?utm_source=x", b"")


def inside(root, web, *paths, **files):
    """A publication on this machine, whose feed is marked private: its host may be asked."""
    row = f"- {{slug: us, title: Us, feed: '{web.link('/feed')}', private: true}}\n"
    entries = {
        f"content/entries/2026-W47/e{n}.md": entry_file(f"E{n}", web.link(path), section=("tools", "law")[n])
        for n, path in enumerate(paths)
    }
    issue = ISSUE.replace("lead: sora", "lead: e0")
    return write(root, {"content/feeds.yaml": row, "content/issues/2026-W47.md": issue, **entries, **files})


def test_online_asks_and_remembers_and_a_lost_or_broken_cache_is_no_matter(tmp_path):
    with serving() as web:
        inside(tmp_path, web, "/there", "/gone")
        web["/there"] = Answer()
        assert run(tmp_path).stdout == ""
        result = run(tmp_path, "--online")
        assert result.exit_code == 1
        assert result.stdout.splitlines()[0].startswith("content/entries/2026-W47/e1.md:2: WEB001: ")
        asked = len(web.requests)
        assert [request.path for request in web.requests] == ["/there", "/gone", "/gone"]
        assert run(tmp_path, "--online").stdout == result.stdout
        assert len(web.requests) == asked
        later = CliRunner().invoke(cli, ["-C", str(tmp_path), "--now", "2026-11-23T12:00:00Z", "check", "--online"])
        assert (later.exit_code, [request.path for request in web.requests[asked:]]) == (1, ["/gone", "/gone"])
        (tmp_path / ".cache/links.json").write_bytes(b"\xff<<<<<<< HEAD")
        assert run(tmp_path, "--online").stdout == result.stdout


def test_online_goes_on_where_nothing_can_be_remembered(tmp_path):
    with serving() as web:
        inside(tmp_path, web, "/there")
        web["/there"] = Answer()
        (tmp_path / ".cache").write_bytes(b"a file")
        result = run(tmp_path, "--online")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_bad_link_of_a_text_is_told_once_though_the_site_has_it_too(tmp_path):
    letter = ISSUE.replace("Dear reader.", "Dear [reader](/nope/) and [you](/issues/2026-W47/#nope) and [me](#nope).")
    sound(tmp_path, **{"content/issues/2026-W47.md": letter.replace("title: One", "title: One\nstatus: published")})
    CliRunner().invoke(cli, ["-C", str(tmp_path), "--now", NOW, "build"])
    codes = [line.split(": ")[1] for line in run(tmp_path).stdout.splitlines() if not line.startswith(" ")]
    assert sorted(code for code in codes if code.startswith(("BODY", "SITE"))) == ["BODY001", "BODY003", "BODY003"]


def test_a_bad_link_of_a_template_is_told_once_with_the_number_of_its_pages(tmp_path):
    page = "<link rel='canonical'><a href='/weekly/nope/'>x</a>"
    home = page.replace("'canonical'", '"canonical" href="https://example.org/weekly/"')
    write_tree(
        sound(tmp_path) / "build", {"index.html": home.encode(), "a.html": page.encode(), "b.html": page.encode()}
    )
    told = [line for line in run(tmp_path).stdout.splitlines() if "SITE001" in line]
    assert told == ["build/a.html:1: SITE001: '/weekly/nope/' leads to no file of the site, here and on 2 more pages"]


def test_publishing_is_stopped_by_a_placeholder(tmp_path):
    sound(tmp_path, **{"content/entries/2026-W47/sora.md": entry_file(section="tools", note="TK")})
    before = (tmp_path / "content/issues/2026-W47.md").read_bytes()
    result = CliRunner().invoke(cli, ["-C", str(tmp_path), "--now", NOW, "issue", "publish", "--yes"])
    assert isinstance(result.exception, DigestError)
    assert [problem.code for problem in result.exception.problems] == ["TEXT001"]
    assert (tmp_path / "content/issues/2026-W47.md").read_bytes() == before


UNFINISHED = entry_file("Veo", "https://news.example/veo", section="tools", note="TK")


def test_of_what_goes_on_line_a_draft_that_is_not_finished_is_no_part(tmp_path):
    out = ISSUE.replace("title:", "number: 1\nstatus: published\ndate: 2026-11-20\ntitle:")
    next_week = {"content/issues/2026-W48.md": f"{ISSUE}\nTODO\n", "content/entries/2026-W48/veo.md": UNFINISHED}
    sound(tmp_path, **{"content/issues/2026-W47.md": out, "content/pages/about.md": "---\ntitle: Us\n---\n\nTK\n"})
    write(tmp_path, dict(next_week))
    told = [line.split(": ")[:2] for line in run(tmp_path, "--published").stdout.splitlines() if "TEXT001" in line]
    assert told == [["content/pages/about.md:5", "TEXT001"]]
    assert run(tmp_path).stdout.count("TEXT001") == 3


@pytest.mark.parametrize("words", [["2026-W47"], ["--fix"], ["--online"]])
def test_what_goes_on_line_is_looked_at_as_a_whole_and_left_as_it_is(tmp_path, words):
    result = run(sound(tmp_path), "--published", *words)
    assert isinstance(result.exception, DigestError)
    assert result.exception.exit_status == 2
