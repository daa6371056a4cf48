"""What a move, a day and a second card do to the first one."""

import subprocess
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl

from fuda.doors.errors import Refused
from fuda.doors.jpki import AskAuthority, AskList, AskStatus
from fuda.doors.person import CertificateKind
from fuda.terminals.reader.jpki import JpkiSession
from journeys.steps import BOTH, FIRST_DAY, PINS, Journey, Resident

DAY = timedelta(days=1)


def openssl_says(journey: Journey, card: str, kind: CertificateKind, folder: Path) -> str:
    """What `openssl verify -crl_check` says of the card's certificate at the dial's instant."""
    asked = AskAuthority(kind=kind)
    authority = load_der_x509_certificate(journey.country.jpki.authority(asked).der)
    crl = load_der_x509_crl(journey.country.jpki.crl(AskList(kind=kind)).der)
    rack = journey.country.wallet.rack("holder")
    with rack.lay(card, "desktop") as transport, JpkiSession(transport) as session:
        if kind == "user":
            der = session.read_user_certificate()
        else:
            session.verify_signature_pin(PINS["signature"])
            der = session.read_signature_certificate()
    for name, written in (
        ("ca", authority.public_bytes(Encoding.PEM)),
        ("crl", crl.public_bytes(Encoding.PEM)),
        ("ee", load_der_x509_certificate(der).public_bytes(Encoding.PEM)),
    ):
        (folder / f"{kind}-{name}.pem").write_bytes(written)
    at = int(journey.dial.now().astimezone(UTC).timestamp()) + 1
    done = subprocess.run(
        [
            *("openssl", "verify", "-crl_check", "-attime", str(at)),
            *("-CAfile", folder / f"{kind}-ca.pem", "-CRLfile", folder / f"{kind}-crl.pem"),
            folder / f"{kind}-ee.pem",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_move_ends_the_signature_certificate_alone(journey: Journey, tmp_path: Path) -> None:
    """CERT-21, CERT-22 (KAM p14): the CRL has it before the clerk's answer; login goes on."""
    hanako = journey.moves_in()
    card = journey.gets_a_card(hanako)
    journey.turn_to(journey.today() + 7 * DAY)
    assert ": OK" in openssl_says(journey, card, "signature", tmp_path)

    effect = journey.moves_within_the_city(hanako, "神奈川県鎌倉市小町一丁目１番１号")

    assert effect.effective
    ended = {one.kind: one.ended_on for one in effect.resident.certificates}
    assert ended == {"signature": journey.today(), "user": None}
    assert "certificate revoked" in openssl_says(journey, card, "signature", tmp_path)
    assert ": OK" in openssl_says(journey, card, "user", tmp_path)
    assert journey.signs_in(card)


def test_after_a_move_a_new_signature_certificate(journey: Journey, tmp_path: Path) -> None:
    """CERT-17, CERT-24, MOVE-17: at the counter that changed the address; both of them work."""
    hanako = journey.moves_in()
    card = journey.gets_a_card(hanako)
    journey.turn_to(journey.today() + 7 * DAY)
    before = journey.serial(hanako, "signature"), journey.serial(hanako, "user")
    journey.moves_within_the_city(hanako, "神奈川県鎌倉市小町一丁目１番１号")

    view = journey.has_certificates_issued(hanako, card, ("signature",))

    valid = {one.kind: one.serial for one in view.certificates if one.standing == "valid"}
    assert valid == {"signature": journey.serial(hanako, "signature"), "user": before[1]}
    assert valid["signature"] != before[0]
    assert ": OK" in openssl_says(journey, card, "signature", tmp_path)
    assert ": OK" in openssl_says(journey, card, "user", tmp_path)
    assert journey.signs_in(card)


def test_certificates_are_renewed_in_their_window(journey: Journey, tmp_path: Path) -> None:
    """CERT-14, RENEW-10: five birthdays from the old last day; the old ones are on the CRL."""
    hanako = journey.moves_in(born=date(1990, 4, 1))
    card = journey.gets_a_card(hanako)
    (last,) = {one.expires for one in journey.view(hanako).certificates}
    assert last == date(2031, 4, 1)
    old = journey.serial(hanako, "signature"), journey.serial(hanako, "user")
    with pytest.raises(Refused) as early:
        journey.has_certificates_issued(hanako, card)
    journey.turn_to(date.fromisoformat(early.value.refusal.facts["opens"]))

    view = journey.has_certificates_issued(hanako, card)

    valid = {one.kind: one.expires for one in view.certificates if one.standing == "valid"}
    assert valid == dict.fromkeys(BOTH, date(2036, 4, 1))
    for kind, serial in zip(("signature", "user"), old, strict=True):
        asked = AskStatus(kind=kind, serial=serial, at=journey.dial.now())
        told = journey.country.jpki.status(asked)
        assert (told.state, told.reason) == ("revoked", "superseded")
        assert ": OK" in openssl_says(journey, card, kind, tmp_path)
    assert journey.signs_in(card)


def test_the_same_move_twice_and_a_stale_record(journey: Journey) -> None:
    """A second clerk who still sees the old record is told so; nothing is half done."""
    hanako = journey.moves_in()
    seen = journey.view(hanako).version
    journey.moves_within_the_city(hanako, "神奈川県鎌倉市小町一丁目１番１号")
    with pytest.raises(Refused):
        journey.moves_within_the_city(hanako, "神奈川県鎌倉市小町一丁目１番１号")

    assert journey.view(hanako).version == seen + 1


def test_a_second_application_is_refused(journey: Journey) -> None:
    """CARD-01: one card a person, while it is being made and while it is in force."""
    hanako = journey.moves_in()
    first = journey.applies(hanako, key="one form")
    assert journey.applies(hanako, key="one form") == first
    with pytest.raises(Refused) as under_way:
        journey.applies(hanako)
    assert under_way.value.refusal.rule == "CARD-01"
    journey.takes_the_card(hanako, journey.waits_for_the_card(hanako))
    with pytest.raises(Refused) as in_force:
        journey.applies(hanako)

    assert in_force.value.refusal.rule.startswith("RENEW")
    assert len(journey.view(hanako).cards) == 1


def _seventeen_with_a_card(journey: Journey) -> tuple[Resident, str, date]:
    takumi = journey.moves_in(born=date(2009, 3, 21))
    card = journey.gets_a_card(takumi)
    expires = journey.view(takumi).cards[0].expires
    assert expires is not None
    return takumi, card, expires


def test_the_renewal_window_opens_on_its_day(journey: Journey) -> None:
    """RENEW-01: refused the day before, allowed on the day; the new card returns the old one.

    A minor's card ends at the fifth birthday after its issue; its window is as wide as an adult's.
    """
    takumi, old, _ = _seventeen_with_a_card(journey)
    with pytest.raises(Refused) as early:
        journey.applies(takumi)
    opens = date.fromisoformat(early.value.refusal.facts["opens"])
    journey.turn_to(opens - DAY)
    with pytest.raises(Refused):
        journey.applies(takumi)

    journey.turn_to(opens)
    assert journey.applies(takumi).state == "applied"
    assert journey.signs_in(old)

    new = journey.waits_for_the_card(takumi)
    view = journey.takes_the_card(takumi, new)

    assert {one.card: one.state for one in view.cards} == {old: "returned", new: "delivered"}
    assert journey.signs_in(new)
    with pytest.raises(Refused) as ended:
        journey.signs_in(old)
    assert ended.value.refusal.rule == "CERT-23"


def test_an_expired_card_opens_nothing(journey: Journey) -> None:
    """CERT-23, RENEW-11: its last day is good to the end; the day after, kiosk and login say no."""
    takumi, card, expires = _seventeen_with_a_card(journey)
    journey.turn_to(expires, "22:00")
    assert journey.lays_card(card).members
    assert journey.signs_in(card)

    journey.turn_to(expires + DAY)

    with pytest.raises(Refused) as kiosk:
        journey.lays_card(card)
    assert kiosk.value.refusal.rule == "CERT-23"
    with pytest.raises(Refused) as login:
        journey.signs_in(card)
    assert login.value.refusal.rule == "CERT-23"
    assert journey.applies(takumi).state == "applied"


def test_a_dial_turned_far_makes_the_card_on_its_day(journey: Journey) -> None:
    """CARD-40: a card is as old as it would be had the dial stopped at every day."""
    hanako = journey.moves_in()
    journey.applies(hanako)
    journey.turn_to(FIRST_DAY + 200 * DAY)
    (card,) = journey.view(hanako).cards

    assert card.state == "ready"
    assert card.issued is not None
    assert FIRST_DAY < card.issued < FIRST_DAY + 60 * DAY
