"""What a parameter can be besides a number or a word: hours, waits, PIN forms, offices and so on.

Opening hours and closed days are values with parts, so that no rule parses a sentence.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from fuda.rules.refusal import BothNames

WaitUnit = Literal["day", "business_day", "week", "month"]
PinCharacters = Literal["digits", "upper_alnum"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `opens` up to but not including `closes` (C7)."""

    opens: time
    closes: time

    def admits(self, at: time) -> bool:
        """22:59 is open and 23:00 is closed where `closes` is 23:00."""
        return self.opens <= at < self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Opening hours of a week, Monday first; None on a weekday without any."""

    week: tuple[
        Span | None, Span | None, Span | None, Span | None, Span | None, Span | None, Span | None
    ]

    def on(self, day: date) -> Span | None:
        """The hours of that day's weekday; closed days are a value of their own."""
        return self.week[day.weekday()]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnd:
    """年末年始, from a month and day of one year to a month and day of the next (C8)."""

    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        """Both ends belong to it."""
        month_day = (day.month, day.day)
        return month_day >= self.first or month_day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDays:
    """The days on which something is closed whatever its hours.

    `maintenance` says that the guide names maintenance days without dates (KIOSK-05): they are
    published elsewhere and handed in by the operator.
    """

    weekdays: frozenset[int] = frozenset()
    holidays: bool = False
    year_end: bool = False
    maintenance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long until something can be used: not before `low`, surely from `high` on (C10)."""

    low: int
    high: int
    unit: WaitUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class PinForm:
    """What a PIN is made of; `mixed` asks for a letter and a digit at least (PIN-02 to PIN-04)."""

    shortest: int
    longest: int
    characters: PinCharacters
    mixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilingual:
    """A name as the guide prints it, and in English."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Whom to ask, and by which telephone."""

    ja: str
    en: str
    phone: str

    def __str__(self) -> BothNames:
        """One line for whoever has to ask there."""
        both = f"{self.ja} ({self.en}) {self.phone}"
        return BothNames(both, ja=f"{self.ja}（電話 {self.phone}）")
