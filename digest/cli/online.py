"""Links to answers for `digest check --online`: what the cache still holds, then the network, watched on a terminal."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from digest.cli.context import Context
from digest.cli.progress import Show, counting
from digest.curate.sheet import fit
from digest.errors import DigestError
from digest.model import Publication
from digest.publish.checks.answers import CACHE_FILE, MAX_CACHE_BYTES, Answer, format_answers, parse_answers
from digest.text import clean_line, host_of

_HOST_COLUMNS = 30


def ask(context: Context, publication: Publication, links: tuple[str, ...]) -> dict[str, Answer]:
    """What is known of these links now. What was heard is kept, also when the run is interrupted."""
    # Here, since most runs of the check ask nobody.
    from digest.cli.fetch import user_agent
    from digest.publish.checks.online import Inquiry, ask_all, private_hosts

    inquiry = Inquiry(
        now=context.now,
        user_agent=user_agent(publication.settings),
        private_hosts=private_hosts(publication.feeds),
    )
    known = _remembered(context)
    heard = dict(known)
    try:
        with counting(context, "asking") as show:
            asked = ask_all(links, inquiry, known, _Watcher(show).hear, heard.__setitem__)
    finally:
        if heard != known:
            _keep(context, heard)
    if asked.is_offline:
        context.say("No name was found: there seems to be no network. Links were not judged.")
    return dict(asked.answers)


def _remembered(context: Context) -> dict[str, Answer]:
    try:
        with (context.root / CACHE_FILE).open("rb") as file:
            return parse_answers(file.read(MAX_CACHE_BYTES), context.now)
    except OSError:
        return {}


def _keep(context: Context, answers: dict[str, Answer]) -> None:
    """It may be lost: a folder that cannot be written is no reason to fail, nor is another command that sweeps."""
    with suppress(DigestError, OSError):
        context.store.replace_hints({CACHE_FILE: format_answers(answers)})


class _Watcher:
    """Counts the links that were answered, and shows the host asked last."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._counts = Counter[str]()
        self._host = ""

    def hear(self, what: str, link: str) -> None:
        self._counts[what] += 1
        if what == "start":
            self._host = fit(clean_line(host_of(link)), _HOST_COLUMNS).rstrip()
        self._show(self._counts["done"], self._counts["due"], self._host)
