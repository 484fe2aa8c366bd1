"""What an issue recalls: the same week of earlier years, and what its storylines brought before."""

from __future__ import annotations

import pytest

from digest.compose.entries import entry_view
from digest.compose.issues import compose_issues, entries_of
from digest.compose.lookback import EARLIER_IN_ISSUE, look_back, same_week
from digest.compose.lookup import lookup_of
from digest.compose.outline import Outline
from digest.compose.viewing import viewed_issue
from digest.compose.views import EntryView, IssueView
from digest.content.bare import bare_of
from digest.content.ground import ground_of
from digest.model import Entry, IssueHeader
from tests.builders import entry, issue, publication, storyline

STORYLINES = (storyline("sora"), storyline("runway"))


def issues(*headers: IssueHeader, entries: tuple[Entry, ...] = (), drafts: bool = False) -> dict[str, IssueView]:
    whole = publication(issues=headers, entries=entries, storylines=STORYLINES)
    ground, by_path = ground_of(whole), {item.path: bare_of(item) for item in entries}
    found = look_back(compose_issues(ground, lookup_of(ground, drafts=drafts), drafts=drafts))

    def view(outline: Outline) -> EntryView:
        return entry_view(by_path[outline.brief.path], outline)

    return {issue.line.id: viewed_issue(issue, view) for issue in found}


def on(slug: str, week: str, *storylines: str, **changes: object) -> Entry:
    return entry(slug, issue=week, storylines=storylines or ("sora",), **changes)


def recalled(view: IssueView) -> dict[str, list[tuple[str, list[str]]]]:
    def rows(item: EntryView) -> list[tuple[str, list[str]]]:
        return [(row.storyline.id, [found.path.partition("#")[2] for found in row.entries]) for row in item.earlier]

    return {item.slug: rows(item) for item in entries_of(view) if item.earlier}


@pytest.mark.parametrize(
    ("week", "years", "then"),
    [
        ("2025-W13", 1, "2024-W13"),
        ("2027-W01", 1, "2026-W01"),
        ("2026-W53", 1, "2025-W52"),
        ("2026-W53", 6, "2020-W53"),
        ("2026-W52", 6, "2020-W52"),
    ],
)
def test_the_week_of_an_earlier_year_is_the_one_of_the_same_number_or_the_last(week, years, then):
    assert same_week(week, years) == then


def test_an_issue_recalls_the_same_week_of_three_years_at_most_newest_first():
    weeks = ("2020-W13", "2021-W13", "2022-W13", "2024-W12", "2024-W13", "2024-W14", "2025-W13")
    found = issues(*map(issue, weeks))
    recalls = [(row.years, row.line.id) for row in found["2025-W13"].years_ago]
    assert recalls == [(1, "2024-W13"), (3, "2022-W13"), (4, "2021-W13")]
    assert found["2024-W12"].years_ago == ()
    assert found["2020-W13"].years_ago == ()


def test_the_first_week_of_a_year_recalls_no_week_of_the_same_year():
    assert issues(issue("2026-W01"), issue("2026-W53"))["2026-W53"].years_ago == ()


def test_an_issue_of_long_ago_is_named_with_what_it_began_with():
    entries = (entry("a", issue="2024-W13", rank=1.0), entry("b", issue="2024-W13", headline="Titre", language="fr"))
    found = issues(issue("2024-W13", lead="b", language="fr"), issue("2025-W13"), entries=entries)
    (row,) = found["2025-W13"].years_ago
    assert row.lead is not None
    assert (row.lead.title, row.lead.language, row.lead.path) == ("Titre", "fr", "/issues/2024-W13/#b")


def test_an_empty_issue_of_long_ago_is_named_alone():
    (row,) = issues(issue("2024-W13"), issue("2025-W13"))["2025-W13"].years_ago
    assert row.lead is None


def test_a_draft_recalls_and_is_not_recalled():
    headers = (issue("2024-W13", status="draft"), issue("2025-W13"), issue("2026-W13", status="draft"))
    entries = tuple(on(f"e{header.id[:4]}", header.id) for header in headers)
    found = issues(*headers, entries=entries, drafts=True)
    assert found["2025-W13"].years_ago == ()
    assert recalled(found["2025-W13"]) == {}
    assert [row.line.id for row in found["2026-W13"].years_ago] == ["2025-W13"]
    assert recalled(found["2026-W13"]) == {"e2026": [("sora", ["e2025"])]}


def test_an_entry_recalls_the_two_newest_on_its_storyline_from_earlier_issues():
    weeks = ("2026-W43", "2026-W44", "2026-W45", "2026-W46")
    entries = (on("old", weeks[0]), on("mid", weeks[1]), on("new", weeks[2]), on("now", weeks[3]), on("too", weeks[2]))
    found = issues(*map(issue, weeks), entries=entries)
    assert recalled(found["2026-W46"]) == {"now": [("sora", ["new", "too"])]}
    assert recalled(found["2026-W44"]) == {"mid": [("sora", ["old"])]}
    assert recalled(found["2026-W43"]) == {}


def test_what_one_entry_recalls_no_other_of_the_issue_repeats():
    earlier = tuple(on(f"e{n}", f"2026-W4{n}") for n in range(4))
    here = (on("first", "2026-W47", rank=1.0), on("second", "2026-W47", rank=2.0), on("third", "2026-W47", rank=3.0))
    found = issues(*(issue(f"2026-W4{n}") for n in (0, 1, 2, 3, 7)), entries=(*earlier, *here))
    assert recalled(found["2026-W47"]) == {"first": [("sora", ["e3", "e2"])], "second": [("sora", ["e1", "e0"])]}


def test_an_entry_on_two_storylines_recalls_two_entries_in_all_and_none_twice():
    earlier = (
        on("both", "2026-W45", "sora", "runway"),
        on("one", "2026-W44", "runway"),
        on("old", "2026-W43", "runway"),
    )
    found = issues(
        *map(issue, ("2026-W43", "2026-W44", "2026-W45", "2026-W46")),
        entries=(*earlier, on("now", "2026-W46", "sora", "runway")),
    )
    assert recalled(found["2026-W46"]) == {"now": [("sora", ["both"]), ("runway", ["one"])]}


def test_what_was_withdrawn_is_neither_recalled_nor_recalls():
    entries = (on("gone", "2026-W45", status="withdrawn", why="x"), on("now", "2026-W46"))
    assert recalled(issues(issue("2026-W45"), issue("2026-W46"), entries=entries)["2026-W46"]) == {}
    entries = (on("then", "2026-W45"), on("gone", "2026-W46", status="withdrawn", why="x"))
    assert recalled(issues(issue("2026-W45"), issue("2026-W46"), entries=entries)["2026-W46"]) == {}


def test_a_full_week_recalls_no_more_than_it_may():
    earlier = tuple(on(f"e{n}", "2026-W45", rank=float(n)) for n in range(40))
    here = tuple(on(f"n{n}", "2026-W46", rank=float(n)) for n in range(25))
    found = recalled(issues(issue("2026-W45"), issue("2026-W46"), entries=(*earlier, *here))["2026-W46"])
    assert found == {f"n{n}": [("sora", [f"e{n}"])] for n in range(EARLIER_IN_ISSUE)}


def test_a_new_issue_changes_nothing_in_what_older_ones_recall():
    weeks = ("2024-W45", "2025-W45", "2026-W45")
    entries = tuple(on(f"e{week[:4]}", week) for week in weeks)
    before = issues(*map(issue, weeks[:2]), entries=entries[:2])
    after = issues(*map(issue, weeks), entries=entries)
    for week in weeks[:2]:
        assert after[week].years_ago == before[week].years_ago
        assert recalled(after[week]) == recalled(before[week])
