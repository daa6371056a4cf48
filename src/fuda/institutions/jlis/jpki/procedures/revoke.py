"""A certificate is ended for good (CERT-21, CERT-23); it stands on the CRL when this returns."""

from fuda.doors.errors import Malformed
from fuda.doors.jpki import RevokeCertificate
from fuda.doors.message import Done
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.model import Ended
from fuda.institutions.jlis.jpki.office import Office

PROCEDURE = "revoke"


def revoke(office: Office, order: RevokeCertificate) -> None:
    """Enter the revocation; one that stands already stays as it is, with its time and reason."""
    with office.store.writing() as writing:

        def act() -> Done:
            if register.certificate(writing.connection, order.kind, order.serial) is None:
                raise Malformed(f"serial: no {order.kind} certificate {order.serial} was issued")
            if register.revocation(writing.connection, order.kind, order.serial) is None:
                register.add_revocation(
                    writing.connection,
                    Ended(
                        kind=order.kind,
                        serial=order.serial,
                        at=office.now(),
                        reason=order.reason,
                        event=order.event,
                    ),
                )
                writing.record(
                    event="certificate_revoked",
                    subject=f"{order.kind}:{order.serial}",
                    procedure=PROCEDURE,
                    content={"reason": order.reason, "event": order.event},
                )
            return Done()

        writing.once(order, Done, act)
