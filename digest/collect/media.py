"""Links and enclosures to what an item is, article, video or audio, and how long it takes. Pure.

What this module alone knows: the sites of videos, the types and endings of media, the ways to write a length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from digest.model import Enclosure, Medium
from digest.text import host_of

_LONGEST_SECONDS = 24 * 3600
"""More is milliseconds, bytes or nonsense."""
# Where a video lies on the sites that have much else beside: channels, posts of the community, a blog.
_VIDEO_PLACES = {
    "youtube.com": re.compile(r"/(?:watch|shorts/|live/|embed/|v/)"),
    "youtube-nocookie.com": re.compile(r"/embed/"),
    "youtu.be": re.compile(r"/[\w-]+"),
    "vimeo.com": re.compile(r"/(?:[\w/-]+/)?\d+(?:/|$)"),
    "dailymotion.com": re.compile(r"/(?:embed/)?video/"),
    "twitch.tv": re.compile(r"/(?:videos/|\w+/clip/)"),
    "arte.tv": re.compile(r"/\w\w/videos/\d"),
}
_VIDEO_ENDINGS = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".ogv")
_AUDIO_ENDINGS = (".mp3", ".m4a", ".m4b", ".ogg", ".oga", ".opus", ".aac", ".wav", ".flac")
# Types that say nothing, with which servers and makers of feeds send everything.
_EMPTY_TYPES = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/force-download", "unknown"}
)
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,7})(?:[.,]\d+)?", re.ASCII)
_WORDS = re.compile(
    r"(?:(\d{1,3})\s?h(?:(?:ou)?rs?|eures?)?)?\s?,?"
    r"(?:(\d{1,4})\s?m(?:in(?:ute)?s?)?\.?)?\s?,?"
    r"(?:(\d{1,6})(?:\.\d+)?\s?s(?:ec(?:ond)?s?)?\.?)?",
    re.IGNORECASE | re.ASCII,
)
_ISO = re.compile(
    r"P(?:0*(\d)D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})(?:\.\d+)?S)?)?", re.IGNORECASE | re.ASCII
)


def medium_of(link: str, enclosures: Iterable[Enclosure]) -> tuple[Medium, str]:
    """What lies at `link`, and its length as `1:02:03` when that was said."""
    media = tuple(enclosures)
    if is_video_place(link):
        return "video", clock(_longest(media))
    for medium in (*map(_kind, media), _kind(Enclosure(link=link))):
        if medium is not None:
            return medium, clock(_longest(row for row in media if _kind(row) == medium))
    return "article", ""


def is_video_place(link: str) -> bool:
    """Whether a well-known site shows one video there."""
    host = re.sub(r"^(?:m|player|music)\.", "", host_of(link))
    place = _VIDEO_PLACES.get(host)
    return place is not None and place.match(urlsplit(link).path) is not None


def seconds_of(text: object) -> int | None:
    """`1:02:03`, `62:03`, `3723`, `PT1H2M3S` and `1 h 2 min 3 s` alike."""
    words = " ".join(str(text)[:50].split())
    if match := _CLOCK.fullmatch(words) or _WORDS.fullmatch(words):
        days, (hours, minutes, seconds) = 0, (int(part or 0) for part in match.groups())
    elif match := _ISO.fullmatch(words):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    else:
        return None
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return total if 0 < total <= _LONGEST_SECONDS else None


def clock(seconds: int) -> str:
    """`1:02:03`, `2:03`; empty for none."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if not seconds:
        return ""
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _longest(media: Iterable[Enclosure]) -> int:
    """One recording in several sizes; the length often stands beside one of them only."""
    return max((row.seconds or 0 for row in media), default=0)


def _kind(media: Enclosure) -> Medium | None:
    kind = media.media_type.partition("/")[0]
    if kind in ("video", "audio"):
        return "video" if kind == "video" else "audio"
    if media.media_type not in _EMPTY_TYPES:
        return None
    path = urlsplit(media.link).path.lower()
    return "video" if path.endswith(_VIDEO_ENDINGS) else "audio" if path.endswith(_AUDIO_ENDINGS) else None
