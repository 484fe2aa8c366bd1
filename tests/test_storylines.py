"""A storyline as a time line: gaps, quarters, neighbours."""

from __future__ import annotations

import pytest

from digest.compose.site import compose_site
from tests.builders import entry, issue, publication, storyline

SORA = (storyline("sora"),)


def page(*entries, storylines=SORA, name="sora", **changes):
    weeks = sorted({row.issue for row in entries})
    issues = tuple(issue(week, **changes) for week in weeks)
    parts = publication(issues=issues, entries=entries, storylines=storylines)
    site = compose_site(parts, base_url="https://example.org/", drafts=False, style_version="0")
    return {page.path: page.context for page in site.pages}[f"/storylines/{name}/"]


def told(*weeks):
    return page(*(entry(f"e{week.lower()}", issue=week, storylines=("sora",)) for week in weeks))


@pytest.mark.parametrize(
    ("weeks", "later"),
    [
        (("2026-W01",), [0]),
        (("2026-W01", "2026-W02"), [0, 0]),
        (("2026-W01", "2026-W07"), [0, 0]),
        (("2026-W01", "2026-W10"), [0, 2]),
        (("2024-W13", "2024-W39", "2025-W40"), [0, 6, 12]),
        (("2020-W53", "2026-W01"), [0, 60]),
    ],
)
def test_a_long_time_between_two_moments_is_told_in_months(weeks, later):
    assert [moment.months_later for moment in told(*weeks).moments] == later


def test_every_year_from_the_first_to_the_last_has_a_row_of_quarters():
    chart = told("2023-W01", "2023-W02", "2025-W27").chart
    assert [(year.year, [quarter.entries for quarter in year.quarters]) for year in chart] == [
        (2023, [2, 0, 0, 0]),
        (2024, [0, 0, 0, 0]),
        (2025, [0, 0, 1, 0]),
    ]
    assert [quarter.share for quarter in chart[0].quarters] == [100, 0, 0, 0]
    assert chart[2].quarters[2].share == 50
    assert (chart[0].quarters[0].issue, chart[1].quarters[0].issue) == ("2023-W01", "")


def test_a_week_over_the_turn_of_the_year_counts_in_the_year_that_names_it():
    chart = told("2026-W53", "2027-W01", "2027-W02").chart
    assert [(year.year, [quarter.entries for quarter in year.quarters]) for year in chart] == [
        (2026, [0, 0, 0, 1]),
        (2027, [2, 0, 0, 0]),
    ]


@pytest.mark.parametrize("weeks", [(), ("2026-W01",), ("2026-W01", "2026-W30")])
def test_what_is_quickly_read_has_no_chart(weeks):
    assert told(*weeks).chart == ()


def test_storylines_that_share_entries_are_neighbours_the_nearest_first():
    lines = tuple(storyline(name) for name in ("sora", "actors", "zoo", "alone"))
    rows = (
        entry("a", storylines=("sora", "zoo")),
        entry("b", storylines=("sora", "zoo", "actors")),
        entry("c", storylines=("alone",)),
        entry("d", storylines=("sora", "alone"), status="withdrawn"),
    )
    assert [ref.id for ref in page(*rows, storylines=lines).neighbours] == ["zoo", "actors"]
    assert page(*rows, storylines=lines, name="alone").neighbours == ()


def test_a_former_id_in_an_entry_is_the_storyline_of_today():
    found = page(entry("a", storylines=("veo", "sora")), storylines=(storyline("sora", was=("veo",)),))
    assert [row.slug for row in found.moments[0].entries] == ["a"]
    assert found.neighbours == ()
