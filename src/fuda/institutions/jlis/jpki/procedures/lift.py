"""A found card is brought to a counter: its certificates are as good as before (LOST-07, LOST-16).

No new issue: the same certificate, with its hold in its history. What is on a phone is not lifted
while the card's certificate, from which it derives, is on hold.
"""

from fuda.doors.jpki import LiftSuspension
from fuda.doors.message import Done
from fuda.institutions.jlis.jpki import refusals_phone
from fuda.institutions.jlis.jpki import store_phones as phones
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.step import issued, state_of, step
from fuda.rules.lifecycle.certificate import Certificate, CertificateEvent

PROCEDURE = "lift"


def lift(office: Office, order: LiftSuspension) -> None:
    """Enter the release; one that was revoked meanwhile stays revoked."""
    with office.store.writing() as writing:

        def act() -> Done:
            one = issued(writing, order.kind, order.serial)
            phone = phones.on_phone(writing.connection, one.kind, one.serial)
            if phone is not None:
                source = issued(writing, phone.kind, phone.source)
                if state_of(writing, source) is Certificate.SUSPENDED:
                    raise refusals_phone.card_on_hold()
            step(
                office,
                writing,
                one,
                CertificateEvent.LIFT,
                reason=None,
                event=order.event,
                procedure=PROCEDURE,
            )
            return Done()

        writing.once(order, Done, act)
