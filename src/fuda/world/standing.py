"""What works for a person today, until when, and what comes next: the rules' answers, gathered."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from fuda.doors.cards import CardView
from fuda.doors.municipality import CertificateView, ResidentView
from fuda.doors.person import CertificateKind
from fuda.kit.i18n import Text
from fuda.kit.standing import not_told
from fuda.kit.typesetting import FontMissingError
from fuda.rules.birthdays import birthday
from fuda.rules.calendar import local_time
from fuda.rules.kiosk import kiosk_offer, situation_on
from fuda.rules.lifecycle.card import Card
from fuda.rules.lifecycle.certificate import Certificate
from fuda.rules.lifecycle.machine import because
from fuda.rules.refusal import NotStated, Refusal, Refused
from fuda.rules.renewal import renewal_opens
from fuda.rules.stated import refused
from fuda.rules.usable import After, kiosk_must_be_usable
from fuda.rules.validity import card_must_be_valid, certificate_must_be_valid
from fuda.world.country import Country
from fuda.world.people.roster import Townsperson

Works = Literal["yes", "no", "not_stated"]
_OF_CERTIFICATE: Mapping[CertificateKind, tuple[Text, Text]] = {
    "user": (
        Text("world", "Renewal of the user certificate opens"),
        Text("world", "Last day of the user certificate"),
    ),
    "signature": (
        Text("world", "Renewal of the signature certificate opens"),
        Text("world", "Last day of the signature certificate"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that a card can do: whether it works today, until when, or why not."""

    what: Text
    works: Works
    until: date | None = None
    refusal: Refusal | None = None
    silence: NotStated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day that matters."""

    on: date
    what: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person's card today."""

    lines: tuple[Line, ...]
    deadlines: tuple[Deadline, ...]
    """From today on, the nearest first."""


def standing(country: Country, person: Townsperson, view: ResidentView) -> Standing:
    """Ask every rule that bears on this person today."""
    today = country.clock.today()
    in_force = [one for one in view.cards if one.state in {"delivered", "suspended"}]
    card = next(iter(in_force or view.cards), None)
    lines = tuple(_lines(country, person, view, card))
    ahead = sorted(
        (one for one in _deadlines(country, view, card) if one.on >= today),
        key=lambda one: one.on,
    )
    return Standing(lines=lines, deadlines=tuple(ahead))


def _lines(
    country: Country, person: Townsperson, view: ResidentView, card: CardView | None
) -> Iterator[Line]:
    today = country.clock.today()
    yield _line(Text("world", "Show the card as proof of who you are"), lambda: _card(card, today))
    yield _line(
        Text("world", "Sign in with the user certificate"),
        lambda: _certificate(view, card, "user", today),
    )
    yield _line(
        Text("world", "Sign with the signature certificate"),
        lambda: _certificate(view, card, "signature", today),
    )
    yield _line(
        Text("world", "Take a 住民票の写し from a kiosk now"),
        lambda: _kiosk(country, person, view, card),
    )


def _line(what: Text, ask: Callable[[], date]) -> Line:
    try:
        return Line(what=what, works="yes", until=ask())
    except Refused as no:
        return Line(what=what, works="no", refusal=no.refusal)
    except NotStated as silence:
        return Line(what=what, works="not_stated", silence=silence)


def _card(card: CardView | None, today: date) -> date:
    if card is None:
        raise refused(
            "CARD-01",
            "There is no card: only people who apply get one.",
            instead="Please apply at the counter of your municipality.",
            because=(because("CARD-01, TOM p5"),),
        )
    # One that is not made has no last day, and is refused by its state.
    until = card.expires or today
    card_must_be_valid(state=Card(card.state), expires=until, on=today)
    return until


def _certificate(
    view: ResidentView, card: CardView | None, kind: CertificateKind, today: date
) -> date:
    until = _card(card, today)
    found = _newest(view, kind)
    if found is None:
        raise refused(
            "CERT-09",
            "This certificate was not loaded on the card.",
            instead="It can be added at the counter of your municipality, with the card.",
            because=(because("CERT-09, ARA p21"),),
        )
    if found.standing == "not_told":
        raise not_told()
    certificate_must_be_valid(
        state=Certificate(found.standing),
        issued=found.issued,
        expires=found.expires,
        on=today,
    )
    return min(until, found.expires)


def _kiosk(
    country: Country, person: Townsperson, view: ResidentView, card: CardView | None
) -> date:
    today = country.clock.today()
    until = _certificate(view, card, "user", today)
    city = country.parameters.city(person.municipality).id
    since = next(one.issued for one in view.certificates if one.kind == "user")
    # Where the guide is silent on waiting days nobody is stopped; the kiosk says so.
    with suppress(NotStated):
        kiosk_must_be_usable(
            city=city,
            after=After.HANDOVER,
            since=since,
            on=today,
            parameters=country.parameters,
        )
    known = situation_on(
        today,
        moving_out_on=view.moving_out_on,
        household_moving_out=view.household_moving_out,
    )
    kiosk_offer(
        city=city,
        certificate="juminhyo",
        at=local_time(country.clock.now()),
        situation=replace(known, unsupported_characters=_cannot_be_drawn(country, view)),
        parameters=country.parameters,
    )
    return until


def _cannot_be_drawn(country: Country, view: ResidentView) -> bool:
    try:
        return bool(country.typesetter.undrawable(view.items.name + view.items.address))
    except FontMissingError:
        return False


def _newest(view: ResidentView, kind: CertificateKind) -> CertificateView | None:
    return next((one for one in view.certificates if one.kind == kind), None)


def _deadlines(country: Country, view: ResidentView, card: CardView | None) -> Iterator[Deadline]:
    parameters, today = country.parameters, country.clock.today()
    if card is not None and card.expires is not None:
        opens = renewal_opens(card.expires, parameters=parameters).value
        yield Deadline(on=opens, what=Text("world", "Renewal of the card opens"))
        yield Deadline(on=card.expires, what=Text("world", "Last day of the card"))
    for one in view.certificates:
        if one.ended_on is None:
            opening, last = _OF_CERTIFICATE[one.kind]
            opens = renewal_opens(one.expires, parameters=parameters).value
            yield Deadline(on=opens, what=opening)
            yield Deadline(on=one.expires, what=last)
    if view.moving_out_on is not None:
        yield Deadline(on=view.moving_out_on, what=Text("world", "Planned day of moving out"))
    if view.stay_until is not None:
        yield Deadline(on=view.stay_until, what=Text("world", "Last day of the period of stay"))
    born = view.items.born
    age = parameters.value("certificate.signature.min_age", city=None, on=today).of(int)
    turns = birthday(born, after=born, count=age, parameters=parameters)
    yield Deadline(
        on=turns, what=Text("world", "A signature certificate can be added from this birthday")
    )
