"""What docs/ and README say: links lead somewhere, commands are there, every page can be found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.calls import in_words, unknown_options

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
TEMPLATES = sorted((REPOSITORY / "templates" / "init").glob("README.*.md"))


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def links(path: Path) -> list[str]:
    """Targets of links and pictures, outside of code."""
    prose = re.sub(r"(?ms)^```.*?^```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"))
    return re.findall(r"\]\(\s*([^)\s]+)\)", prose)


def anchors(path: Path) -> set[str]:
    """Of the headings, as GitHub makes them."""
    headings = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def shown_calls(path: Path) -> list[list[str]]:
    """The calls of `digest` in all boxes, without what a comment says of them."""
    fences = re.findall(r"(?ms)^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"))
    boxes = (text for language, text in fences if language in ("", "sh"))
    lines = (line.partition("   ")[0].partition("  #")[0] for box in boxes for line in box.splitlines())
    return [words for line in lines if line.startswith("digest ") for words in in_words(line)]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_to_a_file_of_ours_leads_to_it_and_to_a_heading_that_is_there(path):
    for link in links(path):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        place = (path.parent / target).resolve() if target else path
        assert place.exists(), f"{name_of(path)} links to {link}"
        assert not anchor or anchor in anchors(place), f"{name_of(path)} links to {link}"


@pytest.mark.parametrize("path", [*PAGES, *TEMPLATES], ids=name_of)
def test_every_command_that_is_shown_exists_with_its_options(path):
    for words in shown_calls(path):
        assert unknown_options(words) == set(), f"{name_of(path)}: digest {' '.join(words)}"


def test_the_boxes_are_found():
    assert ["fetch"] in shown_calls(DOCS / "tutorial.md")
    assert ["feeds", "remove", "variety"] in shown_calls(DOCS / "feeds.md")
    assert all(["issue", "publish"] in shown_calls(path) for path in TEMPLATES)


def test_every_page_is_linked_from_the_index_and_the_index_from_readme():
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in links(DOCS / "README.md")}
    folders = [*DOCS.glob("*.md"), *(DOCS / "reference").glob("*.md"), DOCS / "decisions" / "README.md"]
    pages = set(folders) - {DOCS / "README.md"}
    assert pages - linked == set()
    assert {"docs/README.md", "docs/tutorial.md"} <= set(links(REPOSITORY / "README.md"))
