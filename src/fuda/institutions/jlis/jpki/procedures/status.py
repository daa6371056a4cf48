"""How a certificate stood at an instant: a function of register and instant."""

from fuda.doors.jpki import AskStatus, CertificateStatus
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.model import Ended, Issued
from fuda.institutions.jlis.jpki.office import Office


def status(office: Office, asked: AskStatus) -> CertificateStatus:
    """Good, revoked or unknown; expiry is for the asker to see, it stands in the certificate."""
    with office.store.reading() as connection:
        issued = register.certificate(connection, asked.kind, asked.serial)
        ended = register.revocation(connection, asked.kind, asked.serial)
    return status_at(issued, ended, asked)


def status_at(issued: Issued | None, ended: Ended | None, asked: AskStatus) -> CertificateStatus:
    """Unknown before it was issued, revoked from the second of its revocation."""
    instant = asked.at.replace(microsecond=0)
    if issued is None or instant < issued.issued:
        return CertificateStatus(state="unknown")
    if ended is None or instant < ended.at:
        return CertificateStatus(state="good")
    return CertificateStatus(state="revoked", since=ended.at, reason=ended.reason)
