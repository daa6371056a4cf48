"""The kiosk's pages before a small real country, and a person who walks through their forms."""

import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path

import httpx
from fastapi import FastAPI

from card_made import PINS
from country_made import Chance, Town, open_town
from fuda.card.interface import CardGone, Transport
from fuda.doors.certificate_center import (
    BeginVisit,
    Center,
    Choose,
    Menu,
    OpenVisit,
    PayAndPrint,
    Printed,
    ToPay,
    VisitChallenge,
)
from fuda.doors.errors import Unreachable
from fuda.kit.names import names_of
from fuda.kit.screens import Screens, handle_errors
from fuda.kit.web import Guards
from fuda.parameters import load_documents
from fuda.terminals.kiosk import PREFIX, kiosk_pages
from fuda.terminals.rack import CardLiesElsewhere, CardRack, LaidCard
from relying_party import InProcess

ADDRESS = "http://127.0.0.1:8400"
_FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.S)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Hands:
    """People's cards. One in `lying` is on another reader; one in `pulled` is torn out."""

    rack: CardRack
    lying: dict[str, str] = field(default_factory=dict)
    pulled: set[str] = field(default_factory=set)

    def cards(self) -> tuple[LaidCard, ...]:
        """As in the town."""
        return self.rack.cards()

    @contextmanager
    def lay(self, card: str, place: str) -> Iterator[Transport]:
        """Power on for the block."""
        if card in self.lying:
            raise CardLiesElsewhere(self.lying[card])
        with self.rack.lay(card, place) as chip:
            yield _TornOut(chip) if card in self.pulled else chip


class _TornOut:
    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def transmit(self, apdu: bytes) -> bytes:
        """Everything but a VERIFY with a PIN."""
        if apdu[1] == 0x20:
            raise CardGone
        return self._inner.transmit(apdu)


@dataclass
class Line:
    """The line to the certificate center, which may be held or cut before a payment."""

    center: Center
    free: threading.Event = field(default_factory=threading.Event)
    cut: bool = False
    payments: int = 0
    """How often the machine asked for one."""

    def begin(self, begin: BeginVisit) -> VisitChallenge:
        """As it is."""
        return self.center.begin(begin)

    def open(self, proof: OpenVisit) -> Menu:
        """As it is."""
        return self.center.open(proof)

    def choose(self, order: Choose) -> ToPay:
        """As it is."""
        return self.center.choose(order)

    def pay(self, payment: PayAndPrint) -> Printed:
        """When the line is free; where it is cut, the answer is lost on the way back."""
        self.payments += 1
        assert self.free.wait(20)
        printed = self.center.pay(payment)
        if self.cut:
            raise Unreachable("the answer was lost")
        return printed


@dataclass
class Kiosk:
    """A town, its machine, the hands that lay cards, and the machine's line."""

    town: Town
    hands: Hands
    line: Line
    app: Guards

    def browser(self, language: str = "en") -> httpx.Client:
        """Someone before the machine."""
        return httpx.Client(
            transport=InProcess(self.app),
            base_url=ADDRESS,
            headers={"accept-language": language, "origin": ADDRESS},
            follow_redirects=True,
        )


@contextmanager
def open_kiosk(made: Town, template: Path, data: Path, at: datetime) -> Iterator[Kiosk]:
    """A kiosk in a copy of that country."""
    shutil.copytree(template, data)
    with open_town(data, at) as town:
        town.residents, town.cards, town.cities = made.residents, made.cards, made.cities
        documents = load_documents().values()
        names = names_of(town.country.parameters.cities(), documents)
        screens = Screens(clock=town.dial, names=names)
        hands, line = Hands(town.country.wallet.rack("holder")), Line(town.country.center)
        line.free.set()
        app = FastAPI()
        pages = kiosk_pages(
            line,
            hands,
            screens,
            clock=town.dial,
            randomness=Chance(),
            parameters=town.country.parameters,
        )
        app.include_router(pages, prefix=PREFIX)
        screens.mount(app)
        handle_errors(app, screens, Chance())
        yield Kiosk(town, hands, line, Guards(app))


def send(
    browser: httpx.Client, page: httpx.Response, to: str, **typed: str | list[str]
) -> httpx.Response:
    """Fill in the page's form whose address ends so, and send it."""
    forms = {unescape(action): body for action, body in _FORM.findall(page.text)}
    (action,) = (one for one in forms if one.endswith(to))
    hidden = {name: unescape(value) for name, value in _HIDDEN.findall(forms[action])}
    return browser.post(action, data={**hidden, **typed})


def show(kiosk: Kiosk, browser: httpx.Client, who: str, pin: str = PINS["user"]) -> httpx.Response:
    """Lay the person's card and type the PIN."""
    return send(browser, browser.get("/kiosk/card"), "/card", card=kiosk.town.cards[who], pin=pin)


def choose(
    browser: httpx.Client, offer: httpx.Response, **typed: str | list[str]
) -> httpx.Response:
    """Choose a 住民票 of everyone, or of `persons`."""
    (address,) = re.findall(r'href="([^"]*/certificates/juminhyo)"', offer.text)
    page = browser.get(address)
    everyone = re.findall(r'name="persons" value="([^"]*)"', page.text)
    filled: Mapping[str, str | list[str]] = {"persons": everyone, "copies": "1", **typed}
    return send(browser, page, "/juminhyo", **filled)


def insert(browser: httpx.Client, page: httpx.Response, *coins: int) -> httpx.Response:
    """Put money into the slot."""
    for coin in coins:
        page = send(browser, page, "/coins", coin=str(coin))
    return page


def pay(browser: httpx.Client, page: httpx.Response) -> httpx.Response:
    """Pay, and wait until the sheets are there."""
    page = send(browser, page, "/pay")
    while "refresh" in page.headers:
        page = browser.get(page.url.path)
    return page
