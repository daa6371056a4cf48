"""What falls due for a person, in order: first and last good day of each thing, and why.

Nothing here decides anything of its own: each entry repeats a rule (RENEW-01, MOVE-02 to -04,
ABROAD-02, FOREIGN-04, -08, -13, -18, HEALTH-03, RESET-08, CERT-08, CARD-39) as days. What a
guidebook of the city does not say falls out of the list; it is never filled from another city.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fuda.rules.birthdays import birthday_at_age
from fuda.rules.business_days import wait_bounds
from fuda.rules.card_expiry import Residence
from fuda.rules.deadline_days import (
    days_ahead,
    extended_by,
    opens_before,
    registration_ends,
    within_days,
)
from fuda.rules.kinds import Wait, YearEnd
from fuda.rules.pin_kiosk_reset import reset_window
from fuda.rules.refusal import Because, NotStated
from fuda.rules.values import Parameters, Value


class Due(StrEnum):
    """What falls due."""

    CARD_RENEWAL = "card_renewal"
    CARD_EXTENSION = "card_extension"
    SIGNATURE_RENEWAL = "signature_renewal"
    USER_RENEWAL = "user_renewal"
    INSURANCE_REGISTRATION = "insurance_registration"
    SIGNATURE_ADDED = "signature_added"
    MOVE_IN_NOTICE = "move_in_notice"
    CONTINUED_USE = "continued_use"
    ABROAD_CONTINUATION = "abroad_continuation"
    RECORD_CHANGE = "record_change"
    TRANSITIONAL_STAY = "transitional_stay"
    PIN_RESET_AT_KIOSK = "pin_reset_at_kiosk"
    APPLICATION_PHOTO = "application_photo"


class DueState(StrEnum):
    """How something that falls due stands on a day."""

    LATER = "later"
    """Its first good day is yet to come."""
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The first and the last good day; None where there is no such end."""

    what: Due
    first: date | None
    last: date | None
    because: tuple[Because, ...]
    """Why, the ground that decided first."""
    until: datetime | None = None
    """The local moment that is too late, where a clock decides and not a day."""

    @property
    def order(self) -> date:
        """By this day the list is in order: the last one, or the first where there is no last."""
        return self.last or self.first or date.max

    def is_over(self, on: date) -> bool:
        """Whether the last good day has passed."""
        return self.last is not None and on > self.last

    def state(self, on: date) -> DueState:
        """How it stands on that day."""
        if self.is_over(on):
            return DueState.OVER
        if self.first is not None and on < self.first:
            return DueState.LATER
        return DueState.OPEN

    def days(self, on: date) -> int | None:
        """How many days until it opens, until its last one or since; None where it has no last."""
        if self.state(on) is DueState.LATER and self.first is not None:
            return (self.first - on).days
        return None if self.last is None else abs((self.last - on).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of a person and the card in hand."""

    born: date | None = None
    residence: Residence = Residence.JAPANESE
    card_expires: date | None = None
    signature_expires: date | None = None
    user_expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What has happened, or is planned: the day of each."""

    planned_out: date | None = None
    moved: date | None = None
    filed: date | None = None
    departs: date | None = None
    record_changed: date | None = None
    residence_card_received: date | None = None
    extended_while_pending: bool = False
    transition_since: date | None = None
    pin_reset_booked: datetime | None = None
    photo_taken: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    person: Person
    events: Events
    city: str | None
    parameters: Parameters

    def nation(self, key: str, on: date) -> Value:
        """A national value on that day."""
        return self.parameters.value(key, city=None, on=on)

    def of_city(self, key: str, on: date) -> Value | None:
        """The city's value; None where it is silent or where no city is named."""
        if self.city is None:
            return None
        try:
            return self.parameters.value(key, city=self.city, on=on)
        except NotStated:
            return None


def deadlines(
    person: Person, events: Events, *, city: str | None, parameters: Parameters
) -> tuple[Deadline, ...]:
    """Everything that falls due, the earliest last day first.

    `city` None: what is the same everywhere.
    """
    asked = _Asked(person=person, events=events, city=city, parameters=parameters)
    found = [one for find in _FINDERS for one in find(asked)]
    return tuple(sorted(found, key=lambda one: (one.order, list(Due).index(one.what))))


def _renewals(asked: _Asked) -> Iterator[Deadline]:
    """RENEW-01 to -03; a card of a limited stay is extended, not renewed (FOREIGN-05)."""
    person = asked.person
    expiries = {
        Due.CARD_RENEWAL: None
        if person.residence is Residence.LIMITED_STAY
        else person.card_expires,
        Due.SIGNATURE_RENEWAL: person.signature_expires,
        Due.USER_RENEWAL: person.user_expires,
    }
    for what, expires in expiries.items():
        if expires is None:
            continue
        months = asked.nation("renewal.months_before", expires)
        days = asked.nation("renewal.days_after", expires)
        first = opens_before(expires, months=months.of(int), days=days.of(int))
        yield Deadline(what=what, first=first, last=expires, because=(months.because, days.because))


def _extension(asked: _Asked) -> Iterator[Deadline]:
    """FOREIGN-06, -08, -10, -13: by the card's last day, or the one that a special extension gave.

    No cap by birthday is applied: the card's own expiry keeps it already, the extended one is
    computed with its cap by `foreign.stay_extension`.
    """
    expires = asked.person.card_expires
    if expires is None or asked.person.residence is not Residence.LIMITED_STAY:
        return
    grounds: tuple[Because, ...] = ()
    offered = asked.of_city("stay.normal.offered", expires)
    if offered is not None:
        grounds = (offered.because,)
    if asked.events.extended_while_pending:
        months = asked.of_city("stay.special.months", expires)
        if months is None:
            return
        expires = extended_by(expires, months=months.of(int))
        grounds = (months.because, *grounds)
    first = None
    received = asked.events.residence_card_received
    if received is not None:
        first = received
        wait = asked.of_city("stay.normal.after_card", received)
        if wait is not None:
            year_end = asked.nation("calendar.year_end", received).of(YearEnd)
            first, _ = wait_bounds(wait.of(Wait), since=received, year_end=year_end)
            grounds = (*grounds, wait.because)
    if grounds:
        yield Deadline(what=Due.CARD_EXTENSION, first=first, last=expires, because=grounds)


def _insurance(asked: _Asked) -> Iterator[Deadline]:
    """HEALTH-03."""
    expires = asked.person.user_expires
    if expires is None:
        return
    last_days = asked.nation("insurance.registration.last_days", expires)
    last = registration_ends(expires, last_days=last_days.of(int))
    yield Deadline(
        what=Due.INSURANCE_REGISTRATION, first=None, last=last, because=(last_days.because,)
    )


def _birthday(asked: _Asked) -> Iterator[Deadline]:
    """CERT-08: from the birthday on a signature certificate can be added."""
    born = asked.person.born
    if born is None or asked.person.signature_expires is not None:
        return
    min_age = asked.nation("certificate.signature.min_age", born)
    first = birthday_at_age(born, min_age.of(int), parameters=asked.parameters)
    yield Deadline(what=Due.SIGNATURE_ADDED, first=first, last=None, because=(min_age.because,))


def _moving(asked: _Asked) -> Iterator[Deadline]:
    """MOVE-02 to -04: the notice by the earlier of two days, then the procedure."""
    events = asked.events
    limits = []
    for since, key in (
        (events.moved, "moving.notice_days"),
        (events.planned_out, "moving.planned_days"),
    ):
        if since is not None:
            days = asked.nation(key, since)
            limits.append((within_days(since, days=days.of(int)), days.because))
    if limits and events.filed is None:
        limits.sort(key=lambda limit: limit[0])
        yield Deadline(
            what=Due.MOVE_IN_NOTICE,
            first=events.moved,
            last=limits[0][0],
            because=tuple(because for _, because in limits),
        )
    if events.filed is not None:
        days = asked.nation("moving.continuation_days", events.filed)
        yield Deadline(
            what=Due.CONTINUED_USE,
            first=events.filed,
            last=within_days(events.filed, days=days.of(int)),
            because=(days.because,),
        )


def _abroad(asked: _Asked) -> Iterator[Deadline]:
    """ABROAD-01, -02, -07: for nationals of Japan, since there is continued use abroad."""
    departs = asked.events.departs
    if departs is None or asked.person.residence is not Residence.JAPANESE:
        return
    scheme = asked.nation("abroad.scheme", departs)
    if scheme.value != "continued":
        return
    days = asked.nation("abroad.days_before", departs)
    last = days_ahead(departs, days=days.of(int))
    yield Deadline(
        what=Due.ABROAD_CONTINUATION, first=None, last=last, because=(days.because, scheme.because)
    )


def _record(asked: _Asked) -> Iterator[Deadline]:
    """FOREIGN-18, CHG-04: stated for foreign residents."""
    changed = asked.events.record_changed
    if changed is None or asked.person.residence is Residence.JAPANESE:
        return
    days = asked.nation("stay.notice_days", changed)
    last = within_days(changed, days=days.of(int))
    yield Deadline(what=Due.RECORD_CHANGE, first=changed, last=last, because=(days.because,))


def _transitional(asked: _Asked) -> Iterator[Deadline]:
    """FOREIGN-04."""
    since = asked.events.transition_since
    if since is None:
        return
    days = asked.nation("stay.transitional_days", since)
    last = within_days(since, days=days.of(int))
    yield Deadline(what=Due.TRANSITIONAL_STAY, first=since, last=last, because=(days.because,))


def _kiosk(asked: _Asked) -> Iterator[Deadline]:
    """RESET-08: the hour decides, not the day."""
    booked = asked.events.pin_reset_booked
    if booked is None:
        return
    window = reset_window(booked, on=booked.date(), parameters=asked.parameters)
    yield Deadline(
        what=Due.PIN_RESET_AT_KIOSK,
        first=window.value.usable_from.date(),
        last=window.value.last_day,
        because=window.because,
        until=window.value.lapses_at,
    )


def _photo(asked: _Asked) -> Iterator[Deadline]:
    """CARD-39."""
    taken = asked.events.photo_taken
    if taken is None:
        return
    months = asked.nation("application.photo.months", taken)
    last = extended_by(taken, months=months.of(int))
    yield Deadline(what=Due.APPLICATION_PHOTO, first=taken, last=last, because=(months.because,))


_FINDERS: tuple[Callable[[_Asked], Iterator[Deadline]], ...] = (
    _renewals,
    _extension,
    _insurance,
    _birthday,
    _moving,
    _abroad,
    _record,
    _transitional,
    _kiosk,
    _photo,
)
