"""The bytes of an SVG to its size, or to why it cannot be shown. Pure.

It is served as it is, from our own address: what could run there, or fetch something, is refused.
"""

from __future__ import annotations

import re
import sys
from xml.etree.ElementTree import Element, ParseError, fromstring

from digest.compose.pictures import Inspected

_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")
_MOST = 100_000
"""No browser goes further, and numbers without a limit would end in `inf`."""
_UNSAFE_TAGS = frozenset(("script", "foreignobject", "iframe", "embed", "object", "handler", "set", "animate"))
_HTML = "{http://www.w3.org/1999/xhtml}"
"""Whatever of it stands in a drawing works there as on a page."""
_FETCHES = re.compile(r"(?i)url\((?!\s*['\"]?\s*#)|image-set\(|@import|javascript:")
_ESCAPED = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?)?")
"""A letter in CSS, by its number or by itself."""
_INSIDE = re.compile(r"(?i)#|data:image/(?:png|jpeg|gif|webp|avif)[;,]")
"""Addresses that fetch nothing; a drawing within a drawing could."""
_SPACES = re.compile(r"[\0-\x20]")
"""Browsers pass over them inside an address, `java&#9;script:` too."""
_PLAIN = "export it as plain SVG, or save it as PNG"


def inspect_drawing(data: bytes) -> Inspected:
    # In whichever encoding: what matters here is ASCII.
    ascii_signs = data.replace(b"\0", b"")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)[^>]*\[|<!ENTITY", ascii_signs):
        return Inspected(problem="an SVG that declares entities", hint=_PLAIN)
    if b"<?xml-stylesheet" in ascii_signs:
        return Inspected(problem="an SVG that fetches a style sheet", hint=_PLAIN)
    try:
        root = fromstring(data)
    except (ParseError, ValueError, LookupError, RecursionError):
        return Inspected(problem="no SVG that can be read", hint=_PLAIN)
    if root.tag.rpartition("}")[2] != "svg":
        return Inspected(problem="no SVG that can be read", hint=_PLAIN)
    unsafe = next((what for element in root.iter() for what in _unsafe(element)), "")
    if unsafe:
        return Inspected(problem=f"an SVG with {unsafe}, which must not run or fetch anything", hint=_PLAIN)
    size = _size(root)
    if size is None:
        hint = 'write them into its first tag: width="800" height="400"'
        return Inspected(problem="an SVG without width and height", hint=hint)
    return Inspected(kind="drawing", width=size[0], height=size[1])


def _unsafe(element: Element) -> list[str]:
    tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
    found = [f"<{tag}>"] if tag in _UNSAFE_TAGS or element.tag.startswith(_HTML) else []
    for name, value in element.attrib.items():
        bare = name.rpartition("}")[2].lower()
        leads_away = bare in ("href", "src") and not _INSIDE.match(value)
        if bare.startswith("on") or (leads_away and tag != "a") or _fetches(value):
            found.append(f"{bare}=")
    if tag == "style" and _fetches("".join(element.itertext())):
        found.append("a style sheet that fetches")
    return found


def _fetches(text: str) -> bool:
    plain = _ESCAPED.sub(lambda found: chr(min(int(found[1] or "0", 16), sys.maxunicode)), text)
    return bool(_FETCHES.search(_SPACES.sub("", plain)))


def _size(root: Element) -> tuple[int, int] | None:
    """In pixels; from its window where it names none."""
    lengths = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if lengths[0] and lengths[1]:
        width, height = float(lengths[0][1]), float(lengths[1][1])
    else:
        try:
            _, _, width, height = (float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()))
        except ValueError:
            return None
    is_possible = all(1 <= length <= _MOST for length in (width, height))
    return (round(width), round(height)) if is_possible else None
