"""Unpacking, and where it ends."""

from __future__ import annotations

import gzip

import pytest

from digest.collect.unpack import UnpackError, unpacked

DATA = b"<rss/>" * 100


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (DATA, ""),
        (DATA, "identity"),
        (gzip.compress(DATA), "gzip"),
        (gzip.compress(DATA), "X-GZIP"),
        (gzip.compress(DATA), ""),
        (DATA, "gzip"),
        (gzip.compress(DATA[:300]) + gzip.compress(DATA[300:]), "gzip"),
        (gzip.compress(DATA) + b"\0" * 512, "gzip"),
    ],
)
def test_document_is_unpacked_also_when_its_header_errs(data, encoding):
    assert unpacked(data, encoding, 1000) == DATA


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (gzip.compress(gzip.compress(DATA)), "gzip", "packed twice"),
        (gzip.compress(DATA), "gzip, gzip", "not asked for"),
        (DATA, "br", "not asked for"),
        (DATA, "deflate", "not asked for"),
        (gzip.compress(DATA)[:-9], "gzip", "ends in the middle"),
        (gzip.compress(DATA) + b"junk", "gzip", "damaged"),
        (b"\x1f\x8bjunk", "gzip", "damaged"),
        (gzip.compress(b"x" * 1001), "gzip", "more than 1,000 bytes"),
        (gzip.compress(b"x" * 600) * 2, "gzip", "more than 1,000 bytes"),
        (b"x" * 1001, "", "more than 1,000 bytes"),
    ],
)
def test_what_is_not_unpacked_says_why(data, encoding, words):
    with pytest.raises(UnpackError, match=words):
        unpacked(data, encoding, 1000)
