"""The life-cycle tables answer everything once, and the cascade is what the guidebooks say."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from fuda.doors.cards import CardEventName, CardState
from fuda.doors.jpki import RevocationReason as DoorReason
from fuda.parameters import load
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.certificate_lapses import certificate_lapses
from fuda.rules.lifecycle.application import APPLICATION, Form, FormEvent
from fuda.rules.lifecycle.card import CARD, Card, CardEvent
from fuda.rules.lifecycle.certificate import (
    CERTIFICATES,
    Certificate,
    CertificateEvent,
    RevocationReason,
)
from fuda.rules.lifecycle.face_card import FACE_CARD, Kind, KindEvent
from fuda.rules.lifecycle.face_return import FACE_RETURN, Step, StepEvent
from fuda.rules.lifecycle.honseki import HONSEKI, Honseki, HonsekiStep
from fuda.rules.lifecycle.kiosk_reset import KIOSK_RESET, Booking, BookingEvent
from fuda.rules.lifecycle.machine import Machine
from fuda.rules.lifecycle.notification_card import NOTIFICATION_CARD, Paper, PaperEvent
from fuda.rules.lifecycle.number import NUMBER
from fuda.rules.lifecycle.pin import PINS, Pin, PinEvent
from fuda.rules.lifecycle.what_happens import ROWS, LifeEvent, what_happens
from fuda.rules.pin import PinKind
from fuda.rules.refusal import Refused
from scripts import script

REPOSITORY = Path(__file__).parents[3]
MACHINES: tuple[Machine[Any, Any], ...] = (
    APPLICATION,
    CARD,
    *CERTIFICATES.values(),
    *PINS.values(),
    KIOSK_RESET,
    HONSEKI,
    NUMBER,
    NOTIFICATION_CARD,
    FACE_CARD,
    FACE_RETURN,
)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_and_event_is_answered_once(machine: Machine[Any, Any]) -> None:
    """No cell of a machine is empty, none is answered twice."""
    assert machine.holes() == ()


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_a_deleted_or_doubled_row_is_caught(machine: Machine[Any, Any]) -> None:
    """Each row is needed: without it there is a hole, with it twice there is a doubt."""
    for at, row in enumerate(machine.rows):
        cell = f"{machine.name}: {row.state} × {row.event} has"
        without = replace(machine, rows=machine.rows[:at] + machine.rows[at + 1 :])
        twice = replace(machine, rows=(*machine.rows, row))

        assert without.holes() == (f"{cell} 0 rows",)
        assert twice.holes() == (f"{cell} 2 rows",)


def test_a_refused_step_says_why_and_where_it_is_written() -> None:
    """LOST-12: an abolished card's suspension cannot be lifted (ARA p11)."""
    with pytest.raises(Refused) as refused:
        CARD.step(Card.ABOLISHED, CardEvent.LIFT)

    refusal = refused.value.refusal
    assert refusal.rule == "LOST-12"
    assert (refusal.because[0].guidebook, refusal.because[0].page) == ("ARA", "p11")
    assert "cannot be undone" in refusal.msgid
    assert "return the card" in refusal.instead


def test_one_card_from_application_to_return() -> None:
    """CARD-36: applied, issued, ready, delivered, suspended, delivered, returned."""
    state = Card.APPLIED
    for event in (
        CardEvent.MANUFACTURE,
        CardEvent.ARRIVE,
        CardEvent.HANDED_OVER,
        CardEvent.SUSPEND,
        CardEvent.LIFT,
        CardEvent.RETURN,
    ):
        state = CARD.step(state, event)

    assert state is Card.RETURNED


def test_the_doors_speak_the_words_of_the_tables() -> None:
    """States, events and reasons that cross a door are those of the machines."""
    reported = {str(event) for event in CardEvent if event is not CardEvent.MANUFACTURE}

    assert set(get_args(CardEventName)) == reported
    assert set(get_args(CardState)) == {str(state) for state in Card}
    assert set(get_args(DoorReason)) == {str(reason) for reason in RevocationReason}


def test_every_life_event_has_one_row() -> None:
    """The cascade leaves no event out and names none twice."""
    assert [row.event for row in ROWS] == list(LifeEvent)


def test_a_certificate_that_ends_has_a_reason_and_no_other_row_has() -> None:
    """A revocation without a reason would be unspecified by accident."""
    for row in ROWS:
        ends = CertificateEvent.REVOKE in (row.signature, row.user)

        assert (row.reason is not None) == ends, row.event


def test_a_move_within_the_city_ends_the_signature_certificate_and_spares_the_other() -> None:
    """CERT-21, CERT-22 (KAM p14)."""
    row = what_happens(LifeEvent.MOVED_WITHIN_CITY)

    assert row.card is CardEvent.CHANGED_IN_CITY
    assert row.signature is CertificateEvent.REVOKE
    assert row.reason is RevocationReason.AFFILIATION_CHANGED
    assert row.user is None


@pytest.mark.parametrize(
    ("event", "card", "signature", "user", "reason"),
    [
        ("name_changed", "changed_in_city", "revoke", None, "affiliation_changed"),
        ("moving_out_filed", None, None, None, None),
        ("moved_in_continued", "continued", "revoke", None, "affiliation_changed"),
        ("continuation_missed", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("reported_lost", "suspend", "suspend", "suspend", None),
        ("found", "lift", "lift", "lift", None),
        ("given_up_for_lost", "abolish", "revoke", "revoke", "cessation_of_operation"),
        ("card_renewed", "return", "revoke", "revoke", "superseded"),
        ("card_expired", None, None, None, None),
        ("user_renewed", None, None, "revoke", "superseded"),
        ("pin_forgotten", None, None, None, None),
        ("pin_locked", None, None, None, None),
        ("pin_reset", None, None, None, None),
        ("pin_reset_at_kiosk", None, None, None, None),
        ("born", None, None, None, None),
        ("alias_changed", "changed_in_city", "revoke", None, "affiliation_changed"),
        ("reading_added", "changed_in_city", None, None, None),
        ("remarks_full", None, None, None, None),
        ("moved_in", None, "revoke", None, "affiliation_changed"),
        ("moved_in_late", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("left_japan_old_scheme", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("left_japan", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("left_japan_continued", "continued", "revoke", None, "affiliation_changed"),
        ("came_back_to_japan", None, None, None, None),
        ("stolen", "suspend", "suspend", "suspend", None),
        ("found_after_abolition", "return", "revoke", "revoke", "cessation_of_operation"),
        ("destroyed_in_disaster", "abolish", "revoke", "revoke", "cessation_of_operation"),
        ("broken", None, None, None, None),
        ("stay_extension_pending", None, None, None, None),
        ("stay_shortened", None, None, None, None),
        ("stay_ended", None, None, None, None),
        ("number_leaked", None, None, None, None),
        ("no_longer_covered", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("turned_15", None, None, None, None),
        ("stay_extended", None, None, None, None),
        ("number_changed", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("record_code_changed", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("removed_from_register", "lapse", "revoke", "revoke", "cessation_of_operation"),
        ("died", "lapse", "revoke", "revoke", "cessation_of_operation"),
    ],
)
def test_the_cascade_is_what_the_guidebooks_say(
    event: str, card: str | None, signature: str | None, user: str | None, reason: str | None
) -> None:
    """Each event's row, read against its source (see docs/lifecycle/what-happens.md)."""
    row = what_happens(LifeEvent(event))

    assert (row.card, row.signature, row.user, row.reason) == (card, signature, user, reason)


def test_whatever_ends_the_card_ends_both_certificates() -> None:
    """CERT-23 (CHI p26): a card lapse ends them too."""
    for row in ROWS:
        if row.card in (CardEvent.LAPSE, CardEvent.ABOLISH, CardEvent.RETURN):
            assert row.signature is CertificateEvent.REVOKE, row.event
            assert row.user is CertificateEvent.REVOKE, row.event


def test_a_change_of_the_items_ends_the_signature_certificate_only() -> None:
    """CERT-21, CERT-22 (ARA p16, p18): while it stands, suspended or not."""
    ends = {
        kind: machine.step(Certificate.VALID, CertificateEvent.ITEMS_CHANGED)
        for kind, machine in CERTIFICATES.items()
    }

    assert ends == {
        CertificateKind.SIGNATURE: Certificate.REVOKED,
        CertificateKind.USER: Certificate.VALID,
    }


@pytest.mark.parametrize("machine", CERTIFICATES.values(), ids=lambda machine: machine.name)
def test_what_lapsed_never_comes_back(
    machine: Machine[Certificate, CertificateEvent],
) -> None:
    """RENEW-04, CERT-24: no event leads from an end to a certificate in force."""
    for state in (Certificate.EXPIRED, Certificate.REVOKED):
        for event in CertificateEvent:
            if machine.goes(state, event):
                assert machine.step(state, event) in {Certificate.EXPIRED, Certificate.REVOKED}


@pytest.mark.parametrize(
    ("word", "event"),
    [
        ("name_changed", LifeEvent.NAME_CHANGED),
        ("former_surname_changed", LifeEvent.FORMER_SURNAME_ENTERED),
        ("alias_changed", LifeEvent.ALIAS_CHANGED),
        ("address_changed", LifeEvent.MOVED_WITHIN_CITY),
        ("birth_date_changed", LifeEvent.BIRTH_DATE_CORRECTED),
        ("sex_changed", LifeEvent.SEX_CHANGED),
        ("died", LifeEvent.DIED),
        ("card_lapsed", LifeEvent.CONTINUATION_MISSED),
        ("card_lapsed", LifeEvent.REMOVED_FROM_REGISTER),
        ("card_suspended", LifeEvent.REPORTED_LOST),
        ("pin_locked", LifeEvent.PIN_LOCKED),
    ],
)
def test_the_cascade_ends_what_the_parameters_say(word: str, event: LifeEvent) -> None:
    """CERT-21 to CERT-23, CERT-31: `certificate.lapses` and the cascade answer alike."""
    row = what_happens(event)
    said = certificate_lapses(word, on=date(2026, 4, 1), parameters=load()).value

    each = {CertificateKind.SIGNATURE: row.signature, CertificateKind.USER: row.user}
    for kind, does in each.items():
        assert (kind in said.lapses) == (does is CertificateEvent.REVOKE)
        assert (kind in said.suspends) == (does is CertificateEvent.SUSPEND)


@pytest.mark.parametrize("pin", PINS.values(), ids=lambda pin: pin.name)
def test_a_locked_pin_stays_locked_the_next_day(pin: Machine[Pin, PinEvent]) -> None:
    """LOCK-03 (MIN p3): neither time nor a right entry unlocks."""
    assert pin.step(Pin.LOCKED, PinEvent.NEXT_DAY) is Pin.LOCKED
    with pytest.raises(Refused):
        pin.step(Pin.LOCKED, PinEvent.RIGHT)


def test_a_kiosk_resets_the_pins_of_the_certificates_only() -> None:
    """RESET-03, RESET-04, RESET-05 (TOM p7, MIN p10); locked and forgotten alike (RESET-13)."""
    resets = {
        kind: {machine.goes(state, PinEvent.KIOSK_RESET) for state in (Pin.USABLE, Pin.LOCKED)}
        for kind, machine in PINS.items()
    }

    assert resets == {
        PinKind.SIGNATURE: {True},
        PinKind.USER: {True},
        PinKind.RESIDENT_REGISTER: {False},
        PinKind.FACE_ITEM: {False},
    }


def test_a_reservation_serves_once() -> None:
    """RESET-08 (TOM p7): booked, tried at night, used; then another one is needed."""
    booked = KIOSK_RESET.step(Booking.NO_BOOKING, BookingEvent.BOOK)
    with pytest.raises(Refused, match="within their hours"):
        KIOSK_RESET.step(booked, BookingEvent.OUTSIDE_HOURS)
    used = KIOSK_RESET.step(booked, BookingEvent.RESET_AT_KIOSK)

    assert used is Booking.USED
    with pytest.raises(Refused, match="has been used"):
        KIOSK_RESET.step(used, BookingEvent.RESET_AT_KIOSK)


def test_a_notification_card_goes_back_when_the_card_is_handed_over() -> None:
    """NOTICE-02, NOTICE-06 (KAM p4, TOM p5): outdated after a change, and then gone for good."""
    outdated = NOTIFICATION_CARD.step(Paper.PROVES, PaperEvent.DATA_CHANGED)
    gone = NOTIFICATION_CARD.step(outdated, PaperEvent.CARD_HANDED_OVER)

    assert (outdated, gone) == (Paper.OUTDATED, Paper.GONE)
    with pytest.raises(Refused, match="not issued again"):
        NOTIFICATION_CARD.step(gone, PaperEvent.LOSE)


def test_a_proxy_gets_a_normal_card_back_in_five_steps_and_no_fewer() -> None:
    """FACE-10 (CHI p15): forms, inquiry by post, the holder's answer, the proxy again."""
    step = Step.FACE_ONLY
    for event in (StepEvent.ASK_BY_PROXY, StepEvent.POST_INQUIRY):
        step = FACE_RETURN.step(step, event)
    with pytest.raises(Refused, match="has not answered"):
        FACE_RETURN.step(step, StepEvent.BRING_ANSWER)
    for event in (StepEvent.ANSWER, StepEvent.BRING_ANSWER):
        step = FACE_RETURN.step(step, event)

    assert step is Step.NORMAL_AGAIN


def test_a_face_authentication_card_enters_no_pin() -> None:
    """FACE-04, FACE-15 (CHI p13, p16): a face is looked at, a PIN is never asked for."""
    face = Kind.FACE_AUTHENTICATION

    assert FACE_CARD.step(face, KindEvent.FACE_CHECK) is face
    with pytest.raises(Refused, match="has no PIN"):
        FACE_CARD.step(face, KindEvent.PIN_ENTRY)


def test_one_application_brings_one_card() -> None:
    """CARD-01, CARD-38 to CARD-42 (TOM p5, ARA p8, p12): a second one waits for the first."""
    state = APPLICATION.step(Form.NOT_APPLIED, FormEvent.APPLY)
    with pytest.raises(Refused, match="applied for already"):
        APPLICATION.step(state, FormEvent.APPLY)
    for event in (FormEvent.MAKE, FormEvent.INVITE, FormEvent.COLLECT):
        state = APPLICATION.step(state, event)

    assert state is Form.COLLECTED


def test_the_pages_are_fresh() -> None:
    """docs/lifecycle says what the tables say: run script/lifecycle after a change."""
    folder = REPOSITORY / "docs" / "lifecycle"
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}

    assert written == script("lifecycle").written()


def test_a_registration_is_made_again_after_it_was_cleared() -> None:
    """HONSEKI-07 (MIN p11): register, wait, take certificates, lose it by a change, register."""
    state = Honseki.NONE
    for step, expected in (
        (HonsekiStep.APPLY, Honseki.APPLIED),
        (HonsekiStep.READY, Honseki.USABLE),
        (HonsekiStep.ISSUE, Honseki.USABLE),
        (HonsekiStep.CLEAR, Honseki.CLEARED),
        (HonsekiStep.APPLY, Honseki.APPLIED),
    ):
        state = HONSEKI.step(state, step)
        assert state is expected
    for refusing in (Honseki.NONE, Honseki.APPLIED, Honseki.CLEARED):
        with pytest.raises(Refused, match="HONSEKI"):
            HONSEKI.step(refusing, HonsekiStep.ISSUE)
