"""A title and a summary to the language they are in, or to none when that is not sure. Pure.

What this module alone knows: py3langid, when it may be believed, and when more than the feed. The model is read with
the first text that needs it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from digest.collect.fragment import beginning
from digest.errors import DigestError, Problem

_READ_CHARACTERS = 300
# Below this many bytes of letters (an ideograph is three) a text is a name, a number or a formula.
_FEWEST_BYTES, _BYTES_AGAINST_THE_FEED = 20, 60
# Measured on 3,000 captured items and 1,200 labelled lines: above the first no answer was wrong; the second is as sure
# as a text in two languages never makes it.
_SURE, _SURER = 0.6, 0.99
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
# Those in which feeds are written. The model knows more, and would hear Latin in chemistry and Pidgin in headlines.
_LANGUAGES = (
    "ar bg bn ca cs da de el en es et eu fa fi fr ga he hi hr hu hy id is it ja ka ko lt lv mk ms nl no pl pt ro ru sk "
    "sl sq sr sv ta th tr uk ur vi zh"
).split()
# What the model cannot tell apart, or what goes by another name in a feed.
_SAME = {"nb": "no", "nn": "no", "in": "id", "iw": "he", "bs": "hr", "sr": "hr", "id": "ms"}
# The model takes as long as all else that is done for an item. A text with this many of a language's own little words
# is in it, and the model is not asked whether the feed is right.
_LITTLE = {
    "en": frozenset("the a of and to in for with on that by from as it is was are at this be".split()),
    "fr": frozenset("le la les des du et est dans une un pour que qui sur par pas plus avec ce son".split()),
}
_ENOUGH_LITTLE = 5
_NONE: frozenset[str] = frozenset()


def settled_language(said: str | None, title: str, html: str) -> str | None:
    """`said` is what the item or its feed declares: it stands unless the text is surely in another language.

    Raises DigestError when the model cannot be read.
    """
    text = _text(title, html)
    if said is not None and len(_LITTLE.get(_root(said), _NONE) & set(text.lower().split())) >= _ENOUGH_LITTLE:
        return said
    letters = "".join(filter(str.isalpha, text)).encode("utf-8", "ignore")
    if len(letters) < (_BYTES_AGAINST_THE_FEED if said else _FEWEST_BYTES):
        return said
    found, confidence = _model().classify(text)
    if said is None:
        return str(found) if confidence >= _SURE else None
    return said if confidence < _SURER or _root(said) == _root(found) or not _is_known(said) else str(found)


def _text(title: str, html: str) -> str:
    """Title and beginning, without addresses, which are English to every model."""
    return _ADDRESS.sub(" ", f"{title}. {beginning(html)}")[:_READ_CHARACTERS]


def _root(code: str) -> str:
    bare = code.partition("-")[0].lower()
    return _SAME.get(bare, bare)


def _is_known(code: str) -> bool:
    """Whether the model could have answered with it: Latin or Luxembourgish is the feed's word against nobody's."""
    return _root(code) in {_root(language) for language in _LANGUAGES}


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:
        what = f"the model that tells languages cannot be unpacked: {error.strerror or error}"
        hint = "make room in the folder for temporary files, or name another one in TMPDIR"
        raise DigestError(Problem(path="", code="FILE004", what=what, hint=hint)) from error
    model.set_languages(_LANGUAGES)
    return model
