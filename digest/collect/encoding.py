"""Bytes of a document to text. What this module alone knows: whom to believe about the encoding. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<?" and "<r" in sixteen bits, without a mark in front.
_WIDE = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:-]{2,40})\s*["']""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
# Names under which the web has always sent something wider.
_WIDER = {"iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254"}
_WIDER |= {"tis-620": "cp874", "iso8859-11": "cp874", "shift_jis": "cp932", "euc_kr": "cp949"}
# Not character sets, or not for documents: decoding with them runs an algorithm on a stranger's bytes.
_REFUSED = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs", "oem"})


def decode(data: bytes, content_type: str = "") -> str:
    """The text: mark, XML declaration, HTTP charset, UTF-8, cp1252, the first that fits without a wrong byte.

    When none fits, the declared one is taken, and a wrong byte costs one character.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    names = tuple(dict.fromkeys(_candidates(data, content_type)))
    for name in names:
        text = _strictly(data, name)
        if text is not None:
            return text
    return _leniently(data, names)


def _candidates(data: bytes, content_type: str) -> Iterator[str]:
    yield from (name for start, name in _WIDE if data.startswith(start))
    declared = _DECLARED.search(data, 0, 1024)
    if declared and (name := _codec(declared[1].decode("ascii"))):
        yield name
    charset = _CHARSET.search(content_type)
    if charset and (name := _codec(charset[1])):
        yield name
    yield "utf-8"


def _codec(label: str) -> str:
    """The codec of a label; empty for an unknown one, or one that a document with legible labels cannot have."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    if name.replace("_", "-") in _REFUSED or name.startswith(("utf-16", "utf-32")):
        return ""
    return _WIDER.get(name, name)


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        # LookupError: a codec such as "hex" or "zlib" that does not make text.
        return None


def _leniently(data: bytes, names: tuple[str, ...]) -> str:
    if names[0] != "utf-8" or _has_wide_characters(data):
        return data.decode(names[0] if _makes_text(names[0]) else "utf-8", "replace")
    return data.decode("cp1252", "replace")


def _has_wide_characters(data: bytes) -> bool:
    """Whether there is real UTF-8 beside the wrong bytes; without any, the document is an old one in disguise."""
    return any(ord(char) > 127 for char in data.decode("utf-8", "ignore"))


def _makes_text(name: str) -> bool:
    try:
        b"".decode(name, "replace")
    except LookupError:
        return False
    return True
