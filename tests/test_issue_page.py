"""What stands in an issue besides its entries, and what leads on from an entry: seen on the page."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

from digest.compose import views
from digest.compose.site import compose_site
from digest.content.documents import parse_entry
from digest.content.theme import read_theme
from digest.errors import Problem
from digest.model import Correction, Publication
from digest.render.html import Renderer, _Unknown
from tests import builders
from tests.example_site import INFO, STORYLINE, correction, entry, french, issue, line, page, prose, renderer

REPOSITORY = "https://github.com/jane/weekly"


@pytest.fixture(scope="module")
def site() -> Renderer:
    return renderer()


def shown(site: Renderer, view: views.IssueView, path: str = "/issues/2024-W12/") -> Any:
    """Not typed: what is not found fails the test by itself."""
    return BeautifulSoup(site.page(page(path, views.IssuePage(issue=view))), "html.parser")


def built(publication: Publication, path: str) -> Any:
    """A page of a publication, from its files on."""
    plan = compose_site(publication, base_url="https://example.org/weekly/", drafts=False, style_version="0")
    (found,) = (planned for planned in plan.pages if planned.path == path)
    return BeautifulSoup(Renderer(read_theme(None), plan.info).page(found), "html.parser")


def links(soup: Any, selector: str) -> list[tuple[str, str]]:
    return [(link.get_text(), link["href"]) for link in soup.select(selector)]


def test_a_quotation_stands_apart_and_says_whose_words_it_is(site):
    soup = shown(site, issue(french(quotation=prose("Les voix…", "fr"))))
    figure = soup.select_one("#doublage figure")
    assert figure.blockquote.get_text() == "Les voix…"
    assert figure.figcaption.get_text() == "The Gazette"
    assert figure.find_previous_sibling(class_="prose"), "the editor's sentence leads"


def test_a_length_is_said_in_words_where_it_is_one(site):
    entries = (entry("a", medium="video", duration="1:02:03"), entry("b", medium="audio", duration="PT45S"))
    odd = entry("c", medium="video", duration="a long time")
    soup = shown(site, issue(*entries, odd))
    assert [part.get_text() for part in soup.select(".credit > time + span")] == [
        "Video, 1 hour 2 minutes",
        "Audio, 45 seconds",
        "Video, a long time",
    ]


def test_who_mistypes_what_an_entry_has_is_told_also_of_what_it_makes_when_asked():
    with pytest.raises(UndefinedError, match="did you mean 'wayback'"):
        str(_Unknown(obj=entry("a"), name="waybak"))


def test_a_copy_that_the_editor_names_goes_before_one_that_there_may_be(site):
    kept = entry("kept", archived="https://archive.example/1")
    soup = shown(site, issue(kept, french("guessed", copied=("https://a.example/", "2024-03-22"))))
    assert links(soup, "#kept .service a")[0] == ("Archived copy", "https://archive.example/1")
    name, address = links(soup, "#guessed .service a")[0]
    assert (name, address) == ("Wayback Machine", "https://web.archive.org/web/20240322/https://a.example/")
    assert soup.select_one("#guessed .service a")["hreflang"] == "fr"


def test_permalinks_of_entries_and_sections_lead_to_the_page_of_the_issue_from_wherever_they_stand(site):
    home = shown(site, issue(), path="/")
    assert ("Permalink", "/repo/issues/2024-W12/#voices") in links(home, ".service a")
    assert links(home, ".reel-title a") == [("Craft", "/repo/issues/2024-W12/#section_craft")]
    own = shown(site, issue())
    assert ("Permalink", "#voices") in links(own, ".service a")
    assert links(own, ".reel-title a") == [("Craft", "#section_craft")]


def test_earlier_entries_are_named_with_their_storyline_which_is_not_named_again(site):
    then = views.EarlierEntry(
        headline="Les voix", language="fr", path="/issues/2024-W02/#voix", first_day=date(2024, 1, 8)
    )
    now = entry(earlier=(views.Earlier(storyline=STORYLINE, entries=(then,)),))
    soup = shown(site, issue(now))
    assert soup.select_one(".earlier").get_text() == "Earlier in Dubbing: Les voix, January 2024"
    assert soup.select_one(".earlier [lang]").get_text() == "Les voix"
    assert links(soup, ".earlier a")[1][1] == "/repo/issues/2024-W02/#voix"
    assert [text for text, _ in links(soup, ".trail a")] == ["Voice"]
    without = shown(renderer(outputs=INFO.outputs - {"issues"}), issue(now))
    assert without.select_one(".earlier") is None
    assert [text for text, _ in links(without, ".trail a")] == ["Dubbing", "Voice"]


def test_the_same_week_of_other_years_is_named_with_what_it_began_with(site):
    lead = views.Ref(title="Une voix", path="/issues/2023-W12/#voix", language="fr")
    rows = (
        views.YearsAgo(years=1, line=line("2023-W12", title="Then"), lead=lead),
        views.YearsAgo(years=3, line=line("2021-W12", title="Long ago"), lead=None),
    )
    soup = shown(site, issue(years_ago=rows))
    assert [row.get_text() for row in soup.select(".row:has(a[href*='/issues/20'])")] == [
        "Then: Une voix A year ago this week",
        "Long ago 3 years ago",
    ]
    assert shown(site, issue()).find(string="From the archive") is None


def test_what_was_corrected_is_told_at_the_top_and_leads_there(site):
    amendments = (
        views.Amendment(anchor="the_letter", title="", language=""),
        views.Amendment(anchor="voices", title="Voices ask first", language="en"),
        views.Amendment(anchor="gone", title="", language="en", is_withdrawal=True),
    )
    entries = (entry(corrections=(correction(),)), entry("gone", withdrawn=True, why="Sold."))
    soup = shown(site, issue(*entries, amendments=amendments, corrections=(correction(),)))
    found = links(soup, ".opening .opening-line a")
    assert found == [
        ("the letter", "#the_letter"),
        ("Voices ask first", "#voices"),
        ("an entry that was withdrawn", "#gone"),
    ]
    assert all(soup.find(id=address[1:]) for _, address in found)


def test_amendments_are_those_of_the_letter_the_lead_and_the_sections_each_once():
    row = Correction(date=date(2026, 11, 23), now="Twelve.")
    entries = (
        builders.entry("late", section="law", corrections=(row, row)),
        builders.entry("lead", section="law", corrections=(row,)),
        builders.entry("gone", section="tools", status="withdrawn", why="x"),
        builders.entry("right", section="tools"),
    )
    soup = built(
        builders.publication(issues=(builders.issue(lead="lead", corrections=(row,)),), entries=entries),
        "/issues/2026-W47/",
    )
    assert [address for _, address in links(soup, ".opening .opening-line a")] == [
        "#the_letter",
        "#lead",
        "#gone",
        "#late",
    ]


def test_without_a_repository_nobody_is_asked_to_edit_files():
    whole = builders.publication(issues=(builders.issue(),), entries=(builders.entry(),))
    assert not built(whole, "/issues/2026-W47/").find(string=["Correct this", "Suggest a link", "Correct the letter"])


def suggesting(soup: Any) -> tuple[str, str]:
    """The folder, and the text that is filled in."""
    parts = urlsplit(soup.find("a", string="Suggest a link")["href"])
    ((name, text),) = parse_qsl(parts.query, keep_blank_values=True)
    assert name == "value"
    return unquote(parts.path), text


def test_with_a_repository_every_file_is_a_link_away_and_a_suggestion_goes_to_the_open_week():
    whole = builders.publication(
        settings=builders.settings(repository=f"{REPOSITORY}/tree/trunk/films"),
        issues=(
            builders.issue("2026-W46"),
            builders.issue("2026-W47"),
            builders.issue("2026-W48", status="draft"),
            builders.issue("2026-W49", status="draft"),
        ),
        entries=(builders.entry(path="content/entries/2026-W47/à voir.md"),),
    )
    newest = built(whole, "/issues/2026-W47/")
    folder = f"{REPOSITORY}/edit/trunk/films/content"
    assert ("Correct this", f"{folder}/entries/2026-W47/%C3%A0%20voir.md") in links(newest, ".service a")
    assert ("Correct the letter", f"{folder}/issues/2026-W47.md") in links(newest, ".credits a")
    assert suggesting(newest)[0] == "/jane/weekly/new/trunk/films/content/entries/2026-W48"
    assert suggesting(built(whole, "/"))[0].endswith("/2026-W48")
    assert suggesting(built(whole, "/issues/2026-W46/"))[0].endswith("/content/entries/none"), (
        "an old page stays as it is"
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_suggestion_that_is_filled_in_is_an_entry(language):
    settings = builders.settings(repository=REPOSITORY, language=language)
    soup = built(builders.publication(settings=settings, issues=(builders.issue(),)), "/issues/2026-W47/")
    link = soup.select_one(f"a[href^='{REPOSITORY}/new']")
    text = dict(parse_qsl(urlsplit(link["href"]).query))["value"]
    assert text.startswith("---\n# ")
    filled = text.replace("link:", "link: https://news.example/a").replace("title:", "title: A studio signs")
    problems: list[Problem] = []
    made = parse_entry(filled.encode(), "content/entries/2026-W48/a-studio-signs.md", problems)
    assert problems == []
    assert made is not None
    assert (made.title, made.status, made.issue, made.slug) == ("A studio signs", "new", "2026-W48", "a-studio-signs")


def test_the_editors_stand_in_the_credits(site):
    soup = shown(site, issue(editors=("Ada Example", "Zoë")))
    assert soup.select_one(".credits dt").get_text() == "Edited by"
    assert soup.select_one(".credits dd").get_text() == "Ada Example, Zoë"
    assert shown(site, issue(editors=())).select_one(".credits") is None


@pytest.mark.parametrize("path", ["/", "/404.html", "/corrections/"])
def test_every_foot_names_licence_and_contact_and_leaves_quotations_out(path):
    settings = builders.settings(licence="CC BY 4.0", contact="desk@example.org")
    foot = built(builders.publication(settings=settings, issues=(builders.issue(),)), path).footer
    assert foot.find("a", rel="license")["href"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "That does not cover headlines, quotations and pictures" in foot.get_text()
    assert ("desk@example.org", "mailto:desk@example.org") in links(foot, "a")


def test_a_licence_that_nobody_knows_is_text_and_the_repository_stands_in_for_a_contact():
    settings = builders.settings(licence="Ask us", repository=REPOSITORY)
    foot = built(builders.publication(settings=settings), "/").footer
    assert "The editors’ words: Ask us." in foot.get_text()
    assert foot.find("a", rel="license") is None
    assert links(foot, ".colophon-words a") == [(REPOSITORY, REPOSITORY)]


def test_without_a_licence_nothing_is_given_away():
    words = built(builders.publication(), "/").select_one(".colophon-words").get_text()
    assert words == "Headlines, quotations and pictures belong to their sources."
