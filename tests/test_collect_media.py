"""What an item is, and how long: from the types, endings, lengths and places that feeds and pages give."""

from __future__ import annotations

import pytest

from digest.collect.media import clock, is_video_place, medium_of, seconds_of
from digest.collect.parse import parse_feed
from digest.collect.reply import Failure
from digest.model import Enclosure

PAGE = "https://talkback.example/9"
CDN = "https://cdn.example"
LENGTH = "<itunes:duration>62:03</itunes:duration>"
NAMES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:yt="http://www.youtube.com/xml/schemas/2015"'
)


def read(item, link=f"<link>{PAGE}</link>"):
    """Link, medium and length of an item of a feed."""
    data = f'<rss version="2.0" {NAMES}><channel><item><title>T</title>{link}{item}</item></channel></rss>'
    parsed = parse_feed(data.encode(), link="https://talkback.example/feed")
    assert not isinstance(parsed, Failure)
    found = parsed.items[0]
    return found.link, *medium_of(found.link, found.enclosures)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("3723", 3723),
        ("62:03", 3723),
        ("1:02:03", 3723),
        ("01:02:03", 3723),
        (" 01:02:03.400 ", 3723),
        ("3723.9", 3723),
        (3723, 3723),
        (3723.9, 3723),
        ("PT1H2M3S", 3723),
        ("pt62m3s", 3723),
        ("PT3723.5S", 3723),
        ("P0DT1H2M3S", 3723),
        ("P0DT24H", 86400),
        ("1h 2m 3s", 3723),
        ("1 hr 2 min 3 sec", 3723),
        ("62 min", 3720),
        ("1 h 02 min", 3720),
        ("1 heure 2 minutes", 3720),
    ],
)
def test_length_is_read_in_all_its_spellings(said, seconds):
    assert seconds_of(said) == seconds


@pytest.mark.parametrize(
    "said",
    [
        "",
        "0",
        "00:00:00",
        "-5",
        "PT0S",
        "P",
        "PT",
        "P1Y",
        "soon",
        "1:2:3:4",
        "12:",
        "3723000",
        "211200",
        "P1DT1S",
        "1e9",
        "٣",
        None,
        "9" * 5000,
        [],
        {},
    ],
)
def test_length_that_makes_no_sense_is_none(said):
    assert seconds_of(said) is None


def test_clock_is_as_short_as_it_can_be():
    assert [clock(seconds) for seconds in (0, 5, 65, 3723, 90000)] == ["", "0:05", "1:05", "1:02:03", "25:00:00"]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (f'<enclosure url="{CDN}/9.mp3" type="audio/mpeg" length="1"/>{LENGTH}', ("audio", "1:02:03")),
        (f'<enclosure url="{CDN}/9.mp3?key=1" length="1"/>', ("audio", "")),
        (f'<enclosure url="{CDN}/9.M4A" type="application/octet-stream"/>{LENGTH}', ("audio", "1:02:03")),
        (f'<enclosure url="{CDN}/9" type="Audio/MPEG"/>', ("audio", "")),
        (f'<enclosure url="{CDN}/9.pdf" type="application/pdf"/>{LENGTH}', ("article", "")),
        (f'<enclosure url="{CDN}/9.jpg" type="image/jpeg"/>', ("article", "")),
        (f'<enclosure url="{CDN}/9.mp4" type="image/gif"/>', ("article", "")),
        (f'<media:content url="{CDN}/9.jpg" medium="image"/>', ("article", "")),
        (f'<media:content url="{CDN}/9" type="video/mp4" duration="65"/>', ("video", "1:05")),
        (f'<media:content url="{CDN}/9" medium="video"/>', ("video", "")),
        (f'<media:content url="{CDN}/9" medium="audio" type="text/plain" duration="65"/>', ("audio", "1:05")),
        (
            f'<media:group><media:content url="{CDN}/s.mp4" type="video/mp4"/>'
            f'<media:content url="{CDN}/l.mp4" type="video/mp4" duration="65"/></media:group>',
            ("video", "1:05"),
        ),
        ('<enclosure url="javascript:alert(1)//.mp3" type="audio/mpeg"/>', ("article", "")),
        (LENGTH, ("article", "")),
    ],
)  # fmt: skip
def test_medium_and_length_of_an_item_come_from_what_it_encloses(item, found):
    assert read(item) == (PAGE, *found)


def test_item_that_only_names_a_video_has_the_address_where_it_is_watched():
    assert read('<yt:videoId>a-b_C1</yt:videoId><yt:duration seconds="65"/>', link="") == (
        "https://www.youtube.com/watch?v=a-b_C1",
        "video",
        "1:05",
    )
    assert read("<yt:videoId>a&amp;list=x</yt:videoId>", link="")[0] == ""


def test_link_to_a_file_is_what_it_is_named():
    assert medium_of("https://radio.example/9.mp3", ()) == ("audio", "")
    assert medium_of("https://radio.example/9.html", ()) == ("article", "")


def test_length_of_another_medium_is_not_taken():
    media = (
        Enclosure(link=f"{CDN}/9.mp3", media_type="audio/mpeg"),
        Enclosure(link=f"{CDN}/9.mp4", media_type="video/mp4", seconds=65),
    )
    assert medium_of(PAGE, media) == ("audio", "")


@pytest.mark.parametrize(
    ("link", "is_video"),
    [
        ("https://www.youtube.com/watch?v=abc", True),
        ("https://m.youtube.com/watch?v=abc", True),
        ("https://www.youtube.com/shorts/abc", True),
        ("https://youtu.be/abc?t=3", True),
        ("https://www.youtube.com/@channel", False),
        ("https://www.youtube.com/post/abc", False),
        ("https://youtu.be/", False),
        ("https://vimeo.com/123456", True),
        ("https://vimeo.com/channels/staffpicks/123456", True),
        ("https://player.vimeo.com/video/123456", True),
        ("https://vimeo.com/blog/post/ten-cameras", False),
        ("https://www.dailymotion.com/video/x9", True),
        ("https://www.arte.tv/fr/videos/123456-000-A/le-film/", True),
        ("https://www.arte.tv/fr/articles/le-film", False),
        ("https://notyoutube.com/watch?v=abc", False),
        ("https://youtube.com.evil.example/watch?v=abc", False),
    ],
)
def test_place_of_a_video_is_told_from_the_rest_of_its_site(link, is_video):
    assert is_video_place(link) is is_video
