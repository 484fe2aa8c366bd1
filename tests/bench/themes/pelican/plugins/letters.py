"""A plugin of Pelican: the order of entries, and the letters of the issues, for every template that shows an issue."""

from __future__ import annotations

from typing import Any

from pelican import signals  # type: ignore[import-not-found]


def reading_order(article: Any) -> tuple[int, int]:
    """Newest issue first, in each the order of its page."""
    return -int(article.category.name.replace("-W", "")), int(article.rank)


def day(date: Any) -> str:
    return f"{date.day} {date:%B %Y}"


def gather(generators: list[Any]) -> None:
    context = generators[0].context
    entries = {category.name: articles for category, articles in context["categories"]}
    issues = sorted(context["pages"], key=lambda letter: str(letter.slug), reverse=True)
    for number, letter in enumerate(issues):
        letter.entries = entries[letter.slug]
        letter.next = issues[number - 1] if number else None
        letter.previous = issues[number + 1] if number + 1 < len(issues) else None
    context["issues"] = issues
    context["issue_of"] = {letter.slug: letter for letter in issues}


def settle(pelican: Any) -> None:
    pelican.settings["ARTICLE_ORDER_BY"] = reading_order
    pelican.settings["JINJA_FILTERS"] = {"day": day}


def register() -> None:
    signals.initialized.connect(settle)
    signals.all_generators_finalized.connect(gather)
