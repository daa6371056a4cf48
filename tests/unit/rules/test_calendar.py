"""Instants and legal days, months, birthdays, ages and counted days (C1 to C6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuda.rules.calendar import (
    TOKYO,
    add_months,
    age_on,
    birthday_in,
    instant_from_text,
    instant_to_text,
    is_expired,
    last_good_day,
    legal_day,
    nth_birthday_after,
    start_of_legal_day,
    within,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
INSTANTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(INSTANTS)
def test_an_instant_survives_its_text(instant: datetime) -> None:
    """What is written as text comes back as the same instant, in one width."""
    text = instant_to_text(instant)

    assert len(text) == 27
    assert instant_from_text(text) == instant


@given(INSTANTS, INSTANTS)
def test_the_order_of_texts_is_the_order_of_instants(one: datetime, other: datetime) -> None:
    """A database may sort and compare the text."""
    assert (instant_to_text(one) < instant_to_text(other)) == (one < other)


def test_an_instant_in_japan_is_written_in_utc() -> None:
    """08:59 in Tokyo is 23:59 of the day before in UTC."""
    instant = datetime(2026, 11, 20, 8, 59, tzinfo=TOKYO)

    assert instant_to_text(instant) == "2026-11-19T23:59:00.000000Z"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "2026-11-20T08:59:00Z",
        "2026-11-20T08:59:00.0Z",
        "2026-02-30T08:59:00.000000Z",
        "",
    ],
)
def test_any_other_text_is_no_instant(text: str) -> None:
    """A text of another width or an impossible day is refused in one line."""
    with pytest.raises(ValueError, match=r"^'.*' is no instant; write it like 2026-"):
        instant_from_text(text)


def test_an_instant_without_a_zone_is_refused() -> None:
    """A naive datetime would mean another instant on another machine."""
    naive = datetime(2026, 11, 20, 9)  # noqa: DTZ001 - the very thing that is refused

    with pytest.raises(ValueError, match="names no time zone"):
        instant_to_text(naive)
    with pytest.raises(ValueError, match="names no time zone"):
        legal_day(naive)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC), date(2026, 11, 21)),
    ],
)
def test_the_legal_day_turns_at_midnight_in_japan(instant: datetime, day: date) -> None:
    """15:00 UTC is the next day's first second."""
    assert legal_day(instant) == day


@given(DAYS)
def test_a_legal_day_ends_one_second_before_the_next(day: date) -> None:
    """23:59:59 in Japan still belongs to the day, one second later does not (C5)."""
    next_day = start_of_legal_day(day + timedelta(days=1))

    assert legal_day(start_of_legal_day(day)) == day
    assert legal_day(next_day - timedelta(seconds=1)) == day


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 5, 30), -3, date(2026, 2, 28)),
        (date(2028, 5, 30), -3, date(2028, 2, 29)),
        (date(2026, 4, 1), -3, date(2026, 1, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_clamped_to_the_months_last_day(day: date, months: int, expected: date) -> None:
    """The guides' 5月30日→3月1日 needs 28 February as the day before (MIN p12, KAM p13; C2)."""
    assert add_months(day, months) == expected


@given(DAYS, st.integers(-600, 600))
def test_months_keep_the_day_number_or_clamp_it(day: date, months: int) -> None:
    """Month arithmetic never rolls into the month after (C2)."""
    moved = add_months(day, months)

    assert moved.day <= day.day
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1
    assert (moved.year - day.year) * 12 + moved.month - day.month == months


def test_months_out_of_the_calendar_are_refused() -> None:
    """The year 10000 cannot be reached by counting."""
    with pytest.raises(ValueError, match="out of the calendar"):
        add_months(date(9999, 12, 1), 1)


def test_years_are_twelve_months() -> None:
    """29 February five years on is 28 February (C2)."""
    assert add_months(date(2024, 2, 29), 5 * 12) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (date(2026, 6, 14), date(2035, 6, 15)),
        (date(2026, 6, 15), date(2036, 6, 15)),
        (date(2026, 6, 16), date(2036, 6, 15)),
    ],
)
def test_a_birthday_on_the_day_of_issue_does_not_count(issued: date, expected: date) -> None:
    """The n-th birthday is counted strictly after the day of issue (TOM p9; C3)."""
    assert nth_birthday_after(date(1990, 6, 15), issued, 10) == expected


@pytest.mark.parametrize(
    ("issued", "n", "february", "march"),
    [
        (date(2026, 2, 27), 1, date(2026, 2, 28), date(2026, 3, 1)),
        (date(2026, 2, 28), 1, date(2027, 2, 28), date(2026, 3, 1)),
        (date(2026, 3, 1), 1, date(2027, 2, 28), date(2027, 3, 1)),
        (date(2026, 6, 1), 2, date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_born_on_29_february(issued: date, n: int, february: date, march: date) -> None:
    """In a common year the birthday is 28 February, or 1 March where the switch says so (C4)."""
    born = date(2000, 2, 29)

    assert nth_birthday_after(born, issued, n) == february
    assert nth_birthday_after(born, issued, n, leap_birthday="1-march") == march


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 30000), st.integers(1, 10))
def test_exactly_n_birthdays_lie_after_the_issue(born: date, after: int, n: int) -> None:
    """Up to and with the day found there are n birthdays later than the issue (C3)."""
    issued = born + timedelta(days=after)
    found = nth_birthday_after(born, issued, n)
    birthdays = [birthday_in(born, year) for year in range(issued.year, found.year + 1)]

    assert sum(issued < birthday <= found for birthday in birthdays) == n
    assert found in birthdays


@pytest.mark.parametrize(
    ("issued", "n", "said"),
    [(date(1990, 6, 14), 1, "before the birth"), (date(2026, 1, 1), 0, "count from 1")],
)
def test_birthdays_that_cannot_be(issued: date, n: int, said: str) -> None:
    """Issue before birth, or the zeroth birthday, is a slip and said so."""
    with pytest.raises(ValueError, match=said):
        nth_birthday_after(date(1990, 6, 15), issued, n)


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 11, 19), 17), (date(2026, 11, 20), 18), (date(2026, 11, 21), 18)]
)
def test_an_age_is_reached_on_the_birthday(day: date, age: int) -> None:
    """Not on the day before it (C6)."""
    assert age_on(date(2008, 11, 20), day) == age


def test_an_age_before_birth_is_refused() -> None:
    """Nobody has an age before being born."""
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2008, 11, 20), date(2008, 11, 19))


@pytest.mark.parametrize(
    ("on", "good"),
    [(date(2026, 5, 1), True), (date(2026, 5, 15), True), (date(2026, 5, 16), False)],
)
def test_within_14_days_is_good_on_day_14(on: date, good: bool) -> None:  # noqa: FBT001 - a column
    """Day 0 is the day itself; day 14 is good and day 15 is not (C1; ARA p10, p11)."""
    since = date(2026, 5, 1)

    assert within(on, since=since, days=14) is good
    assert last_good_day(since, 14) == date(2026, 5, 15)


def test_the_expiry_day_is_the_last_valid_day() -> None:
    """まで有効 (C5)."""
    expires = date(2036, 6, 15)

    assert not is_expired(expires, expires)
    assert is_expired(expires, date(2036, 6, 16))
