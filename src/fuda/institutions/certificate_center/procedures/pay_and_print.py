"""The money was inserted: take the fee once, then print (KIOSK-41). The paper is not kept."""

from fuda.doors.certificate_center import PayAndPrint, Printed
from fuda.doors.errors import Refusal, Refused
from fuda.doors.message import message
from fuda.doors.municipality import IssuePrepared
from fuda.institutions.certificate_center import store as records
from fuda.institutions.certificate_center.office import Office, over
from fuda.rules.lifecycle.machine import because

PROCEDURE = "pay_and_print"
_PAID_FIRST = tuple(
    because(f"KIOSK-41, {page}") for page in ("CHI p22", "MIN p7", "TOM p11", "KAM p12")
)


@message
class Paid:
    """The fee was taken; this much goes back."""

    change: int


def pay(office: Office, payment: PayAndPrint) -> Printed:
    """Take the fee and print; the same key pays once and prints the same paper again."""
    with office.store.reading() as at:
        order = records.order(at, payment.order)
    if order is None:
        raise over()
    visit = office.visit(order.visit)
    if payment.inserted < order.fee:
        raise Refused(
            Refusal(
                rule="KIOSK-41",
                msgid="The fee is {fee} yen; {missing} yen are missing.",
                instead="Please insert the missing coins. Nothing has been taken yet.",
                facts={"fee": str(order.fee), "missing": str(order.fee - payment.inserted)},
                because=_PAID_FIRST,
            )
        )
    with office.store.writing() as unit:

        def act() -> Paid:
            now = records.order(unit.connection, order.order)
            if now is None or now.paid:
                raise over()
            records.paid(
                unit.connection, order, at=office.now_text(), municipality=visit.municipality
            )
            unit.record(
                event="certificate_paid",
                subject=visit.visit,
                procedure=PROCEDURE,
                content={"certificate": order.certificate, "fee": order.fee},
            )
            return Paid(change=payment.inserted - order.fee)

        taken = unit.once(payment, Paid, act)
    paper = office.municipality(visit.municipality).issue(
        IssuePrepared(key=order.order, ticket=order.ticket)
    )
    return Printed(pdf=paper.pdf, change=taken.change, on=office.clock.today())
