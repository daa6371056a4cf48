"""Whether a window wants a reservation for a procedure, and until when (RESV-01 to -03, X-15)."""

from dataclasses import dataclass
from datetime import date, timedelta

from fuda.rules.business_days import add_business_days, is_business_day
from fuda.rules.kinds import YearEnd
from fuda.rules.stated import Stated
from fuda.rules.values import Parameters, silent_on
from fuda.rules.window_kinds import Reservation

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What a window wants, and the first day for which one can be booked today."""

    reservation: Reservation
    earliest: date | None
    """None where the guide asks for no days ahead."""


def reservation_needed(
    *, city: str, procedure: str, window: str, on: date, parameters: Parameters
) -> Stated[Booking]:
    """What the window wants of somebody who calls on that day; NotStated where the guide is silent.

    "n 営業日前まで": on the n-th business day before the visit it is still in time (C1, C9).
    """
    key = f"procedure.{procedure}.reservation"
    stated = parameters.value(key, city=city, on=on)
    found = next((one for one in stated.of(tuple) if window in one.windows), None)
    if found is None:
        raise silent_on(f"{key}: {window}", city=city, on=on, parameters=parameters)
    earliest = None
    if found.business_days is not None:
        year_end = parameters.value("calendar.year_end", city=None, on=on).of(YearEnd)
        earliest = _earliest(on, found.business_days, year_end)
    return Stated(Booking(reservation=found, earliest=earliest), (stated.because,))


def _earliest(on: date, days: int, year_end: YearEnd) -> date:
    """The first business day of which `on` is not later than the n-th business day before."""
    while not is_business_day(on, year_end=year_end):
        on += _ONE_DAY
    return add_business_days(on, days, year_end=year_end)
