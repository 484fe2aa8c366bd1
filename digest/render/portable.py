"""A site for one address to the same site for a folder on a disk: links inside it become relative. Pure.

For a preview that somebody unpacks and opens without a server.
"""

from __future__ import annotations

import re
from collections.abc import Container
from html import escape, unescape
from posixpath import relpath
from urllib.parse import unquote, urlsplit

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_LINK = re.compile(r'(?<=\s)(href|src)="([^"]*)"')
_CHOICE = re.compile(r'(?<=\s)srcset="([^"]*)"')


def portable_file(data: bytes, path: str, base_url: str, files: Container[str]) -> bytes:
    """The file at `path`; a page leads to the files beside it. `files` are all paths of the site."""
    if not path.endswith(".html"):
        return data
    base = urlsplit(base_url).path

    def link(found: re.Match[str]) -> str:
        return f'{found[1]}="{escape(_relative(unescape(found[2]), path, base, files))}"'

    def choice(found: re.Match[str]) -> str:
        rows = (row.partition(" ") for row in unescape(found[1]).split(", "))
        beside = ", ".join(f"{_relative(link, path, base, files)} {width}" for link, _, width in rows)
        return f'srcset="{escape(beside)}"'

    def rewritten(tag: re.Match[str]) -> str:
        return _CHOICE.sub(choice, _LINK.sub(link, tag[0]))

    return _TAG.sub(rewritten, data.decode("utf-8")).encode("utf-8")


def _relative(link: str, path: str, base: str, files: Container[str]) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path.startswith(base):
        return link
    name = parts.path.removeprefix(base)
    target = f"{name}index.html" if not name or name.endswith("/") else name
    if unquote(target) not in files:
        return link
    beside = relpath(target, path.rpartition("/")[0] or ".")
    return beside + (f"#{parts.fragment}" if parts.fragment else "")
