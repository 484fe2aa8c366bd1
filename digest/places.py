"""Where the files of a publication lie: paths relative to its root, with forward slashes. Pure."""

from __future__ import annotations

SETTINGS_FILE = "digest.yaml"
FEEDS_FILE = "content/feeds.yaml"
STORYLINES_FILE = "content/storylines.yaml"
ENTRIES_FOLDER = "content/entries"
ISSUES_FOLDER = "content/issues"
PAGES_FOLDER = "content/pages"
IMAGES_FOLDER = "content/images"
SEEN_FOLDER = "content/seen"
PUBLISHED_FOLDER = "content/published"
STATE_FOLDER = "content/state"
DATA_FILES = (SETTINGS_FILE, FEEDS_FILE, STORYLINES_FILE)
SITE_FOLDERS = (ENTRIES_FOLDER, ISSUES_FOLDER, PAGES_FOLDER, IMAGES_FOLDER, SEEN_FOLDER, STATE_FOLDER)
"""What a site is made from, beside these files and templates."""


def is_entry(path: str) -> bool:
    return path.startswith(f"{ENTRIES_FOLDER}/") and path.endswith(".md")


def has_words(path: str) -> bool:
    """Whether a file ends with words that nothing else hangs on: an entry with its note, an issue with its letter."""
    return path.startswith((f"{ENTRIES_FOLDER}/", f"{ISSUES_FOLDER}/")) and path.endswith(".md")
