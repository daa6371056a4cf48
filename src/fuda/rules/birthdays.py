"""Ages and birthdays as rules count them: by the convention for 29 February in force (C4)."""

from datetime import date
from typing import cast

from fuda.rules.calendar import LeapBirthday, age_on, birthday_in, nth_birthday_after
from fuda.rules.values import Parameters


def _convention(on: date, parameters: Parameters) -> LeapBirthday:
    word = parameters.value("calendar.leap_birthday", city=None, on=on).of(str)
    return cast("LeapBirthday", word)


def age(born: date, on: date, parameters: Parameters) -> int:
    """The age reached on that day (C6)."""
    return age_on(born, on, leap_birthday=_convention(on, parameters))


def birthday(born: date, *, after: date, count: int, parameters: Parameters) -> date:
    """The count-th birthday strictly after a day (C3)."""
    convention = _convention(after, parameters)
    return nth_birthday_after(born, after, count, leap_birthday=convention)


def birthday_at_age(born: date, years: int, *, parameters: Parameters) -> date:
    """The birthday on which that age is reached (C4, C6)."""
    convention = _convention(born, parameters)
    return birthday_in(born, born.year + years, leap_birthday=convention)
