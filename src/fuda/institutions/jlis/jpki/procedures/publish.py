"""What an authority publishes: the certificates of its generations and their CRLs."""

from collections.abc import Iterator
from contextlib import contextmanager

from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.jpki import AskAuthority, AskGenerations, AskList, Encoded, Generations
from fuda.institutions.jlis.jpki import refusals
from fuda.institutions.jlis.jpki.authorities import Issuer
from fuda.institutions.jlis.jpki.lists.scope import Scope
from fuda.institutions.jlis.jpki.lists.shelf import Published, ShelfFull
from fuda.institutions.jlis.jpki.model import KINDS
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.roll_over import up_to_date

_TRIES = 3


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
    """The list as at now, or as at an instant that has passed."""
    issuer = generation(office, asked)
    point = None
    if asked.point is not None:
        point = office.lists.point_named(asked.kind, asked.point)
        if point is None:
            raise refusals.no_such_point(asked.kind)
    scope = Scope(issuer.generation, point)
    if asked.at is None:
        return Encoded(der=newest(office, issuer, scope, delta=asked.delta)[1])
    at = asked.at.replace(microsecond=0)
    if not issuer.generation.since <= at <= office.now():
        raise Malformed("at: the authority's generation had not begun, or that is yet to come")
    return Encoded(der=office.lists.as_at(issuer, scope, at, delta=asked.delta))


def newest(office: Office, issuer: Issuer, scope: Scope, *, delta: bool) -> tuple[Published, bytes]:
    """The published list as at now, and what it says."""
    with _stored():
        for _ in range(_TRIES):
            published = office.lists.current(issuer, scope, office.now(), delta=delta)
            try:
                return published, published.octets()
            except FileNotFoundError:  # two newer ones were published meanwhile
                continue
    raise Unreachable(f"{published.path}: newer lists come too quickly; ask again")


def daily(office: Office) -> None:
    """Publish the lists of the day, of every generation that has not ended."""
    with _stored():
        for kind in KINDS:
            for issuer in office.signers[kind]:
                if issuer.generation.since <= office.now() <= issuer.generation.until:
                    office.lists.issue_daily(issuer, office.now())


@contextmanager
def _stored() -> Iterator[None]:
    try:
        yield
    except ShelfFull as full:
        raise Unreachable(str(full)) from full
