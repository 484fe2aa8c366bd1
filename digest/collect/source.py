"""A link to the feed of its site. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from digest.model import Feed
from digest.text import host_of

# One site for many publishers: there a feed's own pages begin with the address of its site, or they are not its.
_SHARED = frozenset(
    "youtube.com youtu.be vimeo.com dailymotion.com medium.com linkedin.com x.com twitter.com facebook.com "
    "instagram.com reddit.com github.com".split()
)


def source_feed(link: str, feeds: Iterable[Feed]) -> Feed | None:
    """The feed whose site the link lies on; of several, the one whose site is the longest beginning of the link."""
    host = host_of(link)
    same = [feed for feed in feeds if feed.site and host_of(feed.site) == host]
    within = [feed for feed in same if urlsplit(link).path.startswith(urlsplit(feed.site).path or "/")]
    if within:
        longest = max(within, key=lambda feed: len(urlsplit(feed.site).path))
        if host not in _SHARED or urlsplit(longest.site).path.strip("/"):
            return longest
    return same[0] if len(same) == 1 and host not in _SHARED else None
