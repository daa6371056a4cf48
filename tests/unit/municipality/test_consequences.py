"""Every row of `what_happens` at the authority: what an event in a life does to certificates.

The counters' procedures send some of these today; the outbox carries all of them alike.
"""

import pytest

from fuda.doors.cards import AskCards
from fuda.doors.jpki import AskStatus, CertificateStatus
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality.consequences import carry_out
from fuda.rules.lifecycle.certificate import CertificateEvent
from fuda.rules.lifecycle.what_happens import ROWS, LifeEvent, Row
from municipality_made import City

GOES_ON, ON_HOLD = ("good", None), ("held", "certificate_hold")


def happen(city: City, event: LifeEvent, key: str) -> bool:
    """As a counter's procedure does it; whether all of it has taken effect."""
    office = city.office.office
    one = office.known(city.hanako)
    cards = office.cards.cards(AskCards(holder=one.cards_holder)).cards
    with office.store.writing() as unit:
        carry_out(office, unit, one, event, key=key, cards=cards)
    return unit.delivered


def stands(city: City, kind: CertificateKind) -> CertificateStatus:
    """How jlis.jpki knows that certificate now."""
    serial = next(one.serial for one in city.view().certificates if one.kind == kind)
    return city.jpki_desk.status(AskStatus(kind=kind, serial=serial, at=city.clock.now()))


def expected(row: Row, what: CertificateEvent | None) -> tuple[str, str | None]:
    """State and reason of the certificate to which this happens."""
    if what is CertificateEvent.REVOKE:
        assert row.reason is not None
        return "revoked", row.reason.value
    return ON_HOLD if what is CertificateEvent.SUSPEND else GOES_ON


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.event.value)
def test_an_event_reaches_the_authority(city: City, row: Row) -> None:
    """The table's state and reason, of each certificate, when the act returns."""
    city.hand_over()
    if row.event is LifeEvent.FOUND:
        assert happen(city, LifeEvent.REPORTED_LOST, "lost")

    assert happen(city, row.event, "happens")

    for kind, what in (("signature", row.signature), ("user", row.user)):
        found = stands(city, kind)
        assert (found.state, found.reason) == expected(row, what), kind


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_hold_that_did_not_arrive_arrives_later(city: City, when: str) -> None:
    """The line is cut at the call or at its answer: the sweeper brings it, once, and in order."""
    city.hand_over()
    city.jpki.cut["suspend"] = when
    assert not happen(city, LifeEvent.REPORTED_LOST, "lost")

    city.due()

    assert stands(city, "signature").state == stands(city, "user").state == "held"
    assert happen(city, LifeEvent.FOUND, "found")
    assert stands(city, "signature").state == stands(city, "user").state == "good"


def test_what_ends_during_a_hold_has_ended(city: City) -> None:
    """A move with the card lost: the signature certificate is revoked, the other stays on hold."""
    city.hand_over()
    assert happen(city, LifeEvent.REPORTED_LOST, "lost")
    assert city.counter.change_address(city.a_move()).effective

    assert stands(city, "signature").state == "revoked"
    assert happen(city, LifeEvent.FOUND, "found")
    assert stands(city, "signature").state == "revoked"
    assert stands(city, "user").state == "good"


def test_reported_lost_twice(city: City) -> None:
    """The second report finds a suspended card, and orders nothing (CARD-36)."""
    city.hand_over()
    assert happen(city, LifeEvent.REPORTED_LOST, "lost")
    since = stands(city, "user").since
    city.clock.turn(hours=1)

    assert happen(city, LifeEvent.REPORTED_LOST, "lost again")

    assert stands(city, "user").since == since
