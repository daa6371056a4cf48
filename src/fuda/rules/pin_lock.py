"""When a PIN locks, and what clears its count (LOCK-01 to LOCK-05, LOCK-07).

The states and their transitions are those of `lifecycle.pin`; how many tries there are, and what
clears the count, are parameters. Days between the entries change nothing (LOCK-03).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.lifecycle.pin import PINS, Pin, PinEvent
from fuda.rules.pin import PinKind, tries
from fuda.rules.stated import Stated
from fuda.rules.values import Parameters


class PinNext(StrEnum):
    """What happens to a PIN after some wrong entries in a row."""

    WRONG_ENTRY = "wrong_entry"
    RIGHT_ENTRY = "right_entry"
    NEXT_DAY = "next_day"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinStanding:
    """Where a PIN stands: its state, the tries left, and the other PINs, which it does not lock."""

    state: Pin
    left: int
    unaffected: tuple[PinKind, ...]


_EVENTS = {
    PinNext.WRONG_ENTRY: PinEvent.WRONG,
    PinNext.RIGHT_ENTRY: PinEvent.RIGHT,
    PinNext.NEXT_DAY: PinEvent.NEXT_DAY,
    PinNext.UNLOCK: PinEvent.RESET,
}


def pin_locks(
    kind: PinKind, *, wrong: int, what: PinNext, on: date, parameters: Parameters
) -> Stated[PinStanding]:
    """How the PIN stands after `wrong` wrong entries in a row and what happens next.

    `wrong` is at least 0; one that has reached the limit has locked it. Refused where the PIN is
    locked and a PIN is typed.
    """
    limit = tries(kind, on=on, parameters=parameters)
    cleared_by = parameters.value("pin.count.cleared_by", city=None, on=on)
    before = Pin.LOCKED if wrong >= limit.value else Pin.USABLE
    event = _EVENTS[what]
    if event is PinEvent.WRONG and wrong + 1 >= limit.value:
        event = PinEvent.LAST_WRONG
    after = PINS[kind].step(before, event)
    if what in cleared_by.of(tuple):
        count = 0
    else:
        count = min(wrong + (what is PinNext.WRONG_ENTRY), limit.value)
    standing = PinStanding(
        state=after,
        left=limit.value - count,
        unaffected=tuple(other for other in PinKind if other is not kind),
    )
    return Stated(standing, (*limit.because, cleared_by.because))
