"""How a value of each type is read from YAML into the frozen values of `fuda.rules.kinds`."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import get_args

from fuda.parameters.kinds_basic import (
    bilingual,
    bilinguals,
    by_weekday,
    day,
    flag,
    number,
    text,
    time_of_day,
    word,
    words,
)
from fuda.parameters.kinds_windows import READERS as WINDOW_READERS
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


def _span(raw: object, place: Place) -> Span:
    body = place.mapping(raw, ("opens", "closes"))
    opens = time_of_day(body["opens"], place.at("opens"))
    closes = time_of_day(body["closes"], place.at("closes"))
    if closes <= opens:
        raise place.wrong(f"it closes at {closes:%H:%M}, before it opens", "put opens first")
    return Span(opens=opens, closes=closes)


def _hours(raw: object, place: Place) -> Hours:
    return Hours(week=by_weekday(raw, place, _span))


def _closed(raw: object, place: Place) -> ClosedDays:
    flags = ("holidays", "year_end", "maintenance")
    body = place.mapping(raw, (), ("weekdays", *flags))
    holidays, year_end, maintenance = (flag(body.get(one, False), place.at(one)) for one in flags)
    weekdays = words(body.get("weekdays", []), place.at("weekdays"), WEEKDAYS)
    return ClosedDays(
        weekdays=frozenset(WEEKDAYS.index(day) for day in weekdays),
        holidays=holidays,
        year_end=year_end,
        maintenance=maintenance,
    )


def _month_day(raw: object, place: Place) -> tuple[int, int]:
    said = place.text(raw)
    try:
        found = date.fromisoformat(f"{_IN_A_LEAP_YEAR}-{said}")
    except ValueError:
        raise place.wrong(f"{said} is no month and day", 'write "MM-DD" in quotes') from None
    return found.month, found.day


def _year_end(raw: object, place: Place) -> YearEnd:
    body = place.mapping(raw, ("first", "last"))
    first, last = (_month_day(body[end], place.at(end)) for end in ("first", "last"))
    if first <= last:
        raise place.wrong("it does not pass the year's end", "write the December day as first")
    return YearEnd(first=first, last=last)


def _wait(raw: object, place: Place) -> Wait:
    body = place.mapping(raw, ("low", "high", "unit"))
    low, high = (number(body[end], place.at(end)) for end in ("low", "high"))
    if high < low:
        raise place.wrong(f"high {high} is below low {low}", "put the smaller number into low")
    units: dict[str, WaitUnit] = {unit: unit for unit in get_args(WaitUnit)}
    return Wait(low=low, high=high, unit=units[word(body["unit"], place.at("unit"), units)])


def _pin_form(raw: object, place: Place) -> PinForm:
    body = place.mapping(raw, ("shortest", "longest", "characters", "mixed"))
    shortest, longest = (number(body[end], place.at(end)) for end in ("shortest", "longest"))
    if not 1 <= shortest <= longest:
        raise place.wrong(f"{shortest} to {longest} is no length", "put the smaller number first")
    sets: dict[str, PinCharacters] = {name: name for name in get_args(PinCharacters)}
    return PinForm(
        shortest=shortest,
        longest=longest,
        characters=sets[word(body["characters"], place.at("characters"), sets)],
        mixed=flag(body["mixed"], place.at("mixed")),
    )


def _office(raw: object, place: Place) -> Office:
    body = place.mapping(raw, ("ja", "en", "phone"))
    ja, en, phone = (place.at(one).text(body[one]) for one in ("ja", "en", "phone"))
    return Office(ja=ja, en=en, phone=phone)


_READERS: Mapping[str, Callable[[object, Place], object]] = {
    "int": number,
    "bool": flag,
    "text": text,
    "date": day,
    "month_day": _month_day,
    "hours": _hours,
    "closed": _closed,
    "year_end": _year_end,
    "wait": _wait,
    "pin_form": _pin_form,
    "bilingual": bilingual,
    "bilinguals": bilinguals,
    "office": _office,
}
_WORD_READERS: Mapping[str, Callable[[object, Place, Mapping[str, Bilingual]], object]] = {
    "word": word,
    "words": words,
    **WINDOW_READERS,
}

KINDS = (*_READERS, *_WORD_READERS)
WORD_KINDS = tuple(_WORD_READERS)


def read_kind(kind: str, raw: object, place: Place, among: Mapping[str, Bilingual]) -> object:
    """A value of that type; None means: not offered from that day."""
    if raw is None:
        return None
    if kind in _WORD_READERS:
        return _WORD_READERS[kind](raw, place, among)
    return _READERS[kind](raw, place)
