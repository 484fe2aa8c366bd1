"""Rules on pictures: words for those who do not see them, a credit, a weight that a telephone can bear. Pure.

A picture of a front matter without `alt` is no picture at all; reading says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from digest.compose.pictures import Picture, versions_of
from digest.model import Entry, IssueHeader
from digest.publish.checks.prose import bound_texts, own_words, without_code
from digest.publish.checks.rules import Finding, Rule, Subject, at
from digest.render.pictures import problem_of

HEAVY_PICTURE_BYTES = 500_000
HEAVY_PICTURES_BYTES = 1_500_000
HEAVY_TEXT_BYTES = 200_000
_MARKUP_BYTES = 1_500
"""What an entry costs besides its own words, as measured on the default theme."""
_BYTES_A_PIXEL = 0.1
"""Of a photograph with much to see, in a modern format."""
_IMAGE = re.compile(
    r"!\[(?P<alt>[^\]]{0,1000})\](?:\(\s{0,9}<?(?P<file>[^\s)>]{0,500})|\[)|<img\b(?P<attributes>[^>]{0,2000})>",
    re.IGNORECASE,
)
_ALT = re.compile(r"""\balt\s*=\s*(?:"[^"]*\S[^"]*"|'[^']*\S[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_OURS = re.compile(r"""(?:\(\s*<?|src\s*=\s*["']?)/images/(?P<file>[^\s)"'>?#]+)""")


def picture_without_words(subject: Subject) -> Iterator[Finding]:
    for text in bound_texts(subject.publication):
        for found in _IMAGE.finditer(own_words(text.prose)):
            has_words = _ALT.search(found["attributes"]) if found["attributes"] is not None else found["alt"].strip()
            if not has_words:
                what = f"a picture without words: {found['file'] or found[0][:80]}"
                yield text.at(found.start(), what, "say between [ and ] what one sees on it")


def picture_without_credit(subject: Subject) -> Iterator[Finding]:
    owners: tuple[Entry | IssueHeader, ...] = (*subject.bound, *subject.publication.issues)
    for owner in owners:
        if owner.image is not None and owner.image.file and not owner.image.credit.strip():
            what = f"the picture {owner.image.file} has no credit"
            yield at(owner, "image", what, "add below `file:` a line `credit:` with whoever made it")


def heavy_picture(subject: Subject) -> Iterator[Finding]:
    for name in sorted(subject.pictures):
        size = _bytes_sent(subject, name)
        if size > HEAVY_PICTURE_BYTES:
            what = f"{_kilobytes(size)}; a picture should stay below {_kilobytes(HEAVY_PICTURE_BYTES)}"
            hint = "save it smaller, 1,600 pixels wide at most, as JPEG, WebP or AVIF"
            yield Finding(path=f"content/images/{name}", line=None, what=what, hint=hint)


def picture_that_cannot_be_shown(subject: Subject) -> Iterator[Finding]:
    for picture in _used(subject):
        if picture.problem:
            problem = problem_of(picture)
            yield Finding(path=problem.path, line=None, what=problem.what, hint=problem.hint)


def picture_that_moves(subject: Subject) -> Iterator[Finding]:
    for picture in _used(subject):
        if picture.moves:
            what = "it moves; pages show its first frame alone, since readers could not stop it"
            yield Finding(path=f"content/images/{picture.file}", line=None, what=what, hint="link to where it moves")


def _used(subject: Subject) -> Iterator[Picture]:
    owners: tuple[Entry | IssueHeader, ...] = (*subject.bound, *subject.publication.issues)
    names = {owner.image.file for owner in owners if owner.image is not None}
    names |= {name for text in bound_texts(subject.publication) for name in _pictures_in(text.prose)}
    return (subject.gallery[name] for name in sorted(names) if name in subject.gallery)


def heavy_page(subject: Subject) -> Iterator[Finding]:
    """Of an issue: estimated from its words, so that it is told before anything is built."""
    for issue in subject.publication.issues:
        kept = subject.kept_in(issue.id)
        words = len(issue.letter.encode("utf-8", "replace"))
        words += sum(len(entry.body.encode("utf-8", "replace")) + _MARKUP_BYTES for entry in kept)
        shown = [owner.image for owner in kept] + [issue.image]
        names = {image.file for image in shown if image is not None}
        names |= {name for text in (issue.letter, *(entry.body for entry in kept)) for name in _pictures_in(text)}
        pictures = sum(_bytes_sent(subject, name) for name in names)
        limits = f"{_kilobytes(HEAVY_TEXT_BYTES)} and {_kilobytes(HEAVY_PICTURES_BYTES)} are the most it should"
        if words > HEAVY_TEXT_BYTES or pictures > HEAVY_PICTURES_BYTES:
            what = f"the page of {issue.id} weighs {_kilobytes(words)} of text and {_kilobytes(pictures)} of pictures"
            yield at(issue, "", f"{what}; {limits}", "make pictures smaller, or move entries to another issue")


def _bytes_sent(subject: Subject, name: str) -> int:
    """What a reader loads at most: a photograph is made smaller, whatever the file weighs; a drawing goes as it is."""
    size = subject.pictures.get(name, 0)
    picture = subject.gallery.get(name)
    made = [version for version in (versions_of(picture) if picture else ()) if version.form == "avif"]
    return min(size, *(round(version.width * version.height * _BYTES_A_PIXEL) for version in made[-1:]), size)


def _pictures_in(text: str) -> Iterator[str]:
    return (unquote(found["file"]) for found in _OURS.finditer(without_code(text)))


def _kilobytes(size: int) -> str:
    return f"{-(-size // 1000):,} KB"


RULES = (
    Rule(code="PIC001", find=picture_without_words),
    Rule(code="PIC002", find=picture_without_credit),
    Rule(code="PIC003", find=heavy_picture),
    Rule(code="PIC004", find=heavy_page),
    Rule(code="PIC005", find=picture_that_cannot_be_shown),
    Rule(code="PIC006", find=picture_that_moves),
)
