"""The only SQL of jlis.jpki.

Authorities, certificates and revocations are append-only. Instants are whole seconds, as
certificates and CRLs write them.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.model import Authority, Ended, Issued, OpenChallenge
from fuda.rules.calendar import instant_from_text, instant_to_text

TABLES = MetaData()

authorities = Table(
    "authorities",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("certificate", LargeBinary, nullable=False),
    Column("since", String, nullable=False),
)

certificates = Table(
    "certificates",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("municipality", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("cn", String, nullable=False, unique=True),
    Column("key_digest", String, nullable=False, unique=True),
    Column("issued", String, nullable=False),
    Column("expires", Date, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Index("certificates_of_holder", "municipality", "holder"),
)

revocations = Table(
    "revocations",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("event", String, nullable=False),
    ForeignKeyConstraint(["kind", "serial"], ["certificates.kind", "certificates.serial"]),
    Index("revocations_by_time", "kind", "at"),
)

challenges = Table(
    "challenges",
    TABLES,
    Column("challenge", LargeBinary, primary_key=True),
    Column("caller", String, nullable=False),
    Column("expires", String, nullable=False, index=True),
    Column("used_for", BigInteger),
    Column("used_kind", String),
    UniqueConstraint("used_kind", "used_for"),
)

APPEND_ONLY = (authorities, certificates, revocations)

FIRST_SERIAL = 1
"""The authority's own; its certificates follow, one by one."""


def authority(connection: Connection, kind: CertificateKind) -> Authority | None:
    """The authority of that kind, once it was made."""
    row = connection.execute(select(authorities).where(authorities.c.kind == kind)).one_or_none()
    if row is None:
        return None
    return Authority(kind=kind, certificate=row.certificate, since=instant_from_text(row.since))


def add_authority(connection: Connection, made: Authority) -> None:
    """Enter an authority."""
    connection.execute(
        insert(authorities).values(
            kind=made.kind, certificate=made.certificate, since=instant_to_text(made.since)
        )
    )


def next_serial(connection: Connection, kind: CertificateKind) -> int:
    """One more than the last; the caller holds the write transaction, so nobody else has it."""
    last = connection.execute(
        select(func.max(certificates.c.serial)).where(certificates.c.kind == kind)
    ).scalar_one()
    return int(last or FIRST_SERIAL) + 1


def add_certificate(connection: Connection, issued: Issued) -> None:
    """Enter a certificate."""
    connection.execute(
        insert(certificates).values(
            kind=issued.kind,
            serial=issued.serial,
            municipality=issued.municipality,
            holder=issued.holder,
            cn=issued.cn,
            key_digest=issued.key_digest,
            issued=instant_to_text(issued.issued),
            expires=issued.expires,
            certificate=issued.certificate,
        )
    )


def certificate(connection: Connection, kind: CertificateKind, serial: int) -> Issued | None:
    """The certificate with that serial, if it was ever issued."""
    row = connection.execute(
        select(certificates).where(certificates.c.kind == kind, certificates.c.serial == serial)
    ).one_or_none()
    return None if row is None else _issued(row)


def certificates_of(
    connection: Connection, *, municipality: str, holder: str, kind: CertificateKind
) -> list[Issued]:
    """Every certificate of that kind that this holder ever had, newest first."""
    rows = connection.execute(
        select(certificates)
        .where(
            certificates.c.municipality == municipality,
            certificates.c.holder == holder,
            certificates.c.kind == kind,
        )
        .order_by(certificates.c.serial.desc())
    )
    return [_issued(row) for row in rows]


def was_certified(connection: Connection, key_digest: str) -> bool:
    """Whether a certificate was ever issued for this key."""
    found = connection.execute(
        select(certificates.c.serial).where(certificates.c.key_digest == key_digest)
    )
    return found.one_or_none() is not None


def add_revocation(connection: Connection, ended: Ended) -> None:
    """Enter a revocation."""
    connection.execute(
        insert(revocations).values(
            kind=ended.kind,
            serial=ended.serial,
            at=instant_to_text(ended.at),
            reason=ended.reason,
            event=ended.event,
        )
    )


def revocation(connection: Connection, kind: CertificateKind, serial: int) -> Ended | None:
    """How that certificate ended, if it was revoked."""
    row = connection.execute(
        select(revocations).where(revocations.c.kind == kind, revocations.c.serial == serial)
    ).one_or_none()
    return None if row is None else _ended(row)


def revoked_until(connection: Connection, kind: CertificateKind, at: datetime) -> list[Ended]:
    """All revocations of that authority up to and with that instant, by serial."""
    rows = connection.execute(
        select(revocations)
        .where(revocations.c.kind == kind, revocations.c.at <= instant_to_text(at))
        .order_by(revocations.c.serial)
    )
    return [_ended(row) for row in rows]


def count_revoked_until(connection: Connection, kind: CertificateKind, at: datetime) -> int:
    """How many there are of them."""
    return int(
        connection.execute(
            select(func.count())
            .select_from(revocations)
            .where(revocations.c.kind == kind, revocations.c.at <= instant_to_text(at))
        ).scalar_one()
    )


def add_challenge(connection: Connection, given: OpenChallenge) -> None:
    """Remember a challenge that is given out."""
    connection.execute(
        insert(challenges).values(
            challenge=given.challenge,
            caller=given.caller,
            expires=instant_to_text(given.expires),
        )
    )


def challenge(connection: Connection, octets: bytes) -> OpenChallenge | None:
    """The challenge with these bytes, if it was given out and not yet forgotten."""
    row = connection.execute(
        select(challenges).where(challenges.c.challenge == octets)
    ).one_or_none()
    if row is None:
        return None
    return OpenChallenge(
        challenge=row.challenge,
        caller=row.caller,
        expires=instant_from_text(row.expires),
        used=row.used_for is not None,
    )


def use_challenge(
    connection: Connection, octets: bytes, kind: CertificateKind, serial: int
) -> None:
    """A challenge serves for one certificate."""
    connection.execute(
        update(challenges)
        .where(challenges.c.challenge == octets)
        .values(used_kind=kind, used_for=serial)
    )


def forget_challenges(connection: Connection, before: datetime) -> None:
    """Those that expired earlier cannot be used any more, with or without this row."""
    connection.execute(delete(challenges).where(challenges.c.expires < instant_to_text(before)))


def _issued(row: Row[tuple[object, ...]]) -> Issued:
    return Issued(
        kind=row.kind,
        serial=row.serial,
        municipality=row.municipality,
        holder=row.holder,
        cn=row.cn,
        key_digest=row.key_digest,
        issued=instant_from_text(row.issued),
        expires=row.expires,
        certificate=row.certificate,
    )


def _ended(row: Row[tuple[object, ...]]) -> Ended:
    return Ended(
        kind=row.kind,
        serial=row.serial,
        at=instant_from_text(row.at),
        reason=row.reason,
        event=row.event,
    )
