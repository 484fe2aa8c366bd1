"""The language of an item: said by a person, by the feed, by its text, or not at all."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from digest.collect.gist import settled
from digest.collect.language import settled_language
from digest.model import Item
from tests.builders import feed

FRENCH = "Le doublage français redoute les voix de synthèse"
FRENCH_TEXT = "<p>Les comédiens demandent une loi qui protège leur voix, et un salaire quand une machine l’imite.</p>"
ENGLISH = "Studios ask the court to stop the film generator"
ENGLISH_TEXT = "<p>The complaint says that the company has trained its model on thousands of their films.</p>"


@pytest.mark.parametrize(
    ("title", "language"),
    [
        (FRENCH, "fr"),
        ("Cannes : un film tourné sans caméra divise la critique", "fr"),
        ("« Sora » arrive, et les scénaristes s’inquiètent", "fr"),
        ("IA : ce que change la loi européenne pour le cinéma", "fr"),
        (ENGLISH, "en"),
        ("What the writers’ strike won, and what it did not", "en"),
        ("A director tells how she made her film with a phone", "en"),
        ("Die Gewerkschaft der Schauspieler warnt vor künstlichen Stimmen", "de"),
        ("映画監督が語る、人工知能と映画の未来", "ja"),
    ],
)
def test_short_title_is_enough_when_it_is_plain(title, language):
    assert settled_language(None, title, "") == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sora 2",
        "Anora",
        "Dune: Part Three",
        "2001",
        "Pour elle",
        "Universally Unique Identifier",
        "Cannes 2027: Palme d’or, Grand Prix",
        "🎬🎬🎬",
        "https://www.lemonde.fr/culture/le-cinema-et-la-loi",
        "x" * 9,
    ],
)
def test_name_or_number_has_no_language(text):
    assert settled_language(None, text, "") is None


def test_text_in_two_languages_leaves_the_feed_its_word():
    title = "« The future of film » : what the critics of Paris say, et ce que disent ceux de Londres"
    assert settled_language("fr", title, "") == "fr"
    assert settled_language("en", title, "") == "en"


def test_feed_that_says_another_language_than_its_text_is_corrected():
    assert settled_language("en-US", FRENCH, FRENCH_TEXT) == "fr"
    assert settled_language("fr", ENGLISH, ENGLISH_TEXT) == "en"


def test_region_and_spelling_that_the_feed_gives_are_kept():
    assert settled_language("fr-CA", FRENCH, FRENCH_TEXT) == "fr-CA"
    assert settled_language("nb-NO", "Regissøren forteller om filmen som maskinen skrev", "") == "nb-NO"


def test_short_title_is_not_enough_to_contradict_the_feed():
    assert settled_language(None, "Une loi pour les voix des acteurs", "") == "fr"
    assert settled_language("en", "Une loi pour les voix des acteurs", "") == "en"


def test_language_that_the_model_does_not_know_is_the_feeds_word():
    title = "Die akteurs vra vir 'n wet wat hul stemme beskerm"
    text = "<p>Die vakbond sê dat die maatskappye die stemme van akteurs nie sonder toestemming mag gebruik nie.</p>"
    assert settled_language("en", title, text) == "nl"
    assert settled_language("af", title, text) == "af"


def test_addresses_do_not_make_a_text_english():
    link = "https://www.example.com/news/what-the-future-of-the-film-industry-and-the-machine-will-be-this-year "
    assert settled_language(None, "La loi du doublage ne passe pas", link * 20) == "fr"


def test_person_is_believed_before_feed_and_text():
    row = Item(title=FRENCH, summary=FRENCH_TEXT, language="en")
    assert settled(row, feed(language="de"), "en") == "de"
    assert settled(row, feed(), "en") == "fr"
    assert settled(Item(title="Anora", language="it"), feed(), "en") == "it"
    assert settled(Item(title="Anora"), feed(), "en") == "en"
    assert settled(Item(title="Anora"), feed(), None) is None


def test_hostile_text_costs_as_little_as_any_other():
    settled_language(None, FRENCH, "")
    texts = [
        "<p>" * 100_000,
        "&" * 1_000_000,
        "é" * 1_000_000,
        "\ud800 word" * 1000,
        "http://" * 100_000,
        "@." * 100_000,
    ]
    began = time.process_time()
    for text in texts:
        settled_language(None, text[:500], text)
    assert time.process_time() - began < 1


def test_same_text_has_the_same_language_in_every_process():
    program = f"from digest.collect.language import settled_language as s; print(s(None, {FRENCH!r}, {FRENCH_TEXT!r}))"
    told = {subprocess.check_output([sys.executable, "-c", program], text=True) for _ in range(2)}
    assert told == {"fr\n"}


def test_model_is_not_read_before_a_text_needs_it():
    program = "import sys, digest.collect.triage; print('py3langid' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "False\n"
