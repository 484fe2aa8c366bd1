"""A build after another note makes what shows it by the plan of the last one, and nothing else is taken from that."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.build import Report, build, rewording, rewriting
from digest.build.sketch import _ORDERS, _PARTS, HOLDERS
from digest.compose import views
from digest.compose.outline import Outline
from digest.content.known import Reader
from digest.content.theme import Theme, survey_theme
from digest.render.indexer import Behind, Indexer
from tests.photographs import graphic
from tests.test_incremental import OTHER_TEMPLATES, STATE, Publication, killed_after, outcome, tree

ENTRIES = ("alpha", "beta", "gamma")


@pytest.fixture
def publication() -> Iterator[Publication]:
    """Built, with an entry that leads, one that was withdrawn and one that is followed from an earlier issue."""
    state = Publication()
    state.begin()
    state.entries["delta"] = {"title": "Delta", "issue": "2026-W45", "status": "withdrawn", "why": "Wrong."}
    state.write_entry("delta", "Taken back.")
    state.write_entry("gamma", "> Theirs.")
    state.issues["2026-W46"]["lead"] = "beta"
    state.write_issue("2026-W46", "Dear you.")
    build(state.root, output=state.root / "build")
    yield state
    state.teardown()


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of every build, whether it went this way."""
    found: list[bool] = []
    reworded = rewording.reworded

    def watched(*given: Any) -> Report | None:
        report = reworded(*given)
        found.append(report is not None)
        return report

    monkeypatch.setattr(rewording, "reworded", watched)
    return found


def rebuilt(publication: Publication, **options: Any) -> Report:
    return build(publication.root, output=publication.root / "build", **options)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "Another note.",
        "> Theirs.\n\nOurs, *new*.",
        "> Theirs alone.",
        "word " * 2200,
        "[x](/a?b&c) «\u00a0é\u00a0»",
    ],
)
@pytest.mark.parametrize("slug", [*ENTRIES, "delta"])
def test_another_note_makes_the_site_that_a_clean_build_makes(publication, ways, slug, body, jobs):
    publication.write_entry(slug, body)
    rebuilt(publication, jobs=jobs)
    assert ways == [True]
    publication.compare()


@pytest.mark.parametrize("options", [{"drafts": True}, {"base_url": "https://other.example/"}])
def test_a_note_of_a_draft_and_of_a_site_elsewhere(publication, ways, options):
    publication.issues["2026-W46"]["status"] = "draft"
    publication.write_issue("2026-W46", "Dear you.")
    publication.options = options
    rebuilt(publication, **options)
    publication.write_entry("beta", "Another note.")
    rebuilt(publication, **options)
    assert ways == [False, True]
    publication.compare()


def test_several_notes_one_after_another_and_one_taken_back(publication, ways):
    """The site holds what was between, also when the plan knows nothing of it."""
    for slug, body in (("alpha", "One."), ("beta", "Two."), ("alpha", "A note."), ("beta", "Four."), ("beta", "Two.")):
        publication.write_entry(slug, body)
        ways.clear()
        rebuilt(publication)
        assert ways == [True]
        publication.compare()


def test_only_what_shows_the_note_is_made(publication):
    publication.write_entry("alpha", "Another note.")
    report = rebuilt(publication)
    made = {name for name, why in report.reasons if why.startswith("made")}
    assert {"page /issues/2026-W45/", "page /storylines/sora/", "feed of issues", "feed of entries"} <= made
    assert not {"page /issues/2026-W46/", "page /tags/film/", "page /issues/", "lists for machines"} & made
    assert report.changed == ("content/entries/2026-W45/alpha.md",)
    assert (report.issues, report.entries) == (2, 4)
    assert "issues/2026-W45/index.html" in report.changes.written
    assert "issues/2026-W46/index.html" in report.changes.unchanged
    assert rebuilt(publication).changes.written == ()


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "letter", ["", "Dear all.", "<!-- nothing -->", "word " * 2200, "Dear [you](#alpha).[^1]\n\n[^1]: *N*."]
)
@pytest.mark.parametrize("week", ["2026-W45", "2026-W46"])
def test_another_letter_makes_the_site_that_a_clean_build_makes(publication, ways, week, letter, jobs):
    publication.write_issue(week, letter)
    publication.write_entry("gamma", "And a note.")
    report = rebuilt(publication, jobs=jobs)
    assert ways == [True]
    assert {name for name, why in report.reasons if why.startswith("made")} >= {
        f"page /issues/{week}/",
        "feed of issues",
    }
    publication.compare()


def test_a_touched_file_makes_nothing(publication, ways):
    publication.write_entry("alpha", "A note.")
    assert rebuilt(publication).changes.written == ()
    assert ways == [True]


def another_title(state: Publication) -> None:
    state.entries["alpha"]["title"] = "Said otherwise"
    state.write_entry("alpha", "A note.")


def another_entry(state: Publication) -> None:
    state.entries["epsilon"] = {"title": "Epsilon", "issue": "2026-W45"}
    state.write_entry("epsilon", "New.")


def one_less(state: Publication) -> None:
    state.delete_an_entry("gamma")
    state.write_entry("alpha", "Another note.")


def another_picture(state: Publication) -> None:
    state.write_entry("alpha", "![Sun](/images/sun.png)")


def other_bytes_of_a_picture(state: Publication) -> None:
    state.write("content/images/sun.png", graphic(40, 12))
    state.write_entry("alpha", "Another note.")


def another_template(state: Publication) -> None:
    state.write("templates/pages/tag.html", OTHER_TEMPLATES["pages/tag.html"][0])
    state.write_entry("alpha", "Another note.")


def another_title_of_an_issue(state: Publication) -> None:
    state.issues["2026-W46"]["title"] = "Another"
    state.write_issue("2026-W46", "Dear you.")
    state.write_entry("alpha", "Another note.")


def a_lost_page(state: Publication) -> None:
    (state.root / "build/tags/film/index.html").unlink()
    state.write_entry("alpha", "Another note.")


def no_front_matter(state: Publication) -> None:
    path = next((state.root / "content/entries").rglob("alpha.md"))
    path.write_text("nothing\n")


def a_conflict(state: Publication) -> None:
    state.write_entry("alpha", "<<<<<<< ours\nA\n=======\nB\n>>>>>>> theirs\n")


@pytest.mark.parametrize(
    "edit",
    [
        another_title, another_entry, one_less, another_picture, other_bytes_of_a_picture, another_template,
        another_title_of_an_issue, a_lost_page, no_front_matter, a_conflict,
    ],
)  # fmt: skip
@pytest.mark.parametrize("jobs", [1, 2])
def test_whatever_is_more_than_words_is_planned(publication, ways, edit, jobs):
    edit(publication)
    outcome(publication.root, publication.root / "build", jobs=jobs)
    assert ways == [False]
    publication.compare()


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", ["pages/tag.html", "assets/style.css"])
def test_a_theme_that_is_saved_while_a_site_is_planned_is_seen_by_the_next_build(publication, monkeypatch, name, jobs):
    survey = survey_theme
    texts = iter(OTHER_TEMPLATES[name][:2])
    publication.write(f"templates/{name}", next(texts))

    def saved_meanwhile(*given: Any) -> Theme:
        theme = survey(*given)
        publication.write(f"templates/{name}", next(texts, ""))
        return theme

    publication.lose_what_is_kept(None)
    with monkeypatch.context() as patch:
        patch.setattr("digest.build.plan.survey_theme", saved_meanwhile)
        rebuilt(publication, jobs=jobs)
    publication.compare()


def test_a_theme_that_is_another_for_a_moment_leaves_nothing(publication, monkeypatch, ways):
    survey = survey_theme
    before, other = OTHER_TEMPLATES["pages/tag.html"][2], OTHER_TEMPLATES["pages/tag.html"][0]
    publication.write("templates/pages/tag.html", before)
    rebuilt(publication)

    def another_meanwhile(*given: Any) -> Theme:
        publication.write("templates/pages/tag.html", other)
        theme = survey(*given)
        publication.write("templates/pages/tag.html", before)
        return theme

    publication.write_entry("alpha", "Another note.")
    with monkeypatch.context() as patch:
        patch.setattr("digest.build.rewriting.survey_theme", another_meanwhile)
        rebuilt(publication)
    assert ways == [False, False]
    publication.compare()


def test_a_hint_that_is_written_while_a_site_is_planned_is_seen_by_the_next_build(publication, monkeypatch):
    publication.settings["outputs"] = "[home, issues, status, pages]"
    publication.write_settings()
    publication.write("content/state/variety.json", STATE % "20T06:00:00+00:00")
    reader = Reader.known

    def polled_meanwhile(*given: Any) -> Any:
        found = reader(*given)
        publication.write("content/state/variety.json", STATE % "21T06:00:00+00:00")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "known", polled_meanwhile)
        rebuilt(publication)
    publication.write("content/state/variety.json", STATE % "21T06:00:00+00:00")
    publication.compare()


def test_what_is_kept_for_entries_gives_them_the_keys_that_the_plan_has(publication, monkeypatch):
    seals = {}
    stage_sketch = rewriting._Stage.sketch

    def watched(stage: Any, part: Any) -> Any:
        seals[part.name] = stage_sketch(stage, part)
        return seals[part.name]

    monkeypatch.setattr(rewriting._Stage, "sketch", watched)
    publication.write_entry("alpha", "Another note.")
    report = rebuilt(publication)
    assert len(seals) > 4
    monkeypatch.setattr(rewording, "reworded", lambda *_: None)
    (publication.root / "build/robots.txt").unlink()
    again = rebuilt(publication)
    made = {name for name, why in again.reasons if why.startswith("made")}
    assert made == {"lists for machines"}, (report, again)


def test_a_page_that_was_lost_and_shows_the_note_is_made(publication, ways):
    (publication.root / "build/issues/2026-W45/index.html").unlink()
    publication.write_entry("alpha", "Another note.")
    rebuilt(publication)
    assert ways == [True]
    publication.compare()


@pytest.mark.parametrize("point", range(12))
def test_a_build_of_another_note_that_is_killed_is_mended_by_the_next(publication, point):
    publication.write_entry("alpha", "Another note.")
    killed_after(point, lambda: outcome(publication.root, publication.root / "build"))
    publication.go_on_as_another_process()
    publication.compare()


def test_the_process_that_asks_plans_and_renders_nothing(publication):
    code = (
        "import sys; from pathlib import Path; from digest.build import build; root = Path(sys.argv[1]); "
        "print(len(build(root, output=root / 'build', jobs=2).changes.written) > 0); "
        "print([name for name in ('digest.compose.views', 'digest.model', 'jinja2') if name in sys.modules])"
    )
    publication.write_entry("alpha", "Another note.")
    command = [sys.executable, "-c", code, str(publication.root)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["True", "[]" if sys.platform == "linux" else done.stdout.split("\n")[1]]


def test_the_index_of_the_search_comes_later_for_who_serves(publication, ways):
    publication.settings["outputs"] = "[home, issues, search]"
    publication.write_settings()
    behind = Behind(Indexer(publication.root))
    served = publication.root / ".cache/serve"

    def serve() -> Report:
        return build(publication.root, output=served, indexer=behind)

    serve()
    while behind.catch_up():
        serve()
    before = tree(served / "search/index")
    ways.clear()
    publication.write_entry("alpha", "Zanzibar.")
    serve()
    assert ways == [True]
    assert "Zanzibar" in (served / "issues/2026-W45/index.html").read_text("utf-8")
    assert tree(served / "search/index") == before
    while behind.catch_up():
        serve()
    assert ways == [True, False, False]
    found = publication.root / "clean"
    build(publication.root, output=found)
    assert tree(served / "search/index") == tree(found / "search/index") != before


def of_a_withdrawn_entry(state: Publication, serve: Callable[[], object]) -> None:
    state.write_entry("delta", "Other words.")
    serve()


def of_a_draft(state: Publication, serve: Callable[[], object]) -> None:
    state.write_issue("2026-W47", "Another letter.")
    serve()


def taken_back(state: Publication, serve: Callable[[], object]) -> None:
    for words in ("Other words.", "A note."):
        state.write_entry("alpha", words)
        serve()


def in_conflict(state: Publication, serve: Callable[[], object]) -> None:
    a_conflict(state)
    serve()


@pytest.mark.parametrize("edit", [of_a_withdrawn_entry, of_a_draft, taken_back, in_conflict])
def test_words_that_change_no_index_do_not_ask_for_one_for_ever(publication, edit):
    publication.settings["outputs"] = "[home, issues, search]"
    publication.write_settings()
    publication.issues["2026-W47"] = {"title": "A draft"}
    publication.write_issue("2026-W47", "A letter.")
    behind = Behind(Indexer(publication.root))

    def serve() -> object:
        return outcome(publication.root, publication.root / ".cache/serve", indexer=behind)

    serve()
    while behind.catch_up():
        serve()
    edit(publication, serve)
    rounds = [serve() for _ in iter(behind.catch_up, False)]
    assert len(rounds) <= 2
    publication.write_entry("alpha", "Zanzibar.")
    serve()
    while behind.catch_up():
        serve()
    found = publication.root / "clean"
    build(publication.root, output=found)
    assert tree(publication.root / ".cache/serve/search/index") == tree(found / "search/index")


def test_a_build_of_its_own_has_the_index_of_its_words(publication, ways):
    publication.settings["outputs"] = "[home, issues, search]"
    publication.write_settings()
    rebuilt(publication)
    publication.write_entry("alpha", "Zanzibar.")
    rebuilt(publication)
    assert ways == [False, False]
    publication.compare()


def test_every_kind_of_value_that_a_part_can_show_can_be_kept():
    """Followed from the orders through the hints of all fields."""
    known = {*_ORDERS, *HOLDERS, *_PARTS}
    pages = {views.HomePage, views.IssuePage, views.TagPage, views.SourcePage, views.StorylinePage}

    def kinds(hint: Any) -> Iterator[type[Any]]:
        origin = typing.get_origin(hint) or hint
        if isinstance(origin, type) and dataclasses.is_dataclass(origin):
            yield origin
        for part in typing.get_args(hint):
            yield from kinds(part)

    met: set[type[Any]] = set()
    waiting: list[type[Any]] = list(_ORDERS)
    while waiting:
        kind = waiting.pop()
        if kind in met:
            continue
        met.add(kind)
        hints = typing.get_type_hints(kind, localns={"Outline": Outline})
        for field in dataclasses.fields(kind):
            found = set(kinds(hints[field.name]))
            waiting += found & pages if field.name == "context" else found
    assert met - {views.EntryView} <= known
    # What an entry looks back to stands in its place.
    assert known <= met | {views.Earlier, views.EarlierEntry}


def test_a_publication_that_was_copied_goes_on(publication, tmp_path):
    """What is kept names no place but the output."""
    publication.write_entry("alpha", "Another note.")
    assert outcome(publication.root, tmp_path / "elsewhere") is None
    assert tree(tmp_path / "elsewhere") == tree_of(publication)


def tree_of(publication: Publication) -> dict[str, bytes]:
    output: Path = publication.root / "build"
    build(publication.root, output=output)
    return tree(output)
