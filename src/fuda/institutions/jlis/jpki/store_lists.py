"""The SQL of the lists: who stands on one, as at an instant, and which lists were issued daily.

Whole columns of a point are read as one text each: a row of the database made into objects costs
more than the entry that is made of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, cast, func, insert, or_, select
from sqlalchemy.engine import Connection

from fuda.doors.jpki import ReasonOnList
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.lists.scope import Count
from fuda.institutions.jlis.jpki.model import Generation
from fuda.institutions.jlis.jpki.store import certificates, daily_lists, events
from fuda.rules.calendar import instant_from_text, instant_to_text, start_of_legal_day

Reading = Connection
"""One snapshot of the register."""

_LATER = events.alias("later")


class Block(NamedTuple):
    """Those of one point that stand on its list for one reason, by serial."""

    point: str
    reason: ReasonOnList
    serials: list[int]
    ats: str
    """Since when each, as the register writes it, one after another."""


class Happened(NamedTuple):
    """One event; `reason` is None where the certificate was released."""

    n: int
    point: str
    serial: int
    at: datetime
    reason: ReasonOnList | None


@dataclass(frozen=True, slots=True)
class DailyLists:
    """On that day, after change `n`, every list of a generation was published."""

    day: date
    n: int


def blocks(
    connection: Connection,
    generation: Generation,
    *,
    point: str | None = None,
    at: datetime | None = None,
    shown: date | None = None,
) -> Iterable[Block]:
    """Who stands on the lists of a generation, or of one point, as at an instant or now.

    Without those who had ended, and whose entry had been made, before the lists of the day `shown`.
    """
    ended = _LATER.c.serial == events.c.serial, _LATER.c.kind == events.c.kind
    later = select(_LATER.c.n).where(*ended, _LATER.c.n > events.c.n)
    listed = _of(
        select(
            events.c.point,
            events.c.reason,
            func.aggregate_strings(cast(events.c.serial, String), ",").label("serials"),
            func.aggregate_strings(events.c.at, "").label("ats"),
        ),
        generation,
    )
    if point is not None:
        listed = listed.where(events.c.point == point)
    if at is not None:
        listed = listed.where(events.c.at <= instant_to_text(at))
        later = later.where(_LATER.c.at <= instant_to_text(at))
    if shown is not None:
        begins = instant_to_text(start_of_legal_day(shown))
        listed = listed.where(or_(events.c.expires >= shown, events.c.at >= begins))
    listed = listed.where(
        # Revoked is final: only a hold has to be looked after.
        or_(events.c.state == "revoked", (events.c.state == "held") & ~later.exists())
    )
    asked = listed.group_by(events.c.point, events.c.reason).order_by(
        events.c.point, events.c.reason
    )
    for row in connection.execution_options(yield_per=1).execute(asked):
        yield _ascending(row.point, row.reason, list(map(int, row.serials.split(","))), row.ats)


def _ascending(point: str, reason: ReasonOnList, serials: list[int], ats: str) -> Block:
    """SQLite reads them so from its index; another database need not."""
    ordered = sorted(serials)
    if ordered != serials:
        width = len(ats) // len(serials)
        at = {
            serial: ats[place * width : (place + 1) * width] for place, serial in enumerate(serials)
        }
        ats = "".join(map(at.__getitem__, ordered))
    return Block(point, reason, ordered, ats)


def counts(
    connection: Connection, generation: Generation, *, at: datetime | None = None
) -> dict[str, Count]:
    """What has happened in each point, up to now or to an instant."""
    asked = _of(
        select(events.c.point, func.count().label("happened"), func.max(events.c.at).label("last")),
        generation,
    )
    if at is not None:
        asked = asked.where(events.c.at <= instant_to_text(at))
    return {
        row.point: Count(row.happened, instant_from_text(row.last))
        for row in connection.execute(asked.group_by(events.c.point))
    }


def happened_after(
    connection: Connection, generation: Generation, n: int, *, at: datetime | None = None
) -> list[Happened]:
    """What happened after change `n` to this generation's certificates, in its order."""
    asked = select(events).where(events.c.n > n)
    if at is not None:
        asked = asked.where(events.c.at <= instant_to_text(at))
    # Which generation is looked at here: as a condition it would lead SQLite to the wrong index.
    return [
        Happened(row.n, row.point, row.serial, instant_from_text(row.at), row.reason)
        for row in connection.execute(asked.order_by(events.c.n))
        if (row.kind, row.generation) == (generation.kind, generation.number)
    ]


def last_n(connection: Connection, at: datetime | None = None) -> int:
    """The number of the last event, of whatever authority, up to now or to an instant."""
    asked = select(events.c.n).order_by(events.c.n.desc()).limit(1)
    if at is not None:
        asked = asked.where(events.c.at <= instant_to_text(at))
    return connection.execute(asked).scalar_one_or_none() or 0


def add_daily_lists(connection: Connection, generation: Generation, issued: DailyLists) -> None:
    """Enter that every list was published."""
    connection.execute(
        insert(daily_lists).values(
            kind=generation.kind, generation=generation.number, day=issued.day, n=issued.n
        )
    )


def last_daily_lists(
    connection: Connection,
    generation: Generation,
    *,
    until: date | None = None,
    n: int | None = None,
) -> DailyLists | None:
    """The last; or the last on that day or before; or the last that was not after change `n`."""
    asked = select(daily_lists.c.day, daily_lists.c.n).where(
        daily_lists.c.kind == generation.kind,
        daily_lists.c.generation == generation.number,
    )
    if until is not None:
        asked = asked.where(daily_lists.c.day <= until)
    if n is not None:
        asked = asked.where(daily_lists.c.n <= n)
    row = connection.execute(asked.order_by(daily_lists.c.day.desc()).limit(1)).one_or_none()
    return None if row is None else DailyLists(row.day, row.n)


def points(connection: Connection, kind: CertificateKind) -> list[str]:
    """Every point of which there is a certificate: one look into the index for each."""
    found, last = list[str](), ""
    while True:
        asked = select(func.min(certificates.c.point)).where(
            certificates.c.kind == kind, certificates.c.point > last
        )
        last = connection.execute(asked).scalar_one()
        if last is None:
            return found
        found.append(last)


def certificate_of(connection: Connection, kind: CertificateKind, point: str) -> bytes:
    """The newest of that point."""
    asked = (
        select(certificates.c.certificate)
        .where(certificates.c.kind == kind, certificates.c.point == point)
        .order_by(certificates.c.serial.desc())
        .limit(1)
    )
    return bytes(connection.execute(asked).scalar_one())


def _of(asked: Select[Any], generation: Generation) -> Select[Any]:
    return asked.where(events.c.kind == generation.kind, events.c.generation == generation.number)
