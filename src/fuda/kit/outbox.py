"""The outbox: what must happen elsewhere because of a change here, written with the change.

    waiting ──answer──▶ arrived      the message is erased
       │ ▲ └──a rule says no──▶ refused   the message is erased, the reason kept and listed
       └─┘ no answer, or one that was lost: it waits for the sweeper

Order is kept per lane (door, subject): a row goes only after the answer to the one before it is
known. Two threads or processes may deliver the same row at once: the message's key makes the second
a repetition, which the other side answers from its store.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from sqlalchemy import Connection, delete, func, insert, select, update

from fuda.kit.tables import outbox as rows

WAITING, ARRIVED, REFUSED = "waiting", "arrived", "refused"
_AT_ONCE = 100


class Lane(NamedTuple):
    """What must stay in order."""

    door: str
    subject: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is to be delivered."""

    n: int
    call: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: its new state, why, and whether the far side says it took effect."""

    n: int
    state: str
    reason: str | None = None
    effective: bool = True


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A row that waits for its answer, or was refused for good."""

    n: int
    door: str
    call: str
    subject: str
    key: str
    created: str
    state: str
    reason: str | None


def put(
    connection: Connection,
    *,
    lane: Lane,
    call: str,
    kind: str,
    message: str,
    key: str,
    created: str,
    cause: str | None,
) -> int:
    """A new row; its number. ValueError where the door was sent another message with this key."""
    taken = select(rows.c.n).where(rows.c.door == lane.door, rows.c.key == key)
    if connection.execute(taken).first() is not None:
        raise ValueError(f"outbox: key {key} was already used for door {lane.door}")
    added = connection.execute(
        insert(rows)
        .values(
            door=lane.door,
            call=call,
            subject=lane.subject,
            key=key,
            kind=kind,
            message=message,
            state=WAITING,
            created=created,
            cause=cause,
        )
        .returning(rows.c.n)
    )
    return cast("int", added.scalar_one())


def caused_by(connection: Connection, cause: str) -> list[int]:
    """The rows that an act put, found again when the act is asked for again."""
    return list(connection.execute(select(rows.c.n).where(rows.c.cause == cause)).scalars())


def lanes(connection: Connection, of: Iterable[int] | None = None) -> list[Lane]:
    """The lanes with waiting rows, oldest first; only those of the rows `of` where given."""
    asked = select(rows.c.door, rows.c.subject).where(rows.c.state == WAITING)
    if of is not None:
        asked = asked.where(rows.c.n.in_(list(of)))
    grouped = asked.group_by(rows.c.door, rows.c.subject).order_by(func.min(rows.c.n))
    return [Lane(*row) for row in connection.execute(grouped)]


def waiting_in(connection: Connection, lane: Lane) -> list[Waiting]:
    """The next rows of a lane in their order."""
    found = connection.execute(
        select(rows.c.n, rows.c.call, rows.c.kind, rows.c.message)
        .where(rows.c.state == WAITING, rows.c.door == lane.door, rows.c.subject == lane.subject)
        .order_by(rows.c.n)
        .limit(_AT_ONCE)
    )
    return [Waiting(*row) for row in found]


def settle(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """Note what became of rows and erase their messages; the first answer stands."""
    for outcome in outcomes:
        connection.execute(
            update(rows)
            .where(rows.c.n == outcome.n, rows.c.state == WAITING)
            .values(state=outcome.state, reason=outcome.reason, message=None)
        )


def all_arrived(connection: Connection, of: Sequence[int]) -> bool:
    """Whether every one of these rows was answered with a yes."""
    missing = select(func.count()).where(rows.c.n.in_(of), rows.c.state != ARRIVED)
    return connection.execute(missing).scalar_one() == 0


def waiting(connection: Connection) -> int:
    """How many rows have no answer yet."""
    count = select(func.count()).where(rows.c.state == WAITING)
    return connection.execute(count).scalar_one()


def undelivered(connection: Connection) -> tuple[Undelivered, ...]:
    """Every row that waits or was refused, oldest first."""
    columns = (rows.c[name] for name in Undelivered.__slots__)
    found = select(*columns).where(rows.c.state != ARRIVED).order_by(rows.c.n)
    return tuple(Undelivered(*row) for row in connection.execute(found))


def forget(connection: Connection, before: str) -> None:
    """Delete the rows that arrived and were made before an instant."""
    connection.execute(delete(rows).where(rows.c.state == ARRIVED, rows.c.created < before))
