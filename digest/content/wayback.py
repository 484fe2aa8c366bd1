"""A link and a day to the address under which the Wayback Machine would have a copy. Pure.

What this module alone knows: how such an address is written, and which hosts no archive on the public web can reach.
"""

from __future__ import annotations

import ipaddress
import re
from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlsplit

from digest.text import canonical_link

ROOT = "https://web.archive.org/web/"
_ARCHIVE = re.compile(r"(?:.+\.)?archive\.org")
_NOT_PUBLIC = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "home.arpa", "test")
_ENDINGS = tuple(f".{name}" for name in _NOT_PUBLIC)
_USUAL = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")
_PLAIN = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=~._?-]*")
"""An address in which nothing is encoded."""
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/%:@!$&'()*+,;=~-._?"


def wayback_link(link: str, day: date) -> str:
    """The copy that is nearest to `day`; empty for a link that the public web cannot open.

    Without fragment and tracking parameters, of which an archive knows nothing; the rest leads where it led.
    """
    try:
        canonical = canonical_link(link)
    except ValueError:
        return ""
    usual = _USUAL.match(canonical)
    host = usual[1] if usual else urlsplit(canonical).hostname or ""
    if not _is_copied(host):
        return ""
    is_plain = _PLAIN.fullmatch(canonical)
    address = canonical if is_plain else quote(_STRAY_PERCENT.sub("%25", canonical), safe=_SAFE)
    return f"{ROOT}{day.isoformat().replace('-', '')}/{address}"


@lru_cache(maxsize=1024)
def _is_copied(host: str) -> bool:
    """Many entries are of few hosts."""
    return is_public(host) and not _ARCHIVE.fullmatch(host)


def is_public(host: str) -> bool:
    """Whether a host in lower case may be reached from anywhere; names are judged by how they end, never asked for."""
    host = host.rstrip(".")
    last = host.rpartition(".")[2]
    if ":" in host or _NUMBER.fullmatch(last):
        return _is_public_number(host)
    return "." in host and not host.endswith(_ENDINGS)


def _is_public_number(host: str) -> bool:
    """Of a number in a form that only browsers understand, like 127.1, nobody knows."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    return number.is_global and not number.is_multicast
