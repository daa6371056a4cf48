"""Death, a certificate given up, a new name: what the counter files, everybody else sees."""

from datetime import timedelta

import pytest
from cryptography.x509 import ReasonFlags
from cryptography.x509.ocsp import OCSPCertStatus

from fuda.doors.errors import Refused
from fuda.doors.municipality import CardNotice, ChangeItems, CloseRecord, Effect, FileCardNotice
from fuda.doors.person import CertificateKind
from journeys.steps import CLERK, Journey, Resident, a_key, line
from journeys.test_lost_card import GOOD, KINDS, Said, list_says, responder_says

DAY = timedelta(days=1)
GIVEN_UP: Said = (OCSPCertStatus.REVOKED, ReasonFlags.cessation_of_operation)
CHANGED: Said = (OCSPCertStatus.REVOKED, ReasonFlags.affiliation_changed)


def said(journey: Journey, who: Resident) -> dict[CertificateKind, Said]:
    """What the responder says of both certificates; the list of revoked ones says the same."""
    found = {}
    for kind in KINDS:
        serial = journey.serial(who, kind)
        found[kind] = responder_says(journey, serial, kind)
        assert list_says(journey, serial, kind) is found[kind][1]
    return found


def files(journey: Journey, who: Resident, card: str, event: CardNotice) -> Effect:
    """At the counter of the holder's city."""
    notice = FileCardNotice(
        key=a_key(),
        clerk=CLERK,
        resident=who.id,
        card=card,
        event=event,
        on=journey.today(),
        papers=("card", "id"),
    )
    return journey.counter(who).file_card_notice(notice)


def test_a_death_ends_everything(journey: Journey) -> None:
    """DEATH-03, DEATH-04: OCSP and CRL, the kiosk, signing in, a hand-over; the card comes back."""
    hanako = journey.moves_in()
    card = journey.gets_a_card(hanako)
    journey.turn_to(journey.today() + 7 * DAY)
    menu = journey.lays_card(card)
    assert line(menu, "juminhyo").refusal is None
    assert journey.signs_in(card)

    effect = journey.counter(hanako).close_record(
        CloseRecord(
            key=a_key(),
            clerk=CLERK,
            resident=hanako.id,
            version=journey.view(hanako).version,
            event="died",
            on=journey.today() - DAY,
            papers=(),
        )
    )

    assert effect.effective
    assert [one.state for one in effect.resident.cards] == ["lapsed"]
    assert said(journey, hanako) == {"user": GIVEN_UP, "signature": GIVEN_UP}
    with pytest.raises(Refused):
        journey.lays_card(card)
    with pytest.raises(Refused):  # begun before the death was filed
        journey.chooses(menu)
    with pytest.raises(Refused):
        journey.signs_in(card)
    with pytest.raises(Refused) as no:
        journey.applies(hanako)
    assert no.value.refusal.rule == "DEATH-03"
    assert files(journey, hanako, card, "returned").resident.cards[0].state == "returned"


def test_the_signature_certificate_is_given_up_alone(journey: Journey) -> None:
    """CERT-25, CERT-16: the user certificate goes on, at the kiosk and for signing in."""
    hanako = journey.moves_in()
    card = journey.gets_a_card(hanako)
    journey.turn_to(journey.today() + 7 * DAY)

    assert files(journey, hanako, card, "signature_given_up").effective

    assert said(journey, hanako) == {"user": GOOD, "signature": GIVEN_UP}
    assert line(journey.lays_card(card), "juminhyo").refusal is None
    assert journey.signs_in(card)


def test_a_new_name_ends_the_signature_certificate(journey: Journey) -> None:
    """CERT-21, CERT-22; the kiosk's paper shows the new name from then on."""
    hanako = journey.moves_in()
    card = journey.gets_a_card(hanako)
    journey.turn_to(journey.today() + 7 * DAY)
    view = journey.view(hanako)

    effect = journey.counter(hanako).change_items(
        ChangeItems(
            key=a_key(),
            clerk=CLERK,
            resident=hanako.id,
            version=view.version,
            name="佐藤　花子",
            reading="サトウ　ハナコ",
            former_surname="髙橋",
            born=view.items.born,
            sex=view.items.sex,
            changed_on=journey.today(),
            papers=("card",),
        )
    )

    assert effect.effective
    assert said(journey, hanako) == {"user": GOOD, "signature": CHANGED}
    assert [one.name for one in journey.lays_card(card).members] == ["佐藤　花子"]
    assert journey.signs_in(card)
