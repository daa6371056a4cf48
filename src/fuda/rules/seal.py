"""Seal certificates at the counter (SEAL)."""

from collections.abc import Collection
from datetime import date

from fuda.rules.refusal import Because
from fuda.rules.stated import refused
from fuda.rules.values import Parameters


def seal_at_counter(
    *, city: str, brings: Collection[str], on: date, parameters: Parameters
) -> tuple[Because, ...]:
    """The grounds on which it is issued; Refused without what the counter asks for (SEAL-02).

    `brings` by the words of `seal_paper`: the My Number Card does not stand for the seal card.
    """
    needs = parameters.value("seal.counter.needs", city=city, on=on)
    if any(need not in brings for need in needs.of(tuple)):
        raise refused(
            "SEAL-02",
            "The counter issues a seal certificate against the seal registration card only.",
            instead="Please bring the seal registration card, or use a kiosk.",
            because=(needs.because,),
        )
    return (needs.because,)
