"""When a card expires (CARD-15 to CARD-20, FOREIGN-01, -02, -07). The expiry day still counts (C5).

Counted from the day of issue, not of application or hand-over; only the age of majority that
applies goes by the day of application (CARD-17). A printed expiry never changes when a rule does
(CARD-18): ask with the card's own days.
"""

from datetime import date
from enum import StrEnum

from fuda.rules.birthdays import age, birthday
from fuda.rules.lifecycle.machine import because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class Residence(StrEnum):
    """On what ground a person lives in Japan, by the words of doors.person."""

    JAPANESE = "japanese"
    PERMANENT = "permanent"
    """永住者, 特別永住者, 高度専門職第2号 (FOREIGN-01)."""
    LIMITED_STAY = "limited_stay"
    """Other mid- and long-term residents, landing and provisional stay (FOREIGN-02, -03)."""


def card_expiry(
    *,
    born: date,
    issued: date,
    applied: date,
    residence: Residence,
    stay_until: date | None,
    parameters: Parameters,
) -> Stated[date]:
    """The last valid day of a card; Refused where the stay ends before the card is issued."""
    by_birthday = _by_birthday(born=born, issued=issued, applied=applied, parameters=parameters)
    if residence is not Residence.LIMITED_STAY:
        return by_birthday
    if stay_until is None:
        raise ValueError("a limited stay has a last day; hand in stay_until")
    stay_ends = because("FOREIGN-02, TOM p5")
    if stay_until < issued:
        raise refused(
            "FOREIGN-02",
            "The period of stay ended on {stay_until}, before the card is issued.",
            instead="Please apply when your new residence card shows the new period of stay.",
            because=(stay_ends,),
            stay_until=stay_until,
        )
    if stay_until <= by_birthday.value:
        return Stated(stay_until, (stay_ends,))
    return Stated(by_birthday.value, (because("FOREIGN-07, CHI p11"), *by_birthday.because))


def _by_birthday(
    *, born: date, issued: date, applied: date, parameters: Parameters
) -> Stated[date]:
    adult_age = parameters.value("card.adult_age", city=None, on=applied)
    adult = age(born, issued, parameters) >= adult_age.of(int)
    span = parameters.value(
        f"card.expiry.birthdays_{'adult' if adult else 'minor'}", city=None, on=issued
    )
    day = birthday(born, after=issued, count=span.of(int), parameters=parameters)
    return Stated(day, (span.because, adult_age.because))
