"""The bytes of a picture to what is known of it, and to other sizes and formats. Pure.

What comes out holds colours of sRGB and nothing else: no place, no camera, no name. Alone knows what goes wrong with
pictures, and how well each format is compressed.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps, __version__, features

from digest.compose.pictures import SCREEN, WIDTHS, Inspected, Kind, Version, can_be_wide

LIBRARIES = " ".join(
    (__version__, *(str(features.version(name)) for name in ("avif", "webp", "jpg", "zlib", "littlecms2")))
)
"""What the bytes of a version depend on besides."""
MOST_PIXELS = 50_000_000
MOST_ROWS = 16_383
"""Of a version: WebP has no room for more."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")
_OPTIONS: Mapping[str, tuple[str, dict[str, Any]]] = {
    # One thread, since the bytes must not depend on how many processors there are.
    "avif": ("AVIF", {"quality": 60, "speed": 8, "max_threads": 1}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True}),
    "png": ("PNG", {"optimize": True}),
}
_OF_GRAPHICS: Mapping[str, dict[str, Any]] = {
    "avif": {"quality": 80, "subsampling": "4:4:4"},
    "webp": {"lossless": True, "quality": 80},
}
"""Edges of letters and lines suffer first."""
_SUFFIXES = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "AVIF": "AVIF", "TIFF": "TIFF", "BMP": "BMP"}
_FEW_COLOURS = 4096
_SAMPLE = 64
_AGAIN = "open it, and save it again as JPEG, PNG or WebP"
_SMALLER = "save it smaller: 1,600 pixels wide are enough"


def inspect(data: bytes) -> Inspected:
    """Decodes all of it: a picture that is cut off shows it only at its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _inspected(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Inspected(problem="more pixels than a picture may have", hint=_SMALLER)
    except Exception as error:
        # The decoders of eight formats raise whatever they come upon.
        what = "it is cut off" if "truncated" in str(error) else "no picture that can be read"
        return Inspected(problem=what, hint=_AGAIN)


def encode(data: bytes, versions: tuple[Version, ...]) -> tuple[bytes, ...]:
    """The versions of one picture, which is decoded once."""
    image = _normal(_opened(data))
    return tuple(_saved(_sized(image, version), version.form, version.picture.kind) for version in versions)


def without_metadata(data: bytes) -> bytes:
    """The same picture in the same format at full size; what moves stays as it is, since it must go on moving."""
    image = _opened(data)
    form = _SUFFIXES.get(image.format or "")
    if form is None or (_moves(image) and form != "JPEG"):
        return data
    out = BytesIO()
    _normal(image).save(out, form, **({} if form in ("PNG", "TIFF", "BMP") else {"quality": 90}))
    return out.getvalue()


def _inspected(data: bytes) -> Inspected:
    image = _opened(data)
    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    moves = _moves(image)
    is_jpeg = image.format in ("JPEG", "MPO")
    normal = _normal(image)
    if normal.height * min(WIDTHS[-1], normal.width) > MOST_ROWS * normal.width:
        return Inspected(problem="higher than a picture may be", hint="cut it into several pictures")
    is_graphic = not is_jpeg and normal.getcolors(_FEW_COLOURS) is not None
    found = Inspected(
        kind="graphic" if is_graphic else "photograph",
        width=normal.width,
        height=normal.height,
        has_alpha=normal.mode == "RGBA",
        moves=moves,
    )
    return replace(found, focus=_focus(normal)) if can_be_wide(found) else found


def _opened(data: bytes) -> Image.Image:
    Image.init()
    return Image.open(BytesIO(data), formats=_FORMATS)


def _moves(image: Image.Image) -> bool:
    # A telephone's JPEG holds a second picture, for depth, and does not move.
    return bool(getattr(image, "is_animated", False)) and image.format != "MPO"


def _normal(image: Image.Image) -> Image.Image:
    """Its first frame, the right way up, in sRGB of eight bits, and transparent only where something shows through."""
    image.load()
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I"):
        # Sixteen bits of grey, which a plain conversion would cut off at 255.
        turned = turned.convert("I").point(lambda value: value / 256).convert("L")
    alpha = _alpha(turned)
    plain = _in_srgb(turned.convert("RGB") if turned.mode not in ("L", "RGB", "CMYK", "LAB") else turned, profile)
    if alpha is not None:
        plain.putalpha(alpha)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _alpha(image: Image.Image) -> Image.Image | None:
    if not image.has_transparency_data:
        return None
    alpha = image.convert("RGBA").getchannel("A")
    extrema: Any = alpha.getextrema()
    return alpha if extrema[0] < 255 else None


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            found = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A profile of another kind of picture than this one, or a broken one: the picture is worth more.
            found = None
        if found is not None:
            return found
    return image.convert("RGB")


def _focus(image: Image.Image) -> float:
    """Of the windows that a wide screen leaves, the one with the most edges; in doubt the higher one."""
    rows = round(_SAMPLE * image.height / image.width)
    sample = image.convert("L").resize((_SAMPLE, max(1, rows)), Image.Resampling.BOX)
    pixels = sample.tobytes()
    weight = [
        sum(abs(pixels[y * _SAMPLE + x] - pixels[y * _SAMPLE + x - 1]) for x in range(1, _SAMPLE)) for y in range(rows)
    ]
    window = round(_SAMPLE / SCREEN)
    tops = range(max(1, rows - window + 1))
    best = max(tops, key=lambda top: (sum(weight[top : top + window]), -top))
    return round(best / max(1, rows - window), 3)


def _sized(image: Image.Image, version: Version) -> Image.Image:
    box = (0.0, 0.0, float(image.width), float(image.height))
    if version.is_wide:
        height = image.width / SCREEN
        top = (image.height - height) * version.picture.focus
        box = (0.0, top, float(image.width), top + height)
    return image.resize((version.width, version.height), Image.Resampling.LANCZOS, box=box)


def _saved(image: Image.Image, form: str, kind: Kind) -> bytes:
    name, options = _OPTIONS[form]
    out = BytesIO()
    finer = _OF_GRAPHICS.get(form, {}) if kind == "graphic" else {}
    image.save(out, name, **{**options, **finer})
    return out.getvalue()
