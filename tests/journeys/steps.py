"""What people, clerks and machines do in a journey, in sentences; only doors and chips beneath."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI

from fuda.card.interface import PinName
from fuda.card.profile import OpenPoints
from fuda.doors.cards import CardView
from fuda.doors.certificate_center import Choose, Menu, PayAndPrint, Printed, ToPay
from fuda.doors.municipality import (
    ApplyAtCounter,
    AskResident,
    ChangeAddress,
    Counter,
    Effect,
    FileMovingOut,
    OfferLine,
    RegisterResident,
    ResidentView,
)
from fuda.doors.person import CertificateKind
from fuda.kit.names import names_of
from fuda.kit.screens import Screens, handle_errors
from fuda.parameters import load, load_documents
from fuda.rules.calendar import TOKYO
from fuda.terminals.counter.deciding import ALONE, Deciding
from fuda.terminals.counter.hand_over import HandOver, hand_over
from fuda.terminals.counter.issue import Issue, issue
from fuda.terminals.desktop.sign_in import SignIn, sign_in
from fuda.terminals.kiosk.show_card import ShowCard, show_card
from fuda.world.chance import SystemRandomness
from fuda.world.country import Country, open_country
from fuda.world.dial import Dial, MachineClock
from fuda.world.folders import dial_file
from photo_made import PHOTO

MINATO, KAMAKURA = "131032", "142042"
FIRST_DAY = date(2026, 11, 20)
"""A Friday; the dial of every journey stands at ten in the morning of that day at first."""
CLERK = "clerk-01"
PINS: Mapping[PinName, str] = {
    "user": "1234",
    "signature": "ABC123",
    "resident_register": "1234",
    "face_item": "1234",
}
BOTH: tuple[CertificateKind, ...] = ("user", "signature")
PUBLIC_URL = "http://127.0.0.1:8400"
_SERVICE = "shop"
_BACK = "http://127.0.0.1:9/callback"
_ADDRESS = {
    MINATO: "東京都港区芝公園一丁目５番２５号",
    KAMAKURA: "神奈川県鎌倉市御成町１８番１０号",
}


def a_key() -> str:
    """A form's key, never the same twice."""
    return SystemRandomness().token()


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Someone of a journey: where the record is kept and under which id."""

    city: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A country in one process and its dial, which stands where it was turned to."""

    country: Country
    dial: Dial
    data: Path

    # --- time ---

    def turn_to(self, day: date, at: str = "10:00") -> None:
        """The dial goes there, and what has fallen due happens."""
        self.dial.turn_to(datetime.combine(day, time.fromisoformat(at), TOKYO))
        self.country.due()

    def today(self) -> date:
        """The dial's day."""
        return self.dial.today()

    # --- at the counter ---

    def counter(self, who: Resident) -> Counter:
        """The counter of the person's municipality."""
        return self.country.counters[who.city]

    def view(self, who: Resident) -> ResidentView:
        """The record as the clerk sees it."""
        return self.counter(who).resident(AskResident(clerk=CLERK, resident=who.id))

    def moves_in(
        self,
        city: str = KAMAKURA,
        *,
        name: str = "髙橋　花子",
        born: date = date(1990, 4, 1),
        with_family_of: Resident | None = None,
    ) -> Resident:
        """A resident record is made."""
        record = RegisterResident(
            key=a_key(),
            clerk=CLERK,
            name=name,
            reading="カナ",
            born=born,
            sex="female",
            address=_ADDRESS[city],
            residence="japanese",
            stay_until=None,
            nationality=None,
            honseki=f"{_ADDRESS[city]}　{name}",
            household=self.view(with_family_of).household if with_family_of else None,
            relationship="子" if with_family_of else "世帯主",
            since=self.today(),
        )
        made = self.country.counters[city].register(record)
        return Resident(city=city, id=made.resident)

    def applies(self, who: Resident, key: str | None = None) -> CardView:
        """An application for a card; the newest of the person's cards."""
        asked = ApplyAtCounter(key=key or a_key(), clerk=CLERK, resident=who.id, photo=PHOTO)
        return self.counter(who).apply_for_card(asked).cards[0]

    def waits_for_the_card(self, who: Resident) -> str:
        """The dial goes on day by day until the card lies at the counter; the card's id."""
        for _ in range(90):
            ready = [one for one in self.view(who).cards if one.state == "ready"]
            if ready and ready[0].card:
                return ready[0].card
            self.turn_to(self.today() + timedelta(days=1))
        raise AssertionError("no card in ninety days")

    def takes_the_card(
        self,
        who: Resident,
        card: str,
        kinds: tuple[CertificateKind, ...] = BOTH,
        deciding: Deciding = ALONE,
    ) -> ResidentView:
        """The hand-over, with the PINs of `PINS`."""
        drawer = self.country.wallet.rack("drawer", who.city)
        decided = HandOver(
            key=a_key(),
            clerk=CLERK,
            resident=who.id,
            card=card,
            papers=("driving_licence",),
            kinds=kinds,
            deciding=deciding,
        )
        with drawer.lay(card, f"counter/{who.city}") as transport:
            view = hand_over(self.counter(who), transport, decided, PINS)
        drawer.take(card)
        return view

    def gets_a_card(self, who: Resident, kinds: tuple[CertificateKind, ...] = BOTH) -> str:
        """From the application to the hand-over; the card's id."""
        self.applies(who)
        card = self.waits_for_the_card(who)
        self.takes_the_card(who, card, kinds)
        return card

    def has_certificates_issued(
        self, who: Resident, card: str, kinds: tuple[CertificateKind, ...] = BOTH
    ) -> ResidentView:
        """発行・更新 at the counter, with the PINs of `PINS`."""
        decided = Issue(key=a_key(), clerk=CLERK, resident=who.id, card=card, kinds=kinds)
        typed = {pin: PINS[pin] for pin in ("resident_register", *kinds)}
        place = f"counter/{who.city}"
        with self.country.wallet.rack("holder").lay(card, place) as transport:
            return issue(self.counter(who), transport, decided, typed=typed, new={})

    def moves_within_the_city(self, who: Resident, address: str) -> Effect:
        """転居届."""
        return self.counter(who).change_address(
            ChangeAddress(
                key=a_key(),
                clerk=CLERK,
                resident=who.id,
                version=self.view(who).version,
                address=address,
                moved_on=self.today(),
            )
        )

    def files_moving_out(self, who: Resident, planned: date) -> Effect:
        """転出届."""
        return self.counter(who).file_moving_out(
            FileMovingOut(
                key=a_key(),
                clerk=CLERK,
                residents=(who.id,),
                planned=planned,
                destination="北海道苫小牧市旭町四丁目５番６号",
            )
        )

    def serial(self, who: Resident, kind: CertificateKind) -> int:
        """Of the person's newest certificate of that kind."""
        return next(one.serial for one in self.view(who).certificates if one.kind == kind)

    # --- at the kiosk ---

    def lays_card(self, card: str, pin: str = PINS["user"]) -> Menu:
        """The card on the machine's reader and its PIN; the menu."""
        rack = self.country.wallet.rack("holder")
        return show_card(self.country.center, rack, ShowCard(key=a_key(), card=card, pin=pin))

    def chooses(self, menu: Menu, *, copies: int = 1) -> ToPay:
        """The resident record of the first person of the menu."""
        order = Choose(
            key=a_key(),
            visit=menu.visit,
            certificate="juminhyo",
            persons=(menu.members[0].person,),
            items=(),
            copies=copies,
        )
        return self.country.center.choose(order)

    def pays(self, order: str, inserted: int) -> Printed:
        """Money goes in, paper comes out."""
        return self.country.center.pay(PayAndPrint(key=a_key(), order=order, inserted=inserted))

    # --- on the own computer ---

    def signs_in(self, card: str, pin: str = PINS["user"]) -> str:
        """A login at a service of the journey with that card; where the browser goes next."""
        rack = self.country.wallet.rack("holder")
        asked = SignIn(key=a_key(), login=self.begins_a_login(), card=card, pin=pin)
        return sign_in(self.country.login_desk, rack, asked)

    def begins_a_login(self) -> str:
        """At a service of the journey; the login that the browser is sent on with."""
        verifier, parameters = self.country.verifier, self.country.parameters
        verifier.register_relying_party(
            client_id=_SERVICE, name="Shop", redirect_uris=(_BACK,), secret=None
        )
        screens = Screens(
            clock=self.dial, names=names_of(parameters.cities(), load_documents().values())
        )
        app = FastAPI()
        handle_errors(app, screens, SystemRandomness())
        app.include_router(verifier.router(screens), prefix="/verifier")
        return _login_of(app)


def line(menu: Menu, certificate: str) -> OfferLine:
    """The menu's line of a certificate."""
    return next(one for one in menu.lines if one.certificate == certificate)


def _login_of(app: FastAPI) -> str:
    async def begin() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as browser:
            return await browser.get(
                "/verifier/authorize",
                params={
                    "response_type": "code",
                    "client_id": _SERVICE,
                    "redirect_uri": _BACK,
                    "scope": "openid",
                    "state": "s",
                    "nonce": "n",
                    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                    "code_challenge_method": "S256",
                },
            )

    begun = asyncio.run(begin())
    assert begun.status_code == 303, begun.text
    return begun.headers["location"].rpartition("/")[2]


@contextmanager
def opened(data: Path, cards_made: OpenPoints | None = None) -> Iterator[Journey]:
    """The country in that folder; begun on `FIRST_DAY` where nothing is there yet."""
    dial = Dial(dial_file(data))
    if not dial.exists():
        begins = datetime.combine(FIRST_DAY, time(10), TOKYO).astimezone(UTC)
        dial.begin(begins, ticking=False)
    with open_country(
        data=data,
        municipalities=(MINATO, KAMAKURA),
        clock=dial,
        machine_clock=MachineClock(),
        randomness=SystemRandomness(),
        parameters=load(),
        public_url=PUBLIC_URL,
        cards_made=cards_made,
    ) as country:
        yield Journey(country=country, dial=dial, data=data)
