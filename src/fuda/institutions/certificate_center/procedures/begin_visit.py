"""A card was laid on a kiosk: does its user certificate stand? (KIOSK-01, KIOSK-43)"""

from fuda.doors.certificate_center import BeginVisit, VisitChallenge
from fuda.institutions.certificate_center import store as records
from fuda.institutions.certificate_center.desk import Desk
from fuda.institutions.certificate_center.model import Visit
from fuda.kit.standing import user_certificate

PROCEDURE = "begin_visit"
_CHALLENGE_OCTETS = 32


def begin(desk: Desk, asked: BeginVisit) -> VisitChallenge:
    """Check chain, validity and revocation, and give the chip something to sign."""
    desk.municipality(asked.municipality)
    stands = user_certificate(asked.certificate, desk.jpki, at=desk.clock.now())
    with desk.store.writing() as unit:

        def act() -> VisitChallenge:
            new = Visit(
                visit=desk.randomness.token(),
                municipality=asked.municipality,
                certificate=asked.certificate,
                serial=stands.serial,
                challenge=desk.randomness.octets(_CHALLENGE_OCTETS),
                began=desk.now_text(),
                opened=False,
            )
            records.add_visit(unit.connection, new)
            unit.record(event="visit_begun", subject=new.visit, procedure=PROCEDURE)
            return VisitChallenge(visit=new.visit, challenge=new.challenge)

        return unit.once(asked, VisitChallenge, act)
