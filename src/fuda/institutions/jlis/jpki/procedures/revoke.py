"""A certificate is ended for good (CERT-21, CERT-23); it stands on the CRL when this returns."""

from fuda.doors.jpki import RevokeCertificate
from fuda.doors.message import Done
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.step import issued, state_of, step
from fuda.rules.lifecycle.certificate import Certificate, CertificateEvent

PROCEDURE = "revoke"


def revoke(office: Office, order: RevokeCertificate) -> None:
    """Enter the revocation; one that stands already stays as it is, with its time and reason."""
    with office.store.writing() as writing:

        def act() -> Done:
            one = issued(writing, order.kind, order.serial)
            if state_of(writing, one) is not Certificate.REVOKED:
                step(
                    office,
                    writing,
                    one,
                    CertificateEvent.REVOKE,
                    reason=order.reason,
                    event=order.event,
                    procedure=PROCEDURE,
                )
            return Done()

        writing.once(order, Done, act)
