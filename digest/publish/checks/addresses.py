"""Rules on addresses that people write into letters, notes and pages: every one of ours leads somewhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from digest.compose.issues import entries_of
from digest.compose.views import IssuePage, Prose, Site
from digest.publish.checks.rules import Finding, Rule, Subject, nearest
from digest.render.markup import render

_CODE = re.compile(r"^(```|~~~).*?^\1|(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
_ADDRESS = re.compile(
    r"""\]\(\s*<?(?P<inline>[^\s)>]+) | ^[ ]{0,3}\[[^\]^]+\]:[ \t]*<?(?P<reference>[^\s>]+)
    | \b(?:href|src)=["'](?P<html>[^"']*)["']""",
    re.MULTILINE | re.VERBOSE,
)
_OURS = re.compile(r"/(?![/\\])")
_ELSEWHERE = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
_FILES = frozenset(
    "/feed.xml /entries.xml /atom.xml /feed.json /status.json /sitemap.xml /robots.txt /sources/feeds.opml".split()
)
_BY_HAND = ("/images/", "/assets/")
"""Files that are copied; only the built site knows them."""
_OF_TEMPLATES = re.compile(r"main|contents|letter|section-.*|.*-also")
"""Anchors that the default theme makes on the page of an issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A letter, a note or a page."""

    prose: str
    path: str
    line: int
    anchors: frozenset[str]
    """Anchors of the page that are not the text's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    address: str
    text: _Text
    line: int

    def finding(self, what: str, hint: str) -> Finding:
        return Finding(path=self.text.path, line=self.line, what=what, hint=hint)


def link_to_no_page(subject: Subject) -> Iterator[Finding]:
    if subject.site is None:
        return
    pages = {page.path for page in subject.site.pages}
    known = pages | _FILES | {feed.path for feed in subject.site.tag_feeds}
    for found in _addresses(subject):
        path = unquote(re.split(r"[?#]", found.address)[0])
        if _OURS.match(path) and path not in known and not path.startswith(_BY_HAND):
            yield found.finding(f"no page of ours has the address {path}", nearest(path, known))


def address_that_is_left_out(subject: Subject) -> Iterator[Finding]:
    for found in _addresses(subject):
        if not _OURS.match(found.address) and not _ELSEWHERE.match(found.address):
            what = f"the address '{found.address}' is neither a whole one nor begins with /; pages leave it out"
            yield found.finding(what, "write https://... for theirs, /issues/2026-W47/ for ours")


def anchor_that_is_not_there(subject: Subject) -> Iterator[Finding]:
    slugs = _slugs(subject.site)
    for found in _addresses(subject):
        path, _, anchor = found.address.partition("#")
        known = slugs.get(path) if path else found.text.anchors
        if not anchor or known is None or anchor in known or _OF_TEMPLATES.fullmatch(anchor):
            continue
        if not path and anchor in _own_anchors(found.text.prose):
            continue
        yield found.finding(f"no anchor #{anchor} on {path or 'this page'}", nearest(anchor, known))


def _addresses(subject: Subject) -> Iterator[_Address]:
    for text in _texts(subject):
        bare = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text.prose)
        for match in _ADDRESS.finditer(bare):
            address = match["inline"] or match["reference"] or match["html"] or ""
            yield _Address(address=address, text=text, line=text.line + bare.count("\n", 0, match.end()))


def _texts(subject: Subject) -> Iterator[_Text]:
    slugs = _slugs(subject.site)
    publication = subject.publication
    for entry in subject.kept:
        anchors = slugs.get(f"/issues/{entry.issue}/", frozenset())
        yield _Text(prose=_own_words(entry.body), path=entry.path, line=entry.body_line, anchors=anchors)
    for issue in publication.issues:
        anchors = slugs.get(f"/issues/{issue.id}/", frozenset())
        yield _Text(prose=issue.letter, path=issue.path, line=issue.body_line, anchors=anchors)
    for page in publication.pages:
        yield _Text(prose=page.body, path=page.path, line=page.body_line, anchors=frozenset())


def _own_words(body: str) -> str:
    """The body with the feed's quotation blanked: line for line the same, but nobody can mend a feed's words."""
    quotation = re.search(r"^>.*(?:\n>.*)*", body, re.MULTILINE)
    if quotation is None:
        return body
    return body[: quotation.start()] + "\n" * quotation[0].count("\n") + body[quotation.end() :]


def _slugs(site: Site | None) -> dict[str, frozenset[str]]:
    """Anchors of entries by address of their issue."""
    contexts = [(page.path, page.context) for page in site.pages] if site else []
    return {
        path: frozenset(entry.slug for entry in entries_of(context.issue))
        for path, context in contexts
        if isinstance(context, IssuePage)
    }


def _own_anchors(text: str) -> set[str]:
    html = render(Prose(text=text, language="en"), base="")
    return set(re.findall(r' id="([^"]+)"', html))


RULES = (
    Rule(code="BODY001", find=link_to_no_page),
    Rule(code="BODY002", find=address_that_is_left_out),
    Rule(code="BODY003", find=anchor_that_is_not_there),
)
