"""On which day the one plant has made a card that was applied for (CARD-40)."""

from datetime import date

from fuda.rules.business_days import wait_bounds
from fuda.rules.kinds import Wait, YearEnd
from fuda.rules.values import Parameters


def made_on(applied: date, *, parameters: Parameters) -> date:
    """The earliest end of the lead time that was in force on the day of application."""
    wait = parameters.value("card.manufacture", city=None, on=applied).of(Wait)
    year_end = parameters.value("calendar.year_end", city=None, on=applied).of(YearEnd)
    return wait_bounds(wait, since=applied, year_end=year_end)[0]
