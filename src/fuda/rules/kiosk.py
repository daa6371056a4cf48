"""Certificates at the kiosk (コンビニ交付): what a city offers, when, to whom, for how much.

What no guidebook of the city says is NotStated, never refused and never allowed by default.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from fuda.rules.business_days import ClosedBecause, closed_because
from fuda.rules.kinds import ClosedDays, Hours, Span, YearEnd
from fuda.rules.kiosk_asked import COUNTER, Asked, Situation, not_offered
from fuda.rules.kiosk_barriers import nothing_stands_in_the_way
from fuda.rules.phone import PhoneUse, phone_accepted
from fuda.rules.refusal import Because, NotStated
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, Value

__all__ = ["KioskOffer", "Situation", "kiosk_offer", "situation_on"]


def situation_on(day: date, *, moving_out_on: date | None, household_moving_out: bool) -> Situation:
    """What a resident record says of that day; the planned day of moving out is the last one."""
    return Situation(
        moving_out=moving_out_on is not None and day <= moving_out_on,
        moved_out=moving_out_on is not None and day > moving_out_on,
        household_moving_out=household_moving_out,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskOffer:
    """A certificate offered now: the fee for one copy in yen, and today's hours."""

    certificate: str
    fee: int
    hours: Span
    phone: str | None = None
    """How a phone in place of the card is accepted, by the words of `phone_accepted`."""


def kiosk_offer(
    *,
    city: str,
    certificate: str,
    at: datetime,
    situation: Situation,
    parameters: Parameters,
    maintenance: Collection[date] = (),
) -> Stated[KioskOffer]:
    """The offer, or Refused by the first rule that says no.

    `at` is local time in Japan; `maintenance` are the days that the operator has published.
    """
    asked = Asked(
        city=city,
        certificate=certificate,
        at=at,
        parameters=parameters,
        maintenance=maintenance,
    )
    device = _device_is_accepted(asked, situation)
    offered = _offered_in_this_city(asked)
    _not_on_a_closed_day(asked)
    hours = _open_now(asked)
    free = nothing_stands_in_the_way(asked, situation)
    fee = asked.of_certificate("fee")
    if not isinstance(fee.value, int):
        raise not_offered(fee.because)
    offer = KioskOffer(
        certificate=certificate, fee=fee.value, hours=hours.value, phone=device.value
    )
    return Stated(offer, (*fee.because, *hours.because, *free, *device.because, *offered))


def _device_is_accepted(asked: Asked, situation: Situation) -> Stated[str | None]:
    """How a phone is accepted, None for a card; Refused where what is held out cannot be used."""
    day = asked.at.date()
    if situation.face_auth_card:
        _refuse_unless(
            asked.national("kiosk.face_auth_card"),
            "KIOSK-33",
            "A face-authentication card has no PIN and cannot be used at a kiosk.",
            instead=COUNTER,
        )
    if situation.juki_card:
        _refuse_unless(
            asked.value("kiosk.juki_card"),
            "KIOSK-37",
            "A Basic Resident Register card is not accepted at kiosks any more.",
            instead="Please use a My Number Card, or ask at the counter of your municipality.",
        )
    if situation.phone is not None:
        phone = phone_accepted(situation.phone, PhoneUse.KIOSK, on=day, parameters=asked.parameters)
        return Stated(phone.value, phone.because)
    if not situation.user_certificate:
        needed = asked.national("kiosk.user_certificate")
        raise refused(
            "KIOSK-43",
            "The card has no valid user certificate, so it cannot be used at a kiosk.",
            instead="Please come in person to the counter of your municipality with the card.",
            because=needed.because,
        )
    return Stated(None, ())


def _refuse_unless(stated: Stated[object], rule: str, msgid: str, *, instead: str) -> None:
    if stated.value is not True:
        raise refused(rule, msgid, instead=instead, because=stated.because)


def _offered_in_this_city(asked: Asked) -> tuple[Because, ...]:
    offered = asked.value("kiosk.certificates")
    words = offered.value
    if not isinstance(words, tuple | frozenset) or asked.certificate not in words:
        raise not_offered(offered.because)
    return offered.because


def _closed_days(asked: Asked) -> list[Stated[object]]:
    """The closed days of the kiosk in this city, and of this certificate where it has its own."""
    found = []
    keys = ["kiosk.closed"]
    if asked.of_register:
        keys.insert(0, f"kiosk.{asked.certificate}.closed")
    for key in keys:
        try:
            found.append(asked.value(key))
        except NotStated:
            continue
    return found


_WHY_CLOSED = {
    "maintenance": "Kiosks are under maintenance on {day}.",
    "year_end": "Kiosks issue no certificates over the year-end and New Year days ({day}).",
    "holiday": "This certificate is not issued at kiosks on national holidays ({day}).",
    "weekday": "This certificate is not issued at kiosks on this day of the week ({day}).",
}


def _not_on_a_closed_day(asked: Asked) -> None:
    closed = _closed(asked)
    if closed is not None:
        raise refused(
            closed.because[0].rule,
            _WHY_CLOSED[closed.value],
            instead="Please come on another day.",
            because=closed.because,
            day=asked.at.date(),
        )


def _closed(asked: Asked) -> Stated[ClosedBecause] | None:
    """Why it is closed all day, with the grounds; None where it is not."""
    year_end = _year_end(asked)
    for closed in _closed_days(asked):
        if not isinstance(closed.value, ClosedDays):
            continue
        why = closed_because(
            closed.value,
            asked.at.date(),
            year_end=year_end.of(YearEnd),
            maintenance=asked.maintenance,
        )
        if why is not None:
            also = (year_end.because,) if why == "year_end" else ()
            return Stated(why, (*closed.because, *also))
    return None


def _year_end(asked: Asked) -> Value:
    """The city's own range, or the usual one where it names none (C8)."""
    try:
        return asked.parameters.value("kiosk.year_end", city=asked.city, on=asked.at.date())
    except NotStated:
        return asked.parameters.value("calendar.year_end", city=None, on=asked.at.date())


def _open_now(asked: Asked) -> Stated[Span]:
    stated = asked.of_certificate("hours")
    if not isinstance(stated.value, Hours):
        raise not_offered(stated.because)
    span = stated.value.on(asked.at.date())
    rule = stated.because[0].rule
    if span is None:
        raise refused(
            rule,
            "This certificate is not issued at kiosks on this day of the week ({day}).",
            instead="Please come on another day.",
            because=stated.because,
            day=asked.at.date(),
        )
    if not span.admits(asked.at.time()):
        raise refused(
            rule,
            "Kiosks issue this certificate today from {opens} until just before {closes}.",
            instead="Please come within these hours; the shop's own hours count too.",
            because=stated.because,
            opens=f"{span.opens:%H:%M}",
            closes=f"{span.closes:%H:%M}",
        )
    return Stated(span, stated.because)
