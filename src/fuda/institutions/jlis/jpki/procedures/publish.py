"""What an authority publishes: the certificates of its generations and their CRLs."""

from fuda.doors.jpki import AskAuthority, AskGenerations, AskList, Encoded, Generations
from fuda.institutions.jlis.jpki import refusals
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.authorities import Issuer
from fuda.institutions.jlis.jpki.lists import list_at
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.roll_over import up_to_date


def generation(office: Office, asked: AskAuthority | AskList) -> Issuer:
    """The generation that is asked for; Refused where no key of this authority is meant."""
    up_to_date(office, asked.kind)
    found = office.generation(asked.kind, asked.key_identifier)
    if found is None:
        raise refusals.no_such_generation(asked.kind)
    return found


def authority(office: Office, asked: AskAuthority) -> Encoded:
    """The certificate of a generation."""
    return Encoded(der=generation(office, asked).generation.certificate)


def generations(office: Office, asked: AskGenerations) -> Generations:
    """All of them, the oldest first; the newest may not have begun to sign."""
    up_to_date(office, asked.kind)
    return Generations(
        certificates=tuple(one.generation.certificate for one in office.signers[asked.kind])
    )


def crl(office: Office, asked: AskList) -> Encoded:
    """The CRL as at now."""
    now = office.now()
    issuer = generation(office, asked)
    with office.store.reading() as connection:
        happened = register.events_until(connection, asked.kind, now)
        return Encoded(der=list_at(issuer.generation, issuer.signer, happened, now))
