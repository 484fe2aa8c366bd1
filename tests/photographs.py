"""Pictures for tests, drawn here: photographs with many colours, graphics with few, and what breaks decoders."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw


def photograph(width: int = 1800, height: int = 1200, form: str = "JPEG", **options: Any) -> bytes:
    """Dark above and light below, with a red corner at the top left, and more colours than a graphic has."""
    return saved(scene(width, height), form, **options)


def scene(width: int, height: int) -> Image.Image:
    ramps = [Image.linear_gradient("L").resize((width, height)), Image.linear_gradient("L").rotate(90)]
    image = Image.merge("RGB", (ramps[0], ramps[1].resize((width, height)), ramps[0]))
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), (255, 0, 0))
    return image


def graphic(width: int = 900, height: int = 500, form: str = "PNG", **options: Any) -> bytes:
    """Black and red on nothing."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.line((0, height, width, 0), (0, 0, 0, 255), 9)
    pen.rectangle((0, 0, width // 4, height // 4), (200, 0, 0, 255))
    return saved(image, form, **options)


def moving() -> bytes:
    """Red, then blue."""
    frames = [Image.new("RGB", (200, 100), colour) for colour in ("red", "blue")]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def near(image: Image.Image, x: float, y: float, colour: tuple[int, int, int], by: int = 40) -> bool:
    """Whether the place, in parts of width and height, has about that colour."""
    found: Any = image.convert("RGB").getpixel((round(x * image.width), round(y * image.height)))
    return all(abs(a - b) <= by for a, b in zip(found, colour, strict=True))
