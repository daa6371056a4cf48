"""Where Chromium is, how an app is served to it, and what axe says of a page."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from starlette.types import ASGIApp

Serve = Callable[[ASGIApp], str]

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
]
_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


def chromium() -> str:
    """Debian's Chromium; a line how to get it where it is missing."""
    found = shutil.which("chromium")
    assert found, "chromium is missing: apt-get install chromium"
    return found


@contextmanager
def served() -> Iterator[Serve]:
    """Serve apps, each on a free port of 127.0.0.1, until the block ends."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(app: ASGIApp) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    try:
        yield start
    finally:
        for server, thread in running:
            server.should_exit = True
            thread.join()


def assert_accessible(page: Page) -> None:
    """Axe finds nothing against WCAG 2.2 AA, and nothing is wider than the window (1.4.10)."""
    found = Axe().run(page, options=_RULES).response["violations"]
    lines = [
        f"{one['id']} ({one['help']}): {node['html'][:160]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]

    assert not lines, f"{page.url}\n" + "\n".join(lines)

    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

    assert wider <= 0, f"{page.url} is {wider} px wider than its window"
