"""Pictures of content/images to what pages show of them: sizes, formats, addresses. Pure.

Alone knows which versions of a picture there are, and what their addresses are made from: the bytes of the original and
how a version is made, so that what lies at an address never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Literal

from digest.compose.views import PictureSource, PictureVersion, PictureView
from digest.model import Image
from digest.text import slugify
from digest.values import dataclass

RECIPE = "1"
"""Another one for every change of how versions are made."""
WIDTHS = (720, 1200, 1600)
"""Of a column on a telephone and on a desk, in pixels of usual and of fine screens."""
FALLBACK_WIDTH = 1200
"""Of the one version in an old format: for old browsers, and for readers of feeds."""
SCREEN = 2.39
MOST_CUT = 4 / 3
"""What is narrower would lose its half and more: it is shown whole, also where it leads."""
Kind = Literal["photograph", "graphic", "drawing", "file"]
_MODERN = (("image/avif", "avif"), ("image/webp", "webp"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What only its bytes tell of a picture."""

    kind: Kind = "file"
    """A drawing is SVG and served as it is; so is any other file, which is no picture."""
    width: int = 0
    height: int = 0
    """As a reader sees it, turned the right way up."""
    has_alpha: bool = False
    moves: bool = False
    """Its first frame is shown alone."""
    focus: float = 0.5
    """Where most is to be seen of what can be cut, from the top (0) to the bottom (1)."""
    problem: str = ""
    """Why it cannot be shown."""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Inspected):
    """A file below content/images: what is known of it before anything is made from it."""

    file: str
    """Relative to content/images, with forward slashes."""
    digest: str
    """SHA-256 of its bytes, hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One file that is made from a picture."""

    path: str
    picture: Picture
    form: str
    """avif, webp, jpg, png, or svg for a drawing as it is."""
    width: int
    height: int
    is_wide: bool = False


def picture_view(image: Image | None, pictures: Mapping[str, Picture], *, leads: bool = False) -> PictureView | None:
    """`leads` asks for the shape of a wide screen, which photographs can be cut to."""
    if image is None:
        return None
    picture = pictures.get(image.file)
    is_wide = leads and picture is not None and can_be_wide(picture)
    versions = versions_of(picture, is_wide=is_wide) if picture else ()
    plain = PictureView(
        file=image.file, alt=image.alt, credit=image.credit, licence=image.licence, path=f"/images/{image.file}"
    )
    if not versions:
        return plain
    *_, largest = (version for version in versions if version.form in ("avif", "svg"))
    return replace(
        plain,
        path=versions[-1].path,
        width=largest.width,
        height=largest.height,
        is_wide=is_wide,
        sources=tuple(_sources(versions)),
    )


def versions_of(picture: Picture, *, is_wide: bool = False) -> tuple[Version, ...]:
    """From the best format to the oldest, each narrowest first; none of what cannot be shown. Nothing is enlarged."""
    if picture.problem or picture.kind == "file":
        return ()
    name = _name(picture, is_wide=is_wide)
    ratio = 1 / SCREEN if is_wide else picture.height / picture.width

    def version(form: str, width: int) -> Version:
        size = "" if form == "svg" else f"-{width}"
        height = max(1, round(width * ratio))
        path = f"/images/{name}{size}.{form}"
        return Version(path=path, picture=picture, form=form, width=width, height=height, is_wide=is_wide)

    if picture.kind == "drawing":
        return (version("svg", picture.width),)
    widths = sorted({min(width, picture.width) for width in WIDTHS})
    old = "jpg" if picture.kind == "photograph" and not picture.has_alpha else "png"
    modern = (version(form, width) for _, form in _MODERN for width in widths)
    return (*modern, version(old, min(FALLBACK_WIDTH, picture.width)))


def origins_of(pictures: Iterable[Picture]) -> dict[str, Picture]:
    """Every version that there can be, by its name below /images/, to what it is made from."""
    return {name_of(version): picture for picture in pictures for version in all_versions(picture)}


def all_versions(picture: Picture) -> tuple[Version, ...]:
    wide = versions_of(picture, is_wide=True) if can_be_wide(picture) else ()
    return (*versions_of(picture), *wide)


def name_of(version: Version) -> str:
    """Below /images/."""
    return version.path.removeprefix("/images/")


def can_be_wide(picture: Inspected) -> bool:
    """Graphics hold words at their edges; a photograph may lose a part of its height."""
    is_sound = picture.kind == "photograph" and not picture.problem
    return is_sound and not picture.has_alpha and MOST_CUT <= picture.width / picture.height < SCREEN


def _name(picture: Picture, *, is_wide: bool) -> str:
    """Of all versions of this shape, with a digest of what they are made from."""
    made_from = f"{RECIPE} {picture.digest} {picture.focus if is_wide else ''}"
    name = slugify(re.sub(r"\.[^.]*$", "", PurePosixPath(picture.file).name))[:40].strip("-") or "picture"
    return f"{name}-{sha256(made_from.encode()).hexdigest()[:10]}"


def _sources(versions: tuple[Version, ...]) -> Iterator[PictureSource]:
    for media_type, form in _MODERN:
        found = tuple(PictureVersion(path=v.path, width=v.width) for v in versions if v.form == form)
        if found:
            yield PictureSource(media_type=media_type, versions=found)
