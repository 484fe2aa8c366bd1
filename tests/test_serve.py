"""The preview server: real requests over loopback, real changes in a folder, real events."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from watchfiles import Change

from digest.errors import Problem, UsageError
from digest.serve import Preview, listen, run
from digest.serve.watch import is_saved
from tests.trees import write_tree

SECONDS_AT_MOST = 20
POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
PROBLEM = Problem(path="content/entries/x.md", line=3, code="FM007", what="no <b>address</b>", hint="write https://")


@dataclass(kw_only=True)
class Publication:
    """A folder whose letter is its site; a letter that says "broken" cannot be built."""

    root: Path
    builds: list[str] = field(default_factory=list)
    caught_up: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def letter(self) -> Path:
        return self.root / "content" / "letter.md"

    def write(self, text: str) -> None:
        self.letter.parent.mkdir(parents=True, exist_ok=True)
        self.letter.write_text(text, encoding="utf-8")

    def catch_up(self) -> bool:
        """Owes one thing after every letter that is slow, and ends when it is told to."""
        owed = self.builds[-1].startswith("slow") and self.builds[-1] not in self.caught_up
        if owed:
            self.caught_up.append(self.builds[-1])
            if "endless" in self.builds[-1]:
                self.gone.wait(SECONDS_AT_MOST)
        return owed

    def rebuild(self, address: str) -> tuple[Problem, ...]:
        text = self.letter.read_text(encoding="utf-8")
        self.builds.append(text)
        if "broken" in text:
            return (PROBLEM,)
        page = f"<head>{POLICY}</head><body>{text}, {address}</body></html>\n".encode()
        search = page.replace(b"'none'", b"'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
        missing = b"<body>not here</body>"
        files = {"index.html": page, "about/index.html": page, "404.html": missing, "feed.xml": b"<rss/>", "a.css": b""}
        files["search/index.html"] = search
        write_tree(self.root / ".cache" / "serve", files)
        return ()


@asynccontextmanager
async def serving(publication: Publication, stop: asyncio.Event | None = None):
    """A client that is already at the address of the served site."""
    preview = Preview(
        root=publication.root,
        output=publication.root / ".cache" / "serve",
        base_path="/repo/",
        rebuild=publication.rebuild,
        catch_up=publication.catch_up,
        give_up=publication.gone.set,
    )
    stop = stop or asyncio.Event()
    ready = asyncio.get_running_loop().create_future()
    with listen(0) as listener:
        server = asyncio.create_task(run(preview, listener, stop, ready.set_result))
        await asyncio.wait({server, ready}, return_when=asyncio.FIRST_COMPLETED)
        try:
            async with aiohttp.ClientSession(base_url=await ready) as client:
                yield client
        finally:
            stop.set()
            await server


@asynccontextmanager
async def listening(client: aiohttp.ClientSession):
    """A function that waits for the next event."""
    async with client.get("_digest/events") as response:
        assert response.content_type == "text/event-stream"

        async def news() -> dict[str, object]:
            async for line in response.content:
                if line.startswith(b"data: "):
                    found: dict[str, object] = json.loads(line[6:])
                    return found
            raise AssertionError("the server hung up")

        yield news


def within_seconds(story) -> None:
    asyncio.run(asyncio.wait_for(story, SECONDS_AT_MOST))


@pytest.fixture
def publication(tmp_path):
    made = Publication(root=tmp_path)
    made.write("first")
    return made


def test_what_no_build_waits_for_is_made_once_it_is_quiet_and_the_site_is_built_again(publication):
    async def story():
        publication.write("slow")
        async with serving(publication) as client, listening(client) as news:
            await news()
            assert publication.caught_up == []
            while publication.builds != ["slow", "slow"]:
                await asyncio.sleep(0)
            assert publication.caught_up == ["slow"]

    within_seconds(story())


def test_what_is_being_made_behind_is_ended_with_the_server(publication):
    async def story():
        publication.write("slow and endless")
        async with serving(publication):
            while not publication.caught_up:
                await asyncio.sleep(0)
        assert publication.gone.is_set()

    within_seconds(story())


def test_a_page_with_a_policy_for_scripts_of_its_own_keeps_it(publication):
    async def story():
        async with serving(publication) as client, client.get("search/") as response:
            text = await response.text()
            assert text.count("script-src") == 1
            assert "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'" in text

    within_seconds(story())


def test_pages_are_served_under_the_path_of_the_site_with_a_script_and_a_policy_that_lets_it_run(publication):
    async def story():
        async with serving(publication) as client, client.get("about/") as response:
            text = await response.text()
            assert (response.status, response.content_type) == (200, "text/html")
            assert f"first, {client._base_url}" in text
            assert '<script src="/repo/_digest/reload.js" data-events="/repo/_digest/events" data-version="' in text
            assert text.endswith(" defer></script>\n</body></html>\n")
            assert "content=\"default-src 'none'; script-src 'self'; connect-src 'self'\"" in text
            assert b"script" not in (publication.root / ".cache/serve/index.html").read_bytes()

    within_seconds(story())


@pytest.mark.parametrize(
    ("path", "status", "media_type"),
    [
        ("/repo/", 200, "text/html"),
        ("/repo/feed.xml", 200, "application/xml"),
        ("/repo/a.css", 200, "text/css"),
        ("/repo/_digest/reload.js", 200, "text/javascript"),
        ("/repo/nope/", 404, "text/html"),
        ("/repo/.digest.json", 404, "text/html"),
        ("/repo/%2e%2e/%2e%2e/content/letter.md", 404, "text/html"),
        ("/repo/..%2f..%2fcontent%2fletter.md", 404, "text/html"),
        ("/elsewhere/", 404, "text/html"),
        ("/repo/about", 302, "application/octet-stream"),
        ("/", 302, "application/octet-stream"),
        ("/repo", 302, "application/octet-stream"),
    ],
)
def test_what_an_address_answers(publication, path, status, media_type):
    async def story():
        async with serving(publication) as client, client.get(path, allow_redirects=False) as response:
            assert response.status == status
            assert status == 302 or response.content_type == media_type
            assert b"first, " in await response.read() or status != 200 or media_type != "text/html"

    within_seconds(story())


def test_a_change_is_built_and_told_with_another_version(publication):
    async def story():
        async with serving(publication) as client, listening(client) as news:
            first = await news()
            publication.write("second")
            second = await news()
            assert first["version"] != second["version"]
            async with client.get("") as response:
                assert f'data-version="{second["version"]}"' in await response.text()

    within_seconds(story())


def test_a_problem_is_told_and_the_mended_site_has_the_version_it_had(publication):
    async def story():
        async with serving(publication) as client, listening(client) as news:
            first = await news()
            publication.write("broken")
            broken = await news()
            row = {"where": "content/entries/x.md:3", "code": "FM007", "what": PROBLEM.what, "hint": PROBLEM.hint}
            assert broken == {"version": first["version"], "problems": [row]}
            publication.write("first")
            assert await news() == first

    within_seconds(story())


def test_a_publication_that_cannot_be_built_yet_is_served_a_page_that_waits(publication):
    publication.write("broken")

    async def story():
        async with serving(publication) as client, listening(client) as news:
            async with client.get("") as response:
                assert response.status == 503
                assert 'data-version=""' in await response.text()
            assert (await news())["version"] == ""
            publication.write("whole")
            assert (await news())["version"] != ""

    within_seconds(story())


def test_settings_are_watched_also_when_they_are_replaced_and_a_folder_that_is_made_later(publication):
    async def story():
        async with serving(publication) as client, listening(client) as news:
            await news()
            (publication.root / "digest.yaml.new").write_text("title: x")
            (publication.root / "digest.yaml.new").rename(publication.root / "digest.yaml")
            await news()
            (publication.root / "templates").mkdir()
            await news()
            (publication.root / "templates" / "page.html").write_text("x")
            await news()

    within_seconds(story())


@pytest.mark.parametrize(
    "name", [".letter.md.swp", "letter.md~", "#letter.md#", ".#letter.md", "4913", "letter.md.tmp"]
)
def test_what_an_editor_has_not_saved_is_not_built(name):
    assert not is_saved(Change.added, f"/weekly/content/{name}")


@pytest.mark.parametrize("name", ["letter.md", "still-1.jpg", "49134", "c#.md"])
def test_what_an_editor_has_saved_is_built(name):
    assert is_saved(Change.added, f"/.weekly/content/{name}")


def test_a_file_that_is_written_in_many_steps_is_built_once(publication):
    async def story():
        async with serving(publication) as client, listening(client) as news:
            await news()
            with publication.letter.open("w", encoding="utf-8") as file:
                for number in range(30):
                    file.write(f"{number} ")
                    file.flush()
                    # A request takes its time, so that the steps lie apart.
                    await (await client.get("a.css")).read()
            await news()
            assert publication.builds == ["first", " ".join(map(str, range(30))) + " "]

    within_seconds(story())


def test_it_ends_while_a_browser_listens(publication):
    async def story():
        stop = asyncio.Event()
        async with serving(publication, stop) as client, client.get("_digest/events") as response:
            await response.content.readuntil(b"\n\n")
            stop.set()
            assert await response.content.read() == b""

    within_seconds(story())


def test_a_port_that_is_in_use_is_named_and_no_other_is_tried():
    with listen(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} is in use"):
            listen(port)
