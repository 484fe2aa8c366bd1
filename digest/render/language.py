"""The interface in English and French: texts, dates, numbers, names of languages. The importer of babel. Pure.

Reads nothing but the catalogues that lie beside it. A date is written for the language of the interface, whatever
the language of the text around it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit

from digest.model import Moment
from digest.weeks import as_day

CATALOGUES = Path(__file__).parent / "locale"
LANGUAGES = ("en", "fr")
_TURNING = frozenset(("R", "AL", "AN"))
_FAR = re.compile("[\u0590-\U0010ffff]+")
"""Hebrew is the first script of Unicode that turns."""
_TERRITORIES = {"en": "en_GB", "fr": "fr_FR"}
"""Open Graph wants a territory; English dates here are day first, as in Britain."""


@cache
def texts(language: str) -> NullTranslations:
    """The catalogue of a language; English is what the templates say."""
    path = CATALOGUES / language / "LC_MESSAGES" / "digest.po"
    if language == "en":
        return NullTranslations()
    # Here, since English needs neither.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def day(moment: Moment, language: str) -> str:
    """`24 March 2024`, `1er avril 2024`; of a datetime, the day where it was written."""
    return _day(as_day(moment), language)


@lru_cache(maxsize=4096)
def _day(on: date, language: str) -> str:
    return f"{_day_and_month(on, language)} {on.year}"


def period(first: date, last: date, language: str) -> str:
    """`18–24 March 2024`, `29 July – 4 August 2024`: what both days share is said once."""
    if first == last:
        return day(first, language)
    if first.year != last.year:
        return f"{day(first, language)} – {day(last, language)}"
    if first.month != last.month:
        return f"{_day_and_month(first, language)} – {day(last, language)}"
    return f"{_ordinal(first, language)}–{day(last, language)}"


def short_period(first: date, last: date, language: str) -> str:
    """The period without its years, for a list that stands under its year."""
    if first.month != last.month:
        return f"{_day_and_month(first, language)} – {_day_and_month(last, language)}"
    return f"{_ordinal(first, language)}–{_day_and_month(last, language)}"


def months(first: date, last: date, language: str) -> str:
    """`March 2024 – October 2025`, `March – May 2024`, `March 2024`."""
    names = _months(language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{names[last.month]} {last.year}"
    start = names[first.month] if first.year == last.year else f"{names[first.month]} {first.year}"
    return f"{start} – {names[last.month]} {last.year}"


def quarter(part: int, language: str) -> str:
    """`Jan–Mar` of 0, up to 3."""
    return f"{_short_months(language)[3 * part + 1]}–{_short_months(language)[3 * part + 3]}"


def iso(moment: Moment) -> str:
    """For `datetime` attributes: a plain date stays one, an instant keeps its offset."""
    return moment.isoformat()


def number(value: int, language: str) -> str:
    """`12,345`; in French with narrow no-break spaces."""
    return _number(value, language) if type(value) is int else format_decimal(value, locale=language)


@lru_cache(maxsize=1024)
def _number(value: int, language: str) -> str:
    return format_decimal(value, locale=language)


def length(seconds: int, language: str) -> str:
    """`1 hour 2 minutes`, `12 minutes`, `45 secondes`: rounded to minutes from one minute on."""
    hours, minutes = divmod((seconds + 30) // 60, 60)
    parts = (
        ((hours, "duration-hour"), (minutes, "duration-minute")) if seconds >= 60 else ((seconds, "duration-second"),)
    )
    return " ".join(format_unit(count, unit, "long", locale=language) for count, unit in parts if count)


@lru_cache(maxsize=1024)
def language_name(tag: str, language: str) -> str:
    """`French`, `anglais`; the tag itself when nobody knows the language."""
    try:
        known = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return tag
    return known.get_language_name(language) or tag


@lru_cache(maxsize=1024)
def is_same_language(tag: str, language: str) -> bool:
    """Whether two tags name one language, whatever their regions: `fr-CA` and `fr`."""
    return tag.lower().partition("-")[0] == language.lower().partition("-")[0]


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is Hebrew, Arabic, or the like."""
    if isinstance(text, str) and text.isascii():
        return False
    directions = map(unicodedata.bidirectional, text)
    return next((strong for strong in directions if strong in {"L", "R", "AL"}), "L") != "L"


def turns(text: str) -> bool:
    """Whether any letter of it runs from right to left: what stands beside such words could change places with them."""
    return not text.isascii() and any(
        unicodedata.bidirectional(letter) in _TURNING for letters in _FAR.findall(text) for letter in letters
    )


def territory(language: str) -> str:
    """`en_GB`, the form that Open Graph asks for; of a language alone, the land where most of its readers live."""
    code, _, rest = language.partition("-")
    land = rest.rpartition("-")[2]
    if len(land) == 2:
        return f"{code.lower()}_{land.upper()}"
    likely = get_global("likely_subtags").get(code.lower(), "").rpartition("_")[2]
    return _TERRITORIES.get(code.lower()) or (f"{code.lower()}_{likely}" if likely else code)


def _day_and_month(on: date, language: str) -> str:
    return f"{_ordinal(on, language)} {_months(language)[on.month]}"


def _ordinal(on: date, language: str) -> str:
    return "1er" if on.day == 1 and language == "fr" else str(on.day)


@cache
def _months(language: str) -> dict[int, str]:
    return dict(Locale.parse(language).months["format"]["wide"])


@cache
def _short_months(language: str) -> dict[int, str]:
    return dict(Locale.parse(language).months["stand-alone"]["abbreviated"])
