"""A curated weekly digest: feeds to Markdown entries to a static site."""

from __future__ import annotations

__version__ = "0.1.0"
