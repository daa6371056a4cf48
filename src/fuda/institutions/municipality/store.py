"""The only SQL of a municipality."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Connection

from fuda.doors.errors import Refusal, Refused
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality.model import (
    HEAD,
    LoadedCertificate,
    Resident,
    Ticket,
)
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.number import IndividualNumber

TABLES = MetaData(info={"version": 4})

residents = Table(
    "residents",
    TABLES,
    Column("resident", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("code", String, nullable=False, unique=True),
    Column("number", String, nullable=False),
    Column("name", String, nullable=False),
    Column("reading", String, nullable=False),
    Column("born", Date, nullable=False),
    Column("sex", String, nullable=False),
    Column("address", String, nullable=False),
    Column("previous_address", String),
    Column("residence", String, nullable=False),
    Column("stay_until", Date),
    Column("nationality", String),
    Column("honseki", String),
    Column("household", String, nullable=False, index=True),
    Column("relationship", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("moving_out_on", Date),
    Column("moving_to", String),
    Column("cards_holder", String, nullable=False, unique=True),
    Column("jpki_holder", String, nullable=False, unique=True),
    Column("center_person", String, nullable=False, unique=True),
    Column("former_surname", String),
    Column("closed_on", Date),
    Column("closed_by", String),
)

closings = Table(
    "closings",
    TABLES,
    Column("resident", ForeignKey("residents.resident"), primary_key=True),
    Column("key", String, nullable=False),
    Column("clerk", String, nullable=False),
)
"""What was filed ahead of its day: `closed_on` of the record is that day."""

resident_log = Table(
    "resident_log",
    TABLES,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("resident", ForeignKey("residents.resident"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("event", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("procedure", String, nullable=False),
)

certificates = Table(
    "certificates",
    TABLES,
    Column("kind", String, primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("resident", ForeignKey("residents.resident"), nullable=False, index=True),
    Column("card", String, nullable=False, index=True),
    Column("case", String, nullable=False),
    Column("issued", Date, nullable=False),
    Column("expires", Date, nullable=False),
    Column("ended_on", Date),
)

arrivals = Table(
    "arrivals",
    TABLES,
    Column("card", String, primary_key=True),
    Column("resident", ForeignKey("residents.resident"), nullable=False, index=True),
    Column("issued", Date, nullable=False),
    Column("expires", Date, nullable=False),
    Column("handed_over_on", Date),
)

tickets = Table(
    "tickets",
    TABLES,
    Column("ticket", String, primary_key=True),
    Column("resident", ForeignKey("residents.resident"), nullable=False),
    Column("certificate", String, nullable=False),
    Column("fee", Integer, nullable=False),
    Column("prepared", String, nullable=False, index=True),
    Column("paper", String, nullable=False),
)

APPEND_ONLY = (resident_log,)


def _fields(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _resident(row: Row[Any]) -> Resident:
    return _resident_of(_fields(row))


def _resident_of(fields: dict[str, Any]) -> Resident:
    closed_by = fields["closed_by"]
    typed = {
        "number": IndividualNumber(fields["number"]),
        "closed_by": None if closed_by is None else LifeEvent(closed_by),
    }
    return Resident(**{**fields, **typed})


def _columns(resident: Resident) -> dict[str, object]:
    named = {column.name: getattr(resident, column.name) for column in residents.c}
    closed_by = None if resident.closed_by is None else resident.closed_by.value
    return {**named, "number": resident.number.digits, "closed_by": closed_by}


# --- residents ----------------------------------------------------------------


def add_resident(to: Connection, new: Resident) -> None:
    """Keep a new record."""
    to.execute(insert(residents).values(**_columns(new)))


def resident(at: Connection, resident_id: str) -> Resident | None:
    """One record, or None."""
    row = at.execute(select(residents).where(residents.c.resident == resident_id)).one_or_none()
    return None if row is None else _resident(row)


def find(at: Connection, text: str) -> tuple[Resident, ...]:
    """Records whose name, reading or address contains `text`, by reading."""
    query = select(residents).order_by(residents.c.reading, residents.c.resident)
    if text:
        columns = (residents.c.name, residents.c.reading, residents.c.address)
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in columns)))
    return tuple(_resident(row) for row in at.execute(query))


def household(at: Connection, household_id: str, on: date) -> tuple[Resident, ...]:
    """The members of a household on that day, the head first, then by birth."""
    query = select(residents).where(
        residents.c.household == household_id,
        or_(residents.c.closed_on.is_(None), residents.c.closed_on > on),
    )
    members = [_resident(row) for row in at.execute(query)]
    return tuple(sorted(members, key=lambda one: (one.relationship != HEAD, one.born)))


def by_cards_holder(at: Connection, holder: str) -> Resident | None:
    """The resident that jlis.cards knows by this id."""
    row = at.execute(select(residents).where(residents.c.cards_holder == holder)).one_or_none()
    return None if row is None else _resident(row)


def change_resident(to: Connection, old: Resident, **changes: object) -> Resident:
    """Write the next version; Refused where another clerk was quicker."""
    new = replace(old, version=old.version + 1, **changes)  # type: ignore[arg-type]
    written = to.execute(
        update(residents)
        .where(residents.c.resident == old.resident, residents.c.version == old.version)
        .values(**_columns(new))
    )
    if written.rowcount != 1:
        raise stale(old)
    return new


def stale(seen: Resident) -> Refused:
    """The record has moved on since the clerk saw it."""
    return Refused(
        Refusal(
            rule="OWN-VERSION",
            msgid="The record of {name} was changed by someone else in the meantime.",
            instead="Look at the record as it is now and decide again.",
            facts={"name": seen.name},
        )
    )


def log_resident(
    to: Connection, one: Resident, *, event: str, at: str, by: str, procedure: str
) -> None:
    """Keep what happened to a record; content stays in the record."""
    to.execute(
        insert(resident_log).values(
            resident=one.resident,
            version=one.version,
            event=event,
            at=at,
            by=by,
            procedure=procedure,
        )
    )


def await_closing(to: Connection, one: Resident, *, key: str, clerk: str) -> None:
    """The record closes on its `closed_on`, by the notice with this key."""
    to.execute(insert(closings).values(resident=one.resident, key=key, clerk=clerk))


def closings_due(at: Connection, on: date) -> tuple[tuple[Resident, str, str], ...]:
    """Records whose day has come, each with the key of the notice and who took it."""
    query = (
        select(residents, closings.c.key, closings.c.clerk)
        .join_from(closings, residents)
        .where(residents.c.closed_on <= on)
        .order_by(residents.c.closed_on, residents.c.resident)
    )
    found = []
    for row in at.execute(query):
        fields = _fields(row)
        key, clerk = fields.pop("key"), fields.pop("clerk")
        found.append((_resident_of(fields), key, clerk))
    return tuple(found)


def no_closing(to: Connection, resident_id: str) -> bool:
    """Nothing of this resident waits for its day any more; whether something did."""
    return to.execute(delete(closings).where(closings.c.resident == resident_id)).rowcount == 1


# --- certificates that were loaded --------------------------------------------


def add_certificate(to: Connection, new: LoadedCertificate) -> None:
    """Keep whose certificate it is."""
    to.execute(
        insert(certificates).values(
            kind=new.kind,
            serial=new.serial,
            resident=new.resident,
            card=new.card,
            case=new.case,
            issued=new.issued,
            expires=new.expires,
            ended_on=new.ended_on,
        )
    )


def certificates_of(at: Connection, resident_id: str) -> tuple[LoadedCertificate, ...]:
    """A resident's certificates, newest first."""
    query = (
        select(certificates)
        .where(certificates.c.resident == resident_id)
        .order_by(certificates.c.issued.desc(), certificates.c.kind, certificates.c.serial.desc())
    )
    return tuple(LoadedCertificate(**_fields(row)) for row in at.execute(query))


def certificate(at: Connection, kind: CertificateKind, serial: int) -> LoadedCertificate | None:
    """One of ours, or None."""
    query = select(certificates).where(certificates.c.kind == kind, certificates.c.serial == serial)
    row = at.execute(query).one_or_none()
    return None if row is None else LoadedCertificate(**_fields(row))


def owner_of_user_certificate(at: Connection, serial: int) -> LoadedCertificate | None:
    """Whose user certificate this is; None where it is not one of ours."""
    return certificate(at, "user", serial)


def end_certificate(to: Connection, kind: CertificateKind, serial: int, on: date) -> None:
    """The certificate ended on this day."""
    to.execute(
        update(certificates)
        .where(certificates.c.kind == kind, certificates.c.serial == serial)
        .values(ended_on=on)
    )


# --- cards that arrived -------------------------------------------------------


def add_arrival(
    to: Connection, *, card: str, resident_id: str, issued: date, expires: date
) -> None:
    """A card lies ready at the counter."""
    to.execute(
        insert(arrivals).values(card=card, resident=resident_id, issued=issued, expires=expires)
    )


def handed_over_on(at: Connection, card: str) -> date | None:
    """The day on which the card was handed over, if it was."""
    query = select(arrivals.c.handed_over_on).where(arrivals.c.card == card)
    return at.execute(query).scalar_one_or_none()


def hand_over_happened(to: Connection, card: str, on: date) -> None:
    """The card is the holder's from this day."""
    to.execute(update(arrivals).where(arrivals.c.card == card).values(handed_over_on=on))


# --- tickets ------------------------------------------------------------------


def add_ticket(to: Connection, new: Ticket) -> None:
    """Keep a checked certificate until it is printed."""
    to.execute(insert(tickets).values(**{c.name: getattr(new, c.name) for c in tickets.c}))


def ticket(at: Connection, ticket_id: str) -> Ticket | None:
    """One ticket."""
    row = at.execute(select(tickets).where(tickets.c.ticket == ticket_id)).one_or_none()
    return None if row is None else Ticket(**_fields(row))


def forget_tickets(to: Connection, prepared_before: str) -> int:
    """Drop tickets whose content nobody may still ask for; how many."""
    return to.execute(delete(tickets).where(tickets.c.prepared < prepared_before)).rowcount
