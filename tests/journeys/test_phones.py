"""Certificates on a phone: born with the card, used, held, moved with, renewed with, ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from fuda.doors.errors import Refused, Unreachable
from fuda.doors.jpki import (
    AskAuthority,
    AskChallenge,
    AskList,
    CertificateIssued,
    Challenge,
    OwnRevocation,
    RevokeOwn,
    own_revocation,
)
from fuda.doors.municipality import LiftCardSuspension
from fuda.doors.person import CertificateKind
from fuda.doors.phone import ApplyForPhone, PhoneCertificates, PhoneDesk
from fuda.doors.verifier import AskLogin, ProveLogin
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.pki import verify as pki
from fuda.rules.phone import PhoneKind
from fuda.terminals.reader import JpkiSession
from fuda.world.access import ACCESS
from fuda.world.phone import Phone
from journeys.phones import (
    FINGER,
    PHONE_PINS,
    OnPhone,
    buys_a_phone,
    desk_for_phones,
    loads_it,
    reports_it_lost,
)
from journeys.steps import MINATO, Journey, Resident, a_key
from journeys.test_lost_card import brings_it, calls_the_line
from phone_applied import responder_says

KINDS: tuple[CertificateKind, ...] = ("user", "signature")
HELD = "certificateHold"


def says(journey: Journey, made: OnPhone) -> list[str]:
    """What OCSP says of the user and the signature certificate."""
    return [responder_says(journey.country.jpki, made[kind]) for kind in KINDS]


def stands(journey: Journey, one: CertificateIssued) -> pki.Certificate:
    """As any verifier judges it: by the authority, and the list of its partition."""
    jpki, said = journey.country.jpki, pki.read(one.certificate)
    asked = AskList(kind=one.kind, key_identifier=said.authority_key, point=said.point)
    return pki.verify(
        one.certificate,
        [jpki.authority(AskAuthority(kind=one.kind, key_identifier=said.authority_key)).der],
        pki.ByList(jpki.crl(asked).der),
        at=journey.dial.now(),
        kinds=pki.kinds_for(one.kind),
    )


@pytest.fixture
def hanako(journey: Journey) -> Resident:
    """She lives in 港区."""
    return journey.moves_in(MINATO)


@pytest.fixture
def card(journey: Journey, hanako: Resident) -> str:
    """Her card, with both certificates."""
    return journey.gets_a_card(hanako)


@pytest.fixture
def phone(journey: Journey) -> Phone:
    """Her phone, empty."""
    return buys_a_phone(journey)


def test_born_in_the_phone_and_used(journey: Journey, card: str, phone: Phone) -> None:
    """The chip has what was issued, signs with it, and a verifier believes both (PHONE-01)."""
    made = loads_it(journey, phone, card)
    with journey.country.wallet.power_on(phone, "a reader") as chip, JpkiSession(chip) as session:
        session.verify_user_pin(PHONE_PINS["user"])
        session.verify_signature_pin(PHONE_PINS["signature"])
        read = {
            "user": session.read_user_certificate(),
            "signature": session.read_signature_certificate(),
        }
        signatures = {
            "user": session.sign_user(b"a text"),
            "signature": session.sign_signature(b"a text"),
        }

    for kind in KINDS:
        assert read[kind] == made[kind].certificate
        said = stands(journey, made[kind])
        pki.check_signature(read[kind], signatures[kind], b"a text")
        assert said.kind == f"phone_{kind}"
    assert stands(journey, made["signature"]).identity is not None
    assert says(journey, made) == ["good", "good"]


def test_a_finger_signs_in(journey: Journey, card: str, phone: Phone) -> None:
    """PHONE-02: the verifier takes the phone's user certificate as the card's."""
    loads_it(journey, phone, card)
    desk, login = journey.country.login_desk, journey.begins_a_login()
    challenge = desk.challenge(AskLogin(login=login)).challenge
    with journey.country.wallet.power_on(phone, "the hand") as chip, JpkiSession(chip) as session:
        phone.touch(FINGER, chip)
        proof = ProveLogin(
            key=a_key(),
            login=login,
            certificate=session.read_user_certificate(),
            signature=session.sign_user(challenge),
        )

    assert desk.prove(proof).location


def test_held_and_lifted_with_the_card(
    journey: Journey, hanako: Resident, card: str, phone: Phone
) -> None:
    """The line suspends the card, the counter lifts it: the phone follows both times (PHONE-04)."""
    made = loads_it(journey, phone, card)
    began = time.monotonic()
    calls_the_line(journey, card)
    said = says(journey, made)
    assert (said, time.monotonic() - began < 1.0) == ([HELD, HELD], True)
    with pytest.raises(pki.OnHold):
        stands(journey, made["signature"])

    brings_it(journey, hanako, card)
    assert says(journey, made) == ["good", "good"]


def test_a_move_ends_the_signature_certificate_there_too(
    journey: Journey, hanako: Resident, card: str, phone: Phone
) -> None:
    """The user certificate stays, in the card and in the phone (CERT-21, CERT-22)."""
    made = loads_it(journey, phone, card)
    journey.turn_to(journey.today() + timedelta(days=30))
    journey.moves_within_the_city(hanako, "東京都港区六本木一丁目１番１号")

    assert says(journey, made) == ["good", "affiliationChanged"]

    journey.has_certificates_issued(hanako, card, ("signature",))
    new = loads_it(journey, phone, card, kinds=("signature",))
    assert says(journey, {**made, **new}) == ["good", "good"]
    told = stands(journey, new["signature"]).identity
    assert told is not None
    assert "六本木" in told.address


def test_renewed_with_the_card(journey: Journey, hanako: Resident, card: str, phone: Phone) -> None:
    """The card's certificates are renewed at the counter: the phone's end, and are loaded anew.

    By then other keys of the authorities sign.
    """
    made = loads_it(journey, phone, card)
    with pytest.raises(Refused) as early:
        journey.has_certificates_issued(hanako, card)
    journey.turn_to(date.fromisoformat(early.value.refusal.facts["opens"]))
    assert says(journey, made) == ["good", "good"]

    journey.has_certificates_issued(hanako, card)
    assert says(journey, made) == ["superseded", "superseded"]
    new = loads_it(journey, phone, card)
    assert says(journey, new) == ["good", "good"]
    for kind in KINDS:
        assert new[kind].authority != made[kind].authority
        assert new[kind].expires > made[kind].expires


def test_a_new_card_in_place_of_the_old(
    journey: Journey, hanako: Resident, card: str, phone: Phone
) -> None:
    """At its hand-over the old card's certificates end first, and the phone's with them."""
    (last,) = {one.expires for one in journey.view(hanako).certificates}
    journey.turn_to(last - timedelta(days=30))
    journey.has_certificates_issued(hanako, card)
    (expires,) = {one.expires for one in journey.view(hanako).cards}
    assert expires is not None
    journey.turn_to(expires - timedelta(days=80))
    made = loads_it(journey, phone, card)
    new = journey.gets_a_card(hanako)

    assert says(journey, made) == ["superseded", "superseded"]
    assert says(journey, loads_it(journey, phone, new)) == ["good", "good"]


def test_lost_and_replaced(journey: Journey, card: str, phone: Phone) -> None:
    """LOST-02: on hold within a second; on another phone, with the card, new ones (PHONE-05)."""
    made = loads_it(journey, phone, card)
    began = time.monotonic()
    reports_it_lost(journey, phone)
    said = says(journey, made)
    assert (said, time.monotonic() - began < 1.0) == ([HELD, HELD], True)

    new = loads_it(journey, buys_a_phone(journey), card)
    assert says(journey, made) == ["superseded", "superseded"]
    assert says(journey, new) == ["good", "good"]


def test_ended_before_it_goes_to_be_repaired(journey: Journey, card: str, phone: Phone) -> None:
    """By its own keys, at home (CERT-25); the card is as it was, and can load another phone."""
    made = loads_it(journey, phone, card)
    desk = Door(OwnRevocation, ACCESS.at("jlis.jpki")).direct(
        journey.country.jpki, Caller("desktop")
    )
    with journey.country.wallet.power_on(phone, "a reader") as chip, JpkiSession(chip) as session:
        session.verify_user_pin(PHONE_PINS["user"])
        session.verify_signature_pin(PHONE_PINS["signature"])
        sign: dict[CertificateKind, Callable[[bytes], bytes]] = {
            "user": session.sign_user,
            "signature": session.sign_signature,
        }
        for kind in KINDS:
            challenge = desk.challenge(AskChallenge(key=a_key())).challenge
            serial = made[kind].serial
            proof = sign[kind](own_revocation(kind, serial, challenge))
            desk.revoke_own(
                RevokeOwn(key=a_key(), kind=kind, serial=serial, challenge=challenge, proof=proof)
            )

    assert says(journey, made) == ["cessationOfOperation"] * 2
    assert says(journey, loads_it(journey, buys_a_phone(journey), card)) == ["good", "good"]


def test_a_suspended_card_loads_no_phone(
    journey: Journey, hanako: Resident, card: str, phone: Phone
) -> None:
    """And nothing is left on the phone; lifted, the same phone is loaded."""
    calls_the_line(journey, card)
    with pytest.raises(Refused, match="PHONE-04"):
        loads_it(journey, phone, card)
    with journey.country.wallet.power_on(phone, "a reader") as chip, JpkiSession(chip) as session:
        assert session.read_certificates_present() == frozenset()
        assert session.user_tries_left() == 0

    brings_it(journey, hanako, card)
    assert says(journey, loads_it(journey, phone, card)) == ["good", "good"]


@dataclass
class Unheard:
    """A desk whose answer to an application gets lost on the way."""

    desk: PhoneDesk
    made: OnPhone = field(default_factory=dict)

    def challenge(self, asked: AskChallenge) -> Challenge:
        """As the desk gives it."""
        return self.desk.challenge(asked)

    def apply(self, asked: ApplyForPhone) -> PhoneCertificates:
        """Done, and not told."""
        self.made = {one.kind: one for one in self.desk.apply(asked).certificates}
        raise Unreachable("the phone lost its network")


def test_cut_off_before_the_commit(journey: Journey, card: str, phone: Phone) -> None:
    """The chip is as it was; the same phone applies again, and what was issued before ends."""
    unheard = Unheard(desk_for_phones(journey))
    with pytest.raises(Unreachable):
        loads_it(journey, phone, card, desk=unheard)
    with journey.country.wallet.power_on(phone, "a reader") as chip, JpkiSession(chip) as session:
        assert session.read_certificates_present() == frozenset()
    assert says(journey, unheard.made) == ["good", "good"]

    again = loads_it(journey, phone, card)
    assert says(journey, unheard.made) == ["superseded", "superseded"]
    assert says(journey, again) == ["good", "good"]


def test_android_and_iphone(journey: Journey, card: str, phone: Phone) -> None:
    """One of each kind of phone beside the card (PHONE-01)."""
    iphone = buys_a_phone(journey, PhoneKind.IPHONE)
    made = [loads_it(journey, one, card) for one in (phone, iphone)]

    assert [says(journey, one) for one in made] == [["good", "good"]] * 2
    with pytest.raises(Refused, match="CERT-01"):
        loads_it(journey, buys_a_phone(journey), card)


def test_after_a_loss_of_both_the_card_s_return_lifts_not_the_phone(
    journey: Journey, hanako: Resident, card: str, phone: Phone
) -> None:
    """The bag was stolen with both in it, and the card alone comes back."""
    made = loads_it(journey, phone, card)
    calls_the_line(journey, card)
    reports_it_lost(journey, phone)
    back = journey.counter(hanako).lift_suspension(
        LiftCardSuspension(
            key=a_key(), clerk="clerk-7", resident=hanako.id, card=card, papers=("card", "id")
        )
    )

    assert back.effective
    assert says(journey, made) == [HELD, HELD]
