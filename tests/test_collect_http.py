"""Requests to a real server on loopback: what is sent, what is believed, and what it may cost."""

from __future__ import annotations

import asyncio
import gzip
import socket

import pytest

from digest.collect.http import Client, Limits
from digest.collect.reply import Failure, Response, Validators
from tests.servers import Answer, serving

QUICK = Limits(connect_seconds=1, read_seconds=0.3, total_seconds=0.6, wire_bytes=20_000, decoded_bytes=50_000)


@pytest.fixture
def web():
    with serving() as web:
        yield web


def get(link, *, validators=None, private=True, limits=QUICK):
    async def ask():
        async with Client("slatepress/1 (+https://example.org/)", limits) as client:
            return await client.get(link, validators or Validators(), private=private)

    return asyncio.run(ask())


def reason(link, **options):
    answer = get(link, **options)
    assert isinstance(answer, Failure), answer
    return answer.reason


def response(link, **options):
    answer = get(link, **options)
    assert isinstance(answer, Response), answer
    return answer


def test_document_comes_with_its_validators(web):
    web["/feed"] = Answer(
        body=b"<rss/>", headers=(("ETag", 'W/"a"b"'), ("Last-Modified", "Fri, 20 Nov 2026 09:30:00 GMT"))
    )
    found = response(web.link("/feed"))
    assert (found.body, found.link, found.moved_to) == (b"<rss/>", web.link("/feed"), "")
    assert found.validators == Validators(etag='W/"a"b"', modified="Fri, 20 Nov 2026 09:30:00 GMT")


def test_redirects_are_followed_and_permanent_ones_are_told(web):
    web["/new"] = Answer(body=b"x")
    web["/old"] = Answer(status=301, headers=(("Location", "/older"),))
    web["/older"] = Answer(status=308, headers=(("Location", web.link("/new")),))
    web["/mixed"] = Answer(status=302, headers=(("Location", "/old"),))
    assert response(web.link("/old")).moved_to == web.link("/new")
    assert response(web.link("/mixed")).link == web.link("/new")
    assert response(web.link("/mixed")).moved_to == ""


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://[::1/"])
def test_redirect_to_another_kind_of_address_is_refused(web, target):
    web["/feed"] = Answer(status=302, headers=(("Location", target),))
    assert reason(web.link("/feed"))
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "[::1]"],
)
def test_loopback_is_refused_however_it_is_written(web, host):
    # Port 80 passes the check of the address; only the guard at the socket stands between it and a connection.
    assert reason(f"http://{host}/feed", private=False)
    assert web.requests == []


def test_refused_address_is_explained():
    assert "leads to a private address" in reason("http://localhost/feed", private=False)
    assert "leads to a private address" in reason("http://127.0.0.1/feed", private=False)


def test_public_feed_may_not_use_an_odd_port(web):
    assert "is not allowed" in reason(web.link("/feed"), private=False)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
def test_status_is_told_in_words_and_with_its_number(web, status):
    web["/feed"] = Answer(status=status, headers=(("Retry-After", "120"),))
    failure = get(web.link("/feed"))
    assert isinstance(failure, Failure)
    assert (failure.status, failure.retry_after, failure.is_gone) == (status, "120", status == 410)
    assert f"({status})" in failure.reason


def test_server_that_says_nothing_is_left():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert "too long" in reason(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_nobody_there_is_told():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert "no connection to 127.0.0.1" in reason(f"http://127.0.0.1:{port}/")


def test_unknown_name_is_told():
    assert "is not known" in reason("http://no-such-host.invalid/", limits=Limits(total_seconds=20))


def test_document_that_was_cut_on_the_way_is_not_taken(web):
    web["/feed"] = Answer(body=b"<rss>", length=500)
    assert "cut off" in reason(web.link("/feed"))


def test_gzip_is_unpacked_within_the_limit(web):
    gzipped = (("Content-Encoding", "gzip"),)
    web["/good"] = Answer(body=gzip.compress(b"<rss/>"), headers=gzipped)
    web["/bomb"] = Answer(body=gzip.compress(b"\0" * 10_000_000), headers=gzipped)
    assert response(web.link("/good")).body == b"<rss/>"
    assert "when unpacked" in reason(web.link("/bomb"))


def test_brotli_that_nobody_asked_for_is_refused(web):
    web["/feed"] = Answer(body=b"\x0b\x02\x80hello\x03", headers=(("Content-Encoding", "br"),))
    assert "not asked for" in reason(web.link("/feed"))


def test_what_a_server_says_does_not_command_a_terminal(web):
    web["/feed"] = Answer(status=418, reason="\x1b[2J\x07 teapot " + "x" * 3000)
    assert reason(web.link("/feed")) == "[2J teapot…"


def test_unchanged_is_no_answer_to_who_did_not_ask(web):
    web["/feed"] = Answer(status=304)
    assert "not asked" in reason(web.link("/feed"))
    assert response(web.link("/feed"), validators=Validators(etag="x")).is_unchanged


def test_header_that_is_no_text_is_no_validator(web):
    web["/feed"] = Answer(body=b"x", headers=(("ETag", '"\xff\xfe"'),))
    assert response(web.link("/feed")).validators == Validators()
