"""The rules of the preflight: each finds what it is for, at its line, and nothing in a sound publication."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digest.content.publication import Reading, read_publication
from digest.errors import Problem
from digest.model import SHELF, Correction, Coverage, PublishedEntry, PublishedIssue, Section, Seen, TextPage
from digest.publish.checks import run_checks
from tests.builders import entry, entry_file, feed, issue, publication, settings, write
from tests.trees import write_tree

TODAY = date(2026, 11, 22)
SECTIONS = (Section(id="tools", title="Tools", limit=2), Section(id="law", title="Law", retired=True))


def kept(slug: str = "sora", **changes: Any) -> Any:
    return entry(slug, **{"section": "tools", "body": "> Theirs.\n\nOurs.", "body_line": 6} | changes)


def draft(id: str = "2026-W47", **changes: Any) -> Any:
    return issue(id, **{"status": "draft", "letter": "Dear reader.", "lead": "sora"} | changes)


def out(id: str = "2026-W46", **changes: Any) -> Any:
    return issue(id, **{"number": 1, "date": date(2026, 11, 16), "letter": "Dear reader.", "lead": "old"} | changes)


def record(id: str = "2026-W46", *slugs: str) -> PublishedIssue:
    rows = tuple(PublishedEntry(slug=slug, digest="", text="") for slug in slugs)
    return PublishedIssue(issue=id, number=1, digest="", text="", entries=rows)


def page(body: str) -> TextPage:
    return TextPage(name="about", title="About", body=body, path="content/pages/about.md", body_line=4)


def check(
    *records: PublishedIssue,
    issue: str | None = None,
    build: Path | None = None,
    root: Path | None = None,
    **parts: Any,
) -> Any:
    parts = {"settings": settings(sections=SECTIONS)} | parts
    reading = Reading(publication=publication(**parts), problems=())
    return run_checks(reading, records, today=TODAY, issue=issue, build=build, root=root)


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.where} {problem.code}" for problem in problems]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_sound_publication_breaks_no_rule():
    old = kept("old", issue="2026-W46", link="https://news.example/old")
    sound = check(
        record("2026-W46", "old"),
        entries=(old, kept(), entry("candidate", status="new"), entry("skipped", status="skip")),
        issues=(out(), draft()),
        pages=(page("[The issue](/issues/2026-W46/), [an entry](/issues/2026-W46/#old), [us](https://example.org)"),),
        feeds=(feed(section="tools"),),
    )
    assert sound == ()


def test_a_publication_without_anything_breaks_no_rule():
    assert check() == ()


def test_a_retired_section_is_an_error_in_an_issue_still_open_and_valid_in_one_that_went_out():
    entries = (kept("old", issue="2026-W46", section="law"), kept(section="law", lines={"section": 4}))
    problems = check(record("2026-W46", "old"), entries=entries, issues=(out(), draft()))
    assert told(problems) == ["content/entries/2026-W47/sora.md:4 SEC001", "content/issues/2026-W47.md:1 SEC005"]
    assert (problems[0].level, problems[0].hint) == ("error", "choose another: tools")


def test_a_section_over_its_limit_is_a_warning_on_the_issue():
    problems = check(entries=(kept("sora"), kept("veo"), kept("runway")), issues=(draft(),))
    assert [(problem.path, problem.code, problem.level) for problem in problems] == [
        ("content/issues/2026-W47.md", "SEC002", "warning")
    ]


def test_a_kept_entry_without_a_section_is_told_only_where_there_are_sections():
    entries, issues = (kept(section=None),), (draft(),)
    assert codes(check(entries=entries, issues=issues)) == ["SEC003", "SEC005"]
    assert check(entries=entries, issues=issues, settings=settings(sections=())) == ()


def test_a_feed_that_goes_into_a_retired_section_is_told_at_its_line():
    assert told(check(feeds=(feed(section="law", line=7),))) == ["content/feeds.yaml:7 SEC004"]


def test_an_issue_a_note_and_a_correction_of_the_future_are_told():
    problems = check(
        entries=(
            kept(published=date(2026, 11, 24), lines={"published": 5}),
            kept("veo", corrections=(Correction(date=date(2027, 1, 1), now="Right."),), lines={"corrections": 7}),
        ),
        issues=(draft(date=date(2026, 11, 23), lines={"date": 3}),),
    )
    assert told(problems) == [
        "content/entries/2026-W47/sora.md:5 DATE002",
        "content/entries/2026-W47/veo.md:7 DATE003",
        "content/issues/2026-W47.md:3 DATE001",
    ]


def test_today_and_tomorrow_at_a_source_east_of_us_are_not_the_future():
    assert check(entries=(kept(published=date(2026, 11, 23)),), issues=(draft(date=TODAY),)) == ()


def test_one_link_twice_in_an_issue_is_an_error_also_when_it_is_written_differently():
    entries = (kept(link="https://News.example/sora#top"), kept("veo", link="https://news.example/sora"))
    problems = check(entries=entries, issues=(draft(),))
    assert told(problems) == ["content/entries/2026-W47/veo.md:1 LINK001"]
    assert "content/entries/2026-W47/sora.md" in problems[0].what


def test_a_link_that_was_published_before_is_an_error_and_names_the_issue():
    old = kept("old", issue="2026-W46", link="https://news.example/sora")
    problems = check(record("2026-W46", "old"), entries=(old, kept()), issues=(out(), draft()))
    assert told(problems) == ["content/entries/2026-W47/sora.md:1 LINK002"]
    assert "2026-W46" in problems[0].what


def test_a_link_in_two_drafts_is_a_warning_and_on_the_shelf_it_may_wait():
    twin = kept("twin", issue="2026-W48", link="https://news.example/sora")
    shelved = kept("shelved", issue=SHELF, link="https://news.example/sora", section=None, body="")
    issues = (draft(), draft("2026-W48", lead="twin"))
    problems = check(entries=(kept(), twin, shelved), issues=issues)
    assert told(problems) == ["content/entries/2026-W48/twin.md:1 LINK003"]
    assert problems[0].level == "warning"


@pytest.mark.parametrize("link", ["https://news.example/sora", "https://news.example/veo"])
def test_other_coverage_that_is_an_entry_of_the_issue_is_told(link):
    row = Coverage(source="news.example", link=link)
    problems = check(entries=(kept(also=(row,)), kept("veo")), issues=(draft(),))
    assert codes(problems) == ["LINK004"]


def test_an_entry_without_a_word_of_the_editor_is_told_where_the_word_is_missing():
    problems = check(entries=(kept(body="> Only theirs."),), issues=(draft(),))
    assert told(problems) == ["content/entries/2026-W47/sora.md:6 NOTE001"]
    assert problems[0].level == "warning"


def test_an_issue_owes_title_letter_and_lead_once_it_has_an_entry():
    bare = draft(title="", letter="", lead="")
    assert codes(check(entries=(kept(),), issues=(bare,))) == ["ISSUE001", "ISSUE002", "ISSUE003"]
    assert check(issues=(bare,)) == ()


def test_an_issue_published_by_hand_is_told_what_publishing_would_have_written():
    by_hand = out("2026-W47", number=None, date=None, lead="sora", lines={"status": 3})
    waiting = entry("candidate", status="new")
    problems = check(record(), entries=(kept(), waiting), issues=(out(lead=""), by_hand))
    hints = {problem.code: problem.hint for problem in problems if problem.path.endswith("2026-W47.md")}
    assert hints == {
        "ISSUE004": "add a line: number: 2",
        "ISSUE005": "add a line: date: 2026-11-22",
        "ISSUE006": "digest issue publish 2026-W47 writes it; if there was one: restore it with git",
        "ISSUE008": "digest list --status new --issue 2026-W47",
    }


def test_a_kept_entry_of_an_issue_without_a_file_would_be_lost_and_is_an_error():
    problems = check(entries=(kept(lines={"issue": 4}), entry("candidate", status="new")))
    assert [(problem.line, problem.code, problem.level) for problem in problems] == [(4, "ISSUE007", "error")]
    assert problems[0].hint == "digest issue new 2026-W47"


def test_of_an_issue_whose_file_cannot_be_read_nobody_says_that_there_is_none(tmp_path):
    broken = "---\n<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n>>>>>>> theirs\n---\n\nLetter.\n"
    kept_entry = entry_file(status="keep", section="tools")
    write(tmp_path, {"content/issues/2026-W47.md": broken, "content/entries/2026-W47/sora.md": kept_entry})
    found = [problem.code for problem in run_checks(read_publication(tmp_path), (), today=TODAY)]
    assert "YAML005" in found
    assert "ISSUE007" not in found


def test_a_frozen_issue_without_entries_is_told():
    assert codes(check(issues=(draft(status="frozen", lead=""),))) == ["ISSUE009"]


def test_a_published_slug_that_changed_is_an_error_that_names_it():
    renamed = kept("new-name", issue="2026-W46")
    problems = check(record("2026-W46", "old"), entries=(renamed,), issues=(out(lead="new-name"),))
    (problem,) = (problem for problem in problems if problem.code == "ID005")
    assert "'old'" in problem.what


def test_a_withdrawn_entry_keeps_its_slug():
    withdrawn = kept("old", issue="2026-W46", status="withdrawn")
    rest = kept("rest", issue="2026-W46")
    problems = check(record("2026-W46", "old", "rest"), entries=(withdrawn, rest), issues=(out(lead="rest"),))
    assert "ID005" not in codes(problems)


def test_later_coverage_and_a_changed_title_are_mentioned_until_the_issue_is_out():
    sora = kept()
    seen = (
        Seen(id="1" * 16, source="verge", link="https://verge.example/1", day=TODAY, fate=f"also {sora.id}"),
        Seen(id="2" * 16, title="Sora, renamed", source="variety", day=TODAY, fate=f"title {sora.id}"),
    )
    assert codes(check(entries=(sora,), issues=(draft(),), seen=seen)) == ["NEWS001", "NEWS002"]
    published = out("2026-W47", lead="sora")
    assert check(record("2026-W47", "sora"), entries=(sora,), issues=(published,), seen=seen) == ()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Two\n\nlines, [then](/issues/2026-W01/)", "BODY001", 6),
        ("[us](/abuot/)", "BODY001", 4),
        ("[us][1]\n\n[1]: /nowhere/", "BODY001", 6),
        ('<a href="/nowhere/">us</a>', "BODY001", 4),
        ("[them](www.example.org)", "BODY002", 4),
        ("![a still](still.png)", "BODY002", 4),
        ("[x](javascript:alert(1))", "BODY002", 4),
        ("[x](//example.org/)", "BODY002", 4),
        ("[an entry](/issues/2026-W47/#nope)", "BODY003", 4),
        ("[below](#nope)", "BODY003", 4),
    ],
)
def test_an_address_in_a_text_that_leads_nowhere_is_told_at_its_line(text, code, line):
    problems = check(entries=(kept(),), issues=(draft(),), pages=(page(text),))
    assert told(problems) == [f"content/pages/about.md:{line} {code}"]


@pytest.mark.parametrize(
    "text",
    [
        "[below](#how-it-is-made)\n\n## How it is made\n\nBy hand.",
        "[an entry](/issues/2026-W47/#sora), [a feed](/feed.xml), [a still](/images/still.png), <mailto:a@b.example>",
        "`[code](nowhere)` and\n\n```\n[code](/nowhere/)\n```",
        "[them](https://example.org/path(with)parts#any)",
    ],
)
def test_an_address_that_leads_somewhere_is_not_told(text):
    assert check(entries=(kept(),), issues=(draft(),), pages=(page(text),)) == ()


def test_a_mistyped_address_brings_the_right_one():
    (problem,) = check(pages=(page("[us](/abuot/)"),))
    assert problem.hint == "did you mean '/about/'?"


def test_only_what_concerns_the_issue_is_told_when_one_is_named():
    entries = (kept(body=""), kept("other", issue="2026-W48", body=""))
    issues = (draft(), draft("2026-W48", lead="other"))
    pages = (page("[x](nowhere)"),)
    problems = check(entries=entries, issues=issues, pages=pages, issue="2026-W47")
    assert told(problems) == ["content/entries/2026-W47/sora.md:6 NOTE001", "content/pages/about.md:4 BODY002"]


def test_what_reading_found_is_told_too_and_once():
    found = Problem(path="content/entries/2026-W47/sora.md", line=2, code="FM007", what="no address")
    reading = Reading(publication=publication(), problems=(found, found))
    assert run_checks(reading, (), today=TODAY) == (found,)


def test_a_silenced_rule_says_nothing_and_a_silence_without_effect_is_told():
    silent = settings(sections=SECTIONS, silence=frozenset({"NOTE001", "YAML001", "NOTE01"}))
    problems = check(entries=(kept(body=""),), issues=(draft(),), settings=silent)
    assert [(problem.code, problem.what, problem.hint) for problem in problems] == [
        ("SET001", "YAML001 is never silent", "remove it from `silence`"),
        ("SET001", "unknown code 'NOTE01' in `silence`", "did you mean 'NOTE001'?"),
    ]


def html(body: str) -> bytes:
    return f'<head><link rel="canonical" href="https://a.example/repo/"></head>\n{body}\n'.encode()


def tree(folder: Path, body: str) -> Path:
    write_tree(folder, {"index.html": html(body), "about/index.html": html('<h1 id="us">Us</h1>'), "feed.xml": b"<x/>"})
    return folder


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="/repo/nope/">x</a>', "build/index.html:2 SITE001"),
        ('<img src="/repo/images/nope.png">', "build/index.html:2 SITE001"),
        ('<a href="https://a.example/repo/nope/">x</a>', "build/index.html:2 SITE001"),
        ('<a href="/repo/about/#nope">x</a>', "build/index.html:2 SITE002"),
        ('<a href="#nope">x</a>', "build/index.html:2 SITE002"),
        ('<a href="/about/">x</a>', "build/index.html:2 SITE003"),
    ],
)
def test_a_broken_link_of_the_built_site_is_told(tmp_path, body, expected):
    assert told(check(build=tree(tmp_path / "build", body))) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/repo/">x</a><a href="/repo/about/#us">x</a><a href="about/">x</a><a href="/repo/feed.xml">x</a>',
        '<a href="/repo/about">GitHub sends it on</a><a href="https://a.example/repo/about/?x=1#us">x</a>',
        '<a href="https://a.example/other/">a neighbour</a><a href="https://b.example/">x</a><a href="mailto:x">x</a>',
    ],
)
def test_a_link_of_the_built_site_that_works_is_not_told(tmp_path, body):
    assert check(build=tree(tmp_path / "build", body)) == ()


def test_a_folder_that_no_build_of_ours_wrote_is_not_looked_at(tmp_path):
    (tmp_path / "index.html").write_bytes(html('<a href="/repo/nope/">x</a>'))
    assert check(build=tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\n{% if x %}", "templates/pages/home.html:2 TPL001"),
        ("one\n{{ isue }}", "templates/pages/home.html:2 TPL002"),
        ("{% include 'partials/nope.html' %}", "templates/pages/home.html:1 TPL001"),
    ],
)
def test_a_template_of_the_publication_is_looked_at_before_a_build_meets_it(tmp_path, text, expected):
    write(tmp_path, {"templates/pages/home.html": text})
    assert told(check(root=tmp_path)) == [expected]
    (tmp_path / "content/entries").mkdir(parents=True)
    (tmp_path / "content/entries/x.md").write_text("no front matter")
    both = run_checks(read_publication(tmp_path), (), today=TODAY, root=tmp_path)
    assert told(both) == ["content/entries/x.md:1 FILE006", expected]


def test_a_token_that_the_style_sheet_does_not_have_and_a_page_that_does_not_exist_are_told(tmp_path):
    write(tmp_path, {})
    assert codes(check(root=tmp_path, settings=settings(theme={"acent": "red"}))) == ["TPL007"]
    write(tmp_path, {"templates/pages/hoem.html": "x"})
    assert codes(check(root=tmp_path)) == ["TPL006"]
