"""The words of a licence to the page that explains it. Pure.

What this module alone knows: the licences of Creative Commons and how people write their names.
"""

from __future__ import annotations

import re

_ROOT = "https://creativecommons.org/"
_LICENCE = re.compile(
    r"(?:creative commons |cc[ -])(?P<terms>by(?:[ -](?:nc[ -]sa|nc[ -]nd|nc|nd|sa))?)"
    r"[ -]v?(?P<version>1\.0|2\.0|2\.5|3\.0|4\.0)(?: international| unported)?"
)
_ZERO = re.compile(r"(?:creative commons zero|cc[ -]?(?:0|zero))(?:[ -]v?1\.0)?(?: universal)?")


def licence_link(licence: str) -> str:
    """Of `CC BY-SA 4.0`, `CC0`, or an address that stands for a licence; empty for anything else.

    A licence without its version is none: nobody could say which text is meant.
    """
    words = " ".join(licence.split())
    if re.fullmatch(r"https?://[^\s/]+(?:/\S*)?", words):
        return words
    name = words.lower()
    if _ZERO.fullmatch(name):
        return f"{_ROOT}publicdomain/zero/1.0/"
    if match := _LICENCE.fullmatch(name):
        return f"{_ROOT}licenses/{match['terms'].replace(' ', '-')}/{match['version']}/"
    return ""
