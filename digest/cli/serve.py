"""`digest serve`: the site in the browser while it is written."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlsplit

import click

from digest.build import build
from digest.cli.context import Context, pass_context
from digest.errors import DigestError, Problem
from digest.render.indexer import Behind, Indexer
from digest.serve import Preview, listen
from digest.serve import serve as serve_site

_OUTPUT = Path(".cache", "serve")
"""Never build/: what is served has addresses of this machine in it, and perhaps drafts."""


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--drafts", is_flag=True, help="Show issues that are not published yet.")
@pass_context
def serve(context: Context, port: int, drafts: bool) -> None:
    """Build, watch, and reload the browser at every change.

    What is wrong is shown in the page and goes when it is mended. build/ is not touched. Ctrl-C ends it.

    \b
    Examples:
      digest serve --drafts
      digest serve --port 8080
    """
    path = urlsplit(context.reading.publication.settings.base_url).path
    search = Behind(Indexer(context.root))
    told: tuple[Problem, ...] = ()

    def rebuild(address: str) -> tuple[Problem, ...]:
        """What is wrong is told once, however often it is met."""
        nonlocal told
        problems = _rebuild(context, address, drafts, search)
        if problems != told:
            context.complain(problems)
        told = problems
        return problems

    with listen(port) as listener:
        preview = Preview(
            root=context.root,
            output=context.root / _OUTPUT,
            base_path=path,
            rebuild=rebuild,
            catch_up=lambda: _catch_up(context, search),
            give_up=search.stop,
        )
        serve_site(preview, listener, lambda address: _tell(context, address, drafts))


def _tell(context: Context, address: str, drafts: bool) -> None:
    """The home page goes on showing the newest published issue, so who writes is led to the draft."""
    context.say(f"Look at {address}    Ctrl-C ends.")
    publication = context.reading.publication
    waiting = (issue.id for issue in publication.issues if issue.status != "published")
    if drafts and "issues" in publication.settings.outputs and (first := next(waiting, "")):
        context.say(f"The draft: {address}issues/{first}/")


def _rebuild(context: Context, address: str, drafts: bool, search: Behind) -> tuple[Problem, ...]:
    started = time.monotonic()
    try:
        report = build(context.root, output=context.root / _OUTPUT, base_url=address, drafts=drafts, indexer=search)
    except DigestError as error:
        return error.problems
    except OSError as error:
        # A file that was there when its folder was listed and is gone when it is read: an editor is at work.
        what = error.strerror or str(error)
        return (Problem(path=str(error.filename or ""), code="FILE004", what=what, hint="save it again"),)
    count = len(report.changes.written) + len(report.changes.removed)
    changed = f"{count} {'file' if count == 1 else 'files'} changed" if count else "nothing changed"
    context.say(f"Built in {time.monotonic() - started:.2f} s; {changed}.")
    return ()


def _catch_up(context: Context, search: Behind) -> bool:
    """Without its search a site is still worth looking at."""
    try:
        return search.catch_up()
    except DigestError as error:
        context.complain(error.problems)
        return False
