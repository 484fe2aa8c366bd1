from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from digest.content.theme import default_folder
from digest.render import language

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
METHODS = [("init/**", "ignore"), ("**.html", "jinja2")]


def messages_of_theme_and_code() -> set[Any]:
    """A text that stands in code alone is written right into its `gettext`."""
    theme = extract_from_dir(str(default_folder()), METHODS, OPTIONS, KEYWORDS)
    code = extract_from_dir(str(language.CATALOGUES.parent), [("**.py", "python")], None, KEYWORDS)
    return {message for _, _, message, _, _ in (*theme, *code)}


def messages_of_catalogue(code: str) -> Iterator[Any]:
    path = language.CATALOGUES / code / "LC_MESSAGES" / "digest.po"
    with path.open("rb") as file:
        yield from (message for message in read_po(file, locale=code, abort_invalid=True) if message.id)


def test_every_text_of_the_interface_is_in_french_and_nothing_else_is():
    assert messages_of_theme_and_code() == {message.id for message in messages_of_catalogue("fr")}


def test_no_french_text_is_empty_or_uncertain():
    for message in messages_of_catalogue("fr"):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy, message.id
        assert list(message.check()) == [], message.id


def test_french_texts_are_set_as_french_is():
    for message in messages_of_catalogue("fr"):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not {" :", " ;", " !", " ?", "« ", " »", "'", "…  "} & {text[i : i + 2] for i in range(len(text))}, (
                text
            )
            assert "'" not in text, text


@pytest.mark.parametrize(("count", "text"), [(0, "0 article"), (1, "1 article"), (2, "2 articles")])
def test_nothing_is_singular_in_french(count, text):
    said = language.texts("fr").ngettext("%(shown)s entry", "%(shown)s entries", count)
    assert said % {"shown": count} == text


def test_nothing_is_plural_in_english():
    assert language.texts("en").ngettext("%(shown)s entry", "%(shown)s entries", 0) == "%(shown)s entries"


@pytest.mark.parametrize(
    ("on", "code", "text"),
    [
        (date(2024, 3, 24), "en", "24 March 2024"),
        (date(2024, 3, 24), "fr", "24 mars 2024"),
        (date(2024, 4, 1), "en", "1 April 2024"),
        (date(2024, 4, 1), "fr", "1er avril 2024"),
        (date(2024, 8, 21), "fr", "21 août 2024"),
    ],
)
def test_a_day_is_written_as_people_write_it(on, code, text):
    assert language.day(on, code) == text


def test_the_day_of_an_instant_is_the_day_where_it_was_written():
    late = datetime(2024, 3, 24, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    assert language.day(late, "en") == "24 March 2024"
    assert language.iso(late) == "2024-03-24T23:30:00-08:00"
    assert language.iso(datetime(2024, 3, 24, 9, tzinfo=UTC)) == "2024-03-24T09:00:00+00:00"
    assert language.iso(date(2024, 3, 24)) == "2024-03-24"


@pytest.mark.parametrize(
    ("first", "last", "english", "french"),
    [
        (date(2024, 3, 18), date(2024, 3, 24), "18–24 March 2024", "18–24 mars 2024"),
        (date(2024, 4, 1), date(2024, 4, 7), "1–7 April 2024", "1er–7 avril 2024"),
        (date(2024, 7, 29), date(2024, 8, 4), "29 July – 4 August 2024", "29 juillet – 4 août 2024"),
        (
            date(2026, 12, 28),
            date(2027, 1, 3),
            "28 December 2026 – 3 January 2027",
            "28 décembre 2026 – 3 janvier 2027",
        ),
        (date(2024, 3, 18), date(2024, 3, 18), "18 March 2024", "18 mars 2024"),
    ],
)
def test_a_period_says_once_what_both_days_share(first, last, english, french):
    assert language.period(first, last, "en") == english
    assert language.period(first, last, "fr") == french


def test_a_short_period_leaves_out_the_years():
    assert language.short_period(date(2024, 3, 18), date(2024, 3, 24), "en") == "18–24 March"
    assert language.short_period(date(2026, 12, 28), date(2027, 1, 3), "en") == "28 December – 3 January"


def test_months_of_a_storyline_say_the_year_once_when_they_can():
    assert language.months(date(2024, 3, 18), date(2024, 3, 24), "en") == "March 2024"
    assert language.months(date(2024, 3, 18), date(2024, 9, 29), "en") == "March – September 2024"
    assert language.months(date(2024, 3, 18), date(2025, 3, 29), "fr") == "mars 2024 – mars 2025"


def test_a_large_number_is_grouped_as_the_language_does():
    assert language.number(12345, "en") == "12,345"
    assert language.number(12345, "fr") == "12\u202f345"


@pytest.mark.parametrize(
    ("tag", "code", "name"),
    [("fr", "en", "French"), ("en-US", "fr", "anglais"), ("zz-nonsense-tag", "en", "zz-nonsense-tag"), ("", "en", "")],
)
def test_a_language_is_called_by_its_name_when_it_has_one(tag, code, name):
    assert language.language_name(tag, code) == name


def test_regions_do_not_make_another_language():
    assert language.is_same_language("fr-CA", "fr")
    assert not language.is_same_language("fr", "fi")


@pytest.mark.parametrize(("text", "rtl"), [("هوليوود", True), ("12: שלום", True), ("Sora هوليوود", False), ("", False)])
def test_the_first_letter_with_a_direction_decides(text, rtl):
    assert language.runs_right_to_left(text) is rtl


@pytest.mark.parametrize(
    ("text", "expected"), [("Sora (2026)", False), ("L’Écho 映画", False), ("AI و", True), ("نعم", True), ("١٢", True)]
)
def test_words_turn_the_line_when_any_letter_runs_from_right_to_left(text, expected):
    assert language.turns(text) is expected


def test_no_letter_before_hebrew_runs_from_right_to_left():
    assert not any(language.turns(chr(point)) for point in range(0x590))
    assert not any(unicodedata.bidirectional(chr(point)) in {"R", "AL", "AN"} for point in range(0x590))


@given(st.text(alphabet="a1.’–é\u200f א\u0661و映"))
def test_every_letter_is_asked_for_its_direction(text):
    directions = [unicodedata.bidirectional(letter) for letter in text]
    assert language.turns(text) is any(direction in {"R", "AL", "AN"} for direction in directions)
    strong = next((direction for direction in directions if direction in {"L", "R", "AL"}), "L")
    assert language.runs_right_to_left(text) is (strong != "L")
