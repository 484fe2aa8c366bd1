"""Rules on the built site: every link leads to a file, every anchor is there, nothing leaves the base path. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from digest.publish.checks.rules import Finding, Rule, Subject, nearest
from digest.publish.checks.tree import Link, TreePage

_AGAIN = "mend the source, then: digest build"


def link_to_no_file(subject: Subject) -> Iterator[Finding]:
    files = subject.tree.files if subject.tree else frozenset()
    for page, link in _links(subject):
        if link.inside and link.target not in files:
            yield _finding(subject, page, link, f"'{link.written}' leads to no file of the site", _AGAIN)


def link_to_no_anchor(subject: Subject) -> Iterator[Finding]:
    anchors = {page.path: page.anchors for page in subject.tree.pages} if subject.tree else {}
    for page, link in _links(subject):
        known = anchors.get(link.target)
        if link.inside and link.anchor and known is not None and link.anchor not in known:
            what = f"'{link.written}' leads to an anchor that the page does not have"
            yield _finding(subject, page, link, what, nearest(link.anchor, known) or _AGAIN)


def link_out_of_the_base_path(subject: Subject) -> Iterator[Finding]:
    for page, link in _links(subject):
        if not link.inside:
            hint = "in a template, write {{ '/about/'|href }}, which puts the site's path in front"
            yield _finding(subject, page, link, f"'{link.written}' leads out of the site", hint)


def _links(subject: Subject) -> Iterator[tuple[TreePage, Link]]:
    for page in subject.tree.pages if subject.tree else ():
        for link in page.links:
            yield page, link


def _finding(subject: Subject, page: TreePage, link: Link, what: str, hint: str) -> Finding:
    folder = subject.tree.folder if subject.tree else ""
    return Finding(path=f"{folder}/{page.path}", line=link.line, what=what, hint=hint)


RULES = (
    Rule(code="SITE001", find=link_to_no_file),
    Rule(code="SITE002", find=link_to_no_anchor),
    Rule(code="SITE003", find=link_out_of_the_base_path),
)
