"""製造: after the lead time a card is made, its number dropped, its city told (CARD-40)."""

from datetime import date

from fuda.doors.municipality import CardArrived
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.model import Application, ChipOrder, Personalisation
from fuda.institutions.jlis.cards.office import Office
from fuda.kit.caller import Caller, acting_as
from fuda.rules.business_days import wait_bounds
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.kinds import Wait, YearEnd
from fuda.rules.lifecycle.card import CardEvent

PROCEDURE = "manufacture"
_SELF = Caller("jlis.cards")
_CARD_NUMBER_DIGITS = 15


def manufacture_due(office: Office) -> int:
    """Make every card whose lead time has passed; how many. Cut off, it goes on where it was."""
    today = office.clock.today()
    with office.store.reading() as at:
        waiting = records.awaiting_manufacture(at)
    due = [(one, prints) for one, prints in waiting if _ready_on(office, one) <= today]
    with acting_as(_SELF):
        for one, prints in due:
            _make(office, one, prints, today)
    return len(due)


def _ready_on(office: Office, one: Application) -> date:
    wait = office.parameters.value("card.manufacture", city=None, on=one.applied).of(Wait)
    year_end = office.parameters.value("calendar.year_end", city=None, on=one.applied).of(YearEnd)
    return wait_bounds(wait, since=one.applied, year_end=year_end)[0]


def _make(office: Office, one: Application, prints: Personalisation, today: date) -> None:
    expires = card_expiry(
        born=one.born,
        issued=today,
        applied=one.applied,
        residence=Residence(one.residence),
        stay_until=one.stay_until,
        parameters=office.parameters,
    ).value
    # The card's id follows from the application, so that a second try makes the same card.
    card = f"c-{one.application}"
    office.plant.make(
        ChipOrder(
            card=card,
            card_number=_card_number(office),
            municipality=one.municipality,
            issuer_key=office.issuer_key(card),
            issued=today,
            expires=expires,
            personalisation=prints,
        )
    )
    with office.store.writing() as unit:
        records.card_made(
            unit.connection, one.application, card=card, issued=today, expires=expires
        )
        office.step(unit, one, CardEvent.MANUFACTURE, procedure=PROCEDURE)
        unit.send(
            door=f"m/{one.municipality}",
            call="card_arrived",
            message=CardArrived(
                key=f"made:{card}",
                holder=one.holder,
                card=card,
                issued=today,
                expires=expires,
            ),
            subject=card,
        )


def _card_number(office: Office) -> str:
    number = int.from_bytes(office.randomness.octets(8)) % 10**_CARD_NUMBER_DIGITS
    return f"{number:0{_CARD_NUMBER_DIGITS}d}"
