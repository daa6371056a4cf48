"""The card as a health insurance card: registering, using, and what else proves insurance.

HEALTH-01 to HEALTH-08, HEALTH-16, FACE-15, FACE-16.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from fuda.rules.business_days import closed_because
from fuda.rules.calendar import is_expired
from fuda.rules.kinds import ClosedDays, Hours, YearEnd
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

_RENEW = "Please have the certificate renewed at the counter of your municipality first."


class InsuranceChannel(StrEnum):
    """Where the card is registered."""

    PORTAL = "portal"
    ATM = "atm"
    FACILITY = "facility"


class InsuranceCard(StrEnum):
    """What kind of card it is, or that it is suspended."""

    NORMAL = "normal"
    FACE_AUTH = "face_auth"
    SUSPENDED = "suspended"


class InsuranceOutcome(StrEnum):
    """What comes of a registration."""

    REGISTERED = "registered"
    LATER = "later"
    MAY_FAIL = "may_fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What comes of it; the days left of the user certificate; what it needs.

    `completes_from` is a time of day, for what an ATM completes later. `bring` is empty where no
    guidebook says what this card needs.
    """

    outcome: InsuranceOutcome
    remaining: int
    completes_from: time | None
    bring: tuple[str, ...]


def insurance_registration(
    channel: InsuranceChannel,
    *,
    card: InsuranceCard,
    user_expires: date,
    on: date,
    at: datetime | None,
    parameters: Parameters,
) -> Stated[Registration]:
    """How the card is registered on that day; Refused where it cannot be.

    `at` is the moment on Japan's clock where it is known: an ATM completes later what it takes in
    the small hours, and may take nothing at the year's end and in Golden Week.
    """
    grounds = (
        *_this_way(channel, card, on, parameters),
        *_certificate_long_enough(user_expires, on, parameters),
    )
    outcome: Stated[InsuranceOutcome] = Stated(InsuranceOutcome.REGISTERED, ())
    completes_from: time | None = None
    if channel is InsuranceChannel.ATM:
        outcome, completes_from = _at_an_atm(on, at, parameters)
    bring: tuple[str, ...] = ()
    if card is InsuranceCard.NORMAL:
        papers = parameters.value("insurance.registration.bring", city=None, on=on)
        bring = papers.of(tuple)
        grounds = (*grounds, papers.because)
    found = Registration(
        outcome=outcome.value,
        remaining=(user_expires - on).days,
        completes_from=completes_from,
        bring=bring,
    )
    return Stated(found, (*outcome.because, *grounds))


def _this_way(
    channel: InsuranceChannel, card: InsuranceCard, on: date, parameters: Parameters
) -> tuple[Because, ...]:
    """The grounds on which this card is registered in this way; Refused where it is not."""
    if card is InsuranceCard.SUSPENDED:
        raise refused(
            "CERT-31",
            "The card is suspended because it was reported lost.",
            instead="If you have found it, bring it with an identity document to have the"
            " suspension lifted.",
            because=(ground("CERT-31, ARA p10"),),
        )
    if card is InsuranceCard.FACE_AUTH:
        stated = parameters.value("insurance.registration.face_auth", city=None, on=on)
        if channel not in stated.of(tuple):
            raise refused(
                "FACE-16",
                "A face-authentication card has no PIN, so it is registered at a hospital or"
                " pharmacy only.",
                instead="Please use a terminal with face recognition at a hospital or pharmacy.",
                because=(stated.because,),
            )
        return (stated.because,)
    stated = parameters.value("insurance.registration.channels", city=None, on=on)
    if channel not in stated.of(tuple):
        raise refused(
            "HEALTH-02",
            "The card cannot be registered as an insurance card in this way on that day.",
            instead="Please choose another way.",
            because=(stated.because,),
        )
    return (stated.because,)


def _certificate_long_enough(
    expires: date, on: date, parameters: Parameters
) -> tuple[Because, ...]:
    """HEALTH-03: not in the last days of the user certificate, nor after it."""
    _must_be_valid(expires, on)
    last_days = parameters.value("insurance.registration.last_days", city=None, on=on)
    if (expires - on).days <= last_days.of(int):
        raise refused(
            "HEALTH-03",
            "The user certificate expires on {expires}; in its last {days} days the card cannot be"
            " registered.",
            instead=_RENEW,
            because=(last_days.because,),
            expires=expires,
            days=last_days.of(int),
        )
    return (last_days.because,)


def _must_be_valid(expires: date, on: date) -> None:
    if is_expired(expires, on):
        raise refused(
            "HEALTH-08",
            "The certificate expired on {expires}.",
            instead=_RENEW,
            because=(ground("HEALTH-08, ARA p17"),),
            expires=expires,
        )


def _at_an_atm(
    on: date, at: datetime | None, parameters: Parameters
) -> tuple[Stated[InsuranceOutcome], time | None]:
    may_fail, first, last = (
        parameters.value(f"insurance.registration.atm.{key}", city=None, on=on)
        for key in ("may_fail", "golden_week_first", "golden_week_last")
    )
    year_end = parameters.value("calendar.year_end", city=None, on=on).of(YearEnd)
    closed = closed_because(may_fail.of(ClosedDays), on, year_end=year_end) is not None
    if closed or first.of(tuple) <= (on.month, on.day) <= last.of(tuple):
        because = (may_fail.because,) if closed else (may_fail.because, first.because, last.because)
        return Stated(InsuranceOutcome.MAY_FAIL, because), None
    deferred = parameters.value("insurance.registration.atm.deferred", city=None, on=on)
    span = deferred.of(Hours).on(on)
    if at is not None and span is not None and span.admits(at.time()):
        return Stated(InsuranceOutcome.LATER, (deferred.because,)), span.closes
    return Stated(InsuranceOutcome.REGISTERED, (may_fail.because, deferred.because)), None


def insurance_use(
    *, face_auth_card: bool, user_expires: date | None, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """How the holder is identified where the card is used (words of `insurance_check`).

    Any of them will do. Refused before such a card was taken, and with a user certificate that has
    expired; `user_expires` None where it is not asked.
    """
    key = f"insurance.use.{'face_auth' if face_auth_card else 'normal'}"
    checks = parameters.value(key, city=None, on=on)
    if checks.value is None:
        raise refused(
            "HEALTH-01",
            "On that day such a card did not serve as an insurance card yet.",
            instead="Please show the health insurance card.",
            because=(checks.because,),
        )
    if user_expires is not None:
        _must_be_valid(user_expires, on)
    return Stated(checks.of(tuple), (checks.because, ground("HEALTH-08, ARA p17")))


def insurance_proof(*, on: date, parameters: Parameters) -> Stated[tuple[str, ...]]:
    """What proves health insurance on that day (words of `insurance_proof`), any one of them."""
    stated = parameters.value("insurance.proof", city=None, on=on)
    return Stated(stated.of(tuple), (stated.because,))
