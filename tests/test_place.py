"""Where a site will stand: what people type for it, and what they meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.publish.place import (
    NoAddress,
    address_of,
    own_domain,
    place_of,
    repository_of,
    repository_of_remote,
    settings_page,
)


@pytest.mark.parametrize(
    ("text", "address", "repository"),
    [
        ("https://jane.github.io/my-weekly/", "https://jane.github.io/my-weekly/", "jane/my-weekly"),
        ("https://jane.github.io/my-weekly", "https://jane.github.io/my-weekly/", "jane/my-weekly"),
        (" https://Jane.GitHub.io/My_Weekly ", "https://jane.github.io/My_Weekly/", "jane/My_Weekly"),
        ("https://jane.github.io", "https://jane.github.io/", "jane/jane.github.io"),
        ("Jane-D/my-weekly", "https://jane-d.github.io/my-weekly/", "Jane-D/my-weekly"),
        ("jane/Jane.github.io", "https://jane.github.io/", "jane/Jane.github.io"),
        ("https://github.com/jane/my-weekly", "https://jane.github.io/my-weekly/", "jane/my-weekly"),
        ("https://github.com/jane/my-weekly.git", "https://jane.github.io/my-weekly/", "jane/my-weekly"),
        ("https://github.com/jane/my-weekly/settings/pages", "https://jane.github.io/my-weekly/", "jane/my-weekly"),
        ("github.com/jane/my-weekly", "https://jane.github.io/my-weekly/", "jane/my-weekly"),
        ("git@github.com:jane/my.weekly.git", "https://jane.github.io/my.weekly/", "jane/my.weekly"),
        ("https://weekly.example/", "https://weekly.example/", ""),
        ("https://été.example/a/b", "https://xn--t-9fab.example/a/b/", ""),
        ("http://localhost:8000/x/", "http://localhost:8000/x/", ""),
        ("http://192.168.0.7/x/", "http://192.168.0.7/x/", ""),
        ("https://jane.gitlab.io/x/", "https://jane.gitlab.io/x/", ""),
        ("https://example.github.io/my-weekly/", "https://example.github.io/my-weekly/", ""),
    ],
)
def test_an_address_or_a_repository_names_a_place(text, address, repository):
    place = place_of(text)
    assert (place.address, place.repository) == (address, repository)


@pytest.mark.parametrize(
    ("text", "why", "meant"),
    [
        ("jane.github.io/weekly", "does not begin with https://", "https://jane.github.io/weekly"),
        ("htps://jane.github.io/weekly/", "does not begin with https://", "https://jane.github.io/weekly/"),
        ("https//jane.github.io/weekly/", "does not begin with https://", "https://jane.github.io/weekly/"),
        ("https:/jane.github.io/", "does not begin with https://", "https://jane.github.io/"),
        ("ftp://jane.github.io/", "does not begin with https://", "https://jane.github.io/"),
        ("nonsense", "does not begin with https://", ""),
        ("", "does not begin with https://", ""),
        ("jane/my weekly", "has a space in it", "jane/my-weekly"),
        ("https://jane.github.io/my weekly/", "has a space in it", "https://jane.github.io/my-weekly/"),
        ("https://jane/weekly/", "has no dot in its host 'jane'", "https://jane.github.io/weekly/"),
        ("https://jane..github.io/weekly/", "which is no host", "https://jane.github.io/weekly/"),
        ("https://jane_d.github.io/weekly/", "which is no host", "https://jane-d.github.io/weekly/"),
        ("https://jane.gihub.io/weekly/", "but nearly", "https://jane.github.io/weekly/"),
        ("https://jane.github.oi/weekly/", "but nearly", "https://jane.github.io/weekly/"),
        ("https://jane.github.com/weekly/", "but nearly", "https://jane.github.io/weekly/"),
        ("https://jane.githubio/weekly/", "but nearly", "https://jane.github.io/weekly/"),
        ("https://github.io/jane/weekly/", "does not say whose", "https://jane.github.io/weekly/"),
        ("https://github.io/", "does not say whose", ""),
        ("https://www.jane.github.io/weekly/", "nothing that GitHub Pages shows", "https://jane.github.io/weekly/"),
        ("https://jane.github.io/a/b/", "nothing that GitHub Pages shows", "https://jane.github.io/a/"),
        ("https://jane.github.io/a.git", "nothing that GitHub Pages shows", "https://jane.github.io/a/"),
        ("https://jane.github.io/index.html", "nothing that GitHub Pages shows", "https://jane.github.io/"),
        ("https://jane.github.io/jane.github.io/", "nothing that GitHub Pages shows", "https://jane.github.io/"),
        ("http://jane.github.io/weekly/", "is http", "https://jane.github.io/weekly/"),
        ("https://jane.github.io/weekly/?x=1", "more than a host and a path", "https://jane.github.io/weekly/"),
        ("https://jane:secret@weekly.example/", "no address of a site", "https://weekly.example/"),
        ("https://[::1/", "", ""),
    ],
)
def test_a_slip_is_told_with_what_was_meant(text, why, meant):
    with pytest.raises(NoAddress, match=r"[\s\S]") as caught:
        place_of(text)
    assert why in str(caught.value)
    assert caught.value.hint == (f"did you mean {meant} ?" if meant else "write https://name.github.io/repository/")
    assert not meant or place_of(place_of(meant).address) == place_of(meant)


@given(st.text(alphabet="ab/:.@-_ ?#[]<%é0\\\ngithubo", max_size=30).map(lambda rest: f"https://{rest}") | st.text())
def test_whatever_is_typed_gives_an_address_that_stands_or_a_reason(text):
    try:
        address = place_of(text).address
    except NoAddress:
        return
    assert place_of(address).address == address


@pytest.mark.parametrize(
    ("remote", "repository"),
    [
        ("https://github.com/jane/weekly.git", "jane/weekly"),
        ("https://x-access-token:secret@github.com/jane/weekly.git", "jane/weekly"),
        ("git@github.com:jane/weekly.git", "jane/weekly"),
        ("ssh://git@github.com/jane/weekly", "jane/weekly"),
        ("ssh://git@ssh.github.com:443/jane/weekly.git", "jane/weekly"),
        ("https://github.com.evil.example/jane/weekly", ""),
        ("https://evil.example/github.com/jane/weekly", ""),
        ("https://gitlab.com/jane/weekly.git", ""),
        ("../weekly.git", ""),
        ("https://github.com/jane", ""),
    ],
)
def test_a_remote_on_github_names_its_repository(remote, repository):
    assert repository_of_remote(remote) == repository


def test_address_and_repository_lead_to_each_other():
    for repository in ("jane/weekly", "jane/jane.github.io"):
        assert repository_of(address_of(repository)) == repository


def test_the_switch_is_named_with_its_full_address():
    assert settings_page("jane/weekly") == "https://github.com/jane/weekly/settings/pages"
    assert settings_page("") == "https://github.com/OWNER/REPOSITORY/settings/pages"


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://weekly.example/", "weekly.example"),
        ("https://www.xn--cin-dma.fr/", "www.xn--cin-dma.fr"),
        ("https://xn--80a.xn--p1ai/", "xn--80a.xn--p1ai"),
        ("https://weekly.example/x/", ""),
        ("https://weekly.example:8080/", ""),
        ("https://jane.github.io/", ""),
        ("http://192.168.0.7/", ""),
        ("http://localhost/", ""),
    ],
)
def test_a_domain_of_one_s_own_is_known_as_such(address, domain):
    assert own_domain(address) == domain


def test_accents_in_a_domain_are_written_as_machines_write_them():
    place = place_of("https://www.ciné.fr:8443/x")
    assert place.address == "https://www.xn--cin-dma.fr:8443/x/"
    assert own_domain(place_of("https://www.Ciné.fr").address) == "www.xn--cin-dma.fr"
