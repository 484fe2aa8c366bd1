"""The tokens of a theme to what would be hard to read. Pure.

Alone knows how contrast is measured (WCAG 2, relative luminance). A colour that is not written as hexadecimal digits or
with `rgb()`, or that lets another shine through, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from digest.content.theme import Theme
from digest.errors import Problem
from digest.render.style import STYLE_SHEET

LEAST = 4.5
"""What AA asks for text."""
_ON_PAPER = ("ink", "quiet", "accent")
_TOKEN = re.compile(r"--([a-z][a-z0-9-]*)\s*:\s*([^;}]+)")
_BY_LIGHT = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\))+),((?:[^(),]|\([^()]*\))+)\)")
_HEXADECIMAL = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_RGB = re.compile(r"rgb\((\d{1,3})[ ,]+(\d{1,3})[ ,]+(\d{1,3})\)")
_NAMES = {"black": "#000", "white": "#fff"}


def contrast_problems(theme: Theme, tokens: Mapping[str, str]) -> Iterator[Problem]:
    """For each token that was set, or whose background was, by day and by night."""
    css = theme.assets.get(STYLE_SHEET, b"").decode("utf-8", "replace")
    values = dict(reversed(_TOKEN.findall(css))) | dict(tokens)
    for name in _ON_PAPER if tokens else ():
        for light, words in enumerate(("by day", "by night")):
            ratio = contrast(_colour(values.get(name, ""), light), _colour(values.get("paper", ""), light))
            if ratio is not None and ratio < LEAST:
                what = f"theme token '{name}' on 'paper' has a contrast of {ratio:.1f} to 1 {words}"
                hint = f"{LEAST} is the least for text; light-dark(…, …) gives day and night a colour each"
                yield Problem(path="digest.yaml", code="TPL009", what=what, hint=hint)


def contrast(one: str, other: str) -> float | None:
    """1 to 21; None when either is not a plain colour."""
    lights = sorted(light for light in (_luminance(one), _luminance(other)) if light is not None)
    return (lights[1] + 0.05) / (lights[0] + 0.05) if len(lights) == 2 else None


def _colour(value: str, light: int) -> str:
    """What the value is by day (0) or by night (1)."""
    found = _BY_LIGHT.fullmatch(value.strip())
    return (found[light + 1] if found else value).strip()


def _luminance(colour: str) -> float | None:
    channels = _channels(_NAMES.get(colour.lower(), colour))
    if channels is None:
        return None
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int] | None:
    if found := _HEXADECIMAL.fullmatch(colour):
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.fullmatch(colour):
        return min(int(found[1]), 255), min(int(found[2]), 255), min(int(found[3]), 255)
    return None


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
