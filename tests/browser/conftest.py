"""A real Chromium for every test here, and the judge of WCAG 2.2 AA that all of them call.

def test_x(page: Page, serve: Serve) -> None:
    page.goto(serve(app) + "/counter")
    assert_accessible(page)          # from browser.judge import assert_accessible
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.judge import CHROMIUM_FLAGS, Serve, chromium, served
from browser.running import Person, RunningTown, running


# Playwright's loop runs in this thread while its block is open: longer than a module, and tests of
# other rooms could run no loop of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser with nothing remembered; asks for Japanese."""
    made = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab."""
    return context.new_page()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve an app on 127.0.0.1 while the test runs; returns its address."""
    with served() as start:
        yield start


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTown]:
    """A town of its own for each module: its dial turns forward only."""
    with running(tmp_path_factory.mktemp("town") / "data") as town:
        yield town


@pytest.fixture
def person(page: Page, town: RunningTown) -> Person:
    """Someone in front of the town's screens."""
    return Person(page, town)
