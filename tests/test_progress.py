"""Long work shows what it does on a terminal, once it has lasted a little, and nothing in a pipe."""

from __future__ import annotations

import subprocess

import pytest

from tests.builders import write
from tests.commands import on_a_terminal, typed
from tests.servers import Answer, serving

SETTINGS = """\
id: tag:example.org,2026-11-22:weekly
title: Weekly
base_url: https://example.org/
language: en
timezone: UTC
sections: [{id: news, title: News}]
"""
FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"


@pytest.fixture
def slow(tmp_path):
    """A publication with one feed that takes half a second and has a name with markup."""
    with serving() as web:
        web["/feed"] = Answer(body=FEED, byte_seconds=0.5 / len(FEED))
        row = f"- {{slug: slow, title: 'Slow [red]News', feed: '{web.link('/feed')}', private: true, interval: 0}}\n"
        yield write(tmp_path, {"digest.yaml": SETTINGS, "content/feeds.yaml": row})


def test_a_person_sees_how_many_feeds_are_done_and_which_is_asked(slow):
    status, screen = on_a_terminal(typed(slow, "fetch"))
    assert status == 0
    assert "fetching" in screen
    assert "0/1" in screen
    assert "Slow [red]News" in screen


def test_a_pipe_gets_no_progress(slow):
    ran = subprocess.run(typed(slow, "fetch"), capture_output=True, text=True, check=True)
    assert "fetching" not in ran.stderr + ran.stdout
    assert "1 of 1 feeds read" in ran.stderr + ran.stdout


def test_who_wants_quiet_sees_none(slow):
    command = typed(slow, "fetch")
    status, screen = on_a_terminal([*command[:3], "-q", *command[3:]])
    assert status == 0
    assert "fetching" not in screen
