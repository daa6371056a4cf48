"""製造: after the lead time a card is made, its number dropped, its city told (CARD-40)."""

from dataclasses import replace
from datetime import date

from fuda.doors.errors import Refused
from fuda.doors.municipality import CardArrived
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.chip_orders import printed
from fuda.institutions.jlis.cards.model import (
    CODE_ON_CARD,
    Application,
    ChipOrder,
    Decided,
    OnCard,
    Personalisation,
)
from fuda.institutions.jlis.cards.office import Office
from fuda.kit.caller import Caller, acting_as
from fuda.kit.store import Writing
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.lifecycle.card import CardEvent
from fuda.rules.manufacture import made_on
from fuda.rules.printed_face import printed_reading

PROCEDURE = "manufacture"
_SELF = Caller("jlis.cards")
_SERIAL_DIGITS = 15
_OURS = "F"
"""Before the serial: a card of this system, never of the real one."""


def manufacture_due(office: Office) -> int:
    """Make every card whose lead time has passed; how many. Cut off, it goes on where it was."""
    today = office.clock.today()
    with office.store.reading() as at:
        waiting = records.awaiting_manufacture(at)
    # A dial turned far does not move the day: a card is as old as it would be.
    made = ((one, made_on(one.applied, parameters=office.parameters)) for one in waiting)
    due = [(one, day) for one, day in made if day <= today]
    with acting_as(_SELF):
        return sum(_make(office, one, day) for one, day in due)


def _make(office: Office, one: Application, day: date) -> bool:
    with office.store.writing() as unit:
        prints = records.personalisation(unit.connection, one)
        decided = _decided(office, unit, one, day) if prints is not None else None
    if prints is None or decided is None:
        return False
    said = _said(office, prints, decided)
    card_key = office.plant.make(
        ChipOrder(
            card=decided.card,
            municipality=one.municipality,
            issuer_key=office.issuer_key(decided.card),
            issued=decided.issued,
            printed=printed(
                office,
                decided,
                municipality=one.municipality,
                number=prints.number.digits,
                said=said,
                on=decided.issued,
            ),
            signing=office.records.of_municipality(one.municipality[:CODE_ON_CARD]),
        )
    )
    with office.store.writing() as unit:
        if records.of_application(unit.connection, one.application).state != one.state:
            return False
        records.card_made(unit.connection, decided, replace(said, card_key=card_key))
        office.step(unit, one.application, CardEvent.MANUFACTURE, procedure=PROCEDURE)
        unit.send(
            door=f"m/{one.municipality}",
            call="card_arrived",
            message=CardArrived(
                key=f"made:{decided.card}",
                holder=one.holder,
                card=decided.card,
                issued=decided.issued,
                expires=decided.expires,
            ),
            subject=decided.card,
        )
    return True


def _decided(office: Office, unit: Writing, one: Application, day: date) -> Decided | None:
    """What the card is to be, now or by an earlier try; None where it can no longer be made."""
    earlier = records.decided(unit.connection, one.application)
    if earlier is not None:
        return earlier
    try:
        expires = card_expiry(
            born=one.born,
            issued=day,
            applied=one.applied,
            residence=Residence(one.residence),
            stay_until=one.stay_until,
            parameters=office.parameters,
        ).value
    except Refused:
        # The stay ended while the card was awaited: the other applicants' cards are made.
        office.step(unit, one.application, CardEvent.LAPSE, procedure=PROCEDURE)
        return None
    new = Decided(
        application=one.application,
        card=f"c-{office.randomness.token()}",
        card_number=_OURS + _random_digits(office, _SERIAL_DIGITS),
        security_code=_security_code(office, day),
        issued=day,
        expires=expires,
    )
    records.decide(unit.connection, new)
    return new


def _said(office: Office, prints: Personalisation, decided: Decided) -> OnCard:
    """What the card will say; its key is not made yet."""
    return OnCard(
        items=prints.items,
        photo=prints.photo,
        reading=printed_reading(
            prints.reading, issued=decided.issued, parameters=office.parameters
        ),
        former_surname=prints.former_surname,
        card_key=b"",
    )


def _security_code(office: Office, issued: date) -> str:
    """セキュリティコード: decided with the card, printed on it (CARD-06, MIN p1)."""
    digits = office.parameters.value("card.security_code.digits", city=None, on=issued)
    return _random_digits(office, digits.of(int))


def _random_digits(office: Office, count: int) -> str:
    number = int.from_bytes(office.randomness.octets(8)) % 10**count
    return f"{number:0{count}d}"
