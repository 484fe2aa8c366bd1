"""A page of every kind, with the texts that break themes: made by hand, so that render is tested alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from digest.compose import views
from digest.content.theme import Theme, read_theme
from digest.render.html import Renderer

INFO = views.SiteInfo(
    id="tag:example.org,2026:digest",
    title="Reels & Models",
    tagline="What was written about film this week",
    base_url="https://example.org/repo/",
    base_path="/repo",
    language="en",
    editors=("Ada Example",),
    licence="CC BY 4.0",
    contact="desk@example.org",
    repository="",
    subscribe="",
    pages=(views.Ref(title="À propos", path="/about/", language="fr"),),
    outputs=frozenset(
        ("home", "issues", "archive", "tags", "storylines", "sources", "feeds", "corrections", "pages", "images")
    ),
    theme=(),
    style_version="abc123",
)
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnung"
HOSTILE = '</title><script>alert("1")</script> & {{ 7 * 7 }}'

SOURCE = views.SourceRef(slug="gazette", title="The Gazette", path="/sources/gazette/")
STORYLINE = views.StorylineRef(id="dubbing", title="Dubbing", path="/storylines/dubbing/", kind="theme")
TAG = views.Ref(title="Voice", path="/tags/voice/")
SECTION = views.SectionRef(id="craft", title="Craft")


def prose(text: str = "", language: str = "en", prefix: str = "") -> views.Prose:
    return views.Prose(text=text, language=language, prefix=prefix)


def coverage(**changes: Any) -> views.CoverageView:
    given: dict[str, Any] = {
        "source": views.SourceRef(slug="echo", title="L’Écho"),
        "title": "Les voix refusent",
        "link": "https://echo.example/voix",
        "host": "echo.example",
        "language": "fr",
    }
    return views.CoverageView(**given | changes)


def correction(**changes: Any) -> views.CorrectionView:
    given: dict[str, Any] = {
        "date": date(2024, 4, 1),
        "now": "Twelve stages.",
        "was": "Ten stages.",
        "language": "en",
        "path": "/issues/2024-W12/#voices",
        "title": "Voices ask first",
        "title_language": "en",
    }
    return views.CorrectionView(**given | changes)


def entry(slug: str = "voices", **changes: Any) -> views.EntryView:
    given: dict[str, Any] = {
        "slug": slug,
        "path": f"/issues/2024-W12/#{slug}",
        "issue": "2024-W12",
        "headline": "Voices ask first",
        "headline_language": "en",
        "original_title": "",
        "link": f"https://gazette.example/{slug}?a=1&b=2",
        "host": "gazette.example",
        "source": SOURCE,
        "section": SECTION,
        "authors": ("Ada Example",),
        "date": datetime(2024, 3, 22, 9, 30, tzinfo=UTC),
        "language": "en",
        "foreign": False,
        "medium": "article",
        "duration": "",
        "note": prose("The vote, and *why* it matters."),
        "quotation": prose(),
        "tags": (TAG,),
        "storylines": (STORYLINE,),
        "also": (),
        "image": None,
        "archived": "",
        "corrections": (),
        "withdrawn": False,
        "why": "",
        "draft": False,
        "extra": (),
    }
    return views.EntryView(**given | changes)


def french(slug: str = "doublage", **changes: Any) -> views.EntryView:
    given: dict[str, Any] = {
        "headline": "Pourquoi les doubleurs redoutent leurs répliques numériques",
        "headline_language": "fr",
        "language": "fr",
        "foreign": True,
    }
    return entry(slug, **given | changes)


def line(id: str = "2024-W12", **changes: Any) -> views.IssueLine:
    given: dict[str, Any] = {
        "id": id,
        "number": 3,
        "title": "A week of voices",
        "path": f"/issues/{id}/",
        "language": "en",
        "date": date(2024, 3, 25),
        "first_day": date(2024, 3, 18),
        "last_day": date(2024, 3, 24),
        "entries": 4,
        "draft": False,
    }
    return views.IssueLine(**given | changes)


def issue(*entries: views.EntryView, **changes: Any) -> views.IssueView:
    section = views.SectionView(id="craft", title="Craft", about="How films are made.", entries=entries or (entry(),))
    given: dict[str, Any] = {
        "line": line(),
        "editors": ("Ada Example",),
        "letter": prose("A letter with a [link](/about/).\n\nAnd a second paragraph."),
        "image": None,
        "lead": None,
        "sections": (section,),
        "entries": 4,
        "sources": 1,
        "reading_minutes": 2,
        "corrections": (),
        "previous": line("2024-W11", number=2, title="Avant", language="fr"),
        "next": None,
        "extra": (),
    }
    return views.IssueView(**given | changes)


def difficult_issue() -> views.IssueView:
    """Long words, a title that runs from right to left, twenty coverages, a draft, what was withdrawn, hostile text."""
    return issue(
        entry("many", also=(coverage(), coverage(title="", language=None)) * 10, medium="video", duration="4:10"),
        french(quotation=prose("Les voix, une fois enregistrées…", "fr"), note=prose()),
        entry("rtl", headline="هوليوود تخشى الذكاء", headline_language="ar", language="ar", foreign=True),
        entry("long", headline=LONG_WORD, original_title="What the source called it", draft=True),
        entry("hostile", headline=HOSTILE, corrections=(correction(),), archived="https://archive.example/1"),
        entry("gone", withdrawn=True, why="The source took it down."),
        line=line(draft=True, number=None, date=None, title=LONG_WORD),
        lead=entry("lead", headline="The lead of the week"),
        letter=prose(),
        corrections=(correction(path="/issues/2024-W12/"),),
    )


def timeline_year(year: int, *entries: int) -> views.TimelineYear:
    counts = (*entries, 0, 0, 0, 0)[:4]
    quarters = (
        views.Quarter(entries=n, share=n * 33, issue=f"{year}-W{2 + 13 * place:02}" if n else "")
        for place, n in enumerate(counts)
    )
    return views.TimelineYear(year=year, quarters=tuple(quarters))


def contexts() -> dict[str, views.Context]:
    """By path."""
    moments = (views.Moments(issue=line(), entries=(entry(), french())),)
    storyline = views.StorylineLine(
        id="dubbing",
        title="Dubbing",
        path="/storylines/dubbing/",
        kind="theme",
        entries=2,
        issues=1,
        first=line(),
        last=line(),
    )
    source = views.SourceLine(
        source=SOURCE, site="https://gazette.example/", feed="https://gazette.example/feed", language="fr", entries=2
    )
    tags = (views.TagLine(title="Voice", path="/tags/voice/", entries=2),)
    about = prose("An [archive](/issues/), and:\n\n## How\n\nBy hand.", "fr")
    return {
        "/": views.HomePage(issue=issue(), recent=(line("2024-W11"),), canonical="/"),
        "/empty/": views.HomePage(issue=None, recent=(), canonical="/"),
        "/issues/2024-W12/": views.IssuePage(issue=issue()),
        "/issues/2024-W13/": views.IssuePage(issue=difficult_issue()),
        "/issues/": views.ArchivePage(years=(views.Year(year=2024, issues=(line(), line("2024-W11", draft=True))),)),
        "/tags/": views.TagsPage(tags=tags),
        "/tags/voice/": views.TagPage(title="Voice", moments=moments, feed="/tags/voice/feed.xml"),
        "/storylines/": views.StorylinesPage(kinds=(("theme", (storyline,)),)),
        "/storylines/dubbing/": views.StorylinePage(
            line=storyline,
            aliases=("Doublage",),
            about=prose("Other voices for the same faces."),
            links=("https://gazette.example/dubbing",),
            moments=(*moments, views.Moments(issue=line("2025-W02"), entries=(entry("later"),), months_later=9)),
            chart=(timeline_year(2024, 0, 3), timeline_year(2025, 1, 0)),
            neighbours=(STORYLINE,),
            feed="/storylines/dubbing/feed.xml",
        ),
        "/sources/": views.SourcesPage(followed=(source,), others=(), opml="/sources/feeds.opml"),
        "/sources/gazette/": views.SourcePage(line=source, moments=moments),
        "/corrections/": views.CorrectionsPage(corrections=(correction(),)),
        "/subscribe/": views.SubscribePage(sections=(views.Ref(title="Craft", path="/sections/craft/"),), tags=tags),
        "/about/": views.ProsePage(title="À propos", language="fr", body=about, extra=()),
        "/404.html": views.NotFoundPage(recent=(line(),)),
        "/old/": views.MovedPage(title="About", target="/about/"),
    }


def page(path: str, context: views.Context | None = None) -> views.Page:
    return views.Page(path=path, context=context or contexts()[path], source="the test")


def renderer(theme: Theme | None = None, **changes: Any) -> Renderer:
    return Renderer(theme or read_theme(None), replace(INFO, **changes))
