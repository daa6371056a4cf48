"""A certificate is put on hold because its card or phone was reported lost (CERT-31, LOST-01)."""

from fuda.doors.jpki import SuspendCertificate
from fuda.doors.message import Done
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.step import issued, step
from fuda.rules.lifecycle.certificate import CertificateEvent

PROCEDURE = "suspend"


def suspend(office: Office, order: SuspendCertificate) -> None:
    """Enter the hold; it counts from this second."""
    with office.store.writing() as writing:

        def act() -> Done:
            step(
                office,
                writing,
                issued(writing, order.kind, order.serial),
                CertificateEvent.SUSPEND,
                reason="certificate_hold",
                event=order.event,
                procedure=PROCEDURE,
            )
            return Done()

        writing.once(order, Done, act)
