"""What every test may rely on: the repository's folder, the same examples every time, a headless browser."""

from __future__ import annotations

import shutil
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.built import Built, built

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# The same examples on every run, and no deadline: a slow machine is not a failing test.
settings.register_profile("same-every-time", derandomize=True, deadline=None)
settings.load_profile("same-every-time")

# Whoever starts the tests in the background lets them ignore Ctrl-C, and every program of theirs with them.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Callable[[str], Built]:
    """One of the sites in tests/built.py by its name, built when it is first asked for; for reading only."""
    return cache(lambda name: built(name, tmp_path_factory.mktemp("site"), repository))


@pytest.fixture(scope="session")
def difficult_site(built_site: Callable[[str], Built]) -> Path:
    """The built pages of the difficult publication; for reading only."""
    return built_site("difficult").folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system's own, which asks nothing of the network by itself.

    For tests marked `browser`; without a Chromium they fail and say so, they are never skipped.
    """
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.fail(f"no Chromium found (looked for {', '.join(CHROMIUM_NAMES)}); see `make test-browser`")
    # As root, as in most containers, Chromium refuses to start with its sandbox.
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=quiet)
        yield chromium
        chromium.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A table of what was measured: of each row how often, and from which figure to which."""
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
