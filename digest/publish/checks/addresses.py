"""Rules on addresses that people write into letters, notes and pages: every one of ours leads somewhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from digest.compose.issues import entries_of
from digest.compose.views import IssuePage, Prose, Site
from digest.model import MarkdownWay
from digest.publish.checks.prose import Address, Text, addresses_in, texts_of
from digest.publish.checks.rules import Finding, Rule, Subject, nearest
from digest.render.markup import render

_OURS = re.compile(r"/(?![/\\])")
_ELSEWHERE = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
_FILES = frozenset(
    "/feed.xml /atom.xml /feed.json /entries.xml /entries-atom.xml /entries.json "
    "/status.json /sitemap.xml /robots.txt /sources/feeds.opml".split()
)
_BY_HAND = ("/images/", "/assets/")
"""Files that are copied; only the built site knows them."""
_OF_TEMPLATES = re.compile(r"main|contents|letter|section-.*|.*-also")
"""Anchors that the default theme makes on the page of an issue."""

_A_PAGE = "write the address of one, such as /issues/2026-W47/, /about/ or /storylines/; a picture is /images/..."
_AN_ANCHOR = "take the slug of an entry of that issue, or the name of a heading: 'How it is made' is how-it-is-made"


def link_to_no_page(subject: Subject) -> Iterator[Finding]:
    known = _known_addresses(subject)
    for found in _pageless(subject):
        path = _path_of(found)
        yield found.finding(f"no page of ours has the address {path}", nearest(path, known) or _A_PAGE)


def address_that_is_left_out(subject: Subject) -> Iterator[Finding]:
    for found in _addresses(subject):
        if not _OURS.match(found.address) and not _ELSEWHERE.match(found.address):
            what = f"the address '{found.address}' is neither a whole one nor begins with /; pages leave it out"
            yield found.finding(what, "write https://... for theirs, /issues/2026-W47/ for ours")


def anchor_that_is_not_there(subject: Subject) -> Iterator[Finding]:
    for found, known in _anchorless(subject):
        path, _, anchor = found.address.partition("#")
        yield found.finding(f"no anchor #{anchor} on {path or 'this page'}", nearest(anchor, known) or _AN_ANCHOR)


def broken_addresses(subject: Subject) -> frozenset[tuple[str, str]]:
    """File of the tree and anchor of what is told here; the file is empty for an anchor of the page itself."""
    pageless = ((_file_of(_path_of(found)), found.address.partition("#")[2]) for found in _pageless(subject))
    anchorless = (found.address.partition("#") for found, _ in _anchorless(subject))
    return frozenset((*pageless, *((_file_of(path), anchor) for path, _, anchor in anchorless)))


def _pageless(subject: Subject) -> Iterator[Address]:
    known = _known_addresses(subject)
    for found in _addresses(subject) if known else ():
        path = _path_of(found)
        if _OURS.match(path) and path not in known and not path.startswith(_BY_HAND):
            yield found


def _known_addresses(subject: Subject) -> frozenset[str]:
    """Empty when the site could not be planned. A file that cannot be read will have its page."""
    if subject.site is None:
        return frozenset()
    stems = [PurePosixPath(path).stem for path in subject.unread]
    unread = {address for stem in stems for address in (f"/{stem}/", f"/issues/{stem}/")}
    pages = {page.path for page in subject.site.pages}
    return _FILES.union(pages, unread, (path for feed in subject.site.topic_feeds for path in feed.documents))


def _anchorless(subject: Subject) -> Iterator[tuple[Address, frozenset[str]]]:
    """With the anchors that are there."""
    slugs = _slugs(subject.site)
    unread = frozenset(PurePosixPath(path).stem for path in subject.unread)
    for found in _addresses(subject):
        path, _, anchor = found.address.partition("#")
        known = slugs.get(path) if path else _anchors_around(found.text, slugs)
        if not anchor or known is None or anchor in known | unread or _OF_TEMPLATES.fullmatch(anchor):
            continue
        if path or anchor not in _own_anchors(found.text.prose, subject.publication.settings.markdown):
            yield found, known


def _path_of(found: Address) -> str:
    return unquote(re.split(r"[?#]", found.address)[0])


def _file_of(path: str) -> str:
    bare = path.removeprefix("/")
    return f"{bare}index.html" if path.endswith("/") else bare


def _addresses(subject: Subject) -> Iterator[Address]:
    return (address for text in texts_of(subject.publication) for address in addresses_in(text))


def _anchors_around(text: Text, slugs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Anchors of the page that holds the text, which are not the text's own."""
    return slugs.get(f"/issues/{text.issue}/", frozenset()) if text.issue else frozenset()


def _slugs(site: Site | None) -> dict[str, frozenset[str]]:
    """Anchors of entries by address of their issue."""
    contexts = [(page.path, page.context) for page in site.pages] if site else []
    return {
        path: frozenset(entry.slug for entry in entries_of(context.issue))
        for path, context in contexts
        if isinstance(context, IssuePage)
    }


def _own_anchors(text: str, way: MarkdownWay) -> set[str]:
    html = render(Prose(text=text, language="en"), base="", way=way)
    return set(re.findall(r' id="([^"]+)"', html))


RULES = (
    Rule(code="BODY001", find=link_to_no_page),
    Rule(code="BODY002", find=address_that_is_left_out),
    Rule(code="BODY003", find=anchor_that_is_not_there),
)
