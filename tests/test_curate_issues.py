"""Which issue a command is about."""

from __future__ import annotations

import pytest

from digest.curate.issues import issue_named, oldest_draft, target
from digest.errors import UsageError
from tests.builders import entry, issue, publication

THREE = publication(
    issues=(
        issue("2026-W46", status="published"),
        issue("2026-W47", status="frozen"),
        issue("2026-W48", status="draft"),
        issue("2026-W49", status="draft"),
    )
)


def test_the_open_issue_is_the_oldest_draft():
    draft = oldest_draft(THREE)
    assert draft is not None
    assert draft.id == "2026-W48"
    assert target(THREE, None) == "2026-W48"


def test_no_draft_is_said_with_what_to_do():
    assert oldest_draft(publication()) is None
    with pytest.raises(UsageError, match="digest issue new"):
        target(publication(), None)


def test_an_issue_is_found_whatever_the_case_of_its_w():
    assert issue_named(THREE, "2026-w47").id == "2026-W47"


def test_a_near_miss_is_told():
    with pytest.raises(UsageError, match="did you mean '2026-W4"):
        issue_named(THREE, "2026-W4")


def test_an_issue_that_only_entries_name_has_to_be_made():
    with pytest.raises(UsageError, match="1 entry names 2026-W50, but it has no file"):
        issue_named(publication(entries=(entry(issue="2026-W50"),)), "2026-W50")


def test_the_shelf_is_a_target():
    assert target(THREE, "none") == "none"
