"""Columns of deadlines: what falls due for a million people, in time linear in people.

The days are those of `fuda.rules.deadlines` for people without events, person by person; why is
asked there, for the few whom somebody looks at. There are far fewer days than people, so each
day's arithmetic is done once and looked up (docs/decisions/0011).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from fuda.rules.birthdays import birthday_at_age
from fuda.rules.card_expiry import Residence
from fuda.rules.deadline_days import opens_before, registration_ends
from fuda.rules.deadlines import Due
from fuda.rules.refusal import NotStated
from fuda.rules.values import Parameters

Days = Sequence[date | None]
"""One of each person, in the order of the people; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What is known of people and their cards, a column each; ValueError where one is shorter."""

    born: Days
    residence: Sequence[Residence]
    card_expires: Days
    signature_expires: Days
    user_expires: Days

    def __post_init__(self) -> None:
        lengths = {one.name: len(getattr(self, one.name)) for one in fields(self)}
        if len(set(lengths.values())) != 1:
            told = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise ValueError(f"columns of different lengths: {told}; hand in one entry a person")

    def __len__(self) -> int:
        return len(self.born)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The first and the last good day of one thing; both None where it does not fall due."""

    first: Days
    last: Days

    def opening(self, on: date) -> list[int]:
        """The positions of the people for whom it opens on that day."""
        return [place for place, day in enumerate(self.first) if day == on]

    def ending(self, on: date) -> list[int]:
        """The positions of the people for whom that day is the last."""
        return [place for place, day in enumerate(self.last) if day == on]


def deadline_columns(
    people: People, *, city: str | None, parameters: Parameters
) -> Mapping[Due, Column]:
    """A column for each thing that falls due without an event.

    `city` None: what is the same everywhere. ValueError names a day from which none can be counted.
    """
    nobody: Days = [None] * len(people)
    limited = [one is Residence.LIMITED_STAY for one in people.residence]
    renewed = [
        None if extends else day for extends, day in zip(limited, people.card_expires, strict=True)
    ]
    extended = [
        day if extends else None for extends, day in zip(limited, people.card_expires, strict=True)
    ]
    adding = [
        None if signature else born
        for born, signature in zip(people.born, people.signature_expires, strict=True)
    ]
    opens = _of_each(
        {*renewed, *people.signature_expires, *people.user_expires}, _renewal_opens(parameters)
    )
    return {
        Due.CARD_RENEWAL: Column(first=_looked_up(renewed, opens), last=renewed),
        Due.CARD_EXTENSION: Column(
            first=nobody,
            last=_looked_up(extended, _of_each(set(extended), _extension(city, parameters))),
        ),
        Due.SIGNATURE_RENEWAL: Column(
            first=_looked_up(people.signature_expires, opens), last=people.signature_expires
        ),
        Due.USER_RENEWAL: Column(
            first=_looked_up(people.user_expires, opens), last=people.user_expires
        ),
        Due.INSURANCE_REGISTRATION: Column(
            first=nobody,
            last=_looked_up(
                people.user_expires, _of_each(set(people.user_expires), _insurance(parameters))
            ),
        ),
        Due.SIGNATURE_ADDED: Column(
            first=_looked_up(adding, _of_each(set(adding), _birthday(parameters))), last=nobody
        ),
    }


_Reckoner = Callable[[Sequence[date]], Callable[[date], date | None]]
"""Looks at the days of a column, in order, and hands back what reckons with one of them."""


def _of_each(days: Iterable[date | None], reckoner: _Reckoner) -> dict[date | None, date | None]:
    """What is reckoned from each day; None from None."""
    known = sorted(day for day in days if day is not None)
    found: dict[date | None, date | None] = {None: None}
    if not known:
        return found
    reckon = reckoner(known)
    for day in known:
        try:
            found[day] = reckon(day)
        except (OverflowError, ValueError) as impossible:
            raise ValueError(f"nothing can be counted from {day}: {impossible}") from None
    return found


def _looked_up(days: Days, found: Mapping[date | None, date | None]) -> Days:
    return list(map(found.__getitem__, days))


def _number(key: str, days: Sequence[date], parameters: Parameters) -> Callable[[date], int]:
    """A national number on each of the days.

    A value is in force until a newer one is, and each has its own first day: one that is in force
    on the first and on the last of the days is in force on all of them.
    """

    def asked(on: date) -> int:
        return parameters.value(key, city=None, on=on).of(int)

    ends = [parameters.value(key, city=None, on=day) for day in (days[0], days[-1])]
    if ends[0] == ends[1]:
        steady = ends[0].of(int)
        return lambda _on: steady
    return asked


def _renewal_opens(parameters: Parameters) -> _Reckoner:
    """RENEW-01, -02."""

    def reckoner(days: Sequence[date]) -> Callable[[date], date]:
        months = _number("renewal.months_before", days, parameters)
        after = _number("renewal.days_after", days, parameters)
        return lambda day: opens_before(day, months=months(day), days=after(day))

    return reckoner


def _insurance(parameters: Parameters) -> _Reckoner:
    """HEALTH-03."""

    def reckoner(days: Sequence[date]) -> Callable[[date], date]:
        last_days = _number("insurance.registration.last_days", days, parameters)
        return lambda day: registration_ends(day, last_days=last_days(day))

    return reckoner


def _birthday(parameters: Parameters) -> _Reckoner:
    """CERT-08."""

    def reckoner(days: Sequence[date]) -> Callable[[date], date]:
        min_age = _number("certificate.signature.min_age", days, parameters)
        return lambda born: birthday_at_age(born, min_age(born), parameters=parameters)

    return reckoner


def _extension(city: str | None, parameters: Parameters) -> _Reckoner:
    """FOREIGN-06: the card's own last day, in a city that says so."""

    def offered(expires: date) -> date | None:
        if city is None:
            return None
        try:
            parameters.value("stay.normal.offered", city=city, on=expires)
        except NotStated:
            return None
        return expires

    return lambda _days: offered
