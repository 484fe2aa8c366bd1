"""`digest completion`: the script by which a shell completes what is typed; and the names that it may offer.

What a shell asks while somebody types is answered from a few small files or from names of files, and never complains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

from digest.content.root import find_root
from digest.errors import DigestError
from digest.places import ENTRIES_FOLDER

if TYPE_CHECKING:
    from digest.model import Publication

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_DIGEST_COMPLETE"
"""In which the script and we speak to each other; click makes the name."""
_Items = list[CompletionItem]


@click.command(short_help="Let bash, zsh or fish complete commands and slugs.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands, options, issues, slugs, feeds and sections.

    `digest` must be where the shell finds programs.

    \b
    Examples:
      digest completion bash >> ~/.bashrc
      digest completion zsh >> ~/.zshrc              below the line with compinit
      digest completion fish > ~/.config/fish/completions/digest.fish
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.BadParameter(f"'{shell}' is not among {', '.join(SHELLS)}")
    click.echo(found(ctx.find_root().command, {}, "digest", _VARIABLE).source(), nl=False)


def _offering(
    names: Callable[[Path], Iterable[tuple[str, str]]],
) -> Callable[[click.Context, click.Parameter, str], _Items]:
    """What click wants of an option or argument, from names with a word on each."""

    def offered(ctx: click.Context, parameter: click.Parameter, typed: str) -> _Items:
        from digest.text import clean_line

        start = Path(ctx.find_root().params.get("directory") or ".")
        try:
            found = [(name, about) for name, about in names(find_root(start.resolve())) if name.startswith(typed)]
        except (DigestError, OSError):
            return []
        # At a comma the script for fish would cut what is said.
        return [CompletionItem(name, help=clean_line(about.replace(",", ""))) for name, about in found]

    return offered


def _issues(root: Path) -> Iterable[tuple[str, str]]:
    """The newest first."""
    issues = sorted(_plan(root).issues, key=lambda issue: issue.id, reverse=True)
    return ((issue.id, f"{issue.status} {issue.title}".strip()) for issue in issues)


def _sections(root: Path) -> Iterable[tuple[str, str]]:
    sections = _plan(root).settings.sections
    return ((section.id, section.title) for section in sections if not section.retired)


def _feeds(root: Path) -> Iterable[tuple[str, str]]:
    return ((feed.slug, feed.title) for feed in _plan(root).feeds)


def _plan(root: Path) -> Publication:
    # Here, since nearly every command imports this module and none of them completes anything.
    from digest.content.publication import read_plan

    return read_plan(root).publication


def _slugs(root: Path) -> Iterable[tuple[str, str]]:
    """By the names of the files, which is what slugs are until an editor gives another."""
    from digest.text import is_slug

    places = (root / ENTRIES_FOLDER).rglob("*.md")
    return sorted((place.stem, place.parent.name) for place in places if is_slug(place.stem))


issues = _offering(_issues)
sections = _offering(_sections)
feeds = _offering(_feeds)
slugs = _offering(_slugs)
