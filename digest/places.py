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
