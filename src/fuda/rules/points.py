"""Side services of their time: points, vaccination certificate, account (POINT, VACC, ACCOUNT)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, Value

_PERCENT = 100


class PointsPart(StrEnum):
    """What earns points in the second round."""

    CHARGE = "charge"
    INSURANCE = "insurance"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Points for one part, and the days on which they could be applied for."""

    points: int
    first_day: date
    last_day: date


def points_amount(
    part: PointsPart,
    *,
    on: date,
    card_applied: date,
    spent: int,
    first_round: bool,
    parameters: Parameters,
) -> Stated[Points]:
    """The points of one part applied for on that day (POINT-01 to -04, X-17, D-06).

    `spent` in yen was charged or paid; a fraction of a point is dropped. Who took part in the first
    round gets none for charging. Insurance and account count whenever they were done before.
    """

    def value(name: str) -> Value:
        return parameters.value(f"points.{name}", city=None, on=on)

    first = value("first_day" if part is PointsPart.CHARGE else "extra.first_day")
    last = value("last_day")
    if not first.of(date) <= on <= last.of(date):
        raise refused(
            first.because.rule,
            "These points can be applied for from {first} to {last} only.",
            instead="No points are given for it on other days.",
            because=(first.because, last.because),
            first=first.of(date),
            last=last.of(date),
        )
    by = value("card_applied_by")
    if card_applied > by.of(date):
        raise refused(
            "POINT-04",
            "Only cards applied for by {by} earn points.",
            instead="No points are given for a card applied for later.",
            because=(by.because,),
            by=by.of(date),
        )
    if part is PointsPart.CHARGE:
        percent, most = value("charge.percent"), value("charge.most")
        points = 0 if first_round else min(spent * percent.of(int) // _PERCENT, most.of(int))
        decided = [percent.because, most.because]
    else:
        whole = value(str(part))
        points, decided = whole.of(int), [whole.because]
    found = Points(points=points, first_day=first.of(date), last_day=last.of(date))
    return Stated(found, (*decided, first.because, last.because, by.because))


def vaccination_app(*, on: date, parameters: Parameters) -> Stated[str]:
    """The PIN that the app asks for, on a day on which it works (VACC-01, D-17)."""
    works = parameters.value("vaccination.app", city=None, on=on)
    if not works.of(bool):
        raise refused(
            "VACC-01",
            "The vaccination certificate app has ended.",
            instead="Please ask your municipality what takes its place.",
            because=(works.because,),
        )
    pin = parameters.value("pin.needed.vaccination_app", city=None, on=on)
    return Stated(pin.of(tuple)[0], (pin.because, works.because))


def account_registration(*, accounts: int, on: date, parameters: Parameters) -> Stated[int]:
    """How many accounts a person may have, where one more can be registered (ACCOUNT-01)."""
    most = parameters.value("account.most", city=None, on=on)
    if accounts >= most.of(int):
        raise refused(
            "ACCOUNT-01",
            "A person registers one public-money account only.",
            instead="Please change the registered account in Mynaportal, at any time.",
            because=(most.because,),
        )
    return Stated(most.of(int), (most.because,))
