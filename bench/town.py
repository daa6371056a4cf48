"""What a town costs: time to the first page and to open, and memory before and after 100 prints.

    script/bench town        prints a table; the limits beside the figures are the project's own

Memory is what the server and its children hold, a shared page counted once (PSS).
"""

import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from html import unescape
from pathlib import Path

import httpx

_FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')

LIMITS = {
    "first page, s": 5.0,
    "before the first print, MB": 200.0,
    "at most while printing, MB": 350.0,
    "after 100 prints, MB": 350.0,
}
PRINTS = 100


def main() -> None:
    """Start a new town, look, print a hundred certificates, look again, stop it."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        began = time.monotonic()
        town = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "fuda.cli",
                "up",
                "--data",
                f"{folder}/town",
                "--port",
                str(port),
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(port, "/", {200, 503})
            found = {"first page, s": time.monotonic() - began}
            _wait(port, "/people/hanako", {200})
            found["open, s"] = time.monotonic() - began
            _turn_to_opening_hours(port)
            for path in ("/", "/people/hanako", "/counter/131032", "/kiosk", "/sample/"):
                _wait(port, path, {200})
            time.sleep(25)  # the child that read the font's list has ended by then
            found["before the first print, MB"] = _memory(town.pid)
            began = time.monotonic()
            most = _print_certificates(port, town.pid)
            found["100 prints, s"] = time.monotonic() - began
            found["at most while printing, MB"] = most
            found["after 100 prints, MB"] = _memory(town.pid)
        finally:
            town.send_signal(signal.SIGTERM)
            town.wait(20)
    for name, figure in found.items():
        limit = f"  (limit {LIMITS[name]:g})" if name in LIMITS else ""
        print(f"{name:28} {figure:8.2f}{limit}")
    sys.exit(any(found[name] > limit for name, limit in LIMITS.items()))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, path: str, wanted: set[int]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            status = httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10).status_code
        except httpx.HTTPError:
            status = 0
        if status in wanted:
            return
        time.sleep(0.02)
    sys.exit(f"{path} did not answer within a minute")


def _turn_to_opening_hours(port: int) -> None:
    """Kiosks close at night and at the year's end, whenever it is measured: a June day at ten."""
    clock = f"http://127.0.0.1:{port}/sandbox/clock"
    today = datetime.fromisoformat(httpx.get(clock).json()["now"])
    year = today.year + ((today.month, today.day) >= (6, 9))
    httpx.post(clock, json={"to": f"{year}-06-09T10:00", "ticking": False}).raise_for_status()


def _memory(process: int) -> float:
    """Megabytes resident, the children's included, each shared page counted once (PSS)."""
    try:
        threads = Path(f"/proc/{process}/task").iterdir()
        children = [child for one in threads for child in (one / "children").read_text().split()]
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):  # a child that has ended, waited for or not
        return 0.0
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return own / 1024 + sum(_memory(int(child)) for child in children)


def _print_certificates(port: int, process: int) -> float:
    """Someone at the kiosk, a hundred times: card, PIN, 住民票, coins, sheets; the most memory."""
    most = 0.0
    address = f"http://127.0.0.1:{port}"
    card = next(
        one["card"]
        for one in httpx.get(f"{address}/sandbox/people").json()
        if one["person"] == "hanako"
    )
    with httpx.Client(
        base_url=address, headers={"origin": address}, follow_redirects=True, timeout=60
    ) as browser:
        for _ in range(PRINTS):
            offer = _send(browser, browser.get("/kiosk/card"), "/card", card=card, pin="1234")
            contents = browser.get(_only(r'href="([^"]*/certificates/juminhyo)"', offer.text))
            person = re.findall(r'name="persons" value="([^"]*)"', contents.text)[0]
            page = _send(browser, contents, "/juminhyo", persons=person, copies="1")
            page = _send(browser, page, "/coins", coin="10")
            page = _send(browser, page, "/pay")
            while "refresh" in page.headers:
                time.sleep(0.02)
                page = browser.get(page.url.path)
            sheets = browser.get(_only(r'href="([^"]*/sheets\.pdf)"', page.text))
            if not sheets.content.startswith(b"%PDF"):
                sys.exit(f"no sheets came: {sheets.status_code}")
            most = max(most, _memory(process))
    return most


def _send(browser: httpx.Client, page: httpx.Response, to: str, **typed: str) -> httpx.Response:
    forms = {unescape(action): body for action, body in _FORM.findall(page.text)}
    action = next(one for one in forms if one.endswith(to))
    hidden = {name: unescape(value) for name, value in _HIDDEN.findall(forms[action])}
    return browser.post(action, data={**hidden, **typed})


def _only(pattern: str, text: str) -> str:
    found = re.findall(pattern, text)
    if not found:
        sys.exit(f"the page has no {pattern}")
    return unescape(found[0])


if __name__ == "__main__":
    main()
