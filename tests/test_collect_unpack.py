"""Unpacking, and where it ends."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from digest.collect.unpack import UnpackError, unpacked

DATA = b"<rss/>" * 100


def packed(data):
    """The same bytes at every time of the day."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (DATA, ""),
        (DATA, "identity"),
        (packed(DATA), "gzip"),
        (packed(DATA), "X-GZIP"),
        (packed(DATA), ""),
        (DATA, "gzip"),
        (packed(DATA[:300]) + packed(DATA[300:]), "gzip"),
        (packed(DATA) + b"\0" * 512, "gzip"),
    ],
)
def test_document_is_unpacked_also_when_its_header_errs(data, encoding):
    assert unpacked(data, encoding, 1000) == DATA


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (packed(packed(DATA)), "gzip", "packed twice"),
        (packed(DATA), "gzip, gzip", "not asked for"),
        (DATA, "br", "not asked for"),
        (DATA, "deflate", "not asked for"),
        (packed(DATA)[:-9], "gzip", "ends in the middle"),
        (packed(DATA) + b"junk", "gzip", "damaged"),
        (b"\x1f\x8bjunk", "gzip", "damaged"),
        (packed(b"x" * 1001), "gzip", "more than 1,000 bytes"),
        (packed(b"x" * 600) * 2, "gzip", "more than 1,000 bytes"),
        (b"x" * 1001, "", "more than 1,000 bytes"),
    ],
)
def test_what_is_not_unpacked_says_why(data, encoding, words):
    with pytest.raises(UnpackError, match=words):
        unpacked(data, encoding, 1000)


def test_bomb_costs_no_more_than_the_limit():
    bomb = packed(b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(UnpackError):
        unpacked(bomb, "gzip", 1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
