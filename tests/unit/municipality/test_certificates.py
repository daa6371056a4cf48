"""What a municipality knows of certificates: it asks jlis.jpki, which calls nobody."""

import pytest
from sqlalchemy import select

from fuda.doors.cards import ReportLostCard
from fuda.doors.jpki import RevokeCertificate
from fuda.doors.municipality import LiftCardSuspension
from fuda.doors.person import CertificateKind
from fuda.kit.caller import Caller, acting_as
from fuda.kit.tables import audit
from municipality_made import CLERK, City

BOTH = {"user", "signature"}


def standing(city: City) -> dict[str, str]:
    """As a clerk sees them."""
    return {one.kind: one.standing for one in city.view().certificates}


def ended_by_its_holder(city: City, kind: CertificateKind = "user") -> None:
    """At the authority, with nobody telling the municipality."""
    serial = next(one.serial for one in city.view().certificates if one.kind == kind)
    order = RevokeCertificate(
        key="own", kind=kind, serial=serial, reason="cessation_of_operation", event="given_up"
    )
    with acting_as(Caller("desktop")):
        city.jpki_desk.revoke(order)


def calls_the_line(city: City) -> bool:
    """Whether all of it has taken effect."""
    with acting_as(Caller("hotline")):
        asked = ReportLostCard(key="lost", operator="operator-3", card=city.card)
        return city.cards_desk.report_lost(asked).effective


def brings_it(city: City) -> bool:
    """Whether all of it has taken effect."""
    asked = LiftCardSuspension(
        key="found", clerk=CLERK, resident=city.hanako, card=city.card, papers=("card", "id")
    )
    return city.counter.lift_suspension(asked).effective


def test_one_that_its_holder_ended(city: City) -> None:
    """CERT-25: the record learns of it when it is looked at, enters it once, and says so."""
    city.hand_over()
    assert standing(city) == dict.fromkeys(BOTH, "valid")
    ended_by_its_holder(city)
    since = city.clock.today()
    city.clock.turn(days=3)

    for _ in range(2):
        ended = next(one for one in city.view().certificates if one.kind == "user")
        assert (ended.standing, ended.ended_on) == ("revoked", since)
    assert standing(city)["signature"] == "valid"
    with city.office.store.reading() as at:
        entered = at.execute(
            select(audit.c.subject).where(audit.c.event == "certificate_ended_elsewhere")
        ).scalars()
        assert list(entered) == [f"user:{ended.serial}"]


def test_on_hold_with_the_card(city: City) -> None:
    """CERT-31, LOST-16: suspended from the call on, valid again after the counter."""
    city.hand_over()
    assert calls_the_line(city)
    assert standing(city) == dict.fromkeys(BOTH, "suspended")
    assert brings_it(city)
    assert standing(city) == dict.fromkeys(BOTH, "valid")


def test_the_authority_is_away(city: City) -> None:
    """Neither valid nor ended: not told, at the cost of one call; what ended here has ended."""
    city.hand_over()
    city.jpki.cut["status"] = "before"
    assert standing(city) == dict.fromkeys(BOTH, "not_told")
    assert city.counter.change_address(city.a_move()).effective
    city.jpki.cut["status"] = "for good"
    assert standing(city) == {"signature": "revoked", "user": "not_told"}


def test_past_its_last_day(city: City) -> None:
    """Expiry is the day's, and nobody is asked."""
    city.hand_over()
    city.clock.turn(days=366 * 6)
    city.jpki.cut["status"] = "for good"
    assert standing(city) == dict.fromkeys(BOTH, "expired")


@pytest.mark.parametrize("when", ["before the call", "during the hold"])
def test_a_lost_card_whose_certificate_was_ended(city: City, when: str) -> None:
    """The other is held and lifted, and nothing is left that can never take effect."""
    city.hand_over()
    if when == "before the call":
        ended_by_its_holder(city)
    assert calls_the_line(city)
    if when == "during the hold":
        ended_by_its_holder(city)

    assert brings_it(city)
    assert standing(city) == {"user": "revoked", "signature": "valid"}
    assert city.office.store.undelivered() == ()


def test_a_card_is_suspended_though_the_authority_is_away(city: City) -> None:
    """Not being told is no reason to wait: the hold is ordered, and arrives later (LOST-01)."""
    city.hand_over()
    city.jpki.cut |= {"status": "for good", "suspend": "before"}
    assert not calls_the_line(city)

    city.due()
    del city.jpki.cut["status"]
    assert standing(city) == dict.fromkeys(BOTH, "suspended")
