"""Whom to believe about the encoding of a document."""

from __future__ import annotations

import codecs

import pytest

from digest.collect.encoding import decode

TEXT = "L’été, œuvre"


def declared(encoding, codec=None):
    return f'<?xml version="1.0" encoding="{encoding}"?><a>{TEXT}</a>'.encode(codec or encoding)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (TEXT.encode(), ""),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/xml; charset=iso-8859-1"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), ""),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ""),
        (("<a>" + TEXT).encode("utf-16-le"), ""),
        (declared("utf-8"), "text/xml; charset=iso-8859-1"),
        (declared("windows-1252"), "text/xml; charset=utf-8"),
        (declared("iso-8859-1", "cp1252"), ""),
        (declared("utf-16", "utf-8"), ""),
        (declared("nonsense", "utf-8"), ""),
        (declared("unicode_escape", "utf-8"), ""),
        (declared("hex", "utf-8"), ""),
        (TEXT.encode("cp1252"), "text/xml; charset=windows-1252"),
        (TEXT.encode("cp1252"), ""),
        (declared("utf-8", "cp1252"), ""),
    ],
)
def test_text_is_found_whoever_tells_the_truth(data, content_type):
    assert TEXT in decode(data, content_type)


def test_wrong_byte_costs_one_character():
    assert decode("café".encode() + b"\xff" + "été".encode()) == "café�été"


def test_declaration_wins_over_the_header():
    assert decode(b'<?xml version="1.0" encoding="iso-8859-15"?>\xa4', "text/xml; charset=cp1252").endswith("€")
