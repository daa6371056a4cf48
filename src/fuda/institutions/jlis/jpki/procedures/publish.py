"""What an authority publishes: the certificates of its generations and their CRLs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.jpki import AskAuthority, AskGenerations, AskList, Encoded, Generations
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import refusals
from fuda.institutions.jlis.jpki.authorities import Issuer
from fuda.institutions.jlis.jpki.lists.scope import Scope
from fuda.institutions.jlis.jpki.lists.shelf import ShelfFull
from fuda.institutions.jlis.jpki.model import KINDS
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.roll_over import up_to_date

_TRIES = 3
_ETAG_OCTETS = 8


def generation(office: Office, asked: AskAuthority | AskList) -> Issuer:
    """The generation that is asked for; Refused where no key of this authority is meant."""
    found = office.generation(asked.kind, asked.key_identifier)
    if found is None or asked.key_identifier is None:
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
        return Encoded(der=_newest(office, issuer, scope, delta=asked.delta).der)
    at = asked.at.replace(microsecond=0)
    if not issuer.generation.since <= at <= office.now():
        raise Malformed("at: the authority's generation had not begun, or that is yet to come")
    return Encoded(der=office.lists.as_at(issuer, scope, at, delta=asked.delta))


@dataclass(frozen=True, slots=True)
class Listed:
    """A published list: what it says, and what HTTP says of it."""

    etag: str
    since: datetime
    der: bytes = field(repr=False)


def published(
    office: Office,
    kind: CertificateKind,
    generation: int | None,
    point: str | None,
    *,
    delta: bool,
) -> Listed | None:
    """The list as at now; None where there is no such generation, or no certificate of the point.

    Without `generation` that of the one that issues now.
    """
    up_to_date(office, kind)
    issuer = office.signer(kind)
    if generation is not None:
        numbered = {one.generation.number: one for one in office.signers[kind]}
        if generation not in numbered:
            return None
        issuer = numbered[generation]
    if point is not None and not office.lists.has_point(kind, point):
        return None
    return _newest(office, issuer, Scope(issuer.generation, point), delta=delta)


def scopes(office: Office, kind: CertificateKind) -> dict[int, list[str]]:
    """The points of which there are lists, for every generation."""
    up_to_date(office, kind)
    points = office.lists.points(kind)
    return {one.generation.number: points for one in office.signers[kind]}


def _newest(office: Office, issuer: Issuer, scope: Scope, *, delta: bool) -> Listed:
    with _stored():
        for _ in range(_TRIES):
            one = office.lists.current(issuer, scope, office.now(), delta=delta)
            try:
                der = one.octets()
            except FileNotFoundError:  # two newer ones were published meanwhile
                continue
            key = scope.generation.key_identifier[:_ETAG_OCTETS].hex()
            etag = f'"{key}.{scope.name}.{one.path.name}"'
            return Listed(etag, one.since, der)
    raise Unreachable(f"{scope.name}: newer lists come too quickly; ask again")


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
