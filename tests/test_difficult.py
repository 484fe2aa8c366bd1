from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from digest.content.publication import read_publication
from tests.browser.sites import SHOWN
from tests.commands import REPOSITORY, tree
from tests.difficult import ISSUES, KINDS, Week, difficult_publication, empty_publication


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("difficult")
    difficult_publication(root)
    return root


def test_it_is_as_large_as_it_says(root):
    publication = read_publication(root).sound()
    counts = Counter(entry.issue for entry in publication.entries)
    assert len(publication.issues) == ISSUES == 300
    assert (counts[Week.SIXTY], counts[Week.ORDINARY], counts[Week.EMPTY], counts[Week.LETTER]) == (60, 25, 0, 0)
    assert (len(publication.feeds), len(publication.settings.tags or ())) == (200, 40)
    assert {storyline.kind for storyline in publication.storylines} == set(KINDS)
    assert sum("endless" in entry.storylines for entry in publication.entries) > 100


def test_it_is_the_same_every_time(root, tmp_path):
    difficult_publication(tmp_path)
    assert tree(tmp_path) == tree(root)


def test_its_interface_can_be_french(tmp_path):
    difficult_publication(tmp_path, language="fr", issues=9)
    publication = read_publication(tmp_path).sound()
    assert publication.settings.language == "fr"
    assert {issue.id for issue in publication.issues} == set(Week)


def test_the_empty_one_holds_nothing_that_was_published(tmp_path):
    empty_publication(tmp_path)
    publication = read_publication(tmp_path).sound()
    assert (publication.issues, publication.entries) == ((), ())


def test_every_kind_of_page_is_looked_at():
    kinds = {path.stem for path in Path(REPOSITORY, "templates/pages").glob("*.html")}
    assert {shown.kind for shown in SHOWN} == kinds
