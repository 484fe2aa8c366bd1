"""What the judges share: the sites, a page of the browser, and a place for what they measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.sites import Site, built_sites

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Note = Callable[[str, float], None]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    with built_sites(tmp_path_factory.mktemp("sites")) as built:
        yield built


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A page of a browser that remembers nothing."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Note:
    """Takes `note(row, figure)`; tests/conftest.py shows all of them after the tests."""
    return lambda row, figure: record_property("figure", (row, figure))
