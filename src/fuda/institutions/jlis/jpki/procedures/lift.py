"""A found card is brought to a counter: its certificates are as good as before (LOST-07, LOST-16).

No new issue: the same certificate, with its hold in its history.
"""

from fuda.doors.jpki import LiftSuspension
from fuda.doors.message import Done
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.step import issued, step
from fuda.rules.lifecycle.certificate import CertificateEvent

PROCEDURE = "lift"


def lift(office: Office, order: LiftSuspension) -> None:
    """Enter the release; one that was revoked meanwhile stays revoked."""
    with office.store.writing() as writing:

        def act() -> Done:
            step(
                office,
                writing,
                issued(writing, order.kind, order.serial),
                CertificateEvent.LIFT,
                reason=None,
                event=order.event,
                procedure=PROCEDURE,
            )
            return Done()

        writing.once(order, Done, act)
