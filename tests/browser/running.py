"""A town that `fuda up` serves in a process of its own, and how a person goes about in it."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from browser.judge import assert_accessible

DAY = timedelta(days=1)
SOLID = "main .button.solid"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
_PATIENCE_SECONDS = 60
_JAPANESE = re.compile(r"[\u3041-\u30ff]")
# Months and days of a Tuesday that is no holiday and lies before no holiday of that week.
_QUIET = ((3, 3), (6, 9), (10, 18))

_YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


@dataclass(frozen=True)
class RunningTown:
    """Its address and its folder."""

    address: str
    data: Path

    def ask(self, path: str, body: object = None) -> Any:
        """What a program gets: JSON."""
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        try:
            with urlopen(Request(self.address + path, sent, headers)) as answer:  # noqa: S310
                return json.load(answer)
        except HTTPError as no:
            raise AssertionError(f"{path}: {no.code} {no.read().decode()}") from no

    def octets(self, path: str) -> bytes:
        """A file that anyone may fetch."""
        with urlopen(self.address + path) as answer:  # noqa: S310 - our own address
            return bytes(answer.read())

    def now(self) -> datetime:
        """The dial, which stands or ticks."""
        return datetime.fromisoformat(self.ask("/sandbox/clock")["now"])

    def turn(self, to: str) -> date:
        """Turn the dial as `fuda clock set` does, and let it stand; the day that it shows."""
        self.ask("/sandbox/clock", {"to": to, "ticking": False})
        return self.now().date()

    def turn_to_a_quiet_day(self, *, after: int = 0) -> date:
        """Ten in the morning of a Tuesday with nothing special, at least `after` days ahead."""
        earliest = self.now().date() + after * DAY
        days = (earliest + n * DAY for n in range(1, 400))
        quiet = next(
            day
            for day in days
            if day.weekday() == 1
            and any(day.month == month and first <= day.day < first + 7 for month, first in _QUIET)
        )
        return self.turn(f"{quiet}T10:00")

    def turn_to_opening_hours(self) -> date:
        """Ten in the morning of the next day that is not one of the year's end."""
        day = self.now().date() + DAY
        while (day.month, day.day) in _YEAR_END:
            day += DAY
        return self.turn(f"{day}T10:00")

    def someone_new(self, name: str, city: str, born: str = "1990-04-01") -> None:
        """A resident record is made, as by `fuda person new`."""
        self.ask("/sandbox/people", {"key": uuid4().hex, "born": born, "city": city, "name": name})

    def person(self, person: str) -> dict[str, Any]:
        """Someone of the town page."""
        found: dict[str, Any] = next(
            each for each in self.ask("/sandbox/people") if each["person"] == person
        )
        return found


@contextmanager
def running(data: Path, *, open_already: bool = True) -> Iterator[RunningTown]:
    """`fuda up` in that folder on a free port; waits until the town is open."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("fuda"), "up", "--data", data, "--port", str(port)]
    with (data.parent / f"{data.name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    town = RunningTown(f"http://127.0.0.1:{port}", data)
    try:
        _until(lambda: town.ask("/progress")["open"] or not open_already, process)
        yield town
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _until(done: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "fuda up has ended; its log lies beside the data folder"
        try:
            if done():
                return
        except (AssertionError, URLError, ConnectionError):
            pass
        time.sleep(0.05)
    raise AssertionError("the town does not open")


@dataclass(frozen=True)
class Person:
    """Someone in front of a screen of the town; every screen seen is judged, wide and narrow."""

    page: Page
    town: RunningTown

    def goes_to(self, path: str) -> None:
        """Open a page of the town."""
        self.page.goto(self.town.address + path)
        self.sees()

    def speaks(self, language: str) -> None:
        """Every page from now on in that language."""
        self.page.goto(f"{self.town.address}/help?lang={language}")
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def sees(self, *texts: str) -> None:
        """The screen stands WCAG 2.2 AA at both widths and has these texts."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        assert_accessible(self.page)
        self.page.set_viewport_size(PHONE)
        assert_accessible(self.page)
        self.page.set_viewport_size(DESKTOP)

    def presses(self, name: str) -> None:
        """A button or link of that name, by the keyboard."""
        button = self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        )
        self._enter(button.first)

    def _enter(self, focused: Locator) -> None:
        focused.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def goes_on(self) -> None:
        """The main button of the screen."""
        self._enter(self.page.locator(SOLID).first)

    def refusal(self, rule: str, *more: str) -> Locator:
        """What the refusal on the screen says: rule, what to do, in this screen's language."""
        told = self.page.locator(".panel.refusal.error")
        expect(told).to_have_count(1)
        expect(told).to_contain_text(rule)
        for text in more:
            expect(told).to_contain_text(text)
        what, instead = told.locator(":is(h2, h3)").first, told.locator(".instead")
        japanese = self.page.locator("html").get_attribute("lang") == "ja"
        for one in (what, instead):
            assert bool(_JAPANESE.search(one.inner_text())) is japanese, one.inner_text()
        self.sees("どうすればよいか" if japanese else "What to do")
        return told

    def in_both_languages(self, act: Callable[[], None]) -> None:
        """In Japanese, then in English, then Japanese again."""
        for language in ("ja", "en"):
            self.speaks(language)
            act()
        self.speaks("ja")

    # --- terminals ---

    def lays_card_on_kiosk(self, name: str, pin: str = "1234") -> None:
        """The card and its PIN at the machine in the store."""
        self.goes_to("/kiosk/card")
        self._card_and_pin(name, pin)

    def begins_to_sign_in(self) -> None:
        """From the library to the reader on the own desk."""
        self.goes_to("/sample/")
        self.goes_on()
        expect(self.page.locator("#pin")).to_be_visible()
        self.sees()

    def lays_card_on_desktop(self, name: str, pin: str = "1234") -> None:
        """The card and its PIN on the own desk."""
        self._card_and_pin(name, pin)

    def _card_and_pin(self, name: str, pin: str) -> None:
        self.page.select_option("#card", label=name)
        self.page.locator("#pin").fill(pin)
        self._enter(self.page.locator("#pin"))

    def opens_record(self, city: str, name: str) -> None:
        """As a clerk: search the register and open the record."""
        self.goes_to(f"/counter/{city}")
        self.page.locator("#text").fill(name)
        self._enter(self.page.locator("#text"))
        self.page.get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        self.sees()
