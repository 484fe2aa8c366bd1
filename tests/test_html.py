from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup

from digest.compose import views
from digest.content.theme import Theme, read_theme
from digest.errors import DigestError
from digest.render.html import Renderer, inspect_theme
from tests.example_site import (
    HOSTILE,
    INFO,
    contexts,
    correction,
    coverage,
    difficult_issue,
    entry,
    french,
    issue,
    line,
    page,
    prose,
    renderer,
)

PATHS = tuple(contexts())
TOPIC = re.compile("/(?:tags|storylines)/")
VOID = {"meta", "link", "img", "br", "hr", "wbr", "input"}


@pytest.fixture(scope="module")
def site() -> Renderer:
    return renderer()


def soup_of(html: str) -> Any:
    """Not typed: what is not found fails the test by itself."""
    return BeautifulSoup(html, "html.parser")


def issue_page(site: Renderer, shown: views.IssueView) -> Any:
    return soup_of(site.page(page("/issues/2024-W12/", views.IssuePage(issue=shown))))


def one_template(text: str, **others: str) -> Theme:
    templates = {"pages/404.html": text, **others}
    return Theme(templates=templates, assets={}, origins={name: f"templates/{name}" for name in templates})


def problems_of(theme: Theme) -> list[str]:
    with pytest.raises(DigestError) as raised:
        Renderer(theme, INFO).page(page("/404.html"))
    return [f"{problem.where}: {problem.code}: {problem.what}" for problem in raised.value.problems]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_begins_with_its_policy_and_says_its_language(site, path):
    soup = soup_of(site.page(page(path)))
    first = soup.head.find(True)
    assert first["http-equiv"] == "Content-Security-Policy"
    assert first["content"].startswith("default-src 'none'; style-src 'self'; img-src 'self' data:;")
    assert soup.html["lang"] == "en"


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_one_main_heading_and_skips_no_level(site, path):
    levels = [int(heading.name[1]) for heading in soup_of(site.page(page(path))).find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("path", PATHS)
def test_every_element_is_closed_and_every_id_is_used_once(site, path):
    html = site.page(page(path))
    opened = re.findall(r"<([a-z][a-z0-9]*)[ >]", html)
    closed = re.findall(r"</([a-z][a-z0-9]*)>", html)
    assert sorted(name for name in opened if name not in VOID) == sorted(closed)
    ids = [element["id"] for element in soup_of(html).find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PATHS)
def test_no_page_holds_script_or_inline_style_or_anything_from_elsewhere(site, path):
    soup = soup_of(site.page(page(path)))
    assert soup.find(["style", "iframe", "form", "object"]) is None
    assert all(block["type"] == "application/ld+json" for block in soup.find_all("script"))
    assert soup.find(style=True) is None
    assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert all(tag["src"].startswith("/repo/") for tag in soup.find_all(src=True))
    assert all(tag["href"].startswith("/repo/") for tag in soup.find_all("link", rel="stylesheet"))


@pytest.mark.parametrize("path", PATHS)
def test_every_address_of_ours_lies_under_the_base_path(site, path):
    links = [tag["href"] for tag in soup_of(site.page(page(path))).body.find_all(href=True)]
    ours = [link for link in links if link.startswith("/")]
    assert ours
    assert all(link.startswith("/repo/") for link in ours), ours


@pytest.mark.parametrize("path", PATHS)
def test_every_page_announces_three_feeds_and_one_canonical_address(site, path):
    soup = soup_of(site.page(page(path)))
    kinds = [tag["type"] for tag in soup.find_all("link", rel="alternate") if not TOPIC.search(tag["href"])]
    assert kinds == ["application/rss+xml", "application/atom+xml", "application/feed+json"]
    (canonical,) = soup.find_all("link", rel="canonical")
    assert canonical["href"].startswith("https://example.org/repo/")


@pytest.mark.parametrize("path", PATHS)
def test_open_graph_is_complete_and_said_once(site, path):
    soup = soup_of(site.page(page(path)))
    said = [tag["property"] for tag in soup.find_all("meta", property=True)]
    assert len(said) == len(set(said))
    assert {f"og:{name}" for name in "title description url type site_name locale".split()} <= set(said)
    assert all(tag["content"] for tag in soup.find_all("meta", property=True))


@pytest.mark.parametrize("path", PATHS)
def test_the_interface_speaks_french_throughout(path):
    theme = read_theme(None)
    html = renderer(theme, language="fr").page(page(path))
    assert 'lang="fr"' in html
    assert "Aller au texte" in html
    assert "S’abonner" in html


def test_an_issue_shows_its_number_week_dates_letter_and_sections(site):
    soup = issue_page(site, issue(entry("one"), entry("two")))
    values = [value.get_text() for value in soup.select(".slate-value")]
    assert values == ["3", "2024-W12", "18–24 March 2024"]
    assert soup.select_one(".letter a")["href"] == "/repo/about/"
    assert [anchor["id"] for anchor in soup.select(".entry")] == ["one", "two"]
    assert soup.select_one("h2.reel-title").get_text() == "Craft"
    assert soup.select_one("a[rel=prev]")["href"] == "/repo/issues/2024-W11/"
    assert soup.select_one("a[rel=prev] [lang=fr]").get_text() == "Avant"


def test_an_issue_is_one_h_entry_whose_entries_are_citations(site):
    soup = issue_page(site, issue(entry("one"), entry("two")))
    (h_entry,) = soup.select(".h-entry")
    for name in ("p-name", "u-url", "dt-published", "p-author", "p-summary", "e-content"):
        assert h_entry.select_one(f".{name}"), name
    assert len(h_entry.select(".e-content .h-cite .u-url")) == 2
    assert soup_of(site.page(page("/"))).select_one(".h-feed .h-entry")


def test_the_lead_stands_before_the_first_section(site):
    soup = issue_page(site, issue(entry("one"), lead=entry("lead")))
    assert [anchor["id"] for anchor in soup.select(".entry")] == ["lead", "one"]


def test_hostile_text_is_shown_and_never_runs(site):
    soup = issue_page(site, issue(entry(headline=HOSTILE), line=line(title=HOSTILE)))
    assert [block["type"] for block in soup.find_all("script")] == ["application/ld+json"]
    assert soup.select_one(".headline").get_text() == HOSTILE
    assert soup.title.get_text().startswith(HOSTILE)
    assert soup.find("meta", property="og:title")["content"].startswith(HOSTILE)


def test_text_in_another_language_says_so_and_text_in_ours_does_not(site):
    shown = french(note=prose("Our words."), quotation=prose("Leurs mots.", "fr"), original_title="Titre")
    soup = issue_page(site, issue(shown))
    assert soup.select_one(".headline-link bdi")["lang"] == "fr"
    assert soup.select_one(".headline-link")["hreflang"] == "fr"
    assert soup.select_one(".quotation")["lang"] == "fr"
    assert soup.select_one(".original cite bdi")["lang"] == "fr"
    assert not soup.select_one(".entry .prose").has_attr("lang")
    assert soup.select_one(".mark").get_text() == "(FR)(in French)"


def test_a_title_from_right_to_left_says_its_direction(site):
    soup = issue_page(site, difficult_issue())
    assert soup.select_one("#rtl .headline-link bdi")["dir"] == "rtl"
    assert soup.select_one("#many .headline-link").find(True) is None


def test_other_coverage_is_listed_with_its_source_and_language(site):
    soup = issue_page(site, issue(entry(also=(coverage(), coverage(title="", language=None)))))
    first, second = soup.select(".coverage-line")
    assert first.select_one(".coverage-source").get_text() == "L’Écho"
    assert first.a["href"] == "https://echo.example/voix"
    assert (first.a.bdi["lang"], first.a["hreflang"], first.select_one(".mark") is None) == ("fr", "fr", False)
    assert second.a.get_text() == "echo.example, L’Écho"


def test_a_source_that_is_its_own_host_is_said_once_in_a_link_without_a_title(site):
    plain = coverage(title="", source=views.SourceRef(slug="echo", title="echo.example"))
    assert issue_page(site, issue(entry(also=(plain,)))).select_one(".coverage-title").get_text() == "echo.example"


def test_a_film_or_a_recording_says_what_it_is_and_how_long(site):
    soup = issue_page(site, issue(entry(medium="video", duration="4:10"), entry("b", medium="audio")))
    parts = [part.get_text() for part in soup.select(".credit > span")]
    assert "Video, 4 minutes" in parts
    assert "Audio" in parts


def test_what_was_withdrawn_keeps_its_anchor_and_loses_its_link(site):
    soup = issue_page(site, issue(entry("gone", withdrawn=True, why="It was an advertisement.")))
    gone = soup.find(id="gone")
    assert gone.h3.get_text() == "Withdrawn"
    assert "Voices" not in gone.get_text()
    assert "It was an advertisement." in gone.get_text()
    assert gone.find("a") is None


def test_what_was_withdrawn_on_a_day_says_so_and_repeats_no_correction_of_before(site):
    rows = (correction(now="", was=""), correction(now="It was an advertisement.", was="", withdrawal=True))
    gone = entry("gone", withdrawn=True, why="It was an advertisement.", headline="", corrections=rows)
    place = issue_page(site, issue(gone)).find(id="gone")
    assert place.h3.get_text() == "Withdrawn on 1 April 2024"
    assert [p.get_text() for p in place.find_all("p")] == ["It was an advertisement."]


def test_a_correction_stands_below_the_note_on_a_time_line_too(site):
    wrong = entry(corrections=(correction(),))
    moments = (views.Moments(issue=issue().line, entries=(wrong,)),)
    storyline = contexts()["/storylines/dubbing/"]
    assert isinstance(storyline, views.StorylinePage)
    soup = soup_of(site.page(page("/storylines/dubbing/", replace(storyline, moments=moments))))
    assert soup.select_one(".entry-line .correction").get_text().startswith("Corrected on 1 April 2024.")


def test_a_correction_of_the_letter_stands_below_it(site):
    soup = issue_page(site, issue(entry(), corrections=(correction(),)))
    letter = soup.select_one(".letter").parent
    assert letter.select_one(".correction").get_text().startswith("Corrected on 1 April 2024.")


def test_a_correction_stands_at_its_entry(site):
    soup = issue_page(site, issue(entry(corrections=(correction(),))))
    text = soup.select_one(".entry .correction").get_text()
    assert text == "Corrected on 1 April 2024. Twelve stages. It used to say: Ten stages."


def test_a_draft_is_marked_and_kept_from_search_engines(site):
    soup = issue_page(site, difficult_issue())
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert soup.select_one(".opening .draft").get_text() == "Draft, not published yet"
    assert issue_page(site, issue()).find("meta", attrs={"name": "robots"}) is None


def test_a_date_without_a_time_is_shown_as_such_and_no_date_as_none(site):
    soup = issue_page(site, issue(entry(date=line().first_day), entry("b", date=None)))
    (time,) = soup.select(".entry time")
    assert (time["datetime"], time.get_text()) == ("2024-03-18", "18 March 2024")


def test_a_publication_without_an_issue_says_what_will_come(site):
    soup = soup_of(site.page(page("/empty/")))
    assert soup.h1.get_text() == "Reels & Models"
    assert soup.select_one(".prose a")["href"] == "/repo/subscribe/"


def test_a_moved_page_forwards_and_names_the_new_address(site):
    soup = soup_of(site.page(page("/old/")))
    assert soup.find("meta", attrs={"http-equiv": "refresh"})["content"] == "0; url=/repo/about/"
    assert soup.find("link", rel="canonical")["href"] == "https://example.org/repo/about/"
    assert soup.select_one(".opening a")["href"] == "/repo/about/"


def test_a_page_in_another_language_says_so_on_its_text(site):
    soup = soup_of(site.page(page("/about/")))
    assert soup.main["lang"] == "fr"
    assert soup.main.h2.get_text() == "How"


@pytest.mark.parametrize(
    ("output", "address"),
    [
        ("archive", "/repo/issues/"),
        ("storylines", "/repo/storylines/"),
        ("storylines", "/repo/storylines/dubbing/"),
        ("sources", "/repo/sources/"),
        ("sources", "/repo/sources/gazette/"),
        ("tags", "/repo/tags/"),
        ("tags", "/repo/tags/voice/"),
        ("corrections", "/repo/corrections/"),
        ("feeds", "/repo/feed.xml"),
        ("feeds", "/repo/subscribe/"),
    ],
)
def test_nothing_links_to_an_output_that_is_not_made(output, address):
    path = "/issues/2024-W12/"
    kept = renderer().page(page(path))
    without = renderer(outputs=INFO.outputs - {output}).page(page(path))
    assert f'href="{address}"' in kept
    assert f'href="{address}"' not in without


def test_a_lost_reader_is_sent_to_no_home_that_is_not_made():
    for outputs in ({"home"}, {"archive"}, {"home", "archive"}, set()):
        lost = renderer(outputs=INFO.outputs - outputs).page(page("/404.html"))
        assert ('href="/repo/"' in lost) == ("home" not in outputs)
        assert ('href="/repo/issues/"' in lost) == ("archive" not in outputs)
        assert '<p class="more"></p>' not in lost


def test_an_issue_of_twenty_five_entries_weighs_less_than_sixty_kilobytes(site):
    text = "Two sentences of the editor, which say what is in it. And why it is worth the time it takes to read."
    entries = (entry(f"entry-number-{n}", note=prose(text), also=(coverage(),) * 2) for n in range(25))
    html = site.page(page("/issues/2024-W12/", views.IssuePage(issue=issue(*entries))))
    assert len(html.encode()) < 60_000


def test_an_archive_of_five_years_weighs_less_than_a_hundred_kilobytes(site):
    lines = tuple(line(f"2024-W{n}", title="A title of a length that is not unusual") for n in range(260))
    context = views.ArchivePage(years=(views.Year(year=2024, issues=lines),))
    assert len(site.page(page("/issues/", context)).encode()) < 100_000


def test_a_fragment_for_a_feed_holds_whole_addresses():
    theme = one_template("", **{"feeds/entry.html": "{{ '/x/'|href }} {{ entry|prose }}"})
    made = Renderer(theme, INFO)
    note = prose("[a](/about/)")
    assert "https://example.org/repo/about/" in made.fragment("feeds/entry.html", absolute=True, entry=note)
    assert made.fragment("feeds/entry.html", absolute=False, entry=note).startswith("/repo/x/")


def test_a_template_that_was_compiled_for_one_site_speaks_of_the_next_one_there():
    theme = one_template("", **{"feeds/entry.html": "{% set place = '/x/'|href %}{{ place }} {{ '/y/'|href }}"})
    for path in ("/repo", "/other", "/repo"):
        info = replace(INFO, base_url=f"https://example.org{path}/", base_path=path)
        assert Renderer(theme, info).fragment("feeds/entry.html", absolute=False) == f"{path}/x/ {path}/y/"


def test_the_same_page_gives_the_same_bytes(site):
    again = renderer()
    assert [site.page(page(path)) for path in PATHS] == [again.page(page(path)) for path in PATHS]


def test_a_template_that_does_not_compile_is_named_with_its_line():
    (problem,) = problems_of(one_template("line one\n{% if %}"))
    assert problem.startswith("templates/pages/404.html:2: TPL001: Expected an expression")


def test_an_unknown_filter_gets_a_hint():
    with pytest.raises(DigestError) as raised:
        Renderer(one_template("\n\n{{ site.title|hreff }}"), INFO)
    (problem,) = raised.value.problems
    assert (problem.where, problem.what) == ("templates/pages/404.html:3", "No filter named 'hreff'")
    assert "did you mean 'href'?" in problem.hint


def test_an_unknown_name_is_found_before_anything_is_rendered_even_where_nobody_looks():
    theme = one_template("a\n{% if false %}\n{{ recnet }}{% endif %}")
    assert problems_of(theme) == ["templates/pages/404.html:3: TPL002: unknown name 'recnet'"]


def test_an_unknown_attribute_is_named_with_the_line_of_the_macro_that_asks_for_it():
    macro = "{% macro show(line) %}\n{{ line.titel }}\n{% endmacro %}"
    text = "{% from 'macros/x.html' import show %}\n{{ show(recent[0]) }}"
    (problem,) = problems_of(one_template(text, **{"macros/x.html": macro}))
    assert problem == "templates/macros/x.html:2: TPL002: IssueLine has no 'titel'"


def test_an_unknown_attribute_is_named_where_it_is_handed_to_the_macro_of_another_file():
    macro = "{% macro show(text) %}\n\n{{ text }}{% endmacro %}"
    text = "{% from 'macros/x.html' import show %}\n{{ show(site.titel) }}"
    (problem,) = problems_of(one_template(text, **{"macros/x.html": macro}))
    assert problem == "templates/pages/404.html:2: TPL002: SiteInfo has no 'titel'"


def test_an_item_may_be_asked_for_like_a_field():
    theme = one_template("{% set row = {'titel': 'an item'} %}{{ row.titel }} {{ site.language }}")
    renderer = Renderer(theme, INFO)
    first, again = (renderer.page(page("/404.html")) for _ in range(2))
    assert first == again == f"an item {INFO.language}"


def test_a_macro_sees_its_arguments_and_not_the_page():
    macro = "{% macro show() %}{{ recent }}{% endmacro %}"
    text = "{% from 'macros/x.html' import show %}{{ show() }}"
    (problem,) = problems_of(one_template(text, **{"macros/x.html": macro}))
    assert problem == "templates/macros/x.html:1: TPL002: unknown name 'recent'"


@pytest.mark.parametrize("text", ["{% include site.title %}", "{% extends page.path %}", "{% include ['a', 'b'] %}"])
def test_a_template_chosen_while_rendering_is_refused(text):
    (problem,) = problems_of(one_template(text))
    assert problem == "templates/pages/404.html:1: TPL001: a template that is chosen while rendering"


def test_a_template_that_is_not_there_gets_a_hint():
    (problem,) = problems_of(one_template("\n{% include 'partials/fot.html' %}", **{"partials/foot.html": ""}))
    assert problem == "templates/pages/404.html:2: TPL001: no template 'partials/fot.html'"


def test_a_template_that_fails_is_named_with_its_line():
    (problem,) = problems_of(one_template("\n{{ 1 // 0 }}"))
    assert problem.startswith("templates/pages/404.html:2: TPL008: the template failed: ZeroDivisionError")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\n{% for n in range(9999999999) %}x{% endfor %}", "range counts 9,999,999,999 times"),
        ("\n{% set all = ['x'] %}{% for one in all %}{{ all.append(one) }}{% endfor %}", "a page of more than"),
        ("\n{% include 'pages/404.html' %}", "it includes or calls itself without end"),
        ("\n{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "it includes or calls itself without end"),
    ],
)
def test_a_template_without_an_end_is_stopped_and_named_with_its_line(text, what):
    (problem,) = problems_of(one_template(text))
    assert problem.startswith("templates/pages/404.html:2: TPL008: ")
    assert what in problem


def test_an_unknown_test_or_filter_in_a_branch_is_found_without_rendering_it():
    (test,) = problems_of(one_template("{% if false %}\n{% if 1 is blank %}{% endif %}{% endif %}"))
    assert test == "templates/pages/404.html:2: TPL001: No test named 'blank'"
    (filter_,) = problems_of(one_template("{% if false %}\n{{ 1|uper }}{% endif %}"))
    assert filter_ == "templates/pages/404.html:2: TPL001: No filter named 'uper'"


def test_a_block_that_its_layout_does_not_have_is_an_error_since_nobody_would_see_it():
    layout = "{% block main %}{% endblock %}"
    text = "{% extends 'layouts/x.html' %}\n{% block main %}{% block inner %}{% endblock %}{% endblock %}"
    theme = one_template(text + "\n{% block mian %}{% endblock %}", **{"layouts/x.html": layout})
    with pytest.raises(DigestError) as raised:
        Renderer(theme, INFO)
    (problem,) = raised.value.problems
    assert (problem.where, problem.what) == ("templates/pages/404.html:3", "no block 'mian' in layouts/x.html")
    assert "did you mean 'main'?" in problem.hint


@pytest.mark.parametrize(
    ("macro", "call", "what"),
    [
        ("{% macro show() %}{% endmacro %}", "show(1)", "takes 0 arguments, and is given 1"),
        ("{% macro show(one) %}{% endmacro %}", "show(tow=1)", "has no argument 'tow'"),
    ],
)
def test_a_macro_that_takes_less_than_it_is_given_is_named_where_it_is_written(macro, call, what):
    text = "{% from 'macros/x.html' import show %}\n{{ " + call + " }}"
    (problem,) = problems_of(one_template(text, **{"macros/x.html": "\n" + macro}))
    assert problem == f"templates/macros/x.html:2: TPL002: macro 'show' {what}"


def test_a_macro_that_catches_what_is_left_takes_everything():
    macro = "{% macro show() %}{{ varargs }}{{ kwargs }}{% endmacro %}"
    text = "{% from 'macros/x.html' import show %}{{ show(1, two=2) }}"
    assert "(1,)" in Renderer(one_template(text, **{"macros/x.html": macro}), INFO).page(page("/404.html"))


def test_the_hint_of_an_unknown_name_in_a_macro_has_its_arguments():
    macro = "{% macro show(number) %}{{ nubmer }}{% endmacro %}"
    theme = one_template("{% from 'macros/x.html' import show %}{{ show(1) }}", **{"macros/x.html": macro})
    with pytest.raises(DigestError, match="did you mean 'number'"):
        Renderer(theme, INFO)


def test_an_unknown_name_in_a_part_of_many_pages_is_told_once():
    theme = read_theme(None)
    broken = replace(theme, templates={**theme.templates, "partials/head.html": "{{ pgae }}"})
    with pytest.raises(DigestError) as raised:
        Renderer(broken, INFO)
    (problem,) = raised.value.problems
    assert "did you mean 'page'?" in problem.hint


def test_a_template_of_feeds_sees_its_own_names_and_no_page():
    assert problems_of(one_template("", **{"feeds/issue.html": "\n{{ isue }}{{ page }}"})) == [
        "templates/feeds/issue.html:2: TPL002: unknown name 'isue'",
        "templates/feeds/issue.html:2: TPL002: unknown name 'page'",
    ]


def test_all_broken_templates_are_told_at_once():
    broken = one_template("{% if %}", **{"partials/a.html": "{{", "partials/b.html": "{% endfor %}"})
    assert [problem.partition(":")[0] for problem in problems_of(broken)] == [
        "templates/pages/404.html",
        "templates/partials/a.html",
        "templates/partials/b.html",
    ]


def test_what_a_page_depends_on_is_all_that_it_names():
    closure = inspect_theme(read_theme(None))["pages/home.html"].templates
    assert {"pages/home.html", "layouts/base.html", "partials/issue.html", "macros/entry.html"} <= set(closure)
    assert "pages/tag.html" not in closure


def test_templates_that_nobody_asks_for_are_not_read():
    broken = one_template(
        "{{ site.title }}", **{"pages/tags.html": "{% include 'partials/a.html' %}", "partials/a.html": "{{"}
    )
    assert set(inspect_theme(broken, ["pages/404.html"])) == {"pages/404.html"}
    with pytest.raises(DigestError, match=r"partials/a\.html"):
        inspect_theme(broken, ["pages/tags.html"])


SILENT = (
    "{{ moments }}",
    "{{ moments|map(attribute='headline')|join(dot) }}",
    "{{ moments[0].entries[-1].headline }}",
    "{% set note = 1 %}{{ note }}{{ _('note of %(n)s', n=note) }} note <p class='note'>",
    "{% for item in moments if item.source.title is none %}{{ loop.index }}{% endfor %}",
    "{{ moments|join(moments) }}{{ 'row-note' }}",
)
READING = (
    "{{ moments.note }}",
    "{% for item in moments %}{{ item.quotation|prose }}{% endfor %}",
    "{{ moments|map(attribute='note')|list }}",
    "{{ moments|map(attribute='entries.0.note')|list }}",
    "{{ moments|map('attr', 'note')|list }}",
    "{{ moments['note'] }}",
    "{{ moments[moments] }}",
    "{{ moments|attr(moments) }}",
    "{{ moments|sort(attribute=moments) }}",
    "{{ moments|join(attribute=moments) }}",
    "{{ '{0.no'.format(moments) }}",
    "{{ moments.__dict__ }}",
    "{{ moments|sort(attribute='withdrawn,note.text') }}",
    "{{ moments|join(',', moments) }}",
    "{{ moments|attr(name=moments) }}",
    "{{ moments|map('attr', name=moments)|list }}",
    "{{ ('{0}'|attr('format'))(moments) }}",
    "{{ '{0}'['format'](moments) }}",
    "{{ ['{0}']|map('attr', 'format')|list }}",
    "{{ (moments|attr('__getattribute__'))(moments) }}",
    "{{ moments['__getattribute__'](moments) }}",
    "{{ moments|map(*moments)|list }}",
    "{% include 'partials/b.html' %}",
    "{% from 'macros/c.html' import c %}{{ c(moments) }}",
)
OTHERS = {"partials/b.html": "{{ moments.note }}", "macros/c.html": "{% macro c(of) %}{{ of.note }}{% endmacro %}"}


@pytest.mark.parametrize(("text", "may"), [*((text, False) for text in SILENT), *((text, True) for text in READING)])
def test_a_template_that_may_read_a_note_is_known(text, may):
    name = "pages/tag.html"
    theme = one_template("", **OTHERS, **{name: f"{{% set dot = '.' %}}{text}"})
    assert inspect_theme(theme)[name].on_words is may


def test_an_entry_that_is_written_whole_tells_no_words():
    entry = next(entry for section in issue().sections for entry in section.entries if entry.note)
    assert entry.note.text not in repr(entry)
    assert entry.note.text in repr(entry.note)


def test_a_single_template_can_be_replaced():
    theme = read_theme(None)
    name = "partials/colophon.html"
    changed = replace(theme, templates={**theme.templates, name: "<footer>Mine</footer>"})
    assert "<footer>Mine</footer>" in renderer(changed).page(page("/"))


def test_a_link_to_a_source_that_is_named_by_its_host_says_where_it_leads(site):
    known = views.SourceLine(
        source=views.SourceRef(slug="a-example", title="a.example", path="/sources/a-example/"),
        site="https://a.example/",
        feed="",
        language=None,
        entries=1,
    )
    shown = views.SourcesPage(followed=(), others=(known,), opml="/sources/feeds.opml")
    texts = [link.text for link in soup_of(site.page(page("/sources/", shown))).select("main .row a")]
    assert texts == ["a.example", "Website: a.example"]


@pytest.mark.parametrize(("months", "said"), [(11, "11 months later"), (12, "1 year later"), (18, "18 months later")])
def test_twelve_months_are_a_year(site, months, said):
    told = contexts()["/storylines/dubbing/"]
    assert isinstance(told, views.StorylinePage)
    later = tuple(replace(moment, months_later=months) for moment in told.moments[-1:])
    soup = soup_of(site.page(page("/storylines/dubbing/", replace(told, moments=later))))
    assert soup.select_one(".later").text == said


@pytest.mark.parametrize("path", PATHS)
def test_no_french_description_puts_a_title_after_a_word_that_would_lose_its_vowel(path):
    title = "Écran"
    soup = soup_of(renderer(language="fr", title=title).page(page(path)))
    assert f"de {title}" not in soup.select_one('meta[name="description"]')["content"]
