"""What the judges share: the sites, and a table of what they measured, shown after the tests.

A test gives `note(row, figure)`; the table tells of each row how often it was measured and its largest figure.
"""

from __future__ import annotations

from collections import defaultdict
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
    return lambda row, figure: record_property("figure", (row, figure))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    figures: defaultdict[str, list[float]] = defaultdict(list)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "figure" and getattr(report, "when", "") == "call":
                    figures[value[0]].append(value[1])
    if figures:
        terminalreporter.section("what was measured")
    for row, found in sorted(figures.items()):
        least = f"{min(found):g} to " if min(found) != max(found) else ""
        terminalreporter.write_line(f"{row:<58} {len(found):>4} times: {least}{max(found):g}")
