"""Entries to a site: order, neighbours, taxonomies, addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from digest.compose.entries import updated_at
from digest.compose.issues import entries_of
from digest.compose.outputs import OF_FEEDS, templates_of
from digest.compose.site import compose_site
from digest.compose.views import (
    CorrectionsPage,
    HomePage,
    IssuePage,
    IssueView,
    Page,
    SourcesPage,
    StorylinePage,
    TagPage,
)
from digest.errors import DigestError
from digest.model import OUTPUTS, Correction, Coverage, Publication, Seen, TextPage
from tests.builders import entry, feed, issue, publication, settings, storyline
from tests.example_site import correction

MONDAY = date(2026, 11, 16)


def pages(drafts: bool = False, **parts: object) -> dict[str, Page]:
    site = compose_site(publication(**parts), base_url="https://example.org/weekly/", drafts=drafts, style_version="0")
    return {page.path: page for page in site.pages}


def issue_view(found: dict[str, Page], id: str = "2026-W47") -> IssueView:
    context = found[f"/issues/{id}/"].context
    assert isinstance(context, IssuePage)
    return context.issue


def test_entries_stand_by_section_then_rank_then_newest():
    entries = (
        entry("late", section="law", rank=20.0),
        entry("early", section="law", rank=10.0),
        entry("loose"),
        entry("old", section="tools", published=date(2026, 11, 16)),
        entry("new", section="tools", published=date(2026, 11, 18)),
        entry("ranked", section="tools", rank=99.0),
    )
    view = issue_view(pages(issues=(issue(),), entries=entries))
    assert [(section.id, [entry.slug for entry in section.entries]) for section in view.sections] == [
        ("tools", ["ranked", "new", "old"]),
        ("law", ["early", "late"]),
        ("", ["loose"]),
    ]


def test_the_lead_stands_first_and_once():
    entries = (entry("a", section="law", rank=1.0), entry("b", section="law"))
    view = issue_view(pages(issues=(issue(lead="b"),), entries=entries))
    assert view.lead is not None
    assert view.lead.slug == "b"
    assert [entry.slug for entry in entries_of(view)] == ["b", "a"]


def test_candidates_and_skipped_entries_never_reach_the_site():
    entries = (entry("kept"), entry("new", status="new"), entry("dull", status="skip"), entry("shelf", issue="none"))
    found = pages(drafts=True, issues=(issue(),), entries=entries)
    assert [entry.slug for entry in entries_of(issue_view(found))] == ["kept"]


def test_drafts_are_shown_on_demand_only_and_never_at_home():
    issues = (issue("2026-W46"), issue("2026-W47", status="draft"))
    assert "/issues/2026-W47/" not in pages(issues=issues)
    found = pages(drafts=True, issues=issues)
    assert found["/issues/2026-W47/"].indexed is False
    home = found["/"].context
    assert isinstance(home, HomePage)
    assert home.issue is not None
    assert home.issue.line.id == "2026-W46"


def test_an_empty_publication_has_a_home_and_no_error():
    home = pages()["/"].context
    assert isinstance(home, HomePage)
    assert home.issue is None


def test_neighbours_follow_the_weeks_over_the_turn_of_the_year():
    found = pages(issues=(issue("2027-W01"), issue("2026-W53"), issue("2026-W52")))
    middle = issue_view(found, "2026-W53")
    assert middle.previous is not None
    assert middle.next is not None
    assert (middle.previous.id, middle.next.id) == ("2026-W52", "2027-W01")
    assert issue_view(found, "2027-W01").next is None


def test_the_same_link_elsewhere_is_coverage_until_publishing_writes_it_down():
    late = Seen(
        id="0" * 16, link="https://b.example/", title="B", source="le-monde", day=MONDAY, fate="also " + "a" * 16
    )
    known = Coverage(source="variety", link="https://v.example/")
    kept = entry("sora", id="a" * 16, also=(known, known))
    draft = issue(status="draft")
    shown = issue_view(pages(drafts=True, issues=(draft,), entries=(kept,), seen=(late, late)))
    assert [row.source.slug for row in entries_of(shown)[0].also] == ["variety", "le-monde"]
    released = issue_view(pages(issues=(issue(),), entries=(kept,), seen=(late,)))
    assert [row.source.slug for row in entries_of(released)[0].also] == ["variety"]


def test_a_quotation_stands_only_where_the_editor_wrote_nothing():
    quoted = entry("a", body="> theirs")
    noted = entry("b", body="> theirs\n\nmine")
    found = {e.slug: e for e in entries_of(issue_view(pages(issues=(issue(),), entries=(quoted, noted))))}
    assert (found["a"].quotation.text, found["b"].quotation.text, found["b"].note.text) == ("theirs", "", "mine")
    always = pages(settings=settings(quotation="always"), issues=(issue(),), entries=(noted,))
    assert entries_of(issue_view(always))[0].quotation.text == "theirs"
    never = pages(settings=settings(quotation="never"), issues=(issue(),), entries=(quoted,))
    assert entries_of(issue_view(never))[0].quotation.text == ""


def test_languages_say_whose_words_they_are():
    french = entry("a", title="Titre", headline="A headline", language="fr", body="> dit-elle\n\nsaid we")
    view = entries_of(issue_view(pages(settings=settings(quotation="always"), issues=(issue(),), entries=(french,))))[0]
    assert (view.headline_language, view.original_title, view.foreign) == ("en", "Titre", True)
    assert (view.note.language, view.quotation.language) == ("en", "fr")
    letter = issue_view(pages(issues=(issue(language="fr", letter="Bonjour"),), entries=(entry(language="en"),)))
    assert (letter.letter.language, entries_of(letter)[0].note.language, entries_of(letter)[0].foreign) == (
        "fr",
        "fr",
        False,
    )


def test_a_copy_is_of_the_day_of_the_article_else_of_the_day_we_met_it_else_of_the_week():
    entries = (
        entry("dated", published=datetime(2026, 11, 18, 23, 30, tzinfo=UTC), collected=MONDAY),
        entry("met", collected=MONDAY),
        entry("neither"),
        entry("named", archived="https://archive.example/1"),
        entry("inside", source="intranet"),
        entry("gone", status="withdrawn", why="x"),
    )
    feeds = (feed("intranet", private=True),)
    found = {e.slug: e for e in entries_of(issue_view(pages(issues=(issue(),), entries=entries, feeds=feeds)))}
    assert {slug: view.wayback.removeprefix("https://web.archive.org/web/")[:8] for slug, view in found.items()} == {
        "dated": "20261118",
        "met": "20261116",
        "neither": "20261122",
        "named": "",
        "inside": "",
        "gone": "",
    }
    assert found["met"].wayback.endswith("/https://news.example/met")


def test_a_storyline_is_a_time_line_over_issues_oldest_first():
    found = pages(
        storylines=(storyline("sora", was=("sora-1",)), storyline("unused")),
        issues=(issue("2026-W46"), issue("2026-W47")),
        entries=(
            entry("a", issue="2026-W47", storylines=("sora-1",)),
            entry("b", issue="2026-W46", storylines=("sora",)),
        ),
    )
    context = found["/storylines/sora/"].context
    assert isinstance(context, StorylinePage)
    assert [moment.issue.id for moment in context.moments] == ["2026-W46", "2026-W47"]
    assert (context.line.entries, context.line.issues) == (2, 2)
    assert {"/storylines/sora-1/", "/storylines/unused/", "/storylines/"} <= found.keys()
    assert found["/storylines/sora-1/"].indexed is False


def test_tags_and_sources_gather_entries_newest_first():
    elsewhere = Coverage(source="other.example", link="https://other.example/b")
    found = pages(
        feeds=(feed("variety"), feed("quiet"), feed("intranet", private=True)),
        issues=(issue("2026-W46"), issue("2026-W47")),
        entries=(
            entry("a", issue="2026-W46", tags=("law",), source="variety"),
            entry("b", issue="2026-W47", tags=("law",), source="www.news.example", also=(elsewhere,)),
        ),
    )
    tag = found["/tags/law/"].context
    assert isinstance(tag, TagPage)
    assert [moment.issue.id for moment in tag.moments] == ["2026-W47", "2026-W46"]
    sources = found["/sources/"].context
    assert isinstance(sources, SourcesPage)
    assert [(line.source.slug, line.entries, line.source.path) for line in sources.followed] == [
        ("quiet", 0, None),
        ("variety", 1, "/sources/variety/"),
    ]
    assert [line.source.title for line in sources.others] == ["www.news.example"]
    assert "/sources/www-news-example/" in found
    assert "/sources/other-example/" not in found
    (covered,) = entries_of(issue_view(found))[0].also
    assert covered.source.path is None


def test_a_withdrawn_entry_keeps_its_place_and_its_reason_and_leaves_all_lists():
    gone = entry("gone", status="withdrawn", why="A mistake of ours", tags=("law",), body="> Theirs.\n\nOurs.")
    parts: Publication = publication(issues=(issue(),), entries=(gone, entry("kept")))
    site = compose_site(parts, base_url="https://example.org/", drafts=False, style_version="0")
    found = {page.path: page for page in site.pages}
    view = {entry.slug: entry for entry in entries_of(issue_view(found))}["gone"]
    assert (view.withdrawn, view.why) == (True, "A mistake of ours")
    assert (view.headline, view.link, view.host, view.authors, view.also) == ("", "", "", (), ())
    assert not view.note
    assert not view.quotation
    assert "/tags/law/" not in found
    assert not any(feed.path.startswith("/tags/") for feed in site.topic_feeds)


def test_a_withdrawn_entry_stays_in_feeds_so_that_readers_drop_its_words():
    gone = entry("gone", status="withdrawn", why="A mistake of ours", tags=("law",))
    parts = publication(issues=(issue(),), entries=(gone, entry("kept", tags=("law",))))
    site = compose_site(parts, base_url="https://example.org/", drafts=False, style_version="0")
    assert [row.view.slug for row in site.feed_entries] == ["gone", "kept"]
    (feed,) = (feed for feed in site.topic_feeds if feed.path == "/tags/law/")
    assert [row.view.slug for row in feed.entries] == ["gone", "kept"]


def test_a_lead_that_was_withdrawn_leads_no_more_and_keeps_its_place():
    gone = entry("gone", status="withdrawn", why="A mistake of ours", section="law")
    parts = publication(issues=(issue(lead="gone"),), entries=(gone,))
    site = compose_site(parts, base_url="https://example.org/", drafts=False, style_version="0")
    view = issue_view({page.path: page for page in site.pages})
    assert view.lead is None
    assert [entry.slug for section in view.sections for entry in section.entries] == ["gone"]


def test_the_corrections_of_a_withdrawn_entry_repeat_nothing_of_it():
    rows = (
        Correction(date=date(2026, 11, 24), now="Ten stages", was="Twelve stages"),
        Correction(date=date(2026, 11, 25), now="A hoax"),
    )
    gone = entry("gone", status="withdrawn", why="A hoax", title="Stages", corrections=rows)
    site = compose_site(
        publication(issues=(issue(title="Week"),), entries=(gone,)), base_url="https://e.example/", drafts=False,
        style_version="0",
    )  # fmt: skip
    page = next(page.context for page in site.pages if page.path == "/corrections/")
    assert isinstance(page, CorrectionsPage)
    assert [(row.date, row.now, row.was, row.title, row.withdrawal) for row in page.corrections] == [
        (date(2026, 11, 25), "A hoax", "", "Week", True),
        (date(2026, 11, 24), "", "", "Week", False),
    ]


@pytest.mark.parametrize(
    ("day", "now", "shown"),
    [(24, "A hoax", ["", "A hoax", "It was a forgery"]), (24, "No day", ["", "", "", "A hoax"])],
)
def test_of_one_day_the_words_above_a_withdrawal_go_and_those_below_it_stay(day, now, shown):
    texts = ("Ten stages", now, "It was a forgery")
    rows = tuple(Correction(date=date(2026, 11, day), now=text) for text in texts)
    gone = entry("gone", status="withdrawn", why="A hoax", corrections=rows)
    parts = publication(issues=(issue(title="Week"),), entries=(gone,))
    site = compose_site(parts, base_url="https://e.example/", drafts=False, style_version="0")
    page = next(page.context for page in site.pages if page.path == "/corrections/")
    assert isinstance(page, CorrectionsPage)
    assert sorted(row.now for row in page.corrections) == sorted(shown)


def test_an_entry_withdrawn_by_hand_without_a_day_is_listed_all_the_same():
    gone = entry("gone", status="withdrawn", why="A hoax")
    site = compose_site(
        publication(issues=(issue(),), entries=(gone,)), base_url="https://e.example/", drafts=False, style_version="0"
    )
    page = next(page.context for page in site.pages if page.path == "/corrections/")
    assert isinstance(page, CorrectionsPage)
    assert [(row.date, row.now, row.path) for row in page.corrections] == [(None, "A hoax", "/issues/2026-W47/#gone")]


def test_a_correction_makes_an_issue_newer_in_feeds():
    corrected = entry(corrections=(Correction(date=date(2026, 12, 24), now="Mira Murati"),))
    parts = publication(issues=(issue(date=MONDAY),), entries=(corrected,))
    site = compose_site(parts, base_url="https://example.org/", drafts=False, style_version="0")
    assert [row.updated for row in site.feed_issues] == [datetime(2026, 12, 24, tzinfo=UTC)]


def test_every_correction_makes_it_later_also_on_the_day_of_publication():
    published = datetime(2026, 11, 23, tzinfo=UTC)
    rows = [correction(date=date(2026, 11, day)) for day in (23, 25, 23, 25)]
    moments = [updated_at(published, rows[:count]) for count in range(5)]
    assert [moment.strftime("%d %H:%M:%S") for moment in moments] == [
        "23 00:00:00", "23 00:00:01", "25 00:00:01", "25 00:00:02", "25 00:00:03"
    ]  # fmt: skip


def test_two_pages_on_one_address_are_an_error_that_names_both():
    about = TextPage(name="issues", title="All issues", path="content/pages/issues.md")
    with pytest.raises(DigestError) as caught:
        pages(pages=(about,), issues=(issue(),))
    (problem,) = caught.value.problems
    assert problem.path == "content/pages/issues.md"
    assert "/issues/" in problem.what
    assert "the archive" in problem.what


def test_an_address_that_differs_in_case_only_is_shared():
    lines = (storyline("sora"), storyline("x", was=("SORA",)))
    with pytest.raises(DigestError, match="two pages"):
        pages(storylines=lines)


def test_only_the_outputs_that_are_asked_for_are_planned():
    chosen = settings(outputs=frozenset({"home", "issues"}))
    found = pages(settings=chosen, issues=(issue(),), entries=(entry(tags=("law",)),), storylines=(storyline(),))
    assert set(found) == {"/", "/latest/", "/issues/2026-W47/", "/404.html"}


@pytest.mark.parametrize("drafts", [False, True])
@pytest.mark.parametrize("output", OUTPUTS)
def test_the_templates_of_all_pages_of_an_output_are_known_before_it_is_planned(output, drafts):
    line = storyline("sora", was=("sora-rules",))
    found = pages(
        drafts=drafts,
        settings=settings(outputs=frozenset({output}), former_tags={"rights": "law"}),
        feeds=(feed("variety", was=("old-variety",)),),
        issues=(issue(),),
        entries=(entry(tags=("law",), storylines=("sora",), source="variety"),),
        storylines=(line,),
        pages=(TextPage(name="about", title="About", was=("who",), body="Us.", path="content/pages/about.md"),),
    )
    used = {page.context.template for page in found.values()}
    assert used <= templates_of({output}, drafts=drafts)
    assert templates_of({output}, drafts=False) - used <= {"pages/moved.html", *OF_FEEDS}


def test_the_plan_does_not_depend_on_the_order_of_files():
    entries = tuple(entry(f"e{number}", section="law") for number in range(9))
    forward = pages(issues=(issue(),), entries=entries)
    assert forward == pages(issues=(issue(),), entries=tuple(reversed(entries)))


def test_a_correction_names_its_entry_in_the_language_of_the_headline():
    rows = (Correction(date=date(2026, 11, 24), now="Ten"),)
    found = pages(issues=(issue(),), entries=(entry(title="Dix plateaux", language="fr", corrections=rows),))
    context = found["/corrections/"].context
    assert isinstance(context, CorrectionsPage)
    assert [(row.title_language, row.language) for row in context.corrections] == [("fr", "en")]
