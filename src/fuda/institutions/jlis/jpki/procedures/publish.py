"""What an authority publishes: its certificate and its CRL."""

from fuda.doors.jpki import AskAuthority, Encoded
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.lists import list_at, list_number
from fuda.institutions.jlis.jpki.office import Office


def authority(office: Office, asked: AskAuthority) -> Encoded:
    """The authority's own certificate."""
    return Encoded(der=office.signers[asked.kind].authority.certificate)


def crl(office: Office, asked: AskAuthority) -> Encoded:
    """The CRL as at now; signed anew only where a revocation or a new day made another list."""
    now = office.now()
    signer = office.signers[asked.kind]
    with office.store.reading() as connection:
        count = register.count_revoked_until(connection, asked.kind, now)
        number = list_number(signer.authority, count, now)
        known, der = office.lists.get(asked.kind, (0, b""))
        if known == number:
            return Encoded(der=der)
        revoked = register.revoked_until(connection, asked.kind, now)
    der = list_at(signer.authority, signer.key, revoked, now)
    office.lists[asked.kind] = (number, der)
    return Encoded(der=der)
