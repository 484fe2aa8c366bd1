"""The branch that `digest deploy` made, cloned and served under its sub-path as Pages does: every link leads on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.commands import commit_all, digest, git
from tests.crawling import Crawled, crawl, pages
from tests.journey import BASE, ISSUE, LATER, travelled

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A whole publication, deployed; then what a clone of the branch alone has."""
    folder = tmp_path_factory.mktemp("deployed")
    root = folder / "work"
    shutil.copytree(travelled().root, root, ignore=shutil.ignore_patterns("build", ".cache"))
    (root / ".gitignore").write_text("build/\n.cache/\n")
    commit_all(root)
    git(folder, "init", "-q", "--bare", str(folder / "remote.git"))
    git(root, "remote", "add", "origin", str(folder / "remote.git"))
    git(root, "config", "user.name", "Test")
    git(root, "config", "user.email", "t@example.org")
    ran = digest(root, "deploy", now=LATER)
    assert ran.status == 0, ran.err
    git(folder, "clone", "-q", "-b", "gh-pages", "--single-branch", str(folder / "remote.git"), "site")
    shutil.rmtree(folder / "site" / ".git")
    with pages(folder / "site", BASE) as link:
        yield link


@pytest.fixture(scope="module")
def crawled(address) -> Crawled:
    return crawl(address, BASE)


def test_every_link_of_the_deployed_site_leads_to_a_page_a_file_or_an_anchor(crawled):
    assert crawled.broken == []


def test_the_crawl_has_seen_all_kinds_of_pages(crawled, address):
    seen = {page.removeprefix(address) for page in (*crawled.pages, *crawled.files)}
    assert {"", "issues/", f"issues/{ISSUE}/", "sources/", "subscribe/", "404.html", "feed.xml", "atom.xml"} <= seen
    assert len(crawled.pages) > 10


def test_a_crawl_notices_a_page_that_is_missing(address, tmp_path):
    """The crawler itself is tried: a site with one page taken away, and one anchor renamed."""
    site = tmp_path / "broken"
    shutil.copytree(travelled().site, site)
    shutil.rmtree(site / "issues" / ISSUE)
    with pages(site, BASE) as link:
        broken = crawl(link, BASE).broken
    assert any(f"issues/{ISSUE}/" in each for each in broken)


@pytest.mark.browser
def test_a_browser_finds_nothing_missing_on_any_page(browser: Browser, crawled, address):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(f"{tab.url}: {message.text}"))
    tab.on("requestfailed", lambda request: said.append(f"{request.failure}: {request.url}"))
    tab.on("response", lambda response: said.append(response.url) if response.status >= 400 else None)
    for page in sorted(crawled.pages):
        tab.goto(page)
        assert tab.evaluate("document.styleSheets[0].cssRules.length") > 0, page
        assert tab.evaluate("document.querySelectorAll('h1').length") == 1, page
    context.close()
    # What was still on its way when the next page was asked for is given up, and is no failure.
    assert [each for each in said if "ERR_ABORTED" not in each] == []


@pytest.mark.browser
def test_in_a_browser_every_link_of_the_newest_issue_can_be_followed(browser: Browser, address):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(address)
    links = tab.evaluate("[...document.links].map(link => link.href)")
    own = sorted({link.partition("#")[0] for link in links if link.startswith(address)})
    statuses = {link: tab.request.get(link).status for link in own}
    context.close()
    assert len(own) > 5
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.browser
def test_a_missing_page_shows_the_page_for_what_is_missing_with_its_style(browser: Browser, address):
    context = browser.new_context()
    tab = context.new_page()
    response = tab.goto(f"{address}deep/down/nowhere/")
    assert response is not None
    assert response.status == 404
    assert tab.evaluate("document.styleSheets[0].cssRules.length") > 0
    tab.locator("main a").first.click()
    assert tab.url.startswith(address)
    assert tab.locator("h1").count() == 1
    context.close()
