"""From when a kiosk takes a card, and a service a new certificate (KIOSK-17, CERT-28, C10).

Before the lower bound no, between the bounds perhaps, from the upper bound on surely.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.business_days import readiness, wait_bounds
from fuda.rules.kinds import Wait, YearEnd
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class After(StrEnum):
    """What the wait is counted from."""

    HANDOVER = "handover"
    CONTINUATION = "continuation"


class Usable(StrEnum):
    """Whether it works on a day."""

    NO = "no"
    MAY = "may"
    SURE = "sure"


class Service(StrEnum):
    """Where a certificate is used; each has a time of its own (CERT-28, CERT-29)."""

    GENERAL = "general"
    PORTAL = "portal"
    KIOSK = "kiosk"
    E_TAX = "e_tax"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsableFrom:
    """The answer for a day, and the days from which it may and surely does work."""

    usable: Usable
    may_from: date
    sure_from: date


_KEYS = {
    After.HANDOVER: "usable_after.hand_over.kiosk",
    After.CONTINUATION: "usable_after.continuation.kiosk",
}
_SERVICE_KEYS = {
    Service.GENERAL: "usable_after.certificate",
    Service.PORTAL: "usable_after.certificate.portal",
    Service.KIOSK: "usable_after.certificate.kiosk",
    Service.E_TAX: "usable_after.certificate.e_tax",
}


def kiosk_usable(
    *, city: str, after: After, since: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """Whether the kiosk works on that day, `since` being the day of hand-over or continuation."""
    return usable_after(_KEYS[after], city=city, since=since, on=on, parameters=parameters)


def certificate_usable(
    *, city: str, service: Service, since: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """Whether a service takes a certificate on that day, `since` being that of issue or renewal."""
    return usable_after(
        _SERVICE_KEYS[service], city=city, since=since, on=on, parameters=parameters
    )


def usable_after(
    key: str, *, city: str, since: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """Whether a city's wait under that key, counted from a day, is over on another (C10)."""
    stated = parameters.value(key, city=city, on=since)
    wait = stated.of(Wait)
    year_end = parameters.value("calendar.year_end", city=None, on=since).of(YearEnd)
    may_from, sure_from = wait_bounds(wait, since=since, year_end=year_end)
    found = UsableFrom(
        usable=Usable(readiness(wait, since=since, on=on, year_end=year_end)),
        may_from=may_from,
        sure_from=sure_from,
    )
    return Stated(found, (stated.because,))


def kiosk_must_be_usable(
    *, city: str, after: After, since: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """The same, but Refused while it surely does not work yet."""
    return _must_be_usable(
        kiosk_usable(city=city, after=after, since=since, on=on, parameters=parameters)
    )


def kiosk_must_take_certificate(
    *, city: str, since: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """The same for a certificate put on a card in hand, `since` being the day of its issue."""
    return _must_be_usable(
        certificate_usable(
            city=city, service=Service.KIOSK, since=since, on=on, parameters=parameters
        )
    )


def _must_be_usable(stated: Stated[UsableFrom]) -> Stated[UsableFrom]:
    if stated.value.usable is Usable.NO:
        raise refused(
            stated.because[0].rule,
            "It takes some days after this procedure until kiosks accept the card.",
            instead="Please try again from {may_from}; from {sure_from} it surely works.",
            because=stated.because,
            may_from=stated.value.may_from,
            sure_from=stated.value.sure_from,
        )
    return stated
