"""Which pictures of ours a page, a feed or a style sheet names, in whatever way it writes their addresses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urljoin

from digest.model import Artifact

_TEXTS = (".html", ".xml", ".json", ".css")
_AFTER = ")'\",;"
"""What may stand behind an address in a style sheet or in a text."""
_IN_STYLE = re.compile(r"""(?i:url)\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]*))\s*\)""")


def picture_names(artifact: Artifact, base_url: str) -> Iterator[str]:
    """Names behind our own /images/, in whatever way an address can be written there."""
    if not artifact.path.endswith(_TEXTS):
        return
    if b"images/" not in artifact.data:
        # Most texts: to search them for every form of an address takes fifty times as long.
        return
    text = artifact.data.decode("utf-8", "replace")
    path = re.sub(r"^[a-z]+://[^/]*", "", base_url)
    ours = rf"(?:{re.escape(base_url)}|(?<![\w.~/-]){re.escape(path)})images/([^\"\s<>?#\\]+)"
    for found in re.findall(ours, text):
        name = unquote(unescape(found))
        yield name
        yield name.rstrip(_AFTER)
    if artifact.path.endswith(".css"):
        yield from _named_in_style(text, base_url + artifact.path, f"{base_url}images/")


def _named_in_style(css: str, sheet: str, ours: str) -> Iterator[str]:
    """Addresses there are relative to the sheet, and nothing need stand between one and the next."""
    for found in _IN_STYLE.findall(css):
        address = urljoin(sheet, "".join(found)).partition("?")[0].partition("#")[0]
        if address.startswith(ours):
            yield unquote(address.removeprefix(ours))
