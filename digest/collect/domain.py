"""A host to the domain that its owner registered. The one importer of publicsuffixlist. Pure.

What this module alone knows: which names are registries, such as `co.uk`. The list comes with the package, so that it
is the same everywhere and asks nobody.
"""

from __future__ import annotations

import ipaddress
from functools import cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


def server_domain(link: str) -> str:
    """Whom a request burdens. The blogs of one service are one: `a.github.io` and `b.github.io` share servers."""
    return _registered(_host(link), shares_names=False)


def site_domain(link: str) -> str:
    """Who writes there. Two blogs of one hosting service are two."""
    return _registered(_host(link), shares_names=True)


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _registered(host: str, *, shares_names: bool) -> str:
    """A number, and a name that nobody can register, such as `localhost`, stand for themselves."""
    if not host or _is_number(host):
        return host
    return _suffixes(shares_names).privatesuffix(host) or host


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _suffixes(shares_names: bool) -> PublicSuffixList:
    """Reading the list costs some 25 ms; most runs need one of the two, and few both."""
    return PublicSuffixList(only_icann=not shares_names)
