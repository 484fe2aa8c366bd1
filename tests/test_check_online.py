"""Links as their servers answer: gone, walled off, moved, better protected; asked politely, remembered for a while."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from digest.content.publication import read_publication
from digest.errors import Problem
from digest.publish.checks import judge, links_in, mendable
from digest.publish.checks.answers import Answer as Told
from digest.publish.checks.answers import format_answers, parse_answers
from digest.publish.checks.fix import fixed
from digest.publish.checks.online import Asked, Inquiry, ask_all, private_hosts
from tests.builders import entry_file, feed, write
from tests.outside import NOW, QUICK, Outside, outside
from tests.servers import Answer, Request

TODAY = NOW.date()
ISSUE = "---\ntitle: One\nlead: e0\n---\n\nDear reader.\n"


@pytest.fixture
def world(tmp_path):
    with outside(tmp_path) as found:
        yield found


def inquiry(world: Outside, **changes: Any) -> Inquiry:
    given = Inquiry(now=NOW, user_agent="slatepress/1 (+https://example.org/)", limits=QUICK, network=world.network)
    return replace(given, pause_seconds=0, **changes)


def publish(world: Outside, *links: str, letter: str = "Dear reader.") -> None:
    files = {f"content/entries/2026-W47/e{n}.md": entry_file(f"E{n}", link) for n, link in enumerate(links)}
    write(world.root, {"content/issues/2026-W47.md": ISSUE.replace("Dear reader.", letter), **files})


def asked(world: Outside, *links: str, known: dict[str, Told] | None = None, **changes: Any) -> Asked:
    return ask_all(links, inquiry(world, **changes), known or {})


def told(world: Outside) -> list[Problem]:
    reading = read_publication(world.root)
    links = links_in(reading, (), today=TODAY, issue=None, everything=False)
    verdict = judge(reading, (), today=TODAY, answers=asked(world, *links).answers)
    return [problem for problem in verdict.problems if problem.code.startswith("WEB")]


def redirect(to: str, status: int = 301) -> Answer:
    return Answer(status=status, headers=(("Location", to),))


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (Answer(status=404), "WEB001", "no such page (404)"),
        (Answer(status=410), "WEB001", "gone for good (410)"),
        (Answer(status=403), "WEB002", "refuses us (403)"),
        (Answer(status=401), "WEB002", "password"),
        (Answer(status=500), "WEB002", "(500)"),
        (Answer(status=429), "WEB002", "less often (429)"),
        (Answer(status=503), "WEB002", "(503)"),
        (redirect("https://news.example/b"), "WEB003", "has moved for good"),
        (redirect("https://news.example/"), "WEB003", "front page"),
    ],
)
def test_what_a_server_answers_is_told_at_the_line_of_the_link(world, answer, code, words):
    publish(world, "https://news.example/a")
    world.secure["/a"] = answer
    world.secure["/b"] = world.secure["/"] = Answer(body=b"here")
    (problem,) = told(world)
    assert (problem.where, problem.code) == ("content/entries/2026-W47/e0.md:2", code)
    assert words in problem.what
    assert problem.hint
    assert problem.level == ("error" if code == "WEB001" else "warning")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(status=204),
        redirect("https://news.example/b", 302),
        redirect("https://news.example/a/"),
    ],
)
def test_a_link_that_works_is_not_told(world, answer):
    publish(world, "https://news.example/a")
    world.secure["/a"] = answer
    world.secure["/b"] = world.secure["/a/"] = Answer()
    assert told(world) == []


def test_a_host_that_is_no_more_is_gone_and_a_network_that_is_no_more_judges_nobody(world):
    def look_up(host: str, port: int, family: int) -> list[Any]:
        if host.startswith("gone"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return list(world.network.look_up(host, port, family))

    network = replace(world.network, look_up=look_up)
    world.secure["/"] = Answer()
    answers = asked(world, "https://gone.example/", "https://news.example/", network=network).answers
    assert answers["https://gone.example/"].reason == "there is no host of that name any more"
    assert answers["https://news.example/"].state == "there"
    heard = []
    offline = ask_all(
        ("https://gone.example/", "https://gone2.example/"),
        inquiry(world, network=network),
        {},
        keep=lambda link, answer: heard.append(link),
    )
    assert (offline.is_offline, dict(offline.answers), heard) == (True, {}, [])


def test_a_name_that_cannot_be_looked_up_now_is_not_held_against_a_link(world):
    def look_up(host: str, port: int, family: int) -> list[Any]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    answers = asked(world, "https://news.example/", network=replace(world.network, look_up=look_up)).answers
    assert answers["https://news.example/"].state == "unclear"


def test_head_is_asked_first_and_get_where_head_is_refused(world):
    world.secure["/a"] = Answer()
    world.secure["/b"] = lambda request: Answer(status=405) if request.method == "HEAD" else Answer(body=b"b")
    answers = asked(world, "https://news.example/a", "https://news.example/b#part").answers
    assert [answer.state for answer in answers.values()] == ["there", "there"]
    assert [(request.method, request.path) for request in world.secure.requests] == [
        ("HEAD", "/a"),
        ("HEAD", "/b"),
        ("GET", "/b"),
    ]
    assert world.secure.requests[0].header("User-Agent") == "slatepress/1 (+https://example.org/)"


def test_a_body_is_not_read(world):
    def answer(request: Request) -> Answer:
        return Answer(status=405) if request.method == "HEAD" else Answer(body=b"x" * 50, byte_seconds=10)

    world.secure["/slow"] = answer
    assert asked(world, "https://news.example/slow").answers["https://news.example/slow"].state == "there"


def test_a_host_that_wants_quiet_gets_it(world):
    world.secure["/a"] = world.secure["/b"] = Answer(status=429)
    heard = []
    links = ("https://news.example/a", "https://news.example/b")
    answers = ask_all(links, inquiry(world), {}, keep=lambda link, answer: heard.append(link)).answers
    assert len(world.secure.requests) == 1
    assert sorted(answer.state for answer in answers.values()) == ["unclear", "unclear"]
    assert len(heard) == 1


def test_a_private_address_is_not_asked_unless_it_is_that_of_a_private_feed(world):
    inside = world.plain.link("/a")
    world.plain["/a"] = Answer()
    blind = replace(world.network, is_allowed=lambda address: False)
    (answer,) = asked(world, "https://news.example/a", network=blind).answers.values()
    assert (answer.state, answer.reason) == ("unclear", "news.example leads to a private address")
    (answer,) = asked(world, inside).answers.values()
    assert answer.state == "unclear"
    assert world.plain.requests == []
    hosts = private_hosts((feed(feed=world.plain.link("/feed"), site="", private=True), feed(slug="b")))
    (answer,) = asked(world, inside, private_hosts=hosts).answers.values()
    assert answer.state == "there"


@pytest.mark.parametrize("link", ["http://news.example:80/a", "http://news.example/a"])
def test_a_link_with_http_is_mended_where_https_leads_to_the_same_place(world, link):
    publish(world, link, letter=f"Dear reader, [the answer]({link}) came.")
    world.plain["/a"] = world.secure["/a"] = Answer()
    reading = read_publication(world.root)
    answers = asked(world, *links_in(reading, (), today=TODAY, issue=None, everything=False)).answers
    problems = mendable(reading, (), today=TODAY, answers=answers)
    assert [(problem.where, problem.code) for problem in problems] == [
        ("content/entries/2026-W47/e0.md:2", "WEB004"),
        ("content/issues/2026-W47.md:6", "WEB004"),
    ]
    for problem in problems:
        before = (world.root / problem.path).read_bytes()
        after = fixed(before, problem.path, [problem])
        assert after == before.replace(link.encode(), b"https://news.example/a")


def test_http_stays_where_https_does_not_work_or_leads_elsewhere(world):
    publish(world, "http://news.example/a", "http://news.example/b")
    world.plain["/a"] = world.plain["/b"] = world.secure["/c"] = Answer()
    world.secure["/b"] = redirect("https://news.example/c", 302)
    assert told(world) == []


def test_only_links_of_what_did_not_go_out_are_asked_for_and_feeds_words_never(world):
    publish(world, "https://news.example/a")
    quoted = entry_file("Q", "https://news.example/q", "> [theirs](https://news.example/theirs)\n\nOurs.")
    skipped = entry_file("S", "https://news.example/s", status="skip")
    shelved = entry_file("N", "https://news.example/n", issue="none")
    write(world.root, {"content/entries/2026-W47/q.md": quoted, "content/entries/2026-W47/s.md": skipped})
    write(world.root, {"content/entries/2026-W47/n.md": shelved})
    found = links_in(read_publication(world.root), (), today=TODAY, issue=None, everything=False)
    assert found == ("https://news.example/a", "https://news.example/q")
    none = links_in(read_publication(world.root), (), today=TODAY, issue="2026-W48", everything=False)
    assert none == ()


def test_an_answer_holds_for_days_when_the_page_is_there_and_for_hours_when_it_is_gone():
    answers = {
        "https://a.example/": Told(state="there", asked=NOW, leads_to="https://b.example/", is_moved=True),
        "https://b.example/": Told(state="gone", asked=NOW, reason="404"),
        "https://c.example/": Told(state="unclear", asked=NOW, reason="403"),
    }
    data = format_answers(answers)
    assert parse_answers(data, NOW) == answers
    assert list(parse_answers(data, NOW + timedelta(hours=2))) == ["https://a.example/", "https://b.example/"]
    assert list(parse_answers(data, NOW + timedelta(days=6))) == ["https://a.example/"]
    assert parse_answers(data, NOW + timedelta(days=8)) == {}
    assert parse_answers(data, NOW - timedelta(days=1)) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"a": 1}',
        b"[" * 100_000,
        b'{"https://a.example/": {"state": "there"}}',
        b'{"https://a.example/": {"state": "?", "asked": "2026-11-20T12:00:00+00:00"}}',
        b'{"https://a.example/": {"state": "there", "asked": "2026-11-20T12:00:00"}}',
        b'{"https://a.example/": {"state": "gone", "asked": "2026-11-20T12:00:00+00:00", "reason": 1}}',
    ],
)
def test_a_cache_of_garbage_is_none(data):
    assert parse_answers(data, NOW) == {}


def test_what_is_known_is_not_asked_again(world):
    known = {"https://news.example/a": Told(state="gone", asked=NOW, reason="404")}
    assert asked(world, "https://news.example/a", known=known).answers == known
    assert world.secure.requests == []
