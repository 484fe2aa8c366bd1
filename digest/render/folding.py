"""Text as search compares it: case, accents, ligatures, apostrophes and plural endings away. Pure.

templates/assets/search.js folds what a reader types by the same rules, and a test in a browser holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼʻʹˈ′´`＇"), "'")
_LETTERS = {
    "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "þ": "th", "ı": "i",
    "ŋ": "n", "ĸ": "k", "ς": "σ",
}  # fmt: skip
_DROPPED = (
    (0x00AD, 0x00AD), (0x0300, 0x036F), (0x0591, 0x05BD), (0x05BF, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640),
    (0x064B, 0x065F), (0x0670, 0x0670), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x2069), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xFEFF, 0xFEFF),
)  # fmt: skip
"""Accents of all scripts that can do without them, and what is not seen. The vowels of Indian scripts stay."""
_TABLE = {
    **_APOSTROPHES,
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
    **{code: None for first, last in _DROPPED for code in range(first, last + 1)},
}
_BEFORE_APOSTROPHE = re.compile(r"(?<![a-z0-9])(?:[a-z]|qu)'(?=[^ \t\n\r'])")
_AFTER_APOSTROPHE = re.compile(r"'[a-z](?![a-z0-9])")
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
"""Scripts without spaces: each sign is a word, or nothing inside a sentence would be found."""
_PLURAL = re.compile(r"(?<=[a-z]{3}[a-rt-z])s$|(?<=u)x$")
_COMPOUND = re.compile(r"(?<!\w)\w++(?:[-‐‑]\w++)+")
"""Each letter of a long word is looked at twice, and not once for every other."""


def fold(text: str) -> str:
    """Words between single spaces: `L’Œuvre des réalisateurs` is `oeuvre des realisateur`.

    One letter or `qu` before an apostrophe is no word, nor is one letter after it: `l’IA`, `qu’elle`, `Lionsgate’s`.
    """
    signed = _SIGN.sub(r" \g<0> ", _plain(text))
    elided = _AFTER_APOSTROPHE.sub(" ", _BEFORE_APOSTROPHE.sub(" ", signed))
    words = "".join(char if _is_of_word(char) else " " for char in elided).split()
    return " ".join(_PLURAL.sub("", word) for word in words)


def fold_for_index(text: str) -> str:
    """The same, and compounds once more in one piece, so that `filmmaker` finds `film-maker`."""
    compounds = " ".join(re.sub("[-‐‑]", "", found[0]) for found in _COMPOUND.finditer(text))
    return f"{fold(text)} {fold(compounds)}".strip()


def _plain(text: str) -> str:
    # Before anything is taken apart: `´` alone would come apart into a space and an accent.
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    lower = unicodedata.normalize("NFKD", apart.lower())
    return unicodedata.normalize("NFC", lower.translate(_TABLE))


@lru_cache(maxsize=4096)
def _is_of_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"
