"""How a value of each type is read from YAML into the frozen values of `fuda.rules.kinds`."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from typing import get_args

from fuda.parameters.strict import Place
from fuda.rules.kinds import (
    WEEKDAYS,
    Bilingual,
    ClosedDays,
    Hours,
    Office,
    PinCharacters,
    PinForm,
    Span,
    Wait,
    WaitUnit,
    YearEnd,
)

_IN_A_LEAP_YEAR = 2000
_HH_MM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def _number(raw: object, place: Place) -> int:
    number = place.a(int, raw)
    if number < 0:
        raise place.wrong(f"{number} is below zero", "write zero or more")
    return number


def _bool(raw: object, place: Place) -> bool:
    return place.a(bool, raw)


def _text(raw: object, place: Place) -> str:
    return place.text(raw)


def _time(raw: object, place: Place) -> time:
    found = _HH_MM.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise place.wrong(f"{raw!r} is no time of day", 'write "HH:MM" in quotes')
    return time(int(found[1]), int(found[2]))


def _span(raw: object, place: Place) -> Span:
    body = place.mapping(raw, ("opens", "closes"))
    opens = _time(body["opens"], place.at("opens"))
    closes = _time(body["closes"], place.at("closes"))
    if closes <= opens:
        raise place.wrong(f"it closes at {closes:%H:%M}, before it opens", "put opens first")
    return Span(opens=opens, closes=closes)


def _hours(raw: object, place: Place) -> Hours:
    groups = {
        "every_day": WEEKDAYS,
        "weekdays": WEEKDAYS[:5],
        **{day: (day,) for day in WEEKDAYS},
    }
    week: dict[str, Span] = {}
    for name, body in place.mapping(raw, (), tuple(groups)).items():
        for day in groups[name]:
            if day in week:
                raise place.at(name).wrong(f"{day} is said twice", "name each weekday once")
            week[day] = _span(body, place.at(name))
    if not week:
        raise place.wrong("no hours", "write every_day, weekdays or the days by name")
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(week.get, WEEKDAYS)
    return Hours(week=(monday, tuesday, wednesday, thursday, friday, saturday, sunday))


def _closed(raw: object, place: Place) -> ClosedDays:
    flags = ("holidays", "year_end", "maintenance")
    body = place.mapping(raw, (), ("weekdays", *flags))
    holidays, year_end, maintenance = (_bool(body.get(one, False), place.at(one)) for one in flags)
    weekdays = _words(body.get("weekdays", []), place.at("weekdays"), WEEKDAYS)
    return ClosedDays(
        weekdays=frozenset(WEEKDAYS.index(day) for day in weekdays),
        holidays=holidays,
        year_end=year_end,
        maintenance=maintenance,
    )


def _month_day(raw: object, place: Place) -> tuple[int, int]:
    text = place.text(raw)
    try:
        day = date.fromisoformat(f"{_IN_A_LEAP_YEAR}-{text}")
    except ValueError:
        raise place.wrong(f"{text} is no month and day", 'write "MM-DD" in quotes') from None
    return day.month, day.day


def _date(raw: object, place: Place) -> date:
    return place.a(date, raw)


def _bilinguals(raw: object, place: Place) -> tuple[Bilingual, ...]:
    return tuple(bilingual(one, place) for one in place.a(list, raw))


def _year_end(raw: object, place: Place) -> YearEnd:
    body = place.mapping(raw, ("first", "last"))
    first, last = (_month_day(body[end], place.at(end)) for end in ("first", "last"))
    if first <= last:
        raise place.wrong("it does not pass the year's end", "write the December day as first")
    return YearEnd(first=first, last=last)


def _wait(raw: object, place: Place) -> Wait:
    body = place.mapping(raw, ("low", "high", "unit"))
    low, high = (_number(body[end], place.at(end)) for end in ("low", "high"))
    if high < low:
        raise place.wrong(f"high {high} is below low {low}", "put the smaller number into low")
    units: dict[str, WaitUnit] = {unit: unit for unit in get_args(WaitUnit)}
    return Wait(low=low, high=high, unit=units[_word(body["unit"], place.at("unit"), units)])


def _pin_form(raw: object, place: Place) -> PinForm:
    body = place.mapping(raw, ("shortest", "longest", "characters", "mixed"))
    shortest, longest = (_number(body[end], place.at(end)) for end in ("shortest", "longest"))
    if not 1 <= shortest <= longest:
        raise place.wrong(f"{shortest} to {longest} is no length", "put the smaller number first")
    sets: dict[str, PinCharacters] = {name: name for name in get_args(PinCharacters)}
    return PinForm(
        shortest=shortest,
        longest=longest,
        characters=sets[_word(body["characters"], place.at("characters"), sets)],
        mixed=_bool(body["mixed"], place.at("mixed")),
    )


def bilingual(raw: object, place: Place) -> Bilingual:
    """A name in both languages."""
    body = place.mapping(raw, ("ja", "en"))
    return Bilingual(ja=place.at("ja").text(body["ja"]), en=place.at("en").text(body["en"]))


def _office(raw: object, place: Place) -> Office:
    body = place.mapping(raw, ("ja", "en", "phone"))
    ja, en, phone = (place.at(one).text(body[one]) for one in ("ja", "en", "phone"))
    return Office(ja=ja, en=en, phone=phone)


def _word(raw: object, place: Place, among: Collection[str]) -> str:
    word = place.text(raw)
    if word not in among:
        raise place.wrong(f"{word!r} is not allowed here", f"write one of {', '.join(among)}")
    return word


def _words(raw: object, place: Place, among: Collection[str]) -> tuple[str, ...]:
    words = tuple(_word(one, place, among) for one in place.a(list, raw))
    if len(set(words)) != len(words):
        raise place.wrong("a word stands there twice", "name each once")
    return words


_READERS: Mapping[str, Callable[[object, Place], object]] = {
    "int": _number,
    "bool": _bool,
    "text": _text,
    "date": _date,
    "month_day": _month_day,
    "hours": _hours,
    "closed": _closed,
    "year_end": _year_end,
    "wait": _wait,
    "pin_form": _pin_form,
    "bilingual": bilingual,
    "bilinguals": _bilinguals,
    "office": _office,
}
_WORD_READERS = {"word": _word, "words": _words}

KINDS = (*_READERS, *_WORD_READERS)
WORD_KINDS = tuple(_WORD_READERS)


def read_kind(kind: str, raw: object, place: Place, among: Collection[str]) -> object:
    """A value of that type; None means: not offered from that day."""
    if raw is None:
        return None
    if kind in _WORD_READERS:
        return _WORD_READERS[kind](raw, place, among)
    return _READERS[kind](raw, place)
