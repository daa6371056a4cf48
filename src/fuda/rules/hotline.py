"""The telephone lines: hours, menus, languages (CALL-01 to -10, I18N-01, D-19 to D-21, X-19)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fuda.rules.business_days import closed_because, is_national_holiday
from fuda.rules.kinds import Bilingual, ClosedDays, Hours, Office, Span, YearEnd
from fuda.rules.refusal import NotStated
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters, Value

CITY_LINE = "city_centre"
"""The word for a city's own call centre, whose values the city decides."""


FREE_DIAL = "free_dial"


class CallFor(StrEnum):
    """Why somebody calls."""

    QUESTION = "question"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOpen:
    """A line that answers; `hours` None where it does so at any hour of any day."""

    hours: Span | None


def _key(line: str, what: str) -> str:
    return f"call_centre.{what}" if line == CITY_LINE else f"hotline.{line}.{what}"


def _value(line: str, what: str, *, city: str | None, on: date, parameters: Parameters) -> Value:
    """The value of the line; NotStated where nobody says such a thing of it."""
    key = _key(line, what)
    try:
        return parameters.value(key, city=city, on=on)
    except KeyError:
        office = parameters.value("contact.national", city=None, on=on).of(Office)
        raise NotStated(key=key, city=None, on=on, ask=str(office)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line's number and what the guides say beside it; None where nobody says it."""

    number: str
    charged: bool | None
    ip_numbers: tuple[str, ...]
    operator: Bilingual | None
    fax: str | None


def line_number(line: str, *, city: str | None, on: date, parameters: Parameters) -> Stated[Line]:
    """The number of the line (CALL-06 to -10); `city` names who runs the toll-free line."""
    number = _value(line, "number", city=city, on=on, parameters=parameters)
    asked = {
        "charged": None if line == CITY_LINE else _key(line, "charged"),
        "operator": "hotline.operator" if line == FREE_DIAL and city else None,
        "fax": {CITY_LINE: _key(CITY_LINE, "fax"), FREE_DIAL: "fax.number"}.get(line),
    }
    found = {
        what: value
        for what, key in asked.items()
        if key is not None and (value := if_stated(parameters, key, city=city, on=on)) is not None
    }
    ip = [
        parameters.value(f"hotline.ip_number.{about}", city=None, on=on)
        for about in _BY_IP.get(line, ())
    ]
    stated = Line(
        number=number.of(str),
        charged=found["charged"].of(bool) if "charged" in found else None,
        ip_numbers=tuple(one.of(str) for one in ip),
        operator=found["operator"].of(Bilingual) if "operator" in found else None,
        fax=found["fax"].of(str) if "fax" in found else None,
    )
    grounds = (one.because for one in (*found.values(), *ip))
    return Stated(stated, (number.because, *grounds))


_BY_IP = {FREE_DIAL: ("card", "system"), "navi_dial": ("card",)}
"""Which numbers serve where an IP telephone does not reach the line (CALL-06)."""


def line_open(
    line: str, *, purpose: CallFor, city: str | None, at: datetime, parameters: Parameters
) -> Stated[LineOpen]:
    """Whether the line answers at that local moment; Refused with its hours where it does not."""
    on = at.date()
    if purpose is CallFor.SUSPENSION:
        always = _value(line, "suspension", city=city, on=on, parameters=parameters)
        if always.of(bool):
            return Stated(LineOpen(hours=None), (always.because,))
        raise refused(
            always.because.rule,
            "This line does not suspend cards.",
            instead="Please call the toll-free line {number}, at any hour of any day.",
            because=(always.because,),
            number=parameters.value("hotline.free_dial.number", city=None, on=on).of(str),
        )
    hours = _value(line, "hours", city=city, on=on, parameters=parameters)
    closed = _value(line, "closed", city=city, on=on, parameters=parameters)
    _not_on_a_closed_day(closed, on, parameters)
    span = hours.of(Hours).on(on)
    because = hours.because
    if line != CITY_LINE and is_national_holiday(on):
        holiday = _value(line, "holiday_hours", city=city, on=on, parameters=parameters)
        span, because = holiday.of(Hours).on(on), holiday.because
    if span is None or not span.admits(at.time()):
        raise refused(
            because.rule,
            "Nobody answers this line at that time."
            if span is None
            else "This line answers on {day} from {opens} until just before {closes}.",
            instead="Please call within its hours; a card can be suspended at any hour by the"
            " toll-free line {number}.",
            because=(because,),
            day=on,
            opens="" if span is None else f"{span.opens:%H:%M}",
            closes="" if span is None else f"{span.closes:%H:%M}",
            number=parameters.value("hotline.free_dial.number", city=None, on=on).of(str),
        )
    return Stated(LineOpen(hours=span), (because, closed.because))


def _not_on_a_closed_day(closed: Value, on: date, parameters: Parameters) -> None:
    year_end = parameters.value("calendar.year_end", city=None, on=on).of(YearEnd)
    if closed_because(closed.of(ClosedDays), on, year_end=year_end) is not None:
        raise refused(
            closed.because.rule,
            "Nobody answers this line on {day}.",
            instead="Please call on another day; a card can be suspended on any day by the"
            " toll-free line {number}.",
            because=(closed.because,),
            day=on,
            number=parameters.value("hotline.free_dial.number", city=None, on=on).of(str),
        )


def menu_entry(*, purpose: str, on: date, parameters: Parameters) -> Stated[tuple[int, ...]]:
    """The keys to press on the toll-free line by that day's edition, which may name none."""
    stated = parameters.value("hotline.free_dial.menu", city=None, on=on)
    keys = stated.of(dict).get(purpose)
    if keys is None:
        office = parameters.value("contact.national", city=None, on=on).of(Office)
        key = f"hotline.free_dial.menu: {purpose}"
        raise NotStated(key=key, city=None, on=on, ask=str(office))
    return Stated(keys, (stated.because,))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEntry:
    """The toll-free line's number, and the keys to press there; none where no edition says them."""

    number: str
    keys: tuple[int, ...]


def line_entry(*, purpose: str, on: date, parameters: Parameters) -> Stated[LineEntry]:
    """Whom to call for a purpose, and which keys to press (RESET-12, HEALTH-14)."""
    keys = menu_entry(purpose=purpose, on=on, parameters=parameters)
    number = parameters.value("hotline.free_dial.number", city=None, on=on)
    found = LineEntry(number=number.of(str), keys=keys.value)
    return Stated(found, (*keys.because, number.because))


def suspension_line(*, on: date, parameters: Parameters) -> Stated[LineEntry]:
    """Whom to call at any hour when a card is lost (LOST-01); TOM prints no key for it."""
    try:
        return line_entry(purpose="lost_card", on=on, parameters=parameters)
    except NotStated:
        number = parameters.value("hotline.free_dial.number", city=None, on=on)
        return Stated(LineEntry(number=number.of(str), keys=()), (number.because,))


def languages(
    line: str, *, city: str | None, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """The languages that the line speaks on that day (I18N-01, D-20)."""
    stated = _value(line, "languages", city=city, on=on, parameters=parameters)
    return Stated(stated.of(tuple), (stated.because,))
