"""A page to what it says of itself in schema.org's words, as JSON-LD. Pure.

Alone knows which type a page has there. An issue is ours and in a periodical; what it points to is named with its own
publisher, date and language, and nothing of it is claimed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from digest.compose.issues import entries_of
from digest.compose.views import (
    ArchivePage,
    CorrectionsPage,
    EntryView,
    HomePage,
    IssueLine,
    IssuePage,
    Page,
    ProsePage,
    SiteInfo,
    SourcePage,
    SourcesPage,
    StorylinePage,
    StorylinesPage,
    SubscribePage,
    TagPage,
    TagsPage,
)
from digest.render.filters import address
from digest.render.language import texts
from digest.render.typography import typeset_text
from digest.text import clean_line
from digest.weeks import as_day

Node = dict[str, object]
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
"""What could end the block that holds the data, or a line of it; only strings hold them in JSON."""
_KINDS = {"person": "Person", "film": "Movie", "company": "Organization", "model": "SoftwareApplication"}
_LISTS = {
    ArchivePage: "Archive",
    TagsPage: "Tags",
    StorylinesPage: "Storylines",
    SourcesPage: "Sources",
    CorrectionsPage: "Corrections",
}


def structured(page: Page, *, info: SiteInfo) -> Markup:
    """A block of data for the head, which no browser runs; nothing for a page that is about nothing."""
    node = _node(page, info)
    if not node:
        return Markup()
    document = {"@context": "https://schema.org", **node}
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{written}</script>')


def _node(page: Page, info: SiteInfo) -> Node:
    match page.context:
        case HomePage():
            return {"@graph": [_home(page.context, info), _website(info)]}
        case IssuePage():
            return _issue(page, page.context, info)
        case TagPage(title=title):
            about = _said({"@type": "DefinedTerm", "name": _words(title)})
            return _collection(page, info, title, ("Tags", "/tags/", "tags"), about)
        case StorylinePage(line=line, aliases=aliases):
            kind = _KINDS.get(line.kind, "Thing")
            about = _said(
                {"@type": kind, "name": _words(line.title), "alternateName": [_words(alias) for alias in aliases]}
            )
            return _collection(page, info, line.title, ("Storylines", "/storylines/", "storylines"), about)
        case SourcePage(line=line):
            about = _said({"@type": "Organization", "name": _words(line.source.title), "url": line.site})
            return _collection(page, info, line.source.title, ("Sources", "/sources/", "sources"), about)
        case ProsePage(title=title, language=language):
            kind = "AboutPage" if page.path == "/about/" else "WebPage"
            return _page(kind, page, info, title, language)
        case SubscribePage():
            return _page("WebPage", page, info, texts(info.language).gettext("Subscribe"), info.language)
        case _:
            name = _LISTS.get(type(page.context), "")
            return _collection(page, info, texts(info.language).gettext(name)) if name else {}


def _home(context: HomePage, info: SiteInfo) -> Node:
    """The periodical with its newest issues."""
    newest = (context.issue.line,) if context.issue else ()
    issues = (*newest, *context.recent) if "issues" in info.outputs else ()
    people = _people(info.editors)
    return _said(
        {
            **_periodical(info),
            "description": _words(info.tagline, info.language),
            "inLanguage": info.language,
            "editor": people,
            "publisher": people or {"@type": "Organization", "name": _words(info.title), "url": info.base_url},
            "hasPart": [_line(line, info) for line in issues],
        }
    )


def _website(info: SiteInfo) -> Node:
    node: Node = {"@type": "WebSite", "@id": f"{info.base_url}#site", "url": info.base_url, "name": _words(info.title)}
    if "search" in info.outputs:
        node["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{info.base_url}search/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        }
    return node


def _issue(page: Page, context: IssuePage, info: SiteInfo) -> Node:
    issue = context.issue
    shown = (entry for entry in entries_of(issue) if not entry.withdrawn)
    return _said(
        {
            **_line(issue.line, info),
            "dateModified": page.modified.isoformat() if page.modified and not issue.line.draft else "",
            "image": _whole(page.card.path, info) if page.card else "",
            "isPartOf": _periodical(info),
            "editor": _people(issue.editors),
            "hasPart": [_entry(entry) for entry in shown],
            "mainEntityOfPage": {
                "@type": "WebPage",
                "@id": f"{_whole(page.path, info)}#main_text",
                "breadcrumb": _trail(info, ("Archive", "/issues/", "archive"), issue.line.title, page.path),
            },
        }
    )


def _line(line: IssueLine, info: SiteInfo) -> Node:
    """An issue as any page names it; one `@id` wherever it is named."""
    where = _whole(line.path, info)
    return _said(
        {
            "@type": "PublicationIssue",
            "@id": where,
            "url": where,
            "name": _words(line.title, line.language),
            "issueNumber": line.number,
            "datePublished": "" if line.draft else (line.date or line.last_day).isoformat(),
            "inLanguage": line.language,
        }
    )


def _entry(entry: EntryView) -> Node:
    """What somebody else wrote and published, under their own title; who wrote it is theirs to say."""
    return _said(
        {
            "@type": "CreativeWork",
            "name": _words(entry.original_title, entry.language or "")
            or _words(entry.headline, entry.headline_language),
            "url": entry.link,
            "inLanguage": entry.language,
            "datePublished": as_day(entry.date).isoformat() if entry.date else "",
            "publisher": {"@type": "Organization", "name": _words(entry.source.title)},
        }
    )


def _collection(
    page: Page, info: SiteInfo, name: str, above: tuple[str, str, str] | None = None, about: Node | None = None
) -> Node:
    trail = _trail(info, above, name, page.path) if above else None
    node = _page("CollectionPage", page, info, name, info.language)
    return _said({**node, "about": about, "breadcrumb": trail})


def _page(kind: str, page: Page, info: SiteInfo, name: str, language: str) -> Node:
    where = _whole(page.path, info)
    return _said(
        {
            "@type": kind,
            "@id": where,
            "url": where,
            "name": _words(name, language if kind != "CollectionPage" else ""),
            "inLanguage": language,
            "dateModified": page.modified.isoformat() if page.modified else "",
            "isPartOf": {
                "@type": "WebSite",
                "@id": f"{info.base_url}#site",
                "url": info.base_url,
                "name": _words(info.title),
            },
        }
    )


def _trail(info: SiteInfo, above: tuple[str, str, str] | None, name: str, path: str) -> Node:
    """The way from home to the page, by pages that are made."""
    steps = [(_words(info.title), "/")] if "home" in info.outputs else []
    if above and above[2] in info.outputs:
        steps.append((texts(info.language).gettext(above[0]), above[1]))
    steps.append((_words(name), path))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": step, "item": _whole(where, info)}
            for number, (step, where) in enumerate(steps, start=1)
        ],
    }


def _periodical(info: SiteInfo) -> Node:
    return {
        "@type": "Periodical",
        "@id": f"{info.base_url}#periodical",
        "name": _words(info.title),
        "url": info.base_url,
    }


def _people(names: Iterable[str]) -> list[Node]:
    return [{"@type": "Person", "name": _words(name)} for name in names]


def _said(node: Mapping[str, object]) -> Node:
    """Without what is empty or not known."""
    return {key: value for key, value in node.items() if value}


def _words(text: str, language: str = "") -> str:
    return typeset_text(clean_line(text), language)


def _whole(path: str, info: SiteInfo) -> str:
    return address(path, base=info.base_url.rstrip("/"))
