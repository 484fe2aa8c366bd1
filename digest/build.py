"""Content to a built site: everything is rendered before the first byte of the output changes.

The story is `build`; it reads, composes, renders and hands the files to the tree writer, and decides nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from digest.collect.state import parse_state, state_path
from digest.compose.health import Pulse
from digest.compose.issues import entries_of
from digest.compose.pictures import Picture
from digest.compose.site import compose_site
from digest.compose.views import IssuePage, Page, Site, SiteInfo
from digest.content.cache import Cache
from digest.content.publication import read_publication
from digest.content.theme import Theme, read_theme
from digest.content.tree import Changes, write_tree
from digest.errors import DigestError, Problem, UsageError
from digest.model import Artifact, Feed, Publication
from digest.render.cards import card_artifacts
from digest.render.discovery import discovery_artifacts
from digest.render.feeds import feed_artifacts
from digest.render.html import Renderer
from digest.render.indexer import Indexer
from digest.render.pictures import picture_artifacts, survey
from digest.render.portable import portable
from digest.render.search import IndexMaker, search_artifacts, served_assets
from digest.render.soundness import theme_problems
from digest.render.status import status_artifacts
from digest.render.style import FEED_SHEET, feed_sheet, style_sheet
from digest.settings import base_address

STYLE = "assets/style.css"
PAGES_WORTH_A_PROCESS = 200
"""Below this many pages, starting a second process costs more than it saves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did."""

    issues: int
    entries: int
    pages: int
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Everything that is known before the first page is rendered."""

    site: Site
    theme: Theme
    style: bytes
    pictures: Mapping[str, Picture]
    renderer: Renderer


def build(
    root: Path,
    *,
    output: Path,
    base_url: str | None = None,
    drafts: bool = False,
    clean: bool = False,
    jobs: int = 1,
    for_disk: bool = False,
    indexer: IndexMaker | None = None,
) -> Report:
    """Make `output` the site of the publication at `root`. Raises DigestError; then `output` is as it was.

    `for_disk` makes a preview that can be opened without a server. `indexer` makes the index of the search, or knows
    one that will do; without it the index is made and waited for.
    """
    refuse_output(root, output)
    address = _address(base_url) if base_url else None
    reading = read_publication(root)
    try:
        plan = _plan(root, reading.sound(), address, drafts=drafts)
    except DigestError as error:
        # Files and templates are told in one run, whichever stopped the plan.
        raise DigestError(*{*error.problems, *theme_problems(root, reading.publication.settings)}) from None
    files = as_files(_artifacts(root, plan, jobs, indexer or Indexer(root)))
    if for_disk:
        files = portable(files, plan.site.info.base_url)
    changes = write_tree(output, files, clean=clean)
    issues = [page.context.issue for page in plan.site.pages if isinstance(page.context, IssuePage)]
    return Report(
        issues=len(issues),
        entries=sum(len(entries_of(issue)) for issue in issues),
        pages=len(plan.site.pages),
        changes=changes,
    )


def _plan(root: Path, publication: Publication, address: str | None, *, drafts: bool) -> _Plan:
    theme = read_theme(root)
    problems: list[Problem] = []
    pictures = survey(root, problems) if "images" in publication.settings.outputs else {}
    if problems:
        raise DigestError(*problems)
    style = style_sheet(theme, publication.settings.theme)
    site = compose_site(
        publication,
        base_url=address or publication.settings.base_url,
        drafts=drafts,
        style_version=sha256(style).hexdigest()[:8],
        pulses=dict(_pulses(root, publication.feeds)),
        pictures=pictures,
    )
    renderer = Renderer(theme, site.info, pictures)
    return _Plan(site=site, theme=theme, style=style, pictures=pictures, renderer=renderer)


def _pulses(root: Path, feeds: Iterable[Feed]) -> Iterator[tuple[str, Pulse]]:
    """What the hints of the last polls say; a hint that is lost, damaged, or about another address says nothing."""
    for feed in feeds:
        try:
            state = parse_state((root / state_path(feed.slug)).read_bytes())
        except OSError:
            continue
        if state.feed == feed.feed:
            is_failing = bool(state.failures or state.is_gone or state.quarantine)
            yield feed.slug, Pulse(succeeded=state.succeeded, is_failing=is_failing)


def refuse_output(root: Path, output: Path) -> None:
    """Raises UsageError for a folder that holds what the site is made from."""
    output, root = output.resolve(), root.resolve()
    sources = [root / name for name in ("content", "templates", "digest", "tests", ".git", "docs")]
    if output == root or output in root.parents or any(output == s or s in output.parents for s in sources):
        raise UsageError(
            f"cannot build into {output}: it holds what the site is made from", "use build/, or a new folder"
        )


def as_files(artifacts: Iterable[Artifact]) -> dict[str, bytes]:
    """Path to bytes. Raises DigestError when two artifacts claim one path, also when they differ in case only."""
    files: dict[str, bytes] = {}
    claims: dict[str, Artifact] = {}
    problems = []
    for artifact in artifacts:
        other = claims.setdefault(artifact.path.lower(), artifact)
        if other is not artifact:
            what = f"two things have the address /{artifact.path}: {other.source} and {artifact.source}"
            problems.append(Problem(path="", code="OUT001", what=what, hint="rename one of the two"))
        files[artifact.path] = artifact.data
    if problems:
        raise DigestError(*problems)
    return files


def _artifacts(root: Path, plan: _Plan, jobs: int, indexer: IndexMaker) -> Iterator[Artifact]:
    texts = tuple(_texts(plan, jobs))
    yield from texts
    yield from discovery_artifacts(plan.site)
    yield from status_artifacts(plan.site)
    yield from search_artifacts(plan.site, indexer)
    if "images" in plan.site.info.outputs:
        yield from picture_artifacts(root, texts, plan.pictures, plan.site.info.base_url, jobs=jobs)
        yield from card_artifacts(plan.site, plan.style, Cache(root, "cards"))


def _texts(plan: _Plan, jobs: int) -> Iterator[Artifact]:
    """All that can name a picture."""
    yield from _pages(plan, jobs)
    yield from feed_artifacts(plan.site, plan.renderer)
    sheets = {STYLE: plan.style, FEED_SHEET: feed_sheet(plan.theme, dict(plan.site.info.theme))}
    for name, data in served_assets(plan.theme, plan.site).items():
        yield Artifact(path=name, data=sheets.get(name, data), source=plan.theme.origins[name])


def _pages(plan: _Plan, jobs: int) -> Iterator[Artifact]:
    """Every page as HTML, in the order of the plan, whichever process rendered it."""
    pages = plan.site.pages
    if jobs < 2 or len(pages) < PAGES_WORTH_A_PROCESS:
        texts: Iterable[str] = (plan.renderer.page(page) for page in pages)
    else:
        texts = _in_processes(plan, jobs)
    for page, text in zip(pages, texts, strict=True):
        name = f"{page.path}index.html" if page.path.endswith("/") else page.path
        yield Artifact(path=name.lstrip("/"), data=text.encode("utf-8"), source=page.source)


_renderer_of_process: Renderer | None = None


def _in_processes(plan: _Plan, jobs: int) -> Iterator[str]:
    site = plan.site
    size = -(-len(site.pages) // (jobs * 4))
    batches = [site.pages[start : start + size] for start in range(0, len(site.pages), size)]
    spawn = get_context("spawn")
    given = (plan.theme, plan.site.info, plan.pictures)
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start_process, initargs=given) as pool:
        for texts in pool.map(_render_batch, batches):
            yield from texts


def _start_process(theme: Theme, info: SiteInfo, pictures: Mapping[str, Picture]) -> None:
    global _renderer_of_process
    _renderer_of_process = Renderer(theme, info, pictures)


def _render_batch(pages: tuple[Page, ...]) -> list[str]:
    if _renderer_of_process is None:
        raise RuntimeError("a page was rendered before its process had a theme")
    return [_renderer_of_process.page(page) for page in pages]


def _address(base_url: str) -> str:
    try:
        return base_address(base_url)
    except ValueError as error:
        raise UsageError(f"--base-url {error}", "write https://name.github.io/repository/") from None
