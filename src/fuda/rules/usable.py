"""When a card that was just handed over or continued works at the kiosk (KIOSK-17, CERT-28, C10).

Before the lower bound no, between the bounds perhaps, from the upper bound on surely.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.business_days import readiness, wait_bounds
from fuda.rules.kinds import Wait, YearEnd
from fuda.rules.refusal import NotStated
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, Value


class After(StrEnum):
    """What the wait is counted from."""

    HANDOVER = "handover"
    CONTINUATION = "continuation"


class Usable(StrEnum):
    """Whether it works on a day."""

    NO = "no"
    MAY = "may"
    SURE = "sure"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsableFrom:
    """The answer for a day, and the days from which it may and surely does work."""

    usable: Usable
    may_from: date
    sure_from: date


_KEYS = {
    After.HANDOVER: "usable_after.hand_over.kiosk",
    After.CONTINUATION: "usable_after.continuation.kiosk",
}


def kiosk_usable(
    *, city: str, after: After, since: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """Whether the kiosk works on that day, `since` being the day of hand-over or continuation.

    Where a guidebook has no wait for the kiosk but one for certificates in general, that one holds.
    """
    stated = _wait(city, after, on=since, parameters=parameters)
    wait = stated.of(Wait)
    year_end = parameters.value("calendar.year_end", city=None, on=since).of(YearEnd)
    may_from, sure_from = wait_bounds(wait, since=since, year_end=year_end)
    found = UsableFrom(
        usable=Usable(readiness(wait, since=since, on=on, year_end=year_end)),
        may_from=may_from,
        sure_from=sure_from,
    )
    return Stated(found, (stated.because,))


def kiosk_must_be_usable(
    *, city: str, after: After, since: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """The same, but Refused while it surely does not work yet."""
    stated = kiosk_usable(city=city, after=after, since=since, on=on, parameters=parameters)
    if stated.value.usable is Usable.NO:
        raise refused(
            stated.because[0].rule,
            "After the card is handed over it takes a while until kiosks accept it.",
            instead="Please try again from {may_from}; from {sure_from} it surely works.",
            because=stated.because,
            may_from=stated.value.may_from,
            sure_from=stated.value.sure_from,
        )
    return stated


def _wait(city: str, after: After, *, on: date, parameters: Parameters) -> Value:
    try:
        return parameters.value(_KEYS[after], city=city, on=on)
    except NotStated as silence:
        try:
            return parameters.value("usable_after.certificate", city=city, on=on)
        except NotStated:
            raise silence from None
