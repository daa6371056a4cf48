"""A card was laid on a kiosk: does its user certificate stand? (KIOSK-01, KIOSK-43)"""

from fuda.doors.certificate_center import BeginVisit, VisitChallenge
from fuda.institutions.certificate_center import store as records
from fuda.institutions.certificate_center.model import Visit
from fuda.institutions.certificate_center.office import Office
from fuda.kit.standing import user_certificate

PROCEDURE = "begin_visit"
_CHALLENGE_OCTETS = 32


def begin(office: Office, asked: BeginVisit) -> VisitChallenge:
    """Check chain, validity and revocation, and give the chip something to sign."""
    office.municipality(asked.municipality)
    stands = user_certificate(asked.certificate, office.jpki, at=office.clock.now())
    with office.store.writing() as unit:

        def act() -> VisitChallenge:
            new = Visit(
                visit=office.randomness.token(),
                municipality=asked.municipality,
                certificate=asked.certificate,
                serial=stands.serial,
                challenge=office.randomness.octets(_CHALLENGE_OCTETS),
                began=office.now_text(),
                opened=False,
            )
            records.add_visit(unit.connection, new)
            unit.record(event="visit_begun", subject=new.visit, procedure=PROCEDURE)
            return VisitChallenge(visit=new.visit, challenge=new.challenge)

        return unit.once(asked, VisitChallenge, act)
