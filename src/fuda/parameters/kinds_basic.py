"""Reading what values are made of: numbers, words, times, names in both languages."""

import re
from collections.abc import Callable, Collection
from datetime import date, time
from typing import TypeVar

from fuda.parameters.strict import Place
from fuda.rules.kinds import WEEKDAYS, Bilingual

T = TypeVar("T")

_HH_MM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def number(raw: object, place: Place) -> int:
    """A number from zero up."""
    found = place.a(int, raw)
    if found < 0:
        raise place.wrong(f"{found} is below zero", "write zero or more")
    return found


def flag(raw: object, place: Place) -> bool:
    """True or false."""
    return place.a(bool, raw)


def text(raw: object, place: Place) -> str:
    """A text that is not empty."""
    return place.text(raw)


def time_of_day(raw: object, place: Place) -> time:
    """A time of day, "HH:MM"."""
    found = _HH_MM.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise place.wrong(f"{raw!r} is no time of day", 'write "HH:MM" in quotes')
    return time(int(found[1]), int(found[2]))


def day(raw: object, place: Place) -> date:
    """A day."""
    return place.a(date, raw)


def word(raw: object, place: Place, among: Collection[str]) -> str:
    """One of the words."""
    found = place.text(raw)
    if found not in among:
        raise place.wrong(f"{found!r} is not allowed here", f"write one of {', '.join(among)}")
    return found


def words(raw: object, place: Place, among: Collection[str]) -> tuple[str, ...]:
    """Some of the words, each once."""
    found = tuple(word(one, place, among) for one in place.a(list, raw))
    if len(set(found)) != len(found):
        raise place.wrong("a word stands there twice", "name each once")
    return found


def bilingual(raw: object, place: Place) -> Bilingual:
    """A name in both languages."""
    body = place.mapping(raw, ("ja", "en"))
    return Bilingual(ja=place.at("ja").text(body["ja"]), en=place.at("en").text(body["en"]))


def bilinguals(raw: object, place: Place) -> tuple[Bilingual, ...]:
    """Names in both languages."""
    return tuple(bilingual(one, place) for one in place.a(list, raw))


def by_weekday(
    raw: object, place: Place, read: Callable[[object, Place], T]
) -> tuple[T | None, T | None, T | None, T | None, T | None, T | None, T | None]:
    """Something of each weekday, Monday first: every_day, weekdays, or the days by name."""
    groups = {
        "every_day": WEEKDAYS,
        "weekdays": WEEKDAYS[:5],
        **{day: (day,) for day in WEEKDAYS},
    }
    week: dict[str, T] = {}
    for name, body in place.mapping(raw, (), tuple(groups)).items():
        for day in groups[name]:
            if day in week:
                raise place.at(name).wrong(f"{day} is said twice", "name each weekday once")
            week[day] = read(body, place.at(name))
    if not week:
        raise place.wrong("no hours", "write every_day, weekdays or the days by name")
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(week.get, WEEKDAYS)
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday
