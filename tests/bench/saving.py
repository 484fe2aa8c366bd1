"""From saving a note to the page in the browser that has it: `make bench-saving`, or this file with `--help`.

`digest serve` serves a made-up publication; Chromium shows the page of an issue; a word is added to a note of it, and
the time runs from before the file is written until the page that was loaded again has the word. Each save is in another
issue, from all of the archive. Nothing like it is measured of others: the figure is said as it was on this machine.
"""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

HERE = Path(__file__).resolve().parent
DIGEST = str(Path(sys.executable).with_name("digest"))
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
_REST_SECONDS = 3.0
"""Between two saves: the page is still, and nothing is made that no build waits for."""
_LOOKED_SECONDS = 0.004


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures how long a saved note takes to the page in the browser.")
    parser.add_argument("--entries", type=int, default=10_000, help="25 an issue; 10000 unless said otherwise")
    parser.add_argument("--runs", type=int, default=9, help="saves that are measured; 9 unless said otherwise")
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        sys.exit(f"no Chromium found (looked for {', '.join(CHROMIUM_NAMES)})")
    with tempfile.TemporaryDirectory(prefix="bench-saving-") as folder:
        root = Path(folder) / "weekly"
        words = ["digest", str(root), "--entries", str(options.entries)]
        subprocess.run([sys.executable, str(HERE / "publications.py"), *words], check=True)
        with _served(root) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            seconds = list(_saves(browser.new_page(), address, root, options.runs))
            browser.close()
    middle = statistics.median(seconds)
    figures = f"{middle:.2f} s ({min(seconds):.2f}–{max(seconds):.2f})"
    sys.stdout.write(f"{options.entries:,} entries, {len(seconds)} saves, from the file to the page: {figures}\n")


@contextmanager
def _served(root: Path) -> Iterator[str]:
    """The address of the site."""
    process = subprocess.Popen([DIGEST, "-C", str(root), "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        lines = iter(process.stderr.readline, "")
        yield next(found[0] for line in lines if (found := re.search(r"http://\S+", line)))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def _saves(page: Page, address: str, root: Path, runs: int) -> Iterator[float]:
    files = sorted(root.glob("content/entries/*/*.md"))
    for number in range(runs):
        file = files[(2 * number + 1) * len(files) // (2 * runs)]
        page.goto(f"{address}issues/{file.parent.name}/")
        time.sleep(_REST_SECONDS)
        yield _seconds(page, file, f"Saved{number}")


def _seconds(page: Page, file: Path, word: str) -> float:
    text = file.read_text(encoding="utf-8")
    began = time.perf_counter()
    file.write_text(f"{text.rstrip()} {word}.\n", encoding="utf-8")
    while not _shows(page, word):
        time.sleep(_LOOKED_SECONDS)
    return time.perf_counter() - began


def _shows(page: Page, word: str) -> bool:
    try:
        return word in page.content()
    except Error:
        # It is just loaded again.
        return False


if __name__ == "__main__":
    main()
