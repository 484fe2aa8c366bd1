"""Which cards a site has, and which of them a page shows of itself elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from digest.compose.views import CardView, E, IssuePage, IssueView, Page
from digest.model import Settings

SITE_CARD = "/cards/site.png"


def cards_of(issues: Iterable[IssueView[E]], settings: Settings) -> tuple[CardView, ...]:
    """That of the site, then one an issue."""
    site = CardView(path=SITE_CARD, alt=": ".join(text for text in (settings.title, settings.tagline) if text))
    lines = (issue.line for issue in issues)
    return (
        site,
        *(
            CardView(path=f"/cards/{line.id}.png", alt=f"{settings.title}, {line.id}: {line.title}", issue=line)
            for line in lines
        ),
    )


def with_cards(pages: tuple[Page[E], ...], cards: tuple[CardView, ...]) -> tuple[Page[E], ...]:
    """An issue shows its own card, every other page that of the site: the front page holds another issue next week."""
    if not cards:
        return pages
    of_issues = {card.issue.path: card for card in cards if card.issue is not None}
    return tuple(
        replace(page, card=of_issues[page.path] if isinstance(page.context, IssuePage) else cards[0]) for page in pages
    )
