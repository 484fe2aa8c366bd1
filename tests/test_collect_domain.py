"""Whom a host belongs to."""

from __future__ import annotations

import pytest

from digest.collect.domain import server_domain, site_domain


@pytest.mark.parametrize(
    ("link", "domain"),
    [
        ("https://www.news.example/feed", "news.example"),
        ("https://a.b.news.example/feed", "news.example"),
        ("https://film.news.co.uk/feed", "news.co.uk"),
        ("https://news.fr/feed", "news.fr"),
        ("https://www.gouv.fr/feed", "www.gouv.fr"),
        ("https://gouv.fr/feed", "gouv.fr"),
        ("https://shop.city.kawasaki.jp/feed", "city.kawasaki.jp"),
        ("https://News.Example./feed", "news.example"),
        ("https://192.0.2.7/feed", "192.0.2.7"),
        ("https://[2001:db8::1]/feed", "2001:db8::1"),
        ("http://localhost:8000/", "localhost"),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_domain_is_what_its_owner_registered(link, domain):
    assert server_domain(link) == domain
    assert site_domain(link) == domain


def test_blogs_of_one_service_share_its_servers_and_are_two_sites():
    links = ("https://ada.github.io/feed", "https://bob.github.io/feed")
    assert {server_domain(link) for link in links} == {"github.io"}
    assert {site_domain(link) for link in links} == {"ada.github.io", "bob.github.io"}
