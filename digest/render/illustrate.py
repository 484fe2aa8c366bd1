"""Pictures of ours in a finished page, wherever they were written: modern formats and a size for each. Pure.

A picture in Markdown or in a template is an `<img>` with the address of its file; here it gets what one of a front
matter has, so that nothing moves when it arrives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

from digest.compose.pictures import Picture, picture_view
from digest.compose.views import PictureSource, PictureView
from digest.model import Image

SIZES = "(min-width: 42rem) 37rem, 90vw"
"""How wide a picture of the column is shown."""
_OURS = "/images/"
_IMG = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)="([^"]*)\"""")


def illustrated(html: str, pictures: Mapping[str, Picture], *, base: str, is_page: bool) -> str:
    """`base` stands before our addresses. In a feed a picture has its size, and one format that every reader shows."""
    if not pictures or "<img" not in html:
        return html

    def replaced(tag: re.Match[str]) -> str:
        return _replaced(tag[0], pictures, base, is_page=is_page)

    return _IMG.sub(replaced, html)


def srcset(source: PictureSource, base: str) -> str:
    return ", ".join(f"{base}{version.path} {version.width}w" for version in source.versions)


def _replaced(tag: str, pictures: Mapping[str, Picture], base: str, *, is_page: bool) -> str:
    given = dict(_ATTRIBUTE.findall(tag))
    address = unescape(given.get("src", "").removeprefix(base))
    name = unquote(address.removeprefix(_OURS)) if address.startswith(_OURS) else ""
    view = picture_view(Image(file=name, alt=""), pictures) if name in pictures else None
    if view is None or not view.width:
        return tag
    attributes = {**given, "src": escape(base + view.path), **_size(given, view)}
    if not is_page:
        return _tag(attributes)
    sources = "".join(
        f'<source type="{source.media_type}" srcset="{escape(srcset(source, base))}" sizes="{SIZES}">'
        for source in view.sources
    )
    image = _tag({**attributes, "loading": "lazy"})
    return f"<picture>{sources}{image}</picture>" if sources else image


def _size(given: Mapping[str, str], view: PictureView) -> dict[str, str]:
    """Of the picture, or of the width or height that is written there."""
    if given.get("width", "").isdigit():
        height = given.get("height") or round(int(given["width"]) * view.height / view.width)
        return {"height": str(height)}
    if given.get("height", "").isdigit():
        return {"width": str(round(int(given["height"]) * view.width / view.height))}
    return {"width": str(view.width), "height": str(view.height)}


def _tag(attributes: Mapping[str, str]) -> str:
    return "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"
