"""When a card or certificate may be renewed (RENEW-01 to RENEW-04)."""

from datetime import date
from enum import StrEnum

from fuda.rules.calendar import is_expired
from fuda.rules.deadline_days import opens_before
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class Renewable(StrEnum):
    """What can be renewed."""

    CARD = "card"
    CERTIFICATE = "certificate"


class Renewal(StrEnum):
    """As what it may be renewed."""

    ALLOWED = "allowed"
    NEW_ISSUE = "allowed_as_new_issue"
    """After expiry: nothing is left to extend, so it counts from the new day of issue."""


def renewal_opens(expires: date, *, parameters: Parameters) -> Stated[date]:
    """The day after "three months before expiry", clamped to the month's end (RENEW-02)."""
    months = parameters.value("renewal.months_before", city=None, on=expires)
    days = parameters.value("renewal.days_after", city=None, on=expires)
    opens = opens_before(expires, months=months.of(int), days=days.of(int))
    return Stated(opens, (months.because, days.because))


def in_renewal_window(expires: date, on: date, *, parameters: Parameters) -> bool:
    """Whether a renewal on that day extends from the old expiry."""
    opens = renewal_opens(expires, parameters=parameters).value
    return opens <= on and not is_expired(expires, on)


def renewal_allowed(
    what: Renewable, *, expires: date, on: date, parameters: Parameters
) -> Stated[Renewal]:
    """Whether it may be renewed on that day; Refused before the window and, for a card, after."""
    opens = renewal_opens(expires, parameters=parameters)
    if on < opens.value:
        raise refused(
            "RENEW-01",
            "It is too early: it expires on {expires}, and renewal opens on {opens}.",
            instead="Please come from {opens} on.",
            because=opens.because,
            expires=expires,
            opens=opens.value,
        )
    if not is_expired(expires, on):
        return Stated(Renewal.ALLOWED, opens.because)
    after = parameters.value(f"{what}.renewal.after_expiry", city=None, on=on)
    if after.value is True:
        return Stated(Renewal.NEW_ISSUE, (after.because,))
    raise refused(
        "RENEW-03",
        "The card expired on {expires} and has lapsed, so it cannot be renewed.",
        instead="Please apply for a new card at the counter of your municipality, and bring this"
        " one.",
        because=(after.because,),
        expires=expires,
    )
