"""A feed's text to one whose long texts are only as long as they will be read. Pure.

What this module alone knows: where a text may be cut so that the document stays what it is. What counts is the text
that a reader would see: there are items with forty thousand characters of styles before their first word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_APART = re.compile(r"<!--|<!\[CDATA\[|<\?")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
# A script holds more tags than one; no more of them are looked at than would cost time.
# Nor does a character count that is written as a number: some write every letter of theirs so.
_TAG = re.compile(
    r"<(?:style|script)\b[^<]*(?:<(?!/s|script|style)[^<]*){0,50}</(?:style|script)\s*>|<[^<>]*>|&#\w{1,8};",
    re.IGNORECASE,
)
_WRITTEN_TAG = re.compile(r"&lt;[^&]*(?:&(?!lt;|gt;)[^&]*)*&gt;|&(?:amp;)?#\w{1,8};")
# As long as the others that stand for a character are written: `&amp;`.
_ENTITY = 4
_TORN = re.compile(r"&[^;&]{0,40}\Z")


def text_end(html: str, limit: int, tag: re.Pattern[str] = _TAG) -> int:
    """The place before which stand all tags and `limit` characters that are none."""
    at, left = 0, limit
    for match in tag.finditer(html):
        between = match.start() - at
        if between >= left:
            break
        left -= between
        at = match.end()
    return min(len(html), at + left)


def cut_texts(xml: str, limit: int) -> str:
    """Every text cut where it has `limit` characters beside its tags, or later."""
    return xml if len(xml) <= limit else "".join(_pieces(xml, limit))


def _pieces(xml: str, limit: int) -> Iterator[str]:
    """What stands apart (comments, instructions, character data), and between it markup with texts in entities."""
    long_text = re.compile(rf"(?<=>)[^<]{{{limit * _ENTITY},}}")

    def shortened(match: re.Match[str]) -> str:
        text = match[0]
        return _TORN.sub("", text[: text_end(text, limit * _ENTITY, _WRITTEN_TAG)])

    at = 0
    while opening := _APART.search(xml, at):
        end = xml.find(_ENDS[opening[0]], opening.end())
        if end < 0:
            break
        yield long_text.sub(shortened, xml[at : opening.start()])
        inside = xml[opening.end() : end]
        yield opening[0]
        yield inside[: text_end(inside, limit)] if len(inside) > limit else inside
        at = end
    yield long_text.sub(shortened, xml[at:])
