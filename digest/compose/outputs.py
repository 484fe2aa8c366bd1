"""What `outputs` in digest.yaml asks for to the templates that make it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from digest.compose.views import (
    ArchivePage,
    CorrectionsPage,
    HomePage,
    IssuePage,
    MovedPage,
    NotFoundPage,
    PatternsPage,
    ProsePage,
    SearchPage,
    SourcePage,
    SourcesPage,
    StorylinePage,
    StorylinesPage,
    SubscribePage,
    TagPage,
    TagsPage,
)

OF_FEEDS = ("feeds/entry.html", "feeds/issue.html", "feeds/welcome.html")
_PAGES: Mapping[str, tuple[type[Any], ...]] = {
    "home": (HomePage,),
    "issues": (IssuePage,),
    "archive": (ArchivePage,),
    "tags": (TagsPage, TagPage, MovedPage),
    "storylines": (StorylinesPage, StorylinePage, MovedPage),
    "sources": (SourcesPage, SourcePage, MovedPage),
    "corrections": (CorrectionsPage,),
    "pages": (ProsePage, MovedPage),
    "feeds": (SubscribePage,),
    "search": (SearchPage,),
}
"""Of each output, the pages that it may have. That of what is missing is in every site."""


def templates_of(outputs: Collection[str], *, drafts: bool) -> frozenset[str]:
    """Names of those that a site may ask for itself; these take others."""
    pages: list[type[Any]] = [NotFoundPage, *(page for output in outputs for page in _PAGES.get(output, ()))]
    pages += [PatternsPage] if drafts else []
    return frozenset(page.template for page in pages).union(OF_FEEDS if "feeds" in outputs else ())
