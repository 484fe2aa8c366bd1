"""A card to the bytes of its PNG, 1200 by 630 pixels, with fonts of our own. Pure.

Alone knows how a card is laid out: the corner of a slate, a title that shrinks until it fits, a thin rule, whose it is.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont, __version__, features

from digest.values import dataclass

WIDTH, HEIGHT = 1200, 630
LIBRARIES = f"{__version__} {features.version('freetype2')}"
"""What the bytes of a card depend on besides."""
_EDGE = 72
_ROOM = WIDTH - 2 * _EDGE
_TITLE_SIZES = range(122, 55, -6)
_TITLE_TOP, _TITLE_BOTTOM = 217, 515
_LEADING = 1.12
_ABOVE, _BELOW = 0.72, 0.27
"""How far letters reach from their base line, as parts of their size: a capital up, a g down."""
_MOST_LINES = 4
_SIGNATURE_SIZES = range(38, 25, -3)
_MEASURED = 200
"""The size at which words are measured; at others they are as much wider or narrower."""
_SAFETY = 1.01
"""Letters are moved to whole pixels: a line is up to so much wider than its measure."""
_SERIF, _SANS = "literata.ttf", "open-sans.ttf"
_NO_LETTER = "\ufffe"
_ELLIPSIS = "…"
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    paper: Colour
    ink: Colour
    quiet: Colour
    rule: Colour
    accent: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Plain text, its French spaces set."""

    slate: tuple[tuple[str, str], ...]
    """Labels and what stands below them."""
    title: str
    signature: str
    """Whose card it is; empty where the title says so."""


def draw(card: Card, palette: Palette) -> bytes:
    """The same bytes for the same card, wherever this version of Pillow draws it."""
    image = Image.new("RGB", (WIDTH, HEIGHT), palette.paper)
    pen = ImageDraw.Draw(image)
    _draw_slate(pen, card.slate, palette)
    size, lines = fit(card.title)
    step = round(size * _LEADING)
    inked = round(size * (_ABOVE + _BELOW)) + step * (len(lines) - 1)
    first = _TITLE_TOP + max(0, (_TITLE_BOTTOM - _TITLE_TOP - inked) // 2) + round(size * _ABOVE)
    for number, line in enumerate(lines):
        pen.text((_EDGE - size // 24, first + step * number), line, palette.ink, _font(_SERIF, size), anchor="ls")
    pen.rectangle((_EDGE, 534, WIDTH - _EDGE, 535), palette.rule)
    small = next((size for size in _SIGNATURE_SIZES if _width(card.signature, size) <= _ROOM), _SIGNATURE_SIZES[-1])
    pen.text((_EDGE, 586), shortened(card.signature, small), palette.ink, _font(_SERIF, small), anchor="ls")
    return _png(image, palette)


def is_drawable(text: str) -> bool:
    """Whether the font of titles has a letter for every character."""
    return all(_has(letter) for letter in text if not letter.isspace())


def fit(title: str) -> tuple[int, tuple[str, ...]]:
    """The largest size at which a title has room, and its lines; the last is cut where none is small enough."""
    for size in _TITLE_SIZES:
        lines = _wrapped(title, size)
        most = min(_MOST_LINES, (_TITLE_BOTTOM - _TITLE_TOP) // round(size * _LEADING))
        if len(lines) <= most and all(_width(line, size) <= _ROOM for line in lines):
            return size, lines
    size = _TITLE_SIZES[-1]
    lines = _filled(title, size, _ROOM)
    shown = (*lines[: _MOST_LINES - 1], " ".join(lines[_MOST_LINES - 1 :]))
    return size, tuple(shortened(line, size) for line in shown if line)


def shortened(text: str, size: int) -> str:
    """As much of one line as there is room for, cut at a word where there is one to cut at."""
    if _width(text, size) <= _ROOM:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = _width(text[:middle] + _ELLIPSIS, size) <= _ROOM
        low, high = (middle, high) if fits else (low, middle - 1)
    cut = text[:low]
    word = cut.rpartition(" ")[0]
    return (word if len(word) > low // 2 else cut).rstrip(" ,;:-–—\u00a0") + _ELLIPSIS


def _wrapped(title: str, size: int) -> tuple[str, ...]:
    """As few lines as there must be, as even as they can be."""
    lines = _filled(title, size, _ROOM)
    for width in range(_ROOM, _ROOM // 2, -24):
        evener = _filled(title, size, width)
        if len(evener) > len(lines) or any(_width(line, size) > width for line in evener):
            break
        lines = evener
    return lines


def _filled(title: str, size: int, width: int) -> tuple[str, ...]:
    lines: list[str] = []
    space, used = _width(" ", size), 0.0
    for word in title.split(" "):
        wide = _width(word, size)
        if lines and used + space + wide <= width:
            lines[-1] += f" {word}"
            used += space + wide
        elif word:
            lines.append(word)
            used = wide
    return tuple(lines)


def _draw_slate(pen: ImageDraw.ImageDraw, cells: tuple[tuple[str, str], ...], palette: Palette) -> None:
    """A rule above and one to the left, as in the corner of a clapperboard; the cells stand in a row."""
    top, left, end = 66, _EDGE + 26, _EDGE
    label, value = _font(_SANS, 25), _font(_SANS, 40)
    is_labelled = any(name for name, _ in cells)
    for name, text in cells:
        pen.text((left, top + 46), name, palette.quiet, label, anchor="ls")
        pen.text((left, top + (96 if is_labelled else 58)), text, palette.ink, value, anchor="ls")
        end = left + round(max(label.getlength(name), value.getlength(text)))
        left = end + 56
    pen.rectangle((_EDGE, top, min(end + 26, WIDTH - _EDGE), top + 5), palette.accent)
    pen.rectangle((_EDGE, top, _EDGE + 5, top + (110 if is_labelled else 72)), palette.accent)


@lru_cache(maxsize=4096)
def _measured(text: str) -> float:
    return _font(_SERIF, _MEASURED).getlength(text)


def _width(text: str, size: int) -> float:
    return _measured(text) * size / _MEASURED * _SAFETY


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    # The plain engine: the other one depends on libraries that a machine may have, or not.
    path = Path(__file__).parent / "fonts" / name
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    font = _font(_SERIF, 32)
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NO_LETTER))


def colour(written: str) -> Colour | None:
    """A colour of CSS; None for one that this drawing does not understand."""
    try:
        found = ImageColor.getrgb(written.strip())
    except ValueError:
        return None
    return found[0], found[1], found[2]


def _png(image: Image.Image, palette: Palette) -> bytes:
    """With the few colours that a card can have: choosing them anew for every card took most of the time."""
    shades = (
        palette.paper,
        palette.rule,
        *_ramp(palette.paper, palette.ink, 16),
        *_ramp(palette.paper, palette.quiet, 8),
        palette.accent,
    )
    table = Image.new("P", (1, 1))
    table.putpalette([part for shade in shades for part in shade])
    out = BytesIO()
    image.quantize(palette=table, dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _ramp(start: Colour, end: Colour, steps: int) -> tuple[Colour, ...]:
    return tuple(_between(start, end, step / steps) for step in range(1, steps + 1))


def _between(start: Colour, end: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(start, end, strict=True))
    return red, green, blue
