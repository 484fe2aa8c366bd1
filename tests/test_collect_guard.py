"""Which addresses may be connected to, however they are written."""

from __future__ import annotations

import pytest

from digest.collect.guard import is_public, link_problem


@pytest.mark.parametrize(
    "address",
    [
        *(
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.7",
            "224.0.0.1",
        ),
        *("192.88.99.1", "198.18.0.1", "203.0.113.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1"),
        *("::ffff:127.0.0.1", "::ffff:192.168.1.7", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:db8::1", "100::1"),
        *("fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "3fff::1", "2001::1", "127.1", "localhost", ""),
    ],
)
def test_private_and_disguised_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "::ffff:93.184.216.34", "2606:4700::1111"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://news.example/feed", "only http and https"),
        ("//news.example/feed", "only http and https"),
        ("https:///feed", "names no host"),
        ("https://me:secret@news.example/feed", "user name"),
        ("https://news.example:8443/feed", "port 8443"),
        ("http://news.example:443/feed", "port 443"),
        ("https://news.example:99999/feed", "not a valid address"),
    ],
)
def test_link_that_is_not_followed_says_why(link, words):
    assert words in link_problem(link, private=False)


def test_private_feed_may_use_any_port_but_not_any_scheme():
    assert link_problem("http://intranet:8080/feed", private=True) == ""
    assert link_problem("file:///feed", private=True)


def test_ordinary_link_is_followed():
    assert link_problem("https://news.example/feed?x=1", private=False) == ""
    assert link_problem("http://news.example:80/feed", private=False) == ""
