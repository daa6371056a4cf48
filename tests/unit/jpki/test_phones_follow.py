"""What is on a phone goes with the card's certificate it derives from, and with its own loss."""

import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from random import Random
from typing import Any

import pytest
from cryptography.x509 import CRLReason, load_der_x509_crl
from sqlalchemy import select

from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import (
    AskChallenge,
    AskList,
    AskStatus,
    CertificateIssued,
    LiftSuspension,
    RevokeCertificate,
    RevokeOwn,
    SuspendCertificate,
    own_revocation,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.caller import Caller, acting_as
from fuda.kit.tables import audit
from phone_applied import KINDS, Issued, Phones, responder_says
from pki_made import signed
from stand_ins import StandingClock

HELD = "certificateHold"


@pytest.fixture
def phones(desk: JpkiKeeper, clock: StandingClock, request_for: Any) -> Phones:
    """Phones before that desk."""
    return Phones(desk, clock, request_for)


@pytest.fixture
def card(phones: Phones) -> Issued:
    """花子's card."""
    return phones.card()


@pytest.fixture
def phone(phones: Phones, card: Issued) -> Issued:
    """花子's phone, whose certificates derive from the card's; its answers are kept already."""
    made = phones.gets(card)
    assert [responder_says(phones.desk, made[kind]) for kind in KINDS] == ["good", "good"]
    return made


def order(kind: Any, one: CertificateIssued, n: int = 0, **more: Any) -> Any:
    """What a municipality orders about a certificate."""
    key = f"{kind.__name__} {one.kind} {one.serial} {n}"
    return kind(key=key, kind=one.kind, serial=one.serial, event="test", **more)


def on_list(desk: JpkiKeeper, one: CertificateIssued) -> str | None:
    """The reason on the CRL, None where it is not there."""
    crl = load_der_x509_crl(desk.crl(AskList(kind=one.kind)).der)
    found = crl.get_revoked_certificate_by_serial_number(one.serial)
    if found is None:
        return None
    return found.extensions.get_extension_for_class(CRLReason).value.reason.value


@pytest.mark.parametrize("kind", KINDS)
def test_held_and_lifted_with_the_card_s(
    kind: CertificateKind, phones: Phones, card: Issued, phone: Issued
) -> None:
    """That of the same kind alone; kept answers and lists say so at once (CERT-31, LOST-16)."""
    desk = phones.desk
    (other,) = (one for one in KINDS if one != kind)
    desk.suspend(order(SuspendCertificate, card[kind]))

    assert responder_says(desk, phone[kind]) == responder_says(desk, card[kind]) == HELD
    assert on_list(desk, phone[kind]) == HELD
    assert responder_says(desk, phone[other]) == "good"

    desk.lift(order(LiftSuspension, card[kind]))
    assert responder_says(desk, phone[kind]) == responder_says(desk, card[kind]) == "good"
    assert on_list(desk, phone[kind]) is None


@pytest.mark.parametrize("reason", ["affiliation_changed", "superseded", "cessation_of_operation"])
@pytest.mark.parametrize("kind", KINDS)
def test_ended_with_the_card_s(
    kind: CertificateKind, reason: str, phones: Phones, card: Issued, phone: Issued
) -> None:
    """For the same reason, at the same instant, held or not (PHONE-04)."""
    desk = phones.desk
    desk.suspend(order(SuspendCertificate, card[kind]))
    phones.clock.turn(hours=1)
    desk.revoke(order(RevokeCertificate, card[kind], reason=reason))

    for one in (card[kind], phone[kind]):
        asked = AskStatus(kind=kind, serial=one.serial, at=phones.clock.now())
        said = desk.status(asked)
        assert (said.state, said.reason, said.since) == ("revoked", reason, phones.clock.now())
    with pytest.raises(Refused):
        desk.lift(order(LiftSuspension, phone[kind]))


def test_every_phone_of_the_holder_and_nobody_else_s(phones: Phones, card: Issued) -> None:
    """Android and iPhone both; 太郎's not."""
    made = [phones.gets(card), phones.gets(card, phone="FP02", carrier="iphone")]
    taro = phones.gets(phones.card("taro"), phone="FP03", signs="taro's signature")
    phones.desk.revoke(order(RevokeCertificate, card["user"], reason="superseded"))

    assert [responder_says(phones.desk, one["user"]) for one in made] == ["superseded"] * 2
    assert responder_says(phones.desk, taro["user"]) == "good"


def test_a_phone_lives_by_the_newest_card_certificate(phones: Phones, card: Issued) -> None:
    """What derived from the earlier one ended with it; what derives from the new one stands."""
    first = phones.gets(card)
    for kind in KINDS:
        phones.desk.revoke(order(RevokeCertificate, card[kind], reason="superseded"))
    renewed = {
        kind: phones.desk.issue(phones.request_for(kind, chip=f"renewed {kind}")) for kind in KINDS
    }
    second = phones.gets(renewed, signs="renewed signature")

    assert [responder_says(phones.desk, first[kind]) for kind in KINDS] == ["superseded"] * 2
    assert [responder_says(phones.desk, second[kind]) for kind in KINDS] == ["good"] * 2


def test_its_end_is_not_the_card_s(phones: Phones, card: Issued, phone: Issued) -> None:
    """Nothing goes the other way."""
    phones.lost()
    phones.desk.revoke(order(RevokeCertificate, phone["user"], reason="cessation_of_operation"))

    assert [responder_says(phones.desk, card[kind]) for kind in KINDS] == ["good"] * 2


def test_the_line_suspends_the_phone(phones: Phones, card: Issued, phone: Issued) -> None:
    """Within a second OCSP says so, the operator stands in the log, the card is good (LOST-02)."""
    began = time.monotonic()
    said = phones.lost()
    found = [responder_says(phones.desk, phone[kind]) for kind in KINDS]
    took = time.monotonic() - began

    assert set(said.held) == set(KINDS)
    assert found == [HELD, HELD]
    assert took < 1.0
    assert [responder_says(phones.desk, card[kind]) for kind in KINDS] == ["good"] * 2
    with phones.desk.store.reading() as at:
        query = select(audit.c.by).where(audit.c.event == "phone_reported_lost")
        assert list(at.execute(query).scalars()) == ["operator-3"]
    with pytest.raises(Refused, match="LOST-02"):
        phones.lost()
    with pytest.raises(Malformed, match="token"):
        phones.lost("FP77")


def test_a_counter_lifts_it(phones: Phones, phone: Issued) -> None:
    """And it may be lost again."""
    phones.lost()
    for kind in KINDS:
        phones.desk.lift(order(LiftSuspension, phone[kind]))
    assert [responder_says(phones.desk, phone[kind]) for kind in KINDS] == ["good"] * 2

    assert set(phones.lost().held) == set(KINDS)


def test_the_owner_applies_anew(phones: Phones, card: Issued, phone: Issued) -> None:
    """The card on another phone: what is on the lost one ends for good (LOST-02)."""
    phones.lost()
    new = phones.gets(card, phone="FP02")

    assert [responder_says(phones.desk, phone[kind]) for kind in KINDS] == ["superseded"] * 2
    assert [responder_says(phones.desk, new[kind]) for kind in KINDS] == ["good"] * 2
    with pytest.raises(Refused, match="LOST-02"):
        phones.lost("FP01")


@pytest.mark.parametrize("first", ["card", "phone"])
def test_lost_with_the_card_is_not_found_with_it(
    first: str, phones: Phones, card: Issued, phone: Issued
) -> None:
    """A lift of the card's lifts only what was held with it, in whatever order both were told."""
    desk = phones.desk
    if first == "card":
        desk.suspend(order(SuspendCertificate, card["user"]))
    phones.lost()
    if first == "phone":
        desk.suspend(order(SuspendCertificate, card["user"]))
    with pytest.raises(Refused, match="PHONE-04"):
        desk.lift(order(LiftSuspension, phone["user"]))

    desk.lift(order(LiftSuspension, card["user"]))
    assert responder_says(desk, card["user"]) == "good"
    assert responder_says(desk, phone["user"]) == HELD
    desk.lift(order(LiftSuspension, phone["user"]))
    assert responder_says(desk, phone["user"]) == "good"


def test_what_was_held_by_itself_stays_held(phones: Phones, card: Issued, phone: Issued) -> None:
    """A municipality's own hold on the phone's certificate is not the card's to lift."""
    phones.desk.suspend(order(SuspendCertificate, phone["user"]))
    phones.desk.suspend(order(SuspendCertificate, card["user"]))
    phones.desk.lift(order(LiftSuspension, card["user"]))

    assert responder_says(phones.desk, phone["user"]) == HELD


@pytest.mark.parametrize("before", ["in hand", "lost"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_holder_ends_it_before_the_phone_is_passed_on(
    kind: CertificateKind, before: str, phones: Phones, card: Issued, phone: Issued
) -> None:
    """By its own key, with client software (CERT-25): before repair or disposal."""
    if before == "lost":
        phones.lost()
    chip = f"FP01 {kind} 1"
    with acting_as(Caller("desktop")):
        challenge = phones.desk.challenge(AskChallenge(key="end it")).challenge
        said = own_revocation(kind, phone[kind].serial, challenge)
        phones.desk.revoke_own(
            RevokeOwn(
                key="end it",
                kind=kind,
                serial=phone[kind].serial,
                challenge=challenge,
                proof=signed(chip, said),
            )
        )

    assert responder_says(phones.desk, phone[kind]) == "cessationOfOperation"
    assert responder_says(phones.desk, card[kind]) == "good"


STEPS = ("suspend card", "lift card", "lose phone", "lift phone")


@pytest.mark.parametrize("seed", range(4))
def test_any_order(seed: int, phones: Phones, card: Issued, phone: Issued) -> None:
    """Good if and only if the card's is good and no loss is open: two flags tell it, at any step.

    What cannot be done is refused, and changes nothing.
    """
    desk, chance = phones.desk, Random(seed)  # noqa: S311 - a walk, not a secret
    acts: dict[str, Callable[[int], object]] = {
        "suspend card": lambda n: desk.suspend(order(SuspendCertificate, card["user"], n)),
        "lift card": lambda n: desk.lift(order(LiftSuspension, card["user"], n)),
        "lose phone": lambda _: phones.lost(),
        "lift phone": lambda n: desk.lift(order(LiftSuspension, phone["user"], n)),
    }
    held = lost = False
    for n in range(80):
        step = chance.choice(STEPS)
        possible = {
            "suspend card": not held,
            "lift card": held,
            "lose phone": True,  # what else is on it may still be good
            "lift phone": lost and not held,
        }[step]
        with nullcontext() if possible else pytest.raises(Refused):
            with suppress(Refused) if step == "lose phone" else nullcontext():
                acts[step](n)
            held = {"suspend card": True, "lift card": False}.get(step, held)
            lost = {"lose phone": True, "lift phone": False}.get(step, lost)
        assert responder_says(desk, card["user"]) == (HELD if held else "good")
        assert responder_says(desk, phone["user"]) == (HELD if held or lost else "good")

    desk.revoke(order(RevokeCertificate, card["user"], reason="superseded"))
    assert responder_says(desk, phone["user"]) == "superseded"


def test_the_history_is_kept(phones: Phones, card: Issued, phone: Issued) -> None:
    """Every step of the phone's is a row of its own, with who asked for the card's."""
    phones.desk.suspend(order(SuspendCertificate, card["user"]))
    phones.desk.lift(order(LiftSuspension, card["user"]))
    phones.desk.revoke(order(RevokeCertificate, card["user"], reason="superseded"))

    with phones.desk.store.reading() as at:
        rows = register.events_of(at, "user", phone["user"].serial)
    assert [(one.state, one.by) for one in rows] == [
        ("held", "m/131032"),
        ("released", "m/131032"),
        ("revoked", "m/131032"),
    ]
