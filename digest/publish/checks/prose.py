"""A publication to the texts that its editors wrote, and texts to their addresses, line for line. Pure.

What this module alone knows: what of a text is not the editor's prose (code, quotations, comments), and how Markdown
and HTML write a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.model import SHELF, Entry, IssueHeader, Publication, TextPage
from digest.publish.checks.rules import Finding
from digest.values import dataclass

_CODE = re.compile(r"^(```|~~~).*?^\1|(?<!`)(`{1,20})(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_QUOTED = re.compile(r"^ {0,3}>.*(?:\n {0,3}>.*)*", re.MULTILINE)
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d+[.)])[ \t]|\[\^")
_ADDRESS = re.compile(
    r"""\]\(\s*<?(?P<inline>(?:[^\s()>]|\([^\s()>]{0,500}\)|\()+)
    | ^[ ]{0,3}\[[^\]^\n]{1,200}\]:[ \t]{0,9}<?(?P<reference>[^\s>]+)
    | \b(?i:href|src)\s{0,9}=\s{0,9}(?:"(?P<html>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<plain>https?://[^\s"'>]+))
    | <(?P<bare>https?://[^\s<>]+)>""",
    re.MULTILINE | re.VERBOSE,
)
"""In Markdown as there: `/Her_(film)` is one address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A letter, a note or a page."""

    prose: str
    """Without the feed's quotation, line for line as in the file."""
    owner: Entry | IssueHeader | TextPage

    @property
    def issue(self) -> str:
        """Empty for a page."""
        return _issue_of(self.owner)

    def at(self, offset: int, what: str, hint: str, *, was: str = "", fix: str = "") -> Finding:
        """A finding at the line of an offset into the prose."""
        line = self.owner.body_line + self.prose.count("\n", 0, offset)
        return Finding(path=self.owner.path, line=line, what=what, hint=hint, was=was, fix=fix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    address: str
    text: Text
    offset: int

    def finding(self, what: str, hint: str, *, was: str = "", fix: str = "") -> Finding:
        return self.text.at(self.offset, what, hint, was=was, fix=fix)


def texts_of(publication: Publication) -> Iterator[Text]:
    """Notes of kept entries, letters, pages; what lies on the shelf too."""
    for entry in publication.entries:
        if entry.status == "keep":
            yield Text(prose=_without_quotation(entry.body), owner=entry)
    for issue in publication.issues:
        yield Text(prose=issue.letter, owner=issue)
    for page in publication.pages:
        yield Text(prose=page.body, owner=page)


def bound_texts(publication: Publication) -> Iterator[Text]:
    """Those that a reader will see: without what waits on the shelf."""
    return (text for text in texts_of(publication) if text.issue != SHELF)


def addresses_in(text: Text) -> Iterator[Address]:
    prose = without_code(text.prose)
    for match in _ADDRESS.finditer(prose):
        yield Address(address=next(filter(None, match.groups()), ""), text=text, offset=match.end())


def without_code(prose: str) -> str:
    return _CODE.sub(_blank, prose)


def own_words(prose: str) -> str:
    """The prose with code, comments and the words of others blanked; every line stays where it is."""
    bare = _COMMENT.sub(_blank, without_code(prose))
    return _without_indented_code(_QUOTED.sub(_blank, bare))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _without_quotation(body: str) -> str:
    """The body with the feed's quotation blanked: line for line the same, but nobody can mend a feed's words."""
    quotation = re.search(r"^>.*(?:\n>.*)*", body, re.MULTILINE)
    if quotation is None:
        return body
    return body[: quotation.start()] + "\n" * quotation[0].count("\n") + body[quotation.end() :]


def _without_indented_code(prose: str) -> str:
    """Lines four spaces in, behind an empty one, are code, unless they go on with an item of a list or a note."""
    found, is_code, is_item, is_gap = [], False, False, True
    for line in prose.split("\n"):
        if not line.strip():
            is_gap = True
        elif line.startswith(("    ", "\t")):
            is_code = is_code or (is_gap and not is_item)
            is_gap = False
        else:
            is_code, is_gap = False, False
            is_item = bool(_ITEM.match(line))
        found.append(" " * len(line) if is_code else line)
    return "\n".join(found)


def _issue_of(owner: Entry | IssueHeader | TextPage) -> str:
    if isinstance(owner, Entry):
        return owner.issue
    return owner.id if isinstance(owner, IssueHeader) else ""
