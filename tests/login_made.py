"""A verifier and what is around it: an authority, cards with real chips, a reader, the pages."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI

from card_made import PINS, lay, make_blank, open_host
from fuda.card.interface import CardGone, Transport
from fuda.card.issuer import Commit, KeyPairMade, MakeKeyPair, PermitPin, WriteCertificates
from fuda.doors.jpki import (
    AskAuthority,
    AskChallenge,
    AskGenerations,
    AskList,
    AskStatus,
    CertificateIssued,
    CertificateStatus,
    Challenge,
    Encoded,
    Generations,
    LiftSuspension,
    RequestCertificate,
    RevokeCertificate,
    SuspendCertificate,
)
from fuda.doors.verifier import LoginDesk
from fuda.institutions.verifier.api import PREFIX as VERIFIER
from fuda.institutions.verifier.api import Verifier
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.kit.screens import Screens, handle_errors
from fuda.kit.web import Guards
from fuda.pki.crl import entry, list_of
from fuda.pki.issue import Subject, Template, authority_certificate
from fuda.pki.profile import PROFILES, authority_name
from fuda.pki.signer import KeySigner
from fuda.terminals.desktop import PREFIX as DESKTOP
from fuda.terminals.desktop import desktop_pages
from fuda.terminals.rack import CardLiesElsewhere, LaidCard, NoSuchCard
from fuda.terminals.reader import run_script, set_pins
from pki_made import Revocation, key_of, public_of
from stand_ins import StandingClock

NOW = datetime(2026, 4, 1, 3, 0, 0, tzinfo=UTC)
EXPIRES = date(2030, 2, 17)
PUBLIC_URL = "http://127.0.0.1:8400"
CALLBACK = "http://127.0.0.1:9/callback"
PIN = PINS["user"]


class Chance:
    """The system's generator, as in a town."""

    def token(self) -> str:
        """An opaque id."""
        return secrets.token_urlsafe(16)

    def octets(self, count: int) -> bytes:
        """Some octets."""
        return secrets.token_bytes(count)


class UserAuthority:
    """Stands where jlis.jpki would: the user authority, with a key of its own and a list."""

    def __init__(self, whose: str = "user authority", since: datetime = NOW) -> None:
        self._signer = KeySigner(key_of(whose))
        self._since = since
        self._until = since.replace(year=since.year + 30)
        self._serial = 1000
        self.revoked: list[Revocation] = []
        self.in_force = True
        self.der = authority_certificate(
            "user", self._signer, serial=1, since=since - timedelta(days=1), until=self._until
        )

    def certify(
        self, public_key: bytes, *, since: datetime = NOW, expires: date = EXPIRES
    ) -> tuple[int, bytes]:
        """A user certificate: its serial and its DER."""
        self._serial += 1
        template = Template(PROFILES["user"], self.der, self._signer)
        return self._serial, template.certificate(
            Subject(cn=f"997794E9AGCIEG7Q2K{self._serial}"),
            public=public_key,
            serial=self._serial,
            since=since,
            expires=expires,
        )

    def revoke_at(self, serial: int, at: datetime) -> None:
        """Put a certificate on the list."""
        self.revoked.append(Revocation(serial=serial, at=at, reason="superseded"))

    def authority(self, asked: AskAuthority) -> Encoded:
        """The user authority's certificate."""
        assert asked.kind == "user"
        return Encoded(der=self.der)

    def generations(self, asked: AskGenerations) -> Generations:
        """The only one."""
        assert asked.kind == "user"
        return Generations(certificates=(self.der,))

    def crl(self, asked: AskList) -> Encoded:
        """Its list; one that has ended where `in_force` is not."""
        assert asked.kind == "user"
        until = self._until if self.in_force else self._since - timedelta(hours=1)
        return Encoded(
            der=list_of(
                (entry(each.serial, each.at, each.reason) for each in self.revoked),
                signer=self._signer,
                issuer=authority_name("user"),
                number=len(self.revoked) + 1,
                since=self._since - timedelta(days=1),
                until=until,
            )
        )

    def challenge(self, asked: AskChallenge) -> Challenge:
        """Not for verifiers."""
        raise AssertionError(asked)

    def issue(self, request: RequestCertificate) -> CertificateIssued:
        """Not for verifiers."""
        raise AssertionError(request)

    def revoke(self, order: RevokeCertificate) -> None:
        """Not for verifiers."""
        raise AssertionError(order)

    def suspend(self, order: SuspendCertificate) -> None:
        """Not for verifiers."""
        raise AssertionError(order)

    def lift(self, order: LiftSuspension) -> None:
        """Not for verifiers."""
        raise AssertionError(order)

    def status(self, asked: AskStatus) -> CertificateStatus:
        """Not asked: the list says it."""
        raise AssertionError(asked)


@dataclass(frozen=True)
class KeyCard:
    """A key pair that stands for a chip, where no chip is under test."""

    serial: int
    certificate: bytes
    whose: str = "card"

    @classmethod
    def of(cls, authority: UserAuthority, whose: str = "card", **span: date) -> "KeyCard":
        """With a certificate of that authority; `since` and `expires` may be given."""
        serial, certificate = authority.certify(public_of(whose), **span)  # type: ignore[arg-type]
        return cls(serial, certificate, whose)

    def sign(self, challenge: bytes) -> bytes:
        """As COMPUTE DIGITAL SIGNATURE after the PIN."""
        return key_of(self.whose).sign(challenge, PKCS1v15(), SHA256())


def make_card(folder: Path, authority: UserAuthority, **span: date) -> int:
    """A chip with a user certificate, made by the issuer channel; the certificate's serial."""
    make_blank(folder)
    with lay(folder) as transport:
        host = open_host(transport)
        script = [host.opening(), host.wrap(MakeKeyPair("user", b"possession"))]
        _, made = [host.unwrap(response) for response in run_script(transport, script)]
        assert isinstance(made, KeyPairMade)
        serial, certificate = authority.certify(made.public_key, **span)  # type: ignore[arg-type]
        orders = [PermitPin("user"), WriteCertificates("user", certificate, authority.der)]
        for response in run_script(transport, [host.wrap(order) for order in orders]):
            host.unwrap(response)
        set_pins(transport, {"user": PIN})
        for response in run_script(transport, [host.wrap(Commit())]):
            host.unwrap(response)
    return serial


@dataclass
class Rack:
    """The cards on someone's desk. A card in `lying` is elsewhere; one in `pulled` is torn out."""

    folders: dict[str, Path] = field(default_factory=dict)
    lying: dict[str, str] = field(default_factory=dict)
    pulled: set[str] = field(default_factory=set)

    def cards(self) -> tuple[LaidCard, ...]:
        """By their ids."""
        return tuple(LaidCard(id=card, label=f"{card} さん") for card in self.folders)

    @contextmanager
    def lay(self, card: str, place: str) -> Iterator[Transport]:
        """Power on for the block."""
        if card not in self.folders:
            raise NoSuchCard
        if card in self.lying:
            raise CardLiesElsewhere(self.lying[card])
        with lay(self.folders[card], place) as chip:
            yield _TornOut(chip) if card in self.pulled else chip


class _TornOut:
    """A card that is taken away at the PIN."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def transmit(self, apdu: bytes) -> bytes:
        """Everything but a VERIFY with a PIN."""
        if apdu[1] == 0x20:
            raise CardGone
        return self._inner.transmit(apdu)


@dataclass
class Town:
    """All of it, as one web app."""

    verifier: Verifier
    jpki: UserAuthority
    rack: Rack
    dial: StandingClock
    machine: StandingClock
    app: FastAPI
    guarded: Guards
    screens: Screens
    serial_of: dict[str, int] = field(default_factory=dict)
    """The serials of the cards in the rack, where a test needs them."""


def make_town(
    folder: Path, *, public_url: str = PUBLIC_URL, machine: StandingClock | None = None
) -> Town:
    """A verifier and a desktop reader under that address; no card and no relying party yet."""
    dial, machine = StandingClock(NOW), machine or StandingClock(NOW)
    jpki, rack, screens = UserAuthority(), Rack(), Screens(clock=dial)
    verifier = Verifier(
        url=f"sqlite:///{folder / 'verifier.db'}",
        keys=folder / "verifier-keys",
        clock=dial,
        machine_clock=machine,
        randomness=Chance(),
        jpki=jpki,
        public_url=public_url,
    )
    desk = Door(LoginDesk).direct(verifier, Caller("desktop"))
    app = FastAPI()
    app.include_router(verifier.router(screens), prefix=VERIFIER)
    app.include_router(desktop_pages(desk, rack, screens, Chance()), prefix=DESKTOP)
    screens.mount(app)
    handle_errors(app, screens, Chance())
    guarded = Guards(app, machines=verifier.machine_paths)
    return Town(verifier, jpki, rack, dial, machine, app, guarded, screens)


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address, each given once."""
    found = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert all(len(values) == 1 for values in found.values())
    return {name: values[0] for name, values in found.items()}


def sign_in_page(page: str, card: str, pin: str = PIN) -> dict[str, str]:
    """The filled form of the reader's page."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {**{name: unescape(value) for name, value in hidden.items()}, "card": card, "pin": pin}


def follow_to_service(browser: httpx.Client, start: str, *, card: str, service: str) -> str:
    """Walk a browser from the authorization endpoint over the card to the service's address."""
    page = browser.get(start, follow_redirects=True)
    assert page.status_code == 200, page.text
    origin = f"{page.url.scheme}://{page.url.netloc.decode()}"
    done = browser.post(page.url, data=sign_in_page(page.text, card), headers={"origin": origin})
    assert done.status_code == 200, done.text
    back = browser.get(done.headers["refresh"].partition("url=")[2])
    assert back.status_code == 303, back.text
    assert back.headers["location"].startswith(service)
    return back.headers["location"]
