"""Rules on the built site: every link leads to a file, every anchor is there, nothing leaves the base path. Pure.

A link that stands on many pages is told once, and not at all where the text that it comes from is told of already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from digest.publish.checks.addresses import broken_addresses
from digest.publish.checks.rules import Finding, Rule, Subject, nearest
from digest.publish.checks.tree import Link, TreePage

HEAVY_PAGE_BYTES = 500_000
_AGAIN = "mend the source, then: digest build"
_Standing = tuple[TreePage, Link]


def link_to_no_file(subject: Subject) -> Iterator[Finding]:
    files = subject.tree.files if subject.tree else frozenset()
    found = ((page, link) for page, link in _links(subject) if link.inside and link.target not in files)
    for page, link, more in _once(found):
        yield _finding(subject, page, link, f"'{link.written}' leads to no file of the site{more}", _AGAIN)


def link_to_no_anchor(subject: Subject) -> Iterator[Finding]:
    anchors = {page.path: page.anchors for page in subject.tree.pages} if subject.tree else {}
    found = (
        (page, link)
        for page, link in _links(subject)
        if link.inside and link.anchor and link.anchor not in anchors.get(link.target, {link.anchor})
    )
    for page, link, more in _once(found):
        what = f"'{link.written}' leads to an anchor that the page does not have{more}"
        yield _finding(subject, page, link, what, nearest(link.anchor, anchors[link.target]) or _AGAIN)


def link_out_of_the_base_path(subject: Subject) -> Iterator[Finding]:
    found = ((page, link) for page, link in _links(subject) if not link.inside)
    for page, link, more in _once(found):
        hint = "in a template, write {{ '/about/'|href }}, which puts the site's path in front"
        yield _finding(subject, page, link, f"'{link.written}' leads out of the site{more}", hint)


def heavy_built_page(subject: Subject) -> Iterator[Finding]:
    for page in subject.tree.pages if subject.tree else ():
        if page.size > HEAVY_PAGE_BYTES:
            what = f"{-(-page.size // 1000):,} KB of HTML, more than {HEAVY_PAGE_BYTES // 1000:,} KB"
            path = f"{subject.tree.folder if subject.tree else ''}/{page.path}"
            hint = "shorten the text, or let the template of that page show less"
            yield Finding(path=path, line=None, what=what, hint=hint)


def _links(subject: Subject) -> Iterator[_Standing]:
    """Without those that a text is to blame for: there they can be mended."""
    told = broken_addresses(subject) if subject.tree else frozenset()
    for page in subject.tree.pages if subject.tree else ():
        for link in page.links:
            if (link.target, link.anchor) not in told and ("", link.anchor) not in told:
                yield page, link


def _once(found: Iterable[_Standing]) -> Iterator[tuple[TreePage, Link, str]]:
    """The first page on which a link stands, and how many more there are in words."""

    def address(standing: _Standing) -> tuple[str, str]:
        return standing[1].target, standing[1].anchor

    for _, group in groupby(sorted(found, key=address), key=address):
        standings = sorted(group, key=lambda standing: (standing[0].path, standing[1].line))
        others = len({page.path for page, _ in standings}) - 1
        more = f", here and on {others} more {'page' if others == 1 else 'pages'}" if others else ""
        yield (*standings[0], more)


def _finding(subject: Subject, page: TreePage, link: Link, what: str, hint: str) -> Finding:
    folder = subject.tree.folder if subject.tree else ""
    return Finding(path=f"{folder}/{page.path}", line=link.line, what=what, hint=hint)


RULES = (
    Rule(code="SITE001", find=link_to_no_file),
    Rule(code="SITE002", find=link_to_no_anchor),
    Rule(code="SITE003", find=link_out_of_the_base_path),
    Rule(code="SITE004", find=heavy_built_page),
)
