"""Links and days to addresses of the Wayback Machine: what is escaped, and what no archive can have."""

from __future__ import annotations

from datetime import date

import pytest

from digest.content.wayback import is_public, wayback_link

DAY = date(2024, 3, 22)
ROOT = "https://web.archive.org/web/20240322/"


@pytest.mark.parametrize(
    ("link", "copy"),
    [
        ("https://news.example/sora", "https://news.example/sora"),
        ("http://news.example:8080/sora", "http://news.example:8080/sora"),
        ("https://news.example/a?b=1&c=%C3%A9", "https://news.example/a?b=1&c=%C3%A9"),
        ("https://news.example/a#second-part", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=3#y", "https://news.example/a?id=3"),
        ("https://news.example/100%?p=5%", "https://news.example/100%25?p=5%25"),
        ("https://news.example/a b?c[]=d|e", "https://news.example/a%20b?c%5B%5D=d%7Ce"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("HTTPS://News.Example", "https://news.example/"),
    ],
)
def test_the_address_leads_to_what_the_link_led_to(link, copy):
    assert wayback_link(link, DAY) == ROOT + copy


def test_a_day_of_long_ago_has_four_figures_for_its_year():
    assert (
        wayback_link("https://news.example/", date(33, 4, 3))
        == "https://web.archive.org/web/00330403/https://news.example/"
    )


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "a.localhost", "printer", "nas.local", "wiki.internal", "x.lan", "router.home.arpa"),
        *("127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.1.1", "[::1]", "[fe80::1]", "[::ffff:10.0.0.1]"),
        *("127.1", "2130706433", "0x7f.1", "nas.local."),
    ],
)
def test_what_lies_on_a_private_network_has_no_copy(host):
    assert wayback_link(f"http://{host}/a", DAY) == ""


@pytest.mark.parametrize("link", ["https://web.archive.org/web/2020/https://news.example/", "ftp://news.example/", ""])
def test_a_copy_has_no_copy_and_nothing_but_the_web_has_one(link):
    assert wayback_link(link, DAY) == ""


@pytest.mark.parametrize(
    "host", ["news.example", "8.8.8.8", "2606:4700:4700::1111", "localhost.example", "home.example"]
)
def test_a_public_host_is_one_whatever_it_begins_with(host):
    assert is_public(host)
