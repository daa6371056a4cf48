"""A machine is a tuple of rows, and every state × event is answered by exactly one of them.

`Goes` is a way on; `Refuses` says why not and what to do instead. A source reads "RULE, TAG page"
("LOST-12, MIN p13"), or "RULE" alone where no guidebook says it and the row is our own reading.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from fuda.rules.refusal import Because, Refusal, Refused

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Why:
    """A ground for refusing, and what to do instead: two msgids of the domain `rules`."""

    msgid: str
    instead: str


@dataclass(frozen=True, slots=True)
class Goes(Generic[S, E]):
    """In this state the event leads to that state."""

    state: S
    event: E
    to: S
    source: str


@dataclass(frozen=True, slots=True)
class Refuses(Generic[S, E]):
    """In this state the event is not possible."""

    state: S
    event: E
    why: Why
    source: str


def because(source: str) -> Because:
    """The ground that a row's source names."""
    rule, _, place = source.partition(", ")
    guidebook, _, page = place.partition(" ")
    return Because(rule=rule, guidebook=guidebook or None, page=page or None)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S, E]):
    """All that can become of one thing."""

    name: str
    states: type[S]
    events: type[E]
    rows: tuple[Goes[S, E] | Refuses[S, E], ...]

    def answers(self, state: S, event: E) -> tuple[Goes[S, E] | Refuses[S, E], ...]:
        """The rows for this state and event: one, in a machine without holes."""
        return tuple(row for row in self.rows if row.state is state and row.event is event)

    def holes(self) -> tuple[str, ...]:
        """The cells that are not answered exactly once, in words; empty in a sound machine."""
        return tuple(
            f"{self.name}: {state} × {event} has {len(rows)} rows"
            for state in self.states
            for event in self.events
            if len(rows := self.answers(state, event)) != 1
        )

    def row(self, state: S, event: E) -> Goes[S, E] | Refuses[S, E]:
        """The one row for this state and event; LookupError in a machine with a hole."""
        rows = self.answers(state, event)
        if len(rows) != 1:
            raise LookupError(f"{self.name}: {state} × {event} has {len(rows)} rows")
        return rows[0]

    def goes(self, state: S, event: E) -> bool:
        """Whether the event is possible in this state."""
        return isinstance(self.row(state, event), Goes)

    def step(self, state: S, event: E) -> S:
        """The state after the event; Refused with the row's reason where it says no."""
        row = self.row(state, event)
        if isinstance(row, Goes):
            return row.to
        ground = because(row.source)
        raise Refused(
            Refusal(
                rule=ground.rule,
                msgid=row.why.msgid,
                instead=row.why.instead,
                facts={"state": str(state), "event": str(event)},
                because=(ground,),
            )
        )
