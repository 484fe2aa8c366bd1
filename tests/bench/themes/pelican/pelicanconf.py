"""Settings for Pelican: pages of issues, tags and the archive, and nothing else that it would make of itself."""

from __future__ import annotations

SITENAME = "Bench Weekly"
SITEURL = "https://bench.example/weekly"
JINJA_GLOBALS = {
    "TAGLINE": "Films and machines",
    "ROOT": "/weekly",
    "SECTIONS": {"industry": "Industry", "tools": "Tools", "craft": "Craft", "law": "Law", "society": "Society"},
}
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS = ["assets"]
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["letters"]
WITH_FUTURE_DATES = True
LOAD_CONTENT_CACHE = False
CACHE_CONTENT = False
# What digest reads of Markdown, and no highlighting of code.
MARKDOWN = {
    "extensions": ["meta", "fenced_code", "footnotes", "sane_lists", "tables"],
    "output_format": "html",
}
USE_FOLDER_AS_CATEGORY = False
SLUGIFY_PRESERVE_CASE = True
FORMATTED_FIELDS: list[str] = []
SUMMARY_MAX_LENGTH = None

ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = ""
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = ""
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = CATEGORIES_SAVE_AS = ""
CATEGORY_URL, CATEGORY_SAVE_AS = "issues/{slug}/", "issues/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
DIRECT_TEMPLATES = ["index", "archives", "tags", "404", "feed"]
ARCHIVES_SAVE_AS = "issues/index.html"
TAGS_SAVE_AS = "tags/index.html"
FEED_SAVE_AS = "feed.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
