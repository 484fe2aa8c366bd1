"""The bytes of an SVG to its size, or to why it cannot be shown. Pure.

It is served as it is, from our own address: what could run there, or fetch something, is refused.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, fromstring

from digest.render.raster import Inspected

_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")
_UNSAFE_TAGS = frozenset(("script", "foreignobject", "iframe", "embed", "object", "handler", "set", "animate"))
_FETCHES = re.compile(r"(?i)url\(\s*['\"]?\s*(?!#)|@import|javascript:")
_ESCAPE = "\\"
"""With it a style sheet spells any of these so that nobody sees them; names of files hold it too."""
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
    found = [f"<{tag}>"] if tag in _UNSAFE_TAGS else []
    for name, value in element.attrib.items():
        bare = name.rpartition("}")[2].lower()
        leads_away = bare in ("href", "src") and not _INSIDE.match(value)
        is_hidden = "}" not in name and _ESCAPE in value
        fetches = _FETCHES.search(_SPACES.sub("", value)) is not None
        if bare.startswith("on") or (leads_away and tag != "a") or fetches or is_hidden:
            found.append(f"{bare}=")
    sheet = "".join(element.itertext()) if tag == "style" else ""
    if _FETCHES.search(sheet) or _ESCAPE in sheet:
        found.append("a style sheet that fetches")
    return found


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
    return (round(width), round(height)) if width >= 1 and height >= 1 else None
