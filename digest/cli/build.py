"""`digest build`: content to a static site."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.context import Context, pass_context

if TYPE_CHECKING:
    from digest.build import Report


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write there instead of build/.")
@click.option("--base-url", help="Address of the site instead of the one in digest.yaml.")
@click.option("--drafts", is_flag=True, help="Show issues that are not published yet.")
@click.option("--portable", is_flag=True, help="Links that work from a folder on a disk, for a preview.")
@click.option("--clean", is_flag=True, help="Trust nothing of the last build: write every file again.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that render. As many as there are cores by default.")
@click.option("--explain", is_flag=True, help="Say of each part why it was made or not.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON, to standard output.")
@pass_context
def build(
    context: Context,
    output: Path | None,
    base_url: str | None,
    drafts: bool,
    portable: bool,
    clean: bool,
    jobs: int | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Render content/ to build/.

    Everything is rendered before the first byte changes: a build that fails leaves the last good site as it was.

    \b
    Examples:
      digest build
      digest build --drafts --portable --output /tmp/preview
      digest build --base-url https://name.github.io/repository/
    """
    # Here, so that a build that is only asked how it works begins at once.
    from digest.build import build as build_site

    started = time.monotonic()
    report = build_site(
        context.root,
        output=(context.start / output) if output else context.root / "build",
        base_url=base_url,
        drafts=drafts,
        clean=clean,
        jobs=jobs or os.cpu_count() or 1,
        for_disk=portable,
    )
    seconds = time.monotonic() - started
    if explain:
        _explain(report)
    if as_json:
        click.echo(json.dumps(_as_json(report, seconds)))
    context.say(_summary(report, seconds))


def _summary(report: Report, seconds: float) -> str:
    changes = report.changes
    return (
        f"{_counted(report.issues, 'issue')}, {_counted(report.entries, 'entry', 'entries')}, "
        f"{_counted(report.pages, 'page')}; {_counted(len(changes.written), 'file')} written, "
        f"{len(changes.unchanged)} unchanged, {len(changes.removed)} removed in {seconds:.2f} s"
    )


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _as_json(report: Report, seconds: float) -> dict[str, int | float]:
    return {
        "issues": report.issues,
        "entries": report.entries,
        "pages": report.pages,
        "written": len(report.changes.written),
        "unchanged": len(report.changes.unchanged),
        "removed": len(report.changes.removed),
        "seconds": round(seconds, 3),
    }


def _explain(report: Report) -> None:
    for path in report.changed:
        click.echo(f"{path}: changed since the last build, or new, or gone")
    for name, why in report.reasons:
        click.echo(f"{name}: {why}")
    for path in report.changes.written:
        click.echo(f"{path}: written")
    for path in report.changes.removed:
        click.echo(f"{path}: removed: nothing makes it any more")
