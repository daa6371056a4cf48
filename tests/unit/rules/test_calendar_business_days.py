"""Holidays, 年末年始, business days, closed days, opening times and ranges (C7 to C10)."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuda.rules.business_days import (
    ClosedBecause,
    Readiness,
    add_business_days,
    closed_because,
    is_business_day,
    is_national_holiday,
    readiness,
    wait_bounds,
)
from fuda.rules.kinds import SUNDAY, ClosedDays, Hours, Span, Wait, WaitUnit, YearEnd

YEAR_END = YearEnd(first=(12, 29), last=(1, 3))
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 3), True),
        (date(2027, 1, 4), False),
        (date(2026, 7, 1), False),
    ],
)
def test_the_year_end_has_six_days(day: date, covered: bool) -> None:  # noqa: FBT001 - a column
    """12-29 to 01-03, both ends in (KAM p11; C8)."""
    assert YEAR_END.covers(day) is covered


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 11, 3), True),
        (date(2026, 11, 23), True),
        (date(2026, 5, 6), True),
        (date(2026, 9, 22), True),
        (date(2026, 11, 24), False),
        (date(2019, 5, 1), True),
    ],
)
def test_national_holidays(day: date, holiday: bool) -> None:  # noqa: FBT001 - a column
    """Fixed days, a substitute (2026-05-06), a day between two (2026-09-22), the accession."""
    assert is_national_holiday(day) is holiday


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 11, 21), 1, date(2026, 11, 24)),
        (date(2026, 12, 28), 1, date(2027, 1, 4)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 24), -1, date(2026, 11, 20)),
        (date(2026, 11, 27), -5, date(2026, 11, 19)),
    ],
)
def test_business_days_step_over_what_is_closed(day: date, count: int, expected: date) -> None:
    """Weekend, 勤労感謝の日 and 年末年始 are stepped over, forwards and backwards (C9)."""
    assert add_business_days(day, count, year_end=YEAR_END) == expected


@given(DAYS, st.integers(1, 30))
def test_as_many_business_days_lie_between(day: date, count: int) -> None:
    """From the day after up to the answer there are exactly that many, and the answer is one."""
    found = add_business_days(day, count, year_end=YEAR_END)
    between = (day + timedelta(days=n) for n in range(1, (found - day).days + 1))

    assert is_business_day(found, year_end=YEAR_END)
    assert sum(is_business_day(one, year_end=YEAR_END) for one in between) == count


@pytest.mark.parametrize(
    ("day", "because"),
    [
        (date(2026, 11, 21), None),
        (date(2026, 11, 22), "weekday"),
        (date(2026, 11, 23), "holiday"),
        (date(2026, 12, 29), "year_end"),
        (date(2026, 12, 4), "maintenance"),
    ],
)
def test_why_it_is_closed(day: date, because: ClosedBecause | None) -> None:
    """Family register certificates in 千代田区: open on Saturday, not on Sunday (CHI p20)."""
    closed = ClosedDays(
        weekdays=frozenset({SUNDAY}), holidays=True, year_end=True, maintenance=True
    )

    assert (
        closed_because(closed, day, year_end=YEAR_END, maintenance=[date(2026, 12, 4)]) == because
    )


def test_nothing_closes_what_names_no_closed_day() -> None:
    """A guide that names no holiday is not held to close on one."""
    for day in (date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 29)):
        assert closed_because(ClosedDays(), day, year_end=YEAR_END, maintenance=[day]) is None


@pytest.mark.parametrize(
    ("at", "admitted"),
    [(time(6, 29, 59), False), (time(6, 30), True), (time(22, 59, 59), True), (time(23), False)],
)
def test_opening_times_are_half_open(at: time, admitted: bool) -> None:  # noqa: FBT001 - a column
    """22:59 is accepted and 23:00 refused (KIOSK-02; C7)."""
    assert Span(opens=time(6, 30), closes=time(23)).admits(at) is admitted


def test_hours_are_those_of_the_weekday() -> None:
    """千代田区's family register certificates on Friday, Saturday and Sunday (CHI p20)."""
    weekday = Span(opens=time(9), closes=time(19))
    saturday = Span(opens=time(9), closes=time(17))
    hours = Hours(week=(weekday, weekday, weekday, weekday, weekday, saturday, None))

    assert hours.on(date(2026, 11, 20)) == weekday
    assert hours.on(date(2026, 11, 21)) == saturday
    assert hours.on(date(2026, 11, 22)) is None


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 11, 20), "no"),
        (date(2026, 11, 21), "may"),
        (date(2026, 11, 22), "sure"),
        (date(2027, 11, 22), "sure"),
    ],
)
def test_one_to_two_days_after(on: date, expected: Readiness) -> None:
    """1~2日後: the same day no, the next may be, two days later sure (KAM p12; C10)."""
    wait = Wait(low=1, high=2, unit="day")

    assert readiness(wait, since=date(2026, 11, 20), on=on, year_end=YEAR_END) == expected


@pytest.mark.parametrize(
    ("unit", "low", "high"),
    [
        ("day", date(2026, 12, 29), date(2026, 12, 30)),
        ("business_day", date(2027, 1, 4), date(2027, 1, 5)),
        ("week", date(2027, 1, 4), date(2027, 1, 11)),
        ("month", date(2027, 1, 28), date(2027, 2, 28)),
    ],
)
def test_the_units_of_a_wait(unit: WaitUnit, low: date, high: date) -> None:
    """Days without 営業 are calendar days; business days wait for the new year (C9, C10)."""
    wait = Wait(low=1, high=2, unit=unit)

    assert wait_bounds(wait, since=date(2026, 12, 28), year_end=YEAR_END) == (low, high)
