"""What the OCSP responder reads of the register: how many certificates stand, by serial."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.engine import Connection

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.responder.sources import Happened, Looked, Standing
from fuda.institutions.jlis.jpki.store import certificates, events, is_possible, next_change
from fuda.pki.ocsp import Good, RevokedSince, Status
from fuda.rules.calendar import instant_from_text


def latest_change(connection: Connection) -> int:
    """The number of the register's last change."""
    return next_change(connection) - 1


def standing(
    connection: Connection, kind: CertificateKind, generation: int, serials: Sequence[int]
) -> Looked:
    """How these stand; those that the generation never issued are left out."""
    possible = [one for one in serials if is_possible(one)]
    own = select(certificates.c.serial).where(
        certificates.c.kind == kind,
        certificates.c.generation == generation,
        certificates.c.serial.in_(possible),
    )
    return _looked(connection, kind, own, about=events.c.serial.in_(possible))


def standing_from(
    connection: Connection,
    kind: CertificateKind,
    generation: int,
    first: int,
    *,
    limit: int,
    on: date,
) -> Looked:
    """The next so many from serial `first` on, in order, that have not expired on that day."""
    own = (
        select(certificates.c.serial)
        .where(
            certificates.c.kind == kind,
            certificates.c.serial >= first,
            certificates.c.generation == generation,
            certificates.c.expires >= on,
        )
        .order_by(certificates.c.serial)
        .limit(limit)
    )
    return _looked(connection, kind, own)


def count(connection: Connection, kind: CertificateKind, generation: int, on: date) -> int:
    """How many of a generation have not expired on that day."""
    return int(
        connection.execute(
            select(func.count())
            .select_from(certificates)
            .where(
                certificates.c.kind == kind,
                certificates.c.generation == generation,
                certificates.c.expires >= on,
            )
        ).scalar_one()
    )


def happened_after(connection: Connection, n: int, limit: int) -> list[Happened]:
    """Which certificates the next so many events were about, in order."""
    rows = connection.execute(
        select(events.c.n, events.c.kind, events.c.serial)
        .where(events.c.n > n)
        .order_by(events.c.n)
        .limit(limit)
    )
    return [Happened(row.n, row.kind, row.serial) for row in rows]


def _looked(
    connection: Connection,
    kind: CertificateKind,
    own: Select[tuple[int]],
    *,
    about: ColumnElement[bool] | None = None,
) -> Looked:
    """`about` which serials events are read; else about all between the first and the last."""
    n = latest_change(connection)
    serials: list[int] = sorted(row.serial for row in connection.execute(own))
    if not serials:
        return Looked(n, ())
    happened = connection.execute(
        select(events.c.serial, events.c.at, events.c.state, events.c.reason)
        .where(
            events.c.kind == kind,
            events.c.serial.between(serials[0], serials[-1]) if about is None else about,
        )
        .order_by(events.c.serial, events.c.n)
    )
    last = {row.serial: _status(row.state, row.at, row.reason) for row in happened}
    return Looked(n, [Standing(one, last.get(one, Good())) for one in serials])


def _status(state: str, at: str, reason: str | None) -> Status:
    if state == "released":
        return Good()
    return RevokedSince(instant_from_text(at), reason or "unspecified")
