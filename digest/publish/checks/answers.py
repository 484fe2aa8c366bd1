"""What a server said of a link, and how long that holds: the cache of `digest check --online`. Pure.

The cache may be lost or hold garbage: a line that is not understood was never written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args

from digest.values import dataclass

State = Literal["there", "gone", "unclear"]
CACHE_FILE = ".cache/links.json"
MAX_CACHE_BYTES = 32 * 1024 * 1024
_HOLDS: Mapping[State, timedelta] = {
    "there": timedelta(days=7),
    "gone": timedelta(hours=6),
    "unclear": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    state: State
    asked: datetime
    reason: str = ""
    """In words, when the page is not there or nobody can tell."""
    leads_to: str = ""
    """The last address, after redirects."""
    is_moved: bool = False
    """Whether every redirect on the way was a permanent one."""


def parse_answers(data: bytes, now: datetime) -> dict[str, Answer]:
    """By link, those that still hold."""
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(rows, dict):
        return {}
    read = ((link, _answer(row)) for link, row in rows.items())
    return {link: answer for link, answer in read if answer is not None and _holds(answer, now)}


def format_answers(answers: Mapping[str, Answer]) -> bytes:
    rows = {link: _row(answer) for link, answer in sorted(answers.items())}
    return (json.dumps(rows, ensure_ascii=False, indent=0) + "\n").encode("utf-8", "replace")


def _holds(answer: Answer, now: datetime) -> bool:
    """An answer of the future was given by a clock that was wrong."""
    return timedelta(0) <= now - answer.asked < _HOLDS[answer.state]


def _row(answer: Answer) -> dict[str, str | bool]:
    row: dict[str, str | bool] = {"state": answer.state, "asked": answer.asked.isoformat()}
    row |= {"reason": answer.reason} if answer.reason else {}
    row |= {"leads_to": answer.leads_to} if answer.leads_to else {}
    return row | ({"is_moved": True} if answer.is_moved else {})


def _answer(row: object) -> Answer | None:
    if not isinstance(row, dict):
        return None
    texts = {key: row.get(key, "") for key in ("state", "asked", "reason", "leads_to")}
    if not all(isinstance(value, str) for value in texts.values()):
        return None
    state = next((known for known in get_args(State) if known == texts["state"]), None)
    try:
        asked = datetime.fromisoformat(texts["asked"])
    except ValueError:
        return None
    if state is None or asked.tzinfo is None:
        return None
    moved = row.get("is_moved") is True
    return Answer(state=state, asked=asked, reason=texts["reason"], leads_to=texts["leads_to"], is_moved=moved)
