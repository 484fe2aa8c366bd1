"""A small publication that says of every part what it is: what the page of patterns is made from. Pure.

Nothing here is about a subject, so that it reads the same in every publication. It takes over the settings of the
publication, and a picture where it has one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from digest.content.ground import Ground
from digest.model import (
    Correction,
    Coverage,
    Entry,
    Image,
    IssueHeader,
    Publication,
    Section,
    Storyline,
)

LAST_YEAR, BEFORE, WEEK, AFTER = "2000-W20", "2000-W30", "2001-W20", "2001-W21"
_DAY = date(2001, 5, 15)
_SOURCE = "source.example"
_SECTIONS = (
    Section(id="one", title="A section", about="What the section is about, as digest.yaml says it."),
    Section(id="two", title="Another section"),
)
_STORYLINE = Storyline(
    id="storyline",
    title="A storyline",
    kind="theme",
    aliases=("Another name of it",),
    about="What the storyline is about.",
    links=("https://source.example/",),
)
_LETTER = """The letter of an issue, as all prose of the publication: with *emphasis*, **weight**, `code`,
[a link](https://source.example/letter) and a note.[^1]

## A heading

- A list
- of two things

> What the letter quotes.

| Words | Numbers |
|---|---|
| A table | 1,234 |

[^1]: The note.
"""
_NOTE = "What the editor says of it, in a sentence or two that lead to the article."
_QUOTATION = "> What the source says, set apart from the editor’s words.\n"
_ALSO = (
    Coverage(source="elsewhere.example", link="https://elsewhere.example/1", title="The same story elsewhere"),
    Coverage(source="ailleurs.example", link="https://ailleurs.example/1", title="La même, ailleurs", language="fr"),
    Coverage(source="nowhere.example", link="https://nowhere.example/1"),
)


def specimens(ground: Ground) -> Publication:
    """Four issues: the whole one stands between earlier ones, one of its week a year before, and a draft."""
    settings = replace(ground.settings, sections=_SECTIONS, tags={"tag": "A tag"}, former_tags={}, quotation="always")
    return Publication(
        settings=settings,
        storylines=(_STORYLINE,),
        entries=_entries(_a_picture(ground)),
        issues=(
            IssueHeader(id=LAST_YEAR, title="The same week a year before", **_published(LAST_YEAR)),
            IssueHeader(id=BEFORE, title="The issue before", number=1, **_published(BEFORE)),
            _issue(_a_picture(ground)),
            IssueHeader(id=AFTER, title="A draft of the next one", language="en", path=AFTER),
        ),
    )


def _issue(image: Image | None) -> IssueHeader:
    return IssueHeader(
        title="Every component of the theme",
        number=2,
        editors=("Ada Example", "Noor Example"),
        lead="a-lead",
        image=image,
        corrections=(Correction(date=_DAY, now="What is right in the letter.", was="What was wrong."),),
        letter=_LETTER,
        id=WEEK,
        **_published(WEEK),
    )


def _published(week: str) -> dict[str, Any]:
    return {"status": "published", "date": _DAY, "language": "en", "path": week}


def _entries(image: Image | None) -> tuple[Entry, ...]:
    correction = Correction(date=_DAY, now="What is right.", was="What was wrong.")
    return (
        _entry("before", "An entry of an earlier issue", issue=BEFORE, section="one", storylines=("storyline",)),
        _entry("a-lead", "The lead of an issue", image=image, body=_NOTE, storylines=("storyline",)),
        _entry(
            "everything",
            "An entry with everything that it can have",
            section="one",
            rank=1.0,
            authors=("Ada Example", "Noor Example"),
            published=_DAY,
            tags=("tag",),
            storylines=("storyline",),
            also=_ALSO,
            archived="https://archive.example/1",
            corrections=(correction,),
            body=f"{_QUOTATION}\n{_NOTE}",
        ),
        _entry("plain", "An entry with nothing but a headline", section="one", rank=2.0),
        _entry("french", "Un titre dans une autre langue", section="one", rank=3.0, language="fr", body=_QUOTATION),
        _entry("translated", "Un titre", headline="A headline that was translated", section="one", language="fr"),
        _entry("arabic", "عنوان من اليمين إلى اليسار", section="two", rank=1.0, language="ar"),
        _entry("film", "A film", section="two", rank=2.0, medium="video", duration="12:30"),
        _entry("recording", "A recording", section="two", rank=3.0, medium="audio", duration="1:02:03"),
        _entry("withdrawn", "Withdrawn", section="two", rank=4.0, status="withdrawn", why="Why it was withdrawn."),
        _entry("loose", "An entry without a section"),
        _entry("draft", "An entry of a draft", issue=AFTER, section="one", body=_NOTE, storylines=("storyline",)),
    )


def _entry(slug: str, title: str, **more: Any) -> Entry:
    given: dict[str, Any] = {"issue": WEEK, "language": "en", "source": _SOURCE, "link": f"https://{_SOURCE}/{slug}"}
    return Entry(id=slug, slug=slug, title=title, path=slug, **given | more)


def _a_picture(ground: Ground) -> Image | None:
    """The first that the publication has; without one no picture can be shown."""
    images = (*(issue.image for issue in ground.issues), *(brief.image for brief in ground.briefs if brief.picture))
    return next((image for image in images if image), None)
