"""How whoever meets a card judges its user certificate, by the authority's own lists."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fuda.doors.jpki import (
    AskList,
    CertificateIssued,
    Encoded,
    LiftSuspension,
    RevokeCertificate,
    SuspendCertificate,
)
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.procedures.roll_over import roll_over
from fuda.kit.caller import Caller, acting_as
from fuda.kit.standing import user_certificate
from fuda.pki.profile import NEW_KEY_YEARS
from fuda.pki.verify import read
from fuda.rules.refusal import Refusal, Refused
from jpki_made import NOON, PARAMETERS, Requests
from phone_applied import Phones
from pki_made import a_certificate
from stand_ins import CountingRandomness, StandingClock


class Noting(JpkiKeeper):
    """Notes which lists are asked for."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.asked: list[AskList] = []

    def crl(self, asked: AskList) -> Encoded:
        """As jlis.jpki answers."""
        self.asked.append(asked)
        return super().crl(asked)


class Town:
    """An authority, and a municipality that orders."""

    def __init__(self, keeper: Noting, clock: StandingClock) -> None:
        self.keeper = keeper
        self.clock = clock
        self._requests = Requests(keeper)

    def issue(self, **changes: Any) -> CertificateIssued:
        """A user certificate on a key of its own."""
        with acting_as(Caller("m/131032")):
            return self.keeper.issue(self._requests("user", **changes))

    def act(self, call: str, message: type, serial: int, **more: Any) -> None:
        """What the municipality orders."""
        order = message(key=f"{call} {self.clock.now()}", kind="user", serial=serial,
                        event="reported_lost", **more)  # fmt: skip
        with acting_as(Caller("m/131032")):
            getattr(self.keeper, call)(order)

    def refusal(self, certificate: bytes) -> Refusal:
        """Why it does not stand now."""
        with pytest.raises(Refused) as no:
            user_certificate(certificate, self.keeper, at=self.clock.now())
        return no.value.refusal

    def stands(self, certificate: bytes) -> int:
        """The serial of what stands now."""
        return user_certificate(certificate, self.keeper, at=self.clock.now()).serial


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Noon in Japan on 1 April 2026."""
    clock = StandingClock(NOON)
    keeper = Noting(
        url=f"sqlite:///{tmp_path / 'jpki.sqlite'}",
        keys=tmp_path / "keys",
        clock=clock,
        randomness=CountingRandomness(),
        parameters=PARAMETERS,
    )
    yield Town(keeper, clock)
    keeper.close()


def test_on_hold_until_it_is_lifted(town: Town) -> None:
    """CERT-31, LOST-16: suspended is not revoked; it says where to bring what was found."""
    issued = town.issue()
    assert town.stands(issued.certificate) == issued.serial

    town.clock.turn(hours=1)
    town.act("suspend", SuspendCertificate, issued.serial)
    no = town.refusal(issued.certificate)
    town.clock.turn(hours=1)
    town.act("lift", LiftSuspension, issued.serial)

    assert no.rule == "CERT-31"
    assert no.facts == {"since": "2026-04-01"}
    assert {(one.rule, one.guidebook, one.page) for one in no.because} >= {
        ("CERT-31", "ARA", "p10"),
        ("LOST-07", "KAM", "p8"),
        ("LOST-16", "ARA", "p10"),
        ("LOST-17", "ARA", "p10"),
    }
    assert "suspended since {since}" in no.msgid
    assert town.stands(issued.certificate) == issued.serial


def test_revoked_after_a_hold(town: Town) -> None:
    """CERT-23: then it is over for good."""
    issued = town.issue()
    town.act("suspend", SuspendCertificate, issued.serial)
    town.clock.turn(days=1)
    town.act("revoke", RevokeCertificate, issued.serial, reason="cessation_of_operation")

    assert town.refusal(issued.certificate).rule == "CERT-23"


def test_the_list_of_its_partition_is_asked_for(town: Town) -> None:
    """Not that of all: a kiosk need not read the whole country's."""
    issued = town.issue()
    town.stands(issued.certificate)
    said = read(issued.certificate)

    assert [(one.kind, one.key_identifier, one.point) for one in town.keeper.asked] == [
        ("user", said.authority_key, said.point)
    ]
    assert said.point is not None


@pytest.mark.parametrize("carrier", ["android", "iphone"])
def test_a_phones_certificate_serves(town: Town, carrier: str) -> None:
    """PHONE-02: at a login and at a kiosk, while the card's does."""
    phones = Phones(town.keeper, town.clock, Requests(town.keeper))
    with acting_as(Caller("m/131032")):
        card = phones.card()
        issued = phones.gets(card, carrier=carrier)["user"]
    assert read(issued.certificate).kind == "phone_user"
    assert town.stands(issued.certificate) == issued.serial

    town.act("suspend", SuspendCertificate, card["user"].serial)
    assert town.refusal(issued.certificate).rule == "CERT-31"


def test_both_generations_are_judged_by_their_own_lists(town: Town) -> None:
    """After the roll-over the older generation still answers for what it issued."""
    old = town.issue()
    town.clock.turn(days=366 * NEW_KEY_YEARS)
    roll_over(town.keeper._office)
    new = town.issue(
        holder="taro", expires=NOON.date() + timedelta(days=2200), card_expires=NOON.date()
        + timedelta(days=3650),
    )  # fmt: skip

    assert read(old.certificate).authority_key != read(new.certificate).authority_key
    assert (town.stands(old.certificate), town.stands(new.certificate)) == (old.serial, new.serial)
    town.act("suspend", SuspendCertificate, old.serial)
    assert town.refusal(old.certificate).rule == "CERT-31"
    assert town.stands(new.certificate) == new.serial


def test_a_key_that_the_authority_never_had(town: Town) -> None:
    """Of the same name, and for no phone or card of the town."""
    no = town.refusal(a_certificate("user", "stranger"))

    assert "not issued by the user certificate authority" in no.msgid
