"""A PIN set anew at a kiosk: which, under what conditions, and from when to when (RESET-03 to -10).

The reservation counts from the minute it was completed: it can be used from then up to but not
including the same minute `within` hours later (RESET-08: the end is open, so it is left out).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from fuda.rules.business_days import closed_because
from fuda.rules.kinds import ClosedDays, Hours, YearEnd
from fuda.rules.lifecycle.kiosk_reset import HAS_RUN_OUT, NOT_BOOKED
from fuda.rules.pin import PinKind
from fuda.rules.procedures import where
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, Value
from fuda.rules.window_kinds import names

_COUNTER = (
    "Please come in person to the counter of your municipality with the card to have it reset."
)


class PinTrouble(StrEnum):
    """Why a PIN is set anew (RESET-13)."""

    LOCKED = "locked"
    FORGOTTEN = "forgotten"


class Standing(StrEnum):
    """How the certificate behind a PIN stands."""

    VALID = "valid"
    EXPIRED = "expired"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAsked:
    """A reset that a holder asks a kiosk for."""

    kind: PinKind
    other_works: bool
    """The PIN of the other certificate is known and not locked."""
    trouble: PinTrouble = PinTrouble.LOCKED
    standing: Standing = Standing.VALID


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetWindow:
    """From when to when a reservation can be used, as local moments; `lapses_at` is too late."""

    usable_from: datetime
    lapses_at: datetime
    last_day: date
    """The last day that has a moment within the kiosk's hours and before `lapses_at`."""


def kiosk_reset(
    asked: ResetAsked,
    *,
    booked: datetime | None,
    at: datetime,
    parameters: Parameters,
    city: str | None = None,
    maintenance: Collection[date] = (),
) -> Stated[ResetWindow]:
    """The window in which a kiosk resets the PIN, `at` being in it; Refused by the first no.

    `booked` is when the smartphone reservation was completed, None where none was made; moments are
    local time of Japan. `city` is the holder's; a refusal names its windows. `maintenance` are the
    days that the operator has published.
    """
    on = at.date()
    grounds = _this_pin(asked, city, on, parameters)
    if booked is None:
        raise _no_window(NOT_BOOKED.msgid, NOT_BOOKED.instead, parameters, on)
    _not_in_maintenance(booked.date(), parameters, maintenance)
    window = reset_window(booked, on=on, parameters=parameters)
    if at >= window.value.lapses_at:
        raise _no_window(HAS_RUN_OUT.msgid, HAS_RUN_OUT.instead, parameters, on)
    _open(parameters.value("pin.kiosk_reset.hours", city=None, on=on), at)
    return Stated(window.value, (*window.because, *grounds))


def reset_window(booked: datetime, *, on: date, parameters: Parameters) -> Stated[ResetWindow]:
    """From when to when a reservation serves, by the values of that day (RESET-08, -09)."""
    within = parameters.value("pin.kiosk_reset.within", city=None, on=on)
    hours = parameters.value("pin.kiosk_reset.hours", city=None, on=on)
    lapses_at = booked + timedelta(hours=within.of(int))
    window = ResetWindow(
        usable_from=_first_open(hours.of(Hours), booked),
        lapses_at=lapses_at,
        last_day=_last_open_day(hours.of(Hours), lapses_at),
    )
    return Stated(window, (within.because, hours.because))


def _this_pin(
    asked: ResetAsked, city: str | None, on: date, parameters: Parameters
) -> tuple[Because, ...]:
    """The grounds on which kiosks reset this PIN for this holder; Refused where they do not."""
    offered = parameters.value(f"pin.kiosk_reset.{asked.kind}", city=None, on=on)
    covers = parameters.value("pin.kiosk_reset.covers", city=None, on=on)
    if not offered.of(bool) or asked.trouble not in covers.of(tuple):
        raise _counter_only(
            offered.because,
            "This PIN cannot be reset at a kiosk.",
            city=city,
            on=on,
            parameters=parameters,
        )
    if asked.standing is not Standing.VALID:
        raise refused(
            "RESET-10",
            "The certificate is not valid any more, and kiosks reset the PIN of a valid one only.",
            instead="Please have a new certificate issued at the counter, with the card.",
            because=(offered.because,),
        )
    if not asked.other_works:
        raise _none_works(asked.kind, city, on, parameters)
    return (offered.because, covers.because)


def _none_works(kind: PinKind, city: str | None, on: date, parameters: Parameters) -> Exception:
    """RESET-06 where either PIN helps the other; before, only the user PIN helped (RESET-03)."""
    user = parameters.value("pin.kiosk_reset.user", city=None, on=on)
    either = kind is PinKind.USER or user.of(bool)
    return _counter_only(
        replace(user.because, rule="RESET-06" if either else "RESET-03"),
        "A kiosk resets one PIN with the help of the other certificate's PIN, which does not work"
        " either.",
        city=city,
        on=on,
        parameters=parameters,
    )


def _counter_only(
    ground: Because, msgid: str, *, city: str | None, on: date, parameters: Parameters
) -> Exception:
    """A refusal by the ground's rule that sends the holder to the counter, by name where known."""
    if city is None:
        return refused(ground.rule, msgid, instead=_COUNTER, because=(ground,))
    there = where(city=city, procedure="pin_reset", on=on, parameters=parameters)
    return refused(
        ground.rule,
        msgid,
        instead="Please come in person with the card to one of these: {windows}.",
        because=(ground, *there.because),
        windows=names(there.value.at),
    )


def _no_window(msgid: str, instead: str, parameters: Parameters, on: date) -> Exception:
    within = parameters.value("pin.kiosk_reset.within", city=None, on=on)
    return refused("RESET-08", msgid, instead=instead, because=(within.because,))


def _not_in_maintenance(day: date, parameters: Parameters, maintenance: Collection[date]) -> None:
    closed = parameters.value("pin.kiosk_reset.booking_closed", city=None, on=day)
    year_end = parameters.value("calendar.year_end", city=None, on=day).of(YearEnd)
    days = closed.of(ClosedDays)
    if closed_because(days, day, year_end=year_end, maintenance=maintenance) is not None:
        raise refused(
            "RESET-07",
            "No reservations are taken during the maintenance of {day}.",
            instead="Please make the reservation on another day.",
            because=(closed.because,),
            day=day,
        )


def _open(hours: Value, at: datetime) -> None:
    span = hours.of(Hours).on(at.date())
    if span is None:
        raise refused(
            "RESET-09",
            "Kiosks reset no PINs on this day of the week ({day}).",
            instead="Please come on another day, before the reservation runs out.",
            because=(hours.because,),
            day=at.date(),
        )
    if not span.admits(at.time()):
        raise refused(
            "RESET-09",
            "Kiosks reset PINs from {opens} until just before {closes}.",
            instead="Please come within these hours, before the reservation runs out.",
            because=(hours.because,),
            opens=f"{span.opens:%H:%M}",
            closes=f"{span.closes:%H:%M}",
        )


def _first_open(hours: Hours, moment: datetime) -> datetime:
    """The first moment from then on at which kiosks reset."""
    span = hours.on(moment.date())
    if span is not None and span.admits(moment.time()):
        return moment
    day = moment.date()
    if span is None or moment.time() >= span.closes:
        day += timedelta(days=1)
        while (span := hours.on(day)) is None:
            day += timedelta(days=1)
    return datetime.combine(day, span.opens)


def _last_open_day(hours: Hours, until: datetime) -> date:
    """The last day on which kiosks reset at some moment before `until`."""
    day = until.date()
    span = hours.on(day)
    if span is not None and until.time() > span.opens:
        return day
    day -= timedelta(days=1)
    while hours.on(day) is None:
        day -= timedelta(days=1)
    return day
