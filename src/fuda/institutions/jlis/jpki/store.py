"""The only SQL of jlis.jpki.

Generations, responders, certificates and events are append-only. Every issue and every event takes
the next number `n`: whoever follows the register asks for what came after the last that he knows.
Instants are whole seconds, as certificates and CRLs write them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Executable,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    ScalarSelect,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.engine import Connection

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.model import (
    STATE_AFTER,
    Change,
    Event,
    Generation,
    Issued,
    Responder,
    Standing,
)
from fuda.kit.prepared import Prepared
from fuda.kit.tables import COUNTED
from fuda.rules.calendar import instant_from_text, instant_to_text
from fuda.rules.lifecycle.certificate import Certificate

TABLES = MetaData(info={"version": 2})
_NO_SERIAL = 1 << 63
"""From here on a column of serials holds none."""

generations = Table(
    "generations",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("serial", BigInteger, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Column("key_identifier", LargeBinary, nullable=False),
    Column("since", String, nullable=False),
    Column("begins", String, nullable=False),
    Column("until", String, nullable=False),
    Index("generations_by_serial", "kind", "serial", unique=True),
    Index("generations_by_key", "kind", "key_identifier", unique=True),
)

responders = Table(
    "responders",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("serial", BigInteger, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Column("since", String, nullable=False),
    Column("until", String, nullable=False),
    ForeignKeyConstraint(["kind", "generation"], ["generations.kind", "generations.number"]),
    Index("responders_by_serial", "kind", "serial", unique=True),
)

certificates = Table(
    "certificates",
    TABLES,
    Column("n", COUNTED, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("carrier", String, nullable=False),
    Column("point", String, nullable=False),
    Column("municipality", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("cn", String, nullable=False),
    Column("key_digest", LargeBinary, nullable=False),
    Column("issued", String, nullable=False),
    Column("expires", Date, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    UniqueConstraint("kind", "serial"),
    ForeignKeyConstraint(["kind", "generation"], ["generations.kind", "generations.number"]),
    Index("certificates_by_key", "key_digest", unique=True),
    Index("certificates_of_holder", "municipality", "holder"),
    Index("certificates_by_point", "kind", "point", "serial"),
)

events = Table(
    "events",
    TABLES,
    Column("n", COUNTED, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("point", String, nullable=False),
    Column("at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("expires", Date, nullable=False),
    Column("event", String, nullable=False),
    Column("by", String, nullable=False),
    ForeignKeyConstraint(["kind", "serial"], ["certificates.kind", "certificates.serial"]),
    Index("events_of_certificate", "kind", "serial", "n"),
    Index("events_by_time", "kind", "at"),
    Index(
        "events_on_lists",
        *("kind", "generation", "point", "reason", "serial", "n", "state", "at", "expires"),
    ),
)
"""The last index holds all that a list says, in the order in which lists are made."""

daily_lists = Table(
    "daily_lists",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("n", BigInteger, nullable=False),
    ForeignKeyConstraint(["kind", "generation"], ["generations.kind", "generations.number"]),
)
"""On which days every list of a generation was published, and after which change."""

challenges = Table(
    "challenges",
    TABLES,
    Column("challenge", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
"""Those that were used, until they could not be used any more anyway; each begins with its end."""

APPEND_ONLY = (generations, responders, certificates, events, daily_lists)

_BY_SERIAL = select(certificates).where(
    certificates.c.kind == bindparam("kind"), certificates.c.serial == bindparam("serial")
)
_LAST_EVENT = (
    select(events)
    .where(events.c.kind == bindparam("kind"), events.c.serial == bindparam("serial"))
    .order_by(events.c.n.desc())
    .limit(1)
)
_LAST_EVENT_AT = _LAST_EVENT.where(events.c.at <= bindparam("at"))
_LAST_STATE = (
    select(events.c.state)
    .where(events.c.kind == certificates.c.kind, events.c.serial == certificates.c.serial)
    .order_by(events.c.n.desc())
    .limit(1)
    .scalar_subquery()
)
_OF_HOLDER = Prepared(
    select(
        certificates.c.kind,
        certificates.c.carrier,
        certificates.c.serial,
        cast(certificates.c.expires, String),
        _LAST_STATE,
    ).where(
        certificates.c.municipality == bindparam("municipality"),
        certificates.c.holder == bindparam("holder"),
    )
)


def _last_of(table: Table) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.max(table.c.serial), 0))
        .where(table.c.kind == bindparam("kind"))
        .scalar_subquery()
    )


def _last_n(table: Table) -> ScalarSelect[int]:
    return select(func.coalesce(func.max(table.c.n), 0)).scalar_subquery()


_LAST_SERIALS = tuple(_last_of(table) for table in (generations, responders, certificates))
_LAST_NUMBERS = tuple(_last_n(table) for table in (certificates, events))
_SERIAL: Executable = select(*_LAST_SERIALS)
_NUMBER: Executable = select(*_LAST_NUMBERS)
_WAS_USED = exists().where(challenges.c.challenge == bindparam("challenge"))
_WAS_SEEN = exists().where(certificates.c.key_digest == bindparam("key_digest"))
_FACTS = Prepared(select(*_LAST_SERIALS, *_LAST_NUMBERS, _WAS_USED, _WAS_SEEN))
_CERTIFY = Prepared(insert(certificates))


@dataclass(frozen=True, slots=True)
class Facts:
    """What an issue has to know of the register."""

    serial: int
    """The next of that authority."""
    n: int
    """The next change of the register."""
    challenge_used: bool
    key_seen: bool


def all_generations(connection: Connection) -> list[Generation]:
    """Every generation of both authorities, the oldest first."""
    rows = connection.execute(
        select(generations).order_by(generations.c.kind, generations.c.number)
    )
    return [_generation(row) for row in rows]


def add_generation(connection: Connection, made: Generation) -> None:
    """Enter a generation."""
    connection.execute(
        insert(generations).values(
            kind=made.kind,
            number=made.number,
            serial=made.serial,
            certificate=made.certificate,
            key_identifier=made.key_identifier,
            since=instant_to_text(made.since),
            begins=instant_to_text(made.begins),
            until=instant_to_text(made.until),
        )
    )


def newest_responder(
    connection: Connection, kind: CertificateKind, generation: int
) -> Responder | None:
    """The newest responder of that generation, in force or not."""
    row = connection.execute(
        select(responders)
        .where(responders.c.kind == kind, responders.c.generation == generation)
        .order_by(responders.c.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _responder(row)


def add_responder(connection: Connection, made: Responder) -> None:
    """Enter a responder."""
    connection.execute(
        insert(responders).values(
            kind=made.kind,
            generation=made.generation,
            number=made.number,
            serial=made.serial,
            certificate=made.certificate,
            since=instant_to_text(made.since),
            until=instant_to_text(made.until),
        )
    )


def next_serial(connection: Connection, kind: CertificateKind) -> int:
    """One more than the last of that authority, whose own certificates count too.

    The caller holds the write transaction, so nobody else has it.
    """
    return 1 + max(int(last) for last in connection.execute(_SERIAL, {"kind": kind}).one())


def next_change(connection: Connection) -> int:
    """One more than the last change of the register, in the write transaction."""
    return 1 + max(int(last) for last in connection.execute(_NUMBER).one())


def facts(
    connection: Connection, kind: CertificateKind, *, challenge: bytes, key_digest: bytes
) -> Facts:
    """All that an issue asks of the register at large, at once."""
    *serials, certified, happened, used, seen = _FACTS.run(
        connection, {"kind": kind, "challenge": challenge, "key_digest": key_digest}
    ).fetchone()
    return Facts(max(serials) + 1, max(certified, happened) + 1, bool(used), bool(seen))


def add_certificate(connection: Connection, issued: Issued) -> None:
    """Enter a certificate."""
    _CERTIFY.run(
        connection,
        {
            "kind": issued.kind,
            "serial": issued.serial,
            "n": issued.n,
            "generation": issued.generation,
            "carrier": issued.carrier,
            "point": issued.point,
            "municipality": issued.municipality,
            "holder": issued.holder,
            "cn": issued.cn,
            "key_digest": issued.key_digest,
            "issued": instant_to_text(issued.issued),
            "expires": issued.expires.isoformat(),
            "certificate": issued.certificate,
        },
    )


def is_possible(serial: int) -> bool:
    """Whether a certificate of ours can have it: serials are counted, and a column holds them."""
    return 0 < serial < _NO_SERIAL


def certificate(connection: Connection, kind: CertificateKind, serial: int) -> Issued | None:
    """The certificate with that serial, if it was ever issued."""
    if not is_possible(serial):
        return None
    row = connection.execute(_BY_SERIAL, {"kind": kind, "serial": serial}).one_or_none()
    return None if row is None else _issued(row)


def serial_for_key(
    connection: Connection,
    kind: CertificateKind,
    *,
    municipality: str,
    holder: str,
    key_digest: bytes,
) -> int | None:
    """Of the certificate that this holder was issued for this key, if there is one."""
    asked = select(certificates.c.serial).where(
        certificates.c.key_digest == key_digest,
        certificates.c.kind == kind,
        certificates.c.municipality == municipality,
        certificates.c.holder == holder,
    )
    return connection.execute(asked).scalar_one_or_none()


def certificates_of(connection: Connection, *, municipality: str, holder: str) -> list[Standing]:
    """Every certificate that this holder ever had, and where it stands."""
    rows = _OF_HOLDER.run(connection, {"municipality": municipality, "holder": holder})
    return [
        Standing(
            kind=kind,
            carrier=carrier,
            serial=serial,
            expires=date.fromisoformat(expires),
            state=Certificate.VALID if state is None else STATE_AFTER[state],
        )
        for kind, carrier, serial, expires, state in rows.fetchall()
    ]


def add_event(connection: Connection, happened: Event) -> None:
    """Enter what happened to a certificate."""
    connection.execute(
        insert(events),
        {
            "n": happened.n,
            "kind": happened.kind,
            "serial": happened.serial,
            "generation": happened.generation,
            "point": happened.point,
            "at": instant_to_text(happened.at),
            "state": happened.state,
            "reason": happened.reason,
            "expires": happened.expires,
            "event": happened.event,
            "by": happened.by,
        },
    )


def last_event(
    connection: Connection, kind: CertificateKind, serial: int, at: datetime | None = None
) -> Event | None:
    """The last thing that happened to that certificate, up to and with `at`."""
    asked = {"kind": kind, "serial": serial}
    if at is None:
        row = connection.execute(_LAST_EVENT, asked).one_or_none()
    else:
        row = connection.execute(_LAST_EVENT_AT, asked | {"at": instant_to_text(at)}).one_or_none()
    return None if row is None else _event(row)


def events_of(connection: Connection, kind: CertificateKind, serial: int) -> list[Event]:
    """The whole history of a certificate after its issue."""
    rows = connection.execute(
        select(events).where(events.c.kind == kind, events.c.serial == serial).order_by(events.c.n)
    )
    return [_event(row) for row in rows]


def changes_after(connection: Connection, n: int, limit: int) -> list[Change]:
    """What came after change `n`, in its order: at most `limit` issues and events."""
    entered = select(
        certificates.c.n,
        certificates.c.kind,
        certificates.c.serial,
        certificates.c.generation,
        certificates.c.point,
        certificates.c.issued.label("at"),
        literal("issued").label("state"),
        null().label("reason"),
    ).where(certificates.c.n > n, certificates.c.n <= n + limit)
    happened = select(
        events.c.n,
        events.c.kind,
        events.c.serial,
        events.c.generation,
        events.c.point,
        events.c.at,
        events.c.state,
        events.c.reason,
    ).where(events.c.n > n, events.c.n <= n + limit)
    rows = connection.execute(union_all(entered, happened).order_by("n"))
    return [
        Change(
            n=row.n,
            kind=row.kind,
            serial=row.serial,
            generation=row.generation,
            point=row.point,
            at=instant_from_text(row.at),
            state=row.state,
            reason=row.reason,
        )
        for row in rows
    ]


def _generation(row: Row[tuple[object, ...]]) -> Generation:
    return Generation(
        kind=row.kind,
        number=row.number,
        serial=row.serial,
        certificate=row.certificate,
        key_identifier=row.key_identifier,
        since=instant_from_text(row.since),
        begins=instant_from_text(row.begins),
        until=instant_from_text(row.until),
    )


def _responder(row: Row[tuple[object, ...]]) -> Responder:
    return Responder(
        kind=row.kind,
        generation=row.generation,
        number=row.number,
        serial=row.serial,
        certificate=row.certificate,
        since=instant_from_text(row.since),
        until=instant_from_text(row.until),
    )


def _issued(row: Row[tuple[object, ...]]) -> Issued:
    return Issued(
        kind=row.kind,
        serial=row.serial,
        n=row.n,
        generation=row.generation,
        carrier=row.carrier,
        point=row.point,
        municipality=row.municipality,
        holder=row.holder,
        cn=row.cn,
        key_digest=row.key_digest,
        issued=instant_from_text(row.issued),
        expires=row.expires,
        certificate=row.certificate,
    )


def _event(row: Row[tuple[object, ...]]) -> Event:
    return Event(
        kind=row.kind,
        serial=row.serial,
        n=row.n,
        generation=row.generation,
        point=row.point,
        at=instant_from_text(row.at),
        state=row.state,
        reason=row.reason,
        expires=row.expires,
        event=row.event,
        by=row.by,
    )
