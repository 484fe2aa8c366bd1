"""Which addresses a stranger's link may lead to. Pure.

What this module alone knows: the disguises of a private address.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = {"http": 80, "https": 443}
# Ranges that `is_global` lets through although nothing public lives there, or that carry an IPv4 address within.
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.88.99.0/24",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)


class RefusedAddressError(OSError):
    """A connection that was not made. An OSError, since that is what a connector may meet when it makes a socket."""

    words = "a private address"

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is {self.words}")


def is_public(address: str) -> bool:
    """Whether a resolved address, as text, belongs to the public internet; anything unreadable does not."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return _is_public(parsed)


def link_problem(link: str, *, private: bool) -> str:
    """Why this link is not followed, in words; empty when it may be. Says nothing of what its host resolves to."""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return f"{link!r} is not a valid address"
    if parts.scheme not in _PORTS:
        return f"{parts.scheme or 'no scheme'}: is not followed, only http and https"
    if not parts.hostname:
        return f"{link!r} names no host"
    if parts.username is not None or parts.password is not None:
        return "an address with a user name is not followed"
    if not private and port not in (None, _PORTS[parts.scheme]):
        return f"port {port} is not allowed (80 and 443 are); `private: true` lifts this for one feed"
    return ""


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return _is_public(address.ipv4_mapped)
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address.version == network.version and address in network for network in _REFUSED)
