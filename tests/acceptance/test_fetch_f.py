"""How a run behaves towards servers, point by point: F1 to F20. Real requests, real TLS, a clock that is given."""

from __future__ import annotations

import gzip
import json
import ssl
import threading
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from digest.collect.http import Limits
from tests.commands import digest
from tests.outside import NOW, rss
from tests.servers import Answer, serving

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "http://news.example/feed"
ODD_TAGS = ['"plain"', 'W/"weak"', "unquoted", '"sp ace"', "W/'odd'", '""', '"é"', "a,b;c", 'W/"a"b"', "\\x"]


def sent(world, name):
    return [request.header(name) for request in world.plain.to("/feed")]


def test_f01_unchanged_feed_is_asked_with_both_validators_and_adds_nothing(world):
    world.follow(FEED)
    tags = (("ETag", 'W/"1"'), ("Last-Modified", "Fri, 20 Nov 2026 09:30:00 GMT"))
    world.plain["/feed"] = [rss("one", headers=tags), Answer(status=304)]
    world.run()
    before = world.kept()
    again = world.run(NOW + 7 * HOUR)
    assert (again.not_modified, again.fetched, again.entries, again.seen) == (1, 0, (), ())
    assert sent(world, "If-None-Match") == [None, 'W/"1"']
    assert sent(world, "If-Modified-Since") == [None, "Fri, 20 Nov 2026 09:30:00 GMT"]
    assert world.kept() == before


def test_f02_changed_etag_with_the_same_body_is_sent_next_time(world):
    world.follow(FEED)
    world.plain["/feed"] = [rss("one", headers=(("ETag", f'"{n}"'),)) for n in range(2)] + [Answer(status=304)]
    for n in range(3):
        world.run(NOW + n * DAY)
    assert sent(world, "If-None-Match") == [None, '"0"', '"1"']


def test_f02_changed_etag_of_an_unchanged_answer_is_sent_next_time(world):
    world.follow(FEED)
    tags = (("ETag", '"0"'), ("Last-Modified", "then"))
    world.plain["/feed"] = [rss("one", headers=tags), Answer(status=304, headers=(("ETag", '"1"'),))]
    for n in range(3):
        world.run(NOW + n * DAY)
    assert sent(world, "If-None-Match") == [None, '"0"', '"1"']
    assert sent(world, "If-Modified-Since") == [None, "then", "then"]


@pytest.mark.parametrize("tag", ODD_TAGS)
def test_f03_weak_tags_and_odd_quotes_go_back_as_they_came(world, tag):
    world.follow(FEED)
    as_sent = tag.encode().decode("latin-1")
    world.plain["/feed"] = [rss("one", headers=(("ETag", as_sent), ("Last-Modified", as_sent))), Answer(status=304)]
    world.run()
    world.run(NOW + DAY)
    assert sent(world, "If-None-Match") == [None, as_sent]
    assert sent(world, "If-Modified-Since") == [None, as_sent]


def test_f04_document_without_validators_clears_the_old_ones(world):
    world.follow(FEED)
    tags = (("ETag", '"1"'), ("Last-Modified", "then"))
    world.plain["/feed"] = [rss("one", headers=tags), rss("one", headers=tags[:1]), rss("one")]
    for n in range(4):
        world.run(NOW + n * DAY)
    assert sent(world, "If-None-Match") == [None, '"1"', '"1"', None]
    assert sent(world, "If-Modified-Since") == [None, "then", None, None]


@pytest.mark.parametrize(
    "answer",
    [rss("one"), rss(), Answer(status=304), Answer(status=404), Answer(status=500), Answer(body=b"junk")],
    ids=["feed", "empty", "304", "404", "500", "junk"],
)
def test_f05_second_run_within_the_hour_sends_nothing(world, answer):
    world.follow(FEED)
    world.plain["/feed"] = answer
    world.run()
    before = world.tree()
    again = world.run(NOW + timedelta(minutes=59))
    assert (again.not_due, len(world.plain.requests)) == (1, 1)
    assert world.tree() == before


@pytest.mark.parametrize(
    ("headers", "head", "hours"),
    [
        ((), "", 1),
        ((("Cache-Control", "max-age=36000"),), "", 10),
        ((("Cache-Control", "max-age=60"),), "", 1),
        ((("Cache-Control", "max-age=36000"), ("Expires", format_datetime(NOW + 2 * HOUR, usegmt=True))), "", 10),
        ((("Expires", format_datetime(NOW + 5 * HOUR, usegmt=True)),), "", 5),
        ((("Expires", "0"),), "", 1),
        ((("Cache-Control", "no-cache, max-age=36000"),), "", 1),
        ((("Cache-Control", "max-age=-36000"),), "", 1),
        ((("Cache-Control", "max-age=504921600"),), "", 7 * 24),
        ((("Expires", format_datetime(NOW + 16 * 365 * DAY, usegmt=True)),), "", 7 * 24),
        ((("Cache-Control", f"max-age={'9' * 400}"),), "", 7 * 24),
        ((), "<ttl>180</ttl>", 3),
        ((("Cache-Control", "max-age=36000"),), "<ttl>180</ttl>", 10),
    ],
)
def test_f06_server_may_lengthen_the_pause_up_to_a_week(world, headers, head, hours):
    world.follow(FEED)
    # Two items of one moment: the rhythm of the feed asks for an hour.
    world.plain["/feed"] = rss("one", "two", head=head, headers=headers)
    world.run()
    assert world.run(NOW + hours * HOUR - timedelta(seconds=1)).not_due == 1
    assert world.run(NOW + hours * HOUR).fetched == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("wish", "least", "most"),
    [
        ("36000", 10, 10),
        (format_datetime(NOW + 5 * HOUR, usegmt=True), 5, 5),
        ("soon", 1, 1.2),
        ("", 1, 1.2),
        (format_datetime(NOW - DAY, usegmt=True), 1, 1.2),
        ("-7200", 1, 1.2),
        ("315360000", 7 * 24, 7 * 24),
        (format_datetime(NOW + 3650 * DAY, usegmt=True), 7 * 24, 7 * 24),
    ],
)
def test_f07_retry_after_is_respected_however_it_is_written(world, status, wish, least, most):
    world.follow(FEED)
    world.plain["/feed"] = Answer(status=status, headers=(("Retry-After", wish),))
    assert f"({status})" in world.reasons()
    assert world.run(NOW + least * HOUR - timedelta(seconds=1)).not_due == 1
    assert len(world.run(NOW + most * HOUR + timedelta(seconds=1)).failed) == 1


def test_f07_retry_after_counts_for_the_whole_domain_also_in_later_runs(world):
    world.follow("http://a.news.example/busy", "http://b.news.example/other", "http://blog.example/other")
    world.plain["/busy"] = Answer(status=429, headers=(("Retry-After", "36000"),))
    world.plain["/other"] = rss("one")
    world.run(only=("a",))
    later = world.run(NOW + 9 * HOUR)
    assert (later.fetched, later.not_due) == (1, 2)
    assert [request.header("Host") for request in world.plain.to("/other")] == ["blog.example"]
    assert world.run(NOW + 10 * HOUR, only=("b",)).fetched == 1


def test_f08_no_second_request_goes_to_a_domain_that_asked_for_quiet(world):
    world.follow(*(f"http://{name}.news.example/feed" for name in "abcde"))
    world.plain["/feed"] = Answer(status=429, headers=(("Retry-After", "7200"),))
    fetched = world.run()
    assert len(world.plain.requests) == 1
    assert sorted("asked for quiet" in row.reason for row in fetched.failed) == [False, True, True, True, True]


def test_f09_permanent_chain_is_proposed_after_three_days_and_a_mixed_one_never(world):
    world.follow("http://old.example/permanent", "http://old.example/mixed")
    world.plain["/permanent"] = Answer(status=301, headers=(("Location", "/further"),))
    world.plain["/further"] = Answer(status=308, headers=(("Location", "https://news.example/feed"),))
    world.plain["/mixed"] = Answer(status=302, headers=(("Location", "/permanent"),))
    world.secure["/feed"] = rss("one", headers=(("ETag", '"1"'),))
    before = world.tree("content/feeds.yaml")
    notes = [world.run(NOW + n * DAY).notes for n in range(4)]
    assert notes[:2] == [(), ()]
    for told in notes[2:]:
        assert [row.slug for row in told] == ["a"]
        assert "feed: https://news.example/feed" in told[0].reason
    assert world.tree("content/feeds.yaml") == before


def test_f09_redirects_seen_three_times_on_one_day_prove_nothing(world):
    world.follow("http://old.example/feed")
    world.plain["/feed"] = Answer(status=301, headers=(("Location", "https://news.example/feed"),))
    world.secure["/feed"] = rss("one", "two")
    assert [world.run(NOW + n * 2 * HOUR).notes for n in range(4)] == [()] * 4


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://news.example/feed", "more than 5 redirects"),
        ("/1", "more than 5 redirects"),
        ("file:///etc/passwd", "file: is not followed"),
        ("ftp://news.example/feed", "ftp: is not followed"),
        ("http://127.0.0.1/feed", "leads to a private address"),
        ("http://localhost/feed", "leads to a private address"),
        ("http://[::1]/feed", "leads to a private address"),
        ("http://10.0.0.1/feed", "leads to a private address"),
        ("http://169.254.169.254/latest/meta-data/", "leads to a private address"),
        ("http://①②⑦.⓪.⓪.①/feed", "leads to a private address"),
        ("http://news.example:8080/feed", "port 8080 is not allowed"),
        ("http://me:secret@news.example/", "user name"),
    ],
)
def test_f10_redirect_that_leads_astray_is_not_followed(world, target, words):
    world.follow(FEED)
    location = target.encode().decode("latin-1")
    world.plain["/feed"] = Answer(status=301, headers=(("Location", location),))
    for n in range(1, 9):
        world.plain[f"/{n}"] = Answer(status=302, headers=(("Location", f"/{n + 1}"),))
    assert words in world.reasons()
    assert len(world.plain.requests) == (6 if "redirects" in words else 1)
    assert world.kept() == {}


def test_f10_five_redirects_are_followed(world):
    world.follow("http://news.example/1")
    for n in range(1, 6):
        world.plain[f"/{n}"] = Answer(status=302, headers=(("Location", f"/{n + 1}"),))
    world.plain["/6"] = rss("one")
    assert world.run().fetched == 1


def test_f10_redirect_from_https_to_http_is_not_followed(world):
    world.follow("https://safe.example/feed")
    world.secure["/feed"] = Answer(status=301, headers=(("Location", "http://news.example/feed"),))
    world.plain["/feed"] = rss("one")
    assert "not protected" in world.reasons()
    assert (len(world.secure.requests), len(world.plain.requests)) == (1, 0)


def test_f11_feed_that_is_gone_is_told_and_only_probed_after_thirty_days(world):
    world.follow(FEED)
    world.plain["/feed"] = Answer(status=410)
    assert world.reasons() == "the server says this feed is gone for good; pause or remove it (410)"
    assert world.run(NOW + 29 * DAY).not_due == 1
    (told,) = json.loads(digest(world.root, "status", "--json").out)["feeds_in_trouble"]
    assert (told["slug"], told["gone"]) == ("a", True)
    world.plain["/feed"] = rss("one", day="Sun, 20 Dec 2026 09:00:00 GMT")
    assert len(world.run(NOW + 30 * DAY).entries) == 1
    assert json.loads(digest(world.root, "status", "--json").out)["feeds_in_trouble"] == []


def test_f12_missing_feed_of_a_host_that_flaps_is_asked_again_soon_and_another_is_not(world):
    world.follow("http://www.youtube.com/feed", FEED)
    world.plain["/feed"] = [rss("one", "two"), rss("three", "four"), Answer(status=404)]
    assert world.run().fetched == 2
    moment = NOW
    for _ in range(6):
        moment += timedelta(minutes=73)
        world.run(moment)
    asked = [request.header("Host") for request in world.plain.requests[2:]]
    assert asked.count("www.youtube.com") == 6
    assert asked.count("news.example") == 3
    told = json.loads(digest(world.root, "status", "--json").out)["feeds_in_trouble"]
    assert [row["slug"] for row in told] == ["b"]


def test_f12_missing_feed_of_any_host_is_told_after_a_week(world):
    world.follow("http://www.youtube.com/feed")
    world.plain["/feed"] = [rss("one"), Answer(status=404)]
    world.run()
    assert "now and then" in world.reasons(now=NOW + 3 * DAY)
    assert "now and then" not in world.reasons(now=NOW + 8 * DAY)
    (told,) = json.loads(digest(world.root, "status", "--json", now=(NOW + 9 * DAY).isoformat()).out)[
        "feeds_in_trouble"
    ]
    assert (told["failures"], told["last_read_days"]) == (1, 9)


def test_f13_one_byte_at_a_time_ends_at_the_total_deadline(world):
    assert Limits().total_seconds == 30
    world.limits = Limits(connect_seconds=1, read_seconds=0.5, total_seconds=0.6)
    world.follow(FEED)
    world.plain["/feed"] = replace(rss("one"), byte_seconds=0.05)
    began = time.monotonic()
    assert "took too long" in world.reasons()
    assert 0.6 <= time.monotonic() - began < 5
    assert world.kept() == {}


def test_f13_deadline_counts_all_redirects_together(world):
    world.limits = Limits(total_seconds=0.5)
    world.follow("http://news.example/1")

    def slowly(request):
        time.sleep(0.2)
        return Answer(status=302, headers=(("Location", f"/{int(request.path[1:]) + 1}"),))

    for n in range(1, 6):
        world.plain[f"/{n}"] = slowly
    world.plain["/6"] = rss("one")
    assert "took too long" in world.reasons()


BODY = rss("one").body
PADDED = BODY + b" " * 60_000


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(body=b"x", length=30_000), "30,000 bytes, more than 20,000"),
        (Answer(body=PADDED, is_unsized=True), "more than 20,000 bytes"),
        (Answer(body=PADDED), "more than 20,000"),
        (Answer(body=gzip.compress(PADDED), headers=(("Content-Encoding", "gzip"),)), "more than 50,000 bytes when"),
        (Answer(body=gzip.compress(PADDED)), "more than 50,000 bytes when"),
        (Answer(body=gzip.compress(b"\0" * 10_000_000), headers=(("Content-Encoding", "gzip"),)), "when unpacked"),
        (Answer(body=gzip.compress(gzip.compress(PADDED))), "packed twice"),
        (Answer(body=gzip.compress(gzip.compress(BODY)), headers=(("Content-Encoding", "gzip, gzip"),)), "not asked"),
        (Answer(body=b"\x0b\x02\x80hello\x03", headers=(("Content-Encoding", "br"),)), "not asked for"),
        (Answer(body=b"x", headers=(("Content-Encoding", "zstd"),)), "not asked for"),
        (Answer(body=gzip.compress(BODY)[:-9], headers=(("Content-Encoding", "gzip"),)), "ends in the middle"),
        (Answer(body=BODY, length=len(BODY) + 1), "cut off"),
    ],
    ids=[
        "header",
        "stream",
        "sized",
        "gzip",
        "gzip-unsaid",
        "bomb",
        "twice",
        "twice-said",
        "br",
        "zstd",
        "cut-gzip",
        "cut",
    ],
)
def test_f14_document_that_is_too_large_or_oddly_packed_is_not_taken(world, answer, words):
    assert (Limits().wire_bytes, Limits().decoded_bytes) == (10_000_000, 20_000_000)
    world.limits = Limits(wire_bytes=20_000, decoded_bytes=50_000)
    world.follow(FEED)
    world.plain["/feed"] = answer
    assert words in world.reasons()
    assert world.kept() == {}


def test_f14_document_within_the_limits_is_taken_packed_or_not(world):
    world.follow(FEED, "http://news.example/packed")
    world.plain["/feed"] = rss("one")
    world.plain["/packed"] = Answer(body=gzip.compress(rss("two").body), headers=(("Content-Encoding", "gzip"),))
    assert len(world.run().entries) == 2


def test_f15_nothing_is_added_to_a_request_and_cookies_are_ignored(world):
    world.follow("http://news.example/feed?b=%20&a=1", "http://www.news.example/other")
    world.plain["/feed?b=%20&a=1"] = rss("one", headers=(("Set-Cookie", "a=b; Path=/; Domain=news.example"),))
    world.plain["/other"] = Answer(status=302, headers=(("Location", "/end"), ("Set-Cookie", "c=d")))
    world.plain["/end"] = rss("two")
    for n in range(2):
        world.run(NOW + n * DAY)
    assert len(world.plain.requests) == 6
    for request in world.plain.requests:
        assert [name for name, _ in request.headers] == ["Host", "User-Agent", "Accept", "Accept-Encoding"]
        assert request.header("Accept-Encoding") == "gzip"
        assert "application/rss+xml" in (request.header("Accept") or "")
        assert request.header("User-Agent") == "slatepress/1 (+https://example.org/weekly/; ed@example.org)"


def test_f16_one_request_at_a_time_goes_to_a_domain_with_a_pause_between(world):
    busy, log, lock = [0], [], threading.Lock()

    def watched(request):
        with lock:
            busy[0] += 1
            log.append((time.monotonic(), busy[0]))
        time.sleep(0.05)
        with lock:
            busy[0] -= 1
            log.append((time.monotonic(), -1))
        return rss(request.header("Host")[0])

    world.follow(*(f"http://{name}.news.example/feed" for name in "abcd"))
    world.plain["/feed"] = watched
    assert len(world.run(pause_seconds=0.15).entries) == 4
    assert max(count for _, count in log) == 1
    ends = [moment for moment, count in log if count < 0]
    starts = [moment for moment, count in log if count > 0]
    assert min(start - end for start, end in zip(starts[1:], ends, strict=False)) >= 0.14


def test_f16_domains_do_not_wait_for_each_other_and_neither_do_more_than_sixteen_run(world):
    gate = threading.Barrier(16)

    def together(request):
        gate.wait(timeout=8)
        return rss(request.header("Host").partition(".")[0])

    assert Limits().connections == 16
    world.follow(*(f"http://n{n}.example/feed" for n in range(16)))
    world.plain["/feed"] = together
    assert world.run(pause_seconds=60).fetched == 16


def test_f17_certificate_that_nobody_vouches_for_is_refused(tmp_path, world):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(Path(__file__).parents[1] / "tls" / "self-signed.pem")
    with serving(tls) as web:
        web["/feed"] = rss("one")
        world.follow(web.link("/feed").replace("127.0.0.1", "localhost"), more=", private: true")
        assert "no secure connection" in world.reasons()
        assert web.requests == []
    world.follow("https://safe.example/feed")
    world.secure["/feed"] = rss("one")
    assert world.run().fetched == 1


def test_f17_certificate_of_another_name_is_refused(world):
    world.follow("https://other.example/feed")
    world.secure["/feed"] = rss("one")
    assert "no secure connection" in world.reasons()
    assert world.secure.requests == []


def test_f18_netrc_and_proxies_of_the_environment_are_ignored(world, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine news.example login me password secret\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    world.follow(FEED)
    world.plain["/feed"] = rss("one")
    assert world.run().fetched == 1
    assert sent(world, "Authorization") == [None]


def test_f19_web_page_names_the_feeds_that_it_announces(world):
    world.follow("http://news.example/")
    page = (
        "<!doctype html><html><head><title>News</title>"
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        '<link rel="alternate" type="application/feed+json" href="https://cdn.example/feed.json">'
    )
    world.plain["/"] = Answer(body=page.encode(), headers=(("Content-Type", "text/html"),))
    reason = "a web page, not a feed; it announces http://news.example/feed.xml, https://cdn.example/feed.json"
    assert world.reasons() == reason
    assert world.kept() == {}


def test_f20_content_is_not_written_twice_when_state_is_lost(world):
    world.follow(FEED)
    world.plain["/feed"] = rss("one", "two", headers=(("ETag", '"1"'),))
    world.run()
    before = world.kept()
    (world.root / "content/state/a.json").unlink()
    again = world.run(NOW + HOUR)
    assert (again.fetched, again.entries, again.seen) == (1, (), ())
    assert sent(world, "If-None-Match") == [None, None]
    assert world.kept() == before
