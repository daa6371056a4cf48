"""The SQL of phones: which certificate derives from which of a card, and which phones were lost.

A phone's certificate hangs on the card's of the same kind: `source` is the serial of that one.
"""

from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    insert,
    select,
)
from sqlalchemy.engine import Connection

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.store import TABLES

phone_certificates = Table(
    "phone_certificates",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("source", BigInteger, nullable=False),
    Column("token", String, nullable=False),
    ForeignKeyConstraint(["kind", "serial"], ["certificates.kind", "certificates.serial"]),
    ForeignKeyConstraint(["kind", "source"], ["certificates.kind", "certificates.serial"]),
    Index("phone_certificates_by_source", "kind", "source"),
    Index("phone_certificates_by_token", "token"),
)

phone_losses = Table(
    "phone_losses",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    ForeignKeyConstraint(
        ["kind", "serial"], ["phone_certificates.kind", "phone_certificates.serial"]
    ),
)
"""The phone was reported lost when so many changes of the register had been made."""

APPEND_ONLY = (phone_certificates, phone_losses)


class OnPhone(NamedTuple):
    """A certificate on a phone, the card's that it derives from, and the phone's token."""

    kind: CertificateKind
    serial: int
    source: int
    token: str


def add(connection: Connection, one: OnPhone) -> None:
    """Enter what a certificate derives from and where it is."""
    connection.execute(insert(phone_certificates), one._asdict())


def derived_from(connection: Connection, kind: CertificateKind, source: int) -> list[OnPhone]:
    """Everything on phones that hangs on this certificate of a card."""
    of_source = select(phone_certificates).where(
        phone_certificates.c.kind == kind, phone_certificates.c.source == source
    )
    return _found(connection, of_source.order_by(phone_certificates.c.serial))


def of_token(connection: Connection, token: str) -> list[OnPhone]:
    """Everything that was ever issued for this phone."""
    of_phone = select(phone_certificates).where(phone_certificates.c.token == token)
    return _found(connection, of_phone.order_by(phone_certificates.c.kind))


def on_phone(connection: Connection, kind: CertificateKind, serial: int) -> OnPhone | None:
    """Where this certificate is; None where it is on no phone."""
    one = select(phone_certificates).where(
        phone_certificates.c.kind == kind, phone_certificates.c.serial == serial
    )
    return next(iter(_found(connection, one)), None)


def add_loss(connection: Connection, one: OnPhone, n: int) -> None:
    """Its phone was reported lost; the next change would be `n`."""
    connection.execute(insert(phone_losses), {"kind": one.kind, "serial": one.serial, "n": n})


def lost_since(connection: Connection, one: OnPhone, n: int) -> bool:
    """Whether its phone was reported lost at change `n` or later."""
    found = select(phone_losses.c.n).where(
        phone_losses.c.kind == one.kind, phone_losses.c.serial == one.serial, phone_losses.c.n >= n
    )
    return connection.execute(found.limit(1)).one_or_none() is not None


def _found(connection: Connection, query: object) -> list[OnPhone]:
    return [OnPhone(*row) for row in connection.execute(query)]  # type: ignore[call-overload]
