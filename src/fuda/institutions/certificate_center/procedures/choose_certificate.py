"""A certificate is chosen: every refusal comes here, before any money (KIOSK-09, KIOSK-41)."""

from fuda.doors.certificate_center import Choose, ToPay
from fuda.doors.municipality import PrepareCertificate
from fuda.institutions.certificate_center import store as records
from fuda.institutions.certificate_center.model import Order
from fuda.institutions.certificate_center.office import Office, over

PROCEDURE = "choose_certificate"


def choose(office: Office, asked: Choose) -> ToPay:
    """Have the municipality check and prepare it."""
    visit = office.visit(asked.visit)
    if not visit.opened:
        raise over()
    prepared = office.municipality(visit.municipality).prepare(
        PrepareCertificate(
            key=asked.key,
            user_serial=visit.serial,
            certificate=asked.certificate,
            persons=asked.persons,
            items=asked.items,
            copies=asked.copies,
        )
    )
    with office.store.writing() as unit:

        def act() -> ToPay:
            new = Order(
                order=office.randomness.token(),
                visit=visit.visit,
                ticket=prepared.ticket,
                certificate=asked.certificate,
                copies=asked.copies,
                fee=prepared.fee,
                paid=False,
            )
            records.add_order(unit.connection, new)
            unit.record(event="certificate_chosen", subject=visit.visit, procedure=PROCEDURE)
            return ToPay(order=new.order, fee=new.fee)

        return unit.once(asked, ToPay, act)
