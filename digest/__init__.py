"""A curated weekly digest: feeds to Markdown entries to a static site."""

__version__ = "0.1.0"
