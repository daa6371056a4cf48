"""Holidays, 年末年始, business days, closed days and waits that are ranges (C8, C9, C10)."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from fuda.rules.calendar import add_months
from fuda.rules.kinds import SATURDAY, ClosedDays, Wait, YearEnd

ClosedBecause = Literal["weekday", "holiday", "year_end", "maintenance"]
Readiness = Literal["no", "may", "sure"]

_ONE_DAY = timedelta(days=1)
_DAYS_OF_A_WEEK = 7


@lru_cache(maxsize=4096)
def is_national_holiday(day: date) -> bool:
    """Whether it is a 国民の祝日 or a day off because of one (own: jpholiday keeps the law)."""
    from jpholiday import is_holiday  # noqa: PLC0415 - kept out of start-up

    return bool(is_holiday(day))


def is_business_day(day: date, *, year_end: YearEnd) -> bool:
    """Neither Saturday, Sunday, national holiday nor 年末年始 (C9)."""
    return day.weekday() < SATURDAY and not year_end.covers(day) and not is_national_holiday(day)


def add_business_days(day: date, count: int, *, year_end: YearEnd) -> date:
    """The business day that many business days after `day` (before it where `count` is negative).

    Day 0 is `day` itself and need not be a business day: from a Saturday, one business day later
    is Monday (C1, C9).
    """
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day, year_end=year_end):
            day += step
    return day


def closed_because(
    closed: ClosedDays, day: date, *, year_end: YearEnd, maintenance: Collection[date] = ()
) -> ClosedBecause | None:
    """Why it is closed all that day, or None (KIOSK-04, KIOSK-05)."""
    if closed.maintenance and day in maintenance:
        return "maintenance"
    if closed.year_end and year_end.covers(day):
        return "year_end"
    if closed.holidays and is_national_holiday(day):
        return "holiday"
    if day.weekday() in closed.weekdays:
        return "weekday"
    return None


def wait_bounds(wait: Wait, *, since: date, year_end: YearEnd) -> tuple[date, date]:
    """The first day on which it may work, and the first on which it surely does (C10)."""
    return (
        _after(since, wait.low, wait, year_end=year_end),
        _after(since, wait.high, wait, year_end=year_end),
    )


def readiness(wait: Wait, *, since: date, on: date, year_end: YearEnd) -> Readiness:
    """Before the lower bound no, between the bounds may, from the upper bound on sure (C10)."""
    may, sure = wait_bounds(wait, since=since, year_end=year_end)
    if on < may:
        return "no"
    return "may" if on < sure else "sure"


def _after(since: date, count: int, wait: Wait, *, year_end: YearEnd) -> date:
    match wait.unit:
        case "business_day":
            return add_business_days(since, count, year_end=year_end)
        case "month":
            return add_months(since, count)
        case "week":
            return since + timedelta(days=count * _DAYS_OF_A_WEEK)
        case "day":
            return since + timedelta(days=count)
