"""When the windows (窓口) of a city are open (WINDOW-01 to -05, -12; C7, C8, X-29 to X-31).

Opening days come from the weekday, from n-th weekdays of a month (and what a holiday does to them),
from national holidays and from 年末年始; reception ends before closing where the guide says so.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from fuda.rules.business_days import is_national_holiday
from fuda.rules.kinds import SATURDAY, YearEnd
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, Value, silent_on
from fuda.rules.window_kinds import NthWeekday, Opening, Window, WindowHours

HOURS = "window.hours"
_A_WEEK = timedelta(days=7)
_ONE_DAY = timedelta(days=1)
_LOOKS_AHEAD = 62
"""Days in which the next opening must lie: longer than any run of closed days."""


class WindowState(StrEnum):
    """What a window is at a moment when it is not closed."""

    OPEN = "open"
    HOURS_NOT_STATED = "hours_not_stated"
    """It opens on that day, and the guide does not say from when to when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """A day on which a window opens; `opening` None where the guide says no hours."""

    day: date
    opening: Opening | None
    card_procedures: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Openness:
    """A window at a moment when it is open."""

    state: WindowState
    today: OpenDay


def windows_of(*, city: str, on: date, parameters: Parameters) -> Stated[dict[str, Window]]:
    """Every window of the city by id, those that are yet to be opened too."""
    stated = parameters.value("windows", city=city, on=on)
    return Stated(stated.of(dict), (stated.because,))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar:
    """When one window opens, with the grounds of each part."""

    window: Window
    hours: WindowHours
    holidays_closed: bool
    year_end: YearEnd
    because: Because
    windows: Because
    holidays: Because
    over_new_year: Because

    def open_day(self, day: date) -> OpenDay | None:
        """What that day is, or None where the window stays closed all day."""
        if not self.window.is_there(day) or self.year_end.covers(day):
            return None
        for rule in self.hours.nth:
            if day.weekday() == rule.weekday and _falls_on(rule, day):
                return OpenDay(
                    day=day, opening=rule.opening, card_procedures=not _maintained(rule, day)
                )
        if self.holidays_closed and is_national_holiday(day):
            return None
        usual = self.hours.week[day.weekday()]
        if usual is None:
            return None
        return OpenDay(day=day, opening=usual, card_procedures=True)

    def why_closed(self, day: date) -> tuple[str, Because]:
        """The sentence and the ground of a day on which it is closed."""
        if self.year_end.covers(day):
            return _WHY_CLOSED["year_end"], self.over_new_year
        if self.holidays_closed and is_national_holiday(day):
            return _WHY_CLOSED["holiday"], self.holidays
        return _WHY_CLOSED["weekday"], self.because


_WHY_CLOSED = {
    "year_end": "The window is closed over the year-end and New Year days ({day}).",
    "holiday": "The window is closed on national holidays ({day}).",
    "weekday": "The window is closed on that day ({day}).",
}


def _nth(day: date) -> int:
    """Which of its weekdays of the month it is: the 3rd Saturday is 3."""
    return (day.day - 1) // _A_WEEK.days + 1


def _falls_on(rule: NthWeekday, day: date) -> bool:
    """Whether the window opens by this rule; `day` is of its weekday (WINDOW-01, -02, -04)."""
    counts = rule.on_holiday == "open" or not is_national_holiday(day)
    if _nth(day) in rule.nth:
        return counts
    before = day - _A_WEEK
    moved = rule.on_holiday == "next" and before.month == day.month and _nth(before) in rule.nth
    return moved and counts and is_national_holiday(before)


def _maintained(rule: NthWeekday, day: date) -> bool:
    """Whether it is the n-th one on the day after the s-th Saturday (WINDOW-03)."""
    if rule.no_card_procedures is None:
        return False
    nth, after_saturday = rule.no_card_procedures
    before = day - _ONE_DAY
    return _nth(day) == nth and before.weekday() == SATURDAY and _nth(before) == after_saturday


def _calendar(*, city: str, window: str, on: date, parameters: Parameters) -> _Calendar:
    """NotStated where the city says no hours of the window."""
    windows = windows_of(city=city, on=on, parameters=parameters)
    hours = parameters.value(HOURS, city=city, on=on)
    of_window = hours.of(dict).get(window)
    if of_window is None:
        raise silent_on(f"{HOURS}: {window}", city=city, on=on, parameters=parameters)
    holidays = parameters.value("window.holidays.closed", city=city, on=on)
    year_end = _year_end(city, on, parameters)
    return _Calendar(
        window=windows.value[window],
        hours=of_window,
        holidays_closed=holidays.of(bool),
        year_end=year_end.of(YearEnd),
        because=hours.because,
        windows=windows.because[0],
        holidays=holidays.because,
        over_new_year=year_end.because,
    )


def _year_end(city: str, on: date, parameters: Parameters) -> Value:
    return parameters.value("window.year_end", city=city, on=on)


def window_open(
    *, city: str, window: str, at: datetime, card_procedure: bool, parameters: Parameters
) -> Stated[Openness]:
    """Whether the window takes people at that local moment; Refused with the next opening.

    `card_procedure`: whether a procedure of the card or its certificates is meant, which some open
    days do not have (WINDOW-03). KeyError where the city has no such window.
    """
    calendar = _calendar(city=city, window=window, on=at.date(), parameters=parameters)
    today = calendar.open_day(at.date())
    if today is None:
        raise _closed_all_day(calendar, at, card_procedure=card_procedure)
    if card_procedure and not today.card_procedures:
        raise _refused(
            calendar,
            at,
            "WINDOW-03",
            "The window opens on {day}, but the national system is under maintenance: nothing can"
            " be done about cards and certificates.",
            calendar.because,
            card_procedure=True,
        )
    if today.opening is None:
        return Stated(
            Openness(state=WindowState.HOURS_NOT_STATED, today=today), (calendar.because,)
        )
    _within(calendar, today.opening, at, card_procedure=card_procedure)
    return Stated(
        Openness(state=WindowState.OPEN, today=today), (calendar.because, calendar.windows)
    )


def _within(calendar: _Calendar, opening: Opening, at: datetime, *, card_procedure: bool) -> None:
    clock = at.time()
    if not opening.opens <= clock < opening.closes:
        raise _refused(
            calendar,
            at,
            "WINDOW-01",
            "The window is open on {day} from {opens} until just before {closes}.",
            calendar.because,
            card_procedure=card_procedure,
            opens=f"{opening.opens:%H:%M}",
            closes=f"{opening.closes:%H:%M}",
        )
    if clock >= opening.last:
        raise _refused(
            calendar,
            at,
            "WINDOW-04",
            "Reception ended at {last} on {day}; the window itself closes at {closes}.",
            calendar.because,
            card_procedure=card_procedure,
            last=f"{opening.last:%H:%M}",
            closes=f"{opening.closes:%H:%M}",
        )


def _closed_all_day(calendar: _Calendar, at: datetime, *, card_procedure: bool) -> Exception:
    opened = calendar.window.opened
    if opened is not None and at.date() < opened:
        return _refused(
            calendar,
            at,
            "WINDOW-04",
            "The window has not been opened yet; it opens on {opened}.",
            calendar.windows,
            card_procedure=card_procedure,
            opened=opened,
        )
    why, because = calendar.why_closed(at.date())
    return _refused(calendar, at, "WINDOW-01", why, because, card_procedure=card_procedure)


def _refused(
    calendar: _Calendar,
    at: datetime,
    rule: str,
    why: str,
    because: Because,
    *,
    card_procedure: bool,
    **facts: object,
) -> Exception:
    """No, with the day and time at which the window opens next."""
    following = _next(calendar, at, card_procedure=card_procedure)
    told = {"day": at.date(), **facts}
    if following is None:
        return refused(
            rule,
            why,
            instead="Please ask the window.",
            because=(replace(because, rule=rule),),
            **told,
        )
    if following.opening is None:
        return refused(
            rule,
            why,
            instead="Please come on {next_day}; the guidebook does not say the hours of that day.",
            because=(replace(because, rule=rule),),
            next_day=following.day,
            **told,
        )
    return refused(
        rule,
        why,
        instead="Please come on {next_day} from {next_opens} on.",
        because=(replace(because, rule=rule),),
        next_day=following.day,
        next_opens=f"{following.opening.opens:%H:%M}",
        **told,
    )


def _next(calendar: _Calendar, at: datetime, *, card_procedure: bool) -> OpenDay | None:
    """The first day, from that moment on, on which somebody can still be received."""
    day = max(at.date(), calendar.window.opened or date.min)
    for _ in range(_LOOKS_AHEAD):
        found = calendar.open_day(day)
        if found is not None and (found.card_procedures or not card_procedure):
            today = day == at.date()
            if not today or found.opening is None or at.time() < found.opening.opens:
                return found
        day += _ONE_DAY
    return None


def next_opening(
    *, city: str, window: str, at: datetime, card_procedure: bool, parameters: Parameters
) -> Stated[OpenDay]:
    """The next day on which the window opens: today where it has not opened yet at that moment."""
    calendar = _calendar(city=city, window=window, on=at.date(), parameters=parameters)
    found = _next(calendar, at, card_procedure=card_procedure)
    if found is None:
        raise silent_on(f"{HOURS}: {window}", city=city, on=at.date(), parameters=parameters)
    return Stated(found, (calendar.because, calendar.windows))
