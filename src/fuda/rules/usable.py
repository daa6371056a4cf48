"""When a card that was just handed over or continued works at the kiosk (KIOSK-17, C10).

Before the lower bound no, between the bounds perhaps, from the upper bound on surely.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.business_days import readiness, wait_bounds
from fuda.rules.kinds import Wait, YearEnd
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


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
    """Whether the kiosk works on that day, `since` being the day of hand-over or continuation."""
    stated = parameters.value(_KEYS[after], city=city, on=since)
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
            "It takes some days after this procedure until kiosks accept the card.",
            instead="Please try again from {may_from}; from {sure_from} it surely works.",
            because=stated.because,
            may_from=stated.value.may_from,
            sure_from=stated.value.sure_from,
        )
    return stated
