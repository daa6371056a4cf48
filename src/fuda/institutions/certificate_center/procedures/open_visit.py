"""The chip has signed: what may this holder have here and now?"""

from fuda.doors.certificate_center import Menu, OpenVisit
from fuda.doors.municipality import AskOffer
from fuda.institutions.certificate_center import store as records
from fuda.institutions.certificate_center.office import Office
from fuda.kit.standing import signed_by

PROCEDURE = "open_visit"


def open_(office: Office, proof: OpenVisit) -> Menu:
    """Check the signature over the challenge and ask the municipality."""
    visit = office.visit(proof.visit)
    signed_by(visit.certificate, proof.signature, visit.challenge)
    offer = office.municipality(visit.municipality).offer(AskOffer(user_serial=visit.serial))
    with office.store.writing() as unit:
        records.open_visit(unit.connection, visit.visit)
        unit.record(event="visit_opened", subject=visit.visit, procedure=PROCEDURE)
    return Menu(
        visit=visit.visit,
        lines=offer.lines,
        members=offer.members,
        items=offer.items,
        notices=offer.notices,
    )
