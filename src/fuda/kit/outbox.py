"""The outbox: what must happen elsewhere because of a change here, written with the change.

    waiting ──answer──▶ arrived      the message is erased
       │ ▲ └──a rule says no──▶ refused   the message is erased, the reason kept for `undelivered`
       └─┘ no answer, or one that was lost: it waits for the sweeper

Order is kept per lane (door, subject): a row goes only after the answer to the one before it is
known. Two threads or processes may deliver the same row at once: the message's key makes the second
a repetition, which the other side answers from its store.

A message's class is looked up by name among the classes that the program has loaded already:
nothing is imported on the word of a database, and a proxy of any carrier will do as an outlet.
"""

import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, is_dataclass
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.kit import wire
from fuda.kit.numbers import without_numbers
from fuda.kit.tables import outbox as rows

WAITING, ARRIVED, REFUSED = "waiting", "arrived", "refused"
_AT_ONCE = 100
_log = logging.getLogger(__name__)


class Lane(NamedTuple):
    """What must stay in order."""

    door: str
    subject: str


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: its new state, why, and whether the far side says it took effect."""

    n: int
    state: str
    reason: str | None = None
    effective: bool = True


class Outbox:
    """The table of one institution, and the lanes that this process is delivering."""

    def __init__(self) -> None:
        self._under_way: Counter[Lane] = Counter()
        self._counting = Lock()

    def put(
        self,
        connection: Connection,
        *,
        lane: Lane,
        call: str,
        message: object,
        key: str,
        created: str,
        cause: str | None,
    ) -> int:
        """A new row; its number."""
        kind = type(message)
        if _loaded(name_of(kind)) is not kind:
            raise TypeError(f"{kind.__qualname__} is not a message of a loaded module")
        taken = select(rows.c.n).where(rows.c.door == lane.door, rows.c.key == key)
        if connection.execute(taken).first() is not None:
            raise ValueError(f"outbox: key {key} was already used for door {lane.door}")
        added = connection.execute(
            insert(rows).values(
                door=lane.door,
                call=call,
                subject=lane.subject,
                key=key,
                kind=name_of(kind),
                message=wire.write(kind, message).decode(),
                state=WAITING,
                created=created,
                cause=cause,
            )
        )
        return int(added.inserted_primary_key[0])

    def caused_by(self, connection: Connection, cause: str) -> list[int]:
        """The rows that an act put, found again when the act is asked for again."""
        return list(
            connection.execute(
                select(rows.c.n).where(rows.c.cause == cause).order_by(rows.c.n)
            ).scalars()
        )

    def lanes(self, connection: Connection, of: Iterable[int] | None = None) -> list[Lane]:
        """The lanes with waiting rows, oldest first; only those of the rows `of` where given."""
        asked = select(rows.c.door, rows.c.subject).where(rows.c.state == WAITING)
        if of is not None:
            asked = asked.where(rows.c.n.in_(list(of)))
        grouped = asked.group_by(rows.c.door, rows.c.subject).order_by(func.min(rows.c.n))
        return [Lane(*row) for row in connection.execute(grouped)]

    def waiting_in(self, connection: Connection, lane: Lane) -> Sequence[Row[Any]]:
        """The next rows of a lane in their order."""
        return connection.execute(
            select(rows.c.n, rows.c.call, rows.c.kind, rows.c.message)
            .where(
                rows.c.state == WAITING, rows.c.door == lane.door, rows.c.subject == lane.subject
            )
            .order_by(rows.c.n)
            .limit(_AT_ONCE)
        ).all()

    def settle(self, connection: Connection, outcomes: Iterable[Outcome]) -> None:
        """Note what became of rows and erase their messages; the first answer stands."""
        for outcome in outcomes:
            connection.execute(
                update(rows)
                .where(rows.c.n == outcome.n, rows.c.state == WAITING)
                .values(state=outcome.state, reason=outcome.reason, message=None)
            )

    def all_arrived(self, connection: Connection, of: Sequence[int]) -> bool:
        """Whether every one of these rows was answered with a yes."""
        missing = select(func.count()).where(rows.c.n.in_(of), rows.c.state != ARRIVED)
        return connection.execute(missing).scalar_one() == 0

    def waiting(self, connection: Connection) -> int:
        """How many rows have no answer yet."""
        count = select(func.count()).where(rows.c.state == WAITING)
        return int(connection.execute(count).scalar_one())

    def undelivered(self, connection: Connection) -> tuple[Undelivered, ...]:
        """Every row that waits or was refused, oldest first."""
        names = (field for field in Undelivered.__slots__)
        found = select(*(rows.c[name] for name in names)).where(rows.c.state != ARRIVED)
        return tuple(Undelivered(*row) for row in connection.execute(found.order_by(rows.c.n)))

    def forget(self, connection: Connection, before: str) -> None:
        """Delete the rows that arrived and were made before an instant."""
        connection.execute(delete(rows).where(rows.c.state == ARRIVED, rows.c.created < before))

    @contextmanager
    def delivering(self, lane: Lane) -> Iterator[None]:
        """Let the sweeper see that this lane is being delivered by this process."""
        with self._counting:
            self._under_way[lane] += 1
        try:
            yield
        finally:
            with self._counting:
                self._under_way[lane] -= 1
                if not self._under_way[lane]:
                    del self._under_way[lane]

    def is_under_way(self, lane: Lane) -> bool:
        """Whether a thread of this process delivers the lane now."""
        with self._counting:
            return lane in self._under_way


def name_of(kind: type[object]) -> str:
    """How the class of a message is written in a row."""
    return f"{kind.__module__}:{kind.__qualname__}"


def _loaded(name: str) -> type[object] | None:
    module, _, qualified = name.partition(":")
    found = getattr(sys.modules.get(module), qualified, None)
    is_message = (
        isinstance(found, type) and is_dataclass(found) and hasattr(found, "__pydantic_validator__")
    )
    return found if is_message else None


def deliver(outlets: Mapping[str, object], lane: Lane, rows: Sequence[Row[Any]]) -> list[Outcome]:
    """Deliver rows of one lane in order until one gets no answer; what became of each answered.

    The list is shorter than `rows` where one stays. Unreachable is for the caller to see by that:
    a fault of the far side's program is logged and the row stays, for the act here is committed.
    """
    outcomes: list[Outcome] = []
    for row in rows:
        try:
            kind = _loaded(row.kind)
            if kind is None:
                _log.error("outbox row %d: no message class %s is loaded", row.n, row.kind)
                break
            message = wire.adapter(kind).validate_json(row.message)
            answer = getattr(outlets[lane.door], row.call)(message)
        except Refused as no:
            reason = without_numbers(f"{no.refusal.rule}: {no}")
            outcomes.append(Outcome(row.n, REFUSED, reason))
        except Malformed as no:
            outcomes.append(Outcome(row.n, REFUSED, without_numbers(f"malformed: {no}")))
        except Unreachable as lost:
            _log.warning("outbox row %d to %s stays: %s", row.n, lane.door, lost)
            break
        except Exception:
            _log.exception("outbox row %d to %s stays", row.n, lane.door)
            break
        else:
            effective = getattr(answer, "effective", True) is not False
            outcomes.append(Outcome(row.n, ARRIVED, effective=effective))
    return outcomes
