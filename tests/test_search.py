"""What can be found, by which words, and the files that a browser finds it with."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from digest.build import build
from digest.compose.site import compose_site
from digest.compose.views import Choice, SearchPage, Site
from digest.content.tree import manifest
from digest.errors import DigestError
from digest.model import OUTPUTS
from digest.render.folding import fold, fold_for_index
from digest.render.indexer import Behind, Indexer
from digest.render.search import FOLDER, Findables, Record, filter_file
from tests.builders import entry, entry_file, feed, issue, publication, settings, storyline, write

NOWHERE = Path("/nowhere/program")
BASE = "https://example.org/weekly/"


def composed(*, drafts: bool = False, **changes: object) -> Site:
    given = {"issues": (issue(),), "entries": (entry(),)}
    return compose_site(publication(**given | changes), base_url=BASE, drafts=drafts, style_version="")


def found(site: Site) -> dict[str, Record]:
    return {record.address: record for record in records(site)}


def records(site: Site) -> tuple[Record, ...]:
    return Findables(found=site.findables, language=site.info.language, view=lambda entry: entry).records()


@dataclass(frozen=True, slots=True)
class Given:
    """Records that are there already."""

    rows: tuple[Record, ...]

    def key(self) -> str:
        return repr(self.rows)

    def records(self) -> tuple[Record, ...]:
        return self.rows


def page(site: Site) -> SearchPage:
    (context,) = (page.context for page in site.pages if isinstance(page.context, SearchPage))
    return context


def record(number: int, **filters: str) -> Record:
    return Record(
        address=f"/issues/2026-W47/#entry-{number}",
        content=f"word{number} film",
        meta=(("title", f"word{number}"),),
        filters=tuple((name, (value,)) for name, value in filters.items()),
    )


RECORDS = tuple(record(number, year=str(2020 + number % 3), source=f"s{number % 5}") for number in range(40))


@pytest.mark.parametrize("mark", list("'’‘‛ʼʹ′´`＇"))
def test_any_apostrophe_parts_an_article_from_its_word(mark):
    assert fold(f"L{mark}auteur, qu{mark}il suit, de l{mark}IA") == "auteur il suit de ia"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Œuvre cœur ŒUVRE", "oeuvre coeur oeuvre"),
        ("Réalisateur ÉTÉ garçon", "realisateur ete garcon"),
        ("ﬁlm ﬂeur", "film fleur"),
        ("Ærø Straße Łódź", "aero strasse lodz"),
        ("İstanbul ΟΔΥΣΣΕΥΣ", "istanbul οδυσσευσ"),
        ("Lionsgate’s", "lionsgate"),
        ("films studios auteurs réseaux", "film studio auteur reseau"),
        ("press news Netflix", "press news netflix"),
        ("映画がある", "映 画 が あ る"),
        ("한국 영화 हिन्दी", "한국 영화 हिन्दी"),
        ("שָׁלוֹם", "שלום"),
        ("co\u00adopé\u200bration « oui »", "cooperation oui"),
        ("GPT-4o, 2,5 % !", "gpt 4o 2 5"),
        ("'", ""),
        ("", ""),
    ],
)
def test_words_are_compared_without_what_people_leave_out(written, folded):
    assert fold(written) == folded
    assert fold(folded) == folded


def test_a_compound_is_also_found_in_one_piece():
    assert fold_for_index("the film-makers") == "the film maker filmmaker"


def test_a_very_long_word_is_folded_too():
    long = "x" * 400_000
    assert fold_for_index(f"a-b {long} ée-{long}") == f"a b {long} ee {long} ab ee{long}"


def test_entries_letters_storylines_and_pages_are_found_each_at_its_address():
    site = composed(
        issues=(issue(letter="Dear reader."),),
        entries=(entry(storylines=("sora",)),),
        storylines=(storyline(about="A *model*.", aliases=("Sora 2",)),),
    )
    assert found(site).keys() == {"/issues/2026-W47/", "/issues/2026-W47/#sora", "/storylines/sora/"}
    assert "sora 2" in found(site)["/issues/2026-W47/#sora"].content
    assert found(site)["/storylines/sora/"].content == "sora a model sora 2"


def test_what_is_a_draft_or_was_withdrawn_is_not_found_also_where_drafts_are_shown():
    entries = (entry(), entry("gone", status="withdrawn", why="Wrong."), entry("later", issue="2026-W48"))
    site = composed(drafts=True, issues=(issue(), issue("2026-W48", status="draft")), entries=entries)
    assert found(site).keys() == {"/issues/2026-W47/#sora", *()}


def test_an_entry_is_found_by_everything_that_is_read_of_it():
    body = "> Ce que l’auteur a dit.\n\nOur **own** sentence on it."
    site = composed(
        entries=(entry(title="L’œuvre", headline="The work", authors=("Zoé Ex",), body=body, source="gazette"),),
        feeds=(feed("gazette", title="La Gazette"),),
        settings=settings(quotation="always"),
    )
    (made,) = records(site)
    assert {"work", "oeuvre", "zoe", "gazette", "auteur", "own", "sentence"} <= set(made.content.split())


def test_what_is_shown_keeps_its_typography():
    site = composed(
        entries=(
            entry(
                headline="L’œuvre : un film", language="fr", body="De **l’IA** !", published=date(2026, 4, 1), title="x"
            ),
        ),
        issues=(issue(language="fr", number=7, title="Un"),),
        settings=settings(language="fr"),
    )
    meta = dict(records(site)[0].meta)
    assert meta["title"] == "oeuvre un film"
    assert meta["headline"] == "L’œuvre\u00a0: un film"
    assert meta["words"] == "De l’IA\u202f!"
    assert (meta["date"], meta["day"], meta["number"], meta["issue"]) == ("1er avril 2026", "2026-04-01", "7", "Un")


def test_an_entry_without_a_date_shows_the_week_in_which_it_was_read():
    undated = records(composed(entries=(entry(published=None),), issues=(issue(),)))[0]
    assert dict(undated.meta)["week"] == "16–22 November 2026"
    dated = records(composed(entries=(entry(published=date(2026, 4, 1)),), issues=(issue(),)))[0]
    assert "week" not in dict(dated.meta)


def test_filters_are_offered_as_far_as_something_has_their_values():
    site = composed(
        entries=(
            entry(section="law", source="gazette", language="fr-CA", storylines=("sora",)),
            entry("old", issue="2025-W01"),
        ),
        issues=(issue(), issue("2025-W01")),
        feeds=(feed("gazette", title="La Gazette"), feed("silent")),
        storylines=(storyline(), storyline("unused")),
        settings=settings(outputs=frozenset(OUTPUTS) - {"storylines"}),
    )
    shown = page(site)
    assert shown.languages == ("fr",)
    assert shown.sections == (Choice(value="law", title="Law"),)
    assert shown.sources == (
        Choice(value="gazette", title="La Gazette"),
        Choice(value="news-example", title="news.example"),
    )
    assert shown.storylines == (Choice(value="sora", title="Sora"),)
    assert shown.years == ("2026", "2025")
    assert dict(found(site)["/issues/2026-W47/#sora"].filters) == {
        "language": ("fr",),
        "section": ("law",),
        "source": ("gazette",),
        "storyline": ("sora",),
        "year": ("2026",),
    }


def test_filters_stand_as_readers_look_for_them():
    titles = {"z": "Zoom 10", "y": "Zoom 9", "e": "Écran total", "a": "Atlas"}
    storylines = tuple(storyline(id=id, title=title) for id, title in titles.items())
    shown = page(composed(storylines=storylines, entries=(entry(storylines=tuple(titles)),)))
    assert [choice.title for choice in shown.storylines] == ["Atlas", "Écran total", "Zoom 9", "Zoom 10"]


def test_records_stand_newest_first_and_in_an_issue_as_it_is_read():
    entries = (entry("b", rank=2.0), entry("a", rank=1.0), entry("old", issue="2026-W46"))
    site = composed(entries=entries, issues=(issue("2026-W46"), issue()))
    assert [made.address.rpartition("#")[2] for made in records(site)] == ["a", "b", "old"]


def test_without_pages_of_issues_entries_lead_to_the_article_and_each_stands_once():
    entries = (entry("one", link="https://a.example/1"), entry("two", link="https://a.example/1"))
    site = composed(entries=entries, settings=settings(outputs=frozenset({"home", "search"})))
    assert found(site).keys() == {"https://a.example/1"}


def test_without_the_output_nothing_of_search_is_made():
    site = composed(settings=settings(outputs=frozenset(OUTPUTS) - {"search"}))
    assert site.findables == ()
    assert "/search/" not in {page.path for page in site.pages}


def test_the_filters_name_records_by_the_distance_from_the_one_before():
    ids = {made.address: f"id{number}" for number, made in enumerate(RECORDS)}
    said = json.loads(filter_file(RECORDS, ids))
    assert said["ids"] == [f"id{number}" for number in range(40)]
    assert said["filters"]["year"]["2021"] == [1] + [3] * 12


def test_an_index_holds_every_record_and_only_the_files_that_a_page_needs(tmp_path):
    files = Indexer(tmp_path).index(Given(RECORDS))
    fragments = [name for name in files if name.startswith("fragment/")]
    assert len(fragments) == len(RECORDS)
    said = json.loads(gzip.decompress(files[fragments[0]]).removeprefix(b"pagefind_dcd"))
    assert said["url"] in {made.address for made in RECORDS}
    others = {name for name in files if "/" not in name and not name.endswith(".pf_meta")}
    assert others == {"pagefind.js", "wasm.unknown.pagefind", "pagefind-entry.json", "filters.json"}
    ids = json.loads(files["filters.json"])["ids"]
    assert {f"fragment/{id}.pf_fragment" for id in ids} == set(fragments)


def test_an_index_of_nothing_is_made_too(tmp_path):
    assert json.loads(Indexer(tmp_path).index(Given(()))["filters.json"]) == {"filters": {}, "ids": []}


def test_the_same_records_give_the_same_bytes_in_any_process(tmp_path):
    program = (
        "import sys; from pathlib import Path; from tests.test_search import RECORDS, Given; "
        "from digest.content.cache import key_of; from digest.render.indexer import Indexer; "
        "files = Indexer(Path(sys.argv[1])).index(Given(RECORDS)); "
        "print(key_of(*(part for pair in sorted(files.items()) for part in pair)))"
    )
    said = set()
    for number in range(4):
        env = {**os.environ, "PYTHONHASHSEED": str(number), "SOMETHING": "x" * 100 * number}
        command = [sys.executable, "-c", program, str(tmp_path / str(number))]
        said.add(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)
    assert len(said) == 1


def test_an_index_is_made_again_only_when_a_record_changed(tmp_path):
    made = Indexer(tmp_path).index(Given(RECORDS))
    assert Indexer(tmp_path, program=NOWHERE).index(Given(RECORDS)) == made
    with pytest.raises(DigestError):
        Indexer(tmp_path, program=NOWHERE).index(Given((replace(RECORDS[0], content="other"), *RECORDS[1:])))


def test_a_damaged_index_is_made_anew(tmp_path):
    made = Indexer(tmp_path).index(Given(RECORDS))
    for path in (tmp_path / ".cache/search").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert Indexer(tmp_path).index(Given(RECORDS)) == made


def test_one_index_is_kept_however_often_it_changes(tmp_path):
    for number in range(3):
        Indexer(tmp_path).index(Given(RECORDS[number:]))
    assert len(list((tmp_path / ".cache/search").iterdir())) == 2


ERROR = b'{"payload": {"type": "Error", "message": "No room"}}'
PROGRAMS = {
    "that is not there": (None, "cannot be run"),
    "that ends at once": ("exit 0", "stopped after 0 of 42 answers"),
    "that hangs": ("exec sleep 60", "stopped after 0 of 42 answers"),
    "that talks nonsense": ("yes nonsense, | tr -d '\\n'", "answers that cannot be read"),
    "that answers something else": ("yes W10=, | tr -d '\\n'", "answers that cannot be read"),
    "that says what is wrong": (
        f"yes {b64encode(ERROR).decode()}, | tr -d '\\n'",
        "No room",
    ),
}


def program(folder: Path, text: str) -> Path:
    made = folder / "program"
    made.write_text(f"#!/bin/sh\n{text}\n")
    made.chmod(0o755)
    return made


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_cannot_make_it_is_a_problem_that_says_so(tmp_path, name):
    text, what = PROGRAMS[name]
    asked = Indexer(tmp_path, program=program(tmp_path, text) if text else NOWHERE, seconds=-1.0)
    with pytest.raises(DigestError, match=what) as raised:
        asked.index(Given(RECORDS))
    (problem,) = raised.value.problems
    assert problem.code == "OUT004"
    assert "leave `search` out of `outputs`" in problem.hint


def test_who_may_not_wait_gets_the_last_index_and_the_right_one_later(tmp_path):
    behind = Behind(Indexer(tmp_path))
    assert behind.index(Given(RECORDS)) == {}
    assert behind.catch_up()
    first = behind.index(Given(RECORDS))
    assert first == Indexer(tmp_path).index(Given(RECORDS))
    assert not behind.catch_up()
    assert behind.index(Given(RECORDS[1:])) == first
    assert behind.catch_up()
    assert behind.index(Given(RECORDS[1:])) != first


def test_an_index_that_is_stopped_is_no_longer_waited_for(tmp_path):
    told = tmp_path / "told"
    os.mkfifo(told)
    behind = Behind(Indexer(tmp_path, program=program(tmp_path, f"echo here > {told}\nexec sleep 60")))
    behind.index(Given(RECORDS))

    def stop() -> None:
        told.read_text()
        behind.stop()

    threading.Thread(target=stop).start()
    with pytest.raises(DigestError):
        behind.catch_up()


def test_an_interrupted_build_leaves_no_process_behind(tmp_path):
    told = tmp_path / "told"
    os.mkfifo(told)
    endless = program(tmp_path, f"head -c 1 > /dev/null\necho $$ > {told}\nexec sleep 60")
    script = (
        "import sys; from pathlib import Path; from tests.test_search import RECORDS, Given; "
        "from digest.render.indexer import Indexer; "
        "Indexer(Path(sys.argv[1]), program=Path(sys.argv[2])).index(Given(RECORDS))"
    )
    with subprocess.Popen([sys.executable, "-c", script, tmp_path, endless], stderr=subprocess.PIPE) as maker:
        child = int(told.read_text())
        maker.send_signal(signal.SIGINT)
        maker.communicate(timeout=30)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


FILES: dict[str, str | bytes] = {
    "content/feeds.yaml": "[]\n",
    "content/issues/2026-W47.md": "---\ntitle: One\nstatus: published\nnumber: 1\ndate: 2026-11-23\n---\n\nDear you.\n",
    "content/entries/2026-W47/sora.md": entry_file("L’auteur", section="tools", language="fr"),
}


def test_a_build_writes_the_index_and_takes_it_away_when_it_is_switched_off(tmp_path):
    root = write(tmp_path, FILES)
    build(root, output=root / "build")
    index = {name for name in manifest(root / "build") if name.startswith(FOLDER)}
    assert f"{FOLDER}/filters.json" in index
    assert all((root / "build" / name).is_file() for name in index)
    settings_file = root / "digest.yaml"
    settings_file.write_text(settings_file.read_text() + "outputs: [home, issues, archive]\n")
    report = build(root, output=root / "build")
    assert index <= set(report.changes.removed)
    assert not (root / "build/search").exists()
    assert not {name for name in manifest(root / "build") if "search" in name}


def test_a_second_build_changes_no_byte_of_the_index(tmp_path):
    root = write(tmp_path, FILES)
    build(root, output=root / "build")
    assert build(root, output=root / "build").changes.written == ()


def test_the_index_does_not_hang_on_the_address_of_the_site(tmp_path):
    root = write(tmp_path, FILES)
    build(root, output=root / "one")
    kept = Indexer(root, program=NOWHERE)
    build(root, output=root / "two", base_url="https://elsewhere.example/a/b/", drafts=True, indexer=kept)


def test_only_the_page_of_search_may_run_a_script_and_every_page_leads_to_it(tmp_path):
    root = write(tmp_path, FILES)
    build(root, output=root / "build")
    pages = {path.relative_to(root / "build").as_posix(): path.read_text() for path in (root / "build").rglob("*.html")}
    assert [name for name, text in pages.items() if "script-src" in text] == ["search/index.html"]
    assert "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'" in pages["search/index.html"]
    assert all('href="/weekly/search/"' in text for text in pages.values())
    assert "<noscript>" in pages["search/index.html"]
    assert 'href="/weekly/issues/">Archive</a>' in pages["search/index.html"].partition("<noscript>")[2]
