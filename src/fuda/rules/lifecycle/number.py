"""A My Number's life: assigned once, replaced only where it leaked, closed with the record."""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Number(StrEnum):
    """Where a number stands."""

    IN_USE = "in_use"
    REPLACED = "replaced"
    CLOSED = "closed"


class NumberEvent(StrEnum):
    """What can happen to a number."""

    REPLACE = "replace"
    CLOSE = "close"


_REPLACED = Why(
    "This Individual Number was replaced by another one and is not used any more.",
    "Please use the new Individual Number.",
)
_CLOSED = Why(
    "The resident record of this Individual Number is closed.",
    "Please ask the municipality of the last address.",
)

NUMBER: Machine[Number, NumberEvent] = Machine(
    "number",
    Number,
    NumberEvent,
    (
        Goes(Number.IN_USE, NumberEvent.REPLACE, Number.REPLACED, "NUM-03, CHI p18"),
        Goes(Number.IN_USE, NumberEvent.CLOSE, Number.CLOSED, "DEATH-03, ARA p12"),
        Refuses(Number.REPLACED, NumberEvent.REPLACE, _REPLACED, "NUM-03, CHI p18"),
        Refuses(Number.REPLACED, NumberEvent.CLOSE, _REPLACED, "NUM-03, CHI p18"),
        Refuses(Number.CLOSED, NumberEvent.REPLACE, _CLOSED, "NUM-02, CHI p6"),
        Refuses(Number.CLOSED, NumberEvent.CLOSE, _CLOSED, "NUM-02, CHI p6"),
    ),
)
