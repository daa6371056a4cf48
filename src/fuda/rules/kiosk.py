"""Certificates at the kiosk (コンビニ交付): what a city offers, when, to whom, for how much.

What no guidebook of the city says is NotStated, never refused and never allowed by default.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from fuda.rules.business_days import ClosedBecause, closed_because
from fuda.rules.kinds import ClosedDays, Hours, Span, YearEnd
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.refusal import Because, NotStated
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, Value, silent_on

COUNTER = "Please ask at the counter of your municipality."
_OF_THE_REGISTER = ("koseki", "fuhyo")
_MY_NUMBER_AT_COUNTER = (
    "Please choose the certificate without the Individual Number, or ask at the counter of your"
    " municipality."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of the holder and of what is asked for; each True needs a rule's answer."""

    face_auth_card: bool = False
    my_number: bool = False
    """The 住民票 is to show the Individual Number."""
    moved_out: bool = False
    moving_out: bool = False
    deceased: bool = False
    household_moving_out: bool = False
    issue_restricted: bool = False
    unsupported_characters: bool = False
    tax_just_filed: bool = False
    household: bool = False
    """The 住民票 is to cover other members of the household."""
    variant: str | None = None
    """A special kind of 住民票, by the words of `kiosk.juminhyo.not_issued`."""
    seal_registered: bool = True
    honseki_here: bool = True


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One question: which certificate, where, when (local time of Japan)."""

    city: str
    certificate: str
    at: datetime
    parameters: Parameters
    maintenance: Collection[date] = ()

    def value(self, key: str) -> Stated[object]:
        """The city's value on that day."""
        value = self.parameters.value(key, city=self.city, on=self.at.date())
        return Stated(value.value, (value.because,))

    def of_certificate(self, what: str) -> Stated[object]:
        """The city's value for this certificate."""
        return self.value(f"kiosk.{self.certificate}.{what}")

    def silent(self, about: str) -> NotStated:
        """The guidebook speaks of such cases, but not of this one; raise it."""
        on = self.at.date()
        return silent_on(about, city=self.city, on=on, parameters=self.parameters)


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
    asked = _Asked(
        city=city,
        certificate=certificate,
        at=at,
        parameters=parameters,
        maintenance=maintenance,
    )
    if situation.face_auth_card:
        _not_with_a_face_auth_card(asked)
    offered = _offered_in_this_city(asked)
    _not_on_a_closed_day(asked)
    hours = _open_now(asked)
    free = _nothing_stands_in_the_way(asked, situation)
    fee = asked.of_certificate("fee")
    if not isinstance(fee.value, int):
        raise _not_offered(fee.because)
    offer = KioskOffer(certificate=certificate, fee=fee.value, hours=hours.value)
    return Stated(offer, (*fee.because, *hours.because, *free, *offered))


def _not_with_a_face_auth_card(asked: _Asked) -> None:
    day = asked.at.date()
    works = asked.parameters.value("kiosk.face_auth_card", city=None, on=day)
    if works.value is not True:
        raise refused(
            "KIOSK-33",
            "A face-authentication card has no PIN and cannot be used at a kiosk.",
            instead=COUNTER,
            because=(works.because,),
        )


def _not_offered(because: tuple[Because, ...]) -> Exception:
    return refused(
        "KIOSK-07",
        "This city does not issue this certificate at kiosks.",
        instead=COUNTER,
        because=because,
    )


def _offered_in_this_city(asked: _Asked) -> tuple[Because, ...]:
    offered = asked.value("kiosk.certificates")
    words = offered.value
    if not isinstance(words, tuple | frozenset) or asked.certificate not in words:
        raise _not_offered(offered.because)
    return offered.because


def _closed_days(asked: _Asked) -> list[Stated[object]]:
    """The closed days of the kiosk in this city, and of this certificate where it has its own."""
    found = []
    keys = ["kiosk.closed"]
    if asked.certificate.startswith(_OF_THE_REGISTER):
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


def _not_on_a_closed_day(asked: _Asked) -> None:
    closed = _closed(asked)
    if closed is not None:
        raise refused(
            closed.because[0].rule,
            _WHY_CLOSED[closed.value],
            instead="Please come on another day.",
            because=closed.because,
            day=asked.at.date(),
        )


def _closed(asked: _Asked) -> Stated[ClosedBecause] | None:
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


def _year_end(asked: _Asked) -> Value:
    """The city's own range, or the usual one where it names none (C8)."""
    try:
        return asked.parameters.value("kiosk.year_end", city=asked.city, on=asked.at.date())
    except NotStated:
        return asked.parameters.value("calendar.year_end", city=None, on=asked.at.date())


def _open_now(asked: _Asked) -> Stated[Span]:
    stated = asked.of_certificate("hours")
    if not isinstance(stated.value, Hours):
        raise _not_offered(stated.because)
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


_IN_THE_WAY = (
    ("unsupported_characters", "unsupported_characters", "KIOSK-09"),
    ("moved_out", "moved_out", "KIOSK-10"),
    ("moving_out", "planning_to_move_out", "KIOSK-10"),
    ("deceased", "deceased", "KIOSK-10"),
    ("issue_restricted", "issue_restriction", "KIOSK-12"),
)
_WHY = {
    "unsupported_characters": (
        "The name or address has a character that kiosks cannot print.",
        COUNTER,
    ),
    "moved_out": (
        "Kiosks issue no certificate to a person who has moved out of this city.",
        "Please ask at the municipality where you live now.",
    ),
    "planning_to_move_out": (
        "Kiosks issue no certificate after a moving-out notice was filed.",
        COUNTER,
    ),
    "deceased": ("Kiosks issue no certificate of a person who has died.", COUNTER),
    "issue_restriction": (
        "Certificates of this person are restricted on request and not issued at kiosks.",
        COUNTER,
    ),
    "household_member_planning_to_move_out": (
        "While a member of the household is about to move out, kiosks issue no 住民票.",
        COUNTER,
    ),
    "days_after_tax_filing": (
        "The tax return was filed too recently; its certificate is not ready yet.",
        "Please ask the tax counter of your municipality when it can be had.",
    ),
}


def _nothing_stands_in_the_way(asked: _Asked, situation: Situation) -> tuple[Because, ...]:
    """Refused by the first thing that does; the grounds of what was allowed in particular."""
    for known, word, rule in _IN_THE_WAY:
        if getattr(situation, known):
            _refuse_where_stated(asked, word, rule)
    if asked.certificate == "juminhyo":
        return _this_juminhyo_is_printed(asked, situation)
    if asked.certificate.startswith("tax_") and situation.tax_just_filed:
        _refuse_where_stated(asked, "days_after_tax_filing", "KIOSK-13")
    if asked.certificate == "inkan" and not situation.seal_registered:
        raise refused(
            "KIOSK-31",
            "No seal is registered, so no seal registration certificate can be issued.",
            instead="Please register a seal at the counter of your municipality first.",
            because=asked.value("kiosk.inkan.registered_before").because,
        )
    if asked.certificate.startswith(_OF_THE_REGISTER) and not situation.honseki_here:
        raise refused(
            "KIOSK-30",
            "The family register of this person is kept in another municipality.",
            instead="Please register your card for that municipality first, if it takes part.",
            because=(ground("HONSEKI-02, CHI p21"),),
        )
    return ()


def _this_juminhyo_is_printed(asked: _Asked, situation: Situation) -> tuple[Because, ...]:
    if situation.household_moving_out:
        _refuse_where_stated(asked, "household_member_planning_to_move_out", "KIOSK-11")
    if situation.variant is not None:
        not_issued = asked.value("kiosk.juminhyo.not_issued")
        if not isinstance(not_issued.value, tuple | frozenset) or (
            situation.variant not in not_issued.value
        ):
            raise asked.silent(f"kiosk.juminhyo.not_issued: {situation.variant}")
        raise refused(
            "KIOSK-14",
            "Kiosks of this city do not issue this kind of 住民票.",
            instead=COUNTER,
            because=not_issued.because,
        )
    grounds: tuple[Because, ...] = ()
    if situation.my_number:
        grounds += _allowed(
            asked.value("kiosk.juminhyo.my_number"),
            "KIOSK-15",
            "Kiosks of this city print no 住民票 with the Individual Number.",
            instead=_MY_NUMBER_AT_COUNTER,
        )
    if situation.household:
        grounds += _allowed(
            asked.value("kiosk.juminhyo.household"),
            "KIOSK-16",
            "Kiosks of this city print a 住民票 of the holder alone.",
            instead=COUNTER,
        )
    return grounds


def _allowed(stated: Stated[object], rule: str, msgid: str, *, instead: str) -> tuple[Because, ...]:
    """The grounds of a yes; Refused where the city says no."""
    if stated.value is not True:
        raise refused(rule, msgid, instead=instead, because=stated.because)
    return stated.because


def _refuse_where_stated(asked: _Asked, word: str, rule: str) -> None:
    """The city's guidebook names this case, or it is not stated for that city."""
    cases = asked.value("kiosk.refused_when")
    if isinstance(cases.value, tuple | frozenset) and word in cases.value:
        msgid, instead = _WHY[word]
        because = tuple(replace(one, rule=rule) for one in cases.because)
        raise refused(rule, msgid, instead=instead, because=because)
    raise asked.silent(f"kiosk.refused_when: {word}")
