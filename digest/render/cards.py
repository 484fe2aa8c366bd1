"""The cards of a site, which other sites show beside a link to it, to files; each is drawn once and kept.

Alone knows what a card says where the font has no letters for a title, and which colours of the style sheet it takes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import astuple
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from digest.compose.views import CardView, IssueLine, Site, SiteInfo
from digest.content.cache import Cache, key_of, program
from digest.model import Artifact
from digest.render import language
from digest.render.drawing import LIBRARIES, Card, Colour, Palette, colour, draw, is_drawable
from digest.render.typography import typeset_text
from digest.text import without_controls

_MADE_BY = program("render/drawing.py", "render/fonts/*.ttf")
_DECLARED = re.compile(r"--(paper|ink|quiet|rule|accent)\s*:\s*([^;{}]+)")
_BY_DAY = re.compile(r"light-dark\(\s*((?:[^(),]|\([^()]*\))*),")
_PLAIN = Palette(paper=(251, 249, 245), ink=(30, 27, 23), quiet=(98, 91, 81), rule=(217, 210, 197), accent=(138, 71, 0))
"""For tokens that are no colour which a drawing understands."""


def card_artifact(view: CardView, info: SiteInfo, style: bytes, cache: Cache) -> Artifact:
    palette = palette_of(style.decode("utf-8", "replace"), dict(info.theme))
    data = cache.made(_key(view, info, palette), partial(draw, card_of(view, info), palette))
    return Artifact(path=view.path.removeprefix("/"), data=data, source=f"the card {view.path}")


def forget_others(site: Site[Any], style: bytes, cache: Cache) -> None:
    """Keep the cards of this site alone."""
    palette = palette_of(style.decode("utf-8", "replace"), dict(site.info.theme))
    cache.keep_only(_key(view, site.info, palette) for view in site.cards)


def _key(view: CardView, info: SiteInfo, palette: Palette) -> str:
    return key_of(_MADE_BY, LIBRARIES, json.dumps([astuple(card_of(view, info)), astuple(palette)]))


def card_of(view: CardView, info: SiteInfo) -> Card:
    """What can be drawn of it: a title in letters that the font lacks gives way to the publication's, else the week."""
    name = _drawable(info.title, info.language)
    if view.issue is None:
        tagline = _drawable(info.tagline, info.language)
        host = _address(info)
        return Card(slate=(("", host),), title=name or host, signature=tagline)
    title = _drawable(view.issue.title, view.issue.language)
    return Card(
        slate=_slate(view.issue, info.language), title=title or name or view.issue.id, signature=name if title else ""
    )


def palette_of(style: str, theme: Mapping[str, str]) -> Palette:
    """The colours by day: those of digest.yaml, else those that the style sheet declares first."""
    found: dict[str, Colour] = {}
    for name, value in (*theme.items(), *_DECLARED.findall(style)):
        by_day = _BY_DAY.match(value.strip())
        seen = colour(by_day[1] if by_day else value)
        if seen and name not in found:
            found[name] = seen
    names = ("paper", "ink", "quiet", "rule", "accent")
    paper, ink, quiet, rule, accent = (found.get(name, getattr(_PLAIN, name)) for name in names)
    return Palette(paper=paper, ink=ink, quiet=quiet, rule=rule, accent=accent)


def _slate(line: IssueLine, code: str) -> tuple[tuple[str, str], ...]:
    say = language.texts(code).gettext
    number = say("Draft") if line.draft else str(line.number or "–")
    dates = language.period(line.first_day, line.last_day, code)
    return ((say("Issue"), number), (say("Week"), line.id), (say("Dates"), dates))


def _drawable(text: str, code: str) -> str:
    """Without signs that no font of ours has; empty where letters are missing."""
    plain = " ".join(unicodedata.normalize("NFC", without_controls(text)).split())
    # Narrow no-break spaces, which the fonts lack, are wide ones here.
    spaced = typeset_text(plain, code).replace("\u202f", "\u00a0")
    shown = "".join(char for char in spaced if is_drawable(char) or unicodedata.category(char)[0] in "LMN")
    return " ".join(word for word in shown.split(" ") if word) if is_drawable(shown) else ""


def _address(info: SiteInfo) -> str:
    host = urlsplit(info.base_url).netloc
    whole = f"{host}{info.base_path}"
    return whole if len(whole) <= 40 and whole.isascii() else host[:40]
