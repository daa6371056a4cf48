"""How a certificate stood at an instant: a function of register and instant, for any instant."""

from fuda.doors.jpki import AskStatus, CertificateStatus
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.model import Event, Issued
from fuda.institutions.jlis.jpki.office import Office


def status(office: Office, asked: AskStatus) -> CertificateStatus:
    """Good, held, revoked or unknown; expiry is for the asker to see, in the certificate."""
    instant = asked.at.replace(microsecond=0)
    with office.store.reading() as connection:
        issued = register.certificate(connection, asked.kind, asked.serial)
        last = (
            None
            if issued is None
            else register.last_event(connection, asked.kind, asked.serial, instant)
        )
    return status_at(issued, last, asked)


def status_at(issued: Issued | None, last: Event | None, asked: AskStatus) -> CertificateStatus:
    """Unknown before it was issued; else as the last thing left it that had happened by then."""
    if issued is None or asked.at.replace(microsecond=0) < issued.issued:
        return CertificateStatus(state="unknown")
    if last is None or last.state == "released":
        return CertificateStatus(state="good")
    return CertificateStatus(state=last.state, since=last.at, reason=last.reason)
