"""A file with its lines corrected as its problems say, every other byte as it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.content.documents import split_document
from digest.errors import DigestError, Problem
from digest.settings import MAX_DATA_BYTES
from digest.yamltext import parse


def fixed(data: bytes, path: str, problems: Iterable[Problem]) -> bytes | None:
    """None when there is nothing to correct, or when the corrected file could not be read as YAML either."""
    lines = data.split(b"\n")
    for problem in problems:
        if problem.fix and problem.line is not None and problem.line <= len(lines):
            lines[problem.line - 1] = _with_text(lines[problem.line - 1], problem.fix.encode("utf-8"))
    mended = b"\n".join(lines)
    return mended if mended != data and _is_readable(mended, path) else None


def _with_text(line: bytes, text: bytes) -> bytes:
    """The line with other text between its indentation and its end, which may be a carriage return."""
    indentation = line[: len(line) - len(line.lstrip(b" \t"))]
    mark = b"\xef\xbb\xbf" if line.startswith(b"\xef\xbb\xbf") else b""
    return mark + indentation + text + (b"\r" if line.endswith(b"\r") else b"")


def _is_readable(data: bytes, path: str) -> bool:
    """Whether the result has no problem of quoting left in its text; other problems may well stay."""
    try:
        if path.endswith(".md"):
            document = split_document(data, path, [])
            return document is not None and _parses(document.front, path)
        return _parses(re.sub("^\ufeff", "", data.decode("utf-8")), path)
    except UnicodeDecodeError:
        return False


def _parses(text: str, path: str) -> bool:
    try:
        parse(text, path=path, max_bytes=MAX_DATA_BYTES)
    except DigestError as error:
        return all(problem.code in ("YAML002", "YAML003") for problem in error.problems)
    return True
