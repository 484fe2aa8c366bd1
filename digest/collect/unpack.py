"""Packed bytes to plain ones, within a limit. Pure.

What this module alone knows: the ways in which gzip is used as a weapon.
"""

from __future__ import annotations

import zlib

_MAGIC = b"\x1f\x8b"


class UnpackError(Exception):
    """Why a body is not unpacked, in words for an editor."""


def unpacked(data: bytes, encoding: str, limit: int) -> bytes:
    """The document, whether its gzip was announced in the header or is the document. Raises UnpackError."""
    codings = [name.strip().lower() for name in encoding.split(",") if name.strip().lower() not in ("", "identity")]
    if codings and codings not in (["gzip"], ["x-gzip"]):
        raise UnpackError(f"packed as {encoding!r}, which was not asked for")
    if data.startswith(_MAGIC):
        data = _gunzipped(data, limit)
    if data.startswith(_MAGIC):
        raise UnpackError("packed twice")
    if len(data) > limit:
        raise UnpackError(f"more than {limit:,} bytes")
    return data


def _gunzipped(data: bytes, limit: int) -> bytes:
    whole = bytearray()
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            whole += unpacker.decompress(data, limit + 1 - len(whole))
        except zlib.error:
            raise UnpackError("its gzip is damaged") from None
        if len(whole) > limit:
            raise UnpackError(f"more than {limit:,} bytes when unpacked")
        if not unpacker.eof:
            raise UnpackError("its gzip ends in the middle")
        # Another member may follow, and zeros may fill the last block.
        data = unpacker.unused_data.lstrip(b"\0")
    return bytes(whole)
