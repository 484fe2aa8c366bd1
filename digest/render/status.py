"""/status.json, which monitors look at. Pure.

docs/health.md explains its keys; a key never changes its meaning, and a new form would have another version.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from digest.compose.views import IssueLine, Site
from digest.model import Artifact, Moment
from digest.render.filters import address
from digest.text import clean_line
from digest.weeks import as_day, as_instant

VERSION = 1


def status_artifacts(site: Site) -> Iterator[Artifact]:
    """One file, unless `outputs` leaves it out."""
    if "status" in site.info.outputs:
        text = json.dumps(_status(site), ensure_ascii=False, indent=1) + "\n"
        yield Artifact(path="status.json", data=text.encode("utf-8"), source="the file for monitors")


def _status(site: Site) -> dict[str, Any]:
    """Feeds are counted and never named: some may be private."""
    health = site.health
    counts = health.feeds
    return {
        "version": VERSION,
        "title": clean_line(site.info.title),
        "url": site.info.base_url,
        "last_read": None if health.last_read is None else _iso(health.last_read),
        "feeds": {
            "healthy": counts.healthy,
            "failing": counts.failing,
            "paused": counts.paused,
            "unread": counts.unread,
        },
        "last_issue": None if health.last_issue is None else _issue(health.last_issue, site),
    }


def _issue(line: IssueLine, site: Site) -> dict[str, Any]:
    path = line.path if "issues" in site.info.outputs else "/"
    return {
        "id": line.id,
        "number": line.number,
        "date": None if line.date is None else as_day(line.date).isoformat(),
        "url": address(path, base=site.info.base_url.rstrip("/")),
    }


def _iso(moment: Moment) -> str:
    """`2026-11-22T06:12:00Z`; `2026-11-22` for a day."""
    if isinstance(moment, datetime):
        return as_instant(moment).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return moment.isoformat()
