"""A My Number's life: assigned once, replaced only where it leaked, closed at death.

Whoever leaves Japan keeps the number (NUM-02), so moving abroad is no event here.
"""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Number(StrEnum):
    """Where a number stands."""

    UNASSIGNED = "unassigned"
    IN_USE = "in_use"
    REPLACED = "replaced"
    CLOSED = "closed"


class NumberEvent(StrEnum):
    """What can happen to a number."""

    ASSIGN = "assign"
    REPLACE = "replace"
    CLOSE = "close"


_NONE_YET = Why(
    "This person has no Individual Number yet.",
    "A number comes with the first resident record: please register at the municipality.",
)
_ONE_ONLY = Why(
    "This person has an Individual Number already, and keeps it for life.",
    "Please use the number that was assigned.",
)
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
        Goes(Number.UNASSIGNED, NumberEvent.ASSIGN, Number.IN_USE, "NUM-01, CHI p6"),
        Refuses(Number.UNASSIGNED, NumberEvent.REPLACE, _NONE_YET, "NUM-01, CHI p6"),
        Refuses(Number.UNASSIGNED, NumberEvent.CLOSE, _NONE_YET, "NUM-01, CHI p6"),
        Refuses(Number.IN_USE, NumberEvent.ASSIGN, _ONE_ONLY, "NUM-01, CHI p6"),
        Goes(Number.IN_USE, NumberEvent.REPLACE, Number.REPLACED, "NUM-03, CHI p18"),
        Goes(Number.IN_USE, NumberEvent.CLOSE, Number.CLOSED, "DEATH-03, ARA p12"),
        Refuses(Number.REPLACED, NumberEvent.ASSIGN, _REPLACED, "NUM-03, CHI p18"),
        Refuses(Number.REPLACED, NumberEvent.REPLACE, _REPLACED, "NUM-03, CHI p18"),
        Refuses(Number.REPLACED, NumberEvent.CLOSE, _REPLACED, "NUM-03, CHI p18"),
        Refuses(Number.CLOSED, NumberEvent.ASSIGN, _CLOSED, "NUM-02, CHI p6"),
        Refuses(Number.CLOSED, NumberEvent.REPLACE, _CLOSED, "NUM-02, CHI p6"),
        Refuses(Number.CLOSED, NumberEvent.CLOSE, _CLOSED, "NUM-02, CHI p6"),
    ),
)
