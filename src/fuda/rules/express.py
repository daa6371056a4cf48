"""Express issue (特急発行): who can have it, and from when on (EXPRESS)."""

from datetime import date
from enum import StrEnum

from fuda.rules.birthdays import age
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on


class ExpressReason(StrEnum):
    """Why a card is wanted quickly."""

    UNDER_ONE = "under_one"
    LOSS = "loss"
    DAMAGE = "damage"
    FROM_ABROAD = "from_abroad"
    RENEWAL = "renewal"
    OTHER = "other"


def express_eligible(
    *,
    city: str,
    reason: ExpressReason,
    on: date,
    parameters: Parameters,
    born: date | None = None,
) -> Stated[ExpressReason]:
    """The reason, where it admits an express card; Refused or NotStated otherwise.

    EXPRESS-01, EXPRESS-02, D-12. `born` is asked for UNDER_ONE, whose age is that of the day of
    application.
    """
    begun = parameters.value("express.offered", city=None, on=on)
    if not begun.of(bool):
        raise refused(
            "EXPRESS-01",
            "No card is issued express yet on {day}.",
            instead="Please apply for a card in the ordinary way.",
            because=(begun.because,),
            day=on,
        )
    never = parameters.value("express.not_for", city=city, on=on)
    if reason in never.of(tuple):
        raise refused(
            "EXPRESS-02",
            "A renewal at the end of a card's validity cannot be issued express.",
            instead="Please renew the card in the ordinary way.",
            because=(never.because,),
        )
    listed = parameters.value("express.for", city=city, on=on)
    if reason not in listed.of(tuple):
        raise silent_on(f"express.for: {reason}", city=city, on=on, parameters=parameters)
    grounds = (listed.because, begun.because)
    if reason is ExpressReason.UNDER_ONE and born is not None:
        below = parameters.value("express.under_age", city=city, on=on)
        if age(born, on, parameters) >= below.of(int):
            raise refused(
                "EXPRESS-01",
                "The child is not under {age} any more.",
                instead="Please apply for a card in the ordinary way.",
                because=(below.because,),
                age=below.of(int),
            )
    return Stated(reason, grounds)
