"""After any edits a build that trusts what is kept makes the same bytes as one that knows nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from digest.build import build, plan
from digest.content import kept, known, program
from digest.content.files import Files, beginning
from digest.errors import DigestError, UsageError
from tests.commands import REPOSITORY
from tests.photographs import graphic

LIBRARIES = program.LIBRARIES
WEEKS = ("2026-W45", "2026-W46", "2026-W47")
SLUGS = ("alpha", "beta", "gamma", "delta", "epsilon")
PARTS = ("digest.yaml", "content", "templates")
BLOCKS = (
    "policy words_language authors robots canonical refresh description_language type locale times feeds head body "
    "main_attributes"
).split()
TEMPLATES = {
    "layouts/base.html": (
        "<!doctype html><html lang='{{ site.language }}'><title>{% block title %}{{ site.title }}{% endblock %}</title>"
        "<meta name='description' content='{% block description %}{{ site.tagline }}{% endblock %}'>"
        + "".join(f"{{% block {name} %}}{{% endblock %}}" for name in BLOCKS)
        + "<link rel='stylesheet' href='{{ '/assets/style.css'|href }}?{{ site.style_version }}'>"
        "{% for ref in site.pages %}<a href='{{ ref.path|href }}'>{{ ref.title }}</a>{% endfor %}"
        "{{ page|structured }}{% block main %}{% endblock %}"
    ),
    "partials/issue.html": (
        "{% from 'macros/entry.html' import entry %}<h1>{{ issue.line.title }}</h1>{{ issue.letter|prose }}"
        "{% if issue.lead %}{{ entry(issue.lead, lead=true, here=page.path) }}{% endif %}"
        "{% for section in issue.sections %}<h2>{{ section.title }}</h2>"
        "{% for item in section.entries %}{{ entry(item, here=page.path) }}{% endfor %}{% endfor %}"
        "{% if issue.previous %}{{ issue.previous.title }}{% endif %}"
        "{% if issue.next %}{{ issue.next.title }}{% endif %}"
    ),
}
"""A small theme over the default one: building with it takes a tenth of the time."""
OTHER_TEMPLATES = {
    "pages/tag.html": (
        "<!doctype html><title>{{ title }}</title>{% for moment in moments %}{% for item in moment.entries %}"
        "<p>{{ item.headline }}</p>{% endfor %}{% endfor %}",
        "<!doctype html><title>{{ title }}</title>{% for moment in moments %}{{ moment.issue.id }}{% endfor %}",
        "<!doctype html><title>{{ title }}</title>{% for moment in moments %}"
        "{{ moment.entries|map(attribute='note')|map('prose')|join }}{% endfor %}",
        "{{ unknown_name }}",
    ),
    "macros/reel.html": ("{% macro reel(number) %}<p>{{ number }}</p>{% endmacro %}", "{% macro reel(n) %}{% endmacro"),
    "assets/style.css": (":root{--paper: #fff; /* of the page */}", "body{color:red}"),
    "assets/extra.css": ("a{}", "b{background: url(../images/sun.png)}"),
}
SETTINGS = {
    "title": ("The Weekly", "Une autre"),
    "tagline": ("", "Of films"),
    "language": ("en", "fr"),
    "quotation": ("alone", "always", "never"),
    "repository": ("", "https://github.com/jane/weekly"),
    "licence": ("", "CC BY 4.0"),
    "outputs": (
        "[home, issues, archive, tags, storylines, sources, feeds, corrections, pages, sitemap, images, status]",
        "[home, issues, tags, feeds, images]",
        "[issues, storylines, corrections, search]",
    ),
    "sections": ("[{id: tools, title: Tools}, {id: law, title: Law}]", "[{id: tools, title: Werkzeug}]"),
    "tags": ("", "{film: Film, ai: AI}", "{film: Cinema, ai: AI}"),
}
ENTRY = {
    "title": ("Alpha", "'Beta: two'", "<b>Gamma</b>", "Delta ?"),
    "headline": ("", "Said otherwise"),
    "status": ("keep", "new", "skip", "withdrawn"),
    "issue": WEEKS,
    "section": ("", "tools", "law"),
    "rank": ("", "1", "2"),
    "source": ("variety", "le-monde", "elsewhere.example"),
    "language": ("", "en", "fr"),
    "published": ("", "2026-11-03", "2026-11-12T09:30:00+01:00"),
    "tags": ("", "[film]", "[ai, film]"),
    "storylines": ("", "[sora]", "[old-sora, hollywood]"),
    "also": ("", "[{source: le-monde, title: Aussi, link: 'https://le-monde.example/x'}]"),
    "image": ("", "{file: sun.png, alt: A sun, credit: Zoë}"),
    "corrections": ("", "[{date: 2026-11-20, now: Right, was: Wrong}]"),
    "why": ("", "Taken back."),
    "odd": ("", "kept as it is"),
}
BEGINNINGS = (
    {"source": "variety", "section": "tools", "tags": "[film]", "storylines": "[old-sora]"},
    {"source": "le-monde", "section": "law", "tags": "[ai, film]", "language": "fr", "image": ENTRY["image"][1]},
    {"also": ENTRY["also"][1], "headline": "Said otherwise", "corrections": ENTRY["corrections"][1], "tags": "[film]"},
)
"""What the first entries have, so that every edit of another file changes what is shown of one."""
BODIES = (
    "",
    "A note.",
    "> The source’s words.\n",
    "> Their words : oui ?\n\nAnd *mine*. ![S](/images/sun.png)",
    "See [it](/about/).[^1]\n\n[^1]: A note.",
)
FEEDS = (
    "- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}\n"
    "- {slug: le-monde, title: Le Monde, feed: 'https://le-monde.example/rss', language: fr}\n",
    "- {slug: variety, title: The Variety, feed: 'https://variety.example/feed', weight: 2}\n"
    "- {slug: le-monde, title: Le Monde, feed: 'https://le-monde.example/rss', private: true}\n",
    "- {slug: monde, was: [le-monde], title: Le Monde, feed: 'https://le-monde.example/rss'}\n",
    "# nothing\n",
)
HOLLYWOOD = "- {id: hollywood, title: H, kind: case}\n"
STORYLINES = (
    f"- {{id: sora, was: [old-sora], title: Sora, kind: model, about: A *model*.}}\n{HOLLYWOOD}",
    f"- {{id: sora, was: [old-sora], title: Sora II, kind: film, aliases: [S]}}\n{HOLLYWOOD}",
    "- {id: sora, title: Sora, kind: model}\n",
)
LETTERS = ("", "Dear you.", "Dear [you](#alpha), ![S](/images/sun.png)")
PAGES = ("---\ntitle: About\n---\n\n## Us\n", "---\ntitle: À propos\nlanguage: fr\n---\n\nNous : oui.\n", "no page")
SEEN = "id\taliases\tlink\ttitle\tsource\tday\tfate\twhy\tlanguage\n"
STATE = '{"feed": "https://variety.example/feed", "succeeded": "2026-11-%s"}'


def tree(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


def front(values: Mapping[str, str]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in values.items() if value)


def outcome(root: Path, output: Path, **options: Any) -> tuple[str, ...] | None:
    """What is wrong; None when there is a site."""
    try:
        build(root, output=output, **options)
    except DigestError as error:
        return tuple(f"{problem.where} {problem.code} {problem.what}" for problem in error.problems)
    return None


def killed_after(changes: int, work: Callable[[], object]) -> bool:
    """Do it in a child that dies at its n-th change of a name on the disk, counted from 0; whether it did."""
    child = os.fork()
    if child == 0:
        left = iter(range(changes))
        for name in ("replace", "rename", "unlink", "mkdir", "rmdir"):
            setattr(os, name, _deadly(getattr(os, name), left))
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _deadly(change: Callable[..., Any], left: Iterator[int]) -> Callable[..., Any]:
    def counted(*arguments: Any, **options: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return change(*arguments, **options)

    return counted


class Publication(RuleBasedStateMachine):
    """A small publication that is edited and built, over and over."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="incremental-"))
        self.root = self.place / "one"
        self.entries: dict[str, dict[str, str]] = {}
        self.settings = {key: values[0] for key, values in SETTINGS.items()}
        self.issues: dict[str, dict[str, str]] = {}
        self.options: dict[str, Any] = {}

    def teardown(self) -> None:
        try:
            self.compare()
        finally:
            program.LIBRARIES = LIBRARIES
            shutil.rmtree(self.place)

    @initialize()
    def begin(self) -> None:
        for name, text in TEMPLATES.items():
            self.write(f"templates/{name}", text)
        self.write("content/feeds.yaml", FEEDS[0])
        self.write("content/storylines.yaml", STORYLINES[0])
        self.write("content/images/sun.png", graphic(24, 12))
        self.write("content/pages/about.md", PAGES[0])
        for number, week in enumerate(WEEKS[:2], 1):
            self.issues[week] = {"title": f"Issue {week}", "status": "published", "number": f"{number}"}
            self.write_issue(week, LETTERS[1])
        for number, slug in enumerate(SLUGS[:3]):
            self.entries[slug] = {"title": slug.title(), "issue": WEEKS[number % 2], **BEGINNINGS[number]}
            self.write_entry(slug, BODIES[number + 1])
        self.write_settings()
        assert outcome(self.root, self.root / "build") is None

    # Edits.

    @rule(slug=st.sampled_from(SLUGS), key=st.sampled_from(sorted(ENTRY)), body=st.sampled_from(BODIES), data=st.data())
    def change_an_entry(self, slug, key, body, data) -> None:
        entry = self.entries.setdefault(slug, {"title": slug.title(), "issue": WEEKS[1]})
        entry[key] = data.draw(st.sampled_from(ENTRY[key]))
        self.write_entry(slug, body)

    @rule(slug=st.sampled_from(SLUGS), body=st.sampled_from(BODIES))
    def write_a_note(self, slug, body) -> None:
        if slug in self.entries:
            self.write_entry(slug, body)

    @rule(slug=st.sampled_from(SLUGS))
    def delete_an_entry(self, slug) -> None:
        for path in (self.root / "content/entries").rglob(f"{slug}.md"):
            path.unlink()
        self.entries.pop(slug, None)

    @rule(slug=st.sampled_from(SLUGS), folder=st.sampled_from((*WEEKS, "elsewhere")), name=st.sampled_from(("", "z-")))
    def move_an_entry(self, slug, folder, name) -> None:
        for path in (self.root / "content/entries").rglob(f"*{slug}.md"):
            target = self.root / "content/entries" / folder / f"{name}{slug}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)

    @rule(week=st.sampled_from(WEEKS), letter=st.sampled_from(LETTERS), data=st.data())
    def change_an_issue(self, week, letter, data) -> None:
        issue = self.issues.setdefault(week, {"title": f"Issue {week}"})
        key = data.draw(st.sampled_from(("title", "status", "lead", "language", "date", "image", "corrections")))
        values = {
            "title": ("One", "Un : deux"),
            "status": ("draft", "published", "frozen"),
            "lead": ("", *self.kept_in(week)),
            "language": ("", "fr"),
            "date": ("", "2026-11-16"),
            "image": ("", ENTRY["image"][1]),
            "corrections": ENTRY["corrections"],
        }
        issue[key] = data.draw(st.sampled_from(values[key]))
        self.write_issue(week, letter)

    @rule(key=st.sampled_from(sorted(SETTINGS)), data=st.data())
    def change_a_setting(self, key, data) -> None:
        self.settings[key] = data.draw(st.sampled_from(SETTINGS[key]))
        self.write_settings()

    @rule(text=st.sampled_from(FEEDS))
    def change_feeds(self, text) -> None:
        self.write("content/feeds.yaml", text)

    @rule(text=st.sampled_from(STORYLINES))
    def change_storylines(self, text) -> None:
        self.write("content/storylines.yaml", text)

    @rule(name=st.sampled_from(sorted(OTHER_TEMPLATES)), data=st.data())
    def change_a_template(self, name, data) -> None:
        text = data.draw(st.sampled_from((*OTHER_TEMPLATES[name], "")))
        if text:
            self.write(f"templates/{name}", text)
        else:
            (self.root / "templates" / name).unlink(missing_ok=True)

    @rule(width=st.sampled_from((24, 32, 40, 0)), name=st.sampled_from(("sun.png", "sun.png", "moon.png")))
    def change_a_picture(self, width, name) -> None:
        if width:
            self.write(f"content/images/{name}", graphic(width, 12))
        else:
            (self.root / "content/images/sun.png").unlink(missing_ok=True)

    @rule(text=st.sampled_from(PAGES), name=st.sampled_from(("about", "team")))
    def change_a_page(self, text, name) -> None:
        self.write(f"content/pages/{name}.md", text)

    @rule(day=st.sampled_from(("20", "21")))
    def read_feeds(self, day) -> None:
        self.write("content/state/variety.json", STATE % f"{day}T06:00:00+00:00")
        link, date = f"https://le-monde.example/{day}", f"2026-11-{day}"
        row = (f"{'0' * 14}{day}", "", link, "Plus tard", "le-monde", date, f"also {'a' * 16}", "", "fr")
        self.write(f"content/seen/2026-W47/{day}.tsv", SEEN + "\t".join(row) + "\n")

    @rule(slug=st.sampled_from(SLUGS))
    def change_a_file_but_not_its_size_and_time(self, slug) -> None:
        for path in (self.root / "content/entries").rglob(f"{slug}.md"):
            times = path.stat()
            path.write_bytes(path.read_bytes().replace(b"A note", b"A word"))
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    # What may happen to what is kept, and to the site.

    @rule(data=st.data())
    def something_happens(self, data) -> None:
        happenings = (
            self.damage_what_is_kept,
            self.lose_what_is_kept,
            self.lay_what_is_kept_aside,
            self.bring_back_what_was_kept,
            self.change_the_site_by_hand,
            self.ask_for_something_else,
            self.go_on_as_another_process,
            self.build_and_be_killed,
            self.go_on_with_another_edition,
        )
        data.draw(st.sampled_from(happenings))(data)

    def damage_what_is_kept(self, data) -> None:
        kept = sorted(path for path in (self.root / ".cache").rglob("*") if path.is_file())
        if kept:
            path = data.draw(st.sampled_from(kept))
            bytes_ = path.read_bytes()
            cut = data.draw(st.integers(0, len(bytes_)))
            path.write_bytes(data.draw(st.sampled_from((bytes_[:cut], bytes_[:cut] + b"\0" + bytes_[cut + 1 :]))))

    def lose_what_is_kept(self, _) -> None:
        shutil.rmtree(self.root / ".cache", ignore_errors=True)

    def lay_what_is_kept_aside(self, _) -> None:
        shutil.rmtree(self.place / "aside", ignore_errors=True)
        if (self.root / ".cache").exists():
            shutil.copytree(self.root / ".cache", self.place / "aside")

    def bring_back_what_was_kept(self, _) -> None:
        if (self.place / "aside").exists():
            shutil.rmtree(self.root / ".cache", ignore_errors=True)
            shutil.copytree(self.place / "aside", self.root / ".cache")

    def kept_in(self, week: str) -> list[str]:
        """Slugs, so that a lead is mostly one that there is."""
        here = ((slug, entry) for slug, entry in self.entries.items() if entry.get("issue") == week)
        return [slug for slug, entry in here if entry.get("status", "keep") == "keep"]

    def change_the_site_by_hand(self, data) -> None:
        site = sorted(path for path in (self.root / "build").rglob("*.html") if path.is_file())
        if site:
            path = data.draw(st.sampled_from(site))
            data.draw(st.sampled_from((path.unlink, lambda: path.write_bytes(b"mine"))))()

    def ask_for_something_else(self, data) -> None:
        base_url = data.draw(st.sampled_from((None, "https://other.example/")))
        jobs = data.draw(st.sampled_from((1, 2)))
        is_clean = data.draw(st.sampled_from((False, False, True)))
        self.options = {"drafts": data.draw(st.booleans()), "base_url": base_url, "clean": is_clean, "jobs": jobs}

    def build_and_be_killed(self, data) -> None:
        changes = data.draw(st.integers(0, 60))
        killed_after(changes, lambda: outcome(self.root, self.root / "build", **self.options))

    def go_on_with_another_edition(self, data) -> None:
        """Of a library that has a part in what is written."""
        program.LIBRARIES = data.draw(st.sampled_from((LIBRARIES, LIBRARIES[1:], (*LIBRARIES, "click"))))

    def go_on_as_another_process(self, _=None) -> None:
        """One that remembers nothing of its own."""
        vars(kept)["_here"].clear()

    @rule()
    def build(self) -> None:
        outcome(self.root, self.root / "build", **self.options)

    def compare(self) -> None:
        """The next build with one that knows nothing, of a copy."""
        fresh = self.place / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in PARTS:
            if (self.root / part).is_dir():
                shutil.copytree(self.root / part, fresh / part)
            elif (self.root / part).exists():
                fresh.mkdir(exist_ok=True)
                shutil.copy(self.root / part, fresh / part)
        before = tree(self.root / "build")
        expected = outcome(fresh, fresh / "build", **self.options)
        assert outcome(self.root, self.root / "build", **self.options) == expected
        assert tree(self.root / "build") == (before if expected else tree(fresh / "build"))

    # How files are written.

    def write(self, path: str, text: str | bytes) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())

    def write_settings(self) -> None:
        head = {"id": "tag:example.org,2026:digest", "base_url": "https://example.org/weekly/"}
        self.write("digest.yaml", front(head | self.settings))

    def write_entry(self, slug: str, body: str) -> None:
        found = next((self.root / "content/entries").rglob(f"*{slug}.md"), None)
        place = found or self.root / "content/entries" / WEEKS[0] / f"{slug}.md"
        text = front(
            {"link": f"https://news.example/{slug}", "id": "a" * 16 if slug == "alpha" else "", **self.entries[slug]}
        )
        self.write(place.relative_to(self.root).as_posix(), f"---\n{text}---\n\n{body}\n")

    def write_issue(self, week: str, letter: str) -> None:
        self.write(f"content/issues/{week}.md", f"---\n{front(self.issues[week])}---\n\n{letter}\n")


TestPublication = Publication.TestCase
TestPublication.settings = settings(
    max_examples=200, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def publication(tmp_path):
    """As every sequence begins, and built once."""
    state = Publication()
    state.begin()
    yield state
    state.teardown()


@pytest.mark.parametrize("point", range(30))
def test_a_build_killed_at_any_point_is_mended_by_the_next(publication, point):
    """Every page is another after the edit, so that there are many points: to the midst of the last change of names."""
    publication.settings["title"] = "Une autre"
    publication.write_settings()
    publication.delete_an_entry("alpha")
    assert killed_after(4 * point, lambda: outcome(publication.root, publication.root / "build"))
    publication.go_on_as_another_process()
    publication.compare()


def test_a_site_is_right_with_any_kept_file_cut_off_at_many_lengths(publication):
    """`test_kept` cuts them at every length; here each is cut at forty, and a note is changed every time."""
    publication.compare()
    kept = sorted(path for path in (publication.root / ".cache").rglob("*") if path.is_file() and path.stat().st_size)
    assert {path.parent.name for path in kept} >= {"kept", "entries"}
    clean = tree(publication.root / "build")
    for path in kept:
        whole = path.read_bytes()
        for part in range(40):
            path.write_bytes(whole[: len(whole) * part // 40])
            publication.go_on_as_another_process()
            assert outcome(publication.root, publication.root / "build") is None
            assert tree(publication.root / "build") == clean, (path, part)
        path.write_bytes(whole)


def test_what_a_site_was_made_from_is_told(publication):
    build(publication.root, output=publication.root / "build")
    publication.write_entry("alpha", "Another note.")
    report = build(publication.root, output=publication.root / "build")
    why = dict(report.reasons)
    assert report.changed == ("content/entries/2026-W45/alpha.md",)
    assert why["page /issues/2026-W45/"] == "made: what it shows has changed"
    assert why["page /issues/2026-W46/"] == "not made: nothing that it shows has changed"
    publication.settings["tagline"] = "Of films"
    publication.write_settings()
    report = build(publication.root, output=publication.root / "build")
    assert "what all pages show" in dict(report.reasons)["page /issues/2026-W46/"]
    publication.write("templates/pages/tag.html", OTHER_TEMPLATES["pages/tag.html"][0])
    report = build(publication.root, output=publication.root / "build")
    assert {name for name, why in report.reasons if "template" in why} == {"page /tags/ai/", "page /tags/film/"}
    (publication.root / "build/issues/2026-W46/index.html").write_text("mine")
    report = build(publication.root, output=publication.root / "build")
    assert "not there as it was written" in dict(report.reasons)["page /issues/2026-W46/"]
    assert report.changes.written == ("issues/2026-W46/index.html",)
    report = build(publication.root, output=publication.root / "build", clean=True)
    assert report.changed == ()
    assert set(dict(report.reasons).values()) == {"made: --clean was asked for"}


def test_a_page_that_shows_no_note_is_not_made_for_another_one(publication):
    def made_for(note: str) -> set[str]:
        publication.write_entry("alpha", note)
        report = build(publication.root, output=publication.root / "build")
        return {name for name, why in report.reasons if why.startswith("made")}

    build(publication.root, output=publication.root / "build")
    assert not made_for("Another note.") & {"page /tags/film/", "page /sources/variety/"}
    assert "page /storylines/sora/" in made_for("One more.")
    publication.write("templates/pages/tag.html", OTHER_TEMPLATES["pages/tag.html"][2])
    build(publication.root, output=publication.root / "build")
    assert "page /tags/film/" in made_for("The last one.")
    assert "The last one." in (publication.root / "build/tags/film/index.html").read_text("utf-8")


def test_a_build_with_nothing_to_do_imports_nothing_that_renders(publication):
    code = (
        "import sys; from pathlib import Path; from digest.build import build; root = Path(sys.argv[1]); "
        "print(len(build(root, output=root / 'build').changes.written)); "
        "print([name for name in ('jinja2', 'markdown', 'nh3', 'babel', 'PIL', 'yaml', 'multiprocessing') "
        "if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(publication.root)]
    subprocess.run(command, check=True, capture_output=True)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["0", "[]"]


def test_a_picture_of_a_note_or_a_letter_is_another_goes_and_comes_back(publication):
    """Nothing but the finished page names it, and that by what is made from it."""
    picture = publication.root / "content/images/moon.png"
    publication.write_entry("alpha", "![Moon](/images/moon.png)")
    publication.write_issue(WEEKS[1], "Dear you. ![Moon](/images/moon.png)")
    for width in (24, 40, 0, 40):
        if width:
            picture.write_bytes(graphic(width, 12))
        else:
            picture.rename(picture.with_name("away.png"))
        publication.compare()
        found = list((publication.root / "build/images").glob("moon-*"))
        assert bool(width) == bool(found)


def test_what_is_no_file_is_not_waited_for(publication):
    os.mkfifo(publication.root / "content/entries/x.md")
    os.mkfifo(publication.root / "content/issues/2026-W01.md")
    problems = outcome(publication.root, publication.root / "build")
    assert problems is not None
    assert sorted(problem.split()[1] for problem in problems) == ["FILE002", "FILE002"]
    for path in ("content/entries/x.md", "content/issues/2026-W01.md"):
        (publication.root / path).unlink()
    publication.compare()


def test_a_file_that_is_no_entry_does_not_keep_a_build_from_having_nothing_to_do(publication):
    publication.write("content/entries/2026-W45/alpha.md~", "what an editor left")
    # What was written just before a build is read again by the next.
    time.sleep(0.2)
    root = publication.root
    build(root, output=root / "build")
    reasons = dict(build(root, output=root / "build").reasons)
    assert reasons["page /issues/2026-W45/"] == "not made: no file has changed"


def test_a_process_whose_program_was_replaced_builds_no_more(publication, monkeypatch):
    monkeypatch.setattr(program, "_code", ["another"])
    publication.write_entry("alpha", "Another note.")
    kept_before = tree(publication.root / ".cache")
    with pytest.raises(UsageError, match="start it again"):
        build(publication.root, output=publication.root / "build")
    assert {**tree(publication.root / ".cache"), "now": b""} == {**kept_before, "now": b""}


@pytest.mark.parametrize("edit", [Publication.write_settings, lambda state: state.write_entry("alpha", "A.")])
def test_a_program_that_is_replaced_during_a_build_makes_no_site(publication, monkeypatch, edit):
    before = tree(publication.root / "build")
    publication.settings["tagline"] = "Of films"
    edit(publication)

    def replaced(files: Files) -> dict[str, Any]:
        program.LIBRARIES = (*LIBRARIES, "click")
        return found(files)

    found = Files.rows
    with monkeypatch.context() as patch:
        patch.setattr(Files, "rows", replaced)
        with pytest.raises(UsageError, match="while it built"):
            build(publication.root, output=publication.root / "build")
    assert tree(publication.root / "build") == before


def test_a_mistake_is_told_in_every_template_of_its_own_also_where_no_page_needs_it(publication):
    publication.settings["outputs"] = "[home, issues]"
    publication.write_settings()
    publication.write("templates/pages/tag.html", "<!doctype html>{{ unknown_name }}")
    assert "TPL002" in str(outcome(publication.root, publication.root / "build"))
    publication.write("templates/pages/tag.html", "<!doctype html>{{ title }}")
    assert outcome(publication.root, publication.root / "build") is None
    # From here on the page is wanted, and what it takes from the theme as it comes.
    publication.settings["outputs"] = "[home, issues, tags, storylines, feeds]"
    publication.write_settings()
    assert outcome(publication.root, publication.root / "build") is None
    assert outcome(publication.root, publication.root / "clean", clean=True) is None
    assert tree(publication.root / "build") == tree(publication.root / "clean")


@pytest.mark.parametrize("name", ["partials/moments.html", "partials/timeline.html", "macros/line.html"])
def test_a_mistake_is_told_that_only_a_page_which_is_not_wanted_would_meet(publication, name):
    publication.settings["outputs"] = "[home, issues]"
    publication.write_settings()
    publication.write(f"templates/{name}", "{{ nonsense }}")
    assert "TPL002" in str(outcome(publication.root, publication.root / "build"))


def test_settings_that_change_while_files_are_read_are_those_that_the_site_is_made_by(publication, monkeypatch):
    publication.settings["outputs"] = "[home, issues]"
    publication.write_settings()
    publication.write(
        "content/entries/2026-W46/late.md",
        "---\nlink: https://x.example/l\ntitle: L\nissue: 2026-W46\nsection: late\n---\n",
    )

    def read(look):
        publication.settings["outputs"] = "[home, issues, tags, storylines]"
        publication.settings["sections"] = "[{id: tools, title: Tools}, {id: law, title: Law}, {id: late, title: Late}]"
        publication.write_settings()
        return whole(look)

    whole = plan._read_whole
    monkeypatch.setattr(plan, "_read_whole", read)
    assert outcome(publication.root, publication.root / "build") is None
    monkeypatch.undo()
    assert outcome(publication.root, publication.root / "clean", clean=True) is None
    assert outcome(publication.root, publication.root / "build") is None
    assert tree(publication.root / "build") == tree(publication.root / "clean")


def test_what_was_made_of_other_bytes_than_were_looked_at_is_not_kept(publication, monkeypatch):
    publication.write("content/pages/about.md", "---\ntitle: About\n---\n\nUs.\n")

    def other(path, most):
        data = beginning(path, most)
        return data.replace(b"Us.", b"Them.") if path.endswith("about.md") else data

    monkeypatch.setattr(known, "beginning", other)
    assert outcome(publication.root, publication.root / "build") is None
    monkeypatch.undo()
    publication.write("content/feeds.yaml", "[]\n")
    assert outcome(publication.root, publication.root / "build") is None
    assert b"Us." in (publication.root / "build/about/index.html").read_bytes()


def test_a_mistake_in_a_template_is_told_once_and_alike_with_any_number_of_processes(publication):
    publication.write("templates/pages/tag.html", "<!doctype html>{{ title.foo.bar }}")
    told = {outcome(publication.root, publication.root / "build", jobs=jobs) for jobs in (1, 2, 3)}
    assert len(told) == 1
    assert [problem.split()[1] for problem in told.pop() or ()] == ["TPL002"]


@pytest.mark.parametrize("is_warm", [True, False])
@pytest.mark.parametrize(
    "path", ["content", "content/entries", "content/issues", "content/pages", "content/images", "content/seen"]
)
def test_a_file_where_a_folder_belongs_is_told_and_the_site_stands(publication, path, is_warm):
    before = tree(publication.root / "build")
    if not is_warm:
        publication.lose_what_is_kept(None)
    if (publication.root / path).exists():
        (publication.root / path).rename(publication.place / "away")
    (publication.root / path).write_text("x")
    problems = outcome(publication.root, publication.root / "build")
    assert any(path in problem and "FILE004" in problem for problem in problems or ())
    assert tree(publication.root / "build") == before
    (publication.root / path).unlink()
    if (publication.place / "away").exists():
        (publication.place / "away").rename(publication.root / path)


def test_a_folder_where_a_file_belongs_is_told(publication):
    (publication.root / "content/feeds.yaml").unlink()
    (publication.root / "content/feeds.yaml").mkdir()
    problems = outcome(publication.root, publication.root / "build")
    assert [problem.split()[:2] for problem in problems or ()] == [["content/feeds.yaml", "FILE004"]]
    (publication.root / "content/feeds.yaml").rmdir()


@pytest.mark.parametrize("rights", [0o000, 0o400, 0o600])
def test_content_that_may_not_be_read_is_told_and_the_site_stands(publication, rights):
    before = tree(publication.root / "build")
    (publication.root / "content").chmod(rights)
    program = [sys.executable, "-c", "from digest.cli import run; run()", "-C", str(publication.root), "build"]
    if os.getuid() == 0:
        # Who may do everything would not see it.
        program = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *program]
    done = subprocess.run(program, capture_output=True, text=True, cwd=REPOSITORY)
    (publication.root / "content").chmod(0o755)
    assert done.returncode == 1
    assert "content/issues: FILE004: cannot be read: Permission denied" in done.stderr
    assert tree(publication.root / "build") == before


def test_a_moment_in_another_zone_is_another(publication):
    """It is equal to the one before, and its day on the page is not."""
    for moment in ("2026-11-16T00:30:00+02:00", "2026-11-15T22:30:00Z"):
        publication.issues[WEEKS[0]]["date"] = moment
        publication.write_issue(WEEKS[0], LETTERS[1])
        publication.compare()
