"""What is there to the plan of its site: the ground, the theme, the pictures, and every page in outline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING

from digest.build.crew import beside, start_method
from digest.build.helpers import are_many
from digest.build.ledger import File, Templates
from digest.compose.health import Pulse
from digest.compose.lookup import Lookup, lookup_of
from digest.compose.outline import Outline
from digest.compose.outputs import templates_of
from digest.compose.pictures import Picture, origins_of
from digest.compose.site import plan_site
from digest.compose.views import Site
from digest.content.codec import digest_of
from digest.content.ground import Ground, ground_of
from digest.content.known import Known, Reader, pictures_of
from digest.content.memo import Memo
from digest.content.references import names_of, reference_problems
from digest.content.theme import Theme, own_files, survey_theme
from digest.errors import DigestError, Problem
from digest.model import Feed, Publication, Settings
from digest.render.style import style_sheet
from digest.values import dataclass

if TYPE_CHECKING:
    from digest.build import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    ground: Ground
    lookup: Lookup
    site: Site[Outline]
    theme: Theme
    style: bytes
    """The style sheet that is served."""
    pictures: Mapping[str, Picture]
    origins: Callable[[], Mapping[str, Picture]]
    """Of all that is made from pictures, by name below /images/; for who asks, since there may be many."""
    templates: Templates
    memo: Memo
    is_kept: bool = False
    """Whether the memo was kept while the rest was planned."""
    is_whole: bool
    """Whether all of it was made from files as they were looked at, and nothing is wrong with any of them."""

    def pictures_digest(self, files: Iterable[File]) -> bytes:
        """Of what is known of the pictures that stand in these files, also of those that are not there."""
        names = sorted({name for file in files for name in file.pictures})
        return digest_of(tuple((name, self._pictured(name)) for name in names)) if names else b""

    def _pictured(self, name: str) -> Picture | None:
        """The picture that a name below /images/ means; what is made from one is named for its bytes."""
        return self.pictures.get(name) or self.origins().get(name)


def plan_of(look: Look, reader: Reader) -> Plan:
    """Raises DigestError with everything that is wrong with any file or template."""
    problems: list[Problem] = []
    theme = survey_theme(look.order.root, problems)
    templates = _templates(look, theme, reader.settings(), problems)
    known = reader.known()
    if not are_many(look) or start_method() != "fork":
        return _planned(look, known, theme, templates, problems)
    with beside(partial(look.keep_memo, known.memo)) as keeper:
        plan = _planned(look, known, theme, templates, problems)
    return replace(plan, is_kept=keeper.exitcode == 0)


def _planned(look: Look, known: Known, theme: Theme, templates: Templates, problems: list[Problem]) -> Plan:
    is_whole = known.is_sound and not any(_loose_ends(look, known))
    ground = known.ground if is_whole else _read_whole(look)
    if not is_whole:
        # The settings were read again, and may be others by now.
        templates = _templates(look, theme, ground.settings, problems)
    if problems:
        raise DigestError(*problems)
    try:
        pictures = _pictures(look, ground)
        style = style_sheet(theme, ground.settings.theme)
        pulses, is_still = _pulses(look, ground.feeds)
        lookup = lookup_of(ground, drafts=look.order.drafts, pictures=pictures)
        site = plan_site(
            ground,
            lookup,
            base_url=look.order.base_url or ground.settings.base_url,
            drafts=look.order.drafts,
            style_version=sha256(style).hexdigest()[:8],
            pulses=pulses,
        )
    except DigestError as error:
        raise _with_theme(look, ground, error) from None
    is_still = is_still and theme.own == own_files(look.files.digests)
    return Plan(
        ground=ground,
        lookup=lookup,
        site=site,
        theme=theme,
        style=style,
        pictures=pictures,
        origins=cache(lambda: origins_of(pictures.values())),
        templates=templates,
        memo=known.memo,
        is_whole=is_whole and is_still,
    )


def _loose_ends(look: Look, known: Known) -> Iterator[Problem]:
    ground = known.ground
    names = names_of(ground.settings, ground.storylines, pictures_of(look.files.stamps))
    return reference_problems(ground.briefs, ground.issues, names)


def _read_whole(look: Look) -> Ground:
    """What is wrong is told by who reads everything; what is wrong and silenced may be built all the same."""
    from digest.content.publication import read_publication

    reading = read_publication(look.order.root)
    try:
        return ground_of(reading.sound())
    except DigestError as error:
        raise _with_theme(look, ground_of(Publication(settings=reading.publication.settings)), error) from None


def _with_theme(look: Look, ground: Ground, error: DigestError) -> DigestError:
    """Files and templates are told in one run, whichever stopped the plan."""
    from digest.render.soundness import theme_problems

    return DigestError(*{*error.problems, *theme_problems(look.order.root, ground.settings)})


def _pictures(look: Look, ground: Ground) -> dict[str, Picture]:
    if "images" not in ground.settings.outputs:
        return {}
    from digest.render.pictures import survey

    problems: list[Problem] = []
    found = survey(look.order.root, problems, look.files.digests)
    if problems:
        raise DigestError(*problems)
    return found


def _pulses(look: Look, feeds: Iterable[Feed]) -> tuple[dict[str, Pulse], bool]:
    """What the hints of the last polls say, and whether none of them was written since the look.

    A hint that is lost, damaged, or about another address says nothing.
    """
    from digest.collect.state import parse_state, state_path

    found, is_still = {}, True
    for feed in feeds:
        path = state_path(feed.slug)
        try:
            data = (look.order.root / path).read_bytes()
        except OSError:
            data = b""
        is_still = is_still and look.files.is_as_looked_at(path, data)
        state = parse_state(data)
        if state.feed == feed.feed:
            is_failing = bool(state.failures or state.is_gone or state.quarantine)
            found[feed.slug] = Pulse(succeeded=state.succeeded, is_failing=is_failing)
    return found, is_still


def _templates(look: Look, theme: Theme, settings: Settings, problems: list[Problem]) -> Templates:
    """Of those that the site asks for, of all that are the publication's own, and of all that take from these.

    Of a theme that was found sound before, what is kept; mistakes of another are appended to `problems`.
    """
    asked = templates_of(settings.outputs, drafts=look.order.drafts)
    of_theme = digest_of((theme.templates, theme.origins))
    kept = look.archive.theme(look.program_alone)
    known = kept[1] if kept and kept[0] == of_theme else Templates({}, frozenset())
    wanted = (asked | theme.touched) & theme.templates.keys()
    if problems or wanted <= known.digests.keys():
        return known
    from digest.render.html import compiled, inspect_theme

    try:
        dependences = inspect_theme(theme, wanted | known.digests.keys())
    except DigestError as error:
        problems += error.problems
        return Templates({}, frozenset())
    look.archive.keep_compiled(look.program_alone, compiled())
    found = Templates(
        digests={
            name: digest_of(tuple((part, theme.templates[part]) for part in dependence.templates))
            for name, dependence in dependences.items()
        },
        wordless=frozenset(name for name, dependence in dependences.items() if not dependence.on_words),
    )
    look.archive.keep_theme(look.program_alone, of_theme, found)
    return found
