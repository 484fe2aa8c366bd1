"""The page of patterns, which no published site has, before the same judges as the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digest.build import build
from tests.browser.sites import BASE_URL
from tests.browser.test_accessibility import VIEWS, violations
from tests.crawling import pages
from tests.difficult import difficult_publication

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["en", "fr"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("patterns")
    difficult_publication(root, language=request.param)
    build(root, output=root / "build", base_url=BASE_URL, drafts=True)
    with pages(root / "build", BASE_URL) as found:
        yield f"{found}patterns/"


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_every_component_is_accessible_and_fits(tab, address, width, scheme):
    tab.goto(address)
    assert violations(tab, width, scheme) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
