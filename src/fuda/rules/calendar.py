"""Legal time: instants and legal days of Asia/Tokyo, months, birthdays, ages and counted days.

The conventions C1 to C11 of the requirements are kept here: counting (C1), months (C2), birthdays
(C3, C4), expiry (C5), age (C6). Opening times (C7) are `fuda.rules.kinds.Span`; 年末年始 (C8),
business days (C9) and ranges (C10) are `fuda.rules.business_days`; precedence between guidebooks
(C11) is kept by `fuda.parameters`.
"""

from calendar import isleap, monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

LeapBirthday = Literal["28-february", "1-march"]

# Japan has kept one offset since 1951, so no time zone database has to be on the machine.
TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")

_INSTANT_TEXT = "%Y-%m-%dT%H:%M:%S.%fZ"
_INSTANT_WIDTH = len("2026-11-20T14:59:59.000000Z")
_MONTHS = 12


def instant_to_text(instant: datetime) -> str:
    """The instant as UTC text of one width, whose order as text is its order in time."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} names no time zone; hand in an aware instant")
    # Not strftime: it writes the year 999 with three digits.
    text = instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return f"{text}Z"


def instant_from_text(text: str) -> datetime:
    """The instant that `instant_to_text` wrote; ValueError for any other text."""
    try:
        instant = datetime.strptime(text, _INSTANT_TEXT).replace(tzinfo=UTC)
    except ValueError:
        instant = None
    if instant is None or len(text) != _INSTANT_WIDTH:
        raise ValueError(f"{text!r} is no instant; write it like 2026-11-20T14:59:59.000000Z")
    return instant


def legal_day(instant: datetime) -> date:
    """The day that it is in Japan at that instant."""
    return local_time(instant).date()


def local_time(instant: datetime) -> datetime:
    """What a clock on a wall in Japan shows at that instant; opening hours are compared with it."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} names no time zone; hand in an aware instant")
    return instant.astimezone(TOKYO).replace(tzinfo=None)


def start_of_legal_day(day: date) -> datetime:
    """00:00:00 in Japan on that day, in UTC."""
    return datetime.combine(day, time.min, TOKYO).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day number that many months on (or back), clamped to the month's last day (C2).

    The guides' example: three months before 30 May is the last day of February (MIN p12, KAM p13).
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{months} months from {day} is out of the calendar; hand in fewer months")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday_in(born: date, year: int, *, leap_birthday: LeapBirthday = "28-february") -> date:
    """The birthday in that year; of a person born on 29 February as `leap_birthday` says (C4)."""
    if (born.month, born.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28) if leap_birthday == "28-february" else date(year, 3, 1)
    return date(year, born.month, born.day)


def nth_birthday_after(
    born: date, issued: date, n: int, *, leap_birthday: LeapBirthday = "28-february"
) -> date:
    """The n-th birthday strictly after the day of issue; issue on a birthday is not one (C3)."""
    if issued < born:
        raise ValueError(f"issued on {issued}, before the birth on {born}; correct one of them")
    if n < 1:
        raise ValueError(f"there is no birthday number {n}; count from 1")
    first = issued.year
    if birthday_in(born, first, leap_birthday=leap_birthday) <= issued:
        first += 1
    return birthday_in(born, first + n - 1, leap_birthday=leap_birthday)


def age_on(born: date, day: date, *, leap_birthday: LeapBirthday = "28-february") -> int:
    """The age, reached on the birthday itself (C6)."""
    if day < born:
        raise ValueError(f"{day} is before the birth on {born}; correct one of them")
    reached = day >= birthday_in(born, day.year, leap_birthday=leap_birthday)
    return day.year - born.year - (not reached)


def last_good_day(since: date, days: int) -> date:
    """The last day that is "within n days of X": day 0 is X itself, day n still good (C1)."""
    return since + timedelta(days=days)


def within(on: date, *, since: date, days: int) -> bool:
    """Whether `on` is not later than the last good day (C1); being early is never too late."""
    return on <= last_good_day(since, days)


def is_expired(expires: date, on: date) -> bool:
    """Whether it has ended by that day: the expiry day itself is the last valid one (C5)."""
    return on > expires
